"""The words of a decision's file read back, and whether the figures of its data are among them.

For a computer without the fonts that the decision was set in. It follows the text that the file gives to its glyphs,
not their shapes: whoever can sign can still draw another figure and have it read as this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from moderator.report.blocks import Table, Verdict
from moderator.report.decision import document
from moderator.report.opening import Opened
from moderator.report.unicode import NBSP, has_rtl

_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
_MAP = re.compile(rb"/ToUnicode (\d+) 0 R")
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]*)>")
_TOKEN = re.compile(rb"/(F\d+) [\d.]+ Tf|/ActualText <FEFF([0-9A-F]*)>|<([0-9A-F]+)>(?=[ \]])|\bEMC\b")
_FIGURE = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
_SPACE = re.compile(r"\s+")


def count(record: Mapping[str, Any]) -> int:
    return len(wanted(record))


def missing(record: Mapping[str, Any], file: Opened) -> Iterator[str]:
    """What the data says and the pages do not."""
    printed = squeezed(text_of(file))
    yield from (text for text in wanted(record) if squeezed(text) not in printed)


def wanted(record: Mapping[str, Any]) -> list[str]:
    """The decision's sentences, and every cell of its tables: amounts, answers, times, hashes."""
    found: list[str] = []
    for block in document(record).blocks:
        if isinstance(block, Verdict):
            found += [block.sentence, *block.aside]
        elif isinstance(block, Table):
            found += ["".join(span.text for span in cell) for row in block.rows for cell in row]
    return [text for text in dict.fromkeys(part for text in found for part in _comparable(text)) if text.strip()]


def _comparable(text: str) -> list[str]:
    """The text; of one that runs from right to left its figures alone, since words are stored as they stand on the
    line. A figure keeps its order in both."""
    return _FIGURE.findall(text) if has_rtl(text) else [text]


def squeezed(text: str) -> str:
    return _SPACE.sub("", text.replace(NBSP, " "))


def text_of(file: Opened) -> str:
    """The text of all pages in the order in which it was drawn, line ends left out."""
    numbered = {_number(text): (text, stream) for text, stream in file.objects}
    maps = {name: _characters(numbered, number) for name, number in _fonts(numbered)}
    pages = (stream for text, stream in numbered.values() if stream is not None and b"/MCID" in stream[:4000])
    return "".join(part for page in pages for part in _page(page, maps))


def _number(text: bytes) -> int:
    return int(text[: text.index(b" ")])


def _fonts(numbered: Mapping[int, tuple[bytes, bytes | None]]) -> list[tuple[bytes, int]]:
    return [(name, int(number)) for name, number in _FONT.findall(numbered[1][0])]


def _characters(numbered: Mapping[int, tuple[bytes, bytes | None]], font: int) -> dict[bytes, str]:
    found = _MAP.search(numbered[font][0])
    stream = numbered[int(found[1])][1] if found else None
    pairs = _PAIR.findall(stream or b"")
    return {code: bytes.fromhex(text.decode("ascii")).decode("utf-16-be") for code, text in pairs}


def _page(stream: bytes, maps: Mapping[bytes, dict[bytes, str]]) -> Iterator[str]:
    characters: dict[bytes, str] = {}
    spelt = False
    for match in _TOKEN.finditer(stream):
        font, actual, codes = match.groups()
        if font is not None:
            characters = maps.get(font, {})
        elif actual is not None:
            spelt = True
            yield bytes.fromhex(actual.decode("ascii")).decode("utf-16-be", "replace")
        elif codes is None:
            spelt = False
        elif not spelt:
            yield "".join(characters.get(codes[at : at + 4], "") for at in range(0, len(codes), 4))
