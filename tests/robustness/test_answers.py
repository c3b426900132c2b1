"""A slice of the hostile answers; all of them: `python -m tests.robustness.answers --count 1000000`."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from moderator.errors import MediaError
from moderator.media.jpeg import check_jpeg
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from moderator.media.wire import Op, ProtocolError, Reply, Request, check
from tests.robustness import answers
from tests.robustness.answers import Lying, Oversize, hostile, run


def test_no_answer_comes_through() -> None:
    ends = run(20_000, seed=1)
    # Answers that are all refused, or all believed, would test nothing.
    assert ends["answered"] > 2000
    assert ends["answer"] > 2000
    assert len(ends) > 8


def test_an_allocation_over_the_limit_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The negative control: with the check left out, the very same answers are caught asking for too much."""
    monkeypatch.setattr("moderator.media.workers.check", lambda *_: None)
    path = tmp_path / "evidence"
    path.write_bytes(b"anything")
    with MediaPool(1, Lying(random.Random(2))) as pool:
        asked = answers.calls(pool, Source.of(path)) * 100
        assert any(_oversize(call) for call in asked)


def _oversize(call: Callable[[], object]) -> bool:
    """Whether it asks for too much; without the check any other error may happen as well."""
    with suppress(Exception):
        try:
            call()
        except Oversize:
            return True
    return False


def test_the_generator_reaches_every_answer() -> None:
    """Each question is sometimes answered by what the application believes: so the lies reach the last check."""
    chance, believed = random.Random(4), set()
    with tempfile.TemporaryDirectory() as folder, MediaPool(1, Lying(chance)) as pool:
        path = Path(folder) / "evidence"
        path.write_bytes(b"anything")
        asked = answers.calls(pool, Source.of(path))
        for number in range(10_000):
            with suppress(MediaError):
                found = asked[number % len(asked)]()
                if getattr(found, "state", "shown") == "shown":
                    believed.add(number % len(asked))
    assert believed == set(range(len(asked)))


def test_some_answers_pass_the_check() -> None:
    chance, fine, request = random.Random(3), 0, Request(Op.STILL, id=5)
    for _ in range(2000):
        with suppress(ProtocolError):
            data = hostile(chance, request)
            if len(data) == Reply.SIZE:
                check(Reply.unpack(data), request)
                fine += 1
    assert 200 < fine < 1800


@pytest.mark.parametrize("length", range(12))
def test_a_jpeg_whose_frame_header_is_too_short(length: int) -> None:
    data = b"\xff\xd8\xff\xc0" + length.to_bytes(2, "big") + bytes(max(0, length - 2)) + b"\xff\xd9"
    with pytest.raises(ProtocolError):
        check_jpeg(data, 8, 8)
