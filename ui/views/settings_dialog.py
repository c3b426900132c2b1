"""What a person decides, how long a verdict can be taken back, and which share of decisions is decided twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from moderator.domain.queue import REASONS
from moderator.settings import LEAST_MINUTES, MOST_MINUTES
from ui.models.case_words import sentence, words
from ui.session import Session
from ui.theme import CONTROL, GAP
from ui.views.bits import Heading, Label, row

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERY = "*"
_CODE = re.compile(r"[a-z]{2,3}")


def languages_of(text: str) -> frozenset[str] | None:
    """The codes of a list as people write one, `es, pt`; None where a word is no code of a language."""
    found = text.casefold().replace(",", " ").replace(";", " ").split()
    return frozenset(found) if all(_CODE.fullmatch(each) for each in found) else None


class SettingsDialog(QDialog):
    """The settings file has what is one person's, the library what holds for all. Everything by Tab and Space."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._shares: Mapping[str, float] | None = None
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        settings = session.settings
        self.languages = QLineEdit(", ".join(sorted(settings.languages)))
        self.languages.setAccessibleName(self.tr("Languages that you decide"))
        self.languages.setPlaceholderText(self.tr("all; or for example es, pt"))
        self.languages.setFixedHeight(CONTROL)
        self.reasons = {each: QCheckBox(sentence(words(each))) for each in REASONS}
        for each, box in self.reasons.items():
            box.setChecked(each in settings.reasons)
        self.minutes = QSpinBox()
        self.minutes.setRange(LEAST_MINUTES, MOST_MINUTES)
        self.minutes.setValue(settings.undo_minutes)
        self.minutes.setSuffix(self.tr(" minutes"))
        self.minutes.setAccessibleName(self.tr("Time to take a verdict back"))
        self.shares = {each: self._share(each) for each in (*REASONS, EVERY)}
        self.told = Label("", tone="warn", wrap=True)
        self.told.hide()
        self.whose = Label(self.tr("Reading what the library says…"), tone="second", size="normal", wrap=True)
        self._lay()
        self._read()
        self.languages.setFocus()

    def _share(self, reason: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(0, 100)
        field.setDecimals(1)
        field.setSuffix(" %")
        field.setEnabled(False)
        name = self.tr("all others") if reason == EVERY else words(reason)
        field.setAccessibleName(self.tr("Share of second opinions: {0}").format(name))
        if reason != EVERY:  # below nothing: as all others
            field.setMinimum(-0.1)
            field.setSpecialValueText(self.tr("as all others"))
            field.setValue(-0.1)
        return field

    # --- building -------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        for part in (*self._skills(), *self._undo(), *self._sampling()):
            layout.addWidget(part) if isinstance(part, QWidget) else layout.addLayout(part)
        layout.addStretch(1)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self.setMinimumWidth(580)
        go.setDefault(True)  # only now that it belongs to the dialog

    def _skills(self) -> tuple[QWidget | QGridLayout, ...]:
        about = self.tr("What “the case to decide next” offers you. Nothing chosen means all.")
        grid = QGridLayout()
        grid.setHorizontalSpacing(6 * GAP)
        grid.setVerticalSpacing(GAP)
        for n, box in enumerate(self.reasons.values()):
            grid.addWidget(box, n % 3, n // 3)
        return (
            Heading(self.tr("What you decide")), Label(about, tone="second", size="normal", wrap=True),
            Label(self.tr("Languages of the claims")), self.languages, Label(self.tr("Reasons")), grid,
        )  # fmt: skip

    def _undo(self) -> tuple[QWidget, ...]:
        line = QWidget()
        line.setLayout(row(Label(self.tr("A verdict can be taken back for")), self.minutes, None))
        return Heading(self.tr("Taking back")), line

    def _sampling(self) -> tuple[QWidget | QGridLayout, ...]:
        about = self.tr("How many first decisions a second person decides too, drawn when a decision is made:")
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnMinimumWidth(2, 4 * GAP)
        for n, (reason, field) in enumerate(self.shares.items()):
            name = self.tr("All others") if reason == EVERY else sentence(words(reason))
            place = (n % 4, 3 * (n // 4))
            grid.addWidget(Label(name), *place)
            grid.addWidget(field, place[0], place[1] + 1)
        return (
            Heading(self.tr("Second opinions, for the whole library")),
            Label(about, tone="second", size="normal", wrap=True), grid, self.whose,
        )  # fmt: skip

    # --- the library's part ---------------------------------------------------------------------------------------

    def _read(self) -> None:
        desk = self._session.desk

        def work(_stop: object, _tell: object) -> tuple[Mapping[str, float], bool]:
            return desk.shares(), desk.may_set_shares()

        self._session.tasks.run("store", work, self._arrived, self._unread, key="shares")

    def _arrived(self, found: tuple[Mapping[str, float], bool]) -> None:
        self._shares, may = found
        for reason, field in self.shares.items():
            if reason in self._shares or reason == EVERY:
                field.setValue(self._shares.get(reason, 0.0) * 100)
            field.setEnabled(may)
        mine = self.tr("They are drawn by chance, from now on; the ledger notes the change.")
        self.whose.setText(mine if may else self.tr("A lead of the team sets them."))

    def _unread(self, error: Exception) -> None:
        self.whose.setText(str(error))

    def wanted_shares(self) -> dict[str, float]:
        """By reason what the fields say; those that are as all others are left out."""
        return {each: round(field.value() / 100, 4) for each, field in self.shares.items() if field.value() >= 0}

    # --- saving ---------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Keeps everything, unless the languages are none."""
        languages = languages_of(self.languages.text())
        if languages is None:
            self.told.setText(self.tr("Languages are written by their codes, for example es, pt, zh."))
            self.told.show()
            self.languages.setFocus()
            self.languages.selectAll()
            return
        session = self._session
        session.settings.languages = languages
        session.settings.reasons = frozenset(each for each, box in self.reasons.items() if box.isChecked())
        session.settings.undo_minutes = self.minutes.value()
        session.keep_settings()
        shares = self.wanted_shares()
        if self._shares is not None and self.shares[EVERY].isEnabled() and _others(shares, self._shares):
            desk = session.desk
            session.tasks.run(
                "store", lambda _s, _t: desk.set_shares(shares), self._kept, session.failed, must=True, key="shares"
            )
        super().accept()

    def _kept(self, _nothing: None) -> None:
        """The queue says what comes of it."""


def _others(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether shares are others; one of all others that is nothing is as if it were not there."""
    return {**one, EVERY: one.get(EVERY, 0.0)} != {**other, EVERY: other.get(EVERY, 0.0)}
