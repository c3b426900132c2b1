"""The order as rows: lines, what the total is made of, payments, address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from moderator.domain import refund
from moderator.domain.before import Before
from moderator.domain.case import Case
from moderator.domain.money import plain, shown
from moderator.domain.order import Line
from ui.models import dates
from ui.models.case_words import words
from ui.models.claim_rows import as_of, expected
from ui.models.party_text import readable
from ui.models.rows import Row, Tone

translate = QCoreApplication.translate


@dataclass(frozen=True)
class LineRow:
    """One order line: title, variant and SKU under it, `2 × 21.90`, and the sum."""

    title: str
    detail: str
    quantity: str
    price: str
    claimed: str


def line_rows(case: Case) -> tuple[LineRow, ...]:
    return tuple(_line(case, line) for line in case.order.lines)


def _line(case: Case, line: Line) -> LineRow:
    currency = case.order.currency
    variant = " · ".join(f"{readable(name)} {readable(value)}" for name, value in line.variant.items())
    sku = translate("order", "SKU {sku}").format(sku=readable(line.sku)) if line.sku else ""
    states = [f"{each.quantity} {words(each.state)}" for each in case.claim.scope if each.line == line.id]
    return LineRow(
        readable(line.title),
        " · ".join(part for part in (variant, sku) if part),
        f"{line.quantity} × {plain(line.unit_price, currency)}",
        plain(line.price, currency),
        ", ".join(states),
    )


def sum_rows(case: Case, before: Before) -> tuple[Row, ...]:
    """From the goods to what was paid, then what went back already, then what can still go back."""
    order, currency = case.order, case.order.currency

    def money(amount: int) -> str:
        return plain(amount, currency)

    rows = [Row(translate("order", "Goods"), money(sum(line.price for line in order.lines)))]
    rows.append(Row(translate("order", "Shipping"), money(order.shipping)))
    if order.tax:
        rows.append(Row(translate("order", "Tax"), money(order.tax)))
    if order.duties:
        rows.append(Row(translate("order", "Duties"), money(order.duties)))
    for each in order.discounts:
        label = translate("order", "Discount, {kind}").format(kind=words(each.kind))
        if each.line:
            label += " " + translate("order", "on line {line}").format(line=each.line)
        rows.append(Row(label, f"−{money(each.amount)}"))
    differs = order.paid - expected(case)
    if differs:
        rows.append(Row(translate("order", "Difference, unexplained"), _signed(differs, currency), "warn"))
    rows.append(Row(translate("order", "Paid"), shown(order.paid, currency), note=as_of(case).strip(" ()")))
    rows.append(
        Row(translate("order", "Refunded before"), money(order.refunded), "warn" if order.refunded else "plain")
    )
    back = refund.charged_back(order)
    if back:
        rows.append(Row(translate("order", "Charged back"), money(back), "warn"))
    if before.of_order:
        rows.append(Row(translate("order", "Decided here before"), money(before.of_order), "warn"))
    rows.append(Row(translate("order", "Can still be refunded"), shown(refund.cap(order, before), currency)))
    return tuple(rows)


def _signed(amount: int, currency: str) -> str:
    return ("+" if amount > 0 else "−") + plain(abs(amount), currency)


def head_rows(case: Case) -> tuple[Row, ...]:
    """Number, when it was placed and paid, where it was to go."""
    return tuple(_head(case))


def _head(case: Case) -> Iterator[Row]:
    order = case.order
    yield Row(translate("order", "Order"), readable(order.number))
    yield Row(translate("order", "Placed"), dates.moment(order.placed_at, case.escalated_at))
    if order.paid_at is not None:
        yield Row(translate("order", "Paid at"), dates.moment(order.paid_at, case.escalated_at))
    if order.receipt_confirmed_at is not None:
        when = dates.moment(order.receipt_confirmed_at, case.escalated_at)
        yield Row(translate("order", "“Received” pressed"), when)
    yield Row(translate("order", "Ship to"), readable(order.ship_to.text) or translate("order", "not in the file"))


@dataclass(frozen=True)
class PaymentRow:
    """One movement of money: what, when and by what means, its state, the amount."""

    what: str
    detail: str
    amount: str
    tone: Tone


def payment_rows(case: Case) -> tuple[PaymentRow, ...]:
    """In the order of time, with the time between two charges, which tells a double debit from a second order (R6)."""
    currency, rows = case.order.currency, []
    last_charge = None
    for payment in sorted(case.order.payments, key=lambda each: (each.at, each.id)):
        detail = [dates.exact(payment.at, case.escalated_at)]
        if payment.method:
            detail.append(readable(payment.method))
        if payment.auth:
            detail.append(translate("order", "auth {auth}").format(auth=readable(payment.auth)))
        if payment.kind == "charge":
            if last_charge is not None:
                gap = dates.span(payment.at - last_charge)
                detail.append(translate("order", "{span} after the charge before").format(span=gap))
            last_charge = payment.at
        outward = payment.kind in ("refund", "chargeback", "void")
        amount = ("−" if outward else "") + plain(payment.amount, currency)
        what = f"{payment.id} {words(payment.kind)} · {words(payment.status)}"
        rows.append(PaymentRow(what, " · ".join(detail), amount, "plain" if payment.status == "settled" else "warn"))
    return tuple(rows)
