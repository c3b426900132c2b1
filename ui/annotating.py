"""Annotations and redactions in the draft: which exhibit they belong to, and each change as one step of undo.

An exhibit names exactly what is shown, so what is drawn on a picture belongs to the exhibit of that very photo, page or
frame. Where there is none yet the first stroke takes it, in the same step. A redaction is made in every exhibit of the
picture: covered in one and seen in another it would be no redaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from ui.drafts import Json, add_exhibit, same_picture
from ui.models.shapes import LISTS, Shape, What, shapes
from ui.shown import Shown, exhibit_of

if TYPE_CHECKING:
    from ui.session import Session


class Annotating:
    """The draft's annotations and redactions, at a session. `chosen`: the exhibit that a person picked of several."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.chosen = ""

    # --- which exhibit --------------------------------------------------------------------------------------------

    def exhibits(self, side: str) -> tuple[Json, ...]:
        """The exhibits of exactly what the pane of `side` shows, as the draft lists them."""
        shown = self._session.shown.get(side)
        if shown is None:
            return ()
        here = exhibit_of(shown, None, "")
        return tuple(each for each in self._session.draft.get("exhibits") or () if _is_of(each, here))

    def exhibit(self, side: str) -> Json:
        """The one that is drawn on: the chosen one, else the last; empty if there is none yet."""
        found = self.exhibits(side)
        return next((each for each in found if each.get("id") == self.chosen), found[-1] if found else {})

    def shapes(self, side: str, what: What) -> tuple[Shape, ...]:
        """What is drawn on it."""
        return shapes(self.exhibit(side), what)

    def choose_next(self, side: str) -> str:
        """The exhibit of this picture after the one that is drawn on; returns its id."""
        ids = [str(each.get("id")) for each in self.exhibits(side)]
        if ids:
            now = str(self.exhibit(side).get("id"))
            self.chosen = ids[(ids.index(now) + 1) % len(ids)]
        return self.chosen

    # --- changes --------------------------------------------------------------------------------------------------

    def add(self, side: str, what: What, shape: Shape) -> bool:
        """Draws it; what is shown becomes an exhibit if it is none. False, after a message, where that cannot be."""
        shown = self._shown(side)
        if shown is None:
            return False
        before = self.exhibit(side)
        here = exhibit_of(shown, None, "", self._session.adjusted.of(side).listed())
        wanted = str(before.get("id") or "")
        taken: list[str] = []

        def change(doc: Json) -> None:
            taken.append(wanted or add_exhibit(doc, here))
            for exhibit in _meant(doc, taken[0], what):
                entries = exhibit.get(LISTS[what])
                exhibit[LISTS[what]] = [*(entries if isinstance(entries, list) else ()), shape.document()]

        self._session.edit(_step(what, "add"), change)
        self.chosen = taken[0]
        if not wanted:
            said = _tr("{0} taken as exhibit {1}.").format(shown.item.id, taken[0])
            self._session.message.emit(said, "plain")
        return True

    def replace(self, side: str, what: What, shape: Shape, *, merge: bool = False) -> None:
        """Puts the shape in the place of the one that has its number. `merge`: one of several quick moves by key."""
        self._change(_step(what, "move"), side, what, shape.at, shape.document(), merge=merge)

    def relabel(self, side: str, what: What, shape: Shape) -> None:
        """The label or the reason is another one."""
        self._change(_step(what, "text"), side, what, shape.at, shape.document())

    def remove(self, side: str, what: What, at: int) -> None:
        self._change(_step(what, "remove"), side, what, at, None)

    def toggle_crop(self, side: str) -> None:
        """Only the exhibit's region leaves the library, or the whole picture again."""
        wanted = self.exhibit(side).get("id")

        def change(doc: Json) -> None:
            for each in doc.get("exhibits", []):
                if each.get("id") == wanted and each.pop("crop", None) is None:
                    each["crop"] = True

        self._session.edit(_tr("Only the region"), change)

    def _change(self, text: str, side: str, what: What, at: int, new: Json | None, *, merge: bool = False) -> None:
        """Replaces or removes one entry; a redaction in every exhibit of the picture that has the same one."""
        wanted = str(self.exhibit(side).get("id") or "")

        def change(doc: Json) -> None:
            exhibits = _meant(doc, wanted, what)
            old = next((_entry(each, what, at) for each in exhibits if each.get("id") == wanted), None)
            for exhibit in exhibits:
                entries = exhibit.get(LISTS[what])
                if not isinstance(entries, list):
                    entries = exhibit[LISTS[what]] = []
                here = at if exhibit.get("id") == wanted else entries.index(old) if old in entries else -1
                if 0 <= here < len(entries):
                    entries[here : here + 1] = [] if new is None else [_kept(entries[here], new)]
                elif new is not None and what == "redact":
                    entries.append(dict(new))  # it was bare here, in a draft that came from elsewhere
                if not entries:
                    exhibit.pop(LISTS[what], None)

        self._session.edit(text, change, merge=merge)

    def _shown(self, side: str) -> Shown | None:
        shown = self._session.shown.get(side)
        if shown is None or self._session.opened is None:
            self._session.message.emit(_tr("Show a photo or a frame first."), "warn")
            return None
        if shown.is_video and (shown.pts is None or shown.time_base is None):
            said = _tr("{0} is still being read; try again in a moment.").format(shown.item.name)
            self._session.message.emit(said, "warn")
            return None
        return shown


def _is_of(exhibit: Json, here: Json) -> bool:
    """The very picture, under this name: the same photo handed in twice is shown as two."""
    return exhibit.get("source") == here["source"] and same_picture(exhibit, here)


def _meant(doc: Json, wanted: str, what: What) -> list[Json]:
    """The exhibits that a change is made in: the one, or of a redaction all of its picture."""
    exhibits: list[Json] = doc.get("exhibits") or []
    one = next((each for each in exhibits if each.get("id") == wanted), None)
    if one is None:
        return []
    return [one] if what == "annotate" else [each for each in exhibits if same_picture(each, one)]


def _entry(exhibit: Json, what: What, at: int) -> Any:
    entries = exhibit.get(LISTS[what])
    return entries[at] if isinstance(entries, list) and 0 <= at < len(entries) else None


def _kept(old: Any, new: Json) -> Json:
    """The new entry with whatever else the old one carried."""
    ours = {"kind", "points", "text", "region", "why"}
    more = {key: value for key, value in old.items() if key not in ours} if isinstance(old, dict) else {}
    return {**more, **new}


def _step(what: What, deed: str) -> str:
    """The name of a step of undo."""
    words = {
        ("annotate", "add"): _tr("Annotation"),
        ("annotate", "move"): _tr("Move annotation"),
        ("annotate", "text"): _tr("Label of an annotation"),
        ("annotate", "remove"): _tr("Remove annotation"),
        ("redact", "add"): _tr("Redaction"),
        ("redact", "move"): _tr("Move redaction"),
        ("redact", "text"): _tr("Reason of a redaction"),
        ("redact", "remove"): _tr("Remove redaction"),
    }
    return words[what, deed]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Annotating", text)
