"""The files of a team: wherever they are, the copy that is used has its hash."""

from __future__ import annotations

import hashlib
import random
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from moderator.errors import LibraryError
from moderator.store.shared import Remote, Shared, SharedMedia, origin
from tests.s3 import Store

DATA = b"evidence" * 1000
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="module", autouse=True)
def started(s3: Store) -> Store:
    """Before any test, so that its threads are none that a test has left behind."""
    return s3


@pytest.fixture(params=["folder", "file", "memory", "moved", "s3"])
def place(
    request: pytest.FixtureRequest, started: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A place of every kind. "moved": one that files are moved in, as SFTP, played by fsspec's local files."""
    shared = tmp_path / "shared"
    shared.mkdir()
    if request.param == "memory":
        yield f"memory://{uuid.uuid4().hex}/team"
        fsspec.filesystem("memory").store.clear()
        return
    if request.param == "s3":
        yield f"{started.new()}/team"
        return
    if request.param == "moved":
        moved = Remote(fsspec.filesystem("file"), str(shared), whole=False)
        monkeypatch.setattr("moderator.store.shared.origin", lambda _place: moved)
    yield f"file://{shared}" if request.param == "file" else str(shared)


def spoil(media: SharedMedia) -> None:
    """Changes the file at its place."""
    where = media._origin
    if isinstance(where, Shared):
        path = where._media.path(SHA)
        path.chmod(0o600)
        path.write_bytes(b"Evidence" * 1000)
    else:
        assert isinstance(where, Remote)
        if "file" in where._system.protocol:
            Path(where._name(SHA)).chmod(0o600)
        where._system.pipe_file(where._name(SHA), b"Evidence" * 1000)


def test_what_one_keeps_another_finds(tmp_path: Path, place: str) -> None:
    assert SharedMedia(tmp_path / "a", place).add(DATA) == SHA
    other = SharedMedia(tmp_path / "b", place)
    assert (other.has(SHA), other.there(SHA), other.has("0" * 64)) == (True, True, False)
    assert not (tmp_path / "b").exists()
    assert other.path(SHA).read_bytes() == DATA
    assert other.path(SHA).is_relative_to(tmp_path / "b")
    assert other.read(SHA) == DATA
    assert not other.path("0" * 64).exists()
    left = [path for path in (tmp_path / "shared").rglob("*") if path.is_file() and path.name != SHA]
    assert left == []


def test_what_comes_in_with_a_pack_is_the_teams_too(tmp_path: Path, place: str) -> None:
    media = SharedMedia(tmp_path / "a", place)
    for _attempt in range(2):  # the second after one whose copy stayed here and never reached the place
        with media.staging() as staged:
            assert b"".join(staged.tee(SHA, iter([DATA[:100], DATA[100:]]))) == DATA
            staged.commit()
        assert SharedMedia(tmp_path / "b", place).read(SHA) == DATA
        where = media._origin
        if isinstance(where, Shared):
            where._media.path(SHA).unlink()
        elif isinstance(where, Remote):
            where._system.rm_file(where._name(SHA))
        shutil.rmtree(tmp_path / "b")
        assert not media.there(SHA)


def test_a_file_that_was_changed_at_its_place_is_not_used(tmp_path: Path, place: str) -> None:
    media = SharedMedia(tmp_path / "a", place)
    media.add(DATA)
    spoil(media)
    other = SharedMedia(tmp_path / "b", place)
    with pytest.raises(LibraryError, match="no longer has its hash"):
        other.path(SHA)
    assert [path for path in (tmp_path / "b").rglob("*") if path.is_file()] == []
    assert media.read(SHA) == DATA  # a copy that was fetched before is still itself


def test_a_copy_that_was_changed_does_not_become_the_teams(tmp_path: Path, place: str) -> None:
    media = SharedMedia(tmp_path / "a", place)
    copy = tmp_path / "a" / SHA[:2] / SHA
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"something else")
    with pytest.raises(LibraryError, match="no longer has its hash"):
        media.keep(SHA, lambda out: out.write(DATA))
    assert not media.there(SHA)


def test_a_folder_that_is_not_mounted_is_said_and_not_made(tmp_path: Path) -> None:
    media = SharedMedia(tmp_path / "a", str(tmp_path / "nowhere"))
    for attempt in (lambda: media.has(SHA), lambda: media.path(SHA), lambda: media.add(DATA)):
        with pytest.raises(LibraryError, match="is it mounted"):
            attempt()
    assert not (tmp_path / "nowhere").exists()


def test_a_move_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = fsspec.filesystem("file")
    (tmp_path / "shared").mkdir()
    copy = tmp_path / "copy"
    copy.write_bytes(DATA)

    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(system, "mv", refuse)
    with pytest.raises(OSError, match="No space"):
        Remote(system, str(tmp_path / "shared"), whole=False).keep(SHA, copy)
    assert [path for path in (tmp_path / "shared").rglob("*") if path.is_file()] == []


def test_s3_that_drops_the_connection_or_denies_is_a_sentence_and_nothing_half(s3: Store, tmp_path: Path) -> None:
    place, data = f"{s3.new()}/team", random.Random(1).randbytes(600_000)
    sha256 = SharedMedia(tmp_path / "a", place).add(data)
    other = SharedMedia(tmp_path / "b", place)
    s3.road.cut_after, before = 200_000, s3.road.cuts
    try:
        with pytest.raises(LibraryError, match="cannot be reached at the team's place"):
            other.path(sha256)
        assert s3.road.cuts > before
        s3.road.cut_after = 0
        for attempt in (lambda: other.has(sha256), lambda: other.hash_of(sha256), lambda: other.add(DATA)):
            with pytest.raises(LibraryError, match="cannot be reached at the team's place"):
                attempt()
    finally:
        s3.road.cut_after = -1
    assert not [path for path in (tmp_path / "b").rglob("*") if path.is_file() and path.name != SHA]
    with s3.denied(), pytest.raises(LibraryError, match="Forbidden"):
        other.path(sha256)
    assert other.path(sha256).read_bytes() == data
    assert other.add(DATA) == SHA
    assert SharedMedia(tmp_path / "c", place).read(SHA) == DATA


def test_a_bucket_that_there_is_not_is_said_and_not_made(s3: Store, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="bucket does not exist"):
        SharedMedia(tmp_path / "a", "s3://no-such-bucket/team").add(DATA)
    assert "no-such-bucket" not in s3.system().ls("")


def test_a_place_that_this_computer_does_not_know_is_said() -> None:
    with pytest.raises(LibraryError, match="cannot be reached from this computer"):
        origin("nothing-like-it://bucket/team")
