"""Where documents go under their names: a folder and what fsspec reaches do the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.errors import LibraryError
from moderator.store import places


@pytest.fixture(params=["folder", "file", "memory", "moved"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[places.Place]:
    if request.param == "folder":
        yield places.place(str(tmp_path))
    elif request.param == "file":
        yield places.place(f"file://{tmp_path}")
    else:
        fsspec = pytest.importorskip("fsspec")
        made = places.place("memory://documents")
        assert isinstance(made, places.Remote)
        if request.param == "moved":  # as where an object does not appear whole
            made = places.Remote(made._system, made._root, "sftp://host/documents", whole=False)
        yield made
        fsspec.filesystem("memory").rm("/documents", recursive=True)


def test_a_document_is_there_whole_and_can_be_written_again(where: places.Place) -> None:
    where.demand()
    for data in (b"first", b"the second, which is longer", b""):
        where.write("AE-1.pdf", data)
        assert where.hash_of("AE-1.pdf") == hashlib.sha256(data).hexdigest()
    assert where.hash_of("AE-2.pdf") is None
    assert where.called("AE-1.pdf").endswith("AE-1.pdf")
    where.sweep()
    if isinstance(where, places.Remote):
        assert [each.rpartition("/")[2] for each in where._system.ls("/documents", detail=False)] == ["AE-1.pdf"]


def test_a_folder_that_is_not_mounted_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="is it mounted"):
        places.place(str(tmp_path / "away")).demand()


def test_a_place_that_refuses_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LibraryError, match="cannot be reached from this computer"):
        places.place("nonsense://x")
    made = places.place("memory://documents")
    assert isinstance(made, places.Remote)

    def refuse(*_given: object, **_more: object) -> None:
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(type(made._system), "pipe_file", refuse)
    with pytest.raises(OSError, match="not yours") as caught:
        made.write("AE-1.pdf", b"x")
    assert caught.value.strerror == "not yours"
