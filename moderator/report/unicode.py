"""Text as parties send it, made safe to print without hiding anything.

Nothing is dropped and nothing can reorder its surroundings: control characters and the overrides of the
bidirectional algorithm print as `[U+202E RIGHT-TO-LEFT OVERRIDE]`, and so does what no font has.
"""

from __future__ import annotations

import re
import unicodedata

NBSP = "\u00a0"
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffc\ue000-\uf8ff\ud800-\udfff"
    "\U000e0000-\U000e007f\U000f0000-\U000fffff\U00100000-\U0010ffff]"
)
_KINDS = {"Cc": "CONTROL", "Co": "PRIVATE USE", "Cs": "SURROGATE", "Cn": "UNASSIGNED"}
_MARKS = frozenset(("Mn", "Me", "Mc"))
_ZWJ = "\u200d"
_DOTTED_CIRCLE = "\u25cc"
_MOST_MARKS = 12
"""Marks on one letter before the rest goes on a letter of its own; real scripts stay well below, "zalgo" does not."""

_RTL = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def named(character: str) -> str:
    """How a character prints that cannot be printed: `[U+1F9FF NAZAR AMULET]`."""
    name = unicodedata.name(character, "") or _KINDS.get(unicodedata.category(character), "")
    return f"[U+{ord(character):04X} {name}]" if name else f"[U+{ord(character):04X}]"


def lines_of(text: str) -> list[str]:
    """The text at its line ends of any kind; tabs are spaces."""
    return [line.replace("\t", "    ") for line in _LINE_ENDS.split(text)]


def unprintable(text: str) -> frozenset[str]:
    """The characters of `text` that are never handed to a font."""
    return frozenset(_UNPRINTABLE.findall(text))


def has_rtl(text: str) -> bool:
    return _RTL.search(text) is not None


def starts_rtl(text: str) -> bool:
    """Whether the first letter with a direction runs right to left (rules P2 and P3 of UAX #9)."""
    if not has_rtl(text):
        return False
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((way for way in directions if way in ("L", "R", "AL")), "L") != "L"


def clusters(text: str) -> list[str]:
    """What a reader takes for one character each: letter with marks, emoji sequence, flag, Hangul syllable.

    A short form of UAX #29, with Indic conjuncts kept whole. Marks beyond `_MOST_MARKS` go on a
    dotted circle.
    """
    if text.isascii():
        return list(text)
    found: list[str] = []
    flags = 0
    for character in text:
        flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        if not found or not _joins(found[-1][-1], character, flag and flags % 2 == 1):
            found.append(character)
        elif len(found[-1]) <= _MOST_MARKS:
            found[-1] += character
        else:
            found.append(_DOTTED_CIRCLE + character)
        flags = flags + 1 if flag else 0
    return found


def _joins(last: str, character: str, second_of_flag: bool) -> bool:
    if character < "\u0300":
        return False
    if second_of_flag or character in "\u200c\u200d" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    category = unicodedata.category(character)
    if category in _MARKS:
        return True
    if "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7fb":
        return "\u1100" <= last <= "\u11ff" or "\uac00" <= last <= "\ud7fb"
    if last == _ZWJ:
        return category == "So"
    return unicodedata.combining(last) == 9 and category == "Lo"
