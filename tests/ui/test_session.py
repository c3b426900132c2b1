"""The session: opening, showing, editing, exhibits, deciding, and what it says about each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator.desk.values import Exported
from moderator.errors import LibraryError, NotFound
from tests.fakes import FakeDesk, good_verdict, sha_of
from ui.session import Session

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]


@pytest.fixture
def opened(session: Session, settle: Settle) -> Session:
    session.refresh()
    settle()
    session.open_case(FIRST)
    settle()
    return session


def _noting(text: str) -> Callable[[dict[str, Any]], None]:
    return lambda doc: doc.update(internal_note=text)


def status(session: Session) -> str:
    assert session.opened is not None
    return session.opened.status


def said(session: Session) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    session.message.connect(lambda text, tone: heard.append((text, tone)))
    return heard


def test_opening_shows_the_first_listing_photo_beside_the_buyers_first(opened: Session) -> None:
    assert opened.shown["listing"] is not None
    assert opened.shown["evidence"] is not None
    assert (opened.shown["listing"].item.id, opened.shown["evidence"].item.id) == ("L1", "E1")
    assert opened.problems, "an empty draft lacks things"


def test_a_video_gets_its_first_frame_once_it_is_indexed(opened: Session, settle: Settle) -> None:
    opened.show("evidence", "E4")
    assert opened.shown["evidence"] is not None
    assert opened.shown["evidence"].pts is None
    settle()
    shown = opened.shown["evidence"]
    assert (shown.pts, shown.index, shown.time_base, shown.stream) == (0, 0, "1/15360", 0)
    opened.show("evidence", "E4", index=673)
    assert opened.shown["evidence"].pts == 344576


def test_the_exact_frame_becomes_the_exhibit_and_only_once(opened: Session, settle: Settle) -> None:
    opened.show("evidence", "E4", index=673)
    settle()
    assert opened.take_exhibit(region=(0.41, 0.22, 0.18, 0.2)) == "X1"
    assert opened.take_exhibit(region=(0.41, 0.22, 0.18, 0.2)) == "X1"
    assert opened.take_exhibit() == "X2"
    exhibit = opened.draft["exhibits"][0]
    assert (exhibit["pts"], exhibit["time_base"], exhibit["stream"]) == (344576, "1/15360", 0)
    assert exhibit["sha256"] == sha_of(FIRST, "media/unboxing.mp4")
    assert exhibit["region"] == [0.41, 0.22, 0.18, 0.2]
    assert len(opened.draft["exhibits"]) == 2


def test_a_video_that_is_not_indexed_yet_gives_no_exhibit(opened: Session) -> None:
    heard = said(opened)
    opened.show("evidence", "E4")
    assert opened.take_exhibit() == ""
    assert "still being read" in heard[0][0]
    assert "exhibits" not in opened.draft


def test_removing_an_exhibit_removes_its_mentions(opened: Session) -> None:
    opened.take_exhibit()
    finding = {"requirement": "damage-visible", "answer": "yes", "exhibits": ["X1"]}
    opened.edit("Answer", lambda doc: doc.update(findings=[finding]))
    opened.remove_exhibit("X1")
    assert "exhibits" not in opened.draft
    assert opened.draft["findings"][0]["exhibits"] == []
    opened.undo()
    assert opened.draft["findings"][0]["exhibits"] == ["X1"]


def test_undo_and_redo_walk_the_edits(opened: Session) -> None:
    empty = opened.draft
    opened.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    opened.edit("Clause", lambda doc: doc.update(clause="damaged.1"))
    assert opened.undo_text == "Clause"
    opened.undo()
    assert "clause" not in opened.draft
    opened.undo()
    assert opened.draft == empty
    opened.undo()
    assert opened.draft == empty
    opened.redo()
    opened.redo()
    assert (opened.draft["outcome"], opened.draft["clause"]) == ("no-refund", "damaged.1")
    opened.undo()
    opened.edit("Outcome", lambda doc: doc.update(outcome="full-refund"))
    assert opened.redo_text == ""


def test_typing_is_one_step(opened: Session) -> None:
    for text in ("T", "Th", "The"):
        opened.edit("Note", _noting(text), merge=True)
    opened.undo()
    assert "internal_note" not in opened.draft


def test_an_edit_that_changes_nothing_is_no_step(opened: Session, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(opened.draft_changed):
        opened.edit("Nothing", len)
    assert opened.undo_text == ""


def test_the_draft_held_by_a_panel_never_changes_under_it(opened: Session) -> None:
    held = opened.draft
    opened.take_exhibit()
    opened.edit("Note", lambda doc: doc["exhibits"][0].update(note="crack"))
    assert "exhibits" not in held


def test_the_draft_is_saved_by_itself_and_found_again(
    opened: Session, desk: FakeDesk, qtbot: Any, settle: Settle
) -> None:
    with qtbot.waitSignal(opened.draft_saved, timeout=3000):
        opened.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    assert desk.drafts[FIRST]["outcome"] == "no-refund"
    opened.close_case()
    opened.open_case(FIRST)
    settle()
    assert opened.draft["outcome"] == "no-refund"


def test_opening_another_case_saves_the_draft_first(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    opened.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    opened.next_case()
    settle()
    assert opened.opened is not None
    assert opened.opened.case.id == SECOND
    assert desk.drafts[FIRST]["outcome"] == "no-refund"


def test_closing_the_window_keeps_the_last_edit(opened: Session, desk: FakeDesk) -> None:
    opened.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    opened.close()
    assert desk.drafts[FIRST]["outcome"] == "no-refund"
    assert desk.closed


def test_a_draft_that_cannot_be_saved_is_said_and_tried_again(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    heard = said(opened)
    desk.fails["save_draft"] = LibraryError("The disk is full.")
    opened.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    opened.save()
    settle()
    assert heard == [("The disk is full.", "bad")]
    opened.save()
    settle()
    assert desk.drafts[FIRST]["outcome"] == "no-refund"


def test_problems_follow_every_edit(opened: Session) -> None:
    before = {problem.pointer for problem in opened.problems}
    opened.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    assert "/outcome" in before
    assert "/outcome" not in {problem.pointer for problem in opened.problems}


def test_deciding_opens_the_case_anew_and_can_be_taken_back(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    opened.edit("All", lambda doc: doc.update(good_verdict(desk, FIRST)))
    assert opened.problems == ()
    opened.decide()
    settle()
    assert status(opened) == "decided"
    assert opened.undoable is not None
    assert opened.undoable.case == FIRST
    assert FIRST not in desk.drafts
    opened.withdraw_last()
    settle()
    assert status(opened) == "open"
    assert opened.draft["outcome"] == "no-refund"
    assert opened.undoable is None


def test_a_case_with_problems_is_not_sent_to_the_desk(opened: Session, desk: FakeDesk) -> None:
    heard = said(opened)
    opened.decide()
    assert "decide" not in desk.seen
    assert heard[0][1] == "warn"


def test_somebody_else_was_faster(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    heard = said(opened)
    opened.edit("All", lambda doc: doc.update(good_verdict(desk, FIRST)))
    desk.decide(FIRST, good_verdict(desk, FIRST))
    opened.decide()
    settle()
    assert "already decided" in heard[-1][0]
    assert opened.draft["outcome"] == "no-refund", "the draft is kept"


def test_next_goes_round_and_skips_what_is_decided(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    desk.decide(SECOND, good_verdict(desk, SECOND))
    opened.refresh()
    settle()
    assert opened.next_id() == "AE-2026-000127"
    assert opened.next_id("AE-2026-000163") == FIRST


def test_the_next_case_is_fetched_ahead(opened: Session, desk: FakeDesk, qtbot: Any, settle: Settle) -> None:
    qtbot.waitUntil(lambda: desk.seen.count("open_case") == 2, timeout=3000)
    settle()
    pictures = [call for call in desk.media.calls if call[0] == "still"]
    assert len(pictures) == 2, "the first listing photo and the first evidence of the next case"
    opened.next_case()
    assert opened.opened is not None
    assert opened.opened.case.id == SECOND, "at once, without the store"


def test_importing_names_each_refused_pack(session: Session, qtbot: Any, settle: Settle) -> None:
    with qtbot.waitSignal(session.imported, timeout=3000) as heard:
        session.import_packs([Path("AE-1.casepack"), Path("bad.casepack")])
    settle()
    assert [each.status for each in heard.args[0]] == ["imported", "refused"]
    assert "AE-1" in {row.case for row in session.rows}


def test_cancelling_an_import_keeps_what_was_imported(session: Session, qtbot: Any, settle: Settle) -> None:
    with qtbot.waitSignal(session.imported, timeout=3000) as heard:
        session.import_packs([Path("AE-1.casepack"), Path("AE-2.casepack")])
        session.deeds.stop()
    settle()
    assert len(heard.args[0]) <= 2
    assert session.deeds.idle


def test_a_case_that_is_gone_is_a_message(session: Session, settle: Settle) -> None:
    heard = said(session)
    session.open_case("AE-0")
    settle()
    assert heard == [("There is no case AE-0 in this library.", "bad")]


def test_export_writes_and_reports(opened: Session, desk: FakeDesk, tmp_path: Path, qtbot: Any) -> None:
    desk.decide(FIRST, good_verdict(desk, FIRST))
    with qtbot.waitSignal(opened.exported, timeout=3000) as heard:
        opened.export(None, tmp_path)
    assert [(each.case, each.status) for each in heard.args[0]] == [(FIRST, "written")]
    assert (tmp_path / f"{FIRST}.pdf").exists()


def test_while_a_batch_is_written_the_library_is_free(
    opened: Session, desk: FakeDesk, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lead exports ten thousand overnight; drafts are saved meanwhile, and Cancel ends it with what is written."""
    gate, told = threading.Event(), []

    def slowly(out: Path, _wanted: object, *, stop: Any, progress: Any, **_: Any) -> list[Exported]:
        progress(40, 100)
        gate.wait(5)
        return [Exported(FIRST, str(out), "0" * 64, 1, "written")] if stop() else []

    monkeypatch.setattr(desk, "export_batch", slowly)
    opened.busy.connect(lambda text, done, total: told.append((text, done, total)))
    opened.export(None, tmp_path)
    qtbot.waitUntil(lambda: any(done == 40 for _, done, _ in told))
    with qtbot.waitSignal(opened.queue_changed, timeout=3000):
        opened.refresh()
    opened.deeds.stop()
    with qtbot.waitSignal(opened.exported, timeout=3000) as heard:
        gate.set()
    assert [each.case for each in heard.args[0]] == [FIRST]


def test_how_long_a_batch_will_take_is_said(opened: Session) -> None:
    said: list[str] = []
    opened.busy.connect(lambda text, _done, _total: said.append(text))
    opened.deeds._job, opened.deeds._doing = object(), "Writing decisions"  # type: ignore[assignment]
    opened.deeds._began = time.monotonic() - 100
    opened.deeds._progressed(100, 400)
    assert said == ["Writing decisions · about 5 min left"]
    opened.deeds._job = None


def test_an_unknown_error_goes_to_the_report_of_bugs(session: Session, qtbot: Any) -> None:
    session.tasks.broken.disconnect()
    with qtbot.waitSignal(session.tasks.broken, timeout=3000) as heard:
        session.failed(ValueError("a bug"))
    assert isinstance(heard.args[0], ValueError)
    assert not isinstance(heard.args[0], NotFound)
