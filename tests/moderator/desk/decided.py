"""A library with decided cases, quickly made: copies of the builder's case under other numbers."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from moderator.desk import open_desk
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc


def decided_library(folder: Path, count: int, locator: str = "") -> list[str]:
    """Makes `count` decided cases in the library `folder`; their ids, ascending. Every order has its own number.

    `locator`: in that library instead, and the packs beside `folder`.
    """
    desk = open_desk(locator or folder, moderator="mod-7")
    ids = [f"AE-2026-{number:06}" for number in range(1, count + 1)]
    try:
        for case_id in ids:
            doc = case_doc(id=case_id)
            doc["order"]["number"] = f"81900{case_id[-6:]}"
            pack = write_case_pack(folder.parent / "packs" / case_id, doc)
            (imported,) = desk.import_packs([pack])
            assert imported.status == "imported", imported.problem
            desk.decide(case_id, verdict_doc(doc), final=True)
    finally:
        desk.close()
    return ids


@cache
def _made(count: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="moderator-decided-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    decided_library(folder / "library", count)
    return folder / "library"


def copied_library(folder: Path, count: int) -> None:
    """The same, as a copy of the one that this process made first: where a test wants one more, and not a new one."""
    shutil.copytree(_made(count), folder)
