"""A verdict: what a moderator decides. The data of `moderator-verdict/1`; the rules are in `gate.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from moderator.domain.annex import Annex
from moderator.domain.annotation import SCHEMA
from moderator.domain.canonical import Json
from moderator.domain.case import Outcome, Part, Party, Reason
from moderator.domain.reading import (
    Amount,
    CaseId,
    Count,
    Id,
    Language,
    Moment,
    Open,
    Percent,
    Pts,
    Reader,
    Sha256,
    Share,
    TimeBase,
    VerdictId,
    Version,
    Whole,
    needed,
)
from moderator.errors import Problem

FORMAT = "moderator-verdict/1"

Region = tuple[Share, Share, Share, Share]
"""x, y, width, height as fractions of the whole picture as it is shown upright."""

Answer = Literal["yes", "no", "not-established", "not-disputed", "not-applicable"]
Payer = Literal["buyer", "seller", "platform"]
ClosureAs = Literal["inadmissible", "withdrawn", "settled", "duplicate", "transferred"]


@dataclass(frozen=True)
class Request:
    to: tuple[Party, ...] = ()
    requirements: tuple[str, ...] = ()
    text: str | None = None
    due_at: Moment | None = None
    clock: Literal["paused", "running"] | None = None
    if_unanswered: str | None = None


@dataclass(frozen=True)
class Closure:
    as_: ClosureAs | None = needed()
    why: str | None = needed()


@dataclass(frozen=True)
class LineRefund:
    line: str
    amount: Amount
    quantity: Count | None = None
    method: Literal["amount", "percent", "grid"] | None = None
    percent: Percent | None = None
    grid_row: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class PaymentRefund:
    payment: str
    amount: Amount


@dataclass(frozen=True)
class Refund:
    lines: tuple[LineRefund, ...] = ()
    shipping: Amount = 0
    payments: tuple[PaymentRefund, ...] = ()
    total: Amount | None = None

    @property
    def of_order(self) -> int:
        """Lines and shipping, in minor units: what counts against the cap of the order."""
        return sum(line.amount for line in self.lines) + self.shipping

    @property
    def sum(self) -> int:
        return self.of_order + sum(each.amount for each in self.payments)


@dataclass(frozen=True)
class Return:
    paid_by: Payer | None = needed()
    refund_when: Literal["scanned", "received", "inspected"] | None = needed()
    ship_by: Moment | None = None
    lines: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Replacement:
    lines: tuple[Part, ...] = ()
    ship_by: Moment | None = None
    if_not_sent: Outcome | None = None


@dataclass(frozen=True)
class Redaction:
    region: Region
    why: str | None = None


@dataclass(frozen=True)
class Measurement:
    name: str | None = None
    value: str | None = None
    uncertainty: str | None = None
    unit: str | None = None
    known: str | None = None


@dataclass(frozen=True)
class Exhibit:
    """A photo, a document page, or one frame of a video, named by file hash, stream and presentation time."""

    id: Id
    source: Id
    sha256: Sha256 | None = None
    stream: Whole | None = None
    pts: Pts | None = None
    time_base: TimeBase | None = None
    region: Region | None = None
    crop: bool = False
    """Only the region leaves the library, not the picture around it."""
    note: str | None = None
    need: str | None = None
    """Why what is sensitive in it has to be seen, where it is not covered."""
    redact: tuple[Redaction, ...] = ()
    end_pts: Pts | None = None
    page: Count | None = None
    pair: str | None = None
    annotations: tuple[Annotated[Any, Open(SCHEMA)], ...] = ()
    """See `annotation.py`, which reads them; the gate says what is wrong with them."""
    adjustments: tuple[Any, ...] = ()
    measurement: Measurement | None = None


@dataclass(frozen=True)
class Fact:
    pointer: str
    value: str | None = None
    changed_in: Count | None = None
    """The revision that changed what stands there, until the answer is given again."""


@dataclass(frozen=True)
class Finding:
    requirement: str
    answer: Answer
    text: str | None = None
    exhibits: tuple[str, ...] = ()
    suggested_by: str | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class NotReliedOn:
    evidence: str
    why: str | None = None


@dataclass(frozen=True)
class Statement:
    language: Language
    text: str
    by: Literal["moderator", "machine", "human"] = "moderator"
    authoritative: bool = False


@dataclass(frozen=True)
class Referral:
    about: str | None = None
    kind: (
        Literal[
            "fake-tracking",
            "off-platform",
            "counterfeit",
            "threat",
            "repeat-claim",
            "child-safety",
            "payment",
            "other",
        ]
        | None
    ) = None
    text: str | None = None
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aid:
    name: str
    version: str | None = None
    result: str | None = None
    error_rate: str | None = None


@dataclass(frozen=True)
class Verdict:
    """A draft or a decision. A draft may lack anything, so everything has a default; the gate names what is missing."""

    format: Literal["moderator-verdict/1"] | None = needed()
    case: CaseId | None = needed()
    revision: Count | None = needed()
    kind: Literal["decision", "request", "closure"] | None = needed()
    id: VerdictId | None = None
    stage: Literal["first", "reversal", "appeal"] = "first"
    supersedes: VerdictId | None = None
    request: Request | None = None
    closure: Closure | None = None
    policy_version: Version | None = None
    reason: Reason | None = None
    outcome: Outcome | None = None
    refund: Refund = Refund()
    borne_by: Literal["seller", "platform", "carrier"] | None = None
    return_: Return | None = None
    replacement: Replacement | None = None
    exhibits: tuple[Exhibit, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_relied_on: tuple[NotReliedOn, ...] = ()
    clause: str | None = None
    statements: tuple[Statement, ...] = ()
    internal_note: str | None = None
    referrals: tuple[Referral, ...] = ()
    aids: tuple[Aid, ...] = ()
    dsa_annex: Annex | None = None
    """Only where the moderator switched it on for this case."""
    decided_by: str | None = None
    decided_at: Moment | None = None
    approved_by: str | None = None
    approved_at: Moment | None = None


def read_verdict(doc: Json, decimals: int) -> tuple[Verdict, tuple[Problem, ...]]:
    """The verdict in a parsed document, whatever of it can be read, and everything in it that breaks the contract.

    `decimals`: minor-unit digits of the currency of the case that it decides.
    """
    reader = Reader(decimals)
    verdict = reader.read(Verdict, doc)
    return verdict or Verdict(), tuple(reader.problems)
