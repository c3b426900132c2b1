"""`python -m ui.demo`: the window on the sample cases; without a display the same review, offscreen.

The demo library's clock starts at a fixed time, so that the deadlines of the samples stay believable on any day.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moderator.desk import make_library, open_desk
from moderator.errors import ModeratorError, UsageError
from moderator.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "cases"
BUILD = ROOT / "build"
STARTS = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


def main(arguments: Sequence[str]) -> int:
    """Opens or walks the demo. Returns the exit code."""
    try:
        if has_display() and not {"--walk", "--screens"} & set(arguments):
            from ui.app import main as window

            return window(["--library", str(demo_library(BUILD / "demo-library"))])
        return walk(arguments)
    except ModeratorError as error:
        print(f"moderator: {error}", file=sys.stderr)
        return 1


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo_library(path: Path) -> Path:
    """The demo library, with the sample cases. After its demo day it is put aside, never deleted, and made anew."""
    if path.exists():
        desk = open_desk(path)
        over = desk.now() > STARTS + DAY
        desk.close()
        if not over:
            return path
        path.rename(path.with_name(f"{path.name}-{datetime.now(UTC):%Y%m%dT%H%M%S}"))
    make_library(path, "samples", demo_starts=STARTS)
    desk = open_desk(path)
    try:
        for each in desk.import_packs(sorted(CASES.glob("*.casepack"))):
            if each.status == "refused":
                raise ModeratorError(f"{each.pack}: {each.problem}")
    finally:
        desk.close()
    return path


def walk(arguments: Sequence[str]) -> int:
    """Walks the samples offscreen in a new library, and prints what was made.

    `--screens DIR`: the pictures of the documentation instead; `--dark`: in the dark theme; `--size 1920x1080`.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QSize

    from ui import theme
    from ui.app import application, make_window
    from ui.walk import screens, through

    BUILD.mkdir(exist_ok=True)
    made_in = Path(tempfile.mkdtemp(prefix="walk-", dir=BUILD))
    out = Path(value(arguments, "--screens")) if "--screens" in arguments else made_in
    width, _, height = (value(arguments, "--size") if "--size" in arguments else "1440x900").partition("x")
    app = application()
    theme.apply(app, "dark" if "--dark" in arguments else "light")
    desk = open_desk(demo_library(made_in / "library"), moderator="M. Okafor")
    window = make_window(desk, Settings(made_in / "settings.json"))
    tour = screens if "--screens" in arguments else through
    try:
        made = tour(window, CASES / "verdicts", out, QSize(int(width), int(height)))
    finally:
        window.close()
    print(f"decided {len(made.decided)} cases: {', '.join(made.decided)}")
    for path in (*made.pictures, *made.documents):
        print(os.path.relpath(path, ROOT))
    return 0


def value(arguments: Sequence[str], name: str) -> str:
    """What stands after `name`. Raises UsageError if nothing does."""
    at = arguments.index(name) + 1
    if at == len(arguments):
        raise UsageError(f"{name} wants a value.")
    return arguments[at]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
