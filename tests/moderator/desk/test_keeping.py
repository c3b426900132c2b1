"""What the desk does to keep a library: leftovers, the day's backup, and what a restore would cost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from moderator import durable
from moderator.desk import auditing, doctor, keeping, leftovers, open_desk
from moderator.desk.library import open_library
from moderator.desk.seals import Seals
from moderator.errors import LibraryDamaged, UsageError
from moderator.store import backups
from moderator.store.file import DATABASE, looking, sqlite
from tests.builders import case_doc, write_case_pack
from tests.moderator.desk.decided import copied_library


@pytest.fixture
def library(tmp_path: Path) -> Path:
    copied_library(tmp_path / "library", 2)
    return tmp_path / "library"


def left_in(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".half.x{durable.PART}"
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    return part


def test_the_days_backup_is_made_once(library: Path) -> None:
    desk = open_desk(library)
    assert desk.care() is None
    assert desk.care() is None
    desk.close()
    (made,) = backups.kept(library)
    assert made.why == "daily"
    assert backups.look(made.path).verdicts == 2


def test_doctor_says_whether_the_newest_holds(library: Path) -> None:
    assert doctor._library(library)[0]["backup"] is None
    desk = open_desk(library)
    desk.care()
    desk.close()
    health, problems = doctor._library(library)
    assert (health["backup"]["why"], health["backup"]["holds"], problems) == ("daily", True, [])
    (made,) = backups.kept(library)
    made.path.chmod(0o600)
    made.path.write_bytes(made.path.read_bytes()[:5000])
    health, problems = doctor._library(library)
    assert not health["backup"]["holds"]
    assert "The newest backup does not hold" in problems[0]


def test_there_is_nothing_to_care_for_where_there_is_no_library(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "none")
    assert desk.care() is None
    assert not (tmp_path / "none").exists()


def test_what_was_left_half_written_goes_wherever_it_lies(library: Path, tmp_path: Path) -> None:
    desk = open_desk(library)
    out = tmp_path / "somewhere"
    desk.export(["AE-2026-000001"], out)
    parts = [left_in(each) for each in (out, library, library / "media" / "incoming", library / "cache" / "ab")]
    fresh = out / f".fresh.x{durable.PART}"
    fresh.write_bytes(b"somebody may be writing this")
    assert desk.care() is None
    desk.close()
    assert not any(part.exists() for part in parts)
    assert fresh.exists()


def test_folders_that_were_exported_to_are_remembered_the_last_first(library: Path, tmp_path: Path) -> None:
    for number in range(leftovers.REMEMBERED + 2):
        leftovers.remember(library, tmp_path / str(number))
    leftovers.remember(library, tmp_path / "5")
    found = leftovers.folders(library)
    assert len(found) == leftovers.REMEMBERED
    assert [Path(each).name for each in found[:3]] == ["5", "21", "20"]
    for damaged in (b"", b"{}", b'[1, null, "x"]', b"\xff"):
        (library / leftovers.FILE).write_bytes(damaged)
        assert leftovers.folders(library) in ([], ["x"])


def test_a_backup_that_cannot_be_made_is_a_sentence_and_holds_nothing_up(library: Path) -> None:
    (library / backups.FOLDER).write_bytes(b"in the way")
    desk = open_desk(library)
    told = desk.care()
    assert told is not None
    assert told.startswith("Today’s backup could not be made. ")
    assert len(desk.queue()) == 2
    desk.close()


def test_a_restore_says_what_it_costs_by_the_database_and_by_the_papers(tmp_path: Path) -> None:
    library, backup = tmp_path / "library", tmp_path / "backup.sqlite3"
    copied_library(tmp_path / "earlier" / "library", 1)
    keeping.back_up(open_library(tmp_path / "earlier" / "library"), backup)
    copied_library(library, 2)
    desk = open_desk(library)
    desk.export(["AE-2026-000002"], tmp_path / "out")
    desk.close()
    loss = keeping.loss(desk.library, backup)
    assert [each["id"] for each in loss["verdicts"]] == ["AE-2026-000002-v1"]
    assert (loss["cases"], loss["unread"]) == (["AE-2026-000002"], None)
    (library / DATABASE).write_bytes(b"no database")
    shutil.rmtree(library / "media")
    loss = keeping.loss(desk.library, backup)
    (verdict,) = loss["verdicts"]
    assert (verdict["id"], verdict["case"], verdict["by"]) == ("AE-2026-000002-v1", "AE-2026-000002", "mod-7")
    assert [Path(each).name for each in loss["papers"]] == ["AE-2026-000002.pdf"]
    assert loss["unread"]


def test_a_restore_is_an_entry_in_the_ledger_and_the_library_verifies(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desk = open_desk(library)
    desk.import_packs([write_case_pack(tmp_path / "more", case_doc(id="C-1"))])
    name = keeping.back_up(desk.library, None)["backup"]
    desk.import_packs([write_case_pack(tmp_path / "more", case_doc(id="C-2"))])
    desk.close()
    done = keeping.restore(desk.library, keeping.chosen(desk.library, name), "mod-9")
    assert Path(done["aside"]).is_dir()
    with looking(library / DATABASE) as connection:
        last = connection.execute("SELECT actor, action FROM ledger_entry ORDER BY seq DESC LIMIT 2").fetchall()
    assert ("mod-9", "restore") in last
    desk.close()
    assert auditing.verify(str(library), quick=False)["ok"]
    (aside,) = Seals().place("x").parent.glob("*.before-restore-*")
    assert aside.read_text()


def test_a_backup_that_is_not_there(library: Path) -> None:
    desk = open_desk(library)
    with pytest.raises(UsageError, match="There is no backup “x”"):
        keeping.chosen(desk.library, "x")
    desk.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE case_entry SET due_at = '2026-1!-16T08:30:00Z'", "A date of AE-2026-000001 is damaged"),
        ("UPDATE file SET path = 'media/e!.jpg' WHERE path = 'media/e1.jpg'", "lost which file media/e1.jpg"),
    ],
)
def test_damage_in_a_row_is_a_sentence(library: Path, damage: str, said: str) -> None:
    connection = sqlite().connect(str(library / DATABASE))
    connection.execute(damage)
    connection.commit()
    connection.close()
    desk = open_desk(library)
    deed = desk.queue if "date" in said else lambda: desk.open_case("AE-2026-000001")
    with pytest.raises(LibraryDamaged, match=said):
        deed()
    desk.close()
