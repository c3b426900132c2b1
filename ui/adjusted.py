"""Which pictures of the open case are displayed adjusted. Never kept: another case starts with none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.models.adjustments import NEUTRAL, Adjustments, read

if TYPE_CHECKING:
    from moderator.desk.values import Item, OpenCase
    from ui.session import Session
    from ui.shown import Shown

_REASONS = {"not-as-described", "wrong-item", "substandard"}
_STATES = {"not-as-described", "wrong"}
_COLOUR = re.compile(r"colou?r", re.IGNORECASE)

Key = tuple[str, int]
"""Item and page; a video is adjusted as a whole."""


def disputes_colour(opened: OpenCase) -> bool:
    """Whether colour may be what the case is about: by its reason, by what is claimed of an item, by the words."""
    case = opened.case
    claim = case.claim
    said = (claim.text, *(each.text for each in claim.translations.values()))
    return (
        case.reason in _REASONS
        or any(each.state in _STATES for each in claim.scope)
        or any(_COLOUR.search(text) for text in said)
    )


class Adjusted(QObject):
    """Adjustments by picture. One that is shown again has them back, but for greyscale, which hides what may count."""

    changed = Signal(str)
    """side whose picture is displayed in another way now"""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._case = session.opened.case.id if session.opened is not None else ""
        self._by: dict[Key, Adjustments] = {}
        self._on: dict[str, Key | None] = {side: _key(shown) for side, shown in session.shown.items()}
        session.case_opening.connect(self._opened)
        session.shown_changed.connect(self._shown)

    def of(self, side: str) -> Adjustments:
        """How what the pane of `side` shows is displayed."""
        key = _key(self._session.shown[side])
        return self._by.get(key, NEUTRAL) if key is not None else NEUTRAL

    def set(self, side: str, by: Adjustments) -> None:
        """Displays the picture of `side` so from now on. Greyscale warns where colour may be in dispute."""
        key = _key(self._session.shown[side])
        if key is None or by == self.of(side):
            return
        greyed = by.grey and not self.of(side).grey
        self._by[key] = by
        self.changed.emit(side)
        if greyed:
            self._warn(key[0])

    def reset(self, side: str) -> None:
        """Shows the picture as it is in the file."""
        self.set(side, NEUTRAL)

    def restore(self, item: Item, page: int, listed: Iterable[Mapping[str, Any]]) -> None:
        """An exhibit is about to be shown: as it was seen when it was taken."""
        side = "listing" if item.side == "listing" else "evidence"
        key = _key_of(item, page)
        self._by[key] = by = read(listed)
        if _key(self._session.shown[side]) == key:
            self.changed.emit(side)
        if by.grey:
            self._warn(key[0])

    def _warn(self, item: str) -> None:
        """Greyscale is never on in silence where colour may be what the case is about."""
        if self.colour_in_dispute:
            said = self.tr("{0} is shown in greyscale, and this case may be about its colour.").format(item)
            self._session.message.emit(said, "warn")

    @property
    def colour_in_dispute(self) -> bool:
        opened = self._session.opened
        return opened is not None and disputes_colour(opened)

    def _opened(self, opened: OpenCase) -> None:
        if opened.case.id != self._case:
            self._case = opened.case.id
            self._by.clear()

    def _shown(self, side: str, shown: Shown | None) -> None:
        before, self._on[side] = self._on[side], _key(shown)
        if before is not None and before != self._on[side] and before in self._by:
            self._by[before] = self._by[before].colour


def _key(shown: Shown | None) -> Key | None:
    return None if shown is None else _key_of(shown.item, shown.page)


def _key_of(item: Item, page: int) -> Key:
    return item.id, page if item.kind != "video" else 0
