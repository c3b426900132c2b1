"""What a reader gets from a printed decision, by tools that know nothing of how it was made."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

_BOX = re.compile(r'<(page|word) (?:width="([\d.]+)" height="([\d.]+)"|xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" '
                  r'xMax="(-?[\d.]+)" yMax="(-?[\d.]+)")>')


class Word(NamedTuple):
    """A word's place on its page (numbered from 1), in points from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


def _run(command: list[str], data: bytes) -> str:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "decision.pdf"
        file.write_bytes(data)
        done = subprocess.run([*command[:-1], str(file), *command[-1:]], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def text_of(data: bytes) -> str:
    """The whole text as `pdftotext` reads it."""
    return _run(["pdftotext", "-enc", "UTF-8", "-"], data)


def squeezed(text: str) -> str:
    """Text without white space and in one normal form, so that line ends do not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def words_of(data: bytes) -> list[Word]:
    """The box of every word, as `pdftotext -bbox` sees it."""
    found: list[Word] = []
    page = 0
    for match in _BOX.finditer(_run(["pdftotext", "-bbox", "-"], data)):
        if match[1] == "page":
            page += 1
        else:
            left, top, right, bottom = (float(match[place]) for place in range(4, 8))
            found.append(Word(page, left, top, right, bottom))
    return found


def check(data: bytes) -> None:
    """`qpdf --check`: raises if it finds an error or has a warning."""
    _run(["qpdf", "--check", "--verbose"], data)
