"""The technical record at the end of a decision: history, files with full hashes, frames, facts, aids, sandbox."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.report.adjusted import seen_with
from moderator.report.blocks import Block, Column, Heading, Paragraph, Table, Text, grey, mono, plain
from moderator.report.exhibits import annotated, measured
from moderator.report.facts import Facts, first_up, hash_lines, listed, text_of, within
from moderator.report.history import history
from moderator.report.voices import quotation, spoken
from moderator.report.wording import Wording


def technical_record(record: Facts, w: Wording) -> Iterator[Block]:
    """Everything by which the decision can be checked, set small."""
    yield Heading(w("technical.head"), w("technical.aside"), level=1, new_page=True)
    yield _identity(record, w)
    yield from _exhibit_files(record, w)
    yield from _evidence(record, w)
    yield from _facts(record, w)
    yield Heading(w("technical.history"), level=3)
    rows = tuple((plain(w.exact_time(event.at)), plain(event.text)) for event in history(record, w))
    columns = (Column(w("technical.time"), 0.2), Column(w("technical.event"), 0.8))
    yield Table(columns, rows, small=True)
    yield from _order(record, w)
    yield from _other_messages(record, w)


def _identity(record: Facts, w: Wording) -> Table:
    case, verdict, policy = record["case"], record["verdict"], record["policy"]

    def row(name: str, told: str) -> tuple[Text, ...]:
        return grey(w(f"technical.{name}")), plain(told)

    decided = w("technical.decided_is", time=w.time(record["decided_at"]), name=record["moderator"])
    rows: list[tuple[Text, ...]] = [
        row("case", w("technical.case_is", case=case["id"], revision=case["revision"])),
        (grey(w("technical.case_hash")), mono(record["case_sha256"])),
        row("verdict", w("technical.verdict_is", verdict=text_of(verdict, "id"), number=record["number"])),
        row("decided", decided),
        row("policy", w("technical.policy_is", reason=policy["reason"], version=policy["version"])),
    ]
    if text_of(record, "entry"):
        rows.append((grey(w("technical.entry")), mono(record["entry"])))
    sandbox = text_of(record, "sandbox").replace("-", "_").lower()
    known = f"technical.{sandbox}" if sandbox in ("full", "reduced", "crash_only") else ""
    rows.append(row("sandbox", w(known) if known else sandbox.upper()))
    aids = w.semicolons([_aid(aid, w) for aid in listed(verdict, "aids")])
    rows.append(row("aids", aids or w("technical.no_aids")))
    for one in listed(case, "related"):
        rows.append(row("related", f"{w.inset(one['case'])}{w.bracketed(w.code('relation', one['relation']))}"))
    return Table((Column("", 0.2), Column("", 0.8)), tuple(rows), small=True)


def _exhibit_files(record: Facts, w: Wording) -> Iterator[Block]:
    exhibits = listed(record, "exhibits")
    if not exhibits:
        return
    marked = {one["id"]: one for one in listed(record["verdict"], "exhibits")}
    yield Heading(w("technical.exhibits"), level=3)
    columns = (
        Column(w("technical.exhibit"), 0.09),
        Column(w("technical.file"), 0.2),
        Column(w("technical.frame"), 0.38),
        Column(w("technical.file_hash"), 0.33),
    )
    yield Table(columns, tuple(_exhibit(one, within(marked, one["id"]), w) for one in exhibits), small=True)


def _exhibit(exhibit: Facts, mark: Facts, w: Wording) -> tuple[Text, ...]:
    kind, side = w.code("kind", exhibit["kind"]), w.code("side", exhibit["from"])
    file = w("technical.exhibit_file", source=exhibit["source"], kind=kind, side=side)
    return (
        plain(exhibit["id"]),
        plain(f"{file}\n{w.inset(exhibit['name'])}"),
        plain("\n".join(filter(None, _notes(exhibit, mark, w))) or "–"),
        mono(hash_lines(exhibit["sha256"])),
    )


def _notes(exhibit: Facts, mark: Facts, w: Wording) -> Iterator[str]:
    yield _frame(exhibit, w)
    if exhibit.get("region"):
        x, y, width, height = exhibit["region"]
        yield w("technical.region", x=x, y=y, w=width, h=height)
    if text_of(exhibit, "note"):
        yield w("technical.note", note=exhibit["note"])
    yield from (w("technical.measured", what=one) for one in measured(mark, w))
    if annotated(exhibit):
        kinds = w.commas([f"{each.number} {w.code('drawing', each.kind)}" for each in annotated(exhibit)])
        yield w("technical.drawn", what=kinds)
    yield seen_with(exhibit.get("adjustments"), w)
    if text_of(mark, "need"):
        yield w("technical.need", why=mark["need"])
    if listed(exhibit, "redacted"):
        whys = [w.code("sensitive", why) for why in listed(exhibit, "redacted") if why != "covered"]
        yield w("technical.covered", what=w.commas(whys)) if whys else w("technical.partly_covered")


def _frame(exhibit: Facts, w: Wording) -> str:
    """`0:22.433, no. 673, pts 344576 × 1/15360`; the page of a document; nothing for a photo."""
    if exhibit.get("page"):
        return w("technical.page", page=exhibit["page"])
    if exhibit.get("pts") is None:
        return ""
    parts = [text_of(exhibit, "time")]
    if exhibit.get("index") is not None:
        parts.append(w("technical.number", number=exhibit["index"]))
    stream = exhibit.get("stream") or 0
    parts.append(w("technical.pts", pts=f"{exhibit['pts']} × {exhibit['time_base']}", stream=stream))
    place = w.commas(list(filter(None, parts)))
    planes = text_of(exhibit, "planes")
    return f"{place}\n{w('technical.planes', hash=hash_lines(planes))}" if planes else place


def _evidence(record: Facts, w: Wording) -> Iterator[Block]:
    evidence = listed(record, "evidence")
    if not evidence:
        return
    yield Heading(w("technical.evidence"), level=3)
    columns = (
        Column(w("technical.file"), 0.23),
        Column(w("technical.by"), 0.13),
        Column(w("technical.received"), 0.12),
        Column(w("technical.state"), 0.19),
        Column(w("technical.file_hash"), 0.33),
    )
    yield Table(columns, tuple(_evidence_row(item, w) for item in evidence), small=True)
    if record.get("unreadable"):  # records of before have no such count, and print as they did
        counted = w.counted("technical.unreadable", int(record["unreadable"]), all=w.whole(len(evidence)))
        yield Paragraph(plain(counted), small=True)


def _evidence_row(item: Facts, w: Wording) -> tuple[Text, ...]:
    state, at = w.code("state", text_of(item, "state")), text_of(item, "submitted_at")
    if text_of(item, "reason"):
        state = w("technical.state_reason", state=state, reason=item["reason"])
    size = w.counted("technical.bytes", int(item["bytes"])) if item.get("bytes") is not None else ""
    key = "technical.item_size" if size else "technical.item"
    told = w(key, id=item["id"], kind=w.code("kind", item["kind"]), size=size)
    return (
        plain(f"{told}\n{w.inset(item['name'])}"),
        plain(w.code("side", item["from"])),
        plain(w.exact_time(at) if at else "–"),
        plain(state),
        mono(hash_lines(text_of(item, "sha256")) or "–"),
    )


def _facts(record: Facts, w: Wording) -> Iterator[Block]:
    rows = tuple(
        (plain(finding["requirement"]), plain(text_of(fact, "value") or "–"), mono(fact["pointer"]))
        for finding in listed(record["verdict"], "findings")
        for fact in listed(finding, "facts")
    )
    if rows:
        yield Heading(w("technical.facts"), level=3)
        columns = (
            Column(w("technical.requirement"), 0.25),
            Column(w("technical.fact"), 0.42),
            Column(w("technical.where"), 0.33),
        )
        yield Table(columns, rows, small=True)


def _order(record: Facts, w: Wording) -> Iterator[Block]:
    order = record["case"]["order"]
    currency = order["currency"]
    yield Heading(w("technical.order"), level=3)
    columns = (
        Column(w("technical.line"), 0.08),
        Column(w("technical.article"), 0.6),
        Column(w("technical.quantity"), 0.12, right=True),
        Column(w("technical.price", currency=currency), 0.2, right=True),
    )
    yield Table(columns, tuple(_order_line(line, w) for line in order["lines"]), small=True)
    sums = [("shipping", "", order["shipping"]), ("tax", "", order.get("tax")), ("duties", "", order.get("duties"))]
    sums += [("discount", w.code("discount", one["kind"]), one["amount"]) for one in listed(order, "discounts")]
    sums += [("paid", "", order["paid"]), ("before", "", order.get("refunded"))]
    told = [
        w(f"technical.{name}", kind=kind, amount=w.money(amount, currency)) for name, kind, amount in sums if amount
    ]
    yield Paragraph(plain(f"{first_up(w.commas(told))}{w.sign('stop')}"), small=True)


def _order_line(line: Facts, w: Wording) -> tuple[Text, ...]:
    variant = ", ".join(f"{name}: {value}" for name, value in within(line, "variant").items())
    title = f"{w.inset(line['title'])}{w.bracketed(variant) if variant else ''}"
    return plain(line["id"]), plain(title), plain(f"{line['quantity']}"), plain(w.figure(line["unit_price"]))


def _other_messages(record: Facts, w: Wording) -> Iterator[Block]:
    case = record["case"]
    shown = {id(message) for message in spoken(case)}
    others = [message for message in listed(case, "messages") if id(message) not in shown]
    if not others:
        return
    yield Heading(w("technical.messages"), level=3)
    for message in others:
        key = "technical.automatic" if message.get("automatic") else "technical.message"
        who = w(key, id=message["id"], side=w.code("side", message["from"]))
        side = message["from"] if message["from"] in ("buyer", "seller") else ""
        yield from quotation(side, who, message, message["at"], w, small=True)


def _aid(aid: Facts, w: Wording) -> str:
    """`alignment 1: good, 0.9 px (known error rate: 1 in 62)`, as the program noted it."""
    name = " ".join(filter(None, (aid["name"], text_of(aid, "version"))))
    result = f": {aid['result']}" if text_of(aid, "result") else ""
    rate = text_of(aid, "error_rate")
    return f"{w.inset(name + result)}{w('technical.aid_rate', rate=rate) if rate else ''}"
