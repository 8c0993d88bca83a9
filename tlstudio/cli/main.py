"""The command `tlstudio`: finds the command asked for, and turns errors into one line and an exit code."""

import importlib
import os
import sys
from collections.abc import Sequence

import click

import tlstudio
from tlstudio.foundation.cores import usable_cores, working_cores
from tlstudio.foundation.errors import StudioError, UsageError

_COMMANDS = (
    "advise",
    "backbones",
    "cache",
    "check",
    "compare",
    "cross-validate",
    "evaluate",
    "export",
    "find-rate",
    "layers",
    "predict",
    "runs",
    "sample",
    "train",
)
_FAILED, _WRONG_USAGE, _INTERRUPTED = 1, 2, 130


class _Commands(click.Group):
    """Loads a command's file only when it is used; anything that is no command is something to open in the window."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in (*_COMMANDS, "open_window"):
            return None
        command: click.Command = importlib.import_module(f"tlstudio.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in _COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        return "open_window", self.get_command(ctx, "open_window"), args


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(tlstudio.__version__, prog_name="tlstudio")
@click.pass_context
def command_line(context: click.Context) -> None:
    """Transfer learning on folders of photos.

    \b
    tlstudio                    opens the window
    tlstudio PHOTOS             opens it with a folder of photos
    tlstudio PROJECT.tlproject  opens it with photos, labels and marks
    tlstudio MODEL.tlmodel      opens it with a finished model
    """
    if context.invoked_subcommand is None:
        from tlstudio.cli.open_window import command

        context.invoke(command, path=None)


def run_command_line(arguments: Sequence[str]) -> int:
    """Run `tlstudio ARGUMENTS`. Exit codes: 0 done, 1 failed, 2 wrong usage, 129 terminal
    closed, 130 Ctrl-C, 143 terminated."""
    _leave_cores_free()
    try:
        code = command_line.main(args=list(arguments), prog_name="tlstudio", standalone_mode=False)
    except click.exceptions.Abort:
        return _INTERRUPTED
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except UsageError as error:
        return _say(error, _WRONG_USAGE)
    except StudioError as error:
        return _say(error, _FAILED)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


def _leave_cores_free() -> None:
    """Torch asks for this when it is loaded, which is later."""
    if working_cores() < usable_cores():
        os.environ.setdefault("OMP_NUM_THREADS", str(working_cores()))


def _say(error: StudioError, code: int) -> int:
    click.echo(f"tlstudio: {error}", err=True)
    return code
