"""The gate of case-format.md said a second time, over raw JSON and exact fractions; slow and simple on purpose."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from moderator.domain.policy import Policy
from tests.moderator.domain.naive_annex import annexed

Doc = dict[str, Any]


def minor(text: str) -> int:
    return int(text.replace(".", ""))


def largest_remainder(total: int, weights: list[int]) -> list[int]:
    weights = weights if sum(weights) else [1] * len(weights)
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(each) for each in exact]
    while sum(parts) < total:
        behind = max(range(len(parts)), key=lambda i: (exact[i] - parts[i], -i))
        parts[behind] += 1
    return parts


def shares(order: Doc) -> tuple[list[int], list[int]]:
    money = {key: minor(order[key]) for key in ("paid", "shipping", "tax", "duties")}
    weights = [line["quantity"] * minor(line["unit_price"]) for line in order["lines"]]
    goods = max(0, money["paid"] - money["shipping"] - money["tax"] - money["duties"])
    return largest_remainder(goods, weights), largest_remainder(money["tax"] + money["duties"], weights)


def cap(case: Doc, before: int) -> int:
    order = case["order"]
    back = sum(minor(p["amount"]) for p in order["payments"] if p["kind"] == "chargeback" and p["status"] != "failed")
    return max(0, minor(order["paid"]) - minor(order["refunded"]) - back - before)


def scope(case: Doc) -> dict[str, int]:
    lines = {line["id"]: line["quantity"] for line in case["order"]["lines"]}
    return {each["line"]: each["quantity"] for each in case["claim"]["scope"]} or lines


def full(case: Doc, shipping: bool, before: int = 0) -> int:
    lines = {line["id"]: line["quantity"] for line in case["order"]["lines"]}
    if shipping and scope(case) == lines:
        return cap(case, before)
    total = minor(case["order"]["shipping"]) if shipping else 0
    for (key, quantity), share, tax in zip(lines.items(), *shares(case["order"]), strict=True):
        wanted = scope(case).get(key, 0)
        total += largest_remainder(share + tax, [wanted, quantity - wanted])[0]
    return min(cap(case, before), total)


def full_layout(case: Doc, shipping: bool) -> tuple[dict[str, int], int]:
    """Some way to pay a full refund out: the lines as they are, whatever is left as shipping or off the last lines."""
    total = full(case, shipping)
    for_shipping = min(minor(case["order"]["shipping"]), total) if shipping else 0
    left, out = total - for_shipping, {}
    lines = {line["id"]: line["quantity"] for line in case["order"]["lines"]}
    for (key, quantity), share, tax in zip(lines.items(), *shares(case["order"]), strict=True):
        wanted = scope(case).get(key, 0)
        out[key] = min(left, largest_remainder(share + tax, [wanted, quantity - wanted])[0])
        left -= out[key]
    return {key: value for key, value in out.items() if value}, for_shipping


def returnable(order: Doc, payment: Doc) -> int:
    if payment["kind"] != "charge" or payment["status"] != "settled":
        return 0
    same = [p for p in order["payments"] if p["status"] != "failed" and p.get("auth") == payment.get("auth")]
    if payment.get("auth") is None:
        return minor(payment["amount"])
    charged = sum(minor(p["amount"]) for p in same if p["kind"] == "charge" and p["status"] == "settled")
    gone = sum(minor(p["amount"]) for p in same if p["kind"] in ("refund", "chargeback"))
    return max(0, min(minor(payment["amount"]), charged - gone))


def returnable_together(order: Doc, payments: list[Doc]) -> int:
    """The most that can be paid out charge by charge, when each lowers what its authorisation has left."""
    total, gone = 0, dict[str, int]()
    for payment in payments:
        left = returnable(order, payment)
        auth = payment.get("auth")
        if auth is not None:
            same = [p for p in order["payments"] if p["status"] != "failed" and p.get("auth") == auth]
            charged = sum(minor(p["amount"]) for p in same if p["kind"] == "charge" and p["status"] == "settled")
            back = sum(minor(p["amount"]) for p in same if p["kind"] in ("refund", "chargeback"))
            left = max(0, min(left, charged - back - gone.get(auth, 0)))
            gone[auth] = gone.get(auth, 0) + left
        total += left
    return total


def allowed(case: Doc, verdict: Doc, policy: Policy, before: int, pts: tuple[int, ...], sha: str) -> bool:
    return all((
        heads(case, verdict), exhibits(case, verdict, pts, sha), findings(verdict, policy),
        papers(verdict, policy), money(case, verdict, policy, before), mentioned(case, verdict),
        covered(case, verdict), seen(case, verdict), approved(case, verdict, policy), in_grid(case, verdict, policy),
        annexed(verdict, ("Ana Ruiz", "AE-77", "ana@", "0034 611 222 333")),
    ))  # fmt: skip


def heads(case: Doc, verdict: Doc) -> bool:
    first = verdict.get("stage") is None  # no verdict stands in these tests, so nothing can be replaced
    return verdict["case"] == case["id"] and verdict["revision"] == case["revision"] and first


def exhibits(case: Doc, verdict: Doc, pts: tuple[int, ...], sha: str) -> bool:
    kinds = {item["id"]: item["kind"] for item in case["evidence"]}
    for each in verdict["exhibits"]:
        kind = kinds.get(each["source"])
        x, y, width, height = each.get("region", (0, 0, 1, 1))
        if kind is None or each.get("sha256", sha) != sha or x + width > 1 or y + height > 1:
            return False
        if kind == "video" and (each.get("pts") not in pts or each.get("time_base") != "1/512"):
            return False
        if kind == "photo" and "pts" in each:
            return False
    return True


def findings(verdict: Doc, policy: Policy) -> bool:
    answered = [finding["requirement"] for finding in verdict["findings"]]
    taken = {each["id"] for each in verdict["exhibits"]}
    for finding in verdict["findings"]:
        cited, facts = finding.get("exhibits", []), finding.get("facts", [])
        if finding["answer"] in ("yes", "no") and not cited and not facts:
            return False
        if not set(cited) <= taken or any(fact["pointer"] != "/order/lines/0" for fact in facts):
            return False
        if any("changed_in" in fact for fact in facts):
            return False
    return sorted(answered) == sorted(r.id for r in policy.requirements)


def papers(verdict: Doc, policy: Policy) -> bool:
    clauses = {clause.id: clause.outcomes for clause in policy.clauses}
    ruling = [statement for statement in verdict["statements"] if statement.get("authoritative")]
    spoken = len(ruling) == 1 and ruling[0]["text"].strip() != ""
    if any(mark in each["text"] for each in verdict["statements"] for mark in ("{sum}", "[[name]]")):
        return False  # the two placeholders that the drafts are given; a brace that spans lines is none
    return spoken and verdict["outcome"] is not None and verdict["outcome"] in clauses.get(verdict["clause"], ())


def money(case: Doc, verdict: Doc, policy: Policy, before: int) -> bool:
    order, outcome, refund = case["order"], verdict["outcome"], verdict.get("refund") or {}
    amounts = {each["line"]: minor(each["amount"]) for each in refund.get("lines", [])}
    shipping = minor(refund.get("shipping", "0"))
    payments = {each["payment"]: minor(each["amount"]) for each in refund.get("payments", [])}
    by_id = {payment["id"]: payment for payment in order["payments"]}
    if any(value > returnable(order, by_id[key]) for key, value in payments.items()):
        return False
    if sum(payments.values()) > returnable_together(order, [by_id[key] for key in payments]):
        return False
    of_order = sum(amounts.values()) + shipping
    if not lines_fit(order, amounts, outcome) or shipping > minor(order["shipping"]) or of_order > cap(case, before):
        return False
    if (outcome == "return-and-refund") > bool(verdict.get("return")):
        return False
    replacement = verdict.get("replacement")
    if (outcome == "replacement") > bool(replacement):
        return False
    if replacement and any(
        part["line"] not in {line["id"] for line in order["lines"]} for part in replacement["lines"]
    ):
        return False
    if policy.reason == "payment-problem":
        given = sum(payments.values())
        whole = returnable_together(order, [by_id[key] for key in payments])
        return not refund.get("lines") and not shipping and amounts_mean(outcome, given, whole, given, 10**12)
    clause = next((clause for clause in policy.clauses if clause.id == verdict["clause"]), None)
    if clause is None:
        return False
    whole = full(case, clause.shipping, before)
    return amounts_mean(outcome, of_order, whole, of_order + sum(payments.values()), cap(case, before))


def lines_fit(order: Doc, amounts: dict[str, int], outcome: str | None) -> bool:
    for line, share, tax in zip(order["lines"], *shares(order), strict=True):
        limit = line["quantity"] * minor(line["unit_price"])
        if outcome in ("full-refund", "return-and-refund"):
            limit = max(limit, share + tax)
        if amounts.get(line["id"], 0) > limit:
            return False
    return True


def amounts_mean(outcome: str | None, given: int, whole: int, everything: int, limit: int) -> bool:
    return {
        "full-refund": given == whole and whole > 0,
        "partial-refund": 0 < given < whole,
        "return-and-refund": 0 < given <= limit,
        "replacement": everything == 0,
        "no-refund": everything == 0,
        None: False,
    }[outcome]


def losers(case: Doc, verdict: Doc) -> set[str]:
    refund = verdict.get("refund") or {}
    given = sum(minor(e["amount"]) for key in ("lines", "payments") for e in refund.get(key, []))
    given += minor(refund.get("shipping", "0"))
    asked = case["claim"]["requested"] or {"outcome": "full-refund"}
    found = set()
    if verdict["outcome"] != asked["outcome"]:
        found.add("buyer")
    offer = case["offers"][0] if case["offers"] else None
    if offer is not None and offer["outcome"] == verdict["outcome"]:
        if given > minor(offer["amount"]):
            found.add("seller")
    elif verdict["outcome"] != "no-refund":
        found.add("seller")
    return found


def mentioned(case: Doc, verdict: Doc) -> bool:
    left_out = {each["evidence"]: each.get("why", "").strip() for each in verdict.get("not_relied_on", [])}
    known = {item["id"]: item["from"] for item in case["evidence"]}
    said = {each["source"] for each in verdict["exhibits"]} | {key for key, why in left_out.items() if why}
    lost = losers(case, verdict)
    return set(left_out) <= set(known) and all(key in said for key, party in known.items() if party in lost)


def covered(case: Doc, verdict: Doc) -> bool:
    """Each exhibit of a sensitive photo or document is covered, cut out, or needed.

    All files of these tests are one and the same, so what is covered in one exhibit is covered in each of that frame.
    """
    for one in verdict["exhibits"]:
        for other in verdict["exhibits"]:
            if one.get("pts") == other.get("pts") and one.get("redact") and not other.get("redact"):
                return False
    for item in case["evidence"]:
        if not item.get("sensitive") or item["kind"] == "video":
            continue
        of_it = [each for each in verdict["exhibits"] if each["source"] == item["id"]]
        if not all(each.get("redact") or each.get("crop") or each.get("need", "").strip() for each in of_it):
            return False
    return True


def seen(case: Doc, verdict: Doc) -> bool:
    """An exhibit that the side decided against has not seen is named by its own or its file's id."""
    if all(item.get("disclosed_at") is None for item in case["evidence"]):
        return True
    refund = verdict.get("refund") or {}
    of_order = sum(minor(each["amount"]) for each in refund.get("lines", [])) + minor(refund.get("shipping", "0"))
    against = losers(case, verdict)
    if not of_order and verdict["outcome"] != "replacement" and verdict.get("borne_by") != "seller":
        against -= {"seller"}
    words = " ".join(s["text"] for s in verdict["statements"] if s.get("authoritative"))
    named = set(words.replace(".", " ").replace(",", " ").split())
    for item in case["evidence"]:
        if item.get("disclosed_at") is None and against - {item["from"]}:
            for each in verdict["exhibits"]:
                if each["source"] == item["id"] and not {each["id"], item["id"]} & named:
                    return False
    return True


def approved(case: Doc, verdict: Doc, policy: Policy) -> bool:
    by = verdict.get("approved_by", "").strip().lower()
    if by and by == verdict.get("decided_by", "mod-1").lower():
        return False
    refund = verdict.get("refund") or {}
    given = sum(minor(e["amount"]) for key in ("lines", "payments") for e in refund.get(key, []))
    given += minor(refund.get("shipping", "0"))
    limits = [minor(each.above) for each in policy.approvals if each.currency == case["order"]["currency"]]
    if not limits or given <= limits[0]:
        return True
    return by != ""


def in_grid(case: Doc, verdict: Doc, policy: Policy) -> bool:
    """An amount by grid lies within its row's percentages of what was paid for the line, each rounded half to even."""
    rows = {row.id: row for row in policy.grid}
    paid = dict(zip((line["id"] for line in case["order"]["lines"]), shares(case["order"])[0], strict=True))
    for each in (verdict.get("refund") or {}).get("lines", []):
        if each.get("method") == "grid":
            row = rows.get(each.get("grid_row", ""))
            if "grid_row" not in each or (rows and row is None):
                return False
            if row is not None:
                bounds = [round(Fraction(paid[each["line"]]) * Fraction(p) / 100) for p in (row.least, row.most)]
                if not bounds[0] <= minor(each["amount"]) <= bounds[1]:
                    return False
    return True
