"""What each side said, in its own words, and the answer it gets."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.domain.languages import DEFAULT
from moderator.report.blocks import Block, Heading, Paragraph, Span, Text, Tone
from moderator.report.facts import Facts, first_up, listed, moment, text_of, within
from moderator.report.unicode import lines_of, starts_rtl
from moderator.report.wording import Wording

_ENGLISH = "en"


def voices(record: Facts, w: Wording) -> Iterator[Block]:
    """The claim, what both wrote since the dispute was opened, appeals, and the authoritative statement."""
    case = record["case"]
    yield Heading(w("voices.head"))
    claim = case["claim"]
    yield from quotation("buyer", w("head.buyer"), claim, text_of(case, "opened_at"), w)
    for message in spoken(case):
        yield from quotation(message["from"], w(f"head.{message['from']}"), message, message["at"], w)
    if not any(message["from"] == "seller" for message in spoken(case)):
        yield Paragraph((Span(w("head.seller"), bold=True), Span(_silence(case, w))), side="seller")
    for offer in listed(case, "offers"):
        yield _offer(offer, case["order"]["currency"], w)
    for appeal in listed(case, "appeals"):
        yield from quotation(appeal["by"], w(f"voices.appeal_{appeal['by']}"), appeal, appeal["at"], w)
    yield from _statements(record, w)


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


def _silence(case: Facts, w: Wording) -> str:
    answered, due = text_of(case, "seller_responded_at"), text_of(case, "seller_response_due_at")
    if answered:
        return w("voices.answered", date=w.date(answered))
    return w("voices.silent_due", time=w.time(due)) if due else w("voices.silent")


def _offer(offer: Facts, currency: str, w: Wording) -> Paragraph:
    amount = w.money(offer["amount"], currency) if offer.get("amount") else ""
    key = "declined" if offer["outcome"] == "no-refund" else "offered_sum" if amount else "offered"
    said = w(
        f"voices.{key}",
        what=w.code("offered", offer["outcome"]),
        amount=amount,
        date=w.date(offer["at"]),
        status=w.code("offer-status", offer["status"]),
    )
    return Paragraph((Span(first_up(w.code("side", offer["from"])), bold=True), Span(said)), side=offer["from"])


def quotation(side: str, who: str, facts: Facts, at: str, w: Wording, small: bool = False) -> Iterator[Paragraph]:
    """A party's text: original in quotation marks, then its translation in grey.

    Text of several paragraphs, or one that runs against the document, stands by itself under its label. Right to left
    the marks are « », which turn with the text.
    """
    tag, text = text_of(facts, "language"), text_of(facts, "text")
    told = [part for part in (w.named(tag) if tag else "", w.date(at) if at else "") if part]
    label = (Span(who, bold=True), Span(w.bracketed(w.commas(told))))
    backwards = starts_rtl(text)
    # What was said in no known language is taken for English, as it always was.
    original = Span(w.quoted(text, backwards), language=tag or _ENGLISH)
    translated = translation(facts, w)
    if backwards or w.rtl or len(lines_of(text)) > 1:
        yield Paragraph((*label, Span(w.sign("colon"))), small, side)
        yield Paragraph((original,), small, side, close=True)
        if translated:
            yield Paragraph(translated, small, side, close=True)
    else:
        gap = (Span(" "),) if translated else ()
        yield Paragraph((*label, Span(w.sign("colon") + w.sign("gap")), original, *gap, *translated), small, side)


def translation(facts: Facts, w: Wording) -> Text:
    """The translation into the document's language, else into English, else the first there is, in grey and said to
    be one; nothing if there is none, or the original is in that language."""
    translations = within(facts, "translations")
    if not translations or text_of(facts, "language").partition("-")[0].lower() == w.language:
        return ()
    tag = next((each for each in (w.language, DEFAULT) if each in translations), "") or min(translations)
    found = translations[tag]
    kind = "machine" if text_of(found, "by") == "machine" else "human"
    note = w(f"voices.{kind}") if tag == w.language else w(f"voices.{kind}_into", language=w.named(tag))
    return (Span(w.inset(text_of(found, "text")), tone=Tone.SECOND, language=tag), Span(note, tone=Tone.SECOND))


def _statements(record: Facts, w: Wording) -> Iterator[Paragraph]:
    """The statement in the document's language first, if there is one; in the default one that which counts."""
    statements = listed(record["verdict"], "statements")
    main = next((one for one in statements if one.get("authoritative")), None)
    asked = [one for one in statements if text_of(one, "language").partition("-")[0].lower() == w.language]
    first = asked if w.language != DEFAULT else []
    for one in sorted(statements, key=lambda one: (one not in first, one is not main)):
        label, tone = _label(one, main, w)
        tag, text = text_of(one, "language"), text_of(one, "text")
        if starts_rtl(text) or w.rtl:
            yield Paragraph((Span(label, bold=True, tone=tone),))
            yield Paragraph((Span(text, tone=tone, language=tag),), close=True)
        else:
            yield Paragraph((Span(label + w.sign("gap"), bold=True, tone=tone), Span(text, tone=tone, language=tag)))


def _label(one: Facts, main: Facts | None, w: Wording) -> tuple[str, Tone]:
    """What stands before a statement: whether it is the one that counts, and who translated it if not."""
    language = w.named(text_of(one, "language"))
    if one is main:
        return (
            w("voices.answer") if w.language == DEFAULT else w("voices.answer_counts", language=language)
        ), Tone.PLAIN
    kind = "machine" if text_of(one, "by") == "machine" else "human"
    if main is None:
        return w(f"voices.answer_{kind}", language=language), Tone.SECOND
    counts = w.named(text_of(main, "language"))
    return w(f"voices.answer_{kind}_of", language=language, authoritative=counts), Tone.SECOND
