"""Whether the durable tables have the rows that events of the ledger vouch for, and no others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from moderator.store import covers, explained_intents, explained_seconds, keys
from moderator.store import explained_kept as kept
from moderator.store import explained_road as road
from moderator.store import explained_team as team
from moderator.store.records import Facts
from moderator.store.replay import Replay, State
from moderator.store.seals_check import Fail

_CASE = ("folded", "revision", "version", "status", "facts", "content", "outcome")
_KEYS = ("due_key", "figure", "band", "filmed")
_NONE = "an event that explains it"


class Explained:
    """The tables of one library against its events. `media`: by SHA-256 for what a file is needed."""

    def __init__(
        self,
        rows: Callable[[str], Iterable[tuple[Any, ...]]],
        replay: Replay,
        fail: Fail,
        records: bool,
        sees: bool = True,
    ) -> None:
        self._rows, self._replay, self._fail, self._with_records = rows, replay, fail, records
        self.media: dict[str, str] = {}
        self._documents: dict[str, str] = {}
        """By hash for what a document is needed."""
        self._revisions: dict[tuple[Any, Any], tuple[Any, ...]] = {}
        self._facts_of: dict[str, str] = {}
        """By the hash of a current revision's facts its case."""
        self._languages: dict[str, str] = {}
        """By case the language of its claim, where its facts are there."""
        self._outcomes: dict[str, Any] = {}
        """By the hash of a verdict's body."""
        self._opinions: dict[str, str] = {}
        """By the hash of its record the verdict of a second opinion that came in a bag."""
        self._found: set[tuple[str, str]] = set()
        self._notes = kept.notes(rows, replay)
        """By erased case what the note of its erasure says."""
        self.hidden = frozenset(case for case, state in replay.cases.items() if state.was and not sees)
        """Locked cases whose rows nobody shows us."""

    def check(self) -> None:
        self._check_revisions()
        self._check_verdicts()
        self._check_signed()
        for document, why in explained_seconds.check(self._rows, self._vouch, self._notes, self.hidden).items():
            self._documents.setdefault(document, why)
        for (case, subject), (_hash, seq) in self._replay.vouched.items():
            gone = (case in self._notes or case in self.hidden) and subject.startswith("revision ")
            if (case, subject) not in self._found and not subject.startswith("key ") and not gone:
                self._fail("missing", f"{subject} ({case})", f"what row {seq} of the ledger wrote", None)
        came = road.check(self._rows, self._replay.team, self._fail, self._notes, self.hidden)
        for act in self._replay.team:
            if (act.case, act.entry) not in came.gone:
                self._documents.setdefault(act.entry, f"what {act.action} of {act.case} says")
        self._opinions = came.records
        self._documents |= {**came.needed, **self._documents}
        self._check_documents()
        team.check(self._rows, self._replay.team, self._fail)
        kept.check(self._rows, self._replay.team, self._fail)
        explained_intents.check(self._rows, self._replay, self._fail)
        self._check_cases()

    def _select(self, names: Iterable[str], table: str, order: str) -> Iterable[tuple[Any, ...]]:
        return self._rows(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}")

    def _vouch(self, case: object, subject: str, hashed: str) -> None:
        """Fails a row whose hash no event has."""
        key = (str(case), subject)
        self._found.add(key)
        expected = self._replay.vouched.get(key)
        if expected is None:
            self._fail("unexplained", f"{subject} ({case})", _NONE, "none")
        elif expected[0] != hashed:
            self._fail("changed", f"{subject} ({case}), row {expected[1]} of the ledger", expected[0], hashed)

    def _check_revisions(self) -> None:
        names = ("case_id", "revision", *covers.FILE)
        held: dict[tuple[Any, Any], str] = {}
        current: dict[Any, Any] = {}
        found = self._select(names, "file", "case_id, revision")
        for place, group in groupby(found, lambda row: (row[0], row[1])):
            files = [row[2:] for row in group]
            held[place] = covers.files(files)
            for path, sha256, _size in files:
                self.media.setdefault(str(sha256), f"{path} of {place[0]}")
        for row in self._select(covers.REVISION, "revision", "case_id, revision"):
            case, number, facts, content, _at, shown = row
            of_files = held.pop((case, number), None) or covers.files(())
            self._vouch(case, f"revision {number}", covers.revision(row, of_files))
            if case in self._notes:
                self._fail(
                    "unexplained", f"revision {number} ({case})", "nothing of it, since it was erased", "its row"
                )
            self._documents.setdefault(facts, f"the facts of revision {number} of {case}")
            self._revisions[case, number] = (facts, content, shown)
            current[case] = facts
        self._facts_of = {facts: case for case, facts in current.items()}
        for case, number in held:
            self._fail("unexplained", f"files of revision {number} ({case})", "the revision", None)

    def _check_verdicts(self) -> None:
        stored = {row[0]: row[1:] for row in self._rows("SELECT id, status, seq FROM verdict_entry")}
        for row in self._select(covers.VERDICT, "verdict_entry", "seq"):
            verdict, case, body, record = row[0], row[1], row[9], row[10]
            note = self._notes.get(case)
            self._vouch(case, f"verdict {verdict}", covers.verdict(kept.as_given(row, note) if note else row))
            given = self._replay.verdicts[verdict]
            expected = (given.status or "no verdict", given.seq)
            for name, should, found in zip(("status", "number"), expected, stored[verdict], strict=True):
                if should != found:
                    self._fail(name, f"verdict {verdict} ({case})", should, found)
            if case in self.hidden:
                continue
            self._documents.setdefault(body, f"the text of {verdict}")
            if record is not None:
                self._documents.setdefault(record, f"the record of {verdict}")

    def _check_signed(self) -> None:
        for row in self._select(covers.SIGNED, "signed_document", "verdict_id, edition"):
            given = self._replay.verdicts.get(row[0])
            self._vouch(given.case if given else "", f"signed {row[0]}/{row[1]}", covers.signed(row))
            self.media.setdefault(str(row[2]), f"the signed document of {row[0]}")

    def _check_documents(self) -> None:
        wanted = {each.body for each in self._replay.verdicts.values() if each.kind == "decision"}
        records = {each.record: each for each in self._replay.verdicts.values() if each.record}
        missing = dict(self._documents)
        for sha256, body in self._rows("SELECT sha256, body FROM document"):
            data = bytes(body) if isinstance(body, bytes | memoryview) else str(body).encode("utf-8", "replace")
            found = hashlib.sha256(data).hexdigest()
            if found != sha256:
                self._fail("document", self._documents.get(sha256, f"document {sha256}"), sha256, found)
                missing.pop(sha256, None)
                continue
            if missing.pop(sha256, None) is None:
                self._fail("unexplained", f"document {sha256}", "something that needs it", None)
                continue
            if sha256 in wanted:
                self._outcomes[sha256] = _object(data).get("outcome")
            if sha256 in self._facts_of:
                self._languages[self._facts_of[sha256]] = keys.language(json.loads(data))
            if self._with_records and sha256 in records:
                self._read_record(_object(data), records[sha256].id, records[sha256].entry)
            elif self._with_records and sha256 in self._opinions:
                self._need_files(_object(data), self._opinions[sha256])
        for sha256, why in missing.items():
            self._fail("document", why, sha256, None)

    def _read_record(self, record: dict[str, Any], verdict: str, entry: str) -> None:
        """Its files; and that the ledger has the entry that its document prints."""
        if record.get("entry") != entry:
            self._fail("record", f"the record of {verdict}", entry, record.get("entry"))
        self._need_files(record, verdict)

    def _need_files(self, record: dict[str, Any], verdict: str) -> None:
        for exhibit in _objects(record.get("exhibits")):
            if exhibit.get("picture"):
                self.media.setdefault(str(exhibit["picture"]), f"exhibit {exhibit.get('id')} of {verdict}")
        for font in _objects(record.get("fonts")):
            self.media.setdefault(str(font.get("sha256")), f"the font {font.get('file')} of {verdict}")

    def _check_cases(self) -> None:
        left = dict(self._replay.cases)
        markets = {row[0]: row[1:] for row in self._rows("SELECT id, language, country, currency FROM market")}
        split, end = len(covers.SHOWN), len(covers.SHOWN) + len(_CASE)
        for row in self._select((*covers.SHOWN, *_CASE, *_KEYS, "market"), "case_entry", "id"):
            shown, stored = row[:split], row[split:end]
            self._check_keys(shown, row[end:-1], markets.get(row[-1]))
            state = left.pop(row[0], None)
            if state is None:
                self._fail("unexplained", f"case {row[0]}", _NONE, "none")
            else:
                self._check_case(str(row[0]), state, covers.shown(shown), stored)
        for case, state in left.items():
            if case and state.version and case not in self.hidden:
                self._fail("missing", f"case {case}", f"the case, at version {state.version}", None)

    def _check_keys(self, shown: tuple[Any, ...], found: tuple[Any, ...], market: tuple[Any, ...] | None) -> None:
        """What a case is sorted and filtered by follows from what is shown of it, and from its claim's language."""
        case, facts = shown[0], Facts(*shown[1:])
        try:
            expected = tuple(keys.made(facts).values())
        except (KeyError, TypeError):
            return  # what is shown was changed, which is told of that
        spoken = "" if case in self._notes else self._languages.get(case, market[0] if market else None)
        place = (spoken, facts.buyer_country, facts.currency)
        for name, should, is_there in zip((*_KEYS, "market"), (*expected, place), (*found, market), strict=True):
            if should != is_there or type(should) is not type(is_there):
                self._fail("case", f"{name} of {case}", should, is_there)

    def _check_case(self, case: str, state: State, shown: str, stored: tuple[Any, ...]) -> None:
        facts, content, hashed = self._revisions.get((case, state.revision), (None, None, None))
        if state.erased:
            facts, content, hashed = state.erased, "", self._notes[case].get("shown")
        decision = self._replay.verdicts.get(state.outcome_of or "")
        outcome = None if decision is None else self._outcomes.get(decision.body)
        expected = (case.casefold(), state.revision, state.version, state.status, facts, content, outcome)
        for name, should, found in zip(_CASE, expected, stored, strict=True):
            if should != found or type(should) is not type(found):
                self._fail("case", f"{name} of {case}", should, found)
        if shown != hashed:
            self._fail("case", f"what the queue shows of {case}", hashed, shown)


def _object(data: bytes) -> dict[str, Any]:
    """A JSON object; empty for anything else, which is no document that we wrote in that place."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
