"""The technical record at the end of a decision: history, files with full hashes, frames, facts, aids, sandbox."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.report.adjusted import seen_with
from moderator.report.blocks import Block, Column, Heading, Paragraph, Table, Text, grey, mono, plain
from moderator.report.exhibits import TECHNICAL_RECORD, annotated, measured
from moderator.report.history import history
from moderator.report.voices import quotation, spoken
from moderator.report.wording import (
    Facts,
    exact_time,
    figure,
    first_up,
    hash_lines,
    listed,
    money,
    size,
    text_of,
    time,
    within,
    words,
)

_SANDBOXES = {
    "FULL": "Evidence was opened in a full sandbox.",
    "REDUCED": "Evidence was opened in a reduced sandbox.",
    "CRASH_ONLY": "Evidence was opened in a separate process without a sandbox.",
}


def technical_record(record: Facts) -> Iterator[Block]:
    """Everything by which the decision can be checked, set small."""
    yield Heading(TECHNICAL_RECORD, "times in UTC", level=1, new_page=True)
    yield _identity(record)
    yield from _exhibit_files(record)
    yield from _evidence(record)
    yield from _facts(record)
    yield Heading("History", level=3)
    rows = tuple((plain(exact_time(event.at)), plain(event.text)) for event in history(record))
    yield Table((Column("Time", 0.2), Column("Event", 0.8)), rows, small=True)
    yield from _order(record)
    yield from _other_messages(record)


def _identity(record: Facts) -> Table:
    case, verdict, policy = record["case"], record["verdict"], record["policy"]
    rows: list[tuple[Text, ...]] = [
        (grey("Case"), plain(f"{case['id']}, revision {case['revision']}")),
        (grey("SHA-256 of case.json"), mono(record["case_sha256"])),
        (grey("Verdict"), plain(f"{text_of(verdict, 'id')}, number {record['number']} of the case")),
        (grey("Decided"), plain(f"{time(record['decided_at'])}, by {record['moderator']}")),
        (grey("Policy"), plain(f"{policy['reason']}, version of {policy['version']}")),
    ]
    if text_of(record, "entry"):
        rows.append((grey("Ledger entry"), mono(record["entry"])))
    sandbox = text_of(record, "sandbox").upper().replace("-", "_")
    rows.append((grey("Sandbox"), plain(_SANDBOXES.get(sandbox, sandbox))))
    rows.append((grey("Aids on the screen"), plain("; ".join(map(_aid, listed(verdict, "aids"))) or "none")))
    rows += [(grey("Related"), plain(f"{one['case']} ({words(one['relation'])})")) for one in listed(case, "related")]
    return Table((Column("", 0.2), Column("", 0.8)), tuple(rows), small=True)


def _exhibit_files(record: Facts) -> Iterator[Block]:
    exhibits = listed(record, "exhibits")
    if not exhibits:
        return
    marked = {one["id"]: one for one in listed(record["verdict"], "exhibits")}
    yield Heading("Exhibits: files, frames and notes", level=3)
    columns = (
        Column("Exhibit", 0.09),
        Column("File", 0.2),
        Column("Frame and notes", 0.38),
        Column("SHA-256 of the file", 0.33),
    )
    yield Table(columns, tuple(_exhibit(one, within(marked, one["id"])) for one in exhibits), small=True)


def _exhibit(exhibit: Facts, mark: Facts) -> tuple[Text, ...]:
    file = f"{exhibit['source']} {exhibit['kind']}, {exhibit['from']}\n{exhibit['name']}"
    notes = [_frame(exhibit)]
    if exhibit.get("region"):
        x, y, w, h = exhibit["region"]
        notes.append(f"region x {x}, y {y}, width {w}, height {h} of the picture")
    if text_of(exhibit, "note"):
        notes.append(f"note: {exhibit['note']}")
    notes += [f"measured: {one}" for one in measured(mark)]
    if annotated(exhibit):
        kinds = ", ".join(f"{each.number} {each.kind}" for each in annotated(exhibit))
        notes.append(f"drawn over the picture, not into it: {kinds}")
    notes.append(seen_with(exhibit.get("adjustments")))
    if text_of(mark, "need"):
        notes.append(f"shown as it is, because: {mark['need']}")
    if listed(exhibit, "redacted"):
        whys = [words(why) for why in listed(exhibit, "redacted") if why != "covered"]
        notes.append(f"covered: {', '.join(whys)}" if whys else "partly covered")
    return (
        plain(exhibit["id"]),
        plain(file),
        plain("\n".join(filter(None, notes)) or "–"),
        mono(hash_lines(exhibit["sha256"])),
    )


def _frame(exhibit: Facts) -> str:
    """`0:22.433, no. 673, pts 344576 × 1/15360`; the page of a document; nothing for a photo."""
    if exhibit.get("page"):
        return f"page {exhibit['page']}"
    if exhibit.get("pts") is None:
        return ""
    parts = [text_of(exhibit, "time")]
    if exhibit.get("index") is not None:
        parts.append(f"no. {exhibit['index']}")
    parts.append(f"pts {exhibit['pts']} × {exhibit['time_base']}, stream {exhibit.get('stream') or 0}")
    place = ", ".join(filter(None, parts))
    planes = text_of(exhibit, "planes")
    return f"{place}\nplanes SHA-256 {hash_lines(planes)}" if planes else place


def _evidence(record: Facts) -> Iterator[Block]:
    evidence = listed(record, "evidence")
    if not evidence:
        return
    yield Heading("All evidence and listing photos", level=3)
    columns = (
        Column("File", 0.25),
        Column("By", 0.1),
        Column("Received", 0.12),
        Column("State", 0.2),
        Column("SHA-256 of the file", 0.33),
    )
    yield Table(columns, tuple(map(_evidence_row, evidence)), small=True)
    if record.get("unreadable"):  # records of before have no such count, and print as they did
        counted = f"{record['unreadable']} of {len(evidence)} files could not be shown."
        yield Paragraph(plain(counted), small=True)


def _evidence_row(item: Facts) -> tuple[Text, ...]:
    reason = f": {item['reason']}" if text_of(item, "reason") else ""
    at = text_of(item, "submitted_at")
    told = f", {size(int(item['bytes']))}" if item.get("bytes") is not None else ""
    return (
        plain(f"{item['id']} {item['kind']}{told}\n{item['name']}"),
        plain(item["from"]),
        plain(exact_time(at) if at else "–"),
        plain(f"{words(text_of(item, 'state'))}{reason}"),
        mono(hash_lines(text_of(item, "sha256")) or "–"),
    )


def _facts(record: Facts) -> Iterator[Block]:
    rows = tuple(
        (plain(finding["requirement"]), plain(text_of(fact, "value") or "–"), mono(fact["pointer"]))
        for finding in listed(record["verdict"], "findings")
        for fact in listed(finding, "facts")
    )
    if rows:
        yield Heading("Facts relied on", level=3)
        columns = (Column("Requirement", 0.25), Column("Fact", 0.42), Column("Where in case.json", 0.33))
        yield Table(columns, rows, small=True)


def _order(record: Facts) -> Iterator[Block]:
    order = record["case"]["order"]
    currency = order["currency"]
    yield Heading("Order", level=3)
    columns = (
        Column("Line", 0.08),
        Column("Article", 0.6),
        Column("Quantity", 0.12, right=True),
        Column(f"Unit price, {currency}", 0.2, right=True),
    )
    yield Table(columns, tuple(map(_order_line, order["lines"])), small=True)
    sums = [("shipping", order["shipping"]), ("tax", order.get("tax")), ("duties", order.get("duties"))]
    sums += [(f"discount ({one['kind']})", one["amount"]) for one in listed(order, "discounts")]
    sums += [("paid", order["paid"]), ("given back before", order.get("refunded"))]
    told = ", ".join(f"{name} {money(amount, currency)}" for name, amount in sums if amount)
    yield Paragraph(plain(f"{first_up(told)}."), small=True)


def _order_line(line: Facts) -> tuple[Text, ...]:
    variant = ", ".join(f"{name}: {value}" for name, value in within(line, "variant").items())
    title = f"{line['title']}{f' ({variant})' if variant else ''}"
    return plain(line["id"]), plain(title), plain(f"{line['quantity']}"), plain(figure(line["unit_price"]))


def _other_messages(record: Facts) -> Iterator[Block]:
    case = record["case"]
    shown = {id(message) for message in spoken(case)}
    others = [message for message in listed(case, "messages") if id(message) not in shown]
    if not others:
        return
    yield Heading("Messages before the dispute, automatic ones and the platform’s", level=3)
    for message in others:
        who = f"{message['id']} {message['from']}{', automatic' if message.get('automatic') else ''}"
        side = message["from"] if message["from"] in ("buyer", "seller") else ""
        yield from quotation(side, who, message, message["at"], small=True)


def _aid(aid: Facts) -> str:
    """`alignment 1: good, 0.9 px (known error rate: 1 in 62)`."""
    name = " ".join(filter(None, (aid["name"], text_of(aid, "version"))))
    result = f": {aid['result']}" if text_of(aid, "result") else ""
    rate = f" (known error rate: {aid['error_rate']})" if text_of(aid, "error_rate") else ""
    return f"{name}{result}{rate}"
