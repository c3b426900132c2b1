"""`moderator` and `python -m moderator`: a verb goes to the command line, anything else opens the window."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """The exit code of the command line, or of the window."""
    arguments = sys.argv[1:]
    if _opens_window(arguments):
        # Start-up makes many objects and no garbage; ui.tasks collects later, in the window's own thread.
        gc.disable()
        from ui.app import main as window  # the only bridge to Qt, taken late: the command line never loads it

        return int(window(arguments))
    from moderator.cli import main as command

    return command(arguments)


def _opens_window(arguments: list[str]) -> bool:
    """True for no argument, or `--library DIR` alone."""
    if not arguments:
        return True
    with_value = len(arguments) == 2 and arguments[0] == "--library"
    return with_value or (len(arguments) == 1 and arguments[0].startswith("--library="))


if __name__ == "__main__":
    sys.exit(main())
