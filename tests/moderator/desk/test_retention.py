"""Erasing decided cases: what goes, what stays and why, and that a killed run is finished by the next one."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from moderator import cli, settings
from moderator.desk import Desk, auditing, open_desk
from moderator.desk.library import FILE, make_library
from moderator.errors import CaseErased, LibraryError, NotFound, UsageError
from moderator.media import cache
from moderator.store.file import DATABASE, sqlite
from moderator.store.media import Media
from moderator.store.store import Store
from tests.builders import case_doc, case_media, write_case_pack
from tests.verdicts import verdict_doc

CASE, OTHER = "C-1", "C-2"
DAYS = 300
GONE = {
    "the listing": "zephyrlisting", "an address": "quagmirestreet", "a draft": "xerodraft",
    "an office note": "velvetnote", "an EXIF text": "exifwombat", "another EXIF text": "exifshared",
    "a request": "wexelrequest",
    "a later text": "vermilionlater", "who gets the parcel": "addressee C-1",
}  # fmt: skip
"""What the parties' edition does not have."""
DECIDED = {
    "a name": "Anacleta Planted",
    "a message": "messagemarmot",
    "a claim": "claimnarwhal",
    "a caption": "oblongcaption",
}
"""What it has, and so what the decision keeps."""


def photo(text: str, colour: str) -> bytes:
    image, out = Image.new("RGB", (64, 48), colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = text
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def planted(case: str = CASE, order: str = "819001") -> dict[str, Any]:
    doc = case_doc(id=case)
    doc["order"]["number"] = order
    doc["order"]["ship_to"] = {"name": f"addressee {case}", "street": GONE["an address"], "country": "ES"}
    doc["listing"]["description"] = GONE["the listing"]
    doc["evidence"][0]["caption"] = DECIDED["a caption"]
    doc["buyer"]["name"] = DECIDED["a name"]
    doc["claim"]["text"] = DECIDED["a claim"]
    doc["messages"][0]["text"] = DECIDED["a message"]
    return doc


def media_of(doc: dict[str, Any]) -> dict[str, bytes]:
    """The listing's photo is the same in every case, the evidence is each case's own."""
    found = dict.fromkeys(case_media(doc), photo(GONE["another EXIF text"], "navy"))
    text = GONE["an EXIF text"] + ("" if doc["id"] == CASE else doc["id"])
    return found | {item["path"]: photo(text, "darkred") for item in doc["evidence"]}


def put(desk: Desk, folder: Path, doc: dict[str, Any]) -> None:
    (found,) = desk.import_packs([write_case_pack(folder / "packs", doc, media_of(doc))])
    assert found.status in ("imported", "updated"), found.problem


def decided(desk: Desk, folder: Path, doc: dict[str, Any], *, export: bool = True) -> None:
    put(desk, folder, doc)
    desk.decide(doc["id"], verdict_doc(doc, internal_note=GONE["an office note"]), final=True)
    if export:
        (written,) = desk.export([doc["id"]], folder / "out")
        assert written.status == "written", written.problem


def verified(desk: Desk) -> list[dict[str, str]]:
    return auditing.verify(str(desk.library.path), quick=False)["failures"]


def bytes_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a demo clock, so that years can pass, and two decided cases; the first was exported. Copied, since
    deciding and signing take long."""
    folder = tmp_path_factory.mktemp("ready")
    make_library(folder / "library", "Kept", datetime(2026, 11, 12, 9, tzinfo=UTC), retention={"*": DAYS})
    desk = open_desk(folder / "library", moderator="mod-7")
    try:
        decided(desk, folder, planted())
        decided(desk, folder, planted(OTHER, "819002"), export=False)
    finally:
        desk.close()
    return folder


def forget_copies() -> None:
    """All copies are one library, of which this person has seen one go on; that is not what is tested here."""
    for note in (settings.default_path().parent / "ledgers").glob("*.seen"):
        note.unlink()


@pytest.fixture
def kept(ready: Path, tmp_path: Path) -> Iterator[Desk]:
    forget_copies()
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    yield desk
    desk.close()


def edited(library: Path, **changes: Any) -> Desk:
    """The library with other words in its file, opened."""
    doc = json.loads((library / FILE).read_text()) | changes
    (library / FILE).write_text(json.dumps(doc))
    return open_desk(library, moderator="mod-7")


def later(desk: Desk, days: int = DAYS + 1) -> None:
    desk.put_clock_ahead(timedelta(days=days))


def why(desk: Desk, case: str = CASE, **asked: Any) -> str:
    """Why a case stays; "" if it would go."""
    found = desk.retain(dry_run=True, **asked)
    reasons = {each["case"]: "; ".join(each["why"]) for each in found["stays"]}
    assert (case in reasons) != (case in [each["case"] for each in found["erased"]]), found
    return reasons.get(case, "")


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
    from moderator.desk import seconds

    kept.close()
    desk = edited(tmp_path / "library", second_review={"*": 1.0})
    try:
        seconds.sample(desk._state, f"{CASE}-v1", CASE, "damaged")
        desk.set_moderator("mod-8")
        desk.give_second(CASE, verdict_doc(planted(), internal_note=GONE["a draft"]))
        assert verified(desk) == []
        later(desk)
        desk.retain()
        assert verified(desk) == []
        assert desk.agreement()[0]["pairs"] == 1  # the figures go on counting it
    finally:
        desk.close()
    assert GONE["a draft"].encode() not in (tmp_path / "library" / DATABASE).read_bytes()


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
