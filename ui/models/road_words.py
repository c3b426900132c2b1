"""What is said of cases that leave for the road, and of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.models.party_text import readable

translate = QCoreApplication.translate
Told = tuple[str, str]
"""A sentence, and the lines that name each case that did not go as it should (empty if all did)."""


def left(found: Mapping[str, Any]) -> Told:
    """Of a checkout."""
    gone = [each for each in found["cases"] if not each["problem"]]
    stays = [each for each in found["cases"] if each["problem"]]
    lines = "\n".join(f"{each['case']}: {readable(each['problem'])}" for each in stays)
    if not gone:
        none = translate("road", "No case of these is open and free; nothing left.")
        return none, lines
    text = translate("road", "{count} cases are on the road until {until}: {path}")
    if len(gone) == 1:
        text = translate("road", "1 case is on the road until {until}: {path}")
    return text.format(count=len(gone), until=found["until"][:10], path=found["path"]), lines


def packed(found: Mapping[str, Any]) -> Told:
    """Of what was packed to go home."""
    count = sum(len(each["verdicts"]) for each in found["cases"])
    text = translate("road", "{count} verdicts were packed: {path}. Check them in at home.")
    if count == 1:
        text = translate("road", "1 verdict was packed: {path}. Check it in at home.")
    stays = [each for each in found["cases"] if each["problem"]]
    return text.format(count=count, path=found["path"]), "\n".join(f"{e['case']}: {e['problem']}" for e in stays)


def came(found: Mapping[str, Any]) -> Told:
    """Of a check-in."""
    became = [each["became"] for case in found["cases"] for each in case["verdicts"]]
    named = (
        ("verdict", translate("road", "holding: {0}")),
        ("opinion", translate("road", "second opinions: {0}")),
        ("known", translate("road", "here already: {0}")),
        ("waits", translate("road", "waiting: {0}")),
        ("refused", translate("road", "refused: {0}")),
    )
    said = [words.format(became.count(what)) for what, words in named if became.count(what)]
    text = translate("road", "Verdicts checked in: {0}.").format(", ".join(said) or translate("road", "none"))
    if not found["whole"]:
        text += " " + translate("road", "It was stopped; check in again for the rest.")
    lines = [f"{case['case']}: {readable(case['problem'])}" for case in found["cases"] if case["problem"]]
    for case in found["cases"]:
        lines += [f"{case['case']}: {readable(each['why'])}" for each in case["verdicts"] if each["why"]]
    return text, "\n".join(lines)
