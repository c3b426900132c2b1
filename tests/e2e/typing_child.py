"""A window without a display in which somebody types without a pause. Prints each text once it stands in the draft."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from moderator.desk import open_desk
from moderator.settings import Settings
from ui.app import application, make_window


def main(library: str, case: str) -> None:
    app = application()
    settings = Settings(Path(library).parent / "settings.json", moderator="mod-7")
    window = make_window(open_desk(library, moderator="mod-7"), settings)
    window.resize(1024, 640)
    window.show()
    session = window.session
    timer = QTimer(interval=40)

    def key() -> None:
        assert window.case is not None
        QTest.keyClicks(window.case.verdict.decision.statement.field, "a")
        print(session.draft.get("statements", [{}])[0].get("text", ""), flush=True)

    timer.timeout.connect(key)
    session.draft_changed.connect(lambda _doc: timer.isActive() or timer.start())
    session.message.connect(lambda text, kind: print(f"{kind}: {text}", file=sys.stderr, flush=True))
    opening = QTimer(interval=3000)
    opening.timeout.connect(lambda: opening.stop() if session.opened is not None else session.open_case(case))
    opening.start()
    QTimer.singleShot(500, lambda: session.open_case(case))
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
