"""Many exports: by processes, killed, cancelled, taken up again; each file whole, none missing, none twice."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from moderator import durable
from moderator.desk import batch, exports, jobs, open_desk
from moderator.desk.exporting import batch_of, seconds_left
from moderator.desk.values import Exported, Form, Wanted
from moderator.errors import ExportError, UsageError
from tests.moderator.desk.decided import decided_library

COUNT = 8


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch") / "library"
    decided_library(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def alone(library: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What each decision is, exported one by one."""
    out = tmp_path_factory.mktemp("alone")
    desk = open_desk(library, moderator="lead-1")
    found = desk.export(None, out)
    desk.close()
    assert len(found) == COUNT
    return files(out)


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def run(library: Path, out: Path, processes: int = 2, wanted: Wanted | None = None, **more: object) -> list[Exported]:
    desk = open_desk(library, moderator="lead-1")
    try:
        return desk.export_batch(out, wanted or Wanted(), jobs=processes, **more)  # type: ignore[arg-type]
    finally:
        desk.close()


def test_two_processes_write_what_one_does(library: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    found = run(library, tmp_path / "out", progress=lambda done, total: seen.append((done, total)))
    assert sorted(each.case for each in found) == sorted(name[:-4] for name in alone)
    assert {each.status for each in found} == {"written"}
    assert files(tmp_path / "out") == alone
    assert seen == [(done, COUNT) for done in range(COUNT + 1)]


def test_what_is_there_and_right_is_not_rendered_again(
    library: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run(library, out, 0)
    first, second, third = sorted(out.iterdir())[:3]
    first.unlink()
    second.write_bytes(second.read_bytes()[:-7])
    third.write_bytes(alone[second.name])  # a decision of ours, under the name of another

    def render(*asked: Any) -> Any:
        raise AssertionError(asked)

    monkeypatch.setattr(exports, "_render", render)
    found = run(library, out, 0)
    assert {each.case for each in found if each.status == "written"} == {first.stem, second.stem, third.stem}
    assert files(out) == alone


def test_a_file_that_was_written_and_not_yet_noted_is_noted(tmp_path: Path) -> None:
    """Killed between the two: the file is right, and the ledger still gets its row."""
    out = tmp_path / "out"
    out.mkdir()
    fresh = tmp_path / "library"
    decided_library(fresh, 1)
    desk = open_desk(fresh, moderator="lead-1")
    with pytest.MonkeyPatch.context() as killed:
        killed.setattr(desk._state.store, "log", lambda _: None)
        desk.export(None, out)
    (found,) = desk.export_batch(out, Wanted(), jobs=0)
    assert found.status == "unchanged"
    assert desk._state.store.exports(["AE-2026-000001"])["AE-2026-000001"] == {found.sha256}
    desk.close()


def test_cancelled_and_taken_up_again(library: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    out, done = tmp_path / "out", [0]

    def tell(count: int, _total: int) -> None:
        done[0] = count

    first = run(library, out, stop=lambda: done[0] >= 3, progress=tell)
    assert 3 <= len(first) < COUNT
    assert {each.case for each in first} == {path.stem for path in out.iterdir()}
    second = run(library, out, 0)
    assert sum(each.status == "unchanged" for each in second) == len(first)
    assert files(out) == alone


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups to kill")
@pytest.mark.parametrize("after", [0.8, 1.6])
def test_killed_at_any_moment_and_run_again(
    library: Path, alone: dict[str, bytes], tmp_path: Path, after: float
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "moderator", "export", "--all", "--jobs", "2", "--library", str(library)]
    running = subprocess.Popen([*command, "--out", str(out)], stdout=subprocess.DEVNULL, start_new_session=True)
    time.sleep(after)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    for name, data in (files(out) if out.exists() else {}).items():
        assert name.endswith(durable.PART) or data == alone[name], f"{name} is half a file"
    for part in out.glob(f".*{durable.PART}") if out.exists() else ():
        os.utime(part, (1, 1))
    run(library, out, 0)
    assert files(out) == alone


@pytest.mark.parametrize("way", ["os._exit(9)", "1 / 0", "sys.stdout.write('half')"])
def test_a_process_that_dies_costs_its_case_alone(
    library: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """However it ends: with the process, by an error of ours, or in the middle of its answer."""
    program = f"""
import os, sys
from pathlib import Path
from moderator.desk import jobs, open_desk
class Lines:
    def __iter__(self):
        for line in sys.stdin:
            if "000003" in line:
                {way}
                sys.exit()
            yield line
desk = open_desk(sys.argv[1], moderator="lead-1")
jobs.serve(desk._state, Path(sys.argv[2]), Lines(), sys.stdout)
"""
    monkeypatch.setattr(jobs, "command", lambda library, _name, out: [sys.executable, "-c", program, library, out])
    found = {each.case: each for each in run(library, tmp_path / "out")}
    assert len(found) == COUNT
    assert found["AE-2026-000003"].problem == "The process that was to write it ended twice."
    assert files(tmp_path / "out") == {name: data for name, data in alone.items() if "000003" not in name}


def test_a_process_that_cannot_be_started_is_told(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "command", lambda *_: [str(tmp_path / "nowhere")])
    found = run(library, tmp_path / "out")
    assert len(found) == COUNT
    assert {each.status for each in found} == {"failed"}
    assert all((each.problem or "").startswith("No process could be started") for each in found)


def test_a_process_ends_when_its_input_does(library: Path, tmp_path: Path) -> None:
    """So none outlives a window that was killed."""
    command = jobs.command(str(library), "lead-1", str(tmp_path / "out"))
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = running.communicate(b"", timeout=60)
    assert (running.returncode, out) == (0, b"")


def test_another_process_takes_over_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a layout remembers of the words that it set does not grow without end."""
    program = """
import json, os, sys
for line in sys.stdin:
    found = {"case": json.loads(line)["case"], "path": str(os.getpid()), "sha256": None, "pages": None}
    print(json.dumps(found | {"status": "written", "problem": None, "missing": []}), flush=True)
"""
    monkeypatch.setattr(jobs, "command", lambda *_: [sys.executable, "-c", program])
    monkeypatch.setattr(jobs, "RENEWED", 2)
    process = jobs.Process("library", "lead-1", "out")
    by = [process.export(f"C-{n}", Form()).path for n in range(5)]
    process.close()
    assert [by.count(each) for each in dict.fromkeys(by)] == [2, 2, 1]


def test_which_decisions(library: Path) -> None:
    desk = open_desk(library)
    state = desk._state
    everything = batch.cases(state, Wanted())
    assert len(everything) == COUNT
    assert batch.cases(state, Wanted(only={"reason": "damaged", "outcome": "partial-refund"})) == everything
    assert batch.cases(state, Wanted(only={"reason": "wrong-item"})) == []
    assert batch.cases(state, Wanted(since="2020-01-01")) == everything
    assert batch.cases(state, Wanted(since="2999-01-01T00:00:00+02:00")) == []
    with pytest.raises(UsageError, match="filtered by “colour”"):
        batch.cases(state, Wanted(only={"colour": "red"}))
    with pytest.raises(UsageError, match="neither a day"):
        batch.cases(state, Wanted(since="yesterday"))
    desk.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([], False, "", [], 0, None), "Name the cases"),
        ((["A"], True, "", [], 0, None), "Name the cases"),
        ((["A"], False, "", [], 2, None), "for many decisions"),
        (([], True, "", ["reason"], 0, None), "is no filter"),
        (([], True, "", [], -1, None), "--jobs takes"),
    ],
)
def test_what_is_no_batch_is_refused(given: tuple[object, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        batch_of(*given)  # type: ignore[arg-type]


def test_a_report_names_every_case(library: Path, tmp_path: Path) -> None:
    run(library, tmp_path / "out", report=tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["case"] for row in rows) == [f"AE-2026-{n:06}" for n in range(1, COUNT + 1)]
    assert all(row["status"] == "written" and len(row["sha256"]) == 64 for row in rows)
    run(library, tmp_path / "out", 0, report=tmp_path / "report.json")
    lines = [json.loads(line) for line in (tmp_path / "report.json").read_text().splitlines()]
    assert {line["status"] for line in lines} == {"unchanged"}
    with pytest.raises(ExportError, match="could not be written"):
        run(library, tmp_path / "out", 0, report=tmp_path / "report.csv" / "report.csv")


def test_what_is_left_of_killed_writers_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    left, held, young = (tmp_path / f".{name}{durable.PART}" for name in ("left", "held", "young"))
    for part in (left, held, young):
        part.write_bytes(b"half")
    os.utime(left, (1, 1))
    os.utime(held, (1, 1))
    with held.open("rb") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        durable.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([held.name, young.name])


def test_how_long_it_will_take() -> None:
    assert seconds_left(0, 100, 3.0) is None
    assert seconds_left(20, 100, 5.0) == 20.0
