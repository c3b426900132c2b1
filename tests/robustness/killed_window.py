"""The real window, without a screen, at work until somebody kills it: imports, decides, exports what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.robustness import flows
from tests.robustness.flows import DECIDED, OPEN, World
from tests.verdicts import verdict_doc

if TYPE_CHECKING:
    from moderator.desk.values import Exported, Imported


def work(world: World) -> int:
    """Prints what the window says is done, in the words of the command line. Returns an exit code."""
    from moderator import settings
    from moderator.desk import open_desk
    from ui.app import application, make_window
    from ui.walk import Walk

    application()
    window = make_window(open_desk(world.library, moderator="mod-7"), settings.load())
    session = window.session
    walk = Walk(window, world.out)
    imported: list[Imported] = []
    exported: list[Exported] = []
    session.imported.connect(lambda found: _imported(found, imported))
    session.exported.connect(lambda found: _exported(found, exported))
    session.decided.connect(lambda decided: print("decided", decided.verdict["case"], flush=True))
    window.show()
    walk.until("Reading the queue", lambda: bool(session.rows))
    session.import_packs(sorted((world.folder / "packs").glob("*")))
    walk.until("Importing", lambda: bool(imported))
    for case_id in OPEN:
        if walk.open(case_id).status == "open":
            walk.take(verdict_doc(flows.case(case_id)))
            walk.decide()
    session.export(DECIDED, world.out)
    walk.until("Exporting", lambda: bool(exported))
    window.close()
    return 0


def _imported(found: Sequence[Imported], into: list[Imported]) -> None:
    for each in found:
        print(each.status, each.case, each.pack, flush=True)
    into += found


def _exported(found: Sequence[Exported], into: list[Exported]) -> None:
    for each in found:
        print(each.status, each.case, each.path, flush=True)
    into += found
