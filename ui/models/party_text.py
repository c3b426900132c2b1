"""What a party wrote, made safe to read: nothing hidden in it, the direction of its script, its translation."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the queue shows words of parties before any case is loaded
    from moderator.domain.case import Case, Message, Translation

_KEPT = frozenset("\n\t\u200c\u200d\u200e\u200f\u061c\u00ad")
"""Characters without a glyph that scripts and emoji really need."""
_SPACES = frozenset("\u2028\u2029\u115f\u1160\u3164\uffa0")
"""No control characters by their class, yet they break lines or fill space unseen."""
_FLAG, _FLAG_TAGS = "\U0001f3f4", range(0xE0020, 0xE0080)


def readable(text: str) -> str:
    """The text with every control, override and invisible character written out: `[U+202E RIGHT-TO-LEFT OVERRIDE]`.

    Line ends become `\\n`. What joins letters and emoji, and the plain direction marks, stay: they reorder no words.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    in_flag = False
    for char in text:
        in_flag = char == _FLAG or (in_flag and ord(char) in _FLAG_TAGS)
        out.append(_named(char) if _hidden(char) and not in_flag else char)
    return "".join(out)


def _hidden(char: str) -> bool:
    return char not in _KEPT and (unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") or char in _SPACES)


def _named(char: str) -> str:
    name = unicodedata.name(char, "")
    return f"[U+{ord(char):04X}{' ' + name if name else ''}]"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs right to left (Arabic, Hebrew)."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@dataclass(frozen=True)
class Said:
    """One statement of a party: what it wrote, in which language, when, and the English of it if there is one."""

    text: str
    language: str
    at: datetime | None
    english: Translation | None = None

    def shown(self, original: bool) -> str:
        """The text to show, readable: the translation by default, the party's own words where there is none."""
        return readable(self.text if original or self.english is None else self.english.text)

    @property
    def is_translated(self) -> bool:
        return self.english is not None


def said(text: str, language: str, translations: Mapping[str, Translation], at: datetime | None = None) -> Said:
    """`translations` by language tag, as cases carry them; any English serves ("en", else "en-GB", ...)."""
    if is_english(language):
        return Said(text, language, at)
    english = next((t for tag, t in sorted(translations.items()) if is_english(tag)), None)
    return Said(text, language, at, english)


def is_english(language: str) -> bool:
    return language.lower().split("-", 1)[0] == "en"


def buyer_says(case: Case) -> Said:
    return said(case.claim.text, case.claim.language, case.claim.translations, case.opened_at)


def message_said(message: Message) -> Said:
    return said(message.text, message.language, message.translations, message.at)


def seller_answer(case: Case) -> Said | None:
    """What the seller says to the claim: the message that counts as the answer, else the last one since the opening.

    An automatic reply answers nothing (R9). None: the seller wrote nothing since the dispute was opened.
    """
    own = [m for m in case.messages if m.from_ == "seller" and not m.automatic and m.at >= case.opened_at]
    if not own:
        return None
    counted = [m for m in own if m.at == case.seller_responded_at]
    chosen = counted[0] if counted else max(own, key=lambda message: message.at)
    return message_said(chosen)
