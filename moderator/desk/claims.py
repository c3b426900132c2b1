"""What exhibits claim: which file, frame or page each of them names, read out of any document that carries exhibits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from moderator.domain.canonical import Json
from moderator.domain.reading import Count, Pts, Reader, Sha256, TimeBase, Whole
from moderator.domain.verdict import Exhibit, Region
from moderator.errors import DocumentRefused, Problem, UsageError

NAMING = ("sha256", "pts", "page")
"""One of these an object has that is an exhibit by itself."""


@dataclass(frozen=True)
class Claim:
    """An exhibit, as far as it names a picture. `index` and `planes` stand in decision records, not in verdicts."""

    id: str = ""
    source: str = ""
    sha256: Sha256 | None = None
    stream: Whole | None = None
    pts: Pts | None = None
    time_base: TimeBase | None = None
    region: Region | None = None
    end_pts: Pts | None = None
    page: Count | None = None
    index: Whole | None = None
    planes: Sha256 | None = None

    @property
    def name(self) -> str:
        return self.id or "the exhibit"

    def exhibit(self) -> Exhibit:
        """What the gate checks of it; a file alone is called "the file" where the exhibit does not name its source."""
        shared = {field.name for field in fields(Exhibit)} & {field.name for field in fields(Claim)}
        values = {name: getattr(self, name) for name in shared}
        return Exhibit(**(values | {"source": self.source or "the file"}))


def read(path: Path) -> tuple[Claim, ...]:
    """The exhibits of a JSON file: one exhibit, a list of them, a verdict, or the record of a decision.

    Raises UsageError for a file that cannot be read, is no JSON, or holds no exhibit.
    """
    from moderator.pack.jsontext import parse

    try:
        return of(parse(path.read_bytes()))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except DocumentRefused as error:
        raise UsageError(f"{path} is no exhibit: {error}") from error


def of(doc: Json) -> tuple[Claim, ...]:
    """The exhibits of a parsed document. Raises DocumentRefused where there are none, or one of them is malformed."""
    reader = Reader(None)
    rows = _rows(doc)
    if not rows:
        raise DocumentRefused([Problem("", "exhibits", "expected an exhibit, or a document with exhibits")])
    found = [reader.read(Claim, row, pointer) for pointer, row in rows]
    if reader.problems:
        raise DocumentRefused(reader.problems)
    claims = tuple(each for each in found if each is not None)
    known = {each.source: each.sha256 for each in claims if each.source and each.sha256}
    return tuple(replace(each, sha256=each.sha256 or known.get(each.source)) for each in claims)


def of_file(claims: tuple[Claim, ...], sha256: str) -> tuple[Claim, ...]:
    """Those of the file with this hash, and those that may be: neither they nor their source name a hash.

    If none is, all: then the file is not what any of them was taken from, which each has to say.
    """
    return tuple(each for each in claims if each.sha256 in (None, sha256)) or claims


def _rows(doc: Json) -> list[tuple[str, Json]]:
    """Each exhibit with its pointer. A record says of an exhibit what was found, its verdict what was asked."""
    if isinstance(doc, list):
        return [(f"/{n}", each) for n, each in enumerate(doc)]
    if not isinstance(doc, dict):
        return []
    inner = doc.get("verdict")
    asked = _listed(inner.get("exhibits")) if isinstance(inner, dict) else []
    if isinstance(doc.get("exhibits"), list):
        by_id = {each.get("id"): each for each in asked if isinstance(each, dict) and isinstance(each.get("id"), str)}
        return [(f"/exhibits/{n}", _joined(each, by_id)) for n, each in enumerate(_listed(doc["exhibits"]))]
    if asked:
        return [(f"/verdict/exhibits/{n}", each) for n, each in enumerate(asked)]
    return [("", doc)] if any(name in doc for name in NAMING) else []


def _joined(row: Json, by_id: Mapping[Any, Mapping[str, Json]]) -> Json:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return row
    said = {key: value for key, value in row.items() if value is not None}
    return {**by_id.get(row["id"], {}), **said}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else []
