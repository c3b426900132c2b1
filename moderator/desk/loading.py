"""What goes into a bag, gathered: documents and files by hash, verdicts with all that they need to be printed again."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from moderator.desk.state import State
from moderator.desk.values import Stop
from moderator.domain.canonical import Json, canonical, digest

if TYPE_CHECKING:
    from moderator.pack.write import Media
    from moderator.store.records import StoredVerdict


class Loading:
    """The files of a bag by their path in it. Nothing is copied before the bag is written."""

    def __init__(self, state: State, stop: Stop | None = None) -> None:
        self._state, self._stop = state, stop
        self.files: dict[str, Media] = {}

    def document(self, value: Json) -> str:
        """A JSON document; its hash."""
        data, sha256 = canonical(value), digest(value)
        self.files[f"documents/{sha256}.json"] = lambda: io.BytesIO(data)
        return sha256

    def medium(self, sha256: str) -> None:
        """A file of the library. Raises LibraryError where a team's place cannot be reached."""
        self.files[f"media/{sha256}"] = self._state.store.media.path(sha256)

    def text(self, path: str, data: bytes) -> None:
        self.files[path] = lambda: io.BytesIO(data)

    def pack(self, path: str, case_id: str, revision: int) -> dict[str, Json]:
        """A revision as a case pack, written when its turn comes."""
        store = self._state.store
        files = store.files(case_id, revision)
        doc = store.document(case_id, revision)

        def written() -> BinaryIO:
            from moderator.pack.write import write_packed

            out = tempfile.TemporaryFile()  # noqa: SIM115  closed by who reads it; without a name, so nothing stays
            media = {each: store.media.path(file.sha256) for each, file in files.items()}
            write_packed(doc, media, out, self._stop)
            return out

        self.files[path] = written
        return {"revision": revision, "pack": path}

    def verdict(self, stored: StoredVerdict) -> dict[str, Json]:
        """A verdict with its record, the pictures and fonts of that, and its documents as they were signed."""
        store = self._state.store
        record = None if stored.record is None else store.decision_record(stored.record)
        papers = []
        for each in store.papers(stored.id):
            self.medium(each.sha256)
            paper = {"edition": each.edition, "sha256": each.sha256, "pages": each.pages, "local": each.local}
            papers.append(paper | {"missing": list(each.missing)})
        return {**self.told(stored.id, stored.body, record), "papers": papers}

    def told(self, verdict_id: str, body: Json, record: Json | None) -> dict[str, Json]:
        found = {"id": verdict_id, "body": self.document(body)}
        if record is None:
            return found
        for sha256 in media_of(record):
            self.medium(sha256)
        return {**found, "record": self.document(record)}


def media_of(record: Mapping[str, Any]) -> Iterator[str]:
    """The hashes of the pictures and fonts that a record needs to be printed."""
    for each in (*record["exhibits"], *record["fonts"]):
        sha256 = each.get("picture") if "picture" in each else each.get("sha256")
        if sha256:
            yield str(sha256)
