"""What is said while somebody annotates or redacts: names of kinds and reasons, and what the keys do at the moment."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.models.shapes import Shape, What


def kind_word(kind: str) -> str:
    words = {
        "arrow": _tr("Arrow"),
        "box": _tr("Box"),
        "ellipse": _tr("Ellipse"),
        "freehand": _tr("Freehand"),
        "text": _tr("Text"),
    }
    return words.get(kind, kind)


def why_word(why: str) -> str:
    words = {
        "address": _tr("Address"),
        "face": _tr("Face"),
        "payment-card": _tr("Card"),
        "bank": _tr("Bank"),
        "minor": _tr("Minor"),
        "": _tr("Other"),
    }
    return words.get(why, why)


def hint(what: What, kind: str, chosen: Shape | None, by_keys: bool) -> str:
    """One line in place of the picture's caption."""
    if by_keys:
        return _tr("Arrows move, with Shift finely · Enter ends it · Esc gives up")
    if chosen is not None:
        return _chosen_hint(chosen)
    if what == "redact":
        return _tr("Drag over what is to be covered, or arrows and Enter · Tab chooses · Esc leaves")
    if kind == "text":
        return _tr("Click where the text stands, or arrows and Enter · Tab chooses · Esc leaves")
    return _tr("{0}: drag, or arrows and Enter · Tab chooses · Esc leaves").format(kind_word(kind))


def _chosen_hint(chosen: Shape) -> str:
    if chosen.kind == "redact":
        return _tr("Arrows move · Space takes a corner · Enter next reason · Del removes · Esc")
    parts = [_tr("Arrows move")]
    if chosen.kind == "arrow":
        parts.append(_tr("Space takes an end"))
    elif chosen.is_rectangular:
        parts.append(_tr("Space takes a corner"))
    return " · ".join([*parts, _tr("Enter labels"), _tr("Del removes"), _tr("Esc lets go")])


def _tr(text: str) -> str:
    return QCoreApplication.translate("Annotate", text)
