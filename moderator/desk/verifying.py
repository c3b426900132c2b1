"""`moderator verify`: everything that a decision's file, its case pack and a library can prove of each other."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import settings
from moderator.desk.isolation import demand
from moderator.desk.library import open_library
from moderator.desk.records import TEXT_BYTES
from moderator.desk.state import State
from moderator.domain.canonical import digest
from moderator.errors import MediaError, PackRefused, UsageError

if TYPE_CHECKING:
    from moderator.media.pool import MediaPool
    from moderator.media.values import Frame, Source
    from moderator.pack.pack import Pack
    from moderator.report.pdf import FontSet
    from moderator.report.verifying import Verified

LARGEST = 256 << 20
"""Bytes of a file that is looked at; our own have a few million."""
_MEAN, _WORST = 1.0, 24
"""Levels by which a picture may differ on average and at worst, where another version of the encoder wrote it."""

Originals = Callable[[str], "Source | None"]
"""The original file of a SHA-256, None where it is not at hand."""


def verify(file: Path, pack: Path | None, library: str | None) -> dict[str, Any]:
    """The document of `moderator verify`. Raises UsageError for files and libraries that are not there."""
    from moderator.report import verifying

    data = _read(file)
    with ExitStack() as stack:
        state = _library(library, stack) if library is not None else None
        found = verifying.verify(data, lambda wanted: fonts_of(wanted, state))
        if found.record:
            _stored(found, state, data)
            _originals(found, pack, state, stack)
    return {
        "file": str(file),
        "sha256": hashlib.sha256(data).hexdigest(),
        "case": found.record["case"]["id"] if found.record else None,
        "ok": all(each.ok is not False for each in found.checks),
        "signer": None if found.signer is None else _signer(found),
        "checks": [{"check": each.name, "ok": each.ok, "told": each.told} for each in found.checks],
    }


def _signer(found: Verified) -> dict[str, Any]:
    signer = found.signer
    assert signer is not None
    return {
        "name": signer.name,
        "issuer": signer.issuer,
        "sha256": signer.fingerprint,
        "valid_from": signer.valid_from.isoformat(),
        "valid_until": signer.valid_until.isoformat(),
        "proves_identity": not signer.local,
        "time_stamp": signer.stamped or None,
    }


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(f"{file} is larger than any decision.")
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _library(library: str, stack: ExitStack) -> State:
    from moderator.store.file import DATABASE

    opened = open_library(library)
    if opened.team is None and not (opened.path / DATABASE).is_file():
        raise UsageError(f"There is no library at {opened.path}.")
    state = State(opened, settings.user())
    stack.callback(state.close)
    return state


def fonts_of(wanted: list[Mapping[str, Any]], state: State | None) -> FontSet | None:
    """The fonts that a record describes: from the library, else from this computer, if they are the same files."""
    from moderator.report.pdf import FontSet, installed_fonts

    names = {str(entry["file"]) for entry in wanted}
    here = {face.sha256: face for face in installed_fonts().faces if face.file in names}

    def load(sha256: str) -> bytes:
        return here[sha256].data if sha256 in here or state is None else state.store.media.read(sha256)

    known = [str(entry["sha256"]) for entry in wanted]
    if all(each in here or (state is not None and state.store.media.has(each)) for each in known):
        return FontSet.from_bytes(wanted, load)
    return None


def _stored(found: Verified, state: State | None, data: bytes) -> None:
    """Against a library: its record of this verdict, the document that it keeps, the chain of its ledger."""
    if state is None:
        return
    from moderator.report.editions import edition, edition_of, key_of, language_of

    record = found.record
    for stored in state.store.verdicts(str(record["case"]["id"])):
        frozen = state.store.decision_record(stored.record) if stored.record else {}
        if frozen.get("entry") != record["entry"]:
            continue
        which = edition_of(record), language_of(record)
        erased = bool(frozen.get("erased"))
        if erased:  # only what the parties' edition has is there to compare with
            same = edition(frozen, "parties", which[1]) == edition(record, "parties", which[1])
        else:
            same = edition(frozen, *which) == record
        what = "what is left of its record" if erased else "its record"
        found.add("library", same, f"{stored.id} is {stored.status}; {what} {'is the same' if same else 'differs'}")
        kept = state.store.signed(stored.id, key_of(*which))
        if kept is not None:
            same = kept.sha256 == hashlib.sha256(data).hexdigest()
            found.add(
                "document",
                same,
                "the one that was signed there" if same else f"another was signed there: {kept.sha256}",
            )
        break
    else:
        found.add("library", False, f"It has no verdict with the entry {record['entry']}.")
    _ledger(found, state)


def _ledger(found: Verified, state: State) -> None:
    """The chain, and where in it the entry stands that the document prints."""
    broken, record = state.store.verify_ledger(), found.record
    row = state.store.ledger_row(str(record["case"]["id"]), str(record["entry"]))
    if broken is not None:
        found.add("ledger", False, f"its chain breaks at row {broken}")
    elif row is None:
        found.add("ledger", False, f"its chain is whole and has no row with the entry {record['entry']}")
    else:
        found.add("ledger", True, f"its chain is whole; row {row.seq}, the case's {row.number}., hash {row.own}")


def _originals(found: Verified, pack: Path | None, state: State | None, stack: ExitStack) -> None:
    """Against the originals, out of a case pack or of the library."""
    if pack is not None:
        from moderator.pack import read_pack

        try:
            opened = stack.enter_context(read_pack(pack))
        except PackRefused as error:
            found.add("pack", False, str(error))
            return
        _packed(found, opened)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="moderator-verify-")))
        _exhibits(found, _from_pack(opened, folder))
    elif state is not None and (erased := _erased(found, state)):
        found.add("exhibits", None, f"not compared with their originals: {erased}")
    elif state is not None:
        _exhibits(found, _from_library(state))
    else:
        found.add("exhibits", None, "not compared with their originals: name the case pack, --pack, or a library")


def _erased(found: Verified, state: State) -> str:
    """What is to be said where the case's originals were erased under a rule; "" where they were not."""
    head = state.store.head(str(found.record["case"]["id"]))
    gone = state.store.erasure(head.id) if head is not None else None
    return "" if gone is None else str(gone)


def _packed(found: Verified, pack: Pack) -> None:
    record = found.record
    same = digest(pack.doc) == record["case_sha256"]
    told = f"revision {record['case'].get('revision')}"
    found.add("case.json", same, told if same else f"is not the one that was decided on, {told}")
    listed = [*(pack.doc["listing"].get("photos") or []), *(pack.doc.get("evidence") or [])]
    paths = {str(item["id"]): str(item["path"]) for item in listed}
    for item in record["evidence"]:
        path = paths.get(str(item["id"]), "")
        there = pack.files[path].sha256 if path in pack.files else None
        told = f"{item['sha256']}" if there == item["sha256"] else f"has the SHA-256 {there}, not {item['sha256']}"
        found.add(f"evidence {item['id']}", there == item["sha256"], told if there else "is not in the pack")


def _from_pack(pack: Pack, folder: Path) -> Originals:
    from moderator.media.values import Source

    by_hash = {file.sha256: path for path, file in pack.files.items()}

    def original(sha256: str) -> Source | None:
        if sha256 not in by_hash:
            return None
        copy = folder / sha256
        if not copy.exists():
            with copy.open("wb") as out:
                pack.copy_to(by_hash[sha256], out)
        return Source(copy, sha256)

    return original


def _from_library(state: State) -> Originals:
    from moderator.media.values import Source

    def original(sha256: str) -> Source | None:
        media = state.store.media
        return Source(media.path(sha256), sha256) if media.has(sha256) else None

    return original


def _exhibits(found: Verified, original: Originals) -> None:
    """Every exhibit made again from its original, in the locked worker."""
    from moderator.media.pool import MediaPool

    marked = {str(each["id"]): each for each in found.record["verdict"].get("exhibits") or []}
    with MediaPool(1) as pool:
        demand(pool, settings.load().require_isolation)
        for exhibit in found.record["exhibits"]:
            name, source = f"exhibit {exhibit['id']}", original(str(exhibit["sha256"]))
            if source is None:
                found.add(name, False, f"its original, {exhibit['sha256']}, is not there")
                continue
            try:
                wrong = list(_again(pool, source, exhibit, marked.get(str(exhibit["id"]), {}), found.pictures))
            except (MediaError, ValueError, TypeError, KeyError) as error:  # a place that is none, too
                wrong = [str(error)]
            found.add(name, not wrong, "; ".join(wrong) or "made again from its original, the same")


def _again(
    pool: MediaPool, source: Source, exhibit: Mapping[str, Any], mark: Mapping[str, Any], pictures: Mapping[str, bytes]
) -> Iterator[str]:
    """What is not as it should be in an exhibit. Made as `records` makes it: the derivation is fixed."""
    covered = [each["region"] for each in mark.get("redact") or []]
    if exhibit.get("picture") is None:
        text = "covered" if covered else pool.read_text(source, TEXT_BYTES)
        if text != exhibit.get("text"):
            yield "its text is not that of the original"
        return
    pts, page = exhibit.get("pts"), (exhibit.get("page") or 1) - 1
    crop = exhibit["region"] if exhibit.get("crop") else None
    made = pool.exhibit(source, pts=pts, page=page, redact=covered, crop=crop)
    if (exhibit.get("planes") or "") != made.planes:
        yield f"the frame at {pts} has the planes {made.planes}, not {exhibit.get('planes')}"
    embedded = pictures.get(str(exhibit["picture"]))
    if embedded is None:
        yield "its picture is not in the file"
    elif embedded != made.jpeg:
        yield from _differs(pool, embedded, made.jpeg)


def _differs(pool: MediaPool, embedded: bytes, made: bytes) -> Iterator[str]:
    """Two pictures that are not the same bytes: only what another version of the encoder does is let through."""
    import numpy as np

    one, other = _decoded(pool, embedded), _decoded(pool, made)
    if one.pixels.shape != other.pixels.shape:
        yield f"its picture is {one.width} × {one.height} and not {other.width} × {other.height}"
        return
    off = np.abs(one.pixels.astype(np.int16) - other.pixels)
    if off.mean() > _MEAN or off.max() > _WORST:
        rows, columns = np.nonzero(off.max(axis=2) > _WORST)
        place = f", first at {columns[0]}, {rows[0]}" if len(rows) else ""
        far = f"{off.mean():.1f} levels off on average, {off.max()} at worst"
        yield f"its picture is not that of the original: {far}{place}"


def _decoded(pool: MediaPool, picture: bytes) -> Frame:
    from moderator.media.values import Source

    with tempfile.TemporaryDirectory(prefix="moderator-verify-") as folder:
        file = Path(folder) / "picture"
        file.write_bytes(picture)
        return pool.still(Source.of(file))
