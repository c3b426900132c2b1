"""Importing case packs: read one by one, saved many at a time, since each save waits for the disk."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from moderator.desk import events
from moderator.desk.clock import stamp
from moderator.desk.state import State
from moderator.desk.values import Imported, Progress, Stop
from moderator.domain.case import Case
from moderator.errors import (
    Cancelled,
    CaseErased,
    CaseLocked,
    LibraryError,
    ModeratorError,
    PackRefused,
    Problem,
    Refused,
)

if TYPE_CHECKING:
    from moderator.pack.pack import Pack
    from moderator.store.ledger import Act
    from moderator.store.records import Facts, NewCase, StoredFile

AT_ONCE = 200
"""Packs of one transaction at most."""
SECONDS = 1.0
"""After so long what was read is saved, however little it is: nothing is told before it is saved."""


def import_packs(
    state: State, paths: Iterable[Path], stop: Stop | None = None, progress: Progress | None = None
) -> list[Imported]:
    """Imports case packs; a refused one changes nothing. `progress` counts packs. What is returned is on the disk."""
    todo = list(paths)
    state.store.media.sweep()
    events.note_isolation(state)
    batch = _Batch(state)
    for done, path in enumerate(todo):
        if progress:
            progress(done, len(todo))
        if stop and stop():
            break
        try:
            _read(state, path, stop, batch)
        except Cancelled:
            break
        except ModeratorError as error:
            batch.found.append(_refused(str(path), error))
        if batch.is_due:
            batch.save()
    batch.save()
    if progress:
        progress(len(batch.found), len(todo))
    return batch.found


class _Batch:
    """What became of each pack, in their order; of those that wait to be saved, what it will be."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.found: list[Imported] = []
        self._waiting: list[tuple[int, NewCase, Act]] = []
        self._since = 0.0

    @property
    def is_due(self) -> bool:
        return len(self._waiting) >= AT_ONCE or (bool(self._waiting) and time.monotonic() - self._since > SECONDS)

    def has(self, case_id: str) -> bool:
        """Whether a revision of that case waits to be saved."""
        return any(each.id.casefold() == case_id.casefold() for _, each, _ in self._waiting)

    def add(self, new: NewCase, act: Act, promised: Imported) -> None:
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((len(self.found), new, act))
        self.found.append(promised)

    def save(self) -> None:
        """Saves what waits. Where that fails, whoever waited is refused, and says why."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        store = self._state.store
        try:
            results = store.add_cases(((new, act) for _, new, act in waiting), store.media.has)
        except LibraryError as error:
            results = [error] * len(waiting)
        for (at, _, _), problem in zip(waiting, results, strict=True):
            if problem is not None:
                self.found[at] = _refused(self.found[at].pack, problem)


def _refused(pack: str, error: ModeratorError) -> Imported:
    reasons = tuple(str(each) for each in error.problems) if isinstance(error, Refused) else (str(error),)
    return Imported(
        pack, None, None, "refused", str(error), reasons, again=not isinstance(error, Refused | CaseLocked | CaseErased)
    )


def _read(state: State, path: Path, stop: Stop | None, batch: _Batch) -> None:
    from moderator.pack.read import read_pack
    from moderator.store.ledger import Act
    from moderator.store.records import NewCase, StoredFile

    with state.store.media.staging() as staged, read_pack(path, stop=stop, tee=staged.tee) as pack:
        case = pack.case
        if batch.has(case.id):
            batch.save()
        known = state.store.head(case.id)
        if known is not None:
            if erased := state.store.erasure(known.id):
                raise erased
            if (known.id, known.revision, known.content) == (case.id, case.revision, pack.content_sha256):
                batch.found.append(Imported(str(path), case.id, case.revision, "unchanged"))
                return
            _refuse(case, known.id, known.revision)
        files = tuple(StoredFile(each.path, each.sha256, each.bytes) for each in pack.files.values())
        staged.commit()
        for file in files:
            _keep(state, pack, file)  # there already, unless somebody took it away meanwhile
        seen = None if known is None else known.version
        new = NewCase(case.id, case.revision, pack.doc, pack.content_sha256, facts(case), files, seen)
        act = Act(state.stamp(), state.moderator, "import", case.id, pack.content_sha256)
        promised = Imported(str(path), case.id, case.revision, "imported" if known is None else "updated")
        batch.add(new, act, promised)


def _keep(state: State, pack: Pack, file: StoredFile) -> None:
    state.store.media.keep(file.sha256, lambda out: pack.copy_to(file.path, out))


def _refuse(case: Case, known_id: str, known_revision: int) -> None:
    """Raises PackRefused unless the pack is a newer revision of the very case that the library has."""
    if known_id != case.id:
        text = f"the library has a case {known_id}; ids differ in more than the case of their letters"
        raise PackRefused([Problem("/id", "id", text)])
    if case.revision < known_revision:
        text = f"revision {case.revision} is older than revision {known_revision}, which the library has"
        raise PackRefused([Problem("/revision", "older", text)])
    if case.revision == known_revision:
        text = f"the library has revision {case.revision} of {case.id} with other content; expected a higher revision"
        raise PackRefused([Problem("/revision", "other-content", text)])


def facts(case: Case) -> Facts:
    """The columns by which the queue sorts and filters a case."""
    from moderator.store.records import Facts

    kinds = [item.kind for item in case.evidence]
    translated = case.claim.translations.get("en")
    claim = " ".join((translated.text if translated else case.claim.text).split())
    return Facts(
        order_number=case.order.number,
        reason=case.reason,
        claim=claim[:200],
        title=case.order.lines[0].title,
        due_at=stamp(case.decision_due_at) if case.decision_due_at else None,
        escalated_at=stamp(case.escalated_at),
        currency=case.order.currency,
        paid=case.order.paid,
        buyer_country=case.buyer.country or "",
        photos=kinds.count("photo"),
        videos=kinds.count("video"),
        documents=kinds.count("document"),
    )
