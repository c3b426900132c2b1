"""Text as words that can be looked up, and what a person typed as words to look up. Both by one rule, on any database.

Words are runs of letters and digits, folded: no accents, no case. Scripts that put no blank between words (Chinese,
Japanese, Thai and others) become pairs of neighbouring characters, so that any part of a run is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moderator.domain.canonical import Json
from moderator.domain.money import DECIMALS, minor, shown

LONGEST, MOST = 40, 4000
"""Characters of a word and words of a case that are kept: what a hostile pack can cost."""
BREAK = "\ue000"
"""Stands between two texts of a case, so that no phrase reaches across; no search contains it, being no letter."""
MOST_TERMS = 12
"""Words or phrases of one search; more narrow nothing."""
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Blocks of scripts without blanks: Thai and Lao, Burmese, Khmer, kana, ideographs."""
_RUN = re.compile(rf"(?:(?=[^\W_])[{_DENSE}])+|(?:(?![{_DENSE}])[^\W_])+")
_STARTS_DENSE = re.compile(f"[{_DENSE}]")


@dataclass(frozen=True)
class Term:
    """Words that must follow each other; with `begins` the last of them may go on."""

    words: tuple[str, ...]
    begins: bool = False


def folded(text: str) -> str:
    """Without accents, marks and case; characters that are one the same look the same."""
    if text.isascii():
        return text.lower()
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each)[0] != "M")
    return unicodedata.normalize("NFKC", bare.casefold())


def words(text: str) -> list[str]:
    """The words of a text in their order, as they are stored."""
    return [word for run in _RUN.findall(folded(text)) for word in _pairs(run, last=True)]


def _is_dense(run: str) -> bool:
    return _STARTS_DENSE.match(run) is not None


def _pairs(run: str, last: bool) -> list[str]:
    """A dense run as pairs; `last` also keeps its last character alone, so that a search for one character finds it."""
    if not _is_dense(run):
        return [run[:LONGEST]]
    pairs = [run[n : n + 2] for n in range(len(run) - 1)]
    return [*pairs, run[-1]] if last or not pairs else pairs


def terms(text: str) -> tuple[Term, ...]:
    """What a person typed: every word, a “quoted phrase” as one, `wat*` and the last word as a beginning.

    Any text is a search; one without a letter or digit has no terms.
    """
    found: list[Term] = []
    parts = text.replace("“", '"').replace("”", '"').split('"')
    for number, part in enumerate(parts):
        quoted, open_end = number % 2 == 1, number == len(parts) - 1
        found += [_phrase(part, begins=False)] if quoted and not open_end else _loose(part, open_end)
    kept = dict.fromkeys(term for term in found if term.words)
    return tuple(kept)[:MOST_TERMS]


def _phrase(text: str, begins: bool) -> Term:
    runs: list[str] = _RUN.findall(folded(text))
    pieces = [word for n, run in enumerate(runs, 1) for word in _pairs(run, last=n < len(runs))]
    single = bool(runs) and len(runs[-1]) == 1 and _is_dense(runs[-1])  # the first of a pair, or the last of a run
    return Term(tuple(pieces), begins or single)


def _loose(text: str, open_end: bool) -> list[Term]:
    """Words that may stand anywhere; what one word is made of (A-1/2, dense runs) stays together."""
    pieces = text.split()
    found = []
    for number, piece in enumerate(pieces):
        typing = open_end and number == len(pieces) - 1 and not text[-1:].isspace()
        found.append(_phrase(piece, begins=typing or piece.endswith("*")))
    return found


def of_case(case_id: str, document: Json) -> list[str]:
    """What a case is found by: numbers, names, claim, listing, reason and amount."""
    kept: list[str] = []
    for text in _texts(case_id, document):
        kept += [*words(text), BREAK] if text else []
        if len(kept) >= MOST:
            break
    return kept[:MOST]


def _texts(case_id: str, document: Json) -> Iterator[str]:
    doc = document if isinstance(document, dict) else {}
    order, claim, listing = _part(doc, "order"), _part(doc, "claim"), _part(doc, "listing")
    yield from (case_id, _text(order, "number"), _text(listing, "id"), _text(doc, "reason"))
    for person in (_part(doc, "buyer"), _part(doc, "seller")):
        yield from (_text(person, "id"), _text(person, "name"), _text(person, "country"))
    yield _amount(order)
    yield _text(claim, "text")
    yield from _translations(claim)
    for line in _list(order, "lines"):
        yield from (_text(line, "title"), _text(line, "sku"))
    for shipment in _list(doc, "shipments"):
        yield _text(shipment, "tracking_number")
    yield _text(listing, "title")
    yield from _translations(listing)
    yield _text(listing, "description")


def _translations(part: Json) -> Iterator[str]:
    for each in _part(part, "translations").values():
        yield _text(each, "text")


def _amount(order: Json) -> str:
    currency, paid = _text(order, "currency"), _text(order, "paid")
    if currency not in DECIMALS:
        return ""
    try:
        return f"{currency} {shown(minor(paid, DECIMALS[currency]), currency)}"
    except ValueError:
        return currency


def _part(value: Json, name: str) -> dict[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Json, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _text(value: Json, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
