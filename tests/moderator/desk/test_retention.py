"""Erasing decided cases: what goes, what stays and why, and that a killed run is finished by the next one."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from moderator import cli
from moderator.desk import Desk, auditing, open_desk
from moderator.desk.library import FILE, make_library
from moderator.errors import CaseErased, LibraryError, NotFound, UsageError
from moderator.media import cache
from moderator.store.file import DATABASE, sqlite
from moderator.store.media import Media
from tests.builders import case_doc, case_media, write_case_pack
from tests.verdicts import verdict_doc

CASE, OTHER = "C-1", "C-2"
DAYS = 300
GONE = {
    "the listing": "zephyrlisting", "an address": "quagmirestreet", "a draft": "xerodraft",
    "an office note": "velvetnote", "an EXIF text": "exifwombat", "another EXIF text": "exifshared", "a request": "wexelrequest",
    "a later text": "vermilionlater",
}  # fmt: skip
"""What the parties' edition does not have."""
DECIDED = {"a name": "Anacleta Planted", "a message": "messagemarmot", "a claim": "claimnarwhal", "a caption": "oblongcaption"}
"""What it has, and so what the decision keeps."""


def photo(text: str, colour: str) -> bytes:
    image, out = Image.new("RGB", (64, 48), colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = text
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def planted(case: str = CASE, order: str = "819001") -> dict[str, Any]:
    doc = case_doc(id=case)
    doc["order"]["number"] = order
    doc["order"]["ship_to"] = {"name": "Somebody", "street": GONE["an address"], "country": "ES"}
    doc["listing"]["description"] = GONE["the listing"]
    doc["evidence"][0]["caption"] = DECIDED["a caption"]
    doc["buyer"]["name"] = DECIDED["a name"]
    doc["claim"]["text"] = DECIDED["a claim"]
    doc["messages"][0]["text"] = DECIDED["a message"]
    return doc


def media_of(doc: dict[str, Any]) -> dict[str, bytes]:
    """The listing's photo is the same in every case, the evidence is each case's own."""
    found = dict.fromkeys(case_media(doc), photo(GONE["another EXIF text"], "navy"))
    text = GONE["an EXIF text"] + ("" if doc["id"] == CASE else doc["id"])
    return found | {item["path"]: photo(text, "darkred") for item in doc["evidence"]}


def put(desk: Desk, folder: Path, doc: dict[str, Any]) -> None:
    (found,) = desk.import_packs([write_case_pack(folder / "packs", doc, media_of(doc))])
    assert found.status in ("imported", "updated"), found.problem


def decided(desk: Desk, folder: Path, doc: dict[str, Any], *, export: bool = True) -> None:
    put(desk, folder, doc)
    desk.decide(doc["id"], verdict_doc(doc, internal_note=GONE["an office note"]), final=True)
    if export:
        (written,) = desk.export([doc["id"]], folder / "out")
        assert written.status == "written", written.problem


def verified(desk: Desk) -> list[dict[str, str]]:
    return auditing.verify(str(desk.library.path), quick=False)["failures"]


def bytes_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Desk]:
    """A library with a demo clock, so that years can pass."""
    make_library(tmp_path / "library", "Kept", datetime(2026, 11, 12, 9, tzinfo=UTC), retention={"*": DAYS})
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    yield desk
    desk.close()


def later(desk: Desk, days: int = DAYS + 1) -> None:
    desk.put_clock_ahead(timedelta(days=days))


def why(desk: Desk, case: str = CASE, **asked: Any) -> str:
    """Why a case stays; "" if it would go."""
    found = desk.retain(dry_run=True, **asked)
    reasons = {each["case"]: "; ".join(each["why"]) for each in found["stays"]}
    assert (case in reasons) != (case in [each["case"] for each in found["erased"]]), found
    return reasons.get(case, "")


def test_nothing_of_the_case_is_left_outside_its_decision(kept: Desk, tmp_path: Path) -> None:
    doc = planted()
    put(kept, tmp_path, doc)
    asked = {"to": ["buyer"], "requirements": ["damage-visible"], "text": GONE["a request"], "language": "en"}
    asked["due_at"] = "2026-11-20T00:00:00Z"
    request = {"format": "moderator-verdict/1", "case": CASE, "revision": 1, "kind": "request", "request": asked}
    kept.decide(CASE, request, final=True)
    doc["revision"], doc["listing"]["description"] = 2, GONE["a later text"]
    put(kept, tmp_path, doc)
    hashes = {item.sha256 for item in kept.open_case(CASE).items}
    for sha256 in hashes:
        kept.media.still(sha256, max_size=(64, 64))  # a thumbnail in the cache, and a state
    kept.save_draft(CASE, {"case": CASE, "note": GONE["a draft"]})
    kept.decide(CASE, verdict_doc(doc, internal_note=GONE["an office note"]), final=True)
    kept.export([CASE], tmp_path / "out")
    kept.save_draft(CASE, {"case": CASE, "note": GONE["a draft"]})
    later(kept)
    assert any((kept.library.path / "cache").rglob("*.pictures"))
    found = kept.retain()
    assert ([each["case"] for each in found["erased"]], found["files"]["removed"]) == ([CASE], 2)
    kept.close()
    every = {path: data for path, data in bytes_of(tmp_path / "library")}
    for what, text in GONE.items():
        assert [path for path, data in every.items() if text.encode() in data] == [], what
    assert not any((tmp_path / "library" / "cache").rglob("*.pictures"))
    outside = without_decisions(tmp_path / "library" / DATABASE, tmp_path / "copy")
    for what, text in (DECIDED | {f"hash {each}": each for each in hashes}).items():
        assert text.encode() not in outside, what
        if what in DECIDED:
            assert text.encode() in every[tmp_path / "library" / DATABASE], f"{what} stands in the decision"


def without_decisions(database: Path, folder: Path) -> bytes:
    """A copy's bytes once the texts and records of verdicts are written over."""
    folder.mkdir()
    copy = Path(shutil.copy(database, folder / "copy.sqlite3"))
    connection = sqlite().connect(str(copy), isolation_level=None)
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA journal_mode=DELETE")
    decisions = "SELECT body FROM verdict_entry UNION SELECT record FROM verdict_entry"
    connection.execute(f"UPDATE document SET body = x'00' WHERE sha256 IN ({decisions})")
    connection.close()
    return copy.read_bytes()
