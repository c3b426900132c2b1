"""Films looked through ahead: in this process, by others, by a team's fleet; and who is to know what was found."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import pytest
import zxingcpp

from moderator import cli
from moderator.desk import Desk, fleet_work, open_desk
from moderator.desk import fleet as desk_fleet
from moderator.desk.library import open_library
from moderator.desk.values import FleetSeen, LookedThrough
from moderator.domain.finds import runs
from moderator.domain.queue import Ask
from moderator.errors import LibraryAway, NotFound
from moderator.media.pool import MediaPool
from moderator.store import fleet, fleet_worker
from tests.builders import case_doc, case_media, write_case_pack
from tests.moderator.media.labels import drawn, labelled
from tests.servers import Server

TEXT = "NP40718826519354"
GOOD, BAD, NONE = "AE-2026-000001", "AE-2026-000002", "AE-2026-000003"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A case with a film of a label, one with a film that is none, one without."""
    folder = tmp_path_factory.mktemp("packs")
    label = drawn(TEXT, zxingcpp.BarcodeFormat.Code128)
    film = labelled(folder / "film.mp4", [(6, 30, label)], frames=40).read_bytes()
    made = []
    for case, data in ((GOOD, film), (BAD, b"no film at all" * 100), (NONE, b"")):
        doc = case_doc(id=case)
        media = case_media(doc)
        if data:
            path = "media/unboxing.mp4"
            doc["evidence"].append({**doc["evidence"][0], "id": "E2", "kind": "video", "path": path})
            media[path] = data
        made.append(write_case_pack(folder / case, doc, media))
    return made


@pytest.fixture
def library(packs: list[Path], tmp_path: Path) -> Path:
    desk = open_desk(tmp_path / "library", moderator="ana")
    assert {each.status for each in desk.import_packs(packs)} == {"imported"}
    desk.close()
    return tmp_path / "library"


def hashes(desk: Desk, case: str) -> tuple[str, tuple[str, ...]]:
    """The film of a case and the photos of its listing, as the window takes them."""
    items = desk.open_case(case).items
    (film,) = [each.sha256 for each in items if each.kind == "video"]
    photos = [each for each in items if (each.side, each.kind, each.missing) == ("listing", "photo", False)]
    return film, tuple(each.sha256 for each in photos)


def nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was looked through already")

    for what in ("scan", "loudness", "codes", "similarity"):
        monkeypatch.setattr(MediaPool, what, never)


def known(desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the window finds all it asks for, and no film is looked through."""
    film, photos = hashes(desk, case)
    assert desk.media.info(film).kind == "video"
    with monkeypatch.context() as patched:
        nothing_is_decoded(patched)
        scan = desk.media.scanning.scan(film)
        assert (scan.done, len(scan.pts)) == (True, 40)
        assert [run.code.text for run in runs(desk.media.finding.codes(film, scan).seen)] == [TEXT]
        assert desk.media.finding.likenesses(film, scan, photos).done


def statuses(found: list[LookedThrough]) -> dict[str, str]:
    return {each.case: each.status for each in found}


@pytest.mark.parametrize("jobs", [0, 2])
def test_who_opens_the_case_finds_it_done(library: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_desk(library, moderator="ana")
    told: list[tuple[int, int]] = []
    try:
        found = desk.analyse(Ask(), 200, jobs=jobs, progress=lambda done, total: told.append((done, total)))
        assert statuses(found) == {GOOD: "analysed", BAD: "refused"}
        assert told == [(0, 2), (1, 2), (2, 2)]
        known(desk, GOOD, monkeypatch)
        assert statuses(desk.analyse([GOOD], 1)) == {GOOD: "analysed"}
        assert desk.analyse(Ask(), 1)[0].case == GOOD  # the first that has a film
        assert desk.analyse([NONE], 1) == []
        with pytest.raises(NotFound):
            desk.analyse(["AE-2026-999999"], 1)
    finally:
        desk.close()


@pytest.mark.parametrize("jobs", [0, 1])
def test_stop_gives_up_what_is_at_work(library: Path, jobs: int) -> None:
    desk = open_desk(library, moderator="ana")
    calls = itertools.count(1)

    def stop() -> bool:
        return next(calls) > 1  # asked for the first time before anything is begun

    try:
        film, _ = hashes(desk, GOOD)
        assert desk.analyse([GOOD], 1, jobs=jobs, stop=stop) == []
        assert not list((library / "cache").glob(f"{film[:2]}/*-MDs1-*"))
        assert statuses(desk.analyse([GOOD], 1, jobs=jobs)) == {GOOD: "analysed"}
    finally:
        desk.close()


def test_a_case_may_come_without_evidence_and_photos(tmp_path: Path) -> None:
    doc = case_doc(evidence=None)
    doc["listing"].pop("photos")
    desk = open_desk(tmp_path / "library", moderator="ana")
    try:
        (found,) = desk.import_packs([write_case_pack(tmp_path / "pack", doc)])
        assert found.status == "imported"
        assert desk.analyse([doc["id"]], 1) == []
    finally:
        desk.close()


def test_a_locked_case_is_left_alone(library: Path) -> None:
    desk = open_desk(library, moderator="ana")
    try:
        film, listing = hashes(desk, GOOD)
        desk.lock(GOOD, "criminal", "seen")
        assert statuses(desk.analyse(Ask(), 200)) == {BAD: "refused"}
        given = json.dumps({"case": BAD, "film": film, "listing": listing}) + "\n"
        results = Written()
        desk.serve_jobs("", iter([given]), results)  # type: ignore[arg-type]
        assert "No case that may be looked at has this film" in results.text
        assert not list((library / "cache").glob(f"{film[:2]}/*"))
    finally:
        desk.close()


class Written:
    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_on_the_command_line(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: object) -> tuple[int, Any, str]:
        code = cli.main(["analyse", *[str(each) for each in arguments], "--library", str(library)])
        told = capsys.readouterr()
        return code, told.out, told.err

    for wrong in ([], [GOOD, "--all"], ["--all", "--most", 0], ["--all", "--jobs", 65]):
        assert run(*wrong)[0] == cli.USAGE
    code, text, said = run("--all", "--filter", "reason=damaged")
    assert (code, [line.split()[:2] for line in text.splitlines()]) == (
        cli.FAILED, [["analysed", GOOD], ["refused", BAD]],
    )  # fmt: skip
    assert said.startswith(f"moderator: {BAD}: ")
    code, text, _ = run(GOOD, "--json")
    assert (code, [each["status"] for each in json.loads(text)]) == (cli.OK, ["analysed"])


@pytest.fixture
def url(server: Server, packs: list[Path], tmp_path: Path) -> Callable[[str], str]:
    """A team with these cases; each login is a computer of its own."""
    database = server.new_team()
    (tmp_path / "shared").mkdir()
    desk = open_desk(f"{server.url(database, 'mod-7')}&media={tmp_path / 'shared'}")
    assert {each.status for each in desk.import_packs(packs)} == {"imported"}
    desk.close()
    return lambda who: f"{server.url(database, who)}&media={tmp_path / 'shared'}"


def by_fleet(url: Callable[[str], str], worker: str = "work-1") -> list[LookedThrough]:
    desk = open_desk(url("mod-7"))
    at_work: list[FleetSeen] = []

    def watch(now: FleetSeen) -> None:
        at_work.append(now)
        if len(at_work) == 1:
            fleet_work.work(open_library(url(worker)), 1, 30.0, drain=True, tell=lambda _: None)

    try:
        return desk.fleet.analyse(Ask(), 200, watch=watch, stop=lambda: len(at_work) > 1)
    finally:
        desk.close()


def rows(url: Callable[[str], str]) -> list[tuple[str, str]]:
    with psycopg.connect(url("aud-1").partition("&media")[0]) as connection:
        return connection.execute("SELECT sha256, found_by FROM moderator_fleet.found ORDER BY name").fetchall()


def test_a_worker_looks_through_films_for_the_whole_team(
    url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {each.case: each for each in by_fleet(url)}
    assert {case: each.status for case, each in found.items()} == {GOOD: "analysed", BAD: "failed"}
    assert found[BAD].problem
    desk, auditor = open_desk(url("mod-8")), open_desk(url("aud-1"))
    try:
        film, _ = hashes(desk, GOOD)
        assert rows(url) == [(film, "work-1")] * 3
        known(desk, GOOD, monkeypatch)
        known(auditor, GOOD, monkeypatch)
        monkeypatch.setattr("moderator.store.store.Store.found", lambda *_: pytest.fail("it is on this computer now"))
        known(desk, GOOD, monkeypatch)
    finally:
        desk.close()
        auditor.close()


def test_what_is_no_entry_counts_as_nothing(url: Callable[[str], str], server: Server) -> None:
    """Whoever owns the server may write anything: a desk then looks through the film itself."""
    by_fleet(url)
    database = url("x").partition("@/")[2].partition("?")[0]
    server.sql("UPDATE moderator_fleet.found SET entry = overlay(entry placing '\\x00' from 150)", database)
    desk = open_desk(url("mod-8"))
    try:
        film, _ = hashes(desk, GOOD)
        desk.media.info(film)
        scan = desk.media.scanning.scan(film)
        assert scan.done
        assert [run.code.text for run in runs(desk.media.finding.codes(film, scan).seen)] == [TEXT]
    finally:
        desk.close()


def test_what_was_found_goes_with_a_lock_and_comes_not_again(url: Callable[[str], str]) -> None:
    by_fleet(url)
    desk = open_desk(url("mod-7"))
    try:
        film, _ = hashes(desk, GOOD)
        desk.lock(GOOD, "criminal", "seen")
    finally:
        desk.close()
    assert rows(url) == []
    worker = open_desk(url("work-1"))
    try:
        for sha256 in (film, "0" * 64):  # of a locked case, and of none
            worker._state.store.add_found(sha256, "name", b"entry")
    finally:
        worker.close()
    assert rows(url) == []


def test_nobody_but_a_worker_says_what_is_in_a_film(url: Callable[[str], str]) -> None:
    for who in ("mod-7", "rev-1", "lead-1", "aud-1"):
        with (
            psycopg.connect(url(who).partition("&media")[0]) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("INSERT INTO moderator_fleet.found (sha256, name, entry) VALUES ('a', 'b', 'c')")
    assert by_fleet(url, "mod-8") == []  # whose worker takes no such jobs
    assert rows(url) == []
    desk = open_desk(url("mod-8"))
    try:
        film, _ = hashes(desk, GOOD)
        desk.media.info(film)
        assert desk.media.scanning.scan(film).done
    finally:
        desk.close()
    assert rows(url) == []


def test_what_was_found_long_ago_is_forgotten(url: Callable[[str], str], server: Server) -> None:
    by_fleet(url)
    database = url("x").partition("@/")[2].partition("?")[0]
    server.sql("UPDATE moderator_fleet.found SET at = at - interval '91 days' WHERE name LIKE '%MDc2%'", database)
    assert len(rows(url)) == 3
    by_fleet(url)
    assert len(rows(url)) == 3, "the worker, which has it still, has shared it anew"


def test_a_job_that_names_no_film_is_refused(url: Callable[[str], str]) -> None:
    good = {"case": GOOD, "film": "a" * 64, "listing": ["b" * 64]}
    bad: list[dict[str, Any]] = [
        good | {"film": "../etc/passwd"}, good | {"listing": ["b"]}, good | {"listing": "b" * 64}, good | {"case": 7},
        good | {"film": None}, good | {"out": "/tmp"}, {},
    ]  # fmt: skip
    with fleet.fleet(url("mod-7").partition("&media")[0]) as jobs:
        name = jobs.give("analyse", [fleet.Task(ids, f"lock {n}") for n, ids in enumerate([good, *bad])])
    told: list[str] = []
    fleet_work.work(open_library(url("work-1")), 1, 30.0, drain=True, tell=told.append)
    with fleet.fleet(url("mod-7").partition("&media")[0]) as jobs:
        answers: list[Any] = [answer for _, _, answer in jobs.outcomes(name)]
    assert [each["status"] for each in answers] == ["refused"] * 8
    assert "No case that may be looked at" in answers[0]["problem"]
    assert all("names no film of ours" in each["problem"] for each in answers[1:])


def test_what_a_worker_tells_is_checked() -> None:
    ids = {"case": GOOD, "film": "a" * 64}
    assert desk_fleet._looked_through(ids, "cancelled", None) is None
    lost = desk_fleet._looked_through(ids, "failed", None)
    assert lost is not None
    assert asdict(lost)["status"] == "failed"
    strange = desk_fleet._looked_through(ids, "succeeded", {"status": "royal", "problem": 7})
    assert strange is not None
    assert strange.status == "failed"
    assert fleet_worker.TRIES == 3


def test_a_server_that_is_away_holds_nobody_up_and_costs_no_worker_its_finds(
    url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, worker = open_desk(url("mod-8")), open_desk(url("work-1"))
    try:
        film, listing = hashes(desk, GOOD)
        desk.media.info(film)
        with monkeypatch.context() as patched:
            patched.setattr("moderator.store.store.Store.found_access", gone)
            assert desk.media.scanning.scan(film).done
            given = json.dumps({"case": GOOD, "film": film, "listing": listing}) + "\n"
            results = Written()
            worker.serve_jobs("", iter([given]), results)  # type: ignore[arg-type]
            assert json.loads(results.text)["status"] == "failed"  # and is tried again
            patched.setattr("moderator.desk.state.State.away", True)
            patched.setattr("moderator.store.store.Store.found_access", lambda _: pytest.fail("it is away"))
            assert desk.media.finding.codes(film, None).done
    finally:
        desk.close()
        worker.close()


def gone(_store: object) -> None:
    raise LibraryAway("The team's library is away.")
