"""Changes to a draft verdict: the JSON document as `case-format.md` has it, in which anything may still be missing.

Every function takes the document and changes it in place; what becomes empty is taken out, so that a field that was
typed into and cleared again leaves the document as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moderator.domain.before import Before
from moderator.domain.case import Case
from moderator.domain.money import percent_of, plain
from moderator.domain.policy import GridRow, Policy
from moderator.domain.refund import full_lines, grid_range, grid_share, laid_out, scope, share_of
from ui.models.amounts import Typed, amount_in

Doc = dict[str, Any]

WITHOUT_AMOUNTS = ("replacement", "no-refund")


def choose_outcome(doc: Doc, outcome: str, case: Case, policy: Policy, before: Before) -> None:
    """A decision with this outcome. A full refund fills in its amounts; no other outcome brings any.

    A clause that does not allow the outcome is let go, terms of another outcome with it.
    """
    previous = doc.get("outcome")
    doc["kind"], doc["outcome"] = "decision", outcome
    for key in ("closure", "request"):
        doc.pop(key, None)
    clause = policy.clause(doc.get("clause"))
    if clause is not None and outcome not in clause.outcomes:
        del doc["clause"]
    if outcome != "return-and-refund":
        doc.pop("return", None)
    if outcome != "replacement":
        doc.pop("replacement", None)
    if outcome in WITHOUT_AMOUNTS or (previous == "full-refund" and outcome != previous):
        doc.pop("refund", None)
    fill_full(doc, case, policy, before)


def choose_clause(doc: Doc, clause: str, case: Case, policy: Policy, before: Before) -> None:
    """The clause decides whether shipping follows, so a full refund is worked out anew."""
    doc["clause"] = clause
    fill_full(doc, case, policy, before)


def choose_reason(doc: Doc, reason: str, case: Case, policy: Policy, before: Before) -> None:
    """The reason as found; the clause goes if the other policy lacks it, findings stay for the questions it shares."""
    if reason == case.reason:
        doc.pop("reason", None)
    else:
        doc["reason"] = reason
    if policy.clause(doc.get("clause")) is None:
        doc.pop("clause", None)
    known = {requirement.id for requirement in policy.requirements}
    _keep(doc, "findings", [f for f in doc.get("findings", []) if f["requirement"] in known])
    doc.pop("refund", None)
    fill_full(doc, case, policy, before)


def fill_full(doc: Doc, case: Case, policy: Policy, before: Before) -> None:
    """The amounts of a full refund, as the gate works them out. Charges go back as themselves, so none are guessed."""
    if doc.get("outcome") != "full-refund" or policy.reason == "payment-problem":
        return
    lines, shipping = full_lines(case, gives_shipping(doc, policy), before)
    currency, claimed = case.order.currency, scope(case)
    doc["refund"] = {
        "lines": [
            {"line": line, "quantity": claimed[line], "amount": plain(amount, currency), "method": "amount"}
            for line, amount in lines.items()
        ],
        "shipping": plain(shipping, currency),
    }


def gives_shipping(doc: Doc, policy: Policy) -> bool:
    """Whether shipping follows: the clause says; before one is chosen, whether any that allows the outcome gives it."""
    clause = policy.clause(doc.get("clause"))
    if clause is not None:
        return clause.shipping
    return any(each.shipping for each in policy.clauses if doc.get("outcome") in each.outcomes)


def set_line(doc: Doc, line: str, value: Typed | str | None, case: Case) -> None:
    """The amount of one order line with its working; None clears it. A string is no amount and is kept as it is.

    An amount by the grid stays one: what is typed says where in the row's range it lies.
    """
    rows = {row["line"]: row for row in doc.get("refund", {}).get("lines", [])}
    row = dict(rows.pop(line, {}))
    if value is not None:
        row.pop("percent", None)
        row |= {"line": line, "amount": _amount(value, case.order.currency)}
        by_percent = isinstance(value, Typed) and value.percent is not None
        if isinstance(value, Typed) and value.percent is not None:
            row["percent"] = value.percent
        if row.get("method") != "grid":
            row["method"] = "percent" if by_percent else "amount"
        row.setdefault("quantity", quantity_of(doc, line, case))
        rows[line] = row
    _lines(doc, rows, case)


def set_grid(doc: Doc, line: str, row: GridRow | None, case: Case) -> None:
    """The amount of a line follows from a row of the grid; None takes that back. An amount outside of the row's range
    goes, and where the row leaves no choice its amount stands there."""
    rows = {each["line"]: each for each in doc.get("refund", {}).get("lines", [])}
    quantity = quantity_of(doc, line, case)
    chosen = {"line": line, "quantity": quantity, **rows.get(line, {})}
    if row is None:
        chosen.pop("grid_row", None)
        chosen["method"] = "percent" if chosen.get("percent") else "amount"
    else:
        chosen |= {"method": "grid", "grid_row": row.id}
        least, most = grid_range(grid_share(case.order, line, quantity), row)
        given = amount_in(chosen.get("amount"), case.order.currency)
        if given is None or not least <= given <= most or row.least == row.most:
            for key in ("amount", "percent"):
                chosen.pop(key, None)
            if row.least == row.most:
                chosen |= {"amount": plain(least, case.order.currency), "percent": row.least}
    rows[line] = chosen
    if row is None and "amount" not in chosen:
        del rows[line]
    _lines(doc, rows, case)


def set_all(doc: Doc, value: Typed | None, case: Case) -> None:
    """One sum, or one percentage, over every line of the claim, so that the parts sum to it; None clears them."""
    refund = dict(doc.get("refund", {}))
    kept = {row["line"]: row for row in refund.get("lines", []) if row["line"] not in scope(case)}
    if value is not None:
        claimed = scope(case)
        working = {"method": "amount"} if value.percent is None else {"method": "percent", "percent": value.percent}
        for line, amount in laid_out(case, value.amount).items():
            given = plain(amount, case.order.currency)
            kept[line] = {"line": line, "quantity": claimed[line], "amount": given, **working}
    _lines(doc, kept, case)


def _lines(doc: Doc, rows: dict[str, Doc], case: Case) -> None:
    """The amounts in the order of the order's lines."""
    places = {each.id: at for at, each in enumerate(case.order.lines)}
    _refund(doc, "lines", sorted(rows.values(), key=lambda each: places.get(each["line"], len(places))))


def quantity_of(doc: Doc, line: str, case: Case) -> int:
    """For how many items of a line the refund is meant: what the draft says, else the claim's scope, else all."""
    for row in doc.get("refund", {}).get("lines", []):
        if row["line"] == line and row.get("quantity"):
            return int(row["quantity"])
    ordered = case.order.line(line)
    return scope(case).get(line) or (ordered.quantity if ordered else 1)


def set_quantity(doc: Doc, line: str, quantity: int, case: Case) -> None:
    """For how many items; only beside an amount. One that was given as a share is that share of these items."""
    order = case.order
    for row in doc.get("refund", {}).get("lines", []):
        if row["line"] == line:
            row["quantity"] = quantity
            if row.get("percent"):
                of = grid_share if row.get("method") == "grid" else share_of
                row["amount"] = plain(percent_of(of(order, line, quantity), row["percent"]), order.currency)


def set_why(doc: Doc, line: str, why: str) -> None:
    """Why this amount, in words for the decision; only beside an amount."""
    for row in doc.get("refund", {}).get("lines", []):
        if row["line"] == line:
            _text(row, "why", why)


def set_shipping(doc: Doc, value: Typed | str | None, currency: str) -> None:
    _refund(doc, "shipping", _amount(value, currency))


def set_payment(doc: Doc, payment: str, value: Typed | str | None, currency: str) -> None:
    """A charge that goes back as itself; None leaves it out."""
    rows = [row for row in doc.get("refund", {}).get("payments", []) if row["payment"] != payment]
    if value is not None:
        rows.append({"payment": payment, "amount": _amount(value, currency)})
    _refund(doc, "payments", rows)


def _amount(value: Typed | str | None, currency: str) -> str | None:
    """What was typed and is no amount stays in the draft as it was typed: the gate then holds the verdict back."""
    return plain(value.amount, currency) if isinstance(value, Typed) else value


def _refund(doc: Doc, key: str, value: Any) -> None:
    refund = doc.setdefault("refund", {})
    refund.pop("total", None)
    if value in (None, []):
        refund.pop(key, None)
    else:
        refund[key] = value
    if not refund:
        del doc["refund"]


def finding(doc: Doc, requirement: str) -> Doc:
    """What the draft says to a requirement; an empty mapping if nothing yet."""
    found: Doc = next((f for f in doc.get("findings", []) if f["requirement"] == requirement), {})
    return found


def change_finding(doc: Doc, requirement: str, order: Sequence[str], **values: Any) -> None:
    """Sets parts of a finding: answer, text, exhibits, facts. A value that is None or empty is taken out.

    Findings stand in the policy's order. One without an answer is kept while it carries a text, an exhibit or a fact.
    """
    row = {"requirement": requirement, **finding(doc, requirement)}
    if "answer" in values and row.get("facts"):  # given anew, it rests on the facts as they are now
        row["facts"] = [{k: v for k, v in fact.items() if k != "changed_in"} for fact in row["facts"]]
    for key, value in values.items():
        if value in (None, "", []):
            row.pop(key, None)
        else:
            row[key] = value
    rows = [f for f in doc.get("findings", []) if f["requirement"] != requirement]
    if len(row) > 1:
        rows.append(row)
    places = {each: i for i, each in enumerate(order)}
    _keep(doc, "findings", sorted(rows, key=lambda f: places.get(f["requirement"], len(places))))


def toggle_exhibit(doc: Doc, requirement: str, exhibit: str, order: Sequence[str]) -> None:
    """An exhibit joins the finding's grounds, or leaves them."""
    cited = list(finding(doc, requirement).get("exhibits", []))
    cited = [each for each in cited if each != exhibit] if exhibit in cited else [*cited, exhibit]
    change_finding(doc, requirement, order, exhibits=cited)


def add_fact(doc: Doc, requirement: str, pointer: str, value: str, order: Sequence[str]) -> None:
    """A fact of the case joins the finding's grounds; one that is there already stays once."""
    facts = [f for f in finding(doc, requirement).get("facts", []) if f["pointer"] != pointer]
    change_finding(doc, requirement, order, facts=[*facts, {"pointer": pointer, "value": value}])


def remove_fact(doc: Doc, requirement: str, pointer: str, order: Sequence[str]) -> None:
    facts = [f for f in finding(doc, requirement).get("facts", []) if f["pointer"] != pointer]
    change_finding(doc, requirement, order, facts=facts)


def set_not_relied_on(doc: Doc, evidence: str, why: str | None) -> None:
    """Why an item settles nothing (R10); None takes it off the list, an empty reason leaves it there without one."""
    rows = [dict(row) for row in doc.get("not_relied_on", [])]
    found = next((row for row in rows if row["evidence"] == evidence), None)
    if why is None:
        rows = [row for row in rows if row["evidence"] != evidence]
    else:
        if found is None:
            found = {"evidence": evidence}
            rows.append(found)
        _text(found, "why", why)
    _keep(doc, "not_relied_on", rows)


def set_note(doc: Doc, text: str) -> None:
    _text(doc, "internal_note", text)


def set_approved_by(doc: Doc, who: str) -> None:
    _text(doc, "approved_by", who)


def set_borne_by(doc: Doc, who: str | None) -> None:
    _keep(doc, "borne_by", who)


def set_term(doc: Doc, form: str, key: str, value: Any) -> None:
    """One entry of `return`, `replacement`, `request` or `closure`; None or empty takes it out."""
    inner = dict(doc.get(form, {}))
    if value in (None, "", []):
        inner.pop(key, None)
    else:
        inner[key] = value
    _keep(doc, form, inner)


def begin(doc: Doc, kind: str) -> None:
    """The draft becomes a request, a closure or a decision again; what was written for the others stays in it."""
    doc["kind"] = kind


def _keep(doc: Doc, key: str, value: Any) -> None:
    if value in (None, "", [], {}):
        doc.pop(key, None)
    else:
        doc[key] = value


def _text(row: Doc, key: str, text: str) -> None:
    if text:
        row[key] = text
    else:
        row.pop(key, None)
