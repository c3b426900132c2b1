"""The tables. Facts are canonical JSON documents by hash, with the columns that the queue sorts and filters by.

Table classes never leave this package: they skip validation and detach when their session closes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

BIG: Any = BigInteger().with_variant(Integer(), "sqlite")
"""Whole numbers that outgrow 32 bits: amounts, sizes, running numbers. SQLite's INTEGER is as long as it must be."""

STANDING = "status = 'active' AND kind <> 'request'"
UNANSWERED = "given_at IS NULL"
_KINDS = ("reason", "filmed", "band", "market")
QUEUE_INDEXES: dict[str, tuple[str, ...]] = {
    "queue_due": ("status", "due_key", "id", *_KINDS),
    "queue_figure": ("status", "figure", "id", *_KINDS),
    "queue_escalated": ("status", "escalated_at", "id", *_KINDS),
    "queue_id": ("status", "id", *_KINDS),
    "queue_reason": ("status", "reason", "id", "filmed", "band", "market"),
    "queue_kinds": ("status", *_KINDS, "due_key", "figure", "escalated_at", "id"),
}
"""One for each order of the queue, and one by which kinds are counted; each also holds what is filtered by, so that no
row is read that is not shown."""


class Document(SQLModel, table=True):
    """A JSON document in canonical form: case facts, verdicts, decision records."""

    __tablename__ = "document"
    sha256: str = Field(primary_key=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CaseEntry(SQLModel, table=True):
    """The current revision of a case. `version` grows with everything that a second moderator must not overwrite.

    What follows `outcome` is made from the rest for the queue's orders and filters; see `keys`.
    """

    __tablename__ = "case_entry"
    __table_args__ = tuple(Index(name, *columns) for name, columns in QUEUE_INDEXES.items())
    id: str = Field(primary_key=True)
    folded: str = Field(unique=True)
    revision: int = Field(sa_type=BIG)
    version: int = Field(default=1, sa_type=BIG)
    status: str = Field(index=True)
    facts: str = Field(foreign_key="document.sha256", index=True)
    content: str
    order_number: str = Field(index=True)
    reason: str
    claim: str
    title: str
    due_at: str | None = Field(default=None, index=True)
    escalated_at: str
    currency: str
    paid: int = Field(sa_type=BIG)
    buyer_country: str
    photos: int
    videos: int
    documents: int
    outcome: str | None = None
    due_key: str = ""
    figure: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    band: int = 0
    filmed: int = 0
    market: int = 0


class Market(SQLModel, table=True):
    """Where cases come from: language of the claim, country of the buyer, currency of the order. There are few."""

    __tablename__ = "market"
    __table_args__ = (UniqueConstraint("language", "country", "currency"),)
    id: int | None = Field(default=None, primary_key=True)
    language: str
    country: str
    currency: str


class CaseText(SQLModel, table=True):
    """What a case is found by, as words; see `words` and `search`."""

    __tablename__ = "case_text"
    docid: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(unique=True)
    words: str


class Revision(SQLModel, table=True):
    """Every revision that was ever imported; drafts and decisions cite them."""

    __tablename__ = "revision"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    revision: int = Field(primary_key=True, sa_type=BIG)
    facts: str = Field(foreign_key="document.sha256", index=True)
    content: str
    imported_at: str
    shown: str = ""
    """SHA-256 of the queue's columns, which are kept for the newest revision alone; see `covers`."""


class File(SQLModel, table=True):
    """One payload file of one revision."""

    __tablename__ = "file"
    case_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_type=BIG)
    path: str = Field(primary_key=True)
    sha256: str = Field(index=True)
    bytes: int = Field(sa_type=BIG)


class FileState(SQLModel, table=True):
    """What became of one payload file when it was looked at, by its hash; see `records.FileState`."""

    __tablename__ = "file_state"
    sha256: str = Field(primary_key=True)
    state: str
    code: str
    reason: str
    found: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    crashes: int
    owner: int = Field(sa_type=BIG)
    at: str
    decoder: str


class VerdictEntry(SQLModel, table=True):
    """One verdict; never changed but for its status. `number` counts the final verdicts of a case, 0 for a request."""

    __tablename__ = "verdict_entry"
    __table_args__ = (
        # two moderators cannot both decide a case, whatever the code above this line does
        Index(
            "one_standing",
            "case_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
    )
    id: str = Field(primary_key=True)
    seq: int = Field(unique=True, sa_type=BIG)
    case_id: str = Field(index=True, foreign_key="case_entry.id")
    revision: int = Field(sa_type=BIG)
    kind: str
    number: int
    status: str
    supersedes: str | None = None
    order_number: str = Field(index=True)
    refund_of_order: int = Field(default=0, sa_type=BIG)
    refunds: str = "{}"
    body: str = Field(foreign_key="document.sha256", index=True)
    record: str | None = Field(default=None, foreign_key="document.sha256", index=True)
    decided_by: str
    decided_at: str
    undo_until: str | None = None


class SignedEntry(SQLModel, table=True):
    """A verdict's document as it was signed, by edition; the file lies among the media by its hash."""

    __tablename__ = "signed_document"
    verdict_id: str = Field(primary_key=True, foreign_key="verdict_entry.id")
    edition: str = Field(primary_key=True)
    sha256: str
    pages: int
    missing: str = ""
    local: bool = False


class SecondOpinion(SQLModel, table=True):
    """A decision that a second person decides by himself. It has no effect on the case; see `seconds`."""

    __tablename__ = "second_opinion"
    __table_args__ = (
        # of a million decisions few wait, and the queue asks for these alone
        Index(
            "second_waiting",
            "asked_at",
            "verdict_id",
            sqlite_where=text(UNANSWERED),
            postgresql_where=text(UNANSWERED),
        ),
    )
    verdict_id: str = Field(primary_key=True, foreign_key="verdict_entry.id")
    case_id: str = Field(index=True, foreign_key="case_entry.id")
    reason: str
    asked_at: str
    given_by: str | None = None
    given_at: str | None = None
    answer: str | None = None
    body: str | None = Field(default=None, foreign_key="document.sha256", index=True)


class Sampling(SQLModel, table=True):
    """Which share of a team's decisions for a reason ("*": all others) a second person decides too, in millionths.

    -1: as all others.
    """

    __tablename__ = "sampling"
    reason: str = Field(primary_key=True)
    share: int = Field(sa_type=BIG)
    by_person: str
    at: str


class Draft(SQLModel, table=True):
    """What a moderator has written so far. It may lack anything. `owner`: who wrote it last, "" where nobody noted."""

    __tablename__ = "draft"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    saved_at: str
    owner: str = Field(default="", sa_column_kwargs={"server_default": ""})


class DraftAside(SQLModel, table=True):
    """A draft that had to make room: its owner lost the case to somebody, and finds the text again."""

    __tablename__ = "draft_aside"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    owner: str = Field(primary_key=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    saved_at: str


class LeaseEntry(SQLModel, table=True):
    """Who has a case. The row stays when the lease ends (`token` is empty then), since its fence must only grow."""

    __tablename__ = "lease"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    holder: str
    token: str
    fence: int = Field(sa_column=Column(BigInteger, nullable=False))
    taken_at: str
    until: str


class RecusalEntry(SQLModel, table=True):
    """Somebody who is never offered that case and cannot decide it. `person` is the name folded, `name` as it was."""

    __tablename__ = "recusal"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    person: str = Field(primary_key=True)
    name: str
    why: str
    at: str


class AssignmentEntry(SQLModel, table=True):
    """To whom a lead gave a case, for the last time."""

    __tablename__ = "assignment"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    to_person: str
    by_person: str
    why: str
    at: str


class ExportIntent(SQLModel, table=True):
    """A decision's document that is to leave the library once its undo time is over."""

    __tablename__ = "export_intent"
    verdict_id: str = Field(primary_key=True, foreign_key="verdict_entry.id")
    edition: str = Field(primary_key=True)
    made_at: str
    due_at: str
    done_at: str | None = Field(default=None, index=True)


class LegalHold(SQLModel, table=True):
    """A case that retention leaves alone; the row goes when the hold is lifted. See `holds`."""

    __tablename__ = "legal_hold"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    by_person: str
    why: str
    at: str


class CaseLock(SQLModel, table=True):
    """A case that was reported and locked; `was`: its status before. See `locking`."""

    __tablename__ = "case_lock"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    kind: str
    by_person: str
    at: str
    was: str


class ErasedFile(SQLModel, table=True):
    """A file that no case has any more and that is still on the disk, until it is taken away. See `erasing`."""

    __tablename__ = "erased_file"
    sha256: str = Field(primary_key=True)


class AboardEntry(SQLModel, table=True):
    """A case that came here in a bag, from the library that it belongs to; `source` is the document that says so."""

    __tablename__ = "aboard"
    case_id: str = Field(primary_key=True, foreign_key="case_entry.id")
    bag: str = Field(primary_key=True)
    home: str
    order_number: str = Field(index=True)
    at: str
    source: str = Field(foreign_key="document.sha256", index=True)


class CarriedEntry(SQLModel, table=True):
    """A verdict that came in a bag, by the hash of its text. `effect`: it is a verdict here, or a second opinion.

    `came_by` brought it; who decided it is what it claims. The rest stands in the document `source`, see `carried`.
    """

    __tablename__ = "carried"
    body: str = Field(primary_key=True, foreign_key="document.sha256")
    case_id: str = Field(index=True, foreign_key="case_entry.id")
    verdict_id: str
    record: str | None = Field(default=None, foreign_key="document.sha256", index=True)
    effect: str
    decided_by: str
    came_by: str
    came_at: str
    source: str = Field(foreign_key="document.sha256", index=True)


class LedgerEntry(SQLModel, table=True):
    """What was done, chained twice: within its case by `before` and `own`, through all by `previous` and `head`.

    See `chains`. Nothing in here is ever changed.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("one_number", "case_id", "number", unique=True),)
    seq: int = Field(primary_key=True, sa_type=BIG)
    at: str
    actor: str
    action: str
    case_id: str
    entry: str
    previous: str
    head: str
    scheme: int
    number: int = Field(sa_type=BigInteger)
    before: str
    own: str
    subject: str
    covers: str


class LedgerKey(SQLModel, table=True):
    """The public half of a key that checkpoints are signed with; `id` is its SHA-256."""

    __tablename__ = "ledger_key"
    id: str = Field(primary_key=True)
    public: str


class Checkpoint(SQLModel, table=True):
    """A head of the journal, signed. Kept: the newest, and every fiftieth."""

    __tablename__ = "ledger_checkpoint"
    number: int = Field(sa_type=BigInteger, primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    head: str
    at: str
    key: str = Field(foreign_key="ledger_key.id")
    signature: str


class LibraryId(SQLModel, table=True):
    """Which library this is, wherever it is copied to: a random UUID, written once."""

    __tablename__ = "library_id"
    id: str = Field(primary_key=True)
