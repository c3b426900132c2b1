"""The money of a verdict as rows: one for each order line and shipping, or one for each charge that can go back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

from moderator.domain import refund
from moderator.domain.before import Before
from moderator.domain.case import Case
from moderator.domain.money import plain, shown
from moderator.domain.order import Line
from moderator.domain.policy import GridRow, Policy
from ui.models import dates, draft
from ui.models.amounts import amount_in, percent_text
from ui.models.case_words import words
from ui.models.party_text import readable

translate = QCoreApplication.translate

Doc = dict[str, Any]


@dataclass(frozen=True)
class MoneyRow:
    """One field. `base`: what a percentage is of, in minor units; `limit`: the most.

    `text` is what the draft says, `detail` a second line. `grid` is the row of the policy's grid that the amount
    follows from, `span` what that row gives.
    """

    kind: Literal["all", "line", "shipping", "payment"]
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
    grid: GridRow | None = None
    span: tuple[int, int] | None = None


def money_rows(case: Case, policy: Policy, doc: Doc, before: Before) -> tuple[MoneyRow, ...]:
    """The rows of this draft: charges for a payment problem (R6), else the order's lines and its shipping."""
    if policy.reason == "payment-problem":
        return tuple(_payments(case, doc, before))
    return (*_all(case, doc), *_lines(case, policy, doc), *_shipping(case, doc))


def _all(case: Case, doc: Doc) -> list[MoneyRow]:
    """One field over all lines of a claim about several; nobody types the same percentage two hundred times."""
    shares, currency = refund.claimed_shares(case), case.order.currency
    if len(shares) < 2 or doc.get("outcome") == "full-refund":
        return []
    given = {row["line"]: row for row in doc.get("refund", {}).get("lines", []) if row["line"] in shares}
    base, amounts = sum(shares.values()), [amount_in(row.get("amount"), currency) for row in given.values()]
    whole = len(given) == len(shares) and all(amount is not None for amount in amounts)
    total = sum(amount or 0 for amount in amounts)
    title = translate("money", "All {count} claimed").format(count=len(shares))
    text = plain(total, currency) if whole else ""
    percent = percent_text(total, base) if whole else ""
    return [MoneyRow("all", "all", title, plain(base, currency), base, base, text, percent)]


def _lines(case: Case, policy: Policy, doc: Doc) -> list[MoneyRow]:
    currency = case.order.currency
    given = {row["line"]: row for row in doc.get("refund", {}).get("lines", [])}
    everything = doc.get("outcome") in ("full-refund", "return-and-refund")
    rows = []
    for line in case.order.lines:
        quantity = draft.quantity_of(doc, line.id, case)
        row = given.get(line.id, {})
        paid = refund.share_of(case.order, line.id, quantity)
        grid = policy.grid_row(row.get("grid_row")) if row.get("method") == "grid" else None
        base = paid if grid is None else refund.grid_share(case.order, line.id, quantity)
        note, detail = _told(line, paid, currency)
        rows.append(
            MoneyRow(
                "line",
                line.id,
                readable(line.title),
                note,
                base,
                refund.line_limit(case.order, line.id, quantity, everything),
                row.get("amount", ""),
                _percent(row, base, currency),
                detail,
                quantity,
                line.quantity,
                row.get("why", ""),
                grid,
                None if grid is None else refund.grid_range(base, grid),
            )
        )
    return rows


def _told(line: Line, paid: int, currency: str) -> tuple[str, str]:
    """What stands beside a line's name, and below it: its price, and what was paid for it where that differs."""
    text = translate("money", "paid {amount}").format(amount=plain(paid, currency))
    if line.quantity > 1:
        return "", translate("money", "{price} each").format(price=plain(line.unit_price, currency)) + f" · {text}"
    note = plain(line.price, currency)
    return (f"{note} · {text}" if paid != line.price else note), ""


def _percent(row: Doc, base: int, currency: str) -> str:
    if row.get("method") in ("percent", "grid") and row.get("percent"):
        return f"{row['percent']} %"
    amount = amount_in(row.get("amount"), currency)
    return "" if amount is None else percent_text(amount, base)


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
        limit = refund.returnable_together(case.order, case.order.payments, before)
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
