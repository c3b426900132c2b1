"""The money of a verdict as rows: one for each order line and shipping, or one for each charge that can go back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

from moderator.domain import refund
from moderator.domain.before import Before
from moderator.domain.case import Case
from moderator.domain.money import DECIMALS, minor, plain, shown
from moderator.domain.policy import Policy
from ui.models import dates, draft
from ui.models.amounts import percent_text
from ui.models.case_words import words
from ui.models.party_text import readable

translate = QCoreApplication.translate

Doc = dict[str, Any]


@dataclass(frozen=True)
class MoneyRow:
    """One field. `base`: what a percentage is of, in minor units; `limit`: the most.

    `text` is what the draft says, `detail` a second line.
    """

    kind: Literal["line", "shipping", "payment"]
    id: str
    title: str
    note: str
    base: int
    limit: int
    text: str = ""
    percent: str = ""
    detail: str = ""
    quantity: int = 1
    of: int = 1
    why: str = ""


def money_rows(case: Case, policy: Policy, doc: Doc, before: Before) -> tuple[MoneyRow, ...]:
    """The rows of this draft: charges for a payment problem (R6), else the order's lines and its shipping."""
    if policy.reason == "payment-problem":
        return tuple(_payments(case, doc, before))
    return (*_lines(case, doc), *_shipping(case, doc))


def share_of(case: Case, line_id: str, quantity: int) -> int:
    """What was paid for so many items of a line, with tax: the base of every percentage, in minor units."""
    order = case.order
    for line, share, tax in zip(order.lines, refund.paid_shares(order), refund.tax_shares(order), strict=True):
        if line.id == line_id:
            return refund.part_of(share + tax, min(quantity, line.quantity), line.quantity)
    return 0


def _lines(case: Case, doc: Doc) -> list[MoneyRow]:
    currency = case.order.currency
    given = {row["line"]: row for row in doc.get("refund", {}).get("lines", [])}
    everything = doc.get("outcome") in ("full-refund", "return-and-refund")
    rows = []
    for line in case.order.lines:
        quantity = draft.quantity_of(doc, line.id, case)
        base, row = share_of(case, line.id, quantity), given.get(line.id, {})
        note, detail = plain(line.price, currency), ""
        paid = translate("money", "paid {amount}").format(amount=plain(base, currency))
        if line.quantity > 1:
            note, detail = "", translate("money", "{price} each").format(price=plain(line.unit_price, currency))
            detail += f" · {paid}"
        elif base != line.price:
            note += f" · {paid}"
        limit = refund.line_limit(case.order, line.id, quantity, everything)
        rows.append(
            MoneyRow(
                "line",
                line.id,
                readable(line.title),
                note,
                base,
                limit,
                row.get("amount", ""),
                _percent(row, base, currency),
                detail,
                quantity,
                line.quantity,
                row.get("why", ""),
            )
        )
    return rows


def _percent(row: Doc, base: int, currency: str) -> str:
    if row.get("method") == "percent" and row.get("percent"):
        return f"{row['percent']} %"
    amount = amount_in(row.get("amount"), currency)
    return "" if amount is None else percent_text(amount, base)


def amount_in(text: Any, currency: str) -> int | None:
    """An amount of the draft in minor units; None where there is none that can be read (the gate says so then)."""
    try:
        return minor(text, DECIMALS[currency]) if isinstance(text, str) else None
    except ValueError:
        return None


def _shipping(case: Case, doc: Doc) -> list[MoneyRow]:
    cost = case.order.shipping
    if not cost:
        return []
    text, currency = doc.get("refund", {}).get("shipping", ""), case.order.currency
    note, amount = plain(cost, currency), amount_in(text, currency)
    percent = percent_text(amount, cost) if amount else ""
    return [MoneyRow("shipping", "shipping", translate("money", "Shipping"), note, cost, cost, text, percent)]


def _payments(case: Case, doc: Doc, before: Before) -> list[MoneyRow]:
    """Settled charges only: what is pending may lapse by itself, and what only a screen shows is never given back."""
    given = {row["payment"]: row for row in doc.get("refund", {}).get("payments", [])}
    rows = []
    for payment in case.order.payments:
        if payment.kind != "charge" or payment.status != "settled":
            continue
        limit = refund.returnable(case.order, payment, before)
        text = given.get(payment.id, {}).get("amount", "")
        amount = amount_in(text, case.order.currency)
        title = f"{payment.id} {words(payment.kind)}"
        detail = [plain(payment.amount, case.order.currency), dates.exact(payment.at, case.escalated_at)]
        detail += [readable(each) for each in (payment.method, payment.auth) if each]
        percent = "" if amount is None else percent_text(amount, payment.amount)
        found = MoneyRow("payment", payment.id, title, "", payment.amount, limit, text, percent, " · ".join(detail))
        rows.append(found)
    return rows


@dataclass(frozen=True)
class Sum:
    """The line under the fields: what is given, what stays, what the most is. All in words with their currency."""

    total: str
    rest: str


def sum_of(case: Case, policy: Policy, doc: Doc, before: Before) -> Sum:
    """`Refund US$ 15.33` and `Seller keeps 8.57 · at most 23.90`, of what the draft says now."""
    currency, given = case.order.currency, doc.get("refund", {})
    rows = [*given.get("lines", []), *given.get("payments", []), {"amount": given.get("shipping", "")}]
    total = sum(amount_in(row.get("amount"), currency) or 0 for row in rows)
    head = translate("money", "Refund {amount}").format(amount=shown(total, currency))
    if policy.reason == "payment-problem":
        limit = sum(row.limit for row in _payments(case, doc, before))
        rest = translate("money", "charges that can go back: {amount}").format(amount=plain(limit, currency))
        return Sum(head, rest)
    limit = refund.cap(case.order, before)
    kept = translate("money", "seller keeps {amount}").format(amount=plain(limit - total, currency))
    if doc.get("outcome") == "partial-refund":
        clause = policy.clause(doc.get("clause"))
        full = refund.full_refund(case, clause is None or clause.shipping, before)
        most = translate("money", "less than {amount}").format(amount=plain(full, currency))
    else:
        most = translate("money", "at most {amount}").format(amount=plain(limit, currency))
    return Sum(head, f"{kept} · {most}")
