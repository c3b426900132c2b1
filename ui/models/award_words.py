"""The band of past awards in words, and when it may be seen: never before the moderator has a figure of their own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QCoreApplication

from moderator.domain.awards import FEWEST, NAME, VERSION, Awards, Band
from ui.models.amounts import amount_in
from ui.models.verdict_sheet import VerdictSheet

translate = QCoreApplication.translate

Doc = dict[str, Any]
OUTCOMES = ("partial-refund", "return-and-refund")
"""Where an amount is a person's to weigh; a full refund follows from the order, a charge goes back as itself."""


def applies(sheet: VerdictSheet) -> bool:
    return sheet.kind == "decision" and sheet.outcome in OUTCOMES and sheet.policy.reason != "payment-problem"


def has_figure(sheet: VerdictSheet) -> bool:
    """Whether an amount was typed for any line."""
    rows = sheet.doc.get("refund", {}).get("lines", [])
    return any(amount_in(row.get("amount"), sheet.currency) is not None for row in rows)


def was_seen(doc: Mapping[str, Any]) -> bool:
    """Whether the draft notes that the band was on the screen."""
    return any(isinstance(aid, dict) and aid.get("name") == NAME for aid in doc.get("aids") or ())


def note(doc: Doc, awards: Awards) -> None:
    """Notes in the draft that the band was on the screen, and what it said."""
    if awards.band is None:
        return
    aid = {"name": NAME, "version": VERSION, "result": result(awards, awards.band)}
    others = [each for each in doc.get("aids") or () if not (isinstance(each, dict) and each.get("name") == NAME)]
    doc["aids"] = [*others, aid]


def result(awards: Awards, band: Band) -> str:
    """What a decision prints of it; in English, as the record is."""
    middle = f"middle half {percent(band.lower)} to {percent(band.upper)}, median {percent(band.middle)}"
    refused = f"; {awards.nothing} gave nothing" if awards.nothing else ""
    return f"{band.count} awards: {percent(band.least)} to {percent(band.most)} of the paid price, {middle}{refused}"


def said(awards: Awards) -> str:
    """The line under the money."""
    band = awards.band
    if band is None:
        text = translate("awards", "Past awards for this reason: too few to show ({count} of {fewest})")
        return text.format(count=awards.given, fewest=FEWEST)
    text = translate("awards", "{count} past awards: half lie in {middle}, all in {whole} of the price paid")
    middle, whole = (
        f"{_hundredths(band.lower)}–{percent(band.upper)}",
        f"{_hundredths(band.least)}–{percent(band.most)}",
    )
    line = text.format(count=band.count, middle=middle, whole=whole)
    if awards.nothing:
        line += translate("awards", "; {count} more gave nothing").format(count=awards.nothing)
    return line


def percent(share: Fraction) -> str:
    """`45 %`, rounded half to even; a share is a comparison and no amount."""
    return f"{_hundredths(share)} %"


def _hundredths(share: Fraction) -> int:
    return round(share * 100)
