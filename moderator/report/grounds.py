"""The grounds of a decision: what was found, how the refund was worked out, the rule in full, how to object."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.report.blocks import Block, Column, Heading, Paragraph, Span, Table, Text, Tone, bold, plain
from moderator.report.facts import Facts, first_up, less, listed, nothing, text_of, within
from moderator.report.sentences import clause_of, is_closure
from moderator.report.wording import Wording

_WRITTEN = "en"
"""Of what policy and moderator wrote, which names no language."""


def findings(record: Facts, w: Wording) -> Iterator[Block]:
    """One row for each requirement of the policy: its question, the answer, and what that rests on."""
    found = listed(record["verdict"], "findings")
    if not found:
        return
    requirements = {one["id"]: one for one in listed(record["policy"], "requirements")}
    yield Heading(w("findings.head"))
    columns = (
        Column(w("findings.question"), 0.33),
        Column(w("findings.answer"), 0.48),
        Column(w("findings.rests"), 0.19),
    )
    yield Table(columns, tuple(_finding(one, within(requirements, one["requirement"]), w) for one in found))


def _finding(finding: Facts, requirement: Facts, w: Wording) -> tuple[Text, ...]:
    answer = text_of(finding, "answer")
    said = text_of(finding, "text")
    follows = text_of(requirement, "if_not_established") if answer == "not-established" else ""
    gap = "\n" if w.rtl else " "
    rests = [w.commas(list(map(str, listed(finding, "exhibits"))))]
    rests += [
        text_of(fact, "value") or w("findings.pointer", pointer=fact["pointer"]) for fact in listed(finding, "facts")
    ]
    question = text_of(requirement, "text") or finding["requirement"].replace("-", " ").replace("_", " ")
    return (
        plain(question, _WRITTEN),
        (
            Span(w("findings.said", answer=first_up(w.code("answer", answer))), bold=True),
            Span(w.inset(said), language=_WRITTEN),
            *((Span(gap + w.inset(follows), tone=Tone.SECOND, language=_WRITTEN),) if follows else ()),
        ),
        plain("\n".join(filter(None, rests)) or "–"),
    )


def refund(record: Facts, w: Wording) -> Iterator[Block]:
    """Where money moves: every line with what was paid, given back before and now, and how that came about."""
    sums = within(record, "money")
    if is_closure(record) or not sums or nothing(text_of(sums, "total")):
        return
    yield Heading(w("refund.head"))
    given = {one["line"]: one for one in listed(within(record["verdict"], "refund"), "lines")}
    rows = [_refund_row(line, within(given, line["line"]), w) for line in listed(sums, "lines")]
    shipping = within(sums, "shipping")
    if shipping:
        rows.append(
            (
                plain(w("refund.shipping")),
                plain(w.figure(shipping["paid"])),
                plain("–"),
                plain("–"),
                plain(w.figure(shipping["refund"])),
            )
        )
    payments = listed(sums, "payments")
    if not nothing(less(sums["total"], *(one["amount"] for one in payments))):
        yield _refund_table(sums, rows, w)
        yield Paragraph(_remains(record, sums, w), small=True)
        yield from (Paragraph(plain(each), small=True) for each in _by_grid(record, sums, w))
    if payments:
        yield _charges(record, payments, w)


def _charges(record: Facts, payments: list[Facts], w: Wording) -> Table:
    """Charges that go back as themselves, outside the order's sum."""
    order = record["case"]["order"]
    known = {one["id"]: one for one in listed(order, "payments")}
    rows = []
    for one in payments:
        taken = text_of(within(known, one["payment"]), "at")
        told = w("refund.charge_at", payment=one["payment"], time=w.exact_time(taken)) if taken else one["payment"]
        rows.append((plain(told), plain(w.figure(one["amount"]))))
    head = Column(w("refund.amount", currency=order["currency"]), 0.2, right=True)
    return Table((Column(w("refund.charge"), 0.8), head), tuple(rows))


def _refund_row(line: Facts, given: Facts, w: Wording) -> tuple[Text, ...]:
    variant = text_of(line, "variant")
    key = "refund.variant" if variant else "refund.title"
    return (
        plain(w(key, title=line["title"], variant=variant, quantity=line["quantity"])),
        plain(w.figure(line["paid"])),
        plain(w.figure(line["before"])),
        plain(_method(line, given, w)),
        plain(w.figure(line["refund"])),
    )


def _refund_table(sums: Facts, rows: list[tuple[Text, ...]], w: Wording) -> Table:
    """Lines and shipping with their sum; charges given back as themselves stand apart."""
    payments = (one["amount"] for one in listed(sums, "payments"))
    before = text_of(sums, "refunded_before")
    total: tuple[Text, ...] = (
        bold(w("refund.total", currency=sums["currency"])),
        plain(w.figure(sums["paid"])),
        plain(w.figure(before) if before else "–"),
        plain(""),
        bold(w.figure(less(sums["total"], *payments))),
    )
    columns = (
        Column(w("refund.line"), 0.44),
        Column(w("refund.paid"), 0.12, right=True),
        Column(w("refund.before"), 0.16, right=True),
        Column(w("refund.method"), 0.16, right=True),
        Column(w("refund.refund"), 0.12, right=True),
    )
    return Table(columns, (*rows, total), total=True)


def _method(line: Facts, given: Facts, w: Wording) -> str:
    method = text_of(line, "method")
    if method == "percent" and text_of(line, "percent"):
        return w("refund.percent", number=w.figure(str(line["percent"])))
    if method == "grid":
        row = text_of(given, "grid_row")
        return w("refund.grid_row", row=row) if row else w("refund.grid")
    return w("refund.by_amount") if method == "amount" else method.replace("-", " ") or "–"


def _by_grid(record: Facts, sums: Facts, w: Wording) -> Iterator[str]:
    """For each amount by the grid what its row says, and of how much that is: the goods, without tax and duties."""
    rows = {row["id"]: row for row in listed(record["policy"], "grid")}
    titles = {line["line"]: line["title"] for line in listed(sums, "lines")}
    for each in listed(within(record["verdict"], "refund"), "lines"):
        row = within(rows, text_of(each, "grid_row"))
        if text_of(each, "method") != "grid" or not row:
            continue
        least, most = text_of(row, "least"), text_of(row, "most")
        span = f"{least}\u00a0%" if least == most else w("refund.span", least=least, most=most)
        percent = text_of(each, "percent") if least != most else ""
        key = "refund.by_grid_here" if percent else "refund.by_grid"
        title = titles.get(each["line"], each["line"])
        yield w(key, title=title, condition=row["condition"], span=span, percent=percent)


def _remains(record: Facts, sums: Facts, w: Wording) -> Text:
    currency = sums["currency"]
    parts = []
    if not nothing(text_of(sums, "kept")):
        parts.append(w("refund.kept", amount=w.money(sums["kept"], currency)))
    if text_of(sums, "cap"):
        parts.append(w("refund.cap", amount=w.money(sums["cap"], currency)))
    taken = text_of(record["case"], "facts_as_of")
    if taken:
        parts.append(w("refund.as_of", time=w.time(taken)))
    return (Span(w.sign("gap").join(parts), tone=Tone.SECOND),)


def rule(record: Facts, w: Wording) -> Iterator[Block]:
    """The clause in full, as the policy of that day had it, in its own words."""
    clause = clause_of(record)
    if clause is None:
        return
    policy = record["policy"]
    title, day = text_of(policy, "title"), w.date(policy["version"], full=True)
    yield Heading(w("rule.head"))
    name = w("rule.policy_title", title=title, date=day) if title else w("rule.policy", date=day)
    head = (Span(w("rule.clause", clause=clause["id"]), bold=True), Span(name))
    text = Span(w.quoted(text_of(clause, "text")), language=_WRITTEN)
    if w.rtl:
        yield Paragraph(head, small=True)
        yield Paragraph((text,), small=True, close=True)
    else:
        yield Paragraph((*head, text), small=True)


def objection(record: Facts, w: Wording) -> Iterator[Block]:
    """How to object, as the policy says it."""
    text = text_of(within(record["policy"], "objection"), "text")
    if text:
        yield Heading(w("rule.object"))
        yield Paragraph(plain(text, _WRITTEN), small=True)


def not_relied_on(record: Facts, w: Wording) -> Iterator[Block]:
    """Evidence that the decision does not rest on, and why."""
    items = listed(record["verdict"], "not_relied_on")
    if not items:
        return
    evidence = {one["id"]: one for one in listed(record, "evidence")}
    yield Heading(w("rule.not_relied"))
    for item in items:
        known = within(evidence, item["evidence"])
        key = "rule.item_known" if known else "rule.item"
        label = w(
            key, evidence=item["evidence"], name=text_of(known, "name"), side=w.code("side", text_of(known, "from"))
        )
        yield Paragraph((Span(label, bold=True), Span(w.inset(text_of(item, "why")), language=_WRITTEN)))
