"""Whole films looked through in a real, locked worker, and by the desk."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.desk.media import MediaDesk
from moderator.domain.scan import CutKind, Scan
from moderator.errors import Cancelled, MediaError
from moderator.media.launch import DEFERRED
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from tests.moderator.media.clips import TROUBLED, Recipe, write
from tests.moderator.media.shots import beeps, cut_at, film, seen


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with MediaPool(1) as made:
        yield made


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Five seconds, three shots, sound."""
    return Source.of(film(tmp_path_factory.mktemp("films") / "shots.mp4", cut_at(50, 110, 150), beeps(5)))


def test_cuts_are_named_as_the_index_names_frames(pool: MediaPool, shots: Source) -> None:
    scan = pool.scan(shots)
    assert [(cut.frame, cut.kind) for cut in scan.cuts] == [(50, CutKind.HARD), (110, CutKind.HARD)]
    assert scan.pts == pool.index(shots).pts
    assert (scan.done, scan.total, len(scan.sharpness)) == (True, 150, 150)
    assert scan.best


def test_sound_is_told_in_fiftieths_of_a_second(pool: MediaPool, shots: Source) -> None:
    found = pool.loudness(shots)
    assert found is not None
    assert abs(len(found.levels) - 250) <= 1
    tone = [found.db(n) for n in (5, 15, 105, 120)]
    still = [found.db(n) for n in (32, 45, 140, 230)]
    assert all(level == pytest.approx(-11, abs=1.5) for level in tone)
    assert all(level is not None and level < -50 for level in still)


def test_a_film_without_sound_has_no_loudness(pool: MediaPool, tmp_path: Path) -> None:
    assert pool.loudness(Source.of(film(tmp_path / "mute.mp4", cut_at(20)))) is None


def test_it_is_told_on_the_way_and_who_gives_up_ends_it(
    pool: MediaPool, shots: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderator.media.pool.TELL_SECONDS", 0.0)
    told: list[Scan] = []
    pool.scan(shots, told.append)
    assert [len(scan.pts) for scan in told] == [64, 128]
    assert not any(scan.done for scan in told)

    def give_up(_scan: Scan) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        pool.scan(shots, give_up)
    assert pool.scan(shots).done


def test_each_part_has_its_time_and_a_pause_costs_none(
    pool: MediaPool, shots: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderator.media.pool.TELL_SECONDS", 0.0)
    pool.index(shots)
    monkeypatch.setattr("moderator.media.limits.SCAN_PART_SECONDS", 3.0)
    monkeypatch.setattr("moderator.media.limits.SCAN_SECONDS", 6.0)
    assert pool.scan(shots, lambda _scan: time.sleep(3.5)).done
    monkeypatch.setattr("moderator.media.limits.SCAN_PART_SECONDS", 0.001)
    with pytest.raises(MediaError) as refused:
        pool.scan(shots)
    assert refused.value.state == "timed-out"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are listed in /proc")
def test_it_leaves_the_processor_to_whoever_is_waited_for(
    pool: MediaPool, shots: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderator.media.pool.TELL_SECONDS", 0.0)
    seen: set[int] = set()
    pids: set[int] = set()
    (worker,) = pool._workers._all
    pool.index(shots)

    def look(_scan: Scan) -> None:
        assert worker.process is not None
        pids.add(worker.process.pid)
        threads = Path(f"/proc/{worker.process.pid}/task").iterdir()
        seen.update(os.getpriority(os.PRIO_PROCESS, int(each.name)) for each in threads)

    pool.scan(shots, look)
    assert min(seen) >= DEFERRED
    assert worker.process is None or worker.process.pid not in pids, "there is no way back for it"


@pytest.mark.parametrize(("recipe", "retime"), TROUBLED, ids=lambda each: getattr(each, "name", ""))
def test_troubled_times_are_those_of_the_index(pool: MediaPool, tmp_path: Path, recipe: Recipe, retime) -> None:
    source = Source.of(write(recipe, tmp_path, retime))
    assert pool.scan(source).pts == pool.index(source).pts


def test_a_film_cut_off_is_looked_through_as_far_as_it_goes(pool: MediaPool, tmp_path: Path) -> None:
    whole = write(Recipe("h264.ts"), tmp_path).read_bytes()
    (tmp_path / "half.ts").write_bytes(whole[: len(whole) // 2])
    source = Source.of(tmp_path / "half.ts")
    scan = pool.scan(source)
    assert scan.done
    assert 0 < len(scan.pts) < 36


def test_what_is_no_film_is_refused(pool: MediaPool, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("no film")
    source = Source.of(tmp_path / "words.txt")
    for ask in (pool.scan, pool.loudness):
        with pytest.raises(MediaError):
            ask(source)


def test_a_film_is_scanned_once_and_only_while_it_is_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Source.of(film(tmp_path / "film.mp4", [seen(1, n) for n in range(40)], beeps(1.3)))
    stored = tmp_path / "library" / "media" / made.sha256[:2] / made.sha256
    stored.parent.mkdir(parents=True)
    made.path.rename(stored)
    desk = MediaDesk(tmp_path / "library", workers=1)
    try:
        assert desk.info(made.sha256).kind == "video"
        first = desk.scanning.scan(made.sha256)
        assert first.done
        assert first.loudness is not None

        def never(*_: object) -> Scan:
            raise AssertionError("it was looked through already")

        monkeypatch.setattr(desk.pool, "scan", never)
        assert desk.scanning.scan(made.sha256) == first
        stored.write_bytes(stored.read_bytes() + b"x")
        with pytest.raises(MediaError):
            desk.scanning.scan(made.sha256)
    finally:
        desk.close()


def test_labelled_films(pool: MediaPool, shared_media: Path) -> None:
    """One of each kind; all of them are measured by `python -m tests.bench.cuts`."""
    truth = json.loads((shared_media / "shot_cuts.json").read_text())
    for name in ("video/derived/splice_hard_hevc.mov", "video/threatexchange/chair-orig-22-sd-bar.mp4"):
        scan = pool.scan(Source.of(shared_media / name))
        assert [cut.frame for cut in scan.cuts] == truth[name]["hard_cuts"], name
