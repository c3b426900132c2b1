"""Decision documents: rendered from the frozen record, written beside and swapped in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from moderator import durable
from moderator.desk.state import State
from moderator.desk.values import Exported, Progress, Stop
from moderator.errors import ExportError, ModeratorError, NotFound

if TYPE_CHECKING:
    from moderator.report.pdf import Rendered
    from moderator.store.records import StoredVerdict


def export(
    state: State, case_ids: Iterable[str] | None, out: Path, stop: Stop | None = None, progress: Progress | None = None
) -> list[Exported]:
    """One PDF a case into the folder `out`; None: every decided case. A case that fails does not hold up the rest."""
    todo = sorted({*state.store.ids("decided"), *state.store.ids("closed")}) if case_ids is None else list(case_ids)
    found: list[Exported] = []
    for done, case_id in enumerate(todo):
        if progress:
            progress(done, len(todo))
        if stop and stop():
            break
        found.append(export_one(state, case_id, out))
    if progress:
        progress(len(found), len(todo))
    return found


def export_one(state: State, case_id: str, out: Path, written: Collection[str] = ()) -> Exported:
    """The PDF of one case; why it could not be written stands in the result. A file that is there with one of the
    hashes `written` is what this library wrote for the verdict that stands: it is left alone, and nothing is rendered.
    """
    try:
        return _export(state, case_id, out, written)
    except ModeratorError as error:
        return Exported(case_id, None, None, None, "failed", str(error))


def preview(state: State, case_id: str) -> bytes:
    """The PDF of the verdict that stands. Raises NotFound if there is none, ExportError if it cannot be rendered."""
    return _render(state, _standing(state, case_id)).data


def _standing(state: State, case_id: str) -> StoredVerdict:
    head = state.store.head(case_id)
    if head is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    stored = state.store.standing(head.id)
    if stored is None:
        raise NotFound(f"{head.id} is not decided yet; there is nothing to export.")
    return stored


def _render(state: State, stored: StoredVerdict) -> Rendered:
    from moderator.report.pdf import FontSet, render

    if stored.record is None:
        raise ExportError(f"The verdict {stored.id} has no decision record.")
    record = state.store.decision_record(stored.record)
    media = state.store.media
    return render(record, media.read, FontSet.from_bytes(record["fonts"], media.read))


def _export(state: State, case_id: str, out: Path, written: Collection[str]) -> Exported:
    from moderator.store.ledger import Act

    stored = _standing(state, case_id)
    name = f"{stored.case}.pdf" if stored.number == 1 else f"{stored.case}.{stored.number}.pdf"
    target = out / name
    there = _hash_of(target)
    if there is not None and there in written:
        return Exported(stored.case, str(target), there, None, "unchanged", None)
    rendered = _render(state, stored)
    sha256 = hashlib.sha256(rendered.data).hexdigest()
    result = Exported(stored.case, str(target), sha256, rendered.pages, "written", None, rendered.missing)
    if there == sha256:
        result = replace(result, status="unchanged")
        if sha256 in (written or state.store.exports([stored.case]).get(stored.case, ())):
            return result  # else it was killed before it could be noted
    else:
        try:
            durable.write_bytes(target, rendered.data)
        except OSError as error:
            raise ExportError(f"{target} could not be written: {error.strerror}.") from error
    state.store.log(Act(state.stamp(), state.moderator, "export", stored.case, sha256))
    return result


def _hash_of(target: Path) -> str | None:
    """SHA-256 of what is there, None if nothing is."""
    try:
        with target.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"{target} is in the way: {error.strerror}.") from error
