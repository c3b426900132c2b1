"""A library in which cases are erased: older copies, the verbs, dishonest edits, packs that come in meanwhile."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.desk import Desk, auditing, open_desk
from moderator.desk.library import FILE, make_library
from moderator.errors import LibraryError
from moderator.media import cache
from moderator.store.file import DATABASE, sqlite
from moderator.store.store import Store
from tests.builders import case_media, write_case_pack
from tests.moderator.desk.retained import (
    CASE,
    GONE,
    OTHER,
    bytes_of,
    edited,
    forget_copies,
    later,
    planted,
    verified,
)
from tests.verdicts import verdict_doc


def test_older_copies_are_named_and_pruned(kept: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    from moderator.desk import keeping

    keeping.back_up(kept.library, None)
    later(kept)
    (older,) = kept.retain()["backups"]
    library = kept.library.path
    needle = GONE["who gets the parcel"].encode()
    assert needle in Path(older).read_bytes()
    kept.close()
    assert cli.main(["backup", "--prune", "--library", str(library), "--json"]) == cli.OK
    answer = json.loads(capsys.readouterr().out)
    assert answer["pruned"] == [older]
    assert [path for path, data in bytes_of(library) if needle in data] == []
    assert len(list((library / "backups").glob("*.sqlite3"))) == 1


def test_the_verbs(kept: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    later(kept)
    library = str(kept.library.path)
    kept.close()
    assert cli.main(["hold", CASE, "--why", "court", "--library", library]) == cli.OK
    assert cli.main(["retain", "--dry-run", "--library", library]) == cli.OK
    assert f"stays  {CASE}: on legal hold since" in capsys.readouterr().out
    assert cli.main(["hold", CASE, "--off", "--why", "over", "--library", library]) == cli.OK
    assert cli.main(["retain", "--library", library]) == cli.OK
    assert f"erased  {CASE}: decided cases of the reason “damaged”" in capsys.readouterr().out
    assert cli.main(["show", CASE, "--library", library]) == cli.OK
    assert json.loads(capsys.readouterr().out)["status"] == "erased"
    assert cli.main(["list", "--status", "erased", "--library", library]) == cli.OK
    assert CASE in capsys.readouterr().out
    assert cli.main(["verify", "--library", library]) == cli.OK


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE case_entry SET facts = (SELECT record FROM verdict_entry)",
        "UPDATE case_entry SET title = 'x'",
        "UPDATE case_entry SET status = 'decided'",
        "UPDATE case_entry SET content = 'x'",
        "UPDATE verdict_entry SET record = body",
        "UPDATE verdict_entry SET body = record",
        "UPDATE verdict_entry SET refund_of_order = 1",
        "DELETE FROM document WHERE sha256 = (SELECT facts FROM case_entry)",
        "DELETE FROM legal_hold",
        "UPDATE legal_hold SET why = 'x'",
        "INSERT INTO legal_hold VALUES ('C-1', 'mod-7', 'x', '2026-11-12T09:00:00Z')",
        "INSERT INTO revision SELECT 'C-1', 1, facts, '', '', '' FROM case_entry WHERE id = 'C-1'",
        "INSERT INTO file VALUES ('C-1', 1, 'data/x', 'ab', 1)",
    ],
)
def test_an_edit_of_what_is_left_shows(erased: Path, tmp_path: Path, edit: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(erased, copy)
    forget_copies()
    assert auditing.verify(str(copy), quick=True)["ok"]
    connection = sqlite().connect(str(copy / DATABASE), isolation_level=None)
    connection.execute(edit)
    connection.close()
    assert not auditing.verify(str(copy), quick=True)["ok"], edit


@pytest.fixture(scope="module")
def erased(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library in which one case is erased and the other on hold."""
    folder = tmp_path_factory.mktemp("erased") / "library"
    forget_copies()
    shutil.copytree(ready / "library", folder)
    desk = open_desk(folder, moderator="mod-7")
    try:
        desk.hold(OTHER, "court")
        later(desk)
        desk.retain()
    finally:
        desk.close()
    return folder


def test_the_rule_is_read_from_the_library_and_kept(tmp_path: Path) -> None:
    make_library(tmp_path, "K", datetime(2026, 11, 12, 9, tzinfo=UTC), retention={"*": 9}, restricted=["A"])
    desk = open_desk(tmp_path, moderator="A")
    desk.put_clock_ahead(timedelta(days=1))
    desk.close()
    again = open_desk(tmp_path).library
    assert (dict(again.retention), again.restricted) == ({"*": 9}, ("A",))
    for wrong in (
        {"retention": {"*": 0}},
        {"retention": {"*": True}},
        {"retention": 3},
        {"restricted": "A"},
        {"restricted": [""]},
    ):
        doc = json.loads((tmp_path / FILE).read_text()) | wrong
        (tmp_path / "wrong").mkdir(exist_ok=True)
        (tmp_path / "wrong" / FILE).write_text(json.dumps(doc))
        with pytest.raises(LibraryError):
            open_desk(tmp_path / "wrong")


def test_a_cached_picture_goes_by_its_files_hash_alone(tmp_path: Path) -> None:
    for name in ("ab" * 32, "ac" * 32):
        (tmp_path / name[:2]).mkdir()
        (tmp_path / name[:2] / f"{name[:16]}-x.pictures").write_bytes(b"")
    cache.forget(tmp_path, "ab" * 32)
    assert [path.parent.name for path in tmp_path.glob("*/*")] == ["ac"]


def test_a_second_opinion_goes_and_the_ledger_explains_it_before_and_after(kept: Desk, tmp_path: Path) -> None:
    from moderator.store import seconds
    from moderator.store.ledger import Act

    kept.close()
    desk = edited(tmp_path / "library", second_review={"*": 1.0})
    try:
        state, given = desk._state, f"{CASE}-v1"
        with state.store._session(write=True) as session:  # as if it had been drawn when it was decided
            seconds.ask(session, given, CASE, "damaged", Act(state.stamp(), "mod-7", seconds.ASKED, CASE, given))
        desk.set_moderator("mod-8")
        desk.give_second(CASE, verdict_doc(planted(), internal_note=GONE["a draft"]))
        assert verified(desk) == []
        later(desk)
        desk.retain()
        assert verified(desk) == []
        assert desk.agreement().rows[0]["pairs"] == 1  # the figures go on counting it
        library = desk.library.path
    finally:
        desk.close()
    for edit in (
        "UPDATE second_opinion SET answer = 'no-refund'",
        "UPDATE second_opinion SET given_by = 'mod-9'",
        "UPDATE second_opinion SET body = (SELECT facts FROM case_entry WHERE id = 'C-1')",
        "UPDATE second_opinion SET given_by = NULL, given_at = NULL, answer = NULL",
        "DELETE FROM second_opinion",
    ):
        shutil.copytree(library, tmp_path / "copy")
        forget_copies()
        assert auditing.verify(str(tmp_path / "copy"), quick=True)["ok"]
        connection = sqlite().connect(str(tmp_path / "copy" / DATABASE), isolation_level=None)
        connection.execute(edit)
        connection.close()
        assert not auditing.verify(str(tmp_path / "copy"), quick=True)["ok"], edit
        shutil.rmtree(tmp_path / "copy")
    assert GONE["a draft"].encode() not in (tmp_path / "library" / DATABASE).read_bytes()


def test_what_a_killed_run_has_left_goes_when_the_library_is_opened(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderator.desk import retention

    own = kept.file_path(next(item.sha256 for item in kept.open_case(CASE).items if item.side == "buyer"))
    later(kept)
    with monkeypatch.context() as patch:
        patch.setattr(retention, "_sweep", lambda _state, _counts: None)
        kept.retain()
    assert (own.exists(), own.name in kept._state.store.pending_files()) == (True, True)
    assert kept.care() is None
    assert (own.exists(), kept._state.store.pending_files()) == (False, [])
    assert verified(kept) == []


def test_a_file_that_is_erased_while_a_pack_with_it_is_read_refuses_the_pack(
    kept: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the pack was read and before its row: then nothing of the case is in the library, and it can come again."""
    own = next(item for item in kept.open_case(CASE).items if item.side == "buyer")
    later(kept)
    doc = planted("C-9", "819009")
    pack = write_case_pack(
        tmp_path / "again", doc, dict.fromkeys(case_media(doc), kept.file_path(own.sha256).read_bytes())
    )
    add_cases = Store.add_cases

    def after_retention(store: Store, *given: Any) -> Any:
        monkeypatch.setattr(Store, "add_cases", add_cases)
        kept.retain()
        return add_cases(store, *given)

    monkeypatch.setattr(Store, "add_cases", after_retention)
    (found,) = kept.import_packs([pack])
    assert (found.status, "was erased while its pack was read" in str(found.problem)) == ("refused", True)
    assert verified(kept) == []
    (found,) = kept.import_packs([pack])
    assert (found.status, verified(kept)) == ("imported", [])
