"""What every story is told with: files with their sources, texts with their translations, frames, amounts of time.

A story module has one function, `story() -> Story`. Its documents are plain JSON values; a `Filed` entry also knows
where its bytes come from, which JSON does not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Doc = dict[str, Any]
Source = Callable[[Path], bytes]
"""Gives the bytes of a file, from the folder of the sample media."""

TIME_BASE = "1/15360"
TICKS = 512  # of one frame: the three sample films run at 30 frames a second
POLICY = "2026-10-01"


class Filed(dict[str, Any]):
    """An evidence item or a listing photo, as case.json has it, and the source of its file."""

    def __init__(self, doc: Doc, source: Source) -> None:
        super().__init__(doc)
        self.source = source


@dataclass(frozen=True)
class Sample:
    """A file of the sample media."""

    name: str

    def __call__(self, folder: Path) -> bytes:
        return (folder / self.name).read_bytes()


@dataclass(frozen=True)
class Made:
    """Bytes that a drawing or a document function makes."""

    make: Callable[[], bytes]
    share: float = 1.0
    """Less than 1: an upload that broke off after this part of the file."""

    def __call__(self, _folder: Path) -> bytes:
        data = self.make()
        return data[: int(len(data) * self.share)]


@dataclass(frozen=True)
class Story:
    """One sample case: its case.json, its verdict, and what it promises to show (checked by the tests)."""

    case: Doc
    verdict: Doc
    shows: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        return str(self.case["id"])

    @property
    def filed(self) -> Iterator[Filed]:
        """Every listing photo and evidence item with its source."""
        yield from self.case["listing"].get("photos", [])
        yield from self.case.get("evidence", [])


def flow(text: str) -> str:
    """Text as it stands wrapped in the source, with each paragraph in one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def english(text: str, pair: str) -> Doc:
    """`translations` with an English text by machine; `pair` as in "es-en" names the model."""
    return {"en": {"text": flow(text), "by": "machine", "engine": f"opus-mt-{pair}"}}


def by_hand(text: str) -> Doc:
    """`translations` with an English text by a human translator."""
    return {"en": {"text": flow(text), "by": "human"}}


def _said(text: str, language: str, translation: str | None) -> Doc:
    doc: Doc = {"text": flow(text), "language": language}
    if translation is not None:
        doc["translations"] = english(translation, f"{language.split('-')[0]}-en")
    return doc


def line(id: str, title: str, unit_price: str, quantity: int = 1, **more: Any) -> Doc:
    return {"id": id, "title": title, "quantity": quantity, "unit_price": unit_price, **more}


def charge(id: str, amount: str, auth: str, at: str, method: str = "card") -> Doc:
    """A settled charge."""
    return {
        "id": id, "kind": "charge", "status": "settled", "amount": amount, "auth": auth, "method": method, "at": at,
    }  # fmt: skip


def order(number: str, currency: str, placed_at: str, lines: list[Doc], shipping: str, paid: str, **more: Any) -> Doc:
    head = {"number": number, "currency": currency, "placed_at": placed_at}
    return {**head, "lines": lines, "shipping": shipping, "paid": paid, **more}


def case(id: str, reason: str, delivery: str, opened_at: str, escalated_at: str, due: str, **more: Any) -> Doc:
    """The case document at revision 1; its figures were taken at six in the morning of the demo day."""
    head = {"format": "moderator-case/1", "id": id, "revision": 1, "facts_as_of": "2026-11-12T06:00:00Z"}
    what = {"reason": reason, "delivery": delivery}
    when = {"opened_at": opened_at, "escalated_at": escalated_at, "decision_due_at": due}
    return {**head, **what, **when, **more}


def claim(text: str, language: str, translation: str | None, **more: Any) -> Doc:
    return {**_said(text, language, translation), **more}


def message(id: str, at: str, who: str, language: str, text: str, translation: str | None = None, **more: Any) -> Doc:
    return {"id": id, "at": at, "from": who, **_said(text, language, translation), **more}


def offer(id: str, at: str, who: str, outcome: str, status: str, amount: str | None = None) -> Doc:
    doc = {"id": id, "at": at, "from": who, "outcome": outcome, "status": status}
    return doc if amount is None else {**doc, "amount": amount}


def photo(id: str, path: str, source: Source, caption: str) -> Filed:
    """A listing photo."""
    return Filed({"id": id, "path": f"media/{path}", "caption": caption}, source)


def item(id: str, who: str, kind: str, path: str, source: Source, submitted_at: str, **more: Any) -> Filed:
    """An evidence item."""
    doc = {"id": id, "from": who, "kind": kind, "path": f"media/{path}", "submitted_at": submitted_at}
    return Filed({**doc, **more}, source)


def event(id: str, at: str, status: str, text: str, place: str | None = None, country: str | None = None) -> Doc:
    doc = {"id": id, "at": at, "status": status, "text": text}
    return doc | ({"place": place} if place else {}) | ({"country": country} if country else {})


def prices(*points: tuple[str, str]) -> list[Doc]:
    """A price history from (day, price)."""
    return [{"at": f"{day}T00:00:00Z", "price": price} for day, price in points]


def similar(*offers: tuple[str, str, float]) -> list[Doc]:
    return [{"title": title, "price": price, "seller_rating": rating} for title, price, rating in offers]


def address(name: str, street: str, postcode: str, city: str, country: str) -> Doc:
    return {"name": name, "street": street, "postcode": postcode, "city": city, "country": country}


# ---- verdicts ----


def exhibit(id: str, source: str, note: str, region: list[float] | None = None, **more: Any) -> Doc:
    """A photo or a document page as exhibit; its sha256 is filled in by the build."""
    return {"id": id, "source": source, "note": note} | ({"region": region} if region else {}) | more


def frame(id: str, source: str, index: int, note: str, region: list[float] | None = None, **more: Any) -> Doc:
    """Frame number `index` (from 0) of a sample film as exhibit."""
    at = {"stream": 0, "pts": index * TICKS, "time_base": TIME_BASE}
    return exhibit(id, source, note, region, **at, **more)


def finding(
    requirement: str, answer: str, text: str, exhibits: tuple[str, ...] = (), facts: tuple[tuple[str, str], ...] = ()
) -> Doc:
    """`facts`: (JSON pointer into case.json, what stands there)."""
    doc: Doc = {"requirement": requirement, "answer": answer, "text": flow(text)}
    if exhibits:
        doc["exhibits"] = list(exhibits)
    if facts:
        doc["facts"] = [{"pointer": pointer, "value": value} for pointer, value in facts]
    return doc


def statement(text: str) -> list[Doc]:
    """The one authoritative statement, in English. Paragraphs are parted by an empty line."""
    return [{"language": "en", "text": flow(text), "by": "moderator", "authoritative": True}]


def unused(evidence: str, why: str) -> Doc:
    return {"evidence": evidence, "why": flow(why)}


def decision(case: str, outcome: str, clause: str, decided_by: str, decided_at: str, **parts: Any) -> Doc:
    """A first decision on revision 1; `parts` are its other keys. `return_` stands for the key "return"."""
    if "return_" in parts:
        parts["return"] = parts.pop("return_")
    head = {"format": "moderator-verdict/1", "id": f"{case}-v1", "case": case, "revision": 1, "stage": "first"}
    tail = {"decided_by": decided_by, "decided_at": decided_at}
    return {**head, "kind": "decision", "policy_version": POLICY, "outcome": outcome, "clause": clause, **parts, **tail}


def closure(case: str, as_: str, why: str, decided_by: str, decided_at: str, **parts: Any) -> Doc:
    """A closure of revision 1: no decision on the merits."""
    head = {"format": "moderator-verdict/1", "id": f"{case}-v1", "case": case, "revision": 1, "stage": "first"}
    tail = {"decided_by": decided_by, "decided_at": decided_at}
    return {**head, "kind": "closure", "policy_version": POLICY, "closure": {"as": as_, "why": why}, **parts, **tail}
