"""The grounds of a decision: what was found, how the refund was worked out, the rule in full, how to object."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.report.blocks import Block, Column, Heading, Paragraph, Span, Table, Text, Tone, bold, plain
from moderator.report.sentences import clause_of, is_closure
from moderator.report.wording import (
    Facts,
    date,
    exact_time,
    figure,
    first_up,
    less,
    listed,
    money,
    nothing,
    text_of,
    time,
    within,
    words,
)


def findings(record: Facts) -> Iterator[Block]:
    """One row for each requirement of the policy: its question, the answer, and what that rests on."""
    found = listed(record["verdict"], "findings")
    if not found:
        return
    requirements = {one["id"]: one for one in listed(record["policy"], "requirements")}
    yield Heading("What was found")
    yield Table(
        (Column("Question", 0.33), Column("Answer", 0.48), Column("Rests on", 0.19)),
        tuple(_finding(one, within(requirements, one["requirement"])) for one in found),
    )


def _finding(finding: Facts, requirement: Facts) -> tuple[Text, ...]:
    answer = text_of(finding, "answer")
    said = text_of(finding, "text")
    follows = text_of(requirement, "if_not_established") if answer == "not-established" else ""
    rests = [", ".join(map(str, listed(finding, "exhibits")))]
    rests += [text_of(fact, "value") or f"case file {fact['pointer']}" for fact in listed(finding, "facts")]
    return (
        plain(text_of(requirement, "text") or words(finding["requirement"])),
        (
            Span(f"{first_up(words(answer))}. ", bold=True),
            Span(said),
            *((Span(f" {follows}", tone=Tone.SECOND),) if follows else ()),
        ),
        plain("\n".join(filter(None, rests)) or "–"),
    )


def refund(record: Facts) -> Iterator[Block]:
    """Where money moves: every line with what was paid, given back before and now, and how that came about."""
    sums = within(record, "money")
    if is_closure(record) or not sums or nothing(text_of(sums, "total")):
        return
    yield Heading("How the refund was worked out")
    given = {one["line"]: one for one in listed(within(record["verdict"], "refund"), "lines")}
    rows = [_refund_row(line, within(given, line["line"])) for line in listed(sums, "lines")]
    shipping = within(sums, "shipping")
    if shipping:
        rows.append(
            (
                plain("Shipping"),
                plain(figure(shipping["paid"])),
                plain("–"),
                plain("–"),
                plain(figure(shipping["refund"])),
            )
        )
    payments = listed(sums, "payments")
    if not nothing(less(sums["total"], *(one["amount"] for one in payments))):
        yield _refund_table(sums, rows)
        yield Paragraph(_remains(record, sums), small=True)
        yield from (Paragraph(plain(each), small=True) for each in _by_grid(record, sums))
    if payments:
        yield _charges(record, payments)


def _charges(record: Facts, payments: list[Facts]) -> Table:
    """Charges that go back as themselves, outside the order's sum."""
    order = record["case"]["order"]
    known = {one["id"]: one for one in listed(order, "payments")}
    rows = []
    for one in payments:
        taken = text_of(within(known, one["payment"]), "at")
        at = f", taken {exact_time(taken)} UTC" if taken else ""
        rows.append((plain(f"{one['payment']}{at}"), plain(figure(one["amount"]))))
    head = Column(f"Amount, {order['currency']}", 0.2, right=True)
    return Table((Column("Charge given back as itself", 0.8), head), tuple(rows))


def _refund_row(line: Facts, given: Facts) -> tuple[Text, ...]:
    variant = f", {line['variant']}" if text_of(line, "variant") else ""
    return (
        plain(f"{line['title']}{variant} × {line['quantity']}"),
        plain(figure(line["paid"])),
        plain(figure(line["before"])),
        plain(_method(line, given)),
        plain(figure(line["refund"])),
    )


def _refund_table(sums: Facts, rows: list[tuple[Text, ...]]) -> Table:
    """Lines and shipping with their sum; charges given back as themselves stand apart."""
    payments = (one["amount"] for one in listed(sums, "payments"))
    before = text_of(sums, "refunded_before")
    total: tuple[Text, ...] = (
        bold(f"Total, {sums['currency']}"),
        plain(figure(sums["paid"])),
        plain(figure(before) if before else "–"),
        plain(""),
        bold(figure(less(sums["total"], *payments))),
    )
    columns = (
        Column("Line", 0.44),
        Column("Paid", 0.12, right=True),
        Column("Given back before", 0.16, right=True),
        Column("Worked out as", 0.16, right=True),
        Column("Refund", 0.12, right=True),
    )
    return Table(columns, (*rows, total), total=True)


def _method(line: Facts, given: Facts) -> str:
    method = text_of(line, "method")
    if method == "percent" and text_of(line, "percent"):
        return f"{line['percent']} %"
    if method == "grid":
        return f"grid: {given['grid_row']}" if text_of(given, "grid_row") else "grid"
    return "amount" if method == "amount" else words(method) or "–"


def _by_grid(record: Facts, sums: Facts) -> Iterator[str]:
    """For each amount by the grid what its row says, and of how much that is: the goods, without tax and duties."""
    rows = {row["id"]: row for row in listed(record["policy"], "grid")}
    titles = {line["line"]: line["title"] for line in listed(sums, "lines")}
    for each in listed(within(record["verdict"], "refund"), "lines"):
        row = within(rows, text_of(each, "grid_row"))
        if text_of(each, "method") != "grid" or not row:
            continue
        least, most = text_of(row, "least"), text_of(row, "most")
        span = f"{least}\u00a0%" if least == most else f"{least} to {most}\u00a0%"
        chosen = f"; {each['percent']}\u00a0% here" if text_of(each, "percent") and least != most else ""
        what = "of what was paid for the goods, without tax and duties"
        yield f"{titles.get(each['line'], each['line'])}: {row['condition']}, by the grid {span} {what}{chosen}."


def _remains(record: Facts, sums: Facts) -> Text:
    currency = sums["currency"]
    parts = []
    if not nothing(text_of(sums, "kept")):
        parts.append(f"Of what was paid, {money(sums['kept'], currency)} is not given back.")
    if text_of(sums, "cap"):
        parts.append(f"At most {money(sums['cap'], currency)} could be given back for this order.")
    taken = text_of(record["case"], "facts_as_of")
    if taken:
        parts.append(f"Figures as of {time(taken)}.")
    return (Span(" ".join(parts), tone=Tone.SECOND),)


def rule(record: Facts) -> Iterator[Block]:
    """The clause in full, as the policy of that day had it."""
    clause = clause_of(record)
    if clause is None:
        return
    policy = record["policy"]
    name = f", “{policy['title']}”" if text_of(policy, "title") else ""
    yield Heading("The rule")
    yield Paragraph(
        (
            Span(f"Clause {clause['id']}", bold=True),
            Span(f"{name}, policy of {date(policy['version'], full=True)}: "),
            Span(f"“{text_of(clause, 'text')}”"),
        ),
        small=True,
    )


def objection(record: Facts) -> Iterator[Block]:
    """How to object, as the policy says it."""
    text = text_of(within(record["policy"], "objection"), "text")
    if text:
        yield Heading("If you disagree")
        yield Paragraph(plain(text), small=True)


def not_relied_on(record: Facts) -> Iterator[Block]:
    """Evidence that the decision does not rest on, and why."""
    items = listed(record["verdict"], "not_relied_on")
    if not items:
        return
    evidence = {one["id"]: one for one in listed(record, "evidence")}
    yield Heading("Evidence not relied on, and why")
    for item in items:
        known = within(evidence, item["evidence"])
        file = f" {known['name']} ({known['from']})" if known else ""
        yield Paragraph((Span(f"{item['evidence']}{file}: ", bold=True), Span(text_of(item, "why"))))
