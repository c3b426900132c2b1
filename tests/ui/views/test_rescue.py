"""A damaged library in the window: why, which backups, what they cost, and back at work."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from moderator.desk import open_desk
from moderator.domain.queue import Filter
from moderator.settings import Settings
from moderator.store.file import DATABASE, SCHEMA, sqlite
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc
from ui import app, theme
from ui.care import Care
from ui.tasks import Tasks
from ui.views.rescue import Rescue


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """With one decided case in its backup, and one more verdict since."""
    folder = tmp_path / "library"
    desk = open_desk(folder, moderator="mod-7")
    for number in (1, 2):
        doc = case_doc(id=f"C-{number}")
        doc["order"]["number"] = f"8190-{number}"
        desk.import_packs([write_case_pack(tmp_path / "packs", doc)])
        desk.decide(f"C-{number}", verdict_doc(doc), final=True)
        if number == 1:
            assert desk.care() is None
    desk.close()
    return folder


def damage(library: Path, *, whole: bool) -> None:
    """The queue's rows are gone for good, and the head of the file if it is damaged as a whole."""
    data = bytearray((library / DATABASE).read_bytes())
    start = 0 if whole else 4096 * 3
    data[start:] = b"\xa5" * (len(data) - start)
    (library / DATABASE).write_bytes(data)


def shown(qtbot: QtBot, qapp: QApplication, library: Path, tasks: Tasks) -> Rescue:
    theme.apply(qapp, "light")
    desk = open_desk(library)
    dialog = Rescue(desk.library, "It is damaged.", "mod-7", tasks, "batch", desk.close)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_what_it_would_cost_is_said_before_it_can_be_done(qtbot: QtBot, qapp: QApplication, library: Path) -> None:
    tasks = Tasks()
    dialog = shown(qtbot, qapp, library, tasks)
    assert not dialog.restore.isEnabled()
    qtbot.waitUntil(dialog.restore.isEnabled, timeout=10_000)
    assert dialog.backups.count() == 1
    assert "1 cases, 1 verdicts" in dialog.backups.item(0).text()
    cost = dialog.cost.toPlainText()
    assert "C-2-v1 · mod-7" in cost
    assert "import their packs again:\n  C-2" in cost
    assert "C-1-v1" not in cost
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        dialog.restore.click()
    tasks.close()
    desk = open_desk(library)
    assert [row.case for row in desk.queue()] == ["C-1"]
    assert [entry.name for entry in (library / "aside").iterdir()] != []
    desk.close()


def test_without_a_backup_it_says_what_to_do(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    tasks = Tasks()
    dialog = shown(qtbot, qapp, tmp_path / "nothing", tasks)
    qtbot.waitUntil(lambda: "There is no backup in" in dialog.hint.text(), timeout=10_000)
    assert not dialog.restore.isEnabled()
    tasks.close()


def test_a_backup_that_does_not_hold_cannot_be_chosen(qtbot: QtBot, qapp: QApplication, library: Path) -> None:
    (backup,) = (library / "backups").glob("*.sqlite3")
    backup.chmod(0o600)
    backup.write_bytes(backup.read_bytes()[:5000])
    tasks = Tasks()
    dialog = shown(qtbot, qapp, library, tasks)
    qtbot.waitUntil(lambda: dialog.backups.count() == 1, timeout=10_000)
    assert "does not hold" in dialog.backups.item(0).text()
    assert dialog.backups.currentItem() is None
    assert not dialog.restore.isEnabled()
    tasks.close()


@pytest.mark.parametrize("how", ["rows", "all", "gone"])
def test_a_window_whose_queue_cannot_be_read_goes_on_after_a_restore(
    qtbot: QtBot, qapp: QApplication, library: Path, tmp_path: Path, how: str
) -> None:
    if how == "gone":
        (library / DATABASE).unlink()
    else:
        damage(library, whole=how == "all")
    theme.apply(qapp, "light")
    window = app.make_window(open_desk(library, moderator="mod-7"), Settings(tmp_path / "settings.json"))
    Care(window.session, window)
    window.model.set_filter(Filter(status="all"))
    window.show()
    qtbot.waitUntil(lambda: bool(window.findChildren(Rescue)), timeout=10_000)
    (dialog,) = window.findChildren(Rescue)
    qtbot.waitUntil(dialog.restore.isEnabled, timeout=10_000)
    assert "more may be lost" in dialog.cost.toPlainText()
    dialog.restore.click()
    qtbot.waitUntil(lambda: [row.case for row in window.session.rows] == ["C-1"], timeout=10_000)
    window.close()


def test_a_library_of_a_newer_version_is_not_offered_an_old_backup(
    qtbot: QtBot, qapp: QApplication, library: Path, tmp_path: Path
) -> None:
    connection = sqlite().connect(str(library / DATABASE))
    connection.execute(f"PRAGMA user_version={SCHEMA + 1}")
    connection.close()
    theme.apply(qapp, "light")
    window = app.make_window(open_desk(library, moderator="mod-7"), Settings(tmp_path / "settings.json"))
    Care(window.session, window)
    said: list[str] = []
    window.session.message.connect(lambda text, _tone: said.append(text))
    window.show()
    qtbot.waitUntil(lambda: any("newer Moderator" in text for text in said), timeout=10_000)
    assert not window.findChildren(Rescue)
    window.close()
