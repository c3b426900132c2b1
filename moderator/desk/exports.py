"""Decision documents: rendered from the frozen record, written beside and swapped in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
        try:
            found.append(_export(state, case_id, out))
        except ModeratorError as error:
            found.append(Exported(case_id, None, None, None, "failed", str(error)))
    if progress:
        progress(len(found), len(todo))
    return found


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


def _export(state: State, case_id: str, out: Path) -> Exported:
    from moderator.store.ledger import Act

    stored = _standing(state, case_id)
    rendered = _render(state, stored)
    sha256 = hashlib.sha256(rendered.data).hexdigest()
    name = f"{stored.case}.pdf" if stored.number == 1 else f"{stored.case}.{stored.number}.pdf"
    target = out / name
    if _same(target, rendered.data):
        return Exported(stored.case, str(target), sha256, rendered.pages, "unchanged", None, rendered.missing)
    try:
        durable.write_bytes(target, rendered.data)
    except OSError as error:
        raise ExportError(f"{target} could not be written: {error.strerror}.") from error
    state.store.log(Act(state.stamp(), state.moderator, "export", stored.case, sha256))
    return Exported(stored.case, str(target), sha256, rendered.pages, "written", None, rendered.missing)


def _same(target: Path, data: bytes) -> bool:
    try:
        return target.read_bytes() == data
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ExportError(f"{target} is in the way: {error.strerror}.") from error
