"""`python -m tlstudio` and the `tlstudio` command."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    from tlstudio.cli.main import run_command_line

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
