"""The figures of agreement and the cases that differ, as cells of their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from ui.models.case_words import sentence, words
from ui.models.party_text import readable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moderator.desk.values import Differing

translate = QCoreApplication.translate
NONE = "–"


def columns() -> tuple[str, ...]:
    """The heads of the figures, in the language of the moment."""
    return (
        translate("agreement", "Reason"),
        translate("agreement", "Pairs"),
        translate("agreement", "Agreed"),
        translate("agreement", "By chance"),
        translate("agreement", "Kappa"),
        translate("agreement", "95 % interval"),
        "",
    )


def case_columns() -> tuple[str, ...]:
    """The heads of the cases that differ."""
    return (
        translate("agreement", "Case"),
        translate("agreement", "Reason"),
        translate("agreement", "First"),
        translate("agreement", "Second"),
        translate("agreement", "On"),
    )


def figure_cells(found: Mapping[str, Any]) -> tuple[str, ...]:
    """`Damaged · 42 · 88 % · 52 % · 0.75 · 0.60 to 0.90 · few`. The figures are those of `moderator agreement`."""
    reason = found["reason"]
    name = translate("agreement", "All") if reason == "all" else sentence(words(str(reason)))
    shares = (NONE if found[key] is None else f"{found[key]:.0%}" for key in ("observed", "by_chance"))
    kappa, interval = NONE, NONE
    if found["kappa"] is not None:
        kappa = f"{found['kappa']:.2f}"
        interval = translate("agreement", "{low} to {high}").format(
            low=f"{found['low']:.2f}", high=f"{found['high']:.2f}"
        )
    few = translate("agreement", "few") if found["few"] else ""
    return (name, f"{found['pairs']:,}", *shares, kappa, interval, few)


def differing_cells(each: Differing) -> tuple[str, ...]:
    """`AE-… · damaged · partial refund, mod-1 · no refund, mod-2 · 12 Nov 2026`."""
    first = f"{words(each.first)}, {readable(each.decided_by)}"
    second = f"{words(each.second)}, {readable(each.given_by)}"
    return (readable(each.case), words(each.reason), first, second, each.given_at.date().isoformat())


def empty_words(*, bounded: bool) -> str:
    """What to do where nothing can be compared yet."""
    if bounded:
        return translate("agreement", "No second opinion was given in this time; choose another.")
    return translate(
        "agreement",
        "No decision was decided by two people yet. Say in the settings (a share of 5 %, for example) how many first "
        "decisions are drawn for a second opinion; colleagues find them in the queue under “Second opinions”.",
    )
