"""Statements of reasons for the DSA Transparency Database: of final decisions, in files that it takes as they are.

The same library gives the same files. Nothing is sent anywhere: whoever sends them does so by the database's own means.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from moderator import durable
from moderator.desk import batch, exports
from moderator.desk.state import State
from moderator.desk.values import Wanted
from moderator.domain.annex import BATCH, Annex, problems, puid, statement
from moderator.domain.canonical import digest
from moderator.domain.money import DECIMALS
from moderator.domain.verdict import read_verdict
from moderator.errors import ExportError, ModeratorError, Refused

FILES = "statements-*.json"

_Made = tuple[str, dict[str, Any]]
"""Case id and statement."""


@dataclass(frozen=True)
class Stated:
    """What became of the annex of one case. The puid is the one thing by which the database names it."""

    case: str
    status: Literal["written", "unchanged", "refused"]
    path: str | None = None
    puid: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Statements:
    cases: tuple[Stated, ...]
    left_over: tuple[str, ...]
    """Files of an earlier export that still lie there: whoever sends the folder would send them too."""


def write(
    state: State, case_ids: Iterable[str] | None, out: Path, wanted: Wanted | None = None, report: Path | None = None
) -> Statements:
    """Writes the statements of the named cases, or of all that are `wanted` and have an annex, into the folder `out`.

    One that may not go out is refused and named, and holds up no other. Raises ExportError where a file cannot be
    written, UsageError for a `wanted` that cannot be read.
    """
    named = None if case_ids is None else sorted(set(case_ids))
    todo = batch.cases(state, wanted or Wanted()) if named is None else named
    found: list[Stated] = []
    count = 0
    for count, made in enumerate(_batches(state, todo, named is not None, found), 1):
        found += _flush(state, out, count, made)
    cases = tuple(sorted(found, key=lambda each: each.case))
    if report is not None:
        _report(cases, report)
    ours = {_name(number) for number in range(1, count + 1)}
    return Statements(cases, tuple(sorted(path.name for path in out.glob(FILES) if path.name not in ours)))


def _batches(state: State, todo: Iterable[str], must: bool, refused: list[Stated]) -> Iterator[list[_Made]]:
    waiting: list[_Made] = []
    for case_id in todo:
        try:
            made = _made(state, case_id, must)
        except ModeratorError as error:
            refused.append(Stated(case_id, "refused", problem=_words(error)))
            continue
        if made is not None:
            waiting.append(made)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _made(state: State, case_id: str, must: bool) -> _Made | None:
    """Of the verdict that stands; None if it has no annex and need not. Raises ModeratorError."""
    stored = exports.standing_of(state, case_id)
    annex, document = _annex_of(state, stored) if stored.kind == "decision" else (None, {})
    if annex is None:
        if must:
            raise ExportError(f"The decision on {stored.case} has no DSA annex.")
        return None
    exports.must_be_final(state, stored)
    wrong = [*problems(annex, document), *problems(annex, state.store.document(stored.case))]
    if wrong:
        raise Refused(dict.fromkeys(wrong))
    return stored.case, statement(annex, puid(str(stored.record)))


def _annex_of(state: State, stored: Any) -> tuple[Annex | None, dict[str, Any]]:
    """The annex of a decision as it was frozen, and the case that it was frozen with."""
    record = exports.record_of(state, stored)
    document: dict[str, Any] = record["case"]
    verdict, shape = read_verdict(record["verdict"], DECIMALS[document["order"]["currency"]])
    wrong = [each for each in shape if each.pointer.startswith("/dsa_annex")]
    if wrong:
        raise Refused(wrong)
    return verdict.dsa_annex, document


def _words(error: ModeratorError) -> str:
    """Which field is wrong and how; what of a person was found in it is not written down once more."""
    if not isinstance(error, Refused):
        return str(error)
    told = (f"{each.pointer.rpartition('/')[2]}: {each.text.partition(' (“')[0]}" for each in error.problems)
    return "; ".join(dict.fromkeys(told))


def _flush(state: State, out: Path, number: int, made: list[_Made]) -> Iterator[Stated]:
    from moderator.store.ledger import Act

    target = out / _name(number)
    text = json.dumps({"statements": [one for _, one in made]}, ensure_ascii=False, indent=2) + "\n"
    try:
        there = target.is_file() and target.read_bytes() == text.encode()
        if not there:
            # Noted first: that something left which did not does less harm than the other way round.
            for case_id, one in made:
                state.store.log(Act(state.stamp(), state.moderator, "dsa-annex", case_id, digest(one)))
            durable.write_bytes(target, text.encode())
    except OSError as error:
        raise ExportError(f"{target} could not be written: {error.strerror}.") from error
    for case_id, one in made:
        yield Stated(case_id, "unchanged" if there else "written", str(target), one["puid"])


def _name(number: int) -> str:
    return f"statements-{number:04}.json"


def _report(cases: Iterable[Stated], target: Path) -> None:
    """As CSV, or as JSON where it is called `.json`. It ties puids to cases, so it stays in the office."""
    rows = [asdict(each) for each in cases]
    if target.suffix == ".json":
        text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    else:
        out = io.StringIO(newline="")
        table = csv.DictWriter(out, [one.name for one in fields(Stated)])
        table.writeheader()
        table.writerows(rows)
        text = out.getvalue()
    try:
        durable.write_bytes(target, text.encode())
    except OSError as error:
        raise ExportError(f"{target} could not be written: {error.strerror}.") from error
