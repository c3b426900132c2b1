"""The memory through which pixels come: counted, copied, and never mapped by the application."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from moderator.media import limits, slot
from moderator.media.pad import Pad
from moderator.media.slot import Slot


@pytest.fixture
def made() -> Iterator[Slot]:
    made = Slot()
    yield made
    made.close()


def test_there_and_back(made: Slot) -> None:
    with Pad(made.fileno()) as pad:
        pad.write(b"hello world")
        assert bytes(made.read(5)) == b"hello"
        pad.write(memoryview(b"x"))
        assert bytes(made.read(5)) == b"xello"
        assert bytes(made.read(0)) == b""


def test_a_copy_does_not_change(made: Slot) -> None:
    with Pad(made.fileno()) as pad:
        pad.write(b"before")
        copy = made.read(6)
        pad.write(b"after!")
        assert bytes(copy) == b"before"


def test_too_much_does_not_fit(made: Slot) -> None:
    with Pad(made.fileno()) as pad, pytest.raises(ValueError, match="more than"):
        pad.write(bytes(limits.SLOT_BYTES + 1))


def test_memory_that_was_taken_away_is_a_short_answer(made: Slot) -> None:
    os.truncate(made.fileno(), 10)
    assert len(made.read(100)) == 10


def test_a_long_answer_gives_its_memory_back(made: Slot) -> None:
    with Pad(made.fileno()) as pad:
        pad.write(memoryview(b"\1" * (slot.KEPT + 1)))
        assert os.fstat(made.fileno()).st_blocks > 0
        assert set(bytes(made.read(slot.KEPT + 1))) == {1}
        assert os.fstat(made.fileno()).st_blocks == 0
        pad.write(b"again")
        assert bytes(made.read(5)) == b"again"
