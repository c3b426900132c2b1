"""Whether a library holds after a fault: what was acknowledged is there, and nothing under a final name is half."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from moderator import durable
from moderator.errors import ModeratorError
from moderator.report.opening import opened
from moderator.store import backups
from moderator.store.file import looking
from moderator.store.store import Store
from tests.robustness.flows import World


def broken(world: World, acknowledged: Iterable[str]) -> list[str]:
    """What does not hold, a line each. Opens the library with the real store, which recovers what SQLite must."""
    try:
        store = Store(world.library)
        try:
            return [*_library(world), *_acknowledged(world, store, acknowledged), *_papers(world), *_backups(world)]
        finally:
            store.close()
    except ModeratorError as error:
        return [f"does not open: {error}"]


def _library(world: World) -> Iterator[str]:
    backups.look(world.database)  # raises what is wrong
    media = world.library / "media"
    with looking(world.database) as connection:
        wanted = {row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM file")}
        wanted |= {row[0] for row in connection.execute("SELECT sha256 FROM signed_document")}
        for sha256, body in connection.execute("SELECT sha256, body FROM document"):
            if hashlib.sha256(body).hexdigest() != sha256:
                yield f"document {sha256} is not itself"
            doc = json.loads(body)
            if "sandbox" in doc:  # a decision record
                wanted |= {each["picture"] for each in doc["exhibits"] if each.get("picture")}
                wanted |= {each["sha256"] for each in doc["fonts"]}
        yield from (f"row without its document: {row}" for row in connection.execute("PRAGMA foreign_key_check"))
    yield from (f"file {sha256} is missing" for sha256 in wanted if not (media / sha256[:2] / sha256).is_file())
    for path in media.glob("??/*"):
        if not path.name.startswith(".") and hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"file {path.name} is half"


def _acknowledged(world: World, store: Store, acknowledged: Iterable[str]) -> Iterator[str]:
    drafts: dict[str, int] = {}
    for ack in acknowledged:
        word, name, *rest = [*ack.split(), ""]
        if word == "draft":
            drafts[name] = int(rest[0])
        elif _is_lost(world, store, word, name, rest[0] if rest else ""):
            yield f"lost: {ack}"
    for case_id, number in drafts.items():
        found = store.draft(case_id)
        typed = -1 if found is None else int(str(found["internal_note"]).split("typed ")[1])
        if typed < number:
            yield f"lost: draft {case_id} {number}"


def _is_lost(world: World, store: Store, word: str, name: str, sha256: str) -> bool:
    if word == "import":
        return store.head(name) is None
    if word == "decide":
        return store.standing(name) is None
    if word == "backup":
        return not (world.library / backups.FOLDER / name).is_file()
    if word == "export":
        path = world.out / name
        return not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256
    return word == "paper" and not (world.out / name).is_file()


def _papers(world: World) -> Iterator[str]:
    for path in world.out.glob("*.pdf"):
        try:
            json.loads(opened(path.read_bytes()).decision)
        except ValueError as error:
            yield f"half: {path.name}: {error}"


def _backups(world: World) -> Iterator[str]:
    for each in backups.kept(world.library):
        try:
            backups.look(each.path)
        except ModeratorError as error:
            yield f"backup: {error}"


def leftovers(world: World) -> list[Path]:
    """What was left half written anywhere."""
    return [path for path in world.folder.rglob(f".*{durable.PART}*") if path.is_file()]
