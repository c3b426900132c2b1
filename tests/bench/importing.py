"""How fast packs come in: python -m tests.bench.importing [--packs N] [--media-mb N].

Without media: packs a second, through the desk. With media: the time beside that of hashing, copying and syncing the
same files, on the same disk and in the same minute.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from moderator.desk import open_desk
from tests.bench.large_library import case, write_manifest

RATE, FACTOR = 300, 1.3


def write_pack(folder: Path, number: int, media: dict[str, bytes]) -> Path:
    """A bag with the bench's case `number` and these files as its evidence."""
    pack = folder / f"BENCH-{number:06}"
    (pack / "data" / "media").mkdir(parents=True)
    doc = case(number)
    doc["listing"]["photos"] = []
    doc["evidence"] = [
        {**doc["evidence"][0], "id": f"E{n}", "path": f"media/{name}"} for n, name in enumerate(media, 1)
    ]
    (pack / "data" / "case.json").write_text(json.dumps(doc), "utf-8")
    for name, body in media.items():
        (pack / "data" / "media" / name).write_bytes(body)
    (pack / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8")
    (pack / "bag-info.txt").write_text("Source-Organization: bench\n", "utf-8")
    write_manifest(pack, "manifest-sha256.txt", ["data/case.json", *(f"data/media/{name}" for name in media)])
    write_manifest(pack, "tagmanifest-sha256.txt", ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"])
    return pack


def imported(library: Path, packs: list[Path]) -> float:
    """Seconds that it takes to import the packs into a new library."""
    desk = open_desk(library, moderator="bench")
    try:
        desk.queue()  # the database is made
        began = time.perf_counter()
        found = desk.import_packs(packs)
        took = time.perf_counter() - began
    finally:
        desk.close()
    assert [each.status for each in found] == ["imported"] * len(packs), found[:3]
    return took


def by_hand(folder: Path, packs: list[Path]) -> float:
    """Seconds that it takes to hash, copy and sync every file of the packs."""
    folder.mkdir()
    began = time.perf_counter()
    for number, path in enumerate(path for pack in packs for path in sorted((pack / "data" / "media").iterdir())):
        digest = hashlib.sha256()
        with path.open("rb") as source, (folder / str(number)).open("wb") as out:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    return time.perf_counter() - began


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--packs", type=int, default=2000)
    options.add_argument("--media-mb", type=int, default=400)
    chosen = options.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    folder = Path(tempfile.mkdtemp(prefix="importing-"))
    try:
        packs = [write_pack(folder / "packs", number, {}) for number in range(chosen.packs)]
        rate = chosen.packs / imported(folder / "library", packs)
        print(f"{'ok  ' if rate >= RATE else 'MISS'} without media: {rate:.0f} packs/s (at least {RATE})")
        size = 8 << 20
        bodies = [{"film.mp4": os.urandom(size)} for _ in range(chosen.media_mb * (1 << 20) // size)]
        packs = [write_pack(folder / "films", number, body) for number, body in enumerate(bodies)]
        factors = []
        for turn in range(3):
            floor = by_hand(folder / f"floor{turn}", packs)
            took = imported(folder / f"films{turn}", packs)
            factors.append(took / floor)
            print(f"     media: {took:.2f} s, hash + copy + sync {floor:.2f} s, {factors[-1]:.2f} ×")
        factor = sorted(factors)[1]
        print(f"{'ok  ' if factor <= FACTOR else 'MISS'} media: {factor:.2f} × (at most {FACTOR})")
        return 0 if rate >= RATE and factor <= FACTOR else 1
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    raise SystemExit(main())
