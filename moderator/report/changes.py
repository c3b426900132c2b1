"""What a reversal or a decision on appeal changes: the earlier verdict beside this one."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.report.blocks import Block, Column, Heading, Paragraph, Table, Text, bold, grey, plain
from moderator.report.facts import Facts, first_up, text_of, within
from moderator.report.wording import Wording


def changes(record: Facts, w: Wording) -> Iterator[Block]:
    """A row for everything that is other than it was, and a sentence where nothing is."""
    earlier, now = within(record, "replaces"), record["verdict"]
    if not earlier:
        return
    pairs = (
        ("decision", _outcome(earlier, w), _outcome(now, w)),
        ("refund", _refund(earlier, record, w), _refund(now, record, w)),
        ("ground", _ground(earlier, record, w), _ground(now, record, w)),
        ("rule", text_of(earlier, "clause"), text_of(now, "clause")),
        ("policy", text_of(earlier, "policy_version"), text_of(now, "policy_version")),
    )
    rows: list[tuple[Text, ...]] = [
        (grey(w(f"changes.{name}")), plain(before or "–"), bold(after or "–"))
        for name, before, after in pairs
        if before != after
    ]
    yield Heading(w("changes.head"))
    at = w.date(text_of(earlier, "decided_at")) if text_of(earlier, "decided_at") else ""
    if rows:
        head = w("changes.earlier_at", date=at) if at else w("changes.earlier")
        yield Table((Column("", 0.16), Column(head, 0.42), Column(w("changes.now"), 0.42)), tuple(rows))
    else:
        yield Paragraph(plain(w("changes.same_at", date=at) if at else w("changes.same")))


def _outcome(verdict: Facts, w: Wording) -> str:
    if text_of(verdict, "kind") == "closure":
        return w("changes.closed", how=w.code("closure", text_of(within(verdict, "closure"), "as")))
    outcome = text_of(verdict, "outcome")
    return first_up(w.code("offered", outcome)) if outcome else ""


def _refund(verdict: Facts, record: Facts, w: Wording) -> str:
    total = text_of(within(verdict, "refund"), "total")
    return w.money(total, record["case"]["order"]["currency"]) if total else ""


def _ground(verdict: Facts, record: Facts, w: Wording) -> str:
    """As found; where that is not said, as it was claimed."""
    return w.code("reason", text_of(verdict, "reason") or record["case"]["reason"])
