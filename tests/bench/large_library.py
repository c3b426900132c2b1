"""A library of many cases, made as a marketplace's feed would make it: by `moderator import`."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from tests.bench.processes import ROOT, BenchFailed

REASONS = ("not-received", "damaged", "substandard", "not-as-described", "wrong-item", "payment-problem")
ITEMS = ("steel bottle", "earbuds", "running shoes", "desk lamp", "watch strap", "phone case", "kettle", "backpack")
PACKS_A_CALL = 250


def make_library(library: Path, cases: int) -> None:
    """Fills `library` with `cases` open cases. Raises BenchFailed where a pack is refused."""
    with tempfile.TemporaryDirectory() as folder:
        packs = [write_pack(Path(folder), number) for number in range(cases)]
        for start in range(0, cases, PACKS_A_CALL):
            some = [str(pack) for pack in packs[start : start + PACKS_A_CALL]]
            command = [sys.executable, "-m", "moderator", "import", "--library", str(library), *some]
            result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            if result.returncode:
                raise BenchFailed(f"{result.stdout}{result.stderr}"[-2000:])


def write_pack(folder: Path, number: int) -> Path:
    """One case as a bag in a folder of its own: a listing photo, a buyer's photo, two messages."""
    pack = folder / f"BENCH-{number:06}"
    media = pack / "data" / "media"
    media.mkdir(parents=True)
    for index, name in enumerate(("listing.png", "buyer.png")):
        colour = (number % 256, number // 256 % 256, 120 * index)
        Image.new("RGB", (64, 48), colour).save(media / name)
    (pack / "data" / "case.json").write_text(json.dumps(case(number)), "utf-8")
    (pack / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8")
    (pack / "bag-info.txt").write_text("Source-Organization: bench\n", "utf-8")
    write_manifest(pack, "manifest-sha256.txt", ["data/case.json", "data/media/buyer.png", "data/media/listing.png"])
    write_manifest(pack, "tagmanifest-sha256.txt", ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"])
    return pack


def write_manifest(pack: Path, name: str, files: list[str]) -> None:
    """The BagIt manifest `name` over `files`."""
    hashes = ((hashlib.sha256((pack / file).read_bytes()).hexdigest(), file) for file in files)
    (pack / name).write_text("".join(f"{digest}  {file}\n" for digest, file in hashes), "utf-8")


def case(number: int) -> dict[str, Any]:
    """The case.json of the bench's case `number`; due times spread over the coming month."""
    opened = datetime.now(UTC).replace(microsecond=0) - timedelta(days=12, minutes=number)
    item, reason = ITEMS[number % len(ITEMS)], REASONS[number % len(REASONS)]
    price = f"{5 + number % 90}.{number % 100:02}"
    return {
        "format": "moderator-case/1",
        "id": f"BENCH-{number:06}",
        "revision": 1,
        "reason": reason,
        "delivery": "not-delivered" if reason == "not-received" else "delivered",
        "opened_at": opened.isoformat(),
        "escalated_at": (opened + timedelta(days=6)).isoformat(),
        "decision_due_at": (opened + timedelta(days=12, minutes=45 * (number % 960))).isoformat(),
        "claim": {"text": f"Nothing about this {item} is as it should be.", "language": "en"},
        "order": {
            "number": f"{8_190_000_000 + number}",
            "currency": "USD",
            "placed_at": (opened - timedelta(days=20)).isoformat(),
            "lines": [{"id": "1", "title": f"The {item}", "quantity": 1, "unit_price": price}],
            "shipping": "0.00",
            "paid": price,
        },
        "listing": {
            "id": f"L-{number}",
            "title": f"The {item}",
            "description": f"A {item} in many colours.",
            "language": "en",
            "photos": [{"id": "L1", "path": "media/listing.png"}],
        },
        "buyer": {"id": f"buyer-{number % 700}", "name": "A. Buyer", "country": "ES"},
        "seller": {"id": f"seller-{number % 90}", "name": "A. Seller", "country": "CN"},
        **what_was_sent(opened.isoformat()),
    }


def what_was_sent(at: str) -> dict[str, Any]:
    """Messages and evidence of a case; all at the same time."""
    words = {"buyer": "Please look at this.", "seller": "It left us whole."}
    return {
        "messages": [
            {"id": f"M-{who}", "at": at, "from": who, "text": text, "language": "en"} for who, text in words.items()
        ],
        "evidence": [{"id": "E1", "from": "buyer", "kind": "photo", "path": "media/buyer.png", "submitted_at": at}],
    }
