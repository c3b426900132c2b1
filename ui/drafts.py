"""The draft of a verdict: a JSON document, its undo history, and the exhibits in it. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from ui.video_marks import described

Json = dict[str, Any]
KEPT = 300
"""Steps of undo."""
MERGED = 1.5
"""Seconds within which edits of one kind, made with `merge`, are one step: typing in a field."""


def fresh(case_id: str, revision: int) -> Json:
    """An empty decision on a case: nothing is chosen."""
    return {"format": "moderator-verdict/1", "case": case_id, "revision": revision, "kind": "decision"}


@dataclass(frozen=True)
class Step:
    """What an edit was called, and the draft before it."""

    text: str
    before: Json
    at: float
    merge: bool


class Draft:
    """One draft and its past and future. `doc` is never changed in place: who holds an older one keeps it whole."""

    def __init__(self, doc: Json, clock: Callable[[], float] = time.monotonic) -> None:
        self.doc = doc
        self._clock = clock
        self._past: list[Step] = []
        self._future: list[Step] = []

    def edit(self, text: str, change: Callable[[Json], object], *, merge: bool = False) -> bool:
        """Applies `change` to a copy; False if that changed nothing. `text` names the step, "Outcome".

        Without a name it is no step that could be undone: what was on the screen stays noted, whatever is taken back.
        Such a change sets whole entries of the document.
        """
        if not text:
            return self._note(change)
        doc = deepcopy(self.doc)
        change(doc)
        if doc == self.doc:
            return False
        now = self._clock()
        last = self._past[-1] if self._past else None
        joins = merge and last is not None and last.merge and last.text == text and now - last.at < MERGED
        if joins and last is not None:
            self._past[-1] = Step(text, last.before, now, True)
        else:
            self._past = [*self._past[-KEPT + 1 :], Step(text, self.doc, now, merge)]
        self._future.clear()
        self.doc = doc
        return True

    def _note(self, change: Callable[[Json], object]) -> bool:
        def noted(doc: Json) -> Json:
            doc = dict(doc)
            change(doc)
            return doc

        before, self.doc = self.doc, noted(self.doc)
        for steps in (self._past, self._future):
            steps[:] = [replace(step, before=noted(step.before)) for step in steps]
        return self.doc != before

    def undo(self) -> str:
        """Goes one step back and returns its name; empty if there is none."""
        return self._move(self._past, self._future)

    def redo(self) -> str:
        """Takes the last undo back and returns its name; empty if there is none."""
        return self._move(self._future, self._past)

    @property
    def undoable(self) -> str:
        """The name of the step that undo would take back; empty if none."""
        return self._past[-1].text if self._past else ""

    @property
    def redoable(self) -> str:
        return self._future[-1].text if self._future else ""

    def _move(self, source: list[Step], target: list[Step]) -> str:
        if not source:
            return ""
        step = source.pop()
        target.append(Step(step.text, self.doc, 0.0, False))
        self.doc = step.before
        return step.text


def add_exhibit(doc: Json, exhibit: Json) -> str:
    """Adds an exhibit (without "id") to the draft and returns its id; one of the same place is not added twice.

    Taken again it lists how the display is adjusted now. A marked frame brings the note and range of its mark along.
    """
    exhibit = described(doc, exhibit)
    exhibits: list[Json] = doc.setdefault("exhibits", [])
    for each in exhibits:
        if all(each.get(key) == exhibit.get(key) for key in ("source", "pts", "page", "region")):
            each.pop("adjustments", None)
            each |= {key: exhibit[key] for key in ("adjustments",) if key in exhibit}
            each |= {key: exhibit[key] for key in ("note", "end_pts") if key in exhibit and not each.get(key)}
            return str(each["id"])
    taken = {each.get("id") for each in exhibits}
    number = next(n for n in range(1, len(exhibits) + 2) if f"X{n}" not in taken)
    covered = covered_of(doc, exhibit)
    exhibits.append({"id": f"X{number}", **exhibit, **({"redact": covered} if covered else {})})
    drop_not_relied_on(doc, str(exhibit["source"]))
    return f"X{number}"


def same_picture(one: Json, other: Json) -> bool:
    """Whether two exhibits are of the same photo, the same page or the very same frame."""
    if one.get("pts") != other.get("pts") or (one.get("page") or 1) != (other.get("page") or 1):
        return False
    files = one.get("sha256"), other.get("sha256")
    return files[0] == files[1] if all(files) else one.get("source") == other.get("source")


def covered_of(doc: Json, exhibit: Json) -> list[Json]:
    """What other exhibits of the same picture cover, each place once: a new one must not show it."""
    found: list[Json] = []
    for each in doc.get("exhibits", []):
        redactions = each.get("redact")
        if isinstance(redactions, list) and same_picture(each, exhibit):
            found += [deepcopy(one) for one in redactions if one not in found]
    return found


def drop_not_relied_on(doc: Json, source: str) -> None:
    """What is an exhibit is relied on."""
    kept = [each for each in doc.get("not_relied_on", []) if each.get("evidence") != source]
    if "not_relied_on" in doc:
        doc["not_relied_on"] = kept
        if not kept:
            del doc["not_relied_on"]


def remove_exhibit(doc: Json, exhibit_id: str) -> None:
    """Removes an exhibit and every mention of it in findings."""
    doc["exhibits"] = [each for each in doc.get("exhibits", []) if each.get("id") != exhibit_id]
    for finding in doc.get("findings", []):
        if exhibit_id in finding.get("exhibits", []):
            finding["exhibits"] = [each for each in finding["exhibits"] if each != exhibit_id]
    for name in ("exhibits",):
        if not doc[name]:
            del doc[name]


def exhibits_of(doc: Json, source: str) -> Sequence[Json]:
    """The exhibits of the draft that were taken from one item."""
    return [each for each in doc.get("exhibits", []) if each.get("source") == source]
