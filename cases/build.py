"""Writes the sample cases: `python -m cases.build [SAMPLE_MEDIA] [--out DIR]`.

SAMPLE_MEDIA is the folder of renders that lies beside a checkout, by default ../shared/sample-media. The same code
and the same media give the same bytes, so a rebuild that changes nothing leaves git clean.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from cases.stories import stories
from cases.stories.parts import Doc, Story
from moderator.pack import write_pack

HERE = Path(__file__).resolve().parent
SAMPLE_MEDIA = HERE.parent.parent / "shared" / "sample-media"


def build(told: Iterable[Story], sample_media: Path, out: Path) -> list[Path]:
    """Writes `ID.casepack` and `verdicts/ID.json` of each story below `out`; returns the packs."""
    (out / "verdicts").mkdir(parents=True, exist_ok=True)
    packs = []
    for story in told:
        files = {filed["path"]: filed.source(sample_media) for filed in story.filed}
        pack = out / f"{story.id}.casepack"
        write_pack(story.case, {path: partial(io.BytesIO, data) for path, data in files.items()}, pack)
        text = json.dumps(verdict_of(story, files), ensure_ascii=False, indent=2)
        (out / "verdicts" / f"{story.id}.json").write_text(f"{text}\n", encoding="utf-8")
        packs.append(pack)
    return packs


def verdict_of(story: Story, files: dict[str, bytes]) -> Doc:
    """The story's verdict with the SHA-256 of every exhibit's file."""
    hashes = {filed["id"]: hashlib.sha256(files[filed["path"]]).hexdigest() for filed in story.filed}
    exhibits = [{**exhibit, "sha256": hashes[exhibit["source"]]} for exhibit in story.verdict.get("exhibits", [])]
    return {**story.verdict, "exhibits": exhibits} if exhibits else story.verdict


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the sample case packs and their verdicts.")
    parser.add_argument("sample_media", nargs="?", type=Path, default=SAMPLE_MEDIA)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--only", action="append", metavar="CASE", help="one case, repeatable; default: all of them")
    wanted = parser.parse_args()
    told = [story for story in stories() if not wanted.only or story.id in wanted.only]
    for pack in build(told, wanted.sample_media, wanted.out):
        print(f"{pack.name}  {pack.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
