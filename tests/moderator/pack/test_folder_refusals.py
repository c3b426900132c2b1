"""Each thing that refuses a folder as such, and packs that change after they were checked."""

from __future__ import annotations

import io
import os
import shutil
import socket
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from moderator.errors import Cancelled, PackRefused
from moderator.pack import Limits, read_pack
from tests.builders import BUYER_PHOTO, LISTING_PHOTO, jpeg
from tests.moderator.pack.bags import CARRIERS, CASE, ROOT, as_folder, as_zip, assert_refused, bag, problems_of

PHOTO = f"data/{BUYER_PHOTO}"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return as_folder(bag(), tmp_path / "pack")


@posix
@pytest.mark.parametrize("path", [PHOTO, CASE, "bag-info.txt", "manifest-sha256.txt", "data", "data/media"])
def test_a_link_in_the_place_of_a_file_or_folder(path: str, folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "outside"
    (folder / path).rename(moved)
    (folder / path).symlink_to(moved)
    assert_refused(folder, "link", path, "a file", "a link")


@posix
@pytest.mark.parametrize("target", ["e1.jpg", "/etc/passwd", "/nowhere", "..", "/"])
def test_a_link_beside_the_files(target: str, folder: Path) -> None:
    (folder / "data/media/link.jpg").symlink_to(target)
    assert_refused(folder, "link", "data/media/link.jpg", "a file", "a link")


@posix
def test_a_pipe_and_a_socket(folder: Path) -> None:
    os.mkfifo(folder / "data/media/pipe")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the name of a socket is at most some hundred bytes
        try:
            server.bind("data/media/socket")
        finally:
            os.chdir(here)
        assert_refused(folder, "special-file", "data/media/pipe", "file or folder", "10000")
        assert_refused(folder, "special-file", "data/media/socket", "file or folder", "140000")


@posix
def test_a_pipe_in_the_place_of_a_pack(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pack.casepack")
    assert_refused(tmp_path / "pack.casepack", "special-file", "pack.casepack", "zip or folder")


def test_nothing_there(tmp_path: Path) -> None:
    assert_refused(tmp_path / "none.casepack", "unreadable", "none.casepack", "found none")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser reads everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / PHOTO).chmod(0)
    assert_refused(folder, "unreadable", PHOTO, "to read it", "denied")


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    assert_refused(tmp_path / "pack", "bagit-missing", "bagit.txt", "no BagIt bag")


def test_two_bags_in_one_folder(folder: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(folder, outer / "one")
    assert problems_of(outer) == ()
    shutil.copytree(folder, outer / "two")
    assert_refused(outer, "roots", "outer", "one folder", "“one”, “two”")


@pytest.mark.parametrize(
    ("limits", "code", "pointer"),
    [
        (Limits(files=6), "files", "pack"),
        (Limits(files=2), "files", "pack"),
        (Limits(file_bytes=1640), "file-size", "data/media/listing-1.jpg"),
        (Limits(pack_bytes=5000), "pack-size", "pack"),
        (Limits(tag_bytes=50), "file-size", "bagit.txt"),
        (Limits(json_bytes=500), "file-size", CASE),
    ],
)
def test_sizes_over_the_limits(limits: Limits, code: str, pointer: str, folder: Path) -> None:
    assert_refused(folder, code, pointer, "at most", "found", limits=limits)


def test_a_real_file_over_two_gigabytes(folder: Path) -> None:
    with (folder / PHOTO).open("r+b") as file:
        file.truncate(2**31 + 1)
    assert_refused(folder, "file-size", PHOTO, f"at most {2**31}", f"found {2**31 + 1}")


def test_a_tree_without_end_is_left_early(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / "pack" / str(i) / "x").mkdir(parents=True)
    asked = []

    def stop() -> bool:
        asked.append(1)
        return False

    with pytest.raises(PackRefused, match="at most 20 files"):
        read_pack(tmp_path / "pack", Limits(files=20), stop)
    assert 20 < len(asked) < 50
    with pytest.raises(Cancelled):
        read_pack(tmp_path / "pack", stop=lambda: True)


@posix
def test_hard_links_are_plain_files(folder: Path, tmp_path: Path) -> None:
    """Backups and copies make them; they lead nowhere, and the manifest vouches for the bytes."""
    os.link(folder / PHOTO, tmp_path / "elsewhere.jpg")
    assert problems_of(folder) == ()


@posix
@pytest.mark.parametrize(
    ("change", "code", "found"),
    [
        (lambda path: path.write_bytes(jpeg("green").ljust(path.stat().st_size, b"\0")), "changed", "sha256"),
        (lambda path: path.write_bytes(b"x"), "file-size", "found 1"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "file-size", "found more"),
        (lambda path: path.unlink(), "unreadable", "found none"),
        (lambda path: (path.unlink(), path.symlink_to("/etc/passwd")), "unreadable", "symbolic links"),
        (lambda path: (path.unlink(), os.mkfifo(path)), "changed", "found a pipe"),
    ],
    ids=["same size", "shorter", "longer", "gone", "a link", "a pipe"],
)
def test_a_file_that_changes_after_it_was_checked(
    change: Callable[[Path], object], code: str, found: str, folder: Path
) -> None:
    with read_pack(folder) as pack:
        change(folder / PHOTO)
        with pytest.raises(PackRefused, match=found) as refused:
            pack.copy_to(BUYER_PHOTO, io.BytesIO())
        assert (refused.value.problems[0].pointer, refused.value.problems[0].code) == (PHOTO, code)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_changes_after_it_was_checked(compression: int, tmp_path: Path) -> None:
    media = {LISTING_PHOTO: jpeg(), BUYER_PHOTO: os.urandom(2**17)}  # more than any buffer holds
    out = as_zip(bag(media=media), tmp_path / "pack.casepack", compression=compression)
    with zipfile.ZipFile(out) as archive:
        info = archive.getinfo(ROOT + PHOTO)
    with read_pack(out) as pack:
        with out.open("r+b") as file:
            file.seek(info.header_offset + 30 + len(info.filename) + info.compress_size // 2)
            file.write(b"\0" * 40)
        with pytest.raises(PackRefused, match="expected") as refused:
            pack.copy_to(BUYER_PHOTO, io.BytesIO())
        assert refused.value.problems[0].pointer == ROOT + PHOTO


@posix
def test_a_zip_replaced_after_it_was_checked_changes_nothing(tmp_path: Path) -> None:
    out = CARRIERS["zip"](bag(), tmp_path)
    with read_pack(out) as pack:
        out.unlink()
        out.write_bytes(b"something else")
        copy = io.BytesIO()
        assert pack.copy_to(BUYER_PHOTO, copy) == pack.files[BUYER_PHOTO].sha256
        assert copy.getvalue() == jpeg("darkred")


@pytest.mark.parametrize("carrier", CARRIERS)
def test_stop_and_progress(carrier: str, tmp_path: Path) -> None:
    media = {"media/listing-1.jpg": os.urandom(3 * 2**20), BUYER_PHOTO: jpeg()}
    out = CARRIERS[carrier](bag(media=media), tmp_path)
    seen: list[tuple[int, int]] = []
    with read_pack(out, progress=lambda done, total: seen.append((done, total))) as pack:
        size = sum(file.bytes for file in pack.files.values())
    totals = {total for _, total in seen}
    done = [each for each, _ in seen]
    assert len(totals) == 1
    assert done == sorted(done)
    assert done[-1] == totals.pop() > size
    assert len(done) > 8
    for asks in (0, 1, 5, 20):
        left = iter(range(asks))
        with pytest.raises(Cancelled):
            read_pack(out, stop=lambda left=left: next(left, None) is None)


def test_copying_can_be_stopped(folder: Path) -> None:
    with read_pack(folder) as pack, pytest.raises(Cancelled):
        pack.copy_to(BUYER_PHOTO, io.BytesIO(), stop=lambda: True)
