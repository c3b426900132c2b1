"""What a reversal or a decision on appeal changes: the earlier verdict beside this one."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.report.blocks import Block, Column, Heading, Paragraph, Table, Text, bold, grey, plain
from moderator.report.wording import Facts, date, first_up, money, outcome_words, text_of, within, words


def changes(record: Facts) -> Iterator[Block]:
    """A row for everything that is other than it was, and a sentence where nothing is."""
    earlier, now = within(record, "replaces"), record["verdict"]
    if not earlier:
        return
    pairs = (
        ("Decision", _outcome(earlier), _outcome(now)),
        ("Refund", _refund(earlier, record), _refund(now, record)),
        ("Ground", _ground(earlier, record), _ground(now, record)),
        ("Rule", text_of(earlier, "clause"), text_of(now, "clause")),
        ("Policy of", text_of(earlier, "policy_version"), text_of(now, "policy_version")),
    )
    rows: list[tuple[Text, ...]] = [
        (grey(name), plain(before or "–"), bold(after or "–")) for name, before, after in pairs if before != after
    ]
    yield Heading("What changes against the earlier decision")
    at = text_of(earlier, "decided_at")
    if rows:
        columns = (Column("", 0.16), Column(f"Earlier{f', {date(at)}' if at else ''}", 0.42), Column("Now", 0.42))
        yield Table(columns, tuple(rows))
    else:
        same = f"The earlier decision{f' of {date(at)}' if at else ''} is confirmed: nothing in it changes."
        yield Paragraph(plain(same))


def _outcome(verdict: Facts) -> str:
    if text_of(verdict, "kind") == "closure":
        return f"Closed as {words(text_of(within(verdict, 'closure'), 'as'))}"
    outcome = text_of(verdict, "outcome")
    return first_up(outcome_words(outcome)) if outcome else ""


def _refund(verdict: Facts, record: Facts) -> str:
    total = text_of(within(verdict, "refund"), "total")
    return money(total, record["case"]["order"]["currency"]) if total else ""


def _ground(verdict: Facts, record: Facts) -> str:
    """As found; where that is not said, as it was claimed."""
    return words(text_of(verdict, "reason") or record["case"]["reason"])
