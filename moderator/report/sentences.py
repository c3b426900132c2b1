"""The sentences of a decision that follow from its outcome: what is decided, what is refused, what happens now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, timedelta

from moderator.report.blocks import Span, Text, plain
from moderator.report.wording import (
    Facts,
    date,
    first_up,
    joined,
    less,
    listed,
    moment,
    money,
    nothing,
    outcome_words,
    text_of,
    within,
    words,
)

_CLOSED = {
    "inadmissible": "The dispute is closed as inadmissible; it is not decided on its merits.",
    "withdrawn": "The dispute is closed: the buyer withdrew it.",
    "settled": "The dispute is closed: the parties settled it between them.",
    "duplicate": "The dispute is closed as a duplicate of another one.",
    "transferred": "The dispute is closed here and handed over.",
}
_AFTER_CLOSURE = {
    "inadmissible": "No money moves. Neither side has anything to do.",
    "withdrawn": "No money moves. Neither side has anything to do.",
    "settled": "What the parties agreed holds; nothing is added to it here.",
    "duplicate": "The other dispute goes on; what was sent in here can be used there.",
    "transferred": "The case goes on where it was handed over to. No money moves by this decision.",
}
_REFUND_WHEN = {
    "scanned": "as soon as the carrier has scanned the return",
    "received": "as soon as the return has been received",
    "inspected": "as soon as the return has been received and inspected",
}


_SHIPPING = "shipping"


def is_closure(record: Facts) -> bool:
    return text_of(record["verdict"], "kind") == "closure"


def decision_sentence(record: Facts) -> str:
    """What is decided, for somebody who reads nothing else."""
    verdict = record["verdict"]
    if is_closure(record):
        how = text_of(within(verdict, "closure"), "as")
        return _CLOSED.get(how, f"The dispute is closed as {words(how)}.")
    outcome = text_of(verdict, "outcome")
    return {
        "full-refund": _full_refund,
        "partial-refund": _partial_refund,
        "return-and-refund": _return,
        "replacement": _replacement,
        "no-refund": _no_refund,
    }[outcome](record)


def _full_refund(record: Facts) -> str:
    total, asked = _total(record), _asked(record)
    payments = listed(record["money"], "payments")
    if payments:
        what = "the charge taken wrongly" if len(payments) == 1 else "the charges taken wrongly"
        return f"The buyer gets {what} back in full: {total}."
    if asked and asked != total:
        return f"The buyer gets the full refund: {total} of the {asked} asked.{_stays(record)}"
    return f"The buyer gets the full refund of {total}.{_stays(record)}"


def _partial_refund(record: Facts) -> str:
    total, asked = _total(record), _asked(record)
    if not asked:
        return f"The buyer gets a partial refund of {total}.{_stays(record)}"
    given = f"the {total} asked" if asked == total else f"{total} of the {asked} asked"
    return f"The buyer gets {given}.{_stays(record)}"


def _return(record: Facts) -> str:
    total, asked = _total(record), _asked(record)
    given = f"{total} of the {asked} asked" if asked and asked != total else total
    return f"The buyer sends the {_item(record)} back and gets {given}."


def _replacement(record: Facts) -> str:
    if text_of(_requested(record), "outcome") == "replacement":
        return "The seller sends the replacement that the buyer asked for."
    return "The seller sends a replacement. No money is refunded."


def _no_refund(record: Facts) -> str:
    asked = _asked(record)
    return f"The buyer gets nothing of the {asked} asked." if asked else "The buyer gets no refund."


def _requested(record: Facts) -> Facts:
    return within(record["case"]["claim"], "requested")


def _asked(record: Facts) -> str:
    """The amount that the buyer asked for, as printed; empty where no amount was named."""
    amount = text_of(_requested(record), "amount")
    return money(amount, record["case"]["order"]["currency"]) if amount else ""


def _total(record: Facts) -> str:
    return money(record["money"]["total"], record["money"]["currency"])


def _item(record: Facts) -> str:
    """`item` or `items`, by what the claim is about."""
    scope = listed(record["case"]["claim"], "scope") or record["case"]["order"]["lines"]
    return "item" if sum(int(line["quantity"]) for line in scope) == 1 else "items"


def _stays(record: Facts) -> str:
    """That the buyer keeps what was received; nothing where the claim is that nothing was."""
    case = record["case"]
    states = {text_of(line, "state") for line in listed(case["claim"], "scope")}
    if text_of(case, "delivery") == "not-delivered" or case["reason"] == "not-received" or states == {"missing"}:
        return ""
    item = _item(record)
    return f" The {item} stay{'s' if item == 'item' else ''} with the buyer."


def claim_sentence(record: Facts) -> str:
    """`damaged; full refund of US$ 23.90`."""
    case = record["case"]
    outcome, asked = text_of(_requested(record), "outcome"), _asked(record)
    if not outcome:
        return words(case["reason"])
    wish = words(outcome)
    return f"{words(case['reason'])}; {wish}{f', {asked}' if asked else ''}"


def refused(record: Facts) -> list[Text]:
    """What is not granted, and why: one text for each sum or wish; a single sentence where all was granted."""
    texts = [*_other_wish(record), *_refused_sums(record)]
    return texts or [plain("Everything that the buyer asked is granted.")]


def _other_wish(record: Facts) -> Iterator[Text]:
    wish, outcome = text_of(_requested(record), "outcome"), text_of(record["verdict"], "outcome")
    if outcome == "no-refund":
        yield from _unproven(record)
    elif wish and wish != outcome and outcome != "partial-refund":
        yield (
            Span(first_up(outcome_words(wish)), bold=True),
            Span(f" was asked; {outcome_words(outcome)} is granted in its place. The answer below says why."),
        )


def _unproven(record: Facts) -> Iterator[Text]:
    """The findings that a refusal follows from: answers against the buyer to what was not the seller's to show."""
    requirements = {one["id"]: one for one in listed(record["policy"], "requirements")}
    negative = [
        one
        for one in listed(record["verdict"], "findings")
        if text_of(one, "answer") in ("no", "not-established")
        and text_of(within(requirements, one["requirement"]), "burden") != "seller"
    ]
    for finding in negative:
        requirement = within(requirements, finding["requirement"])
        question = text_of(requirement, "text") or finding["requirement"]
        follows = text_of(requirement, "if_not_established") if finding["answer"] == "not-established" else ""
        answer = f" {first_up(words(finding['answer']))}. {text_of(finding, 'text')} {follows}"
        yield (Span(question, bold=True), Span(answer.rstrip()))
    if not negative:
        yield plain("Nothing is refunded; the answer and the findings below say why.")


def _refused_sums(record: Facts) -> Iterator[Text]:
    """The sums that were asked and not given; where the parts of the order do not add up to that, the sum alone."""
    if text_of(record["verdict"], "outcome") in ("no-refund", "replacement") or not record.get("money"):
        return
    currency, parts = record["money"]["currency"], _kept_parts(record)
    asked = text_of(_requested(record), "amount")
    gap = less(asked, record["money"]["total"]) if asked else ""
    if gap and (gap.startswith("-") or nothing(gap)):
        return
    if gap and nothing(less(gap, *(amount for amount, _, _ in parts))):
        gap = ""
    if gap:
        whys = list(dict.fromkeys(why for _, what, why in parts if what != _SHIPPING)) or [_not_part(record)]
        parts = [(gap, f"of the {money(asked, currency)} asked", " ".join(whys))]
    for amount, what, why in parts:
        yield (Span(f"{money(amount, currency)} {what}: ", bold=True), Span(why))


def _kept_parts(record: Facts) -> list[tuple[str, str, str]]:
    """What each line of the claim and the shipping keep: amount, of what, why."""
    parts: list[tuple[str, str, str]] = []
    scope = {line["line"] for line in listed(record["case"]["claim"], "scope")}
    lines = [line for line in listed(record["money"], "lines") if not scope or line["line"] in scope]
    for line in lines:
        kept = less(line["paid"], line["before"], line["refund"])
        which = f"of the price of {line['title']}" if len(lines) > 1 else "of the price"
        parts.append((kept, which, text_of(line, "why") or _not_part(record)))
    shipping = within(record["money"], "shipping")
    kept = less(text_of(shipping, "paid") or "0", text_of(shipping, "refund") or "0")
    parts.append((kept, _SHIPPING, _why_no_shipping(record)))
    return [part for part in parts if not part[0].startswith("-") and not nothing(part[0])]


def _not_part(record: Facts) -> str:
    if text_of(record["verdict"], "outcome") == "full-refund":
        return "a full refund gives back what was paid for the items, with their tax, after all discounts."
    return "not part of this refund; see the answer below."


def _why_no_shipping(record: Facts) -> str:
    clause = clause_of(record)
    if clause is not None and clause.get("shipping") is False:
        return "the rule applied does not give shipping back."
    return "not part of this refund."


def clause_of(record: Facts) -> Facts | None:
    """The clause that the verdict rests on, as the policy of that day had it."""
    wanted = text_of(record["verdict"], "clause")
    clauses: list[Facts] = listed(record["policy"], "clauses")
    return next((clause for clause in clauses if clause["id"] == wanted), None)


def next_steps(record: Facts) -> list[Text]:
    """What happens now, and who has to do what."""
    verdict = record["verdict"]
    if is_closure(record):
        how = text_of(within(verdict, "closure"), "as")
        return [plain(_AFTER_CLOSURE.get(how, "No money moves by this decision."))]
    outcome = verdict["outcome"]
    if outcome == "no-refund":
        return [plain("No money moves. Neither side has anything to do.")]
    if outcome == "replacement":
        return [plain(_replacement_steps(record))]
    if outcome == "return-and-refund":
        return [plain(_return_steps(record)), plain(_money_steps(record, _REFUND_WHEN.get(_when(record), "")))]
    return [plain(f"{_money_steps(record, '')} The buyer has nothing to do.")]


def _when(record: Facts) -> str:
    return text_of(within(record["verdict"], "return"), "refund_when")


def _money_steps(record: Facts, when: str) -> str:
    sums, bearer = record["money"], text_of(record["verdict"], "borne_by")
    charged = [
        f"{money(one['amount'], sums['currency'])} goes back as the charge {one['payment']} itself"
        for one in listed(sums, "payments")
    ]
    rest = less(sums["total"], *(one["amount"] for one in listed(sums, "payments")))
    if not nothing(rest):
        charged.append(f"{money(rest, sums['currency'])} goes to the buyer’s original means of payment")
    borne = f"; the {bearer} bears it" if bearer else ""
    return f"{joined(charged)}{f' {when}' if when else ''}{_paid_by(record, when)}{borne}."


def _paid_by(record: Facts, when: str) -> str:
    """Until when it is paid, where the policy says so: a date, or days from what the refund waits for."""
    days = int(within(record["policy"], "days").get("payment") or 0)
    decided = moment(record["decided_at"])
    if not days or decided is None or decided.year >= MAXYEAR - 1:
        return ""
    return f" and within {days} days of it" if when else f" by {date((decided + timedelta(days=days)).isoformat())}"


def _return_steps(record: Facts) -> str:
    back = within(record["verdict"], "return")
    by = f" by {date(text_of(back, 'ship_by'))}" if text_of(back, "ship_by") else ""
    return f"The buyer sends {_goods(record, back)} back{by}; the {text_of(back, 'paid_by')} pays for the return."


def _replacement_steps(record: Facts) -> str:
    new = within(record["verdict"], "replacement")
    by = f" by {date(text_of(new, 'ship_by'))}" if text_of(new, "ship_by") else ""
    otherwise = text_of(new, "if_not_sent")
    then = f" If it is not sent in time, {outcome_words(otherwise)} takes its place." if otherwise else ""
    return f"The seller sends {_goods(record, new)} again{by}, at no cost to the buyer.{then}"


def _goods(record: Facts, part: Facts) -> str:
    """The order lines that a return or replacement names, with their numbers; else the item."""
    titles = {line["id"]: text_of(line, "title") for line in record["case"]["order"]["lines"]}
    named = [f"{titles.get(one['line'], one['line'])} × {one['quantity']}" for one in listed(part, "lines")]
    return joined(named) or f"the {_item(record)}"
