"""Where the frozen application starts: as a media worker where its own parent process says so, else as `moderator`."""

import sys

from moderator.media.sandbox import SWITCH


def main() -> int:
    """The exit code of whichever of the two this process is."""
    if sys.argv[1:2] == [SWITCH]:
        del sys.argv[1]
        from moderator.worker import main as worker

        return int(worker() or 0)
    from moderator.__main__ import main as moderator

    return moderator()


if __name__ == "__main__":
    sys.exit(main())
