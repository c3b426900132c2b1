"""A named line of facts: the shape in which the case file shows everything that is no picture and no message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "ok", "warn", "bad", "hollow"]


@dataclass(frozen=True)
class Row:
    """`label: text`. `tone` colours the text, `note` is a smaller second line, `evidence` items it rests on."""

    label: str
    text: str
    tone: Tone = "plain"
    note: str = ""
    evidence: tuple[str, ...] = ()
