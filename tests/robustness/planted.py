"""Plants secrets in cases, decides them, and looks for the secrets in what the parties get.

`python -m tests.robustness.planted --count 200 --seed 1`: exit 0 where none was found, and all were in the office's.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import string
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader

from moderator.desk import Desk, open_desk
from moderator.desk.values import Form
from moderator.report.qr import qr_rows
from tests.annexes import annex_doc
from tests.builders import BUYER_PHOTO, LISTING_PHOTO, case_doc, jpeg, write_case_pack
from tests.robustness.reading import can_be_seen, draw_word
from tests.verdicts import verdict_doc

WIDTH, HEIGHT = 480, 360
MODULE = 4
GPS_LATITUDE = (36.123456, 7.654321, 42.424242)


@dataclass(frozen=True)
class Planted:
    """A case with its verdict, and what must not be in the parties' edition of it."""

    case: dict[str, Any]
    verdict: dict[str, Any]
    media: dict[str, bytes]
    texts: tuple[str, ...]
    code: str
    word: str
    """Stands in big letters under the redaction."""


def planted(number: int, seed: int) -> Planted:
    """Case `number` of a seed; each has secrets and places of its own."""
    dice = random.Random(f"{seed} {number}")

    def secret(what: str) -> str:
        return f"{what}{dice.getrandbits(64):016X}"

    note, referral, other, street, auth, marker = map(secret, ("Note", "Refer", "AE-2025-", "Street", "Auth", "Maker"))
    code, extra, line = secret("CODE"), secret("Unknown"), secret("Hidden")
    # what a moderator set aside and why; and the annex, in which the gate lets no long number stand
    reason, facts = secret("Reason"), "Facts" + "".join(dice.choices(string.ascii_uppercase, k=16))
    case = case_doc(id=f"AE-{seed}-{number}", related=[{"case": other, "relation": "same-buyer"}], extra=extra)
    case["order"] |= {"number": f"order {number}", "ship_to": {"name": "Ana", "street": street, "city": "Sevilla"}}
    case["order"]["payments"][0] |= {"auth": auth}
    case["buyer"] |= {"phone": extra}
    case["shipments"] = [
        {"id": "S1", "direction": "outbound", "destination": {"street": street}, "events": [], "note": extra}
    ]
    x, y = dice.randrange(10, 250), dice.randrange(10, 160)
    box = [x / WIDTH, y / HEIGHT, 200 / WIDTH, 180 / HEIGHT]
    verdict = verdict_doc(
        case,
        internal_note=f"{note}, see {other}",
        referrals=[{"about": "seller", "kind": "other", "text": referral, "exhibits": ["X1"]}],
        procedural=[{"finding": "late", "rule": "R1", "did": "set-aside", "why": reason}],
        dsa_annex=annex_doc(decision_facts=facts),
        decided_by="mod-7",
        decided_at="2026-11-12T09:44:00Z",
    )
    verdict["exhibits"][0] |= {"redact": [{"region": box, "why": "address"}], "region": None}
    verdict["statements"][0]["text"] += f" The same was decided in {other}."
    word = "".join(dice.choices("ABEFGHKNPRSTXZ", k=7))
    media = {LISTING_PHOTO: jpeg("navy"), BUYER_PHOTO: _photo(code, line, marker, word, (x, y))}
    secrets = (note, referral, reason, facts, other, street, auth, marker, extra, code, line)
    return Planted(case, verdict, media, secrets, code, word)


def _photo(code: str, line: str, marker: str, word: str, at: tuple[int, int]) -> bytes:
    """A photo with a code, a big word and a line of text in it, a place and a maker in its metadata."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (180, 160, 140))
    draw = ImageDraw.Draw(image)
    draw.rectangle((at[0] + 4, at[1] + 4, at[0] + 195, at[1] + 175), fill="white")
    for row, modules in enumerate(qr_rows(code)):
        for column, module in enumerate(modules):
            if module == "1":
                left, top = at[0] + 24 + column * MODULE, at[1] + 24 + row * MODULE
                draw.rectangle((left, top, left + MODULE - 1, top + MODULE - 1), fill="black")
    draw_word(draw, (at[0] + 24, at[1] + 122), word)
    draw.text((at[0] + 20, at[1] + 159), line, fill="black")
    exif = Image.Exif()
    exif[0x010F] = marker
    exif.get_ifd(0x8825).update({1: "N", 2: GPS_LATITUDE, 3: "W", 4: GPS_LATITUDE})
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, exif=exif, comment=marker.encode())
    return out.getvalue()


def read_codes(picture: bytes) -> set[str]:
    """What a reader of codes finds in a picture."""
    return {found.text for found in zxingcpp.read_barcodes(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")))}


def decided(desk: Desk, case: Planted, folder: Path) -> dict[str, bytes]:
    """Imports, decides and exports the case: the file of each edition."""
    (imported,) = desk.import_packs([write_case_pack(folder / "packs", case.case, case.media)])
    assert imported.status == "imported", imported.problem
    name = case.case["id"]
    desk.decide(name, case.verdict, final=True)
    files = {}
    for edition in ("parties", "office"):
        (found,) = desk.export([name], folder / "out", Form(edition))
        assert found.path is not None, found.problem
        files[edition] = Path(found.path).read_bytes()
    return files


def pieces(data: bytes) -> Iterator[bytes]:
    """The file, every stream in it decoded, every string, and the words on its pages."""
    yield data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                yield one.read_raw_bytes()
                if one.get("/Subtype") != pikepdf.Name.Image:
                    yield one.read_bytes(pikepdf.StreamDecodeLevel.generalized)
            yield one.unparse(resolved=True)
    reader = PdfReader(io.BytesIO(data))
    yield "\n".join("".join(page.extract_text().split()) for page in reader.pages).encode()


def pictures(data: bytes) -> list[bytes]:
    """The exhibit pictures in a file, as they lie in it."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == pikepdf.Name.Image:
                found.append(one.read_raw_bytes())
    return found


def found_in(data: bytes, case: Planted) -> list[str]:
    """The secrets that can be found in a file, and how."""
    whole = list(pieces(data))
    found = []
    for text in case.texts:
        for name, form in (("text", text.encode()), ("UTF-16", text.encode("utf-16-be"))):
            wanted = {form, form.hex().encode(), form.hex().upper().encode()}
            if any(each in piece for piece in whole for each in wanted):
                found.append(f"{text} as {name}")
    for picture in pictures(data):
        if b"Exif" in picture or b"GPS" in picture or b"\xff\xfe" in picture[:400]:
            found.append("metadata in a picture")
        if case.code in read_codes(picture):
            found.append("the code in a picture")
        if can_be_seen(picture, case.word):
            found.append("the word in a picture")
    return found


def bare(case: Planted) -> Planted:
    """The same case under another number, with nothing covered."""
    name = f"{case.case['id']}-bare"
    exhibits = [{key: value for key, value in each.items() if key != "redact"} for each in case.verdict["exhibits"]]
    order = {**case.case["order"], "number": f"{case.case['order']['number']} bare"}
    doc = {**case.case, "id": name, "order": order}
    return replace(case, case=doc, verdict={**case.verdict, "case": name, "exhibits": exhibits})


def _controls(desk: Desk, case: Planted, folder: Path) -> Iterator[str]:
    """What the search misses in a decision of which nothing is covered: then it proves nothing of the others."""
    found = found_in(decided(desk, bare(case), folder)["parties"], case)
    for wanted in ("the code in a picture", "the word in a picture"):
        if wanted not in found:
            yield f"{case.case['id']}: uncovered, {wanted} was not found, so nothing was proven"


def problems(count: int, seed: int, folder: Path) -> list[str]:
    """What was found where it must not be, or not found where it is, in `count` cases."""
    told: list[str] = []
    desk = open_desk(folder / "library", moderator="mod-7")
    try:
        for number in range(count):
            case = planted(number, seed)
            assert case.code in read_codes(case.media[BUYER_PHOTO]), "the control: bare, the code can be read"
            assert can_be_seen(case.media[BUYER_PHOTO], case.word), "the control: bare, the word can be seen"
            if number % 50 == 0:
                told += _controls(desk, case, folder)
            files = decided(desk, case, folder)
            told += [f"{case.case['id']}: {each}" for each in found_in(files["parties"], case)]
            control = " ".join(found_in(files["office"], case))
            for own in ("Note", "Refer", "Reason", "Facts"):
                if own not in control:
                    told.append(f"{case.case['id']}: the office's edition lacks its {own}, so nothing was proven")
    finally:
        desk.close()
    return told


def main(arguments: list[str]) -> int:
    """Exit 0 where nothing was found."""
    parser = argparse.ArgumentParser(prog="tests.robustness.planted")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder  # nobody's own settings, nor a key in them
        found = problems(asked.count, asked.seed, Path(folder))
    for each in found:
        print("FOUND", each)
    print(f"{asked.count} parties' editions, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
