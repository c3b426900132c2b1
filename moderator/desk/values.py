"""What the desk hands to the window and the command line. Frozen values; no rows, no paths but of finished files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from moderator.domain.languages import DEFAULT

if TYPE_CHECKING:  # the queue is painted before a case is opened
    from moderator.domain.canonical import Json
    from moderator.domain.case import Case
    from moderator.domain.findings import Procedural
    from moderator.domain.gate import Circumstances
    from moderator.domain.policy import Policy

Status = Literal["open", "waiting", "decided", "closed", "locked", "erased"]
Side = Literal["listing", "buyer", "seller", "carrier", "platform"]
Edition = Literal["parties", "office"]
Stop = Callable[[], bool]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class QueueRow:
    """One case in the queue. `paid` is in minor units; `key` says where it stands in the order that was asked for."""

    case: str
    revision: int
    claim: str
    title: str
    reason: str
    status: Status
    due: datetime | None
    currency: str
    paid: int
    paid_text: str
    outcome: str | None
    buyer_country: str
    photos: int
    videos: int
    documents: int
    escalated_at: datetime
    draft: bool
    key: str | int = ""
    holder: str = ""
    """Who else has the case, another window of the same person included."""
    held_until: datetime | None = None
    road: bool = False
    """That is so because the case is out in a bag."""
    opinions: int = 0
    """Second opinions that came from the road."""
    assigned: str = ""
    """To whom it was given, if to somebody else."""
    recused: bool = False
    """This moderator stepped back from it."""
    second: bool = False
    """Its decision waits for this moderator's second opinion, and is concealed until then."""

    def held(self, now: datetime) -> bool:
        """Whether somebody else has the case at that time."""
        return self.held_until is not None and self.held_until > now

    def free(self, now: datetime) -> bool:
        """Whether this moderator may be offered the case at that time."""
        return not (self.recused or self.assigned or self.held(now))


@dataclass(frozen=True)
class Held:
    """Somebody has a case until then. `mine`: this desk; `same`: a person of the same name, here or elsewhere;
    `road`: it is out in a bag."""

    holder: str
    until: datetime
    mine: bool
    same: bool
    road: bool = False


@dataclass(frozen=True)
class CaseNow:
    """Where a case stands that is open on a desk: what others may change meanwhile."""

    case: str
    revision: int
    version: int
    status: Status
    held: Held | None
    assigned: str = ""
    audit: bool = False
    """In a team: this person only reads."""


@dataclass(frozen=True)
class Imported:
    """What became of one pack."""

    pack: str
    case: str | None
    revision: int | None
    status: Literal["imported", "unchanged", "updated", "refused"]
    problem: str | None = None
    reasons: tuple[str, ...] = ()
    """All that is wrong with a pack that was refused, where `problem` has the first of it."""
    again: bool = False
    """It was not the pack's fault: the library could not take it just now."""


@dataclass(frozen=True)
class Arrived:
    """What became of a pack in an inbox. `moved`: where it lies now, below the inbox. "later": it stays and is tried
    again, since something else than the pack is wrong."""

    pack: str
    case: str | None
    revision: int | None
    status: Literal["imported", "unchanged", "updated", "refused", "later"]
    problem: str | None = None
    moved: str | None = None


@dataclass(frozen=True)
class Sent:
    """What became of a decision that was due. `files`: their names in the outbox."""

    case: str
    verdict: str
    status: Literal["sent", "failed"]
    files: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True)
class Item:
    """A listing photo or an evidence item, with its file. `missing`: the library has lost the file."""

    id: str
    side: Side
    kind: str
    name: str
    path: str
    sha256: str
    bytes: int
    caption: str | None = None
    submitted_at: datetime | None = None
    missing: bool = False


@dataclass(frozen=True)
class VerdictRow:
    status: Literal["active", "withdrawn", "superseded"]
    doc: Mapping[str, Any]
    undo_until: datetime | None = None


@dataclass(frozen=True)
class RoadOpinion:
    """A verdict from the road that is no more than a second opinion here, and why; who brought it, and when."""

    doc: Mapping[str, Any]
    why: str
    came_by: str
    came_at: datetime


@dataclass(frozen=True)
class Opinion:
    """A second opinion: on which verdict, whose, and the verdict that it would have been."""

    verdict: str
    by: str
    at: datetime
    doc: Mapping[str, Any]


@dataclass(frozen=True)
class Differing:
    """A case that two people answered otherwise, each answer in a word: outcome, or kind where there is none."""

    case: str
    reason: str
    first: str
    second: str
    decided_by: str
    given_by: str
    given_at: datetime


@dataclass(frozen=True)
class OpenCase:
    """A case on the desk. `version` is what `decide` compares; `items` are listing photos, then evidence."""

    case: Case
    document: Json
    version: int
    status: Status
    items: tuple[Item, ...]
    verdicts: tuple[VerdictRow, ...]
    draft: dict[str, Any] | None
    circumstances: Circumstances
    notices: tuple[str, ...] = ()
    """What was wrong with the library's own policy files, a sentence each."""
    procedural: tuple[Procedural, ...] | None = None
    """What the papers say under the buyer's reason; None where nobody has looked or no policy is installed."""
    recused: tuple[tuple[str, str], ...] = ()
    """Who has stepped back from the case, and why."""
    second: bool = False
    """The case was decided, and this moderator decides it once more: nothing of the first verdict is in here."""
    opinions: tuple[Opinion, ...] = ()
    """Second opinions that were given on it, the oldest first."""
    from_road: tuple[RoadOpinion, ...] = ()
    """Verdicts that came from the road and could not hold here."""

    @property
    def policy_for(self) -> Callable[[str], Policy]:
        """The policy that this case is decided by, for a reason; raises NotFound."""
        return self.circumstances.policy_for

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)


@dataclass(frozen=True)
class Unreadable:
    """An item whose file cannot be shown: what the verdict dialog counts. `state` and `reason` as `MediaDesk.state`."""

    id: str
    name: str
    state: str
    reason: str
    sha256: str


@dataclass(frozen=True)
class Decided:
    verdict: dict[str, Any]
    undo_until: datetime | None


@dataclass(frozen=True)
class Undoable:
    """The verdict that can still be taken back; `total` as people read it, empty for one without money."""

    case: str
    verdict_id: str
    total: str
    until: datetime


@dataclass(frozen=True)
class Like:
    """A decision on another case for the same reason. `total` as people read it, empty if nothing was given back."""

    case: str
    doc: Mapping[str, Any]
    total: str
    decided_at: datetime


@dataclass(frozen=True)
class Wanted:
    """Which decisions. `since`: decided on that day or later, or at that time (RFC 3339); `only`: what must hold of the
    case, by one of `batch.FILTERS`."""

    since: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    concealing: bool = False
    """Without those that wait for a second opinion of whoever asks; what became of them says so."""


@dataclass(frozen=True)
class Form:
    """In which form a decision is exported."""

    edition: Edition = "parties"
    signed: bool = True
    language: str = DEFAULT
    """One of `languages.PRINTED` or `languages.OF_A_PARTY`."""


@dataclass(frozen=True)
class Exported:
    """What became of one decision document."""

    case: str
    path: str | None
    sha256: str | None
    pages: int | None
    status: Literal["written", "unchanged", "failed"]
    problem: str | None = None
    missing: tuple[str, ...] = field(default=())
    edition: Edition = "parties"
    language: str = DEFAULT
    """In which it is; of a decision that failed, the one that was asked for."""
    signature: Literal["none", "local", "identity"] = "none"
    """`local`: by a key that was made here and proves no identity."""


@dataclass(frozen=True)
class Film:
    """One that is to be looked through for a case: and for what the photos of its listing show, by their hashes."""

    case: str
    sha256: str
    listing: tuple[str, ...]


@dataclass(frozen=True)
class LookedThrough:
    """What became of a film. "refused": it cannot be looked through, or not wholly; "failed": another time perhaps."""

    case: str
    film: str
    status: Literal["analysed", "refused", "failed"]
    problem: str | None = None


@dataclass(frozen=True)
class FleetSeen:
    """How far the fleet has come with a batch. `ended`: of `total`, in any way; `failed` of those; `workers`: how many
    are alive; `place`: where the documents go."""

    batch: str
    place: str
    total: int
    ended: int
    failed: int
    doing: int
    waiting: int
    workers: int


@dataclass(frozen=True)
class FleetNow:
    """How many workers are alive, and where the fleet writes decisions; None where nobody has said."""

    workers: int
    place: str | None
