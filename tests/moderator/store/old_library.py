"""A library as the last version with schema 3 wrote it: five cases with verdicts, taken back, appealed, exported.

Its database alone: the evidence is not needed to see what becomes of rows and hashes.
"""

from __future__ import annotations

import lzma
from pathlib import Path

from moderator.store.file import DATABASE

PACKED = Path(__file__).parent / "old" / "schema-3.sqlite3.xz"


def old_library(folder: Path) -> Path:
    """Puts the library into `folder`; its database."""
    folder.mkdir(parents=True)
    path = folder / DATABASE
    path.write_bytes(lzma.decompress(PACKED.read_bytes()))
    return path
