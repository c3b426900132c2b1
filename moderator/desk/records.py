"""The decision record: all that a decision document prints, frozen at Decide. Export reads it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderator.desk import policies
from moderator.desk.clock import stamp
from moderator.desk.state import State
from moderator.desk.values import Item, OpenCase
from moderator.domain import refund as rules
from moderator.domain.canonical import digest
from moderator.domain.money import plain
from moderator.domain.reading import moment
from moderator.domain.verdict import Exhibit, Verdict

FORMAT = "moderator-record/1"
TEXT_BYTES = 20_000
"""Of a text document that is an exhibit, this much is printed; the file itself stands in the evidence list by hash."""
OFFICE = "Bazaria Marketplace · Dispute Office"


def make(state: State, opened: OpenCase, filled: Mapping[str, Any], verdict: Verdict, number: int) -> dict[str, Any]:
    """The record of a decision or closure. Renders the exhibit pictures once and keeps them by hash.

    `entry` is the SHA-256 of all the rest: the same decision has the same entry in every library.
    Raises MediaError for an exhibit that cannot be rendered.
    """
    case = opened.case
    policy = opened.policy_for(verdict.reason or case.reason)
    record: dict[str, Any] = {
        "format": FORMAT,
        "number": number,
        "office": OFFICE,
        "clock": state.library.clock.kind,
        "verdict": dict(filled),
        "case": opened.document,
        "case_sha256": digest(opened.document),
        "policy": policies.document(policy),
        "moderator": filled["decided_by"],
        "decided_at": stamp(moment(filled["decided_at"])),
        "sandbox": state.media.level(),
        "exhibits": [_exhibit(state, opened, each) for each in verdict.exhibits],
        "evidence": [_evidence(state, item) for item in opened.items],
        "money": _money(opened, verdict) if verdict.kind == "decision" else None,
    }
    if verdict.supersedes:
        record["replaces"] = _replaced(opened, verdict.supersedes)
    unreadable = sum(item["state"] not in ("shown", "partial") for item in record["evidence"])
    if unreadable:
        record["unreadable"] = unreadable
    record["fonts"] = _fonts(state, record)
    record["entry"] = digest(record)
    return record


def _replaced(opened: OpenCase, verdict_id: str) -> dict[str, Any]:
    """What a reversal or a decision on appeal takes the place of, so that its document can say what changes."""
    doc = next(row.doc for row in opened.verdicts if row.doc.get("id") == verdict_id)  # the gate has looked
    keys = ("id", "kind", "outcome", "clause", "reason", "policy_version", "decided_at", "refund", "closure")
    return {key: doc[key] for key in keys if key in doc}


def _exhibit(state: State, opened: OpenCase, exhibit: Exhibit) -> dict[str, Any]:
    item = opened.item(exhibit.source)
    if item is None:
        raise KeyError(exhibit.source)  # the gate has let it through
    doc: dict[str, Any] = {
        "id": exhibit.id,
        "source": exhibit.source,
        "name": item.name,
        "from": item.side,
        "kind": item.kind,
        "caption": item.caption,
        "sha256": item.sha256,
        "stream": None,
        "pts": exhibit.pts,
        "time_base": exhibit.time_base,
        "time": None,
        "index": None,
        "page": exhibit.page,
        "region": None if exhibit.region is None else list(exhibit.region),
        "note": exhibit.note,
        "redacted": [each.why or "covered" for each in exhibit.redact],
        **_shown(state, item, exhibit),
    }
    if exhibit.pts is not None:
        doc |= _frame(state, item, exhibit.pts)
    for key, values in (("annotations", exhibit.annotations), ("adjustments", exhibit.adjustments)):
        if values:  # without any the record is what it was before there were some
            doc[key] = list(values)
    if exhibit.crop:
        doc["crop"] = True
    return doc


def _shown(state: State, item: Item, exhibit: Exhibit) -> dict[str, Any]:
    """What the document shows of an exhibit: a picture by hash, or the words of a text document."""
    if state.media.info(item.sha256).kind == "text":
        text = state.media.read_text(item.sha256, TEXT_BYTES)
        return {"picture": None, "text": "covered" if exhibit.redact else text, "width": None, "height": None}
    redact = [each.region for each in exhibit.redact]
    crop = exhibit.region if exhibit.crop else None
    page = (exhibit.page or 1) - 1
    picture = state.media.exhibit(item.sha256, pts=exhibit.pts, page=page, redact=redact, crop=crop)
    shown = {"picture": state.store.media.add(picture.jpeg), "width": picture.width, "height": picture.height}
    return {**shown, "planes": picture.planes} if picture.planes else shown


def _frame(state: State, item: Item, pts: int) -> dict[str, Any]:
    from moderator.media.times import format_time

    index = state.media.index(item.sha256)
    return {
        "stream": index.stream,
        "index": index.pts.index(pts),
        "time": format_time(pts, index.time_base),
        "time_base": f"{index.time_base.numerator}/{index.time_base.denominator}",
    }


def _evidence(state: State, item: Item) -> dict[str, Any]:
    status, reason = state.media.state(item.sha256)
    return {
        "id": item.id,
        "name": item.name,
        "kind": item.kind,
        "from": item.side,
        "sha256": item.sha256,
        "bytes": item.bytes,
        "submitted_at": stamp(item.submitted_at) if item.submitted_at else None,
        "state": status,
        "reason": reason,
    }


def _money(opened: OpenCase, verdict: Verdict) -> dict[str, Any]:
    order, before = opened.case.order, opened.circumstances.before
    currency = order.currency
    limit = rules.cap(order, before)
    given = {each.line: each for each in verdict.refund.lines}
    shares = zip(order.lines, order.paid_shares, order.tax_shares, strict=True)
    lines = []
    for line, share, tax in shares:
        each = given.get(line.id)
        items = each.quantity if each and each.quantity else line.quantity
        lines.append(
            {
                "line": line.id,
                "title": line.title,
                "variant": ", ".join(line.variant.values()),
                "quantity": items,
                "paid": plain(rules.part_of(share + tax, items, line.quantity), currency),
                "before": plain(before.lines.get(line.id, 0), currency),
                "refund": plain(each.amount if each else 0, currency),
                "method": each.method if each else None,
                "percent": each.percent if each else None,
                "why": each.why if each else None,
            }
        )
    return {
        "currency": currency,
        "paid": plain(order.paid, currency),
        "refunded_before": plain(order.refunded + before.of_order, currency),
        "cap": plain(limit, currency),
        "total": plain(verdict.refund.sum, currency),
        "kept": plain(limit - verdict.refund.of_order, currency),
        "lines": lines,
        "shipping": {"paid": plain(order.shipping, currency), "refund": plain(verdict.refund.shipping, currency)},
        "payments": [{"payment": p.payment, "amount": plain(p.amount, currency)} for p in verdict.refund.payments],
    }


def _fonts(state: State, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fonts that this document is set in. The files themselves are kept, so that it prints the same for ever."""
    from moderator.report.pdf import fonts_needed, installed_fonts

    needed = fonts_needed(record, installed_fonts())
    for face in needed.faces:
        if not state.store.media.has(face.sha256):
            state.store.media.add(face.data)
    return needed.describe()
