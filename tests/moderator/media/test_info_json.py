"""What a probe found is read back exactly, or refused."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.media.info_json import from_json, to_json
from moderator.media.state import State
from moderator.media.values import MediaInfo

FILM = MediaInfo(
    "video", "mp4", State.PARTIAL, "Parts are missing.", 1920, 1080, None, 768000, Fraction(1, 15360), 0, "h264", 750,
    "2026", "Phone 7", "frames-missing", 6, False, (("make", "Früh"), ("model", "<b>")),
)  # fmt: skip


def test_there_and_back() -> None:
    for info in (FILM, MediaInfo("photo", "jpeg", State.SHOWN, width=3, height=4)):
        assert from_json(to_json(info)) == info


@given(st.sampled_from(sorted(json.loads(to_json(FILM)))), st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False), st.just(-1), st.just(1 << 70), st.text(), st.lists(st.text()),
    st.dictionaries(st.text(), st.text()),
))  # fmt: skip
def test_no_value_of_another_kind_gets_in(name: str, value: Any) -> None:
    doc = json.loads(to_json(FILM)) | {name: value}
    data = json.dumps(doc, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
    try:
        found = from_json(data)
    except ValueError:
        return
    assert to_json(found) == data


@given(st.binary())
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  any of json's or ours
        from_json(data)


def test_more_or_less_than_that_is_refused() -> None:
    doc = json.loads(to_json(FILM))
    for wrong in (doc | {"more": 1}, {k: v for k, v in doc.items() if k != "codec"}, [doc], "[" * 100_000):
        data = wrong.encode() if isinstance(wrong, str) else json.dumps(wrong).encode()
        with pytest.raises(ValueError):  # noqa: PT011
            from_json(data)
    with pytest.raises(ValueError, match="form"):
        from_json(json.dumps(doc).encode())
