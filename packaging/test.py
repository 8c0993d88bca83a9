"""Sets the studio up and runs its whole test suite: python3 packaging/test.py [arguments for pytest]"""

import sys

import python_version

python_version.require()

import check  # noqa: E402 - nothing below may be read by an older Python
import steps  # noqa: E402

sys.exit(steps.guarded(check.main, sys.argv[1:]))
