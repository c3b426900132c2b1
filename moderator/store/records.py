"""The values that go into the store and come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from moderator.domain.canonical import Json

Status = Literal["open", "waiting", "decided", "closed", "locked", "erased"]
_STATUS: dict[str, Status] = {each: each for each in get_args(Status)}


def status(text: str) -> Status:
    """A status as it stands in a row. Raises KeyError for another word."""
    return _STATUS[text]


@dataclass(frozen=True)
class Head:
    """Where a case stands. `version` is what a decision compares and swaps."""

    id: str
    revision: int
    version: int
    status: Status
    content: str
    facts: str


@dataclass(frozen=True)
class StoredFile:
    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class FileState:
    """What became of a file when it was looked at. The words are those of `media.state` and `MediaError.why`.

    `found` is what the probe found, canonical JSON; `crashes` how often it cost us a worker; `owner` the process that
    is looking at it just now, 0 for none; `decoder` the versions that looked, "" before anybody did.
    """

    sha256: str
    state: str = "queued"
    code: str = ""
    reason: str = ""
    found: bytes | None = None
    crashes: int = 0
    owner: int = 0
    at: str = ""
    decoder: str = ""


@dataclass(frozen=True)
class Facts:
    """The indexed columns of a case: what the queue sorts, filters and paints by. Times are RFC 3339 in UTC."""

    order_number: str
    reason: str
    claim: str
    title: str
    due_at: str | None
    escalated_at: str
    currency: str
    paid: int
    buyer_country: str
    photos: int
    videos: int
    documents: int


@dataclass(frozen=True)
class NewCase:
    """A revision about to become current, if the case is still at `seen_version` (None: not in the library)."""

    id: str
    revision: int
    document: Json
    content: str
    facts: Facts
    files: tuple[StoredFile, ...]
    seen_version: int | None


@dataclass(frozen=True)
class Lease:
    """Somebody has a case until then. `token` names the desk that does, `fence` grows each time the case changes hands.

    Times are RFC 3339 in UTC to the millisecond.
    """

    case: str
    holder: str
    token: str
    fence: int
    taken_at: str
    until: str


@dataclass(frozen=True)
class Team:
    """Of a case in the queue: its last lease (which may be over), to whom it is assigned, and who has stepped back."""

    lease: Lease | None = None
    assigned: str = ""
    recused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recusal:
    """A person who never decides that case."""

    case: str
    person: str
    why: str
    at: str


@dataclass(frozen=True)
class Held:
    """A legal hold: who set it, why, when."""

    case: str
    by: str
    why: str
    at: str


@dataclass(frozen=True)
class Locked:
    """A case that was reported and locked: as what, by whom, when, and the status that it had."""

    case: str
    kind: str
    by: str
    at: str
    was: str


@dataclass(frozen=True)
class Settled:
    """A decided or closed case whose verdict is of before a time: what retention looks at."""

    case: str
    version: int
    reason: str
    verdict: str
    record: str | None
    decided_at: str
    undo_until: str | None


@dataclass(frozen=True)
class Opinion:
    """A second opinion that was given on a verdict."""

    verdict: str
    by: str
    at: str
    body: Json


@dataclass(frozen=True)
class OpinionPair:
    """What two people said of one case, each in a word; the second knew nothing of the first."""

    case: str
    reason: str
    first: str
    second: str
    decided_by: str
    given_by: str
    given_at: str


@dataclass(frozen=True)
class Intent:
    """A document that is to leave the library once `due_at` has come; `done_at` None: it has not yet."""

    verdict: str
    case: str
    edition: str
    due_at: str
    done_at: str | None


@dataclass(frozen=True)
class Pulse:
    """What of a case can change while it is open elsewhere too."""

    case: str
    revision: int
    version: int
    status: Status
    lease: Lease | None
    assigned: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the queue. `key`: where it stands in the order in which it was asked for.

    `team`: who has it and whose it is, None if nobody ever had it. `second`: the decision waits for a second opinion of
    whoever asks, and is therefore left out. `opinions`: verdicts from
    the road that could not hold.
    """

    id: str
    revision: int
    status: Status
    outcome: str | None
    draft: bool
    facts: Facts
    key: str | int = ""
    team: Team | None = None
    second: bool = False
    opinions: int = 0


@dataclass(frozen=True)
class NewVerdict:
    """A verdict about to be recorded. `refund_of_order` and `refunds` (by payment) are minor units."""

    id: str
    case: str
    kind: str
    revision: int
    supersedes: str | None
    order_number: str
    refund_of_order: int
    refunds: Mapping[str, int]
    outcome: str | None
    body: Json
    decided_by: str
    decided_at: str
    undo_until: str | None = None
    record: Json | None = None
    stage: str = "first"
    approved_by: str | None = None
    lease: Lease | None = None
    """By which the desk has the case; None: by none, which holds while nobody has it."""
    second: str = ""
    """The reason under which a second person is asked too; empty: nobody is."""


@dataclass(frozen=True)
class StoredVerdict:
    """A verdict as it is kept. `number` counts the final verdicts of its case from 1; a request has 0."""

    id: str
    case: str
    kind: str
    number: int
    status: Literal["active", "withdrawn", "superseded"]
    supersedes: str | None
    decided_by: str
    decided_at: str
    undo_until: str | None
    body: Json
    record: str | None
    refund_of_order: int = 0
    refunds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SignedDocument:
    """A verdict's document as it was signed: the hash of its file, its pages, and the characters that no font had.

    `local`: with a key that was made here, which proves no identity.
    """

    verdict: str
    edition: str
    sha256: str
    pages: int
    missing: tuple[str, ...] = ()
    local: bool = False
