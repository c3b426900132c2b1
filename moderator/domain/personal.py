"""Traces of persons in a text that will be published: what the case knows of its parties, and what looks like it.

A heuristic that errs towards refusing. It finds what stands in the papers and a few well-known forms; it cannot know a
nickname or a description of somebody, so the person who writes still has to look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_SHORT = 3
"""Characters below which a value of the case says nothing about anybody; two in scripts that write whole words so."""
_NOT_TELLING = frozenset(("country", "account", "blocked_since", "language", "rating", "verified"))
_PARTICLES = frozenset(("and", "del", "der", "des", "dos", "for", "las", "los", "mrs", "the", "van", "von"))
_POSTCODE = 5
"""A shorter postcode cannot be told from an amount."""

_EMAIL = re.compile(r"[^\s@]{1,64}(?:@| ?[(\[]at[)\]] ?)[^\s@]{1,128}\.[^\s@.]{2,24}", re.IGNORECASE)
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_DATE = re.compile(r"(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")
_NUMBER = re.compile(r"\+?\(?\d(?:[ ().\-]{0,2}\d){6,}")
_IBAN_HEAD = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}")
_IBAN_LENGTHS = range(15, 35)


@dataclass(frozen=True)
class Trace:
    """`what` it is, in words that hold nothing personal, and the text that was `found`."""

    what: str
    found: str


@dataclass(frozen=True)
class Known:
    """Something that the case says of a person. `capital`: only where the text has no small letter in its place, since
    the word also means something else."""

    what: str
    text: str
    capital: bool = False


def known(document: Mapping[str, Any]) -> tuple[Known, ...]:
    """What case.json says of the two parties and of their order, whatever keys a marketplace has added."""
    return tuple(each for each in _known(document) if len(each.text) >= (2 if _dense(each.text[:1]) else _SHORT))


def traces(text: str, facts: tuple[Known, ...], *, address: bool = False) -> Iterator[Trace]:
    """What of a person stands in a text. `address`: the text is a web address, in which long numbers mean nobody."""
    said = _plain(text)
    for each in facts:
        if _stands(said, each):
            yield Trace(each.what, each.text)
    for found in _EMAIL.finditer(said):
        yield Trace("an e-mail address", found[0])
    if address:
        return
    for found in _IP.finditer(said):
        yield Trace("a network address", found[0])
    for iban in _ibans(said):
        yield Trace("an account number (IBAN)", iban)
    for found in _NUMBER.finditer(_TIME.sub(" · ", _DATE.sub(" · ", _IP.sub(" · ", said)))):
        if _telling(found[0]):
            yield Trace("a number such as a telephone, card or order number", found[0])


def _known(document: Mapping[str, Any]) -> Iterator[Known]:
    for side in ("buyer", "seller"):
        for key, text in _leaves(document.get(side)):
            yield Known(f"the {side}’s {key.replace('_', ' ')}", text)
            if side == "buyer" and key == "name":
                yield from _parts(f"a part of the {side}’s name", text)
    order = _mapping(document.get("order"))
    yield from _address(order.get("ship_to"))
    yield from _texts("the order’s number", order.get("number"))
    for payment in _list(order.get("payments")):
        yield from _texts("a payment’s authorisation", payment.get("auth"))
    for shipment in _list(document.get("shipments")):
        yield from _address(shipment.get("destination"))
        yield from _texts("a tracking number", shipment.get("tracking_number"))
    yield from _texts("the number of the case", document.get("id"))
    for related in _list(document.get("related")):
        yield from _texts("the number of another case", related.get("case"))
    yield from _texts("the number of another case", _mapping(document.get("reopens")).get("case"))


def _address(value: Any) -> Iterator[Known]:
    for key, text in _leaves(value):
        if key == "postcode" and len(text) < _POSTCODE:
            continue
        yield Known(f"the {key} of the delivery address", text, capital=key == "city")
        if key == "name":
            yield from _parts("a part of the recipient’s name", text)
        words = [word for word in text.split() if not any(c.isdigit() for c in word)]
        if key == "street" and len(words) >= 2:
            yield Known("the street of the delivery address", " ".join(words))


def _parts(what: str, name: str) -> Iterator[Known]:
    """First and last name by themselves; many of them are words too, so only with a capital."""
    words = re.split(r"[\s,.]+", name)
    for word in words if len(words) > 1 else ():
        if len(word) >= _SHORT and word.casefold() not in _PARTICLES:
            yield Known(what, word, capital=True)


def _texts(what: str, value: Any) -> Iterator[Known]:
    if isinstance(value, str):
        yield Known(what, _plain(value))


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a value, with the key that it stands under."""
    if isinstance(value, str):
        yield key, _plain(value)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in _NOT_TELLING:
                yield from _leaves(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, key)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Iterator[Mapping[str, Any]]:
    return (_mapping(one) for one in value) if isinstance(value, list) else iter(())


def _plain(text: str) -> str:
    """Without accents, signs that nobody sees, and other digits than ours; one blank between words."""
    out = []
    for one in unicodedata.normalize("NFKD", text):
        kind = unicodedata.category(one)
        if kind == "Nd":
            out.append(str(unicodedata.digit(one)))
        elif kind not in ("Mn", "Cf"):
            out.append(one)
    return " ".join("".join(out).split())


def _stands(said: str, each: Known) -> bool:
    """Whether it stands there as words of its own."""
    folded, wanted = said.casefold(), each.text.casefold()
    placed = len(folded) == len(said)  # else a letter folds to two, and the capitals cannot be looked up
    at = folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        alone = not _joined(folded[at - 1 : at], wanted[0]) and not _joined(folded[end : end + 1], wanted[-1])
        if alone and not (each.capital and placed and said[at].islower()):
            return True
        at = folded.find(wanted, at + 1)
    return False


def _joined(beside: str, edge: str) -> bool:
    """Whether a character beside an edge makes them one word."""
    return bool(beside) and edge.isalnum() and beside.isalnum() and not _dense(edge) and not _dense(beside)


def _dense(one: str) -> bool:
    """A script without blanks between words: Han, kana, Hangul, Thai and their neighbours."""
    return bool(one) and ("\u0e00" <= one <= "\u0eff" or "\u1100" <= one <= "\u11ff" or one >= "\u2e80")


def _telling(number: str) -> bool:
    digits = sum(one.isdigit() for one in number)
    return digits >= 9 or number.startswith("+") or bool(re.search(r"\d{7}", number))


def _ibans(said: str) -> Iterator[str]:
    upper = said.upper()
    for head in _IBAN_HEAD.finditer(upper):
        compact = re.sub(r"[ -]", "", upper[head.start() : head.start() + 48])
        for length in _IBAN_LENGTHS:
            part = compact[:length]
            if len(part) == length and part.isalnum() and part.isascii() and _checks(part):
                yield part
                break


def _checks(iban: str) -> bool:
    """The check digits of ISO 7064 as an IBAN has them."""
    return int("".join(str(int(one, 36)) for one in iban[4:] + iban[:4])) % 97 == 1
