"""An open window takes packs in and sends decisions out by itself, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from moderator import settings as settings_file
from moderator.desk import make_library, open_desk
from moderator.settings import Settings
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc
from ui import theme
from ui.app import make_window
from ui.boxes import Look
from ui.views.boxes_form import BoxesForm
from ui.views.main_window import MainWindow

CASE = "AE-2026-000123"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, inbox: Path, outbox: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    theme.apply(qapp, "light")
    monkeypatch.setattr("moderator.desk.inbox.SETTLED", 0.05)
    make_library(tmp_path / "library", "demo", demo_starts=datetime(2026, 11, 12, 9, tzinfo=UTC))
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    chosen = Settings(tmp_path / "settings.json", inbox=str(inbox), outbox=str(outbox))
    made = make_window(desk, chosen)
    made.session.deeds.boxes.every = 50
    made.show()
    qtbot.waitUntil(lambda: made.session.deeds.boxes._begun, timeout=20000)
    yield made
    made.close()


@pytest.fixture
def said(window: MainWindow) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    window.session.message.connect(lambda text, tone: found.append((text, tone)))
    return found


def heard(said: list[tuple[str, str]], part: str) -> bool:
    return any(part in text for text, _tone in said)


def test_packs_come_in_what_is_refused_is_named_and_trouble_is_said_once(
    window: MainWindow, inbox: Path, said: list[tuple[str, str]], qtbot: QtBot, tmp_path: Path
) -> None:
    assert f"{str(inbox)[-40:]}: packs that are put there" in window.queue._empty._text.text()
    packs = [write_case_pack(tmp_path / "packs", case_doc(id=f"AE-{number}")) for number in (1, 2, 3)]
    for pack in packs:  # complete, all at once, as whoever can does it
        (inbox / f"{pack.name}.part").write_bytes(pack.read_bytes())
    for pack in packs:
        (inbox / f"{pack.name}.part").rename(inbox / pack.name)
    (inbox / "torn.casepack").write_bytes(b"PK")
    qtbot.waitUntil(lambda: len(window.session.rows) == 3 and heard(said, "torn.casepack"), timeout=20000)
    came = [text.split()[0] for text, tone in said if text.endswith("came in.") and tone == "plain"]
    assert sum(1 if each.startswith("AE-") else int(each) for each in came) == 3
    assert [tone for text, tone in said if "torn.casepack" in text] == ["warn"]
    assert (inbox / "refused" / "torn.casepack.reasons.txt").is_file()
    assert sorted(path.name for path in (inbox / "done").iterdir()) == [pack.name for pack in packs]
    looks: list[object] = []
    boxes = window.session.deeds.boxes
    real = boxes._tell

    def noted(look: Look) -> None:
        looks.append(look)
        real(look)

    boxes._tell = noted  # type: ignore[method-assign]
    for time in (1, 2):
        inbox.rename(tmp_path / "away")
        qtbot.waitUntil(lambda time=time: sum("is it mounted" in text for text, _ in said) == time, timeout=20000)
        before = len(looks)
        qtbot.waitUntil(lambda before=before: len(looks) >= before + 3, timeout=20000)
        assert sum("is it mounted" in text for text, _ in said) == time
        (tmp_path / "away").rename(inbox)
        before = len(looks)
        qtbot.waitUntil(lambda before=before: len(looks) >= before + 2, timeout=20000)


def test_a_decision_goes_out_and_the_places_are_asked_for_by_keyboard_and_kept(
    window: MainWindow, outbox: Path, said: list[tuple[str, str]], qtbot: QtBot, tmp_path: Path
) -> None:
    desk = window.session.desk
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    desk.decide(CASE, verdict_doc(case_doc()))
    desk.put_clock_ahead(timedelta(minutes=11))
    qtbot.waitUntil(lambda: heard(said, "Sent to the outbox"), timeout=20000)
    assert sorted(path.name for path in outbox.iterdir()) == [f"{CASE}.json", f"{CASE}.pdf"]
    session = window.session
    session.actions.trigger("boxes")
    (form,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, BoxesForm) and each.isVisible()]
    assert form.outbox.text() == str(outbox)
    form.inbox.setText(f"  {tmp_path / 'other'} ")
    form.outbox.clear()
    QTest.keyClick(form.inbox, Qt.Key.Key_Return)
    assert form.result() == QDialog.DialogCode.Accepted
    kept = settings_file.load(session.settings.path)
    assert (kept.inbox, kept.outbox) == (str(tmp_path / "other"), "")
    assert f"{str(tmp_path / 'other')[-40:]}: packs that are put there" in window.queue._empty._text.text()


def test_closing_in_the_middle_of_a_look_ends_it(window: MainWindow, inbox: Path, qtbot: QtBot, tmp_path: Path) -> None:
    for number in range(5):
        pack = write_case_pack(tmp_path / "packs", case_doc(id=f"AE-{number}"))
        pack.rename(inbox / pack.name)
    boxes = window.session.deeds.boxes
    qtbot.waitUntil(lambda: boxes._looks > 0, timeout=20000)
    window.close()
    left = [path.name for path in inbox.iterdir() if path.suffix == ".casepack"]
    done = list((inbox / "done").iterdir()) if (inbox / "done").exists() else []
    assert len(left) + len(done) == 5
