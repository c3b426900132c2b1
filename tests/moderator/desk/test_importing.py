"""Packs imported many at a time: one answer each, in their order, and a refused one changes nothing."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path

import pytest

from moderator.desk import Desk, importing
from moderator.domain.queue import Ask, Filter
from moderator.errors import LibraryError
from moderator.store.store import Store
from tests.builders import case_doc, write_case_pack


def test_every_kind_of_pack_in_one_batch(desk: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "bad.casepack"
    bad.write_bytes(b"PK no")
    one, two = write_case_pack(tmp_path / "1", case_doc(id="C-1")), write_case_pack(tmp_path / "2", case_doc(id="C-2"))
    newer = write_case_pack(tmp_path / "3", case_doc(id="C-1", revision=2))
    other = write_case_pack(tmp_path / "4", case_doc(id="c-1"))
    packs = [one, bad, one, newer, two, one, other]
    found = desk.import_packs(packs)
    assert [(each.pack, each.status) for each in found] == list(
        zip(
            map(str, packs),
            ("imported", "refused", "unchanged", "updated", "imported", "refused", "refused"),
            strict=True,
        )
    )
    assert [(row.case, row.revision) for row in desk.queue()] == [("C-1", 2), ("C-2", 1)]
    assert [row.case for row in desk.queue(Ask(Filter(text="jug")))] == ["C-1", "C-2"]
    assert desk._state.store.verify_ledger() is None


def test_what_somebody_else_brought_meanwhile_is_left_alone(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading a pack and saving it another program imports the same case."""
    packs = [write_case_pack(tmp_path / "p", case_doc(id=each)) for each in ("C-1", "C-2", "C-3")]
    real = Store.add_cases

    def late(store: Store, new: object, _there: object) -> object:
        waiting = list(new)  # type: ignore[call-overload]
        monkeypatch.setattr(Store, "add_cases", real)
        store.add_cases([each for each in waiting if each[0].id == "C-2"])
        return store.add_cases(waiting)

    monkeypatch.setattr(Store, "add_cases", late)
    found = desk.import_packs(packs)
    assert [each.status for each in found] == ["imported", "refused", "imported"]
    assert "was changed while its pack was read" in str(found[1].problem)
    assert [row.case for row in desk.queue()] == ["C-1", "C-2", "C-3"]
    assert desk._state.store.verify_ledger() is None


def test_a_batch_that_cannot_be_saved_is_told_of_as_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = [write_case_pack(tmp_path / "p", case_doc(id=f"C-{n}")) for n in range(5)]
    real, calls = Store.add_cases, []

    def full(store: Store, new: object, there: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise LibraryError("The library could not save that: disk full.")
        return real(store, new, there)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "AT_ONCE", 2)
    monkeypatch.setattr(Store, "add_cases", full)
    found = desk.import_packs(packs)
    assert [each.status for each in found] == ["imported", "imported", "refused", "refused", "imported"]
    assert [row.case for row in desk.queue()] == ["C-0", "C-1", "C-4"]


def test_what_was_read_before_a_stop_is_saved(desk: Desk, tmp_path: Path) -> None:
    packs = [write_case_pack(tmp_path / "p", case_doc(id=f"C-{n}")) for n in range(4)]
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len({row.id for row in desk._state.store.page(Ask())}) > 0 or len(asked) > 25

    found = desk.import_packs(packs, stop=stop)
    assert [row.case for row in desk.queue()] == [each.case for each in found]
    assert len(found) < 4


def media_of(desk: Desk) -> list[Path]:
    return [path for path in (desk.library.path / "media").rglob("*") if path.is_file()]


def test_nothing_stays_of_a_pack_whose_last_file_is_not_what_it_says(desk: Desk, tmp_path: Path) -> None:
    pack = write_case_pack(tmp_path / "p", case_doc(id="C-1"))
    folder = tmp_path / "folder"
    with zipfile.ZipFile(pack) as packed:
        packed.extractall(folder)
    (last,) = folder.rglob("listing-1.jpg")
    last.write_bytes(last.read_bytes()[:-1] + b"!")
    (found,) = desk.import_packs([folder])
    assert found.status == "refused"
    assert "listing-1.jpg" in str(found.problem)
    assert media_of(desk) == []


def test_a_full_disk_refuses_the_pack_and_leaves_no_part(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write_case_pack(tmp_path / "p", case_doc(id="C-1"))
    desk.queue_around(Ask(), "C-1")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("moderator.store.media.os.fsync", full)
        (found,) = desk.import_packs([pack])
    assert (found.status, media_of(desk), desk.queue()) == ("refused", [], ())
    assert "No space left" in str(found.problem)
    (again,) = desk.import_packs([pack])
    assert again.status == "imported"
    assert len(media_of(desk)) == 2
    assert all(not item.missing for item in desk.open_case("C-1").items)


def test_a_disk_that_becomes_read_only_is_a_sentence(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even what came half in can be taken away then; a later import does."""
    pack = write_case_pack(tmp_path / "1", case_doc(id="C-1"))

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        patched.setattr(Path, "unlink", refuse)
        (found,) = desk.import_packs([pack])
    assert (found.status, found.problem) == ("refused", "The library could not keep a file: Read-only file system.")
    incoming = desk.library.path / "media" / "incoming"
    left = list(incoming.iterdir())
    assert left
    for each in left:
        os.utime(each, (0, 0))  # what is young may be somebody's who writes it
    (found,) = desk.import_packs([pack])
    assert found.status == "imported"
    assert not list(incoming.iterdir())


class Full:
    """A file on a full disk: what it did not write it tries to once more when it is closed."""

    def __init__(self, handle: int, _mode: str) -> None:
        self._handle = handle

    def fileno(self) -> int:
        return self._handle

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            self.flush()


def test_a_full_disk_is_a_sentence(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = write_case_pack(tmp_path / "1", case_doc(id="C-1"))
    desk.queue()
    with monkeypatch.context() as patched:
        patched.setattr("moderator.store.media.os.fdopen", Full)
        (found,) = desk.import_packs([pack])
    assert (found.status, found.problem) == ("refused", "The library could not keep a file: No space left on device.")
    assert desk.import_packs([pack])[0].status == "imported"
    assert not list((desk.library.path / "media" / "incoming").iterdir())
