"""The application believes nothing that a worker says: hostile answers are refused before a byte is allocated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.media import limits
from moderator.media.reasons import Reason
from moderator.media.wire import ANSWERS, Answer, Info, Op, ProtocolError, Reply, Request, check, pack_info, unpack_info

ASKED = Request(Op.STILL, id=7, max_width=100, max_height=50)
GOOD = Reply(Answer.FRAME, 7, width=100, height=50, full_width=200, full_height=100, payload=15000)


def test_there_and_back() -> None:
    request = Request(Op.FRAME, 3, b"\x01" * 32, 5, 6, 7, -8, 1, 9, 10, 11, 12, 1.5, 1, 13)
    assert Request.unpack(request.pack()) == request
    assert len(request.pack()) == Request.SIZE
    reply = replace(GOOD, index=4, pts=-9, numerator=1, denominator=15360)
    assert Reply.unpack(reply.pack()) == reply
    assert len(reply.pack()) == Reply.SIZE


def test_a_good_answer_passes() -> None:
    check(GOOD, ASKED)
    check(Reply(Answer.ERROR, 7, reason=Reason.DAMAGED), ASKED)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"more": 1},
        {"answer": Answer.PICTURE},
        {"answer": Answer.READY},
        {"answer": Answer.ERROR},
        {"width": 0},
        {"width": 101, "payload": 15150},
        {"height": 51, "payload": 15300},
        {"payload": 14999},
        {"payload": 1 << 60},
        {"full_width": 0},
        {"full_height": 1 << 31},
        {"numerator": -1},
        {"denominator": 0},
        {"denominator": -1},
        {"denominator": 1 << 40},
    ],
    ids=str,
)
def test_a_bad_answer_does_not(change: dict) -> None:
    with pytest.raises(ProtocolError):
        check(replace(GOOD, **change), ASKED)


def test_no_answer_is_larger_than_its_limit() -> None:
    for op, (answer, most) in ANSWERS.items():
        with pytest.raises(ProtocolError):
            check(Reply(answer, 0, payload=most + 1), Request(op))
    huge = Reply(Answer.FRAME, 7, width=30000, height=30000, full_width=30000, full_height=30000, payload=2_700_000_000)
    with pytest.raises(ProtocolError):
        check(huge, Request(Op.STILL, id=7))


@given(st.binary(min_size=Reply.SIZE, max_size=Reply.SIZE), st.sampled_from(Op))
def test_noise_is_an_error_of_the_protocol(noise: bytes, op: Op) -> None:
    head = Reply(Answer.FRAME, 0).pack()[:6]
    for data in (noise, head + noise[6:]):
        try:
            reply = Reply.unpack(data)
            check(reply, Request(op))
        except ProtocolError:
            continue
        assert reply.payload <= ANSWERS[op][1]


@given(st.dictionaries(st.sampled_from(Info), st.text(max_size=80), max_size=8))
def test_info_there_and_back(values: dict[Info, str]) -> None:
    assert unpack_info(pack_info(values)) == values


@given(st.binary(max_size=200))
def test_info_from_noise(noise: bytes) -> None:
    try:
        unpack_info(noise)
    except ProtocolError:
        return


def test_info_is_bounded() -> None:
    data = pack_info({Info.DEVICE: "é" * 100_000})
    assert len(data) < 4000 < limits.INFO_BYTES
    with pytest.raises(ProtocolError):
        unpack_info(data * 2)
