"""What comes back from the road: verdicts that hold from now on, and those that are no more than a second opinion.

Case by case and verdict by verdict a transaction of its own, each told apart by the hash of its text: whatever is
repeated, interrupted or comes twice ends the same. docs/road.md.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk import arriving, leases, verdicts
from moderator.desk.arriving import Arrived
from moderator.desk.cases import open_case
from moderator.desk.checkout import pack_back
from moderator.desk.library import open_library
from moderator.desk.state import State
from moderator.desk.values import OpenCase, Progress, Stop
from moderator.domain import gate
from moderator.domain.canonical import Json, digest
from moderator.domain.reading import moment
from moderator.domain.travel import Aboard, BagDoc, Paper, Told, read_bag
from moderator.errors import (
    CaseErased,
    CaseLocked,
    DocumentRefused,
    LeaseHeld,
    LibraryAway,
    MediaError,
    ModeratorError,
    NotFound,
    PackRefused,
    Problem,
    UsageError,
)

if TYPE_CHECKING:
    from moderator.pack.parcel import Parcel
    from moderator.store.proofs import Proof


@contextmanager
def opened_bag(path: Path, stop: Stop | None = None) -> Iterator[tuple[Parcel, BagDoc]]:
    """A bag and what it says of itself. Raises PackRefused."""
    from moderator.pack.parcel import read_parcel

    with read_parcel(path, stop) as parcel:
        try:
            doc = read_bag(parcel.doc)
        except DocumentRefused as refused:
            raise PackRefused(refused.problems) from refused
        yield parcel, doc


def checkin(
    state: State, path: Path, still_out: bool = False, stop: Stop | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Takes in what a bag, or the library that decided on the road, brings back; what became of each verdict.

    Cases that come back undecided are free again, unless they are `still_out`. Raises PackRefused for a bag that is
    damaged, and UsageError for one that has nothing to do with this library.
    """
    from moderator.store.file import DATABASE

    if not (path / DATABASE).is_file():
        return _checkin(state, path, still_out, stop, progress)
    away = State(open_library(path), state.moderator)
    with tempfile.TemporaryDirectory(prefix="moderator-back-") as folder:
        try:
            pack_back(away, Path(folder) / "bag", state.store.library_id(), stop)
        finally:
            away.close()
        return _checkin(state, Path(folder) / "bag", still_out, stop, progress)


def _checkin(state: State, path: Path, still_out: bool, stop: Stop | None, progress: Progress | None) -> dict[str, Any]:
    with opened_bag(path, stop) as (parcel, doc):
        own = state.store.library_id()
        if doc.kind != "back":
            raise UsageError(f"{path.name} has left for the road; what comes back is written by `moderator pack-back`.")
        if doc.home != own:
            raise UsageError(f"{path.name} belongs to the library {doc.home}, and this one is {own}.")
        ledger = ledger_of(parcel)
        rows = []
        for done, case in enumerate(doc.cases):
            if progress:
                progress(done, len(doc.cases))
            if stop and stop():
                break
            rows.append(_Case(state, parcel, doc, ledger, case).taken_in(still_out))
        if progress:
            progress(len(rows), len(doc.cases))
        return {"bag": doc.bag, "from": doc.library, "whole": len(rows) == len(doc.cases), "cases": rows}


def ledger_of(parcel: Parcel) -> Json:
    """The ledger in the bag; nothing where it has none that can be read, and then nothing is proven."""
    from moderator.pack.parcel import LEDGER

    return parcel.json(LEDGER) if parcel.has(LEDGER) else {}


class _Case:
    """One case that comes back."""

    def __init__(self, state: State, parcel: Parcel, doc: BagDoc, ledger: Json, case: Aboard) -> None:
        self._state, self._parcel, self._doc, self._ledger, self._case = state, parcel, doc, ledger, case
        self._bag = case.bag or doc.bag
        self._acts = leases.acts(state)

    def taken_in(self, still_out: bool) -> dict[str, Any]:
        """What became of it. An error keeps this case from coming in, and no other."""
        row: dict[str, Any] = {"case": self._case.id, "verdicts": [], "draft": False, "free": False, "problem": None}
        try:
            self._take_in(row, still_out)
        except (CaseLocked, CaseErased) as error:
            # of a locked case nothing is lost: its verdicts are in the bag until the case is given back
            became = "waits" if isinstance(error, CaseLocked) else "refused"
            left = self._case.verdicts[len(row["verdicts"]) :]
            row["verdicts"] += [{"id": each.id, "became": became, "why": str(error)} for each in left]
            row["problem"] = None if left else str(error)
        except LibraryAway:
            raise
        except ModeratorError as error:
            row["problem"] = str(error)
        return row

    def _take_in(self, row: dict[str, Any], still_out: bool) -> None:
        self._belongs()
        for told in self._case.verdicts:
            row["verdicts"].append(self._verdict(told))
        if any(each["became"] in ("waits", "refused") for each in row["verdicts"]):
            return  # the lease stays: what it was for is not in yet
        row["draft"] = self._draft()
        row["free"] = not still_out and self._back()

    def _belongs(self) -> None:
        left = self._case.departed
        if not self._state.store.has_row(self._case.id, left.number, left.own):
            text = f"{self._case.id} did not leave from this library, or this is an older copy of it"
            raise NotFound(f"{text}; nothing was taken in.")

    def _back(self) -> bool:
        """In a team who took a case out ends its lease by checking it in; a lead may release it."""
        state = self._state
        if state.library.team is not None:
            found, _now = state.store.pulse(self._case.id)
            if found is None or found.lease is None or found.lease.holder != state.moderator:
                return False
        return state.store.back(self._case.id, self._bag, self._acts)

    def _draft(self) -> bool:
        if self._case.draft is None:
            return False
        draft = self._parcel.document(self._case.draft)
        if not isinstance(draft, dict):
            raise PackRefused([Problem(self._case.id, "draft", "expected a draft that is an object")])
        return self._state.store.bring_draft(self._case.id, self._bag, draft, self._state.moderator)

    # --- one verdict --------------------------------------------------------------------------------------------------

    def _verdict(self, told: Told) -> dict[str, Any]:
        row: dict[str, Any] = {"id": told.id, "became": "", "why": None}
        try:
            known = self._state.store.knows(told.body, told.id)
            row["became"], row["why"] = ("known", None) if known else self._take(told)
            if row["became"] == "known":
                came = self._state.store.came(told.body)
                row["why"] = came.said["why"] or None if came else None
            if row["became"] in ("known", "verdict"):
                row["why"] = self._papers(told) or row["why"]
        except LeaseHeld as error:
            row |= {"became": "waits", "why": str(error)}
        except PackRefused as error:
            row |= {"became": "refused", "why": str(error)}
        return row

    def _take(self, told: Told) -> tuple[str, str | None]:
        from moderator.store.travelling import Coming

        state, store = self._state, self._state.store
        opened = open_case(state, self._case.id)
        arrived = arriving.read(state, self._parcel, opened, told)
        new = arrived.new
        proof, said = arriving.proven(state, self._ledger, self._doc.library, self._bag, arrived)
        self._demand_past(arrived)
        why = self._objection(arrived, proof)
        coming = Coming(new, said, told.body, told.record, why)
        became = store.carry(coming, self._bag, self._fits(opened, arrived), self._acts)
        found = store.came(told.body)
        return became, (found.said["why"] or None) if found else None

    def _objection(self, arrived: Arrived, proof: Proof) -> str:
        """What keeps it from holding, whatever the library's rows say."""
        state, new = self._state, arrived.new
        if proof.level == "none":
            return f"Its origin is not proven: {proof.why}."
        if state.library.team is not None:
            if new.decided_by != state.moderator:
                return f"{new.decided_by} is said to have decided it, and {state.moderator} checked it in."
            if not state.store.left_with(new.case, state.moderator, new.decided_at):
                return f"{state.moderator} did not take {new.case} on the road before it was decided."
        if new.record is not None and not self._same_facts(new.revision, new.record):
            return f"It was decided on other facts than revision {new.revision} has in this library."
        return ""

    def _demand_past(self, arrived: Arrived) -> None:
        """A clock that is wrong costs nobody a verdict: it comes in once its time has come."""
        from moderator.store.travelling import CLOCKS

        at = arrived.new.decided_at
        if moment(at) > self._state.now() + CLOCKS:
            text = f"it was decided at {at}, which is still to come here; check both clocks, then check in again"
            raise PackRefused([Problem(f"verdict {arrived.new.id}", "clock", text)])

    def _same_facts(self, revision: int, record: Mapping[str, Any]) -> bool:
        try:
            here = digest(self._state.store.document(self._case.id, revision))
            return here == str(record["case_sha256"])
        except NotFound:
            return False

    def _fits(self, opened: OpenCase, arrived: Arrived) -> Any:
        """The gate, as it is passed by who decides here; in the verdict's own transaction with what the order gave."""
        state, body = self._state, arrived.new.body
        verdicts.look_at_cited(state, opened, body)
        around = verdicts.around_with_materials(state, opened)
        return lambda before: gate.problems(opened.case, arrived.verdict, replace(around, before=before))

    def _papers(self, told: Told) -> str | None:
        """Keeps the documents as they were signed on the road; which one is not what its record prints, and is not."""
        store = self._state.store
        stored = next((each for each in store.verdicts(self._case.id) if each.id == told.id), None)
        if stored is None or stored.record is None or digest(stored.body) != told.body:
            return None
        record = store.decision_record(stored.record)
        for paper in told.papers:
            try:
                if store.signed(stored.id, paper.edition) is None:
                    self._keep_paper(stored.id, record, paper)
            except (MediaError, PackRefused) as error:
                return f"Its document was not kept as it was signed: {error}."
        return None

    def _keep_paper(self, verdict_id: str, record: Mapping[str, Any], paper: Paper) -> None:
        from moderator.store.records import SignedDocument

        arriving.keep(self._state, self._parcel, paper.sha256)
        self._check_paper(record, paper.edition, paper.sha256)
        new = SignedDocument(verdict_id, paper.edition, paper.sha256, paper.pages, paper.missing, paper.local)
        self._state.store.keep_signed(new, self._acts("sign", self._case.id, paper.sha256))

    def _check_paper(self, record: Mapping[str, Any], named: str, sha256: str) -> None:
        from moderator.desk.verifying import fonts_of
        from moderator.report import verifying
        from moderator.report.editions import edition, edition_of, key_of, language_of

        data = self._state.store.media.read(sha256)
        found = verifying.verify(data, lambda wanted: fonts_of(wanted, self._state))
        holds = bool(found.record) and all(each.ok is not False for each in found.checks)
        if holds:
            which = edition_of(found.record), language_of(found.record)
            holds = key_of(*which) == named and edition(record, *which) == found.record
        if not holds:
            problem = f"the signed document {sha256[:12]} is not what its record prints"
            raise MediaError(problem)
