"""The sentences of a decision that follow from its outcome: what is decided, what is refused, what happens now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, timedelta

from moderator.report.blocks import Span, Text, plain
from moderator.report.facts import Facts, first_up, less, listed, moment, nothing, text_of, within
from moderator.report.wording import Wording

_SHIPPING = "refused.shipping"
_POLICY = "en"
"""Of policies, which name no language."""


def is_closure(record: Facts) -> bool:
    return text_of(record["verdict"], "kind") == "closure"


def decision_sentence(record: Facts, w: Wording) -> str:
    """What is decided, for somebody who reads nothing else."""
    verdict = record["verdict"]
    if is_closure(record):
        how = text_of(within(verdict, "closure"), "as")
        return w(f"closed.{how}") if w.has(f"closed.{how}") else w("closed.other", how=w.code("closure", how))
    outcome = text_of(verdict, "outcome")
    return {
        "full-refund": _full_refund,
        "partial-refund": _partial_refund,
        "return-and-refund": _return,
        "replacement": _replacement,
        "no-refund": _no_refund,
    }[outcome](record, w)


def _full_refund(record: Facts, w: Wording) -> str:
    total, asked = _total(record, w), _asked(record, w)
    payments = listed(record["money"], "payments")
    if payments:
        return w("decision.charge" if len(payments) == 1 else "decision.charges", total=total)
    if asked and asked != total:
        return w("decision.full_of", total=total, asked=asked) + _stays(record, w)
    return w("decision.full", total=total) + _stays(record, w)


def _partial_refund(record: Facts, w: Wording) -> str:
    total, asked = _total(record, w), _asked(record, w)
    if not asked:
        return w("decision.partial", total=total) + _stays(record, w)
    key = "decision.partial_all" if asked == total else "decision.partial_of"
    return w(key, total=total, asked=asked) + _stays(record, w)


def _return(record: Facts, w: Wording) -> str:
    total, asked = _total(record, w), _asked(record, w)
    part = "_of" if asked and asked != total else ""
    return w(f"decision.back_{_item(record)}{part}", total=total, asked=asked)


def _replacement(record: Facts, w: Wording) -> str:
    asked = text_of(_requested(record), "outcome") == "replacement"
    return w("decision.replacement_asked" if asked else "decision.replacement")


def _no_refund(record: Facts, w: Wording) -> str:
    asked = _asked(record, w)
    return w("decision.none_of", asked=asked) if asked else w("decision.none")


def _requested(record: Facts) -> Facts:
    return within(record["case"]["claim"], "requested")


def _asked(record: Facts, w: Wording) -> str:
    """The amount that the buyer asked for, as printed; empty where no amount was named."""
    amount = text_of(_requested(record), "amount")
    return w.money(amount, record["case"]["order"]["currency"]) if amount else ""


def _total(record: Facts, w: Wording) -> str:
    return w.money(record["money"]["total"], record["money"]["currency"])


def _item(record: Facts) -> str:
    """`item` or `items`, by what the claim is about."""
    scope = listed(record["case"]["claim"], "scope") or record["case"]["order"]["lines"]
    return "item" if sum(int(line["quantity"]) for line in scope) == 1 else "items"


def _stays(record: Facts, w: Wording) -> str:
    """That the buyer keeps what was received; nothing where the claim is that nothing was."""
    case = record["case"]
    states = {text_of(line, "state") for line in listed(case["claim"], "scope")}
    if text_of(case, "delivery") == "not-delivered" or case["reason"] == "not-received" or states == {"missing"}:
        return ""
    return w.sign("gap") + w(f"decision.stays_{_item(record)}")


def claim_sentence(record: Facts, w: Wording) -> str:
    """`damaged; full refund, US$ 23.90`."""
    outcome, asked = text_of(_requested(record), "outcome"), _asked(record, w)
    reason = w.code("reason", record["case"]["reason"])
    if not outcome:
        return reason
    key = "parties.claim_sum" if asked else "parties.claim"
    return w(key, reason=reason, wish=w.code("outcome", outcome), amount=asked)


def refused(record: Facts, w: Wording) -> list[Text]:
    """What is not granted, and why: one text for each sum or wish; a single sentence where all was granted."""
    texts = [*_other_wish(record, w), *_refused_sums(record, w)]
    return texts or [plain(w("refused.nothing"))]


def _other_wish(record: Facts, w: Wording) -> Iterator[Text]:
    wish, outcome = text_of(_requested(record), "outcome"), text_of(record["verdict"], "outcome")
    if outcome == "no-refund":
        yield from _unproven(record, w)
    elif wish and wish != outcome and outcome != "partial-refund":
        instead = w("refused.instead", got=w.code("offered", outcome))
        yield (Span(first_up(w.code("offered", wish)), bold=True), Span(instead))


def _unproven(record: Facts, w: Wording) -> Iterator[Text]:
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
        answer = first_up(w.code("answer", finding["answer"]))
        said = f"{text_of(finding, 'text')} {follows}".rstrip()
        head = f" {w('findings.said', answer=answer)}"
        yield (Span(question, bold=True, language=_POLICY), Span(head), Span(w.inset(said), language=_POLICY))
    if not negative:
        yield plain(w("refused.unproven"))


def _refused_sums(record: Facts, w: Wording) -> Iterator[Text]:
    """The sums that were asked and not given; where the parts of the order do not add up to that, the sum alone."""
    if text_of(record["verdict"], "outcome") in ("no-refund", "replacement") or not record.get("money"):
        return
    currency, parts = record["money"]["currency"], _kept_parts(record, w)
    asked = text_of(_requested(record), "amount")
    gap = less(asked, record["money"]["total"]) if asked else ""
    if gap and (gap.startswith("-") or nothing(gap)):
        return
    if gap and nothing(less(gap, *(amount for amount, *_ in parts))):
        gap = ""
    if gap:
        whys = list(dict.fromkeys(why for _, key, _, why in parts if key != _SHIPPING)) or [_not_part(record, w)]
        parts = [(gap, "refused.of_asked", "", w.sign("gap").join(whys))]
    for amount, key, title, why in parts:
        what = w(key, amount=w.money(amount, currency), title=title, asked=_asked(record, w))
        yield (Span(what, bold=True), Span(w.inset(why)))


def _kept_parts(record: Facts, w: Wording) -> list[tuple[str, str, str, str]]:
    """What each line of the claim and the shipping keep: amount, the phrase that says of what, title, why."""
    parts: list[tuple[str, str, str, str]] = []
    scope = {line["line"] for line in listed(record["case"]["claim"], "scope")}
    lines = [line for line in listed(record["money"], "lines") if not scope or line["line"] in scope]
    for line in lines:
        kept = less(line["paid"], line["before"], line["refund"])
        which = "refused.of_price_of" if len(lines) > 1 else "refused.of_price"
        parts.append((kept, which, line["title"], text_of(line, "why") or _not_part(record, w)))
    shipping = within(record["money"], "shipping")
    kept = less(text_of(shipping, "paid") or "0", text_of(shipping, "refund") or "0")
    parts.append((kept, _SHIPPING, "", _why_no_shipping(record, w)))
    return [part for part in parts if not part[0].startswith("-") and not nothing(part[0])]


def _not_part(record: Facts, w: Wording) -> str:
    return w("refused.full" if text_of(record["verdict"], "outcome") == "full-refund" else "refused.not_part")


def _why_no_shipping(record: Facts, w: Wording) -> str:
    clause = clause_of(record)
    return w("refused.rule" if clause is not None and clause.get("shipping") is False else "refused.no_shipping")


def clause_of(record: Facts) -> Facts | None:
    """The clause that the verdict rests on, as the policy of that day had it."""
    wanted = text_of(record["verdict"], "clause")
    clauses: list[Facts] = listed(record["policy"], "clauses")
    return next((clause for clause in clauses if clause["id"] == wanted), None)


def next_steps(record: Facts, w: Wording) -> list[Text]:
    """What happens now, and who has to do what."""
    verdict = record["verdict"]
    if is_closure(record):
        how = text_of(within(verdict, "closure"), "as")
        return [plain(w(f"after.{how}" if w.has(f"after.{how}") else "after.other"))]
    outcome = verdict["outcome"]
    if outcome == "no-refund":
        return [plain(w("next.nothing"))]
    if outcome == "replacement":
        return [plain(_replacement_steps(record, w))]
    if outcome == "return-and-refund":
        when = text_of(within(verdict, "return"), "refund_when")
        return [plain(_return_steps(record, w)), plain(_money_steps(record, w, when))]
    return [plain(f"{_money_steps(record, w)}{w.sign('gap')}{w('next.buyer_done')}")]


def _money_steps(record: Facts, w: Wording, when: str = "") -> str:
    sums, bearer = record["money"], text_of(record["verdict"], "borne_by")
    charged = [
        w("next.charge", amount=w.money(one["amount"], sums["currency"]), payment=one["payment"])
        for one in listed(sums, "payments")
    ]
    rest = less(sums["total"], *(one["amount"] for one in listed(sums, "payments")))
    if not nothing(rest):
        charged.append(w("next.money", amount=w.money(rest, sums["currency"])))
    late = _paid_by(record, w(f"next.{when}") if w.has(f"next.{when}") else "", w)
    key = f"next.{'borne' if bearer else 'whole'}{'_when' if late else ''}"
    return first_up(w(key, sums=w.joined(charged), when=late, who=w.code("bearer", bearer)))


def _paid_by(record: Facts, when: str, w: Wording) -> str:
    """Until when it is paid, where the policy says so: a date, or days from what the refund waits for."""
    days = int(within(record["policy"], "days").get("payment") or 0)
    decided = moment(record["decided_at"])
    if not days or decided is None or decided.year >= MAXYEAR - 1:
        return when
    if when:
        return w("next.within", when=when, days=days)
    return w("next.until", date=w.date((decided + timedelta(days=days)).isoformat()))


def _return_steps(record: Facts, w: Wording) -> str:
    back = within(record["verdict"], "return")
    by = text_of(back, "ship_by")
    who = w.code("bearer", text_of(back, "paid_by"))
    return first_up(
        w("next.back_by" if by else "next.back", goods=_goods(record, back, w), date=w.date(by) if by else "", who=who)
    )


def _replacement_steps(record: Facts, w: Wording) -> str:
    new = within(record["verdict"], "replacement")
    by, otherwise = text_of(new, "ship_by"), text_of(new, "if_not_sent")
    goods = _goods(record, new, w)
    sent = w("next.again_by" if by else "next.again", goods=goods, date=w.date(by) if by else "")
    then = w("next.otherwise", outcome=w.code("offered", otherwise)) if otherwise else ""
    return first_up(w.sign("gap").join(filter(None, (sent, then))))


def _goods(record: Facts, part: Facts, w: Wording) -> str:
    """The order lines that a return or replacement names, with their numbers; else the item."""
    titles = {line["id"]: text_of(line, "title") for line in record["case"]["order"]["lines"]}
    named = [
        w("next.goods", title=titles.get(one["line"], one["line"]), quantity=one["quantity"])
        for one in listed(part, "lines")
    ]
    return w.joined(named) or w(f"next.{_item(record)}")
