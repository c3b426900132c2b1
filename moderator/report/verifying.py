"""The way back: what a decision's file proves by itself. Whole signature, data equal to print, pictures by their hash.

Where the fonts are at hand the document is made again from its data and must come out the same in every byte; there is
nothing in it then that the data does not say. Where they are not, its words are read back and the figures compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from moderator.domain.canonical import canonical, digest
from moderator.domain.languages import DEFAULT
from moderator.domain.reading import moment
from moderator.errors import ExportError
from moderator.report import figures, signing
from moderator.report.editions import edition_of, language_of
from moderator.report.opening import Opened, Signature, opened
from moderator.report.pdf import FontSet, render
from moderator.report.signed_by import Signer, Spoilt, certificates, signer
from moderator.report.wording import wording

FORMAT = "moderator-record/1"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `ok` None: it could not be, and `told` says why."""

    name: str
    ok: bool | None
    told: str


@dataclass
class Verified:
    """What a file says of itself and what of that holds. `record` is empty where the data could not be read."""

    checks: list[Check] = field(default_factory=list)
    record: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    signer: Signer | None = None

    def add(self, name: str, ok: bool | None, told: str) -> None:
        self.checks.append(Check(name, ok, told))


def verify(data: bytes, load_fonts: Callable[[list[Mapping[str, Any]]], FontSet | None]) -> Verified:
    """`load_fonts` gives the fonts that a record describes, None where one of them is not on this computer."""
    found = Verified()
    try:
        file = opened(data)
    except ValueError as error:
        found.add("file", False, str(error))
        return found
    found.add("file", True, f"{len(data):,} bytes, in the form of a decision")
    _signature(file, found)
    try:
        record = _data(file, found)
        if record is not None:
            _print(file, record, load_fonts(record["fonts"]), found)
            found.record, found.pictures = record, file.pictures
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ExportError) as error:
        # The data is a stranger's until it proves to be ours.
        told = f"decision.json is not what this file was made of ({type(error).__name__}: {error})"
        found.add("data", False, told[:300])
    return found


def _signature(file: Opened, found: Verified) -> None:
    place = file.signature
    if place is None:
        found.add("signature", False, "The file carries no signature.")
        return
    covered = f"bytes 0–{place.start} and {place.end}–{len(file.data)}"
    try:
        whole = hashlib.sha256(file.data[: place.start] + file.data[place.end :]).digest()
        found.signer = signer(place.content, whole)
    except Spoilt as error:
        where = covered if "bytes" in str(error) else f"bytes {place.start}–{place.end}"
        found.add("signature", False, f"{where}: {error}.")
        return
    found.add("signature", True, f"covers {covered}; by {found.signer.told()}")


def _data(file: Opened, found: Verified) -> Mapping[str, Any] | None:
    """The attached data, if it is in its one form and the file is named after it."""
    data = file.decision
    record = json.loads(data)
    if not isinstance(record, dict) or record.get("format") != FORMAT or canonical(record) != data:
        found.add("data", False, "decision.json is not in the form in which decisions are frozen.")
        return None
    which = edition_of(record)
    entry = digest({key: value for key, value in record.items() if key not in ("entry", "edition", "language")})
    if which == "office" and entry != record["entry"]:
        found.add("data", False, f"decision.json has the SHA-256 {entry}, not the {record['entry']} that it names.")
        return None
    said = f"the {which}’ edition" if which == "parties" else "the office’s edition"
    entry_told = "its own SHA-256 is its entry" if which == "office" else f"entry {record['entry']}"
    language = "" if language_of(record) == DEFAULT else f" in {wording(DEFAULT).named(language_of(record))}"
    found.add("data", True, f"{record['case']['id']}, verdict {record['number']}, {said}{language}; {entry_told}")
    return record


def _print(file: Opened, record: Mapping[str, Any], fonts: FontSet | None, found: Verified) -> None:
    """What stands on the pages against the data; in both ways also what was added to sign them."""
    base = file.base if fonts is None else render(record, file.pictures.__getitem__, fonts).data
    spans = list(_differences(base if file.signature is None else _framed(base, record, file.signature), file))
    wrong = list(figures.missing(record, file)) if fonts is None else []
    if spans:
        found.add("print", False, f"bytes {', '.join(spans)} are not those that decision.json gives.")
    elif wrong:
        found.add("print", False, f"not printed as decision.json has it: {'; '.join(wrong[:3])}"[:400])
    elif fonts is None:
        told = (
            f"{figures.count(record)} figures and sentences read back and the same; its fonts are not on this computer"
        )
        found.add("print", True, told)
    else:
        found.add("print", True, "made again from decision.json, every byte the same")


def _framed(base: bytes, record: Mapping[str, Any], place: Signature) -> bytes:
    reason = signing.REASON.format(record["case"]["id"])
    at = moment(record["decided_at"])
    return signing.frame(base, at, reason, len(place.content), certificates(place.content))


def _differences(expected: bytes, file: Opened) -> Iterator[str]:
    """Where the file differs from what is expected, outside its signature: from the first byte to the last."""
    place = file.signature
    parts = [(0, len(file.data))] if place is None else [(0, place.start), (place.end, len(file.data))]
    if len(expected) != len(file.data):
        first = next((at for at, (a, b) in enumerate(zip(expected, file.data, strict=False)) if a != b), len(expected))
        yield f"{min(first, len(file.data))}–{len(file.data)}"
        return
    for start, end in parts:
        if expected[start:end] != file.data[start:end]:
            wrong = [at for at in range(start, end) if expected[at] != file.data[at]]
            yield f"{wrong[0]}–{wrong[-1] + 1}"
