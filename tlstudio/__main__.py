"""`python -m tlstudio` and the `tlstudio` command."""

import sys
import warnings


def main() -> int:
    """Run the command line; returns the exit code."""
    if not sys.warnoptions:  # as with -W: what libraries warn of is for those who write programs, not for their users
        warnings.simplefilter("ignore")
    from tlstudio.foundation.cores import sleep_soon
    from tlstudio.foundation.heap import keep_what_is_freed

    sleep_soon()
    keep_what_is_freed()
    from tlstudio.cli.main import run_command_line

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
