"""A decision record as blocks: what the document says, in which order.

It is written for the one who loses: what is granted and what not and why, what happens now, the answer to each side,
the rule in full, how to object. Frames, times and hashes come last, as the technical record. The moderator's
internal note and referrals are never read here.
"""

from __future__ import annotations

from moderator.report.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Span,
    Table,
    Text,
    Title,
    Tone,
    Verdict,
    plain,
)
from moderator.report.changes import changes
from moderator.report.exhibits import exhibits
from moderator.report.grounds import findings, not_relied_on, objection, refund, rule
from moderator.report.sentences import (
    claim_sentence,
    decision_sentence,
    is_closure,
    next_steps,
    refused,
)
from moderator.report.technical import technical_record
from moderator.report.voices import voices
from moderator.report.wording import (
    Facts,
    date,
    listed,
    party,
    short_hash,
    stamp,
    text_of,
    time,
    within,
    words,
)

_STAGES = {"appeal": "Decision on appeal", "reversal": "Reversal of an earlier decision"}


def document(record: Facts) -> Document:
    """The whole document of a `moderator-record/1`."""
    case, verdict = record["case"], record["verdict"]
    title = f"Decision {case['id']}"
    blocks: list[Block] = [_title(record), _verdict(record), _parties(record)]
    if is_closure(record):
        blocks += _section("Why the case is closed", [plain(text_of(within(verdict, "closure"), "why"))])
    else:
        blocks += _section("What is not granted, and why", refused(record))
    blocks += _section("What happens now", next_steps(record))
    blocks += [
        *changes(record),
        *voices(record),
        *findings(record),
        *not_relied_on(record),
        *refund(record),
        *rule(record),
        *objection(record),
        *exhibits(record),
        *technical_record(record),
    ]
    entry = text_of(record, "entry")
    return Document(
        title=title,
        subject=decision_sentence(record),
        author=text_of(record, "office"),
        created=stamp(record["decided_at"]),
        footer=f"{title} · entry {short_hash(entry)}" if entry else title,
        keywords=text_of(case, "id"),
        blocks=tuple(blocks),
    )


def _section(heading: str, texts: list[Text]) -> list[Block]:
    return [Heading(heading), *(Paragraph(text) for text in texts)]


def _title(record: Facts) -> Title:
    case, verdict, entry = record["case"], record["verdict"], text_of(record, "entry")
    notes: list[Text] = []
    stage = text_of(verdict, "stage")
    number = int(record.get("number") or 1)
    if stage in _STAGES:
        replaced = text_of(verdict, "supersedes")
        notes.append(
            (
                Span(_STAGES[stage], bold=True),
                Span(f"; it takes the place of the verdict {replaced}." if replaced else "."),
            )
        )
    elif number > 1:
        notes.append(plain(f"Verdict number {number} in this case."))
    if text_of(record, "edition") == "office":
        notes.append((Span("The office’s edition", bold=True), Span(": not for the parties.")))
    if text_of(record, "clock") == "demo":
        notes.append((Span("Demo library", bold=True), Span(": an example; its clock is set, not real.")))
    code = f"{case['id']} {number} {entry}" if entry else ""
    return Title(text_of(record, "office"), f"Decision {case['id']}", tuple(notes), code)


def _verdict(record: Facts) -> Verdict:
    verdict = record["verdict"]
    aside = [f"decided {time(record['decided_at'])}", f"by moderator {record['moderator']}"]
    if text_of(verdict, "approved_by"):
        at = text_of(verdict, "approved_at")
        aside.append(f"approved by {verdict['approved_by']}{f', {time(at)}' if at else ''}")
    return Verdict(decision_sentence(record), tuple(aside))


def _parties(record: Facts) -> Table:
    case = record["case"]
    order = case["order"]
    dates = [f"placed {date(order['placed_at'])}"] if text_of(order, "placed_at") else []
    dates += [f"delivered {date(at)}" for at in _delivered(case)[-1:]]
    about = f" · {', '.join(dates)}" if dates else ""
    claim = claim_sentence(record)
    found = text_of(record["verdict"], "reason")
    changed = f"; found: {words(found)}" if found and found != case["reason"] else ""
    return Table(
        (Column("Order", 0.33), Column("Buyer", 0.20), Column("Seller", 0.24), Column("Claim", 0.23)),
        (
            (
                (Span(text_of(order, "number") or "–"), Span(about, tone=Tone.SECOND)),
                plain(party(case["buyer"])),
                plain(party(case["seller"])),
                plain(f"{claim}{changed}"),
            ),
        ),
    )


def _delivered(case: Facts) -> list[str]:
    return sorted(
        text_of(event, "at")
        for shipment in listed(case, "shipments")
        if text_of(shipment, "direction") != "return"
        for event in listed(shipment, "events")
        if text_of(event, "status") == "delivered"
    )
