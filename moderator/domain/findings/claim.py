"""Does the claim fit itself, and what does it rest on (R2, R3, R4, R5, R7)?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderator.domain.case import Case
from moderator.domain.findings.phrases import has, matches, normal, sentences, size_named
from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, moment, quoted, text, when
from moderator.domain.reading import escape

IN_HANDS = frozenset({"damaged", "substandard", "not-as-described", "wrong-item"})
"""Reasons that need the goods in the buyer's hands."""
_FITS = {
    "not-received": {"missing"},
    "damaged": {"damaged"},
    "substandard": {"faulty", "missing"},
    "not-as-described": {"not-as-described", "faulty"},
    "wrong-item": {"wrong", "not-as-described"},
}


def found(given: Given) -> Iterator[Procedural]:
    yield from _state(given)
    yield from _scope_states(given)
    yield from _film(given)
    yield from _parts(given)
    yield from _asked_first(given)
    yield from _photos(given)
    yield from _vague(given)
    yield from _variant(given)


def _state(given: Given) -> Iterator[Procedural]:
    """R7: a claim about quality needs the goods in hand. A denied delivery or an empty parcel is an ordinary claim."""
    case = given.case
    if case.reason in IN_HANDS and case.delivery == "not-delivered":
        facts = (
            text("/delivery", case.delivery, "the buyer says: not delivered"),
            text("/reason", case.reason, f"reason: {case.reason}"),
        )
        ask = Proposal("Ask the buyer whether the goods came, and what is wrong with them.", ask=("buyer",))
        words = f"The state does not fit the reason: “{case.reason}” needs goods in hand, and none were delivered."
        yield Procedural("state-misfits", "R7", words, facts, (), "neither", ask)


def _scope_states(given: Given) -> Iterator[Procedural]:
    case, fits = given.case, _FITS.get(given.case.reason)
    states = {scope.state for scope in case.claim.scope}
    if fits is None or not states or states & fits:
        return
    facts = [text("/reason", case.reason, f"reason: {case.reason}")]
    facts += [
        text(f"/claim/scope/{i}/state", scope.state, f"line {scope.line}: {scope.state}")
        for i, scope in enumerate(case.claim.scope)
    ]
    words = "The buyer’s words about the items fit another reason. Buyers often choose the wrong one."
    yield Procedural("reason-misfits", "R7", words, tuple(facts))


def _film(given: Given) -> Iterator[Procedural]:
    """R2: where there is a film, it may show the parcel sealed, opened and the damage in one take."""
    films = [(i, e) for i, e in enumerate(given.case.evidence) if e.kind == "video" and e.from_ == "buyer"]
    if given.case.reason != "damaged" or not films:
        return
    facts = tuple(text(f"/evidence/{i}/id", item.id, f"film {item.id} of the buyer") for i, item in films)
    note = Proposal("Look for sealed, opened and damaged in one take, and take the frames as exhibits.")
    words = "The buyer handed in a film. A film is not required, and nobody is faulted for having none."
    yield Procedural("film-in-file", "R2", words, facts, (), "neither", note)


def _parts(given: Given) -> Iterator[Procedural]:
    """R3: what the listing says belongs to the item, against what the buyer misses."""
    case = given.case
    missing = [(i, s) for i, s in enumerate(case.claim.scope) if s.state == "missing"]
    parts = list(enumerate(case.listing.includes))
    if case.reason != "substandard" or not parts:
        return
    facts = [text(f"/listing/includes/{i}", part, f"includes: {part}") for i, part in parts]
    facts += [text(f"/claim/scope/{i}/state", s.state, f"line {s.line}: missing") for i, s in missing]
    said = normal(" ".join([case.claim.text, *(t.text for t in case.claim.translations.values())]))
    named = [part for _, part in parts if normal(part) and _mentions(said, normal(part))]
    working = [f"the listing promises {', '.join(part for _, part in parts)}"]
    if named:
        working.append(f"the claim speaks of {', '.join(named)}")
    note = Proposal("Hold the promised parts against what the exhibits show.")
    words = "The listing promises these parts; a missing one counts as a fault of the item."
    yield Procedural(
        "promised-parts", "R3", words, tuple(facts), tuple(working), "buyer" if missing else "neither", note
    )


def _mentions(said: str, part: str) -> bool:
    """Whether the claim speaks of a part: its name, or the last word of it, which is the thing itself."""
    words = [each for each in part.split() if len(each) > 3]
    return part in said or bool(words and re.search(rf"\b{re.escape(words[-1])}s?\b", said))


def _asked_first(given: Given) -> Iterator[Procedural]:
    """R3: the seller should have been asked first."""
    case = given.case
    if given.policy.reason != "substandard":
        return
    asked = [(i, m) for i, m in enumerate(case.messages) if m.from_ == "buyer" and m.at < case.opened_at]
    opened = moment("/opened_at", case.opened_at, "opened")
    if asked:
        i, first = min(asked, key=lambda each: each[1].at)
        facts = (moment(f"/messages/{i}/at", first.at, f"{first.id}: the buyer wrote"), opened)
        working = (f"{first.id} of {when(first.at)}, before the opening on {when(case.opened_at)}",)
        yes = Proposal("Take it that the seller was asked first.", answers=given.answers(("seller-asked-first", "yes")))
        words = "The buyer wrote to the seller before opening the dispute."
        yield Procedural("seller-asked-first", "R3", words, facts, working, "buyer", yes if yes.answers else None)
        return
    no = Proposal("Take it that the seller was not asked first.", answers=given.answers(("seller-asked-first", "no")))
    words = "No message of the buyer before the dispute is in the file; the seller should have been asked first."
    yield Procedural("seller-not-asked", "R3", words, (opened,), (), "seller", no if no.answers else None)


def _photos(given: Given) -> Iterator[Procedural]:
    """R4: the buyer relies on a picture of the listing, while its text states figures."""
    case = given.case
    if given.policy.reason != "not-as-described" or not case.listing.photos:
        return
    relied = list(_of_pictures(case))
    if not relied:
        return
    stated = [
        text(
            f"/listing/attributes/{i}/value", each.value, f"stated: {each.name} {each.value} {each.unit or ''}".rstrip()
        )
        for i, each in enumerate(case.listing.attributes)
    ]
    bind = {
        "never": "under this policy photos do not bind the seller",
        "shown": "under this policy photos bind for what they show without doubt, not against a stated figure",
        "always": "under this policy photos bind the seller",
    }[given.policy.photos.bind]
    working = (bind, *(each.says for each in stated))
    note = Proposal("Answer by an exhibit of the listing whether its photos promise more than its text.")
    words = "The buyer relies on the listing’s photos. Do they promise more than the text? By itself for neither side."
    yield Procedural("relies-on-photos", "R4", words, (*relied, *stated), working, "neither", note)


def _of_pictures(case: Case) -> Iterator[Cited]:
    """Where the buyer speaks of pictures, in the claim and the messages."""
    texts = {"/claim/text": case.claim.text}
    texts |= {f"/messages/{i}/text": m.text for i, m in enumerate(case.messages) if m.from_ == "buyer"}
    for pointer, words in texts.items():
        sentence = next((each for each in sentences(words) if has("photo", each)), "")
        if sentence:
            yield text(pointer, words, f"the buyer: {quoted(sentence)}")


def _vague(given: Given) -> Iterator[Procedural]:
    """R4: a vague word states nothing measurable; the figure beside it does."""
    case = given.case
    if given.policy.reason != "not-as-described":
        return
    vague = list(dict.fromkeys(matches("vague", case.listing.title)))
    if not vague:
        return
    facts = [text("/listing/title", case.listing.title, f"title: {quoted(case.listing.title)}")]
    figures = [(i, a) for i, a in enumerate(case.listing.attributes) if any(c.isdigit() for c in a.value)]
    facts += [
        text(f"/listing/attributes/{i}/value", a.value, f"{a.name}: {a.value} {a.unit or ''}".rstrip())
        for i, a in figures
    ]
    working = [f"{', '.join(vague)}: nothing that could be measured"]
    for _, each in figures:
        tolerance = f" ± {each.tolerance}" if each.tolerance else ""
        working.append(f"stated in figures: {each.name} {each.value}{tolerance} {each.unit or ''}".rstrip())
    words = "The title praises in words that state nothing measurable."
    yield Procedural("vague-words", "R4", words, tuple(facts), tuple(working))


def _variant(given: Given) -> Iterator[Procedural]:
    """R5: the option that was ordered, and whether the buyer's words name another one."""
    case = given.case
    if given.policy.reason != "wrong-item":
        return
    claimed = {scope.line for scope in case.claim.scope} or {line.id for line in case.order.lines}
    said = " ".join([case.claim.text, *(t.text for t in case.claim.translations.values()),
                     *(m.text for m in case.messages if m.from_ == "buyer")])  # fmt: skip
    facts: list[Cited] = []
    working: list[str] = []
    for at, line in enumerate(case.order.lines):
        if line.id in claimed:
            for name, value in line.variant.items():
                facts.append(text(f"/order/lines/{at}/variant/{escape(name)}", value, f"ordered: {name} {value}"))
                if normal(value) and f" {normal(value)} " in f" {normal(said)} ":
                    working.append(f"the buyer’s words name {name} {value}, as ordered")
    if not facts:
        return
    ordered = {part for fact in facts for part in (normal(fact.value), *normal(fact.value).split())}
    other = [size for size in size_named(said) if size not in ordered]
    if other:
        facts.append(text("/claim/text", case.claim.text, f"the buyer names size {', '.join(other)}"))
        working.append(f"the buyer’s words name size {', '.join(other)}, which the order does not")
        words = "The buyer names a size that was not ordered. Did the buyer choose the right option?"
        yield Procedural("names-another-option", "R5", words, tuple(facts), tuple(working))
        return
    words = "This is the option that was ordered; hold what came against it."
    yield Procedural("option-ordered", "R5", words, tuple(facts), tuple(working))
