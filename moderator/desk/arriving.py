"""Verdicts out of a bag, read as a stranger's: what their text and record say must be one thing, and be printable.

What is not so is refused and stays in the bag. What is so and cannot hold becomes a second opinion; see `checkin`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from moderator.desk import verdicts
from moderator.desk.loading import media_of
from moderator.desk.records import FORMAT as RECORD
from moderator.desk.state import State
from moderator.desk.values import OpenCase
from moderator.domain.canonical import Json, digest
from moderator.domain.money import DECIMALS, plain
from moderator.domain.reading import moment
from moderator.domain.travel import Told
from moderator.domain.verdict import Verdict, read_verdict
from moderator.errors import DocumentRefused, ExportError, LibraryError, PackRefused, Problem

if TYPE_CHECKING:
    from moderator.pack.parcel import Parcel
    from moderator.store.proofs import Proof
    from moderator.store.records import NewVerdict

CARRIED = "moderator-carried/1"
_SAID = ("id", "case", "revision", "kind", "decided_by", "decided_at")


@dataclass(frozen=True)
class Arrived:
    """A verdict as it was given elsewhere. `entry` is what its row in the ledger there must have."""

    told: Told
    verdict: Verdict
    new: NewVerdict
    entry: str


def proven(state: State, ledger: Json, library: str, bag: str, arrived: Arrived) -> tuple[Proof, dict[str, Json]]:
    """How far it is proven that this library had the verdict, and the document of its coming that says so."""
    from moderator.store.ledger import Act
    from moderator.store.proofs import prove

    told, new = arrived.told, arrived.new
    act = Act("", "", new.kind, new.case, arrived.entry, f"verdict {new.id}")
    proof = prove(ledger, library, act, state.store.keys())
    return proof, {
        "format": CARRIED, "verdict": new.id, "case": new.case, "body": told.body, "record": told.record,
        "decided_by": new.decided_by, "decided_at": new.decided_at, "library": library, "bag": bag,
        "proof": proof.level, "key": proof.key, "unproven": proof.why,
        "chain": [list(row) for row in proof.rows], "checkpoint": list(proof.checkpoint),
    }  # fmt: skip


def read(state: State, parcel: Parcel, opened: OpenCase, told: Told) -> Arrived:
    """Raises PackRefused for a verdict whose documents or files are missing, changed, or do not say one thing."""
    body = parcel.document(told.body)
    record = None if told.record is None else parcel.document(told.record)
    try:
        verdict = _one_thing(opened, told, body, record)
        if record is not None:
            _keep_media(state, parcel, record)
            _print(state, record)
        return Arrived(told, verdict, _new(opened, body, verdict, record), record["entry"] if record else told.body)
    except DocumentRefused as refused:
        raise PackRefused(refused.problems) from refused
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError) as error:
        # a document that nobody's Moderator wrote may lack anything, at any depth
        raise _refused(told, "form", f"it has not the form of a verdict and its record ({error})") from error


def _refused(told: Told, code: str, text: str) -> PackRefused:
    return PackRefused([Problem(f"verdict {told.id}", code, text)])


def _one_thing(opened: OpenCase, told: Told, body: Json, record: Json) -> Verdict:
    currency = opened.case.order.currency
    verdict, problems = read_verdict(body, DECIMALS[currency])
    if problems:
        raise PackRefused(problems)
    if any(not body.get(key) for key in _SAID) or body["id"] != told.id or body["case"] != opened.case.id:
        raise _refused(told, "text", "its text names another verdict or case, or lacks who decided it and when")
    if (record is None) != (verdict.kind == "request"):
        raise _refused(told, "record", "a decision or closure has a record, and a request has none")
    if record is None:
        return verdict
    rest = {key: value for key, value in record.items() if key != "entry"}
    same = record["format"] == RECORD and record["verdict"] == body and record["entry"] == digest(rest)
    named = record["moderator"] == body["decided_by"] and moment(record["decided_at"]) == moment(body["decided_at"])
    if not same or not named or record["case_sha256"] != digest(record["case"]):
        raise _refused(told, "record", "its record does not say what its text says")
    if verdict.kind == "decision" and not _same_money(record["money"], verdict, currency):
        raise _refused(told, "money", "its record prints other amounts than its text has")
    return verdict


def _same_money(printed: Mapping[str, Any], verdict: Verdict, currency: str) -> bool:
    given = {each.line: plain(each.amount, currency) for each in verdict.refund.lines if each.amount}
    nothing = plain(0, currency)
    lines = {row["line"]: row["refund"] for row in printed["lines"] if row["refund"] != nothing}
    payments = [(each.payment, plain(each.amount, currency)) for each in verdict.refund.payments]
    return (
        printed["currency"] == currency
        and printed["total"] == plain(verdict.refund.sum, currency)
        and lines == given
        and printed["shipping"]["refund"] == plain(verdict.refund.shipping, currency)
        and [(row["payment"], row["amount"]) for row in printed["payments"]] == payments
    )


def _keep_media(state: State, parcel: Parcel, record: Json) -> None:
    for sha256 in media_of(record):
        keep(state, parcel, sha256)


def keep(state: State, parcel: Parcel, sha256: str) -> None:
    """Has a file of the bag in the library, by its hash. Raises PackRefused where the bag does not have it either."""
    media = state.store.media
    path = f"media/{sha256}"
    if media.kept(sha256):
        return

    def fill(out: BinaryIO) -> None:
        if parcel.copy_to(path, out) != sha256:
            raise PackRefused([Problem(path, "hash", "expected the file of that SHA-256, found another")])

    media.keep(sha256, fill)


def _print(state: State, record: Json) -> None:
    """A record that cannot be printed is none; better now than when the parties wait for it."""
    from moderator.report.editions import edition
    from moderator.report.pdf import FontSet, render

    media = state.store.media
    try:
        fonts = FontSet.from_bytes(record["fonts"], media.read)
        render(edition(record, "parties", "en"), media.read, fonts)
    except (ExportError, LibraryError) as error:
        raise PackRefused([Problem("record", "print", f"its document cannot be printed: {error}")]) from error


def _new(opened: OpenCase, body: Json, verdict: Verdict, record: Json) -> NewVerdict:
    from dataclasses import replace

    made = verdicts.new_verdict(opened, body, verdict, record, None)
    return replace(made, revision=int(body["revision"]))
