"""What each side said, in its own words, and the answer it gets."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.report.blocks import Block, Heading, Paragraph, Span, Text, Tone
from moderator.report.unicode import lines_of, starts_rtl
from moderator.report.wording import (
    Facts,
    date,
    first_up,
    language,
    listed,
    moment,
    money,
    outcome_words,
    text_of,
    time,
    within,
    words,
)

_ENGLISH = "en"


def voices(record: Facts) -> Iterator[Block]:
    """The claim, what both wrote since the dispute was opened, appeals, and the authoritative statement."""
    case = record["case"]
    yield Heading("What the parties said, and the answer")
    claim = case["claim"]
    yield from quotation("buyer", "Buyer", claim, text_of(case, "opened_at"))
    for message in spoken(case):
        yield from quotation(message["from"], first_up(message["from"]), message, message["at"])
    if not any(message["from"] == "seller" for message in spoken(case)):
        yield Paragraph((Span("Seller", bold=True), Span(f" {_silence(case)}")), side="seller")
    for offer in listed(case, "offers"):
        yield _offer(offer, case["order"]["currency"])
    for appeal in listed(case, "appeals"):
        yield from quotation(appeal["by"], f"Appeal by the {appeal['by']}", appeal, appeal["at"])
    yield from _statements(record)


def spoken(case: Facts) -> list[Facts]:
    """What buyer and seller wrote themselves since the dispute was opened, oldest first."""
    opened = moment(text_of(case, "opened_at"))
    found = []
    for message in listed(case, "messages"):
        at = moment(message["at"])
        late = opened is None or at is None or at >= opened
        if message["from"] in ("buyer", "seller") and not message.get("automatic") and late:
            found.append(message)
    return sorted(found, key=lambda message: str(moment(message["at"]) or ""))


def _silence(case: Facts) -> str:
    answered, due = text_of(case, "seller_responded_at"), text_of(case, "seller_response_due_at")
    if answered:
        return f"wrote nothing here since the dispute was opened; answered on {date(answered)}."
    return f"gave no answer; it was due by {time(due)}." if due else "gave no answer."


def _offer(offer: Facts, currency: str) -> Paragraph:
    amount = f" of {money(offer['amount'], currency)}" if offer.get("amount") else ""
    what = outcome_words(offer["outcome"])
    did = "declined to refund" if offer["outcome"] == "no-refund" else f"offered {what}{amount}"
    said = f" {did} on {date(offer['at'])} ({words(offer['status'])})."
    return Paragraph((Span(first_up(offer["from"]), bold=True), Span(said)), side=offer["from"])


def quotation(side: str, who: str, facts: Facts, at: str, small: bool = False) -> Iterator[Paragraph]:
    """A party's text: original in quotation marks, then its translation in grey.

    Text of several paragraphs, or one that runs right to left, stands by itself under its label. Right to left the
    marks are « », which turn with the text.
    """
    tag, text = text_of(facts, "language"), text_of(facts, "text")
    when = date(at) if at else ""
    label = (
        Span(who, bold=True),
        Span(f" ({', '.join(part for part in (language(tag) if tag else '', when) if part)})"),
    )
    backwards = starts_rtl(text)
    original = Span(f"«{text}»" if backwards else f"“{text}”", language=tag or _ENGLISH)
    translated = translation(facts)
    if backwards or len(lines_of(text)) > 1:
        yield Paragraph((*label, Span(":")), small, side)
        yield Paragraph((original,), small, side, close=True)
        if translated:
            yield Paragraph(translated, small, side, close=True)
    else:
        gap = (Span(" "),) if translated else ()
        yield Paragraph((*label, Span(": "), original, *gap, *translated), small, side)


def translation(facts: Facts) -> Text:
    """The English translation, else the first there is, in grey and said to be one; nothing if there is none."""
    translations = within(facts, "translations")
    if text_of(facts, "language").partition("-")[0].lower() == _ENGLISH or not translations:
        return ()
    tag = _ENGLISH if _ENGLISH in translations else min(translations)
    found = translations[tag]
    kind = "machine translation" if text_of(found, "by") == "machine" else "translation"
    into = "" if tag == _ENGLISH else f" into {language(tag)}"
    note = f" ({kind}{into}; the original counts)"
    return (Span(text_of(found, "text"), tone=Tone.SECOND, language=tag), Span(note, tone=Tone.SECOND))


def _statements(record: Facts) -> Iterator[Paragraph]:
    statements = listed(record["verdict"], "statements")
    main = next((one for one in statements if one.get("authoritative")), None)
    for one in sorted(statements, key=lambda one: one is not main):
        tag = text_of(one, "language")
        if one is main:
            label, tone = "Answer:", Tone.PLAIN
        else:
            kind = "machine translation" if text_of(one, "by") == "machine" else "translation"
            counts = f"; the {language(text_of(main, 'language'))} answer counts" if main else ""
            label, tone = f"Answer in {language(tag)} ({kind}{counts}):", Tone.SECOND
        text = text_of(one, "text")
        if starts_rtl(text):
            yield Paragraph((Span(label, bold=True, tone=tone),))
            yield Paragraph((Span(text, tone=tone, language=tag),), close=True)
        else:
            yield Paragraph((Span(f"{label} ", bold=True, tone=tone), Span(text, tone=tone, language=tag)))
