"""Cases with planted texts, decided and old enough to be erased, and what is asked of a library that has some."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from moderator import settings
from moderator.desk import Desk, auditing, open_desk
from moderator.desk.library import FILE
from tests.builders import case_doc, case_media, write_case_pack
from tests.verdicts import verdict_doc

CASE, OTHER = "C-1", "C-2"
DAYS = 300
GONE = {
    "the listing": "zephyrlisting", "an address": "quagmirestreet", "a draft": "xerodraft",
    "an office note": "velvetnote", "an EXIF text": "exifwombat", "another EXIF text": "exifshared",
    "a request": "wexelrequest",
    "a later text": "vermilionlater", "who gets the parcel": "addressee C-1",
}  # fmt: skip
"""What the parties' edition does not have."""
DECIDED = {
    "a name": "Anacleta Planted",
    "a message": "messagemarmot",
    "a claim": "claimnarwhal",
    "a caption": "oblongcaption",
}
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
    doc["order"]["ship_to"] = {"name": f"addressee {case}", "street": GONE["an address"], "country": "ES"}
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


def forget_copies() -> None:
    """All copies are one library, of which this person has seen one go on; that is not what is tested here."""
    for note in (settings.default_path().parent / "ledgers").glob("*.seen"):
        note.unlink()


def edited(library: Path, **changes: Any) -> Desk:
    """The library with other words in its file, opened."""
    doc = json.loads((library / FILE).read_text()) | changes
    (library / FILE).write_text(json.dumps(doc))
    return open_desk(library, moderator="mod-7")


def later(desk: Desk, days: int = DAYS + 1) -> None:
    desk.put_clock_ahead(timedelta(days=days))


def why(desk: Desk, case: str = CASE, **asked: Any) -> str:
    """Why a case stays; "" if it would go."""
    found = desk.retain(dry_run=True, **asked)
    reasons = {each["case"]: "; ".join(each["why"]) for each in found["stays"]}
    assert (case in reasons) != (case in [each["case"] for each in found["erased"]]), found
    return reasons.get(case, "")
