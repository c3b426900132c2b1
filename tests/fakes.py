"""A desk without disk, database or worker: real domain values, the real gate, pictures that are drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from moderator.desk.clock import Clock
from moderator.desk.library import Library
from moderator.desk.values import (
    CaseNow,
    Decided,
    Exported,
    Form,
    Held,
    Imported,
    Item,
    OpenCase,
    QueueRow,
    Undoable,
    VerdictRow,
    Wanted,
)
from moderator.domain import gate
from moderator.domain.awards import Awards, awards_of
from moderator.domain.case import Case, Photo, read_case
from moderator.domain.gate import Circumstances, Standing
from moderator.domain.money import DECIMALS, shown
from moderator.domain.policy import applicable
from moderator.domain.queue import Ask, Counts, Filter, Skills
from moderator.domain.verdict import read_verdict
from moderator.errors import AlreadyDecided, GateRefused, NotFound, Problem
from tests.fake_cases import NOW, queue_docs, rich_doc
from tests.fake_media import FakeMedia, material
from tests.fake_queue import FakeQueue, queue_row
from tests.fake_seconds import FakeSeconds


def sha_of(case_id: str, path: str) -> str:
    """The made-up hash of a made-up file."""
    return hashlib.sha256(f"{case_id}/{path}".encode()).hexdigest()


class FakeDesk(FakeSeconds):
    """The desk's public face over dictionaries. `seen` notes what was called; `fails` makes a call raise that error."""

    def __init__(self, docs: Iterable[Mapping[str, Any]] | None = None, *, clock: str = "demo") -> None:
        started = Clock(starts=NOW, made_at=NOW, real=lambda: self.time)
        super().__init__()
        self.time = NOW
        self.library = Library(
            Path("library"), "samples", started if clock == "demo" else Clock(real=lambda: self.time)
        )
        self.media = FakeMedia()
        self.moderator = "M. Okafor"
        self.docs: dict[str, dict[str, Any]] = {}
        self.drafts: dict[str, dict[str, Any]] = {}
        self.verdicts: dict[str, list[VerdictRow]] = {}
        self.versions: dict[str, int] = {}
        self.held: dict[str, Held] = {}
        self.given: dict[str, str] = {}
        self.recused: dict[str, tuple[tuple[str, str], ...]] = {}
        self.acts = 0
        self.seen: list[str] = []
        self.fails: dict[str, Exception] = {}
        self.awards: tuple[Fraction, ...] = ()
        self.noted: list[tuple[str, str, str]] = []
        """What the ledger would say: action, case, what."""
        self.closed = False
        for doc in queue_docs() if docs is None else docs:
            self.add(dict(doc))

    def add(self, doc: dict[str, Any]) -> Case:
        """Puts a case into the library."""
        case = read_case(doc)
        self.docs[case.id] = doc
        self.versions[case.id] = 1
        for path in case.paths.values():
            self.media.paths[sha_of(case.id, path)] = path
        return case

    def now(self) -> datetime:
        return self.time

    def set_moderator(self, name: str) -> None:
        self.moderator = name

    @property
    def _queue(self) -> FakeQueue:
        languages = {case_id: str(doc["claim"]["language"])[:2] for case_id, doc in self.docs.items()}
        return FakeQueue(tuple(self._row(case_id) for case_id in self.docs), languages, self.time)

    def queue(self, ask: Ask | None = None) -> tuple[QueueRow, ...]:
        self._call("queue")
        return self._queue.page(ask or Ask(Filter(status="all")))

    def queue_counts(self, wanted: Filter) -> Counts:
        return self._queue.counts(wanted)

    def queue_around(self, ask: Ask, case_id: str) -> tuple[QueueRow, ...]:
        assert case_id
        return self._queue.page(ask)

    def next_case(self, skills: Skills, without: Iterable[str] = ()) -> str | None:
        rows = [row for row in self._queue.page(Ask()) if row.case not in set(without)]
        return next((row.case for row in rows if not skills.reasons or row.reason in skills.reasons), None)

    def _row(self, case_id: str) -> QueueRow:
        verdict = self._standing(case_id)
        outcome = str(verdict.doc["outcome"]) if verdict and "outcome" in verdict.doc else None
        case, team = read_case(self.docs[case_id]), self._team(case_id)
        if case_id in self.seconds:
            outcome, team = None, team | {"second": True}
        return queue_row(case, status=self._status(case_id), outcome=outcome, draft=case_id in self.drafts, **team)

    def _team(self, case_id: str) -> dict[str, Any]:
        held = self.held.get(case_id)
        found: dict[str, Any] = {"assigned": self.given.get(case_id, ""), "recused": case_id in self.recused}
        return found if held is None or held.mine else found | {"holder": held.holder, "held_until": held.until}

    def open_case(self, case_id: str) -> OpenCase:
        self._call("open_case")
        if case_id not in self.docs:
            raise NotFound(f"There is no case {case_id} in this library.")
        document = self.docs[case_id]
        case = read_case(document)
        secret = case_id in self.seconds
        standing = None if secret else self._standing(case_id)
        items = tuple(self._item(case, source) for source in case.sources)
        return OpenCase(
            case=case,
            document=document,
            version=self.versions[case_id],
            status="open" if secret else self._status(case_id),
            items=items,
            verdicts=() if secret else tuple(self.verdicts.get(case_id, ())),
            second=secret,
            opinions=self.opinions.get(case_id, ()),
            draft=deepcopy(self.drafts.get(case_id)),
            recused=self.recused.get(case_id, ()),
            circumstances=Circumstances(
                document=document,
                policy_for=lambda reason: applicable(case, reason),
                materials={item.id: material(item) for item in items},
                standing=Standing(str(standing.doc["id"]), str(standing.doc["kind"])) if standing else None,
            ),
        )

    def _item(self, case: Case, source: Any) -> Item:
        name = source.path.rsplit("/", 1)[-1]
        sha = sha_of(case.id, source.path)
        missing = "missing" in source.path
        if isinstance(source, Photo):
            return Item(source.id, "listing", "photo", name, source.path, sha, 379093, source.caption, None, missing)
        at = source.submitted_at
        return Item(source.id, source.from_, source.kind, name, source.path, sha, 379093, source.caption, at, missing)

    beat_seconds = 30.0

    def claim(self, case_id: str, *, over: bool = False) -> CaseNow:
        self._call("claim")
        held = self.held.get(case_id)
        if case_id in self.given and not over:
            return self.pulse(case_id)
        if held is None or (over and held.same):
            self.held[case_id] = Held(self.moderator, self.time + timedelta(minutes=2), True, True)
        return self.pulse(case_id)

    def pulse(self, case_id: str, *, beat: bool = False) -> CaseNow:
        if beat:
            self._call("beat")
        if case_id not in self.docs:
            raise NotFound(f"There is no case {case_id} in this library.")
        revision = read_case(self.docs[case_id]).revision
        status, held = self._status(case_id), self.held.get(case_id)
        return CaseNow(case_id, revision, self.versions[case_id], status, held, self.given.get(case_id, ""))

    def let_go(self, case_id: str) -> None:
        self._call("let_go")
        held = self.held.get(case_id)
        if held is not None and held.mine:
            del self.held[case_id]

    def recuse(self, case_id: str, why: str) -> None:
        self._call(f"recuse {case_id} {why}")
        self.recused[case_id] = ((self.moderator, why),)
        self.held.pop(case_id, None)

    def reassign(self, case_id: str, to: str, why: str) -> None:
        self._call(f"reassign {case_id} {to} {why}")
        self.given[case_id] = to
        self.held.pop(case_id, None)

    def free(self, case_id: str, why: str) -> str:
        self._call(f"free {case_id} {why}")
        had = self.held.pop(case_id, None)
        return "" if had is None else had.holder

    def tail(self) -> int:
        return self.acts

    def save_draft(self, case_id: str, doc: Mapping[str, Any] | None) -> None:
        self._call("save_draft")
        if doc is None:
            self.drafts.pop(case_id, None)
        else:
            self.drafts[case_id] = deepcopy(dict(doc))

    def check(self, opened: OpenCase, doc: Mapping[str, Any]) -> tuple[Problem, ...]:
        verdict, shape = read_verdict(doc, DECIMALS[opened.case.order.currency])
        return (*shape, *gate.problems(opened.case, verdict, opened.circumstances))

    def unveiled(self, case_id: str, sha256: str) -> None:
        self._call("unveiled")
        self.noted.append(("unveiled", case_id, sha256))

    def shown_aid(self, case_id: str, name: str) -> None:
        self._call("shown_aid")
        self.noted.append(("aid", case_id, name))

    def save_original(self, sha256: str, folder: Path) -> Path:
        self._call("save_original")
        path = folder / f"{sha256}.bin"
        path.write_bytes(b"as it was handed in")
        return path

    def look_at_cited(self, opened: OpenCase, doc: Mapping[str, Any]) -> None:
        """Everything is known already."""

    def decide(
        self, case_id: str, doc: Mapping[str, Any], *, seen_version: int | None = None, final: bool = False
    ) -> Decided:
        self._call("decide")
        opened = self.open_case(case_id)
        standing = self._standing(case_id)
        if standing is not None:
            raise AlreadyDecided(case_id, standing.doc["id"], standing.doc["decided_by"], standing.doc["decided_at"])
        if seen_version is not None and seen_version != opened.version:
            raise AlreadyDecided(case_id, f"{case_id}-v1", "somebody else", "2026-11-12T09:00:00Z")
        found = self.check(opened, doc)
        if found:
            raise GateRefused(found)
        number = len(self.verdicts.get(case_id, ())) + 1
        at = self.time.strftime("%Y-%m-%dT%H:%M:%SZ")
        filled = {**doc, "id": f"{case_id}-v{number}", "decided_by": self.moderator, "decided_at": at}
        until = None if final else self.time + timedelta(minutes=10)
        self.verdicts.setdefault(case_id, []).append(VerdictRow("active", filled, until))
        self.drafts.pop(case_id, None)
        self.held.pop(case_id, None)
        self.versions[case_id] += 1
        return Decided(filled, until)

    def past_awards(self, _opened: OpenCase, _reason: str) -> Awards:
        self._call("past_awards")
        return awards_of(self.awards, nothing=2)

    def undoable(self) -> Undoable | None:
        running = [
            (row.undo_until, case_id, row)
            for case_id, rows in self.verdicts.items()
            for row in rows
            if row.status == "active" and row.undo_until is not None and row.undo_until > self.time
        ]
        if not running:
            return None
        until, case_id, row = running[-1]
        currency = self.docs[case_id]["order"]["currency"]
        verdict, _ = read_verdict(row.doc, DECIMALS[currency])
        total = shown(verdict.refund.sum, currency) if row.doc.get("kind") == "decision" else ""
        return Undoable(case_id, row.doc["id"], total, until)

    def withdraw_last(self) -> tuple[str, dict[str, Any]]:
        self._call("withdraw_last")
        last = self.undoable()
        if last is None:
            raise NotFound("There is no verdict that can still be taken back.")
        rows = self.verdicts[last.case]
        doc = dict(rows[-1].doc)
        rows[-1] = replace(rows[-1], status="withdrawn")
        self.drafts[last.case] = {k: v for k, v in doc.items() if k not in ("id", "decided_by", "decided_at")}
        self.versions[last.case] += 1
        return last.case, doc

    def import_packs(self, paths: Iterable[Path], *, stop: Any = None, progress: Any = None) -> list[Imported]:
        """A path named "bad…" is refused, any other adds a copy of the first case under the file's name."""
        self._call("import_packs")
        chosen, found = list(paths), []
        for n, path in enumerate(chosen):
            if stop is not None and stop():
                break
            if path.name.startswith("bad"):
                found.append(
                    Imported(str(path), None, None, "refused", "manifest-sha256.txt: “data/case.json” differs")
                )
            else:
                self.add(rich_doc(id=path.stem))
                found.append(Imported(str(path), path.stem, 1, "imported"))
            if progress is not None:
                progress(n + 1, len(chosen))
        return found

    def export_batch(
        self,
        out: Path,
        wanted: Wanted,
        form: Form | None = None,
        *,
        jobs: int,
        report: Any = None,
        stop: Any = None,
        progress: Any = None,
    ) -> list[Exported]:
        assert jobs >= 1
        assert wanted == Wanted(concealing=True)
        found = self.export(None, out, form, stop=stop, progress=progress)
        report.write_text("\n".join(each.case for each in found))
        return found

    def export(
        self,
        case_ids: Iterable[str] | None,
        out: Path,
        _form: Form | None = None,
        *,
        stop: Any = None,
        progress: Any = None,
    ) -> list[Exported]:
        self._call("export")
        chosen = list(self.verdicts) if case_ids is None else list(case_ids)
        found = []
        for n, case_id in enumerate(chosen):
            if stop is not None and stop():
                break
            if self._standing(case_id) is None:
                found.append(Exported(case_id, None, None, None, "failed", f"{case_id} is not decided."))
            else:
                path = out / f"{case_id}.pdf"
                path.write_bytes(self.preview(case_id))
                found.append(Exported(case_id, str(path), "0" * 64, 4, "written"))
            if progress is not None:
                progress(n + 1, len(chosen))
        return found

    def preview(self, case_id: str) -> bytes:
        if self._standing(case_id) is None:
            raise NotFound(f"{case_id} has no decision to preview.")
        return b"%PDF-1.7 " + case_id.encode()

    def close(self) -> None:
        self.closed = True

    def _standing(self, case_id: str) -> VerdictRow | None:
        return next((row for row in self.verdicts.get(case_id, ()) if row.status == "active"), None)

    def _status(self, case_id: str) -> Any:
        standing = self._standing(case_id)
        if standing is None:
            return "open"
        return {"request": "waiting", "closure": "closed"}.get(str(standing.doc.get("kind")), "decided")

    def _call(self, name: str) -> None:
        self.seen.append(name)
        if name in self.fails:
            raise self.fails.pop(name)


def good_verdict(desk: FakeDesk, case_id: str) -> dict[str, Any]:
    """A whole verdict, no refund, for a one-line case of a FakeDesk: it passes the gate."""
    opened = desk.open_case(case_id)
    case = opened.case
    policy = opened.policy_for(case.reason)
    clause = next(each for each in policy.clauses if "no-refund" in each.outcomes)
    source = next(item for item in opened.items if item.side == "buyer" and item.kind == "photo")
    return {
        "format": "moderator-verdict/1",
        "case": case.id,
        "revision": case.revision,
        "kind": "decision",
        "outcome": "no-refund",
        "exhibits": [{"id": "X1", "source": source.id, "sha256": source.sha256}],
        "findings": [
            {"requirement": each.id, "answer": "not-established", "exhibits": ["X1"]} for each in policy.requirements
        ],
        "not_relied_on": [
            {"evidence": item.id, "why": "shows nothing new"}
            for item in opened.items
            if item.side in ("buyer", "seller") and item.id != source.id
        ],
        "clause": clause.id,
        "statements": [{"language": "en", "text": "Nothing was shown.", "by": "moderator", "authoritative": True}],
    }
