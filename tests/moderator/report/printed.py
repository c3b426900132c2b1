"""What a reader gets from a printed decision, by tools that know nothing of how it was made."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

_PAGE_OR_WORD = re.compile(
    r'<page |<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">(.*?)</word>', re.DOTALL
)

_FORMATTING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Word(NamedTuple):
    """A word and its place on its page (numbered from 1), in points from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def _run(data: bytes, *command: str) -> str:
    """The output of a command; `FILE` in it stands for the document."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "decision.pdf"
        file.write_bytes(data)
        filled = [str(file) if part == "FILE" else part for part in command]
        done = subprocess.run(filled, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def text_of(data: bytes) -> str:
    """The whole text as `pdftotext` reads it, in the order in which it was written."""
    return _run(data, "pdftotext", "-raw", "-enc", "UTF-8", "FILE", "-")


def read_aloud(data: bytes) -> str:
    """The text in reading order: right-to-left words turned around, as somebody copies them."""
    return _FORMATTING.sub("", _run(data, "pdftotext", "-enc", "UTF-8", "FILE", "-"))


def squeezed(text: str) -> str:
    """Text without white space and in one normal form, so that line ends do not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def words_of(data: bytes) -> list[Word]:
    """Every word with its box, as `pdftotext -bbox` sees it."""
    found: list[Word] = []
    page = 0
    for match in _PAGE_OR_WORD.finditer(_run(data, "pdftotext", "-bbox", "FILE", "-")):
        if match[1] is None:
            page += 1
        else:
            left, top, right, bottom = (float(match[place]) for place in range(1, 5))
            found.append(Word(page, left, top, right, bottom, unescape(match[5])))
    return found


def overlapping(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Pairs of words whose letters cover each other: the middle thirds of their boxes meet."""
    pairs: list[tuple[Word, Word]] = []
    cores = sorted((word.page, word.top + (word.bottom - word.top) / 3, word) for word in words)
    cores = [core for core in cores if _FORMATTING.sub("", core[2].text)]
    for place, (page, top, word) in enumerate(cores):
        bottom = word.bottom - (word.bottom - word.top) / 3
        for other_page, other_top, other in cores[place + 1 :]:
            if other_page != page or other_top >= bottom:
                break
            if other.left < word.right - 0.6 and word.left < other.right - 0.6 and top <= other_top:
                pairs.append((word, other))
    return pairs


def fonts_of(data: bytes) -> list[str]:
    """The lines of `pdffonts`, one a font."""
    return _run(data, "pdffonts", "FILE").splitlines()[2:]


def check(data: bytes) -> None:
    """`qpdf --check`: raises if it finds an error or has a warning."""
    _run(data, "qpdf", "--check", "FILE")
