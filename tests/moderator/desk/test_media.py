"""What becomes of files at the desk: stored, never asked twice for nothing, never answered for a lost original."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moderator.desk import Desk
from moderator.desk.looks import Looks
from moderator.desk.media import MediaDesk
from moderator.errors import MediaError
from moderator.media.evidence import Evidence
from moderator.media.reasons import Reason, refusal
from moderator.media.state import State
from moderator.media.values import Frame, MediaInfo, Source
from moderator.store.file_states import FileStates
from moderator.store.records import FileState


@pytest.fixture
def one_pool() -> None:
    """Here it is workers that are looked at: each desk has its own."""


class Pool:
    """Answers by rote, and counts; `fails` is raised by the next decodes."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cases: set[str] = set()
        self.fails: MediaError | None = None
        self.how_safe = "full"
        self._evidence = Evidence()

    def verify(self, source: Source) -> None:
        with self._evidence.opened(source):
            pass

    def level(self) -> str:
        return self.how_safe

    def probe(self, source: Source) -> MediaInfo:
        self._note("probe", source)
        if self.fails:
            return MediaInfo("unknown", "", State(self.fails.state), str(self.fails), code=self.fails.why)
        return MediaInfo("photo", "jpeg", State.SHOWN, width=8, height=6)

    def still(self, source: Source, *, page: int = 0, max_size: Any = None) -> Frame:  # noqa: ARG002
        self._note("still", source)
        if self.fails:
            raise self.fails
        return Frame(np.full((6, 8, 3), page, np.uint8), 8, 6, 8, 6, None, 0, None, source.sha256)

    def close(self) -> None:
        """Nothing runs."""

    def _note(self, what: str, source: Source) -> None:
        self.asked.append(what)
        self.cases.add(source.case)


@pytest.fixture
def pool() -> Pool:
    return Pool()


@pytest.fixture
def sha(stocked: Desk) -> str:
    return stocked.open_case("AE-2026-000123").items[0].sha256


@pytest.fixture
def sit_down(stocked: Desk, pool: Pool) -> Iterator[Any]:
    """A new media desk at the library each time, as after a new start."""
    made: list[MediaDesk] = []

    def sit(**given: Any) -> MediaDesk:
        made.append(MediaDesk(stocked.library.path, pool=pool, **{"require_isolation": "crash-only"} | given))  # type: ignore[arg-type]
        return made[-1]

    yield sit
    for each in made:
        each.close()


def row(desk: Desk, sha256: str) -> FileState:
    rows = FileStates(desk.library.path)
    found = rows.get(sha256)
    rows.close()
    assert found is not None
    return found


def test_import_queues_and_decodes_nothing(stocked: Desk, sha: str) -> None:
    assert row(stocked, sha).state == "queued"


def test_a_good_answer_is_used_again_after_a_start(stocked: Desk, sit_down: Any, pool: Pool, sha: str) -> None:
    first = sit_down().info(sha)
    assert row(stocked, sha).state == "shown"
    assert sit_down().info(sha) == first
    assert pool.asked == ["probe"]


def test_views_come_from_the_cache_until_the_original_is_gone(
    sit_down: Any, pool: Pool, stocked: Desk, sha: str
) -> None:
    media = sit_down()
    media.info(sha)
    for _ in range(3):
        assert media.still(sha, max_size=(64, 64)).pixels.shape == (6, 8, 3)
    assert pool.asked == ["probe", "still"]
    media.still(sha)
    media.still(sha)
    assert pool.asked.count("still") == 3, "full pictures are decoded each time"
    path = stocked.file_path(sha)
    path.chmod(0o600)
    path.write_bytes(b"another picture")
    with pytest.raises(MediaError) as caught:
        media.still(sha, max_size=(64, 64))
    assert caught.value.state == "hash-mismatch"
    assert media.info(sha).state == "hash-mismatch"
    assert row(stocked, sha).state == "hash-mismatch"
    path.unlink()
    assert media.state(sha)[0] == "missing"


def test_a_file_that_costs_two_workers_is_left_alone(sit_down: Any, pool: Pool, stocked: Desk, sha: str) -> None:
    sit_down().info(sha)
    pool.fails = refusal(Reason.CRASHED)
    for crashes in (1, 2):
        with pytest.raises(MediaError, match="crashed"):
            sit_down().still(sha, max_size=(64, 64))
        assert (row(stocked, sha).state, row(stocked, sha).crashes) == ("crashed", crashes)
    asked = len(pool.asked)
    media = sit_down()
    with pytest.raises(MediaError, match="not opened again by itself"):
        media.still(sha)
    assert media.info(sha).state == "crashed"
    assert media.state(sha) == ("crashed", "The decoder crashed on this file.")
    assert len(pool.asked) == asked
    pool.fails = None
    assert media.retry(sha) == ("shown", "")
    assert media.still(sha).width == 8


def test_five_crashes_a_minute_are_a_pause() -> None:
    time = [0.0]
    looks = Looks(None, lambda: "now", lambda: time[0])
    for n in range(5):
        looks.check(f"{n:064}")
        looks.failed(f"{n:064}", refusal(Reason.CRASHED))
    with pytest.raises(MediaError, match="pauses for a minute") as caught:
        looks.check("f" * 64)
    assert caught.value.why == "paused"
    time[0] = 61.0
    looks.check("f" * 64)
    time[0] = 1.0
    looks.forget("f" * 64)
    looks.check("f" * 64)


def test_a_question_that_cannot_be_answered_is_not_the_files_fault(sit_down: Any, pool: Pool, sha: str) -> None:
    media = sit_down()
    media.info(sha)
    for reason in (Reason.NO_SUCH_PAGE, Reason.CLOSED, Reason.START):
        pool.fails = refusal(reason)
        with pytest.raises(MediaError):
            media.still(sha)
    assert media.state(sha) == ("shown", "")


def test_one_left_in_probing_by_a_dead_process_crashed_once(
    sit_down: Any, stocked: Desk, sha: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(stocked.library.path, lambda: "now")
    looks.begin(sha)
    looks.close()
    assert sit_down().looks.get(sha).state == "probing", "a process that lives is at it"
    monkeypatch.setattr("moderator.desk.looks._lives", lambda _: False)
    left = sit_down().looks.get(sha)
    assert (left.state, left.crashes) == ("crashed", 1)


def test_other_decoders_look_again(sit_down: Any, pool: Pool, sha: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sit_down().info(sha)
    monkeypatch.setattr("moderator.media.versions.decoders", lambda: "newer")
    sit_down().info(sha)
    assert pool.asked == ["probe", "probe"]


def test_a_database_that_is_held_does_not_cost_the_picture(
    sit_down: Any, stocked: Desk, sha: str, caplog: pytest.LogCaptureFixture
) -> None:
    from moderator.store.file import DATABASE, sqlite

    holder = sqlite().connect(str(stocked.library.path / DATABASE), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        media = sit_down()
        assert media.info(sha).state == "shown"
        assert media.still(sha).width == 8
        assert media.state(sha) == ("shown", "")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert "could not be kept" in caplog.text


@pytest.mark.parametrize(("least", "level"), [("full", "reduced"), ("full", "crash-only"), ("reduced", "crash-only")])
def test_below_the_demand_nothing_is_decoded(sit_down: Any, pool: Pool, sha: str, least: str, level: str) -> None:
    pool.how_safe = level
    media = sit_down(require_isolation=least)
    for ask in (media.info, media.still, media.index, lambda each: media.still(each, max_size=(64, 64))):
        with pytest.raises(MediaError, match="cannot lock the decoder in"):
            ask(sha)
    assert pool.asked == []


def test_files_are_decoded_in_the_compartment_of_their_case(sit_down: Any, pool: Pool, sha: str) -> None:
    media = sit_down()
    media.belong("AE-1", [sha])
    media.info(sha)
    assert pool.cases == {"AE-1"}


def test_the_original_is_saved_under_no_name_of_a_party(stocked: Desk, sha: str, tmp_path: Path) -> None:
    saved = stocked.save_original(sha, tmp_path / "out")
    assert saved == tmp_path / "out" / f"{sha}.bin"
    assert hashlib.sha256(saved.read_bytes()).hexdigest() == sha
    from moderator.store.file import DATABASE, looking

    with looking(stocked.library.path / DATABASE) as connection:
        last = connection.execute("SELECT action, case_id, entry FROM ledger_entry ORDER BY seq DESC").fetchone()
    assert last == ("saved-original", "AE-2026-000123", sha)
    path = stocked.file_path(sha)
    path.chmod(0o600)
    path.write_bytes(b"changed")
    with pytest.raises(MediaError, match="SHA-256 differs"):
        stocked.save_original(sha, tmp_path / "other")


def test_the_unreadable_are_counted(sit_down: Any, stocked: Desk) -> None:
    opened = stocked.open_case("AE-2026-000123")
    media = sit_down()
    assert media.unreadable(opened) == ()
    stocked.file_path(opened.items[1].sha256).unlink()
    (lost,) = media.unreadable(opened)
    assert (lost.id, lost.state, lost.sha256) == (opened.items[1].id, "missing", opened.items[1].sha256)
