"""What leaves the library, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderator import settings
from moderator.desk import Desk, make_library, open_desk, verifying
from moderator.desk.values import Form, Wanted
from moderator.errors import UsageError
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"
STARTS = datetime(2026, 11, 12, 9, tzinfo=UTC)


@pytest.fixture
def demo(tmp_path: Path):
    make_library(tmp_path / "library", "demo", demo_starts=STARTS)
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    yield desk
    desk.close()


def test_nothing_leaves_before_the_undo_time_is_over(demo: Desk, tmp_path: Path) -> None:
    until = demo.decide(CASE, verdict_doc(case_doc())).undo_until
    assert until is not None
    (refused,) = demo.export(None, tmp_path / "out")
    assert (refused.status, refused.path) == ("failed", None)
    assert f"can still be taken back until {until:%H:%M} UTC" in str(refused.problem)
    assert not (tmp_path / "out").exists()
    assert demo.preview(CASE).startswith(b"%PDF"), "it is shown in the window all the same"
    demo.put_clock_ahead(timedelta(minutes=11))
    (written,) = demo.export(None, tmp_path / "out")
    assert (written.status, written.signature) == ("written", "local")


@pytest.mark.parametrize("minutes", [None, 1, 60])
def test_the_undo_time_is_as_the_settings_say(
    demo: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int | None
) -> None:
    monkeypatch.setattr(settings, "default_path", lambda: tmp_path / "settings.json")
    if minutes is not None:
        settings.Settings(tmp_path / "settings.json", undo_minutes=minutes).save()
    until = demo.decide(CASE, verdict_doc(case_doc())).undo_until
    assert until is not None
    whole = timedelta(minutes=minutes or 10)
    assert timedelta(0) <= demo.now() + whole - until < timedelta(seconds=20)
    demo.put_clock_ahead(whole - timedelta(seconds=30))
    assert demo.undoable() is not None
    assert [each.status for each in demo.export([CASE], tmp_path / "out")] == ["failed"]
    demo.put_clock_ahead(timedelta(seconds=31))
    assert demo.undoable() is None
    assert [each.status for each in demo.export([CASE], tmp_path / "out")] == ["written"]


def test_what_was_taken_back_never_leaves(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc()))
    demo.withdraw_last()
    demo.put_clock_ahead(timedelta(hours=1))
    (failed,) = demo.export([CASE], tmp_path / "out")
    assert "not decided yet" in str(failed.problem)


def test_a_real_clock_is_not_set(stocked: Desk) -> None:
    with pytest.raises(UsageError, match="real clock"):
        stocked.put_clock_ahead(timedelta(minutes=1))


def test_each_edition_is_a_file_of_its_own_and_written_once(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc()), final=True)
    for _ in range(2):
        parties = demo.export([CASE], tmp_path / "out")
        office = demo.export([CASE], tmp_path / "out", Form("office"))
    assert [each.status for each in (*parties, *office)] == ["unchanged", "unchanged"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{CASE}.office.pdf", f"{CASE}.pdf"]
    assert parties[0].sha256 != office[0].sha256


def test_a_batch_by_processes_takes_the_form_along(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc()), final=True)
    (office,) = demo.export_batch(tmp_path / "out", Wanted(), Form("office"), jobs=1)
    (bare,) = demo.export_batch(tmp_path / "bare", Wanted(), Form(signed=False), jobs=1)
    assert (office.status, office.edition, office.signature) == ("written", "office", "local")
    assert (bare.status, bare.edition, bare.signature) == ("written", "parties", "none")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{CASE}.office.pdf"]
    assert (tmp_path / "bare" / f"{CASE}.pdf").read_bytes() == demo.preview(CASE)


def test_each_language_is_a_file_of_its_own_signed_and_checked(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc()), final=True)
    forms = [Form(language="es"), Form("office", language="ar"), Form(language="en"), Form()]
    for _ in range(2):
        found = [demo.export([CASE], tmp_path / "out", form)[0] for form in forms]
    assert [each.status for each in found] == ["unchanged"] * 4
    assert [each.language for each in found] == ["es", "ar", "en", "en"]
    names = [Path(str(each.path)).name for each in found]
    assert names == [f"{CASE}.es.pdf", f"{CASE}.office.ar.pdf", f"{CASE}.pdf", f"{CASE}.pdf"]
    assert len({each.sha256 for each in found}) == 3
    for each in found[:3]:
        doc = verifying.verify(Path(str(each.path)), None, str(tmp_path / "library"))
        assert doc["ok"], doc
        held = {check["check"] for check in doc["checks"] if check["ok"]}
        assert held >= {"library", "document", "print"}


def test_a_party_gets_its_own_language(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc()), final=True)
    (buyer,) = demo.export([CASE], tmp_path / "out", Form(language="buyer"))
    assert (buyer.status, buyer.language) == ("written", str(case_doc()["claim"]["language"])[:2])
    assert buyer.language != "en", "else this says nothing"
    (batch,) = demo.export_batch(tmp_path / "all", Wanted(), Form(language="buyer"), jobs=1)
    assert (batch.status, batch.language, batch.sha256) == ("written", buyer.language, buyer.sha256)


def test_a_language_that_there_is_not_is_refused_by_name(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc()), final=True)
    (failed,) = demo.export([CASE], tmp_path / "out", Form(language="tlh"))
    assert failed.status == "failed"
    assert "“tlh”" in str(failed.problem)


def test_a_record_without_the_letters_of_a_language_is_refused(demo: Desk, tmp_path: Path, monkeypatch) -> None:
    from moderator.report import pdf

    latin = pdf.installed_fonts().only(f for f in pdf.installed_fonts().faces if f.role.startswith("text"))
    monkeypatch.setattr(pdf, "installed_fonts", lambda: latin)
    demo.decide(CASE, verdict_doc(case_doc()), final=True)
    (failed,) = demo.export([CASE], tmp_path / "out", Form(language="ar"))
    assert failed.status == "failed"
    assert "keeps no font for the language “ar”" in str(failed.problem)
    assert demo.export([CASE], tmp_path / "out", Form(language="ru"))[0].status == "written"
