"""A decision record as blocks: what the document says, in which order.

It is written for the one who loses: what is granted and what not and why, what happens now, the answer to each side,
the rule in full, how to object. Frames, times and hashes come last, as the technical record. The moderator's
internal note and referrals are never read here.
"""

from __future__ import annotations

from moderator.domain.languages import DEFAULT
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
from moderator.report.facts import Facts, listed, short_hash, stamp, text_of, within
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
from moderator.report.wording import Wording, wording_of

_WRITTEN = "en"
"""Of what the moderator wrote, which names no language."""


def document(record: Facts) -> Document:
    """The whole document of a `moderator-record/1`, in the language that the edition names."""
    case, verdict, w = record["case"], record["verdict"], wording_of(record)
    title = w("title.decision", case=case["id"])
    blocks: list[Block] = [_title(record, w), _verdict(record, w), _parties(record, w)]
    if is_closure(record):
        why = text_of(within(verdict, "closure"), "why")
        blocks += _section(w("head.closed"), [plain(why, _WRITTEN)])
    else:
        blocks += _section(w("head.refused"), refused(record, w))
    blocks += _section(w("head.next"), next_steps(record, w))
    for part in (changes, voices, findings, not_relied_on, refund, rule, objection, exhibits, technical_record):
        blocks += part(record, w)
    entry = text_of(record, "entry")
    return Document(
        title=title,
        subject=decision_sentence(record, w),
        author=text_of(record, "office"),
        created=stamp(record["decided_at"]),
        footer=w("title.footer", title=title, entry=short_hash(entry)) if entry else title,
        keywords=text_of(case, "id"),
        blocks=tuple(blocks),
    )


def _section(heading: str, texts: list[Text]) -> list[Block]:
    return [Heading(heading), *(Paragraph(text) for text in texts)]


def _title(record: Facts, w: Wording) -> Title:
    case, verdict, entry = record["case"], record["verdict"], text_of(record, "entry")
    notes: list[Text] = []
    stage = text_of(verdict, "stage")
    number = int(record.get("number") or 1)
    if stage in ("appeal", "reversal"):
        replaced = text_of(verdict, "supersedes")
        after = w("title.replaces", verdict=replaced) if replaced else w.sign("stop")
        notes.append((Span(w(f"title.{stage}"), bold=True), Span(after)))
    elif number > 1:
        notes.append(plain(w("title.number", number=number)))
    if text_of(record, "edition") == "office":
        notes.append((Span(w("title.office"), bold=True), Span(w("title.office_only"))))
    if w.language != DEFAULT:
        notes.append(_which_counts(verdict, w))
    if text_of(record, "clock") == "demo":
        notes.append((Span(w("title.demo"), bold=True), Span(w("title.demo_only"))))
    code = f"{case['id']} {number} {entry}" if entry else ""
    return Title(text_of(record, "office"), w("title.decision", case=case["id"]), tuple(notes), code)


def _which_counts(verdict: Facts, w: Wording) -> Text:
    """In which language the document is, and in which the statement that counts."""
    statements = listed(verdict, "statements")
    main = next((text_of(one, "language") for one in statements if one.get("authoritative")), "")
    here = main.partition("-")[0].lower() == w.language
    key = "title.counts_here" if here else "title.counts_there" if main else "title.counts_unsaid"
    head = w("title.translation", language=w.named(w.language))
    return (Span(head, bold=True), Span(w(key, language=w.named(w.language), authoritative=w.named(main))))


def _verdict(record: Facts, w: Wording) -> Verdict:
    verdict = record["verdict"]
    aside = [w("title.decided", time=w.time(record["decided_at"])), w("title.by", name=record["moderator"])]
    name, at = text_of(verdict, "approved_by"), text_of(verdict, "approved_at")
    if name:
        aside.append(w("title.approved_at" if at else "title.approved", name=name, time=w.time(at)))
    return Verdict(decision_sentence(record, w), tuple(aside))


def _parties(record: Facts, w: Wording) -> Table:
    case = record["case"]
    order = case["order"]
    dates = [w("parties.placed", date=w.date(order["placed_at"]))] if text_of(order, "placed_at") else []
    dates += [w("parties.delivered", date=w.date(at)) for at in _delivered(case)[-1:]]
    about = w("parties.about", dates=w.commas(dates)) if dates else ""
    claim = claim_sentence(record, w)
    found = text_of(record["verdict"], "reason")
    if found and found != case["reason"]:
        claim = w("parties.found", claim=claim, reason=w.code("reason", found))
    columns = (
        Column(w("head.order"), 0.33),
        Column(w("head.buyer"), 0.20),
        Column(w("head.seller"), 0.24),
        Column(w("head.claim"), 0.23),
    )
    cells: tuple[Text, ...] = (
        (Span(w.inset(text_of(order, "number")) or "–"), Span(about, tone=Tone.SECOND)),
        plain(w.party(case["buyer"])),
        plain(w.party(case["seller"])),
        plain(claim),
    )
    return Table(columns, (cells,))


def _delivered(case: Facts) -> list[str]:
    return sorted(
        text_of(event, "at")
        for shipment in listed(case, "shipments")
        if text_of(shipment, "direction") != "return"
        for event in listed(shipment, "events")
        if text_of(event, "status") == "delivered"
    )
