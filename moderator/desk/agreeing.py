"""How far first and second opinions agree: Cohen's kappa by reason, the cases that differ, and both as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from moderator import durable
from moderator.desk.state import State
from moderator.desk.values import Differing
from moderator.domain.agreement import FEW, agreement
from moderator.domain.reading import moment
from moderator.errors import ExportError, UsageError

ALL = "all"
COLUMNS = ("reason", "pairs", "observed", "by_chance", "kappa", "low", "high", "few")
CASES = ("case", "reason", "first", "second", "decided_by", "given_by", "given_at")
_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Compared:
    """Of a stretch of time: a row for each reason and one for all of them, and the cases that differ."""

    rows: tuple[dict[str, object], ...]
    differing: tuple[Differing, ...]


def compare(state: State, since: str = "", until: str = "") -> Compared:
    """Compares opinions of which the second was given from the day `since` to the day `until`, both included, in UTC.

    Raises UsageError for what is no day, and for somebody in a team who is neither a lead nor an auditor.
    """
    if not state.store.plays("lead", "auditor"):
        raise UsageError("How far people agree is for a lead or an auditor of the team to see; ask one of them.")
    end = (_day(until) + timedelta(days=1)).isoformat() if until else ""
    pairs = state.store.second_pairs(_day(since).isoformat() if since else "", end)
    differing = (
        Differing(p.case, p.reason, p.first, p.second, p.decided_by, p.given_by, moment(p.given_at))
        for p in pairs
        if p.first != p.second
    )
    return Compared(tuple(_rows([(p.reason, p.first, p.second) for p in pairs])), tuple(differing))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"“{text}” is no day; write it as 2026-11-12.") from error


def _rows(pairs: list[tuple[str, str, str]]) -> Iterator[dict[str, object]]:
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for reason, first, second in pairs:
        by_reason.setdefault(reason, []).append((first, second))
    everything = [pair for each in by_reason.values() for pair in each]
    for reason, answers in (*sorted(by_reason.items()), (ALL, everything)):
        found = agreement(answers)
        numbers = {name: round(v, 4) if isinstance(v, float) else v for name, v in asdict(found).items()}
        yield {"reason": reason, **numbers, "few": found.pairs < FEW}


def write(compared: Compared, path: Path) -> None:
    """Writes what was compared as CSV: the figures, an empty line, the cases that differ. Raises ExportError."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([_cell(row[name]) for name in COLUMNS] for row in compared.rows)
    table.writerow([])
    table.writerow(CASES)
    table.writerows([_cell(getattr(each, name)) for name in CASES] for each in compared.differing)
    try:
        durable.write_bytes(path, out.getvalue().encode("utf-8"), mode=0o600)
    except OSError as error:
        raise ExportError(f"The file {path} cannot be written: {error.strerror}.") from error


def _cell(value: object) -> str:
    """As a spreadsheet may read it: a text that it would take for a formula is made a text."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_LIKE_FORMULAS) else text
