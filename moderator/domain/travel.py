"""What a bag says of itself: `bag.json`, format `moderator-bag/1`; docs/road.md. Read as a stranger's document is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from moderator.domain.canonical import Json
from moderator.domain.reading import CaseId, Count, Moment, Reader, Rule, Sha256, VerdictId, Whole
from moderator.errors import DocumentRefused, Problem

FORMAT = "moderator-bag/1"
ROAD = "road:"
"""What the token of a lease for the road begins with; the bag's id follows."""
LONGEST = 60
"""Days that cases may be on the road."""

BagId = Annotated[str, Rule("a bag's id", r"[0-9a-f]{32}")]
LibraryId = Annotated[str, Rule("a library's id", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]


def is_road(token: str) -> bool:
    """Whether a lease is one for the road: nobody sits before the case, and it lasts for days."""
    return token.startswith(ROAD)


@dataclass(frozen=True)
class Paper:
    """A document as it was signed, by edition; the file lies in the bag by its hash."""

    edition: Annotated[str, Rule("an edition", r"[a-z][a-zA-Z0-9.-]{0,40}")]
    sha256: Sha256
    pages: Count
    missing: tuple[str, ...] = ()
    local: bool = False


@dataclass(frozen=True)
class Told:
    """A verdict: its text and its record as documents by hash. Everything else of it stands in these."""

    id: VerdictId
    body: Sha256
    record: Sha256 | None = None
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Part:
    """What a verdict of another case gave back, by `line:ID` or `payment:ID`, in minor units."""

    key: str
    amount: Whole


@dataclass(frozen=True)
class Given:
    """What a verdict of a case that may not be in the bag gave back on the same order."""

    verdict: VerdictId
    case: CaseId
    of_order: Whole = 0
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Packed:
    """A revision of a case: which case pack of the bag it is."""

    revision: Whole
    pack: str


@dataclass(frozen=True)
class Departure:
    """Where the case stood at home when it left: the last row of its own chain, and the fence of its lease."""

    number: Whole
    own: Sha256
    fence: Whole


@dataclass(frozen=True)
class Aboard:
    """One case of a bag. Of what comes back: no packs, since home has them, and `bag`, with which the case left."""

    id: CaseId
    order: str
    departed: Departure
    bag: BagId | None = None
    packs: tuple[Packed, ...] = ()
    verdicts: tuple[Told, ...] = ()
    draft: Sha256 | None = None
    given: tuple[Given, ...] = ()


@dataclass(frozen=True)
class BagDoc:
    """`home`: the library that the cases belong to; `library`: the one that wrote this bag."""

    kind: Literal["out", "back"]
    bag: BagId
    home: LibraryId
    library: LibraryId
    holder: str
    made_at: Moment
    until: Moment
    cases: tuple[Aboard, ...] = ()
    policies: tuple[str, ...] = ()


def read_bag(doc: Json) -> BagDoc:
    """Raises DocumentRefused with everything that breaks the contract."""
    if not isinstance(doc, dict) or doc.get("format") != FORMAT:
        found = doc.get("format") if isinstance(doc, dict) else doc
        raise DocumentRefused([Problem("/format", "format", f"expected {FORMAT}, found {str(found)[:60]!r}")])
    reader = Reader(None)
    read = reader.read(BagDoc, doc)
    twice = {each.id.casefold() for each in read.cases} if read else set()
    if read is not None and len(twice) != len(read.cases):
        reader.problems.append(Problem("/cases", "twice", "expected each case once"))
    if reader.problems or read is None:
        raise DocumentRefused(reader.problems)
    return read
