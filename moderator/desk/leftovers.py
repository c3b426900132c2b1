"""What a process that was killed leaves half written, and where it may lie: it is taken away when a library is opened.

Decisions are written into folders of the person's choice. The library remembers the last of them, so that leftovers
there go too, even if nobody exports there again.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

from moderator import durable, settings

FILE = "export-folders.json"
REMEMBERED = 20


def remember(library: Path, out: Path) -> None:
    """`out` gets decisions of this library from now on. Nothing of it is worth failing for."""
    folder = str(out.absolute())
    known = folders(library)
    if known[:1] == [folder]:
        return
    doc = json.dumps([folder, *(each for each in known if each != folder)][:REMEMBERED], ensure_ascii=False)
    with suppress(OSError):
        durable.write_bytes(library / FILE, doc.encode("utf-8", "surrogatepass"), mode=0o600)


def folders(library: Path) -> list[str]:
    """Where decisions of the library were written to, the last first."""
    try:
        doc = json.loads((library / FILE).read_bytes().decode("utf-8", "surrogatepass"))
    except (OSError, ValueError):
        return []
    return [each for each in doc if isinstance(each, str)] if isinstance(doc, list) else []


def sweep(library: Path) -> None:
    """Takes away what is half written and nobody is at any more. Cheap: it looks into a few folders."""
    from moderator.store.backups import FOLDER
    from moderator.store.media import INCOMING

    inside = (library, library / "media" / INCOMING, library / FOLDER)
    for folder in (*inside, settings.default_path().parent, *map(Path, folders(library))):
        with suppress(OSError, ValueError):
            durable.sweep(folder)
    _sweep_cache(library / "cache")


def _sweep_cache(cache: Path) -> None:
    """Its writers hold no lock: what is older than an hour nobody writes any more."""
    limit = time.time() - 3600
    for part in cache.glob(f"*/.*{durable.PART}"):
        with suppress(OSError):
            if part.stat().st_mtime < limit:
                part.unlink()
