"""Exports by a team's fleet: given at one desk, done by a worker as the role `worker`, told at the desk."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import pytest

from moderator import cli
from moderator.desk import exports, fleet_work, open_desk
from moderator.desk import fleet as desk_fleet
from moderator.desk import jobs as jobs_
from moderator.desk.jobs import Process
from moderator.desk.library import open_library
from moderator.desk.state import State
from moderator.desk.values import Exported, FleetSeen, Form, Wanted
from moderator.errors import LibraryError, UsageError
from moderator.store import fleet
from tests.builders import case_doc, write_case_pack
from tests.moderator.desk.decided import decided_library
from tests.servers import Server

COUNT = 3
Runs = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, str, Path]:
    """A team with decided cases, and the folder with its media."""
    folder = tmp_path_factory.mktemp("fleet")
    (folder / "shared").mkdir()
    database = server.new_team()
    decided_library(folder / "unused", COUNT, f"{server.url(database, 'mod-7')}&media={folder / 'shared'}")
    return server, database, folder


@pytest.fixture
def url(site: tuple[Server, str, Path]) -> Callable[[str], str]:
    server, database, folder = site
    return lambda who: f"{server.url(database, who)}&media={folder / 'shared'}"


@pytest.fixture
def out(site: tuple[Server, str, Path], tmp_path: Path) -> Path:
    """Where the fleet writes."""
    server, database, _ = site
    (tmp_path / "out").mkdir()
    fleet.set_place(server.owner(database), fleet.OUT, str(tmp_path / "out"))
    return tmp_path / "out"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What processes of their own would do is done in this one, which takes no time to start."""
    states: dict[str, State] = {}

    def ask(process: Process, job: str) -> str:
        locator = process._command[process._command.index("--library") + 1]
        state = states.setdefault(locator, State(open_library(locator), ""))
        return json.dumps(asdict(jobs_._do(state, process.out, json.loads(job)))) + "\n"

    monkeypatch.setattr(Process, "_ask", ask)
    yield
    for state in states.values():
        state.close()


def work(locator: str) -> list[str]:
    told: list[str] = []
    fleet_work.work(open_library(locator), 1, 30.0, drain=True, tell=told.append)
    return told


def by_fleet(url: Callable[[str], str], form: Form | None = None) -> tuple[list[Exported], list[FleetSeen]]:
    """Asks for all decisions; a worker does them as soon as they are there to be done."""
    desk = open_desk(url("mod-7"))
    seen: list[FleetSeen] = []

    def watch(now: FleetSeen) -> None:
        seen.append(now)
        if len(seen) == 1:
            work(url("work-1"))

    try:
        return desk.fleet.export(Wanted(), form, watch=watch), seen
    finally:
        desk.close()


def test_the_fleet_writes_what_this_computer_does(url: Callable[[str], str], out: Path, tmp_path: Path) -> None:
    found, seen = by_fleet(url)
    assert [(each.status, each.path) for each in found] == [
        ("written", str(out / f"AE-2026-{n:06}.pdf")) for n in range(1, COUNT + 1)
    ]
    assert (seen[0].ended, seen[0].waiting, seen[0].workers) == (0, COUNT, 0)
    assert (seen[-1].ended, seen[-1].total, seen[-1].failed, seen[-1].place) == (COUNT, COUNT, 0, str(out))
    desk = open_desk(url("mod-8"))
    alone = {each.case: each for each in desk.export_batch(tmp_path / "alone", Wanted(), jobs=0)}
    assert desk._state.store.verify_ledger() is None
    desk.close()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()
    }
    for each in found:
        assert asdict(each) == asdict(alone[each.case]) | {"path": each.path}


@pytest.mark.usefixtures("here")
def test_what_is_there_is_left_and_another_edition_goes_beside(url: Callable[[str], str], out: Path) -> None:
    assert {each.status for each in by_fleet(url)[0]} == {"written"}
    again, _ = by_fleet(url)
    assert {each.status for each in again} == {"unchanged"}
    office, _ = by_fleet(url, Form("office", signed=False, language="es"))
    assert {(each.status, each.signature, each.language) for each in office} == {("written", "none", "es")}
    assert len(list(out.iterdir())) == 2 * COUNT


def test_what_waits_for_ones_own_opinion_is_no_job(server: Server, tmp_path: Path) -> None:
    database, places = server.new_team(), {name: tmp_path / name for name in ("shared", "out")}
    for folder in places.values():
        folder.mkdir()
    fleet.set_place(server.owner(database), fleet.OUT, str(places["out"]))

    def url(who: str) -> str:
        return f"{server.url(database, who)}&media={places['shared']}"

    lead = open_desk(url("lead-1"))
    lead.set_shares({"*": 1.0})
    lead.close()
    (case,) = decided_library(tmp_path / "unused", 1, url("mod-7"))
    desk = open_desk(url("mod-8"))
    (found,) = desk.fleet.export(Wanted(concealing=True))
    desk.close()
    assert (found.case, found.status) == (case, "failed")
    assert "your second opinion" in str(found.problem)
    with fleet.fleet(server.url(database, "mod-8")) as jobs:
        assert jobs.batches(10)[0].total == 0


def test_documents_go_behind_a_url_as_into_a_folder(url: Callable[[str], str]) -> None:
    system = pytest.importorskip("fsspec").filesystem("memory")
    state = State(open_library(url("mod-7")), "")
    try:
        found = [exports.export_one(state, "AE-2026-000001", "memory://fleet/out") for _ in range(2)]
    finally:
        state.close()
    assert [(each.status, each.path) for each in found] == [
        ("written", "memory://fleet/out/AE-2026-000001.pdf"),
        ("unchanged", "memory://fleet/out/AE-2026-000001.pdf"),
    ]
    assert hashlib.sha256(system.cat("/fleet/out/AE-2026-000001.pdf")).hexdigest() == found[0].sha256
    system.rm("/fleet", recursive=True)


@pytest.mark.usefixtures("here")
def test_what_cannot_be_written_is_told_and_done_when_it_can(
    url: Callable[[str], str], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderator.store.fleet_worker._AGAIN_IN", 0)
    out.rmdir()  # its drive is not mounted
    found, seen = by_fleet(url)
    assert {each.status for each in found} == {"failed"}
    assert "is it mounted?" in str(found[0].problem)
    assert seen[-1].failed == COUNT
    out.mkdir()
    (out / "AE-2026-000002.pdf").mkdir()
    found, _ = by_fleet(url)
    assert [each.status for each in found] == ["written", "failed", "written"]


@pytest.mark.usefixtures("here")
def test_a_case_that_is_locked_after_its_job_was_given_is_not_written(
    server: Server, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderator.store.fleet_worker._AGAIN_IN", 0)
    database = server.new_team()
    fleet.set_place(server.owner(database), fleet.OUT, str(out))
    (tmp_path / "shared").mkdir()
    media = f"&media={tmp_path / 'shared'}"
    decided_library(tmp_path / "unused", 2, server.url(database, "mod-7") + media)
    desk = open_desk(server.url(database, "mod-7") + media)
    case = "AE-2026-000001"

    def watch(now: FleetSeen) -> None:
        if now.waiting == now.total:
            if now.total == 2:
                desk.lock(case, "criminal", "seen")
            work(server.url(database, "work-1") + media)

    try:
        found = {each.case: each for each in desk.fleet.export(Wanted(), watch=watch)}
        assert {name: each.status for name, each in found.items()} == {case: "failed", "AE-2026-000002": "written"}
        assert "locked" in str(found[case].problem)
        assert [each.case for each in desk.fleet.export(Wanted(), watch=watch)] == ["AE-2026-000002"]
        assert [path.name for path in out.iterdir()] == ["AE-2026-000002.pdf"]
    finally:
        desk.close()


@pytest.mark.usefixtures("here")
def test_a_job_that_is_not_ours_names_no_path(
    site: tuple[Server, str, Path], url: Callable[[str], str], out: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Anybody in the team may add to the list of jobs; nothing of it reaches a file or a program."""
    monkeypatch.setattr("moderator.store.fleet_worker._AGAIN_IN", 0)
    server, database, _ = site
    good = {"case": "AE-2026-000001", "edition": "parties", "signed": True, "language": "en"}
    bad: list[dict[str, Any]] = [
        good | {"case": f"../../{tmp_path}/x"}, good | {"case": 7}, good | {"edition": "../office"},
        good | {"signed": "no"}, good | {"language": "../../x"}, good | {"out": str(tmp_path)}, {}, good | {"do": "rm"},
    ]  # fmt: skip
    with fleet.fleet(server.url(database, "mod-7")) as jobs:
        name = jobs.give("export", [fleet.Task(ids, f"lock {n}") for n, ids in enumerate(bad)])
    with psycopg.connect(server.url(database, "mod-7")) as connection:  # and some that no program of ours would give
        connection.execute("SET search_path TO moderator_fleet")
        insert = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('export', %s, %s)"
        for args in ('{"self": 1}', "{}", '{"batch": "none"}', '{"context": {"a": []}}'):
            connection.execute(insert, ("export", args))
        for task in ("os.system", "builtin:procrastinate.builtin_tasks.remove_old_jobs"):
            connection.execute(insert, (task, '{"max_hours": 0}'))
        with pytest.raises(psycopg.errors.CheckViolation), connection.transaction():
            connection.execute(insert, ("export", "[7]"))
    work(url("work-1"))
    with fleet.fleet(server.url(database, "mod-7")) as jobs:
        outcomes = jobs.outcomes(name)
        rest = jobs._connection.execute(
            "SELECT status::text, count(*) FROM procrastinate_jobs WHERE args ->> 'batch' IS DISTINCT FROM %s "
            "AND lock IS NULL GROUP BY 1", (name,),
        ).fetchall()  # fmt: skip
    assert rest == [("failed", 6)]
    answers: list[Any] = [told for _, _, told in outcomes]
    assert [told["status"] for told in answers] == ["failed", *["refused"] * 7]
    problems = [told["problem"] for told in answers]
    assert problems[0].startswith("There is no case ../../")
    assert all("names no decision and form of ours" in each for each in problems[1:])
    assert list(out.iterdir()) == []


def test_what_a_worker_tells_is_checked() -> None:
    form = Form()
    told = {"status": "written", "path": 7, "sha256": "a", "pages": "x", "missing": "y", "signature": "royal"}
    found = desk_fleet._exported({"case": "C-1"}, "succeeded", told, form)
    assert found == Exported("C-1", None, "a", None, "written", None, (), "parties", "en", "none")
    for bad in (None, "x", {"status": "perfect"}):
        lost = desk_fleet._exported({"case": "C-1"}, "failed", bad, form)
        assert lost is not None
        assert (lost.status, lost.problem) == ("failed", "The worker that was to do it failed; its log says why.")
    assert desk_fleet._exported({"case": "C-1"}, "cancelled", None, form) is None


def test_stop_takes_back_what_nobody_has_begun(url: Callable[[str], str], out: Path) -> None:
    desk = open_desk(url("mod-7"))
    assert desk.fleet.export(Wanted(), stop=lambda: True) == []

    def interrupt(_seen: FleetSeen) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.fleet.export(Wanted(), watch=interrupt)
    desk.close()
    batches = desk_fleet.status(open_library(url("aud-1")))["batches"][:2]
    assert [(each["waiting"], each["cancelled"]) for each in batches] == [(0, COUNT)] * 2
    assert list(out.iterdir()) == []


def test_who_may_not(url: Callable[[str], str], out: Path, tmp_path: Path) -> None:
    auditor = open_desk(url("aud-1"))
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        auditor.fleet.export(Wanted())
    auditor.close()
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        work(url("aud-1"))
    alone = open_desk(tmp_path / "library")
    with pytest.raises(UsageError, match="Only a team's library has a fleet"):
        alone.fleet.export(Wanted())
    alone.close()
    for at_once, silent, said in ((0, 30.0, "--concurrency takes"), (1, 1.0, "--silent takes")):
        with pytest.raises(UsageError, match=said):
            fleet_work.work(open_library(url("work-1")), at_once, silent)
    assert list(out.iterdir()) == []


def test_exporters_follow_the_place(
    site: tuple[Server, str, Path], url: Callable[[str], str], out: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    server, database, _ = site
    monkeypatch.setattr(fleet_work, "_PLACE", 0.0)
    asked: list[str] = []

    def export(process: Process, case: str, _form: Form) -> Exported:
        asked.append(process.out)
        return Exported(case, None, None, None, "written")

    monkeypatch.setattr(Process, "export", export)
    team = open_library(url("work-1")).team
    assert team is not None
    exporters = fleet_work.Hands(team, 1, lambda _text: None)
    job: dict[str, Any] = {"case": "AE-2026-000001", **asdict(Form())}
    exporters.export(job)
    (tmp_path / "other").mkdir()
    (left := tmp_path / "other" / ".half.part").write_bytes(b"half")
    os.utime(left, (1, 1))
    fleet.set_place(server.owner(database), fleet.OUT, str(tmp_path / "other"))
    exporters.export(job)
    exporters.close()
    assert asked == [str(out), str(tmp_path / "other")]
    assert not left.exists()
    with psycopg.connect(server.owner(database)) as connection:
        connection.execute("DELETE FROM moderator_fleet.place")
    with pytest.raises(LibraryError, match="has not said where its fleet writes"):
        exporters.export(job)


@pytest.mark.usefixtures("here")
def test_packs_of_the_inbox_are_imported_by_who_may(server: Server, tmp_path: Path) -> None:
    """A worker that logs in as `worker` leaves imports to one that logs in as a moderator."""
    database = server.new_team()
    for name in ("shared", "inbox", "inbox/folder.d"):
        (tmp_path / name).mkdir()
    for number in (1, 2):
        pack = write_case_pack(tmp_path / f"pack-{number}", case_doc(id=f"AE-2026-{number:06}"))
        pack.rename(tmp_path / "inbox" / f"{number}.casepack")
    (tmp_path / "inbox" / "bad.casepack").write_bytes(b"no pack")
    (tmp_path / "inbox" / "link.casepack").symlink_to(tmp_path / "inbox" / "1.casepack")
    (tmp_path / "inbox" / ".half.part").write_bytes(b"half")
    fleet.set_place(server.owner(database), fleet.IN, str(tmp_path / "inbox"))
    media = f"&media={tmp_path / 'shared'}"
    desk = open_desk(server.url(database, "mod-7") + media)

    def watch(now: FleetSeen) -> None:
        if now.waiting == now.total:
            work(server.url(database, "work-1") + media)
            with fleet.fleet(server.url(database, "mod-7")) as jobs:
                assert jobs.batches(1)[0].waiting == now.total  # it did not touch them
            work(server.url(database, "mod-8") + media)

    try:
        found = {each.pack: each for each in desk.fleet.import_packs(watch=watch)}
        assert {pack: each.status for pack, each in found.items()} == {
            "1.casepack": "imported", "2.casepack": "imported", "bad.casepack": "refused", "folder.d": "refused",
            "link.casepack": "refused",
        }  # fmt: skip
        assert (found["2.casepack"].case, found["2.casepack"].revision) == ("AE-2026-000002", 1)
        assert [row.case for row in desk.queue()] == ["AE-2026-000001", "AE-2026-000002"]
        again = desk.fleet.import_packs(["1.casepack", "../inbox/2.casepack", "gone.casepack"], watch=watch)
        assert [each.status for each in again] == ["unchanged", "refused", "refused"]
        assert "names no pack of the inbox" in str(again[1].problem)
    finally:
        desk.close()


@pytest.mark.usefixtures("here")
def test_on_the_command_line(
    site: tuple[Server, str, Path], url: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server, database, _ = site
    (tmp_path / "out").mkdir()

    def run(*arguments: object) -> tuple[int, Any, str]:
        code = cli.main([str(each) for each in arguments] + ["--json"])
        told = capsys.readouterr()
        return code, json.loads(told.out or "null"), told.err

    owner, mod = server.owner(database), url("mod-7")
    assert run("team", "fleet", "--library", owner)[0] == cli.USAGE
    assert run("team", "fleet", "--out", "relative", "--library", owner)[0] == cli.USAGE
    assert run("team", "fleet", "--out", tmp_path / "out", "--library", owner)[0] == cli.OK
    code, _, said = run("export", "--all", "--out", tmp_path / "mine", "--library", mod)
    assert (code, "say --local" in said) == (cli.USAGE, True)
    code, rows, _ = run("export", "--all", "--local", "--out", tmp_path / "mine", "--library", mod)
    assert (code, len(rows)) == (cli.OK, COUNT)
    assert run("export", "--all", "--library", tmp_path / "library")[0] == cli.USAGE
    assert run("export", "AE-2026-000001", "--library", mod)[0] == cli.USAGE
    assert run("import", "--library", mod)[0] == cli.USAGE
    (tmp_path / "in").mkdir()
    assert run("team", "fleet", "--in", "relative", "--library", owner)[0] == cli.USAGE
    assert run("team", "fleet", "--in", tmp_path / "in", "--library", owner)[0] == cli.OK
    assert run("import", "--fleet", "--library", mod)[:2] == (cli.OK, [])
    with fleet.fleet(server.url(database, "mod-7")) as jobs:
        ids = {"case": "AE-2026-000001", **asdict(Form())}
        name, other = (jobs.give("export", [fleet.Task(ids, "a")]) for _ in range(2))
    assert run("fleet", "--cancel", other, "--library", mod)[1] == {"batch": other, "cancelled": 1}
    assert run("worker", "--drain", "--library", url("work-1"))[0] == cli.OK
    code, doc, _ = run("fleet", "--library", url("aud-1"))
    assert (code, doc["workers"], doc["out"]) == (cli.OK, 0, str(tmp_path / "out"))
    told = {each["id"]: (each["done"], each["cancelled"]) for each in doc["batches"]}
    assert (told[name], told[other]) == ((1, 0), (0, 1))
    assert cli.main(["fleet", "--library", url("aud-1")]) == cli.OK
    assert f"{name}  export by mod-7" in capsys.readouterr().out
