"""Importing, and what a library holds afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.desk import Desk, open_desk
from moderator.errors import LibraryError, NotFound, UsageError
from moderator.pack import read_pack
from tests.builders import BUYER_PHOTO, case_doc, case_media, jpeg, write_case_pack
from tests.verdicts import verdict_doc


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and not p.name.endswith(("-wal", "-shm"))
    }


def test_an_imported_case_stands_in_the_queue(stocked: Desk) -> None:
    (row,) = stocked.queue()
    assert (row.case, row.status, row.paid_text, row.photos) == ("AE-2026-000123", "open", "US$ 23.90", 1)
    assert row.claim == "The jug arrived broken."
    assert row.due is not None
    assert row.due.isoformat() == "2026-11-16T08:30:00+00:00"


def test_an_open_case_has_its_files(stocked: Desk) -> None:
    opened = stocked.open_case("AE-2026-000123")
    assert [(item.id, item.side, item.missing) for item in opened.items] == [
        ("L1", "listing", False),
        ("E1", "buyer", False),
    ]
    assert stocked.file_path(opened.items[1].sha256).read_bytes() == jpeg("darkred")
    assert opened.document == case_doc()


def test_the_same_pack_again_is_unchanged(stocked: Desk, tmp_path: Path) -> None:
    (folder,) = stocked.import_packs([write_case_pack(tmp_path / "again", suffix="")])
    assert (folder.status, folder.problem) == ("unchanged", None)


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (case_doc(reason="substandard"), "other content"),
        (case_doc(id="ae-2026-000123"), "case of their letters"),
    ],
)
def test_a_refused_pack_changes_nothing(stocked: Desk, tmp_path: Path, doc: dict[str, object], expected: str) -> None:
    stocked.close()
    before = snapshot(stocked.library.path)
    media = case_media(doc) | {BUYER_PHOTO: jpeg("green")}
    (refused,) = stocked.import_packs([write_case_pack(tmp_path / "bad", doc, media)])
    assert refused.status == "refused"
    assert expected in (refused.problem or "")
    stocked.close()
    assert snapshot(stocked.library.path) == before


def test_a_higher_revision_updates_and_the_draft_goes_on(stocked: Desk, tmp_path: Path) -> None:
    draft = verdict_doc(case_doc())
    draft["exhibits"][0]["sha256"] = stocked.open_case("AE-2026-000123").items[1].sha256
    stocked.save_draft("AE-2026-000123", draft)
    doc = case_doc(revision=5)
    media = case_media(doc) | {BUYER_PHOTO: jpeg("green")}
    (updated,) = stocked.import_packs([write_case_pack(tmp_path / "new", doc, media)])
    assert updated.status == "updated"
    opened = stocked.open_case("AE-2026-000123")
    assert opened.case.revision == 5
    assert opened.draft is not None
    assert opened.draft["revision"] == 5
    flagged = [p for p in stocked.check(opened, opened.draft) if p.code == "sha256"]
    assert [p.pointer for p in flagged] == ["/exhibits/0/sha256"]
    (older,) = stocked.import_packs([write_case_pack(tmp_path / "old", case_doc(revision=3))])
    assert older.status == "refused"
    assert "older than" in (older.problem or "")


def test_a_case_written_as_a_pack_is_equal(stocked: Desk, tmp_path: Path) -> None:
    doc = case_doc(id="B-2", loyalty={"points": [1, None, 2.5]})
    stocked.import_packs([write_case_pack(tmp_path / "unknown", doc)])
    for out in (tmp_path / "b.casepack", tmp_path / "b-folder"):
        stocked.write_pack("B-2", out)
        with read_pack(out) as pack:
            assert pack.doc == doc


def test_import_stops_between_packs_and_reports_progress(desk: Desk, tmp_path: Path) -> None:
    packs = [write_case_pack(tmp_path, case_doc(id=f"C-{i}")) for i in range(3)]
    seen: list[tuple[int, int]] = []
    found = desk.import_packs(packs, stop=lambda: len(seen) > 2, progress=lambda done, of: seen.append((done, of)))
    assert [row.status for row in found] == ["imported", "imported"]
    assert seen[:3] == [(0, 3), (1, 3), (2, 3)]
    assert len(desk.queue()) == 2


def test_an_unknown_case_is_named(stocked: Desk) -> None:
    with pytest.raises(NotFound, match="NOPE-1"):
        stocked.open_case("NOPE-1")


def test_a_case_opens_whatever_the_case_of_its_letters(stocked: Desk) -> None:
    assert stocked.open_case("ae-2026-000123").case.id == "AE-2026-000123"


def test_a_lost_file_is_said_and_the_case_still_opens(stocked: Desk) -> None:
    item = stocked.open_case("AE-2026-000123").items[1]
    stocked.file_path(item.sha256).unlink()
    opened = stocked.open_case("AE-2026-000123")
    assert [each.missing for each in opened.items] == [False, True]
    assert stocked.media.state(item.sha256)[0] == "missing"


def test_a_library_that_is_no_folder_of_ours(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="postgresql://"):
        open_desk("postgresql://desk/cases")
    (tmp_path / "library.json").write_text("{", "utf-8")
    with pytest.raises(LibraryError, match="damaged"):
        open_desk(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "library.sqlite3").write_bytes(b"SQLite format 3\0 but not really" * 40)
    desk = open_desk(other)
    with pytest.raises(LibraryError, match=r"cannot be read|not a Moderator"):
        desk.queue()
    desk.close()


def test_two_paths_may_hold_the_same_file(stocked: Desk, tmp_path: Path) -> None:
    doc = case_doc(id="AE-TWICE")
    (imported,) = stocked.import_packs(
        [write_case_pack(tmp_path / "twice", doc, dict.fromkeys(case_media(doc), jpeg()))]
    )
    assert (imported.status, imported.problem) == ("imported", None)
    assert len({item.sha256 for item in stocked.open_case("AE-TWICE").items}) == 1
