"""What leaves through the outbox: when, once, whole, and with the same bytes however often it is tried."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from moderator import durable
from moderator.desk import Desk, auditing, exports, make_library, open_desk
from moderator.desk.leases import acts
from moderator.domain.money import DECIMALS
from moderator.domain.verdict import read_verdict
from moderator.errors import ExportError, PlaceError
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"
STARTS = datetime(2026, 11, 12, 9, tzinfo=UTC)
PARTS = [f"{CASE}.json", f"{CASE}.pdf"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one case that was just decided, and whose clock can be put ahead. Copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    make_library(folder / "library", "demo", demo_starts=STARTS)
    desk = open_desk(folder / "library", moderator="mod-7")
    desk.import_packs([write_case_pack(folder / "packs")])
    note = {"internal_note": "for us", "referrals": [{"about": "seller", "kind": "other", "text": "x"}]}
    desk.decide(CASE, verdict_doc(case_doc(), **note))
    exports.parcel(desk._state, exports.standing_of(desk._state, CASE))  # rendered and signed once for all tests
    desk.close()
    return folder / "library"


@pytest.fixture
def demo(template: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(template, tmp_path / "library")
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    yield desk
    desk.close()


@pytest.fixture
def due(demo: Desk) -> Desk:
    """The verdict cannot be taken back any more."""
    demo.put_clock_ahead(timedelta(minutes=11))
    return demo


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def verified(desk: Desk) -> list[object]:
    """What `verify --library` finds, but that each test has another copy of the template than the one before."""
    found = auditing.verify(str(desk.library.path), quick=False)["failures"]
    return [each for each in found if each["what"] != "restored"]


def test_a_decision_leaves_once_and_only_when_it_cannot_be_taken_back(demo: Desk, out: Path, tmp_path: Path) -> None:
    assert demo.send_out(str(out)) == []
    demo.put_clock_ahead(timedelta(minutes=9))
    assert demo.send_out(str(out)) == []
    assert names(out) == []
    demo.put_clock_ahead(timedelta(minutes=2))
    (sent,) = demo.send_out(str(out))
    assert (sent.case, sent.verdict, sent.status, sorted(sent.files)) == (CASE, f"{CASE}-v1", "sent", PARTS)
    assert names(out) == PARTS
    assert demo.send_out(str(out)) == []
    (exported,) = demo.export([CASE], tmp_path / "export")
    assert (out / f"{CASE}.pdf").read_bytes() == Path(str(exported.path)).read_bytes()
    assert verified(demo) == []


def test_the_verdict_file_is_one_and_says_what_a_party_may_know(due: Desk, out: Path) -> None:
    due.send_out(str(out))
    text = (out / f"{CASE}.json").read_text("utf-8")
    doc = json.loads(text)
    verdict, problems = read_verdict(doc, DECIMALS["USD"])
    assert (problems, verdict.kind, doc["format"], doc["id"]) == ((), "decision", "moderator-verdict/1", f"{CASE}-v1")
    assert doc["refund"] == due.open_case(CASE).verdicts[0].doc["refund"]
    assert "for us" not in text
    assert not {"internal_note", "referrals"} & set(doc)


def test_what_was_taken_back_never_leaves(demo: Desk, out: Path) -> None:
    demo.withdraw_last()
    demo.put_clock_ahead(timedelta(hours=1))
    assert demo.send_out(str(out)) == []
    assert names(out) == []


def test_what_is_replaced_does_not_leave_and_what_takes_its_place_is_a_file_of_its_own(due: Desk, out: Path) -> None:
    due.set_moderator("mod-8")
    reversal = verdict_doc(case_doc(), stage="reversal", supersedes=f"{CASE}-v1")
    due.decide(CASE, reversal)
    assert due.send_out(str(out)) == [], "the first one does not stand, and the second can be taken back"
    due.withdraw_last()
    (sent,) = due.send_out(str(out))
    assert sent.verdict == f"{CASE}-v1", "it stands again"
    first = (out / f"{CASE}.pdf").read_bytes()
    due.decide(CASE, reversal)
    assert due.send_out(str(out)) == []
    due.put_clock_ahead(timedelta(minutes=11))
    (sent,) = due.send_out(str(out))
    assert sent.files == (f"{CASE}.2.pdf", f"{CASE}.2.json")
    assert (out / f"{CASE}.pdf").read_bytes() == first
    assert json.loads((out / f"{CASE}.2.json").read_bytes())["supersedes"] == f"{CASE}-v1"
    assert verified(due) == []


@pytest.mark.parametrize("after", [0, 1, 2])
def test_who_is_killed_midway_writes_the_same_again(
    due: Desk, out: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Killed before the first file, between the two, and before it is noted."""

    class Killed(BaseException):
        pass

    count, write = [0], durable.write_bytes

    def dying(target: Path, data: bytes, mode: int = 0o644) -> None:
        if target.parent == out:
            if count[0] == after:
                raise Killed
            count[0] += 1
        write(target, data, mode)

    def die(*_anything: object) -> bool:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(durable, "write_bytes", dying)
        if after == 2:
            patched.setattr(due._state.store, "sent", die)
        with pytest.raises(Killed):
            due.send_out(str(out))
    before = {name: (out / name).read_bytes() for name in names(out)}
    assert sorted(before) == sorted([f"{CASE}.pdf", f"{CASE}.json"][:after])
    (sent,) = due.send_out(str(out))
    assert (sent.status, names(out)) == ("sent", PARTS)
    assert {name: (out / name).read_bytes() for name in before} == before
    assert verified(due) == []


def test_two_at_once_send_each_decision_once(due: Desk, out: Path, tmp_path: Path) -> None:
    other = open_desk(tmp_path / "library", moderator="mod-8")
    store = due._state.store
    try:
        with store.only_one("outbox") as mine:
            assert mine
            assert other.send_out(str(out)) == [], "somebody is at it"
        (intent,) = store.intents()
        assert [each.status for each in other.send_out(str(out))] == ["sent"]
        assert not store.sent(intent, {}, acts(due._state)), "nobody notes it twice"
        assert due.send_out(str(out)) == []
    finally:
        other.close()


def test_a_folder_that_is_not_there_or_full_loses_nothing(
    due: Desk, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PlaceError, match="is it mounted"):
        due.send_out(str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()

    def full(target: Path, _data: bytes, mode: int = 0o644) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target), mode)

    with monkeypatch.context() as patched:
        patched.setattr(durable, "write_bytes", lambda t, d, mode=0o644: full(t, d, mode))
        with pytest.raises(PlaceError, match="No space left on device"):
            due.send_out(str(out))
    assert [each.status for each in due.send_out(str(out))] == ["sent"]
    assert names(out) == PARTS


def test_somebody_elses_file_of_that_name_is_left_alone(due: Desk, out: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"theirs")
    (out / f"{CASE}.pdf").symlink_to(tmp_path / "theirs")
    (failed,) = due.send_out(str(out))
    assert failed.status == "failed"
    assert f"another {CASE}.pdf already" in str(failed.problem)
    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    (out / f"{CASE}.pdf").unlink()
    assert [each.status for each in due.send_out(str(out))] == ["sent"]


def test_one_that_cannot_be_rendered_does_not_hold_up_the_rest_but_a_full_disk_does(
    due: Desk, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = case_doc(id="AE-2", order=case_doc()["order"] | {"number": "2"})
    due.import_packs([write_case_pack(tmp_path / "more", doc)])
    due.decide("AE-2", verdict_doc(doc), final=True)
    real, write = exports.parcel, durable.write_bytes

    def broken(state, stored):
        if stored.case == CASE:
            raise ExportError("no font")
        return real(state, stored)

    def full(target: Path, data: bytes, mode: int = 0o644) -> None:
        if target.parent == out:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(target, data, mode)

    monkeypatch.setattr(exports, "parcel", broken)
    monkeypatch.setattr("moderator.desk.outbox.PAGE", 1)
    with monkeypatch.context() as patched:
        patched.setattr(durable, "write_bytes", full)
        told = {each.case: str(each.problem) for each in due.send_out(str(out))}
    assert (told[CASE], "No space left on device" in told["AE-2"]) == ("no font", True)
    assert {each.case: each.status for each in due.send_out(str(out))} == {CASE: "failed", "AE-2": "sent"}
    monkeypatch.undo()
    assert [each.case for each in due.send_out(str(out))] == [CASE]


def test_through_a_url_as_through_a_folder(due: Desk) -> None:
    memory = fsspec.filesystem("memory")
    try:
        assert [each.status for each in due.send_out("memory://team/outbox")] == ["sent"]
        assert sorted(memory.find("/team/outbox")) == [f"/team/outbox/{name}" for name in PARTS]
        assert json.loads(memory.cat(f"/team/outbox/{CASE}.json"))["id"] == f"{CASE}-v1"
    finally:
        memory.store.clear()
    with pytest.raises(PlaceError, match="cannot be reached from this computer"):
        due.send_out("nothing-like-it://bucket")
