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
from moderator.errors import ModeratorError
from moderator.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "cases"
BUILD = ROOT / "build"
STARTS = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


def main(arguments: Sequence[str]) -> int:
    """Opens or walks the demo. Returns the exit code."""
    try:
        if has_display() and "--walk" not in arguments:
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
    """Walks the samples offscreen in a new library, and prints what was made."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QSize

    from ui import theme
    from ui.app import application, make_window
    from ui.walk import through

    dark = "--dark" in arguments
    BUILD.mkdir(exist_ok=True)
    out = Path(tempfile.mkdtemp(prefix="walk-", dir=BUILD))
    app = application()
    theme.apply(app, "dark" if dark else "light")
    desk = open_desk(demo_library(out / "library"), moderator="M. Okafor")
    window = make_window(desk, Settings(out / "settings.json"))
    try:
        made = through(window, CASES / "verdicts", out, QSize(1440, 900))
    finally:
        window.close()
    print(f"decided {len(made.decided)} cases: {', '.join(made.decided)}")
    for path in (*made.pictures, *made.documents):
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
