"""A second opinion in the real window over a real library: found, given blind by keyboard, then compared.

Everything that a person can see, hear read out or take along is searched for the words of the first verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox
from pytestqt.qtbot import QtBot

from moderator.desk import Desk, make_library, open_desk
from moderator.domain import policy
from moderator.domain.queue import Filter
from moderator.settings import Settings
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc
from ui.app import make_window
from ui.views.agreement import Agreement
from ui.views.main_window import MainWindow
from ui.views.results import Results
from ui.views.two_verdicts import TwoVerdicts

SECRETS = ("zirkon", "Vera Kestrel", "C-1-v1", "7.77")
"""Words of the first verdict and of its draft, who gave it, its id, its amount."""
CtrlAlt = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
Ctrl, No = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key
SHOWN = (
    "text", "toolTip", "accessibleName", "accessibleDescription", "windowTitle", "placeholderText", "toPlainText",
    "statusTip", "whatsThis", "specialValueText",
)  # fmt: skip


def first_verdict(doc: dict[str, Any]) -> dict[str, Any]:
    said = [each | {"text": "zirkon seen"} for each in verdict_doc(doc)["findings"]]
    return verdict_doc(
        doc,
        refund={"lines": [{"line": "1", "quantity": 1, "amount": "7.77"}], "shipping": "0.00"},
        exhibits=[{"id": "X1", "source": "E1", "region": [0.1, 0.2, 0.3, 0.4], "note": "zirkon crack"}],
        findings=said,
        statements=[{"language": "en", "text": "The zirkon rim.", "by": "moderator", "authoritative": True}],
        internal_note="zirkon note",
    )


def texts() -> list[str]:
    """Every text of every widget and action that is there, shown or not, and of every row of every model."""
    found: list[str] = []
    for widget in QApplication.allWidgets():
        found += [str(getattr(widget, name)()) for name in SHOWN if callable(getattr(widget, name, None))]
        found += [action.text() for action in widget.actions()]
        if isinstance(widget, QComboBox):
            found += [widget.itemText(n) for n in range(widget.count())]
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            found += cells(widget.model())
    return found


def cells(model: QAbstractItemModel) -> Iterator[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    for line in range(model.rowCount(QModelIndex())):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())):
            index = model.index(line, column)
            yield from (str(index.data(role)) for role in (*roles, Qt.ItemDataRole.UserRole + 1))


def leaks() -> list[str]:
    seen = [*texts(), QGuiApplication.clipboard().text()]
    return [text for text in seen if any(secret.casefold() in text.casefold() for secret in SECRETS)]


class Seat:
    """The second person at the window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.session, self._bot = window, window.session, qtbot
        self.said: list[str] = []
        self.session.message.connect(lambda text, _tone: self.said.append(text))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = No) -> None:
        if QApplication.activeWindow() is None:  # nobody sits before a screen that is none
            self.window.activateWindow()
            self.until(lambda: QApplication.activeWindow() is not None)
        QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget() or self.window, key, modifier)

    def until(self, ready: Callable[[], bool]) -> None:
        self._bot.waitUntil(ready, timeout=20_000)

    def settle(self) -> None:
        self.until(lambda: self.session.tasks.pending == 0 and self.session.settled)

    def open(self, case_id: str = "C-1") -> None:
        self.session.open_case(case_id)
        self.until(lambda: self.session.opened is not None and self.session.opened.case.id == case_id)
        self.settle()

    def dialog(self, kind: type[Any]) -> Any:
        self.until(lambda: bool(self.window.findChildren(kind)))
        return self.window.findChildren(kind)[-1]

    def answer(self, case_id: str = "C-1") -> None:
        """The draft as a person would have filled it in, then signed by key."""
        doc = verdict_doc(dict(self.session.desk.open_case(case_id).document))
        self.session.edit("all", lambda draft: draft.update(doc))
        self.until(lambda: self.session.problems == ())
        self.press(Key.Key_Return, Ctrl)
        self.until(lambda: self.session.opened is not None and not self.session.opened.second)
        self.settle()


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Desk]:
    """A colleague who has decided C-1, can still take it back, and has begun to reverse it."""
    make_library(tmp_path / "library", "team", second_review={"*": 1})
    desk = open_desk(tmp_path / "library", moderator="Vera Kestrel")
    docs = [case_doc(id=each, order=case_doc()["order"] | {"number": f"819{each[-1]}"}) for each in ("C-1", "C-2")]
    desk.import_packs([write_case_pack(tmp_path / "packs", doc) for doc in docs])
    desk.decide("C-1", first_verdict(docs[0]))
    desk.save_draft("C-1", {"case": "C-1", "stage": "reversal", "supersedes": "C-1-v1", "internal_note": "zirkon"})
    yield desk
    desk.close()


@pytest.fixture
def seat(first: Desk, tmp_path: Path, qtbot: QtBot) -> Iterator[Seat]:
    desk = open_desk(first.library.path, moderator="mod-2")
    window = make_window(desk, Settings(tmp_path / "settings.json", moderator="mod-2"))
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    made = Seat(window, qtbot)
    made.until(lambda: len(made.session.rows) == 1 and window.queue.list.hasFocus())
    yield made
    window.close()
    window.deleteLater()


def test_nothing_of_the_first_verdict_is_anywhere_until_ones_own_is_given(
    seat: Seat, first: Desk, tmp_path: Path
) -> None:
    session, window = seat.session, seat.window
    window.queue.set_filter(Filter(status="all"))
    seat.until(lambda: len(session.rows) == 2)
    window.queue.choose_case("C-1")
    seat.settle()
    assert leaks() == []
    window.queue.search.setText("zirkon")
    seat.until(lambda: session.rows == ())
    window.queue.search.setText("")
    seat.open("C-2")
    session.actions.trigger("verdict.like")
    seat.until(lambda: bool(seat.said))
    assert (leaks(), seat.said) == ([], ["No other case of “damaged” is decided yet."])
    session.close_case()
    seat.press(Key.Key_N, Ctrl | Qt.KeyboardModifier.ShiftModifier)
    seat.until(lambda: [row.case for row in session.rows] == ["C-1"] and window.queue.list.hasFocus())
    seat.press(Key.Key_Return)
    seat.until(lambda: session.opened is not None and session.opened.second)
    seat.settle()
    look_everywhere(seat)
    session.export(None, tmp_path)
    seat.until(lambda: any("waits for your second opinion" in text for text in texts()))
    assert list(tmp_path.glob("*.pdf")) == []
    assert leaks() == []
    seat.dialog(Results).reject()
    assert [text for text in seat.said if any(secret in text for secret in SECRETS)] == []
    give_and_compare(seat)
    first.save_draft("C-1", None)  # the colleague gives the reversal up
    seat.open("C-1")
    assert any(text == "Second opinion" for text in texts()), "it stands under the decision too"


def look_everywhere(seat: Seat) -> None:
    """The bar, every page of the case file, the form, the palette; and what cannot be done meanwhile."""
    case, actions = seat.window.case, seat.session.actions
    assert case is not None
    assert case.claim.text.text().startswith("A second opinion")
    assert case.verdict.decide.text() == "Give second opinion"
    for name in case.file.tabs:
        case.file.show_tab(name)
        assert leaks() == []
    for verb in ("export", "preview", "claim.compare", "verdict.withdraw", "verdict.reverse", "claim.reassign"):
        assert not actions.action(verb).isEnabled(), verb
    seat.window.dialogs.palette()
    seat.settle()
    assert leaks() == []
    seat.window.dialogs.palette()


def give_and_compare(seat: Seat) -> None:
    """Signed by key; then both stand side by side, and what differs is marked."""
    seat.answer()
    dialog = seat.dialog(TwoVerdicts)
    assert dialog.windowTitle() == "The second opinion beside the decision"
    differing = {row.label for row in dialog.rows if row.differs}
    assert {"Refund", "Statement"} <= differing
    assert "Clause" not in differing
    assert any("Your second opinion" in text for text in texts())
    assert leaks(), "the search finds the words where they are: now both may be seen"
    dialog.reject()
    assert not seat.session.desk.waiting_for_second()


def test_agreement_shows_the_figures_of_the_command_line_and_opens_the_cases_that_differ(
    seat: Seat, tmp_path: Path
) -> None:
    seat.press(Key.Key_K, CtrlAlt)
    dialog = seat.dialog(Agreement)
    seat.settle()
    assert "share of 5 %" in dialog.said.text()
    assert (dialog.figures.isHidden(), dialog.save.isEnabled()) == (True, False)
    dialog.reject()
    clause = next(each for each in policy.versions("damaged")[-1].clauses if "no-refund" in each.outcomes)
    doc = verdict_doc(dict(seat.session.desk.open_case("C-1").document), outcome="no-refund", refund=None)
    answers = [each | {"answer": "no"} for each in doc["findings"]]
    seat.session.desk.give_second("C-1", doc | {"clause": clause.id, "findings": answers})
    seat.press(Key.Key_K, CtrlAlt)
    dialog = seat.dialog(Agreement)
    seat.until(lambda: dialog.compared is not None and bool(dialog.compared.differing))
    assert [dialog.figures.item(0, n).text() for n in range(7)] == [
        "Damaged",
        "1",
        "0%",
        "0%",
        "0.00",
        "0.00 to 0.00",
        "few",
    ]
    assert dialog.compared.rows == seat.session.desk.agreement().rows
    dialog.write(str(tmp_path / "k.csv"))
    seat.settle()
    assert "C-1,damaged,partial-refund,no-refund,Vera Kestrel,mod-2" in (tmp_path / "k.csv").read_text("utf-8")
    seat.until(lambda: dialog.cases.hasFocus())
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.session.opened is not None and seat.session.opened.case.id == "C-1")
