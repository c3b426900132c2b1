"""What comes in through the inbox: once it is whole, once, and never by following what is hostile."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest

from moderator.desk import Desk, open_desk
from moderator.desk.inbox import AGAIN, COPIES, Inbox
from moderator.errors import LibraryError, PlaceError
from tests.builders import case_doc, write_case_pack
from tests.moderator.pack.bags import as_zip, bag

CASE = "AE-2026-000123"
PACK = f"{CASE}.casepack"


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def inbox(folder: Path, clock: Time) -> Inbox:
    return Inbox(str(folder), clock=clock)


@pytest.fixture
def look(desk: Desk, inbox: Inbox, clock: Time) -> Callable[[], dict[str, str]]:
    """Looks, and again once all has settled: what became of each pack."""

    def twice() -> dict[str, str]:
        found = desk.take_in(inbox)
        clock.now += inbox.unsettled
        return {each.pack: each.status for each in (*found, *desk.take_in(inbox))}

    return twice


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.name.startswith("."))


def reasons(folder: Path, name: str) -> str:
    return (folder / "refused" / f"{name}.reasons.txt").read_text("utf-8")


def test_a_pack_is_taken_once_it_has_settled(desk: Desk, inbox: Inbox, folder: Path, clock: Time) -> None:
    pack = write_case_pack(folder)
    whole = pack.read_bytes()
    pack.write_bytes(whole[:1000])
    assert desk.take_in(inbox) == []
    clock.now += 1.9
    pack.write_bytes(whole[:2000])
    clock.now += 0.2
    assert desk.take_in(inbox) == [], "it grew meanwhile"
    pack.write_bytes(whole)
    assert desk.take_in(inbox) == []
    clock.now += 2
    (arrived,) = desk.take_in(inbox)
    assert (arrived.pack, arrived.case, arrived.status) == (PACK, CASE, "imported")
    assert arrived.moved == f"done/{PACK}"
    assert (folder / "done" / PACK).read_bytes() == whole
    assert tree(folder) == ["done", f"done/{PACK}"]
    assert [row.case for row in desk.queue()] == [CASE]
    assert not (desk.library.path / COPIES).exists()


def test_a_part_is_left_until_it_is_renamed(look: Callable[[], dict[str, str]], folder: Path) -> None:
    pack = write_case_pack(folder)
    pack.rename(folder / f"{PACK}.part")
    (folder / ".hidden.casepack").write_bytes(b"")
    assert look() == {}
    (folder / f"{PACK}.part").rename(pack)
    assert look() == {PACK: "imported"}


def test_a_folder_is_a_pack_too(look: Callable[[], dict[str, str]], folder: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(write_case_pack(tmp_path / "zip")) as file:
        file.extractall(folder)
    (pack,) = folder.iterdir()
    assert look() == {pack.name: "imported"}
    assert (folder / "done" / pack.name / "bagit.txt").is_file()


def test_the_same_pack_again_is_unchanged_and_kept_beside(look: Callable[[], dict[str, str]], folder: Path) -> None:
    write_case_pack(folder)
    assert look() == {PACK: "imported"}
    write_case_pack(folder)
    assert look() == {PACK: "unchanged"}
    assert tree(folder) == ["done", f"done/{PACK}", f"done/{PACK}.2"]


def test_who_is_killed_before_the_move_moves_it_the_next_time(
    desk: Desk, inbox: Inbox, look: Callable[[], dict[str, str]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_anything: object) -> bool:
        raise Killed

    write_case_pack(folder)
    with monkeypatch.context() as patched:
        patched.setattr(inbox._place, "move", die)
        with pytest.raises(Killed):
            look()
    assert (folder / PACK).is_file()
    assert look() == {PACK: "unchanged"}
    assert len(desk._state.store.entries(CASE, "import")) == 1
    assert tree(folder) == ["done", f"done/{PACK}"]


def test_what_is_hostile_is_refused_with_reasons_and_never_followed(
    look: Callable[[], dict[str, str]], folder: Path, tmp_path: Path
) -> None:
    outside = write_case_pack(tmp_path / "outside")
    (folder / "link.casepack").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.casepack")
    (folder / "red\x1b[31m\u202e.casepack").write_bytes(b"")
    (folder / "nul.casepack").write_bytes(b"")
    (folder / "cut.casepack").write_bytes(outside.read_bytes()[:-40])
    deep = folder / "deep"
    deep.mkdir()
    for _ in range(30):
        (deep / "into").symlink_to(folder) if not (deep / "into").exists() else None
        deep = deep / ("d" * 60)
        deep.mkdir()
    found = look()
    assert set(found.values()) == {"refused"}
    assert len(found) == 7
    assert outside.is_file()
    assert "found a link; links are not followed" in reasons(folder, "link.casepack")
    assert "found a link" in reasons(folder, "deep")
    assert "device or pipe" in reasons(folder, "pipe.casepack")
    assert "U+001B" in reasons(folder, "red_[31m_.casepack")
    assert "\x1b" not in reasons(folder, "red_[31m_.casepack")
    assert "is a device on Windows" in reasons(folder, "nul.casepack")
    assert "cut off" in reasons(folder, "cut.casepack")
    assert (folder / "refused" / "link.casepack").is_symlink()
    assert [name for name in tree(folder) if "/" not in name] == ["refused"]
    assert all(name.isprintable() for name in tree(folder))


def test_every_reason_is_named(look: Callable[[], dict[str, str]], folder: Path) -> None:
    as_zip(bag(case_doc(reason="?", delivery="?", opened_at="?", escalated_at="?", revision=0)), folder / PACK)
    assert look() == {PACK: "refused"}
    text = reasons(folder, PACK)
    assert text.startswith(f"{PACK} was refused on 2")
    assert {line.split(":")[0] for line in text.splitlines()[1:]} == {
        "- /reason", "- /delivery", "- /opened_at", "- /escalated_at", "- /revision",
    }  # fmt: skip


def test_a_folder_of_ours_that_leads_elsewhere_is_not_used(
    desk: Desk, inbox: Inbox, clock: Time, folder: Path, tmp_path: Path
) -> None:
    write_case_pack(folder)
    (tmp_path / "elsewhere").mkdir()
    (folder / "done").symlink_to(tmp_path / "elsewhere")
    desk.take_in(inbox)
    clock.now += 2
    (arrived,) = desk.take_in(inbox)
    assert (arrived.status, arrived.moved) == ("imported", None)
    assert "is a link or a file, and should be a folder" in str(arrived.problem)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    (folder / "done").unlink()
    assert desk.take_in(inbox) == [], "not at every look"
    clock.now += AGAIN
    (arrived,) = desk.take_in(inbox)
    assert (arrived.status, arrived.moved) == ("unchanged", f"done/{PACK}")


def test_trouble_of_the_library_is_not_the_packs_fault(
    desk: Desk, inbox: Inbox, clock: Time, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_new: object, _there: object) -> None:
        raise LibraryError("The disk is full.")

    write_case_pack(folder)
    desk.take_in(inbox)
    clock.now += 2
    with monkeypatch.context() as patched:
        patched.setattr(desk._state.store, "add_cases", full)
        (arrived,) = desk.take_in(inbox)
    assert (arrived.status, arrived.problem) == ("later", "The disk is full.")
    assert (folder / PACK).is_file()
    clock.now += AGAIN
    assert [each.status for each in desk.take_in(inbox)] == ["imported"]


def test_what_comes_under_its_name_while_it_is_read_is_not_lost(
    desk: Desk, inbox: Inbox, clock: Time, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderator.desk import importing

    real = importing.import_packs

    def overtaken(state, paths, stop):
        found = real(state, paths, stop)
        write_case_pack(folder, case_doc(revision=2))
        return found

    write_case_pack(folder)
    desk.take_in(inbox)
    clock.now += 2
    with monkeypatch.context() as patched:
        patched.setattr(importing, "import_packs", overtaken)
        (arrived,) = desk.take_in(inbox)
    assert (arrived.status, arrived.revision, arrived.moved) == ("imported", 1, None)
    desk.take_in(inbox)
    clock.now += 2
    (arrived,) = desk.take_in(inbox)
    assert (arrived.status, arrived.revision, arrived.moved) == ("updated", 2, f"done/{PACK}")


def test_two_inboxes_take_each_pack_once(desk: Desk, inbox: Inbox, clock: Time, folder: Path, tmp_path: Path) -> None:
    other, second = open_desk(tmp_path / "other", moderator="mod-8"), Inbox(str(folder), clock=clock)
    try:
        write_case_pack(folder)
        for each in (inbox, second):
            assert desk.take_in(each) == []
        clock.now += 2
        with inbox._place.alone() as mine:  # another library's
            assert (mine, other.take_in(second), second.busy) == (True, [], True)
        with desk._state.store.only_one("inbox") as mine:  # of this library, on another computer's folder
            assert (mine, desk.take_in(inbox), inbox.busy) == (True, [], True)
        assert [each.status for each in desk.take_in(inbox)] == ["imported"]
        assert other.take_in(second) == []
        assert not second.busy
    finally:
        other.close()


def test_a_folder_that_is_not_there_is_said_and_not_made(desk: Desk, tmp_path: Path) -> None:
    gone = Inbox(str(tmp_path / "nowhere"))
    with pytest.raises(PlaceError, match="is it mounted"):
        desk.take_in(gone)
    assert not (tmp_path / "nowhere").exists()


def test_through_a_url_objects_are_copied_and_taken_away(desk: Desk, tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    try:
        for number, name in enumerate(("a.casepack", "done/old.casepack", "refused/x", "bad\x1b.casepack"), 1):
            pack = write_case_pack(tmp_path / str(number), case_doc(id=f"AE-{number}"))
            memory.pipe_file(f"/team/inbox/{name}", pack.read_bytes())
        memory.pipe_file("/team/inbox/cut.casepack", b"PK")
        memory.pipe_file("/team/inbox/b.casepack.part", b"PK")
        found = {each.pack: (each.status, each.moved) for each in desk.take_in(Inbox("memory://team/inbox"))}
        assert found == {
            "a.casepack": ("imported", "done/a.casepack"),
            "cut.casepack": ("refused", "refused/cut.casepack"),
            "bad\x1b.casepack": ("refused", "refused/bad_.casepack"),
        }
        assert sorted(name.removeprefix("/team/inbox/") for name in memory.find("/team/inbox")) == [
            "b.casepack.part", "done/a.casepack", "done/old.casepack", "refused/bad_.casepack",
            "refused/bad_.casepack.reasons.txt", "refused/cut.casepack", "refused/cut.casepack.reasons.txt",
            "refused/x",
        ]  # fmt: skip
        assert b"cut.casepack: expected" in memory.cat("/team/inbox/refused/cut.casepack.reasons.txt")
        assert list(desk.library.path.glob(f"{COPIES}*")) == []
    finally:
        memory.store.clear()
