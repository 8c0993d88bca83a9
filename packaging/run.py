"""Sets the studio up and opens it on the sample photos: python3 packaging/run.py [--terminal]"""

import sys

import python_version

python_version.require()

import launch  # noqa: E402 - nothing below may be read by an older Python
import steps  # noqa: E402

sys.exit(steps.guarded(launch.main, sys.argv[1:]))
