"""Erasing decided cases: what goes, what stays and why, and that a killed run is finished by the next one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk, open_desk
from moderator.desk.library import make_library
from moderator.errors import CaseErased, LibraryError, NotFound, UsageError
from moderator.store.file import DATABASE, sqlite
from moderator.store.media import Media
from tests.builders import write_case_pack
from tests.moderator.desk.retained import (
    CASE,
    DAYS,
    DECIDED,
    GONE,
    OTHER,
    bytes_of,
    edited,
    later,
    media_of,
    planted,
    put,
    verified,
    why,
)
from tests.verdicts import verdict_doc


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    make_library(tmp_path / "library", "Kept", datetime(2026, 11, 12, 9, tzinfo=UTC), retention={"*": DAYS})
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    yield desk
    desk.close()


def test_nothing_of_the_case_is_left_outside_its_decision(empty: Desk, tmp_path: Path) -> None:
    kept, doc = empty, planted()
    put(kept, tmp_path, doc)
    asked = {"to": ["buyer"], "requirements": ["damage-visible"], "text": GONE["a request"], "language": "en"}
    asked["due_at"] = "2026-11-20T00:00:00Z"
    request = {"format": "moderator-verdict/1", "case": CASE, "revision": 1, "kind": "request", "request": asked}
    kept.decide(CASE, request, final=True)
    doc["revision"], doc["listing"]["description"] = 2, GONE["a later text"]
    put(kept, tmp_path, doc)
    hashes = {item.sha256 for item in kept.open_case(CASE).items}
    for sha256 in hashes:
        kept.media.still(sha256, max_size=(64, 64))  # a thumbnail in the cache, and a state
    kept.save_draft(CASE, {"case": CASE, "note": GONE["a draft"]})
    kept.decide(CASE, verdict_doc(doc, internal_note=GONE["an office note"]), final=True)
    kept.export([CASE], tmp_path / "out")
    kept.save_draft(CASE, {"case": CASE, "note": GONE["a draft"]})
    later(kept)
    assert any((kept.library.path / "cache").rglob("*.pictures"))
    found = kept.retain()
    assert ([each["case"] for each in found["erased"]], found["files"]["removed"]) == ([CASE], 2)
    kept.close()
    every = dict(bytes_of(tmp_path / "library"))
    for what, text in GONE.items():
        assert [path for path, data in every.items() if text.encode() in data] == [], what
    assert not any((tmp_path / "library" / "cache").rglob("*.pictures"))
    outside = without_decisions(tmp_path / "library" / DATABASE, tmp_path / "copy")
    for what, text in (DECIDED | {f"hash {each}": each for each in hashes}).items():
        assert text.encode() not in outside, what
        if what in DECIDED:
            assert text.encode() in every[tmp_path / "library" / DATABASE], f"{what} stands in the decision"


def without_decisions(database: Path, folder: Path) -> bytes:
    """A copy's bytes once the texts and records of verdicts are written over."""
    folder.mkdir()
    copy = Path(shutil.copy(database, folder / "copy.sqlite3"))
    connection = sqlite().connect(str(copy), isolation_level=None)
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA journal_mode=DELETE")
    decisions = "SELECT body FROM verdict_entry UNION SELECT record FROM verdict_entry"
    connection.execute(f"UPDATE document SET body = x'00' WHERE sha256 IN ({decisions})")
    connection.close()
    return copy.read_bytes()


def test_the_library_holds_and_the_decision_is_there(kept: Desk, tmp_path: Path) -> None:
    later(kept)
    kept.retain()
    assert verified(kept) == []
    assert [row.case for row in kept.queue()] == [OTHER]
    with pytest.raises(CaseErased, match="decided cases of the reason “damaged” are kept for 300 days"):
        kept.open_case(CASE)
    for work in (
        lambda: kept.save_draft(CASE, {"case": CASE}),
        lambda: kept.claim(CASE),
        lambda: kept.write_pack(CASE, tmp_path / "again.casepack"),
        lambda: kept.decide(CASE, verdict_doc(planted())),
        lambda: kept.hold(CASE, "too late"),
    ):
        with pytest.raises(CaseErased):
            work()
    left = kept.erased(CASE.lower())
    assert (left["case"], left["verdicts"][0]["verdict"]["outcome"]) == (CASE, "partial-refund")
    (again,) = kept.export([CASE], tmp_path / "again")
    assert (tmp_path / "again" / f"{CASE}.pdf").read_bytes() == (tmp_path / "out" / f"{CASE}.pdf").read_bytes()
    (spanish,) = kept.export([CASE], tmp_path / "again", exports_in("es"))
    assert (again.status, spanish.status) == ("written", "written")
    assert verified(kept) == []


def exports_in(language: str) -> Any:
    from moderator.desk.values import Form

    return Form(language=language)


@pytest.mark.parametrize("edition", ["parties", "office"])
def test_a_document_is_still_verified(kept: Desk, tmp_path: Path, edition: str) -> None:
    from moderator.desk import verifying
    from moderator.desk.values import Form

    kept.export([CASE], tmp_path / "out", Form(edition=edition))  # type: ignore[arg-type]
    later(kept)
    kept.retain()
    name = f"{CASE}.pdf" if edition == "parties" else f"{CASE}.office.pdf"
    told = verifying.verify(tmp_path / "out" / name, None, str(kept.library.path))
    checks = {each["check"]: (each["ok"], each["told"]) for each in told["checks"]}
    assert told["ok"], checks
    assert checks["library"] == (True, f"{CASE}-v1 is active; what is left of its record is the same")
    assert checks["document"][0]
    assert checks["ledger"][0]
    assert checks["exhibits"][0] is None
    assert "was erased" in checks["exhibits"][1]


def test_a_file_stays_until_the_last_case_that_has_it_is_erased(kept: Desk, tmp_path: Path) -> None:
    shared = next(item.sha256 for item in kept.open_case(CASE).items if item.side == "listing")
    own = next(item.sha256 for item in kept.open_case(CASE).items if item.side == "buyer")
    later(kept)
    found = kept.retain()["files"]
    media = Media(kept.library.path / "media")
    assert (found, media.has(shared), media.has(own)) == ({"removed": 1, "needed_elsewhere": 1}, True, False)
    assert not kept.open_case(OTHER).items[0].missing
    kept.export([OTHER], tmp_path / "out")
    later(kept)
    assert kept.retain()["files"] == {"removed": 2, "needed_elsewhere": 0}
    assert not media.has(shared)
    assert verified(kept) == []


def test_what_keeps_a_case(kept: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="from 1 on"):
        kept.retain(0)
    later(kept, DAYS - 1)
    assert kept.retain(dry_run=True) == {"dry_run": True, "rule": {"*": DAYS}, "erased": [], "stays": []}
    later(kept, 2)
    assert "never exported for the parties" in why(kept, OTHER)
    kept.export([OTHER], tmp_path / "out", exports_office())
    assert "never exported for the parties" in why(kept, OTHER)
    kept.export([OTHER], tmp_path / "out")
    assert "may object until" in why(kept, OTHER)
    later(kept, 180 + 13)  # the policy's days, less one of those that a letter may take
    assert "may object until" in why(kept, OTHER)
    later(kept, 1)
    assert why(kept, OTHER) == ""
    kept.claim(OTHER)
    assert "mod-7 has it open" in why(kept, OTHER)
    kept.let_go(OTHER)
    kept.hold(OTHER, "the court asked")
    assert "on legal hold since" in why(kept, OTHER)
    with pytest.raises(UsageError, match="on legal hold already"):
        kept.hold(OTHER, "again")
    assert verified(kept) == []
    kept.lift_hold(OTHER, "the court is done")
    with pytest.raises(NotFound):
        kept.lift_hold(OTHER, "once more")
    assert (why(kept, OTHER), verified(kept)) == ("", [])


def test_what_the_papers_say_keeps_a_case_too(kept: Desk, tmp_path: Path) -> None:
    kept.export([OTHER], tmp_path / "out")
    later(kept)
    doc = planted(OTHER, "819002") | {"revision": 2, "legal_hold": True}
    put(kept, tmp_path, doc)
    assert "its case.json says legal_hold" in why(kept, OTHER)
    appeal = {
        "id": "A1",
        "by": "seller",
        "at": "2026-12-01T09:00:00Z",
        "against": f"{OTHER}-v1",
        "text": "No.",
        "language": "en",
    }
    put(kept, tmp_path, planted(OTHER, "819002") | {"revision": 3, "appeals": [appeal]})
    assert "the appeal A1 is not decided" in why(kept, OTHER)
    court = {"kind": "court", "status": "open"}
    put(kept, tmp_path, planted(OTHER, "819002") | {"revision": 4, "external": [court]})
    assert "a proceeding elsewhere (court) is open" in why(kept, OTHER)
    put(kept, tmp_path, planted(OTHER, "819002") | {"revision": 5})
    assert kept.retain(DAYS)["erased"] != []
    assert verified(kept) == []


def exports_office() -> Any:
    from moderator.desk.values import Form

    return Form(edition="office")


def test_each_reason_has_its_own_days(kept: Desk, tmp_path: Path) -> None:
    later(kept, 2000)
    kept.close()
    desk = edited(tmp_path / "library", retention={"wrong-item": 400})
    try:
        assert desk.retain(dry_run=True)["erased"] == []  # nothing is said of “damaged”
        assert len(desk.retain(400, dry_run=True)["erased"]) == 1
    finally:
        desk.close()
    desk = edited(tmp_path / "library", retention={})
    try:
        with pytest.raises(UsageError, match=r"library\.json"):
            desk.retain()
    finally:
        desk.close()


def test_a_killed_run_is_finished_by_the_next(kept: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.export([OTHER], tmp_path / "out")
    own = [next(i.sha256 for i in kept.open_case(f"C-{n}").items if i.side == "buyer") for n in (1, 2)]
    later(kept)

    def killed(_media: Media, _sha256: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Media, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            kept.retain()
    media = Media(kept.library.path / "media")
    assert [media.has(each) for each in own] == [True, True]
    assert verified(kept) == []
    found = kept.retain()
    assert [each["case"] for each in found["erased"]] == ["C-2"]
    assert [media.has(each) for each in own] == [False, False]
    assert (kept.retain()["erased"], verified(kept)) == ([], [])  # once more changes nothing


def test_nothing_is_erased_that_was_changed_since_it_was_looked_at(kept: Desk, tmp_path: Path) -> None:
    from moderator.desk import retention

    later(kept)
    looked, _other = retention.look(kept._state, {"*": DAYS})
    put(kept, tmp_path, planted() | {"revision": 2})
    with pytest.raises(LibraryError, match="changed since it was looked at"):
        retention._erase(kept._state, looked)
    assert kept.open_case(CASE).case.revision == 2


def test_a_pack_of_an_erased_case_is_refused(kept: Desk, tmp_path: Path) -> None:
    later(kept)
    kept.retain()
    for revision in (1, 2):
        doc = planted() | {"revision": revision}
        (found,) = kept.import_packs([write_case_pack(tmp_path / f"again{revision}", doc, media_of(doc))])
        assert found.status == "refused"
        assert "was erased" in str(found.problem)
    assert verified(kept) == []
