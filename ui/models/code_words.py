"""What was read on labels and goods, in words: plain text, whatever is written in the code."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from moderator.domain.code_facts import About, Known, Relation
from moderator.domain.finds import Code, Run
from ui.models.party_text import readable

translate = QCoreApplication.translate
SHOWN = 200
"""Characters of a code that are shown; whoever prints one may write as many as fit."""


def code_text(code: Code) -> str:
    """What the code holds, on one line, with all that is hidden in it written out, cut off with … where it is long."""
    text = readable(code.text).replace("\n", "[U+000A]").replace("\t", "[U+0009]")
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def code_line(run: Run, known: Known | None) -> str:
    """The code, what kind it is, how often it was read, and which number of the case it is."""
    parts = [f"{run.code.format.label} {code_text(run.code)}"]
    if known is not None:
        parts.append(relation_words(known))
    if run.times > 1:
        parts.append(translate("codes", "read on {0} frames").format(run.times))
    return " · ".join(parts)


def relation_words(known: Known) -> str:
    """It says which number it is, and not what follows from that."""
    named = _named(known)
    if known.relation is Relation.SAME:
        return translate("codes", "is {0}").format(named)
    if known.relation is Relation.WITHIN:
        return translate("codes", "holds {0}").format(named)
    value = readable(known.value)
    if known.about is About.TRACKING:
        return translate("codes", "another number than the parcel's, {0}").format(value)
    return translate("codes", "another number than the listing's, {0}").format(value)


def _named(known: Known) -> str:
    name = readable(known.name)
    return {
        About.TRACKING: translate("codes", "the tracking number of parcel {0}").format(name),
        About.ARTICLE: translate("codes", "the listing's {0}").format(name),
        About.ATTRIBUTE: translate("codes", "the listing's {0}").format(name),
        About.SKU: translate("codes", "the SKU of order line {0}").format(name),
        About.ORDER: translate("codes", "the number of the order"),
        About.LISTING: translate("codes", "the number of the listing"),
    }[known.about]
