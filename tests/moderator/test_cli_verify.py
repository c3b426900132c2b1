"""`moderator frames FILE --verify`: an exhibit is proven by decoding its frame again, or told what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator import cli
from moderator.desk import claims
from moderator.errors import DocumentRefused
from moderator.media import pool as pools
from moderator.media.values import Source
from tests.builders import jpeg
from tests.moderator.media.clips import RECIPES, TROUBLED, write

pytestmark = pytest.mark.usefixtures("one_pool")

VARIABLE = next(each for each in RECIPES if each.name == "variable.mp4")


class Verify:
    """Runs the verb on one file and reads what it says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, file: Path, doc: Any, *, text: str | None = None, words: tuple[str, ...] = ("--json",)) -> Any:
        path = self.folder / "exhibit.json"
        path.write_text(json.dumps(doc) if text is None else text, "utf-8")
        self.code = cli.main(["frames", str(file), "--verify", str(path), *words])
        self.out, self.err = self._capsys.readouterr()
        return json.loads(self.out) if self.out.startswith("{") else None


@pytest.fixture
def verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    return Verify(tmp_path, capsys)


def exhibit_of(file: Path, number: int, **over: Any) -> dict[str, Any]:
    """What a decision record says of this frame."""
    source = Source.of(file)
    with pools.MediaPool(1) as pool:
        index = pool.index(source)
        frame = pool.frame(source, index=number, planes=True)
    base = f"{index.time_base.numerator}/{index.time_base.denominator}"
    found = {"id": "X1", "source": "E1", "sha256": source.sha256, "stream": index.stream, "pts": frame.pts}
    return {**found, "time_base": base, "index": number, "planes": frame.planes, **over}


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Of variable rate: times are no multiples of anything."""
    return write(VARIABLE, tmp_path)


def test_a_frame_is_proven_by_its_planes(verify: Verify, film: Path) -> None:
    exhibit = exhibit_of(film, 7, region=[0.1, 0.2, 0.3, 0.4], note="crack")
    doc = verify(film, exhibit)
    assert (verify.code, verify.err) == (cli.OK, "")
    assert set(doc) == {"file", "sha256", "exhibits"}
    (row,) = doc["exhibits"]
    assert (row["id"], row["ok"], row["problems"], row["index"]) == ("X1", True, [], 7)
    assert (row["pts"], row["time_base"]) == (exhibit["pts"], exhibit["time_base"])
    assert row["planes"] == row["planes_claimed"] == exhibit["planes"]


def test_without_planes_they_are_computed_and_it_is_said(verify: Verify, film: Path) -> None:
    exhibit = exhibit_of(film, 3)
    planes = exhibit.pop("planes")
    del exhibit["index"], exhibit["id"], exhibit["source"]
    verify(film, exhibit, words=())
    assert verify.code == cli.OK
    assert "proven" in verify.out
    assert f"planes {planes} (computed; the exhibit names none)" in verify.out
    assert "names no SHA-256" not in verify.out
    del exhibit["sha256"]
    verify(film, exhibit, words=())
    assert verify.code == cli.OK
    assert "exists" in verify.out
    assert "names no SHA-256" in verify.out


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"pts": 1}, "no frame at 1; the nearest is at 0"),
        ({"end_pts": 3}, "no frame at 3; the nearest is at"),
        ({"end_pts": 0}, "before it begins"),
        ({"stream": 4}, "is stream 0"),
        ({"time_base": "1/90000"}, "the time base of E1 is 1/15360"),
        ({"time_base": None}, "needs pts and time_base"),
        ({"index": 6}, "is number 7, not 6"),
        ({"planes": "ab" * 32}, "the planes of this frame have the SHA-256"),
        ({"region": [0.5, 0.5, 0.6, 0.1]}, "inside the picture"),
        ({"sha256": "cd" * 32}, "E1 has the SHA-256"),
    ],
)
def test_what_is_wrong_is_a_sentence(verify: Verify, film: Path, over: dict[str, Any], said: str) -> None:
    doc = verify(film, exhibit_of(film, 7, **over))
    assert verify.code == cli.FAILED
    (row,) = doc["exhibits"]
    assert not row["ok"]
    assert any(said in each for each in row["problems"]), row["problems"]
    assert said in verify.err


def test_one_byte_changed(verify: Verify, film: Path) -> None:
    exhibit = exhibit_of(film, 7)
    data = bytearray(film.read_bytes())
    data[data.index(b"mdat") + 400] ^= 1
    film.write_bytes(bytes(data))
    doc = verify(film, exhibit)
    assert verify.code == cli.FAILED
    assert exhibit["sha256"] in doc["exhibits"][0]["problems"][0]
    assert doc["sha256"] != exhibit["sha256"]


def test_a_file_that_cannot_be_decoded(verify: Verify, film: Path) -> None:
    exhibit = exhibit_of(film, 7)
    film.write_bytes(b"\x00\x01 nothing that anybody knows")
    (row,) = verify(film, exhibit)["exhibits"]
    assert verify.code == cli.FAILED
    assert any("not accepted as evidence" in each for each in row["problems"])
    film.unlink()
    verify(film, exhibit)
    assert (verify.code, bool(verify.err)) == (cli.FAILED, True)


def test_of_a_document_all_exhibits_of_this_file(verify: Verify, film: Path, tmp_path: Path) -> None:
    first, second = exhibit_of(film, 7), exhibit_of(film, 9, id="X2", pts=5)
    other = {"id": "X3", "source": "L1", "sha256": "ef" * 32}
    named_elsewhere = {"id": "X4", "source": "L1"}
    verdict = {"format": "moderator-verdict/1", "exhibits": [first, other, second, named_elsewhere]}
    doc = verify(film, verdict)
    assert verify.code == cli.FAILED
    assert [(each["id"], each["ok"]) for each in doc["exhibits"]] == [("X1", True), ("X2", False)]
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    doc = verify(photo, verdict)
    assert verify.code == cli.FAILED
    assert [each["ok"] for each in doc["exhibits"]] == [False] * 4, "none is of this file, and each says so"


def test_a_record_says_more_of_an_exhibit_than_its_verdict(verify: Verify, film: Path) -> None:
    said = exhibit_of(film, 7)
    asked = {"id": "X1", "source": "E1", "pts": said["pts"], "time_base": said["time_base"], "end_pts": 3}
    doc = verify(film, {"verdict": {"exhibits": [asked]}, "exhibits": [{**said, "page": None, "region": None}]})
    (row,) = doc["exhibits"]
    assert row["end_pts"] == 3
    assert not row["ok"]
    doc = verify(film, {"verdict": {"exhibits": [{**asked, "end_pts": None}]}})
    assert (verify.code, doc["exhibits"][0]["index"]) == (cli.OK, 7)


def test_photos_have_one_page_and_no_times(verify: Verify, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    sha256 = Source.of(photo).sha256
    doc = verify(photo, [{"id": "X1", "source": "L1", "sha256": sha256}])
    assert (verify.code, doc["exhibits"][0]["planes"]) == (cli.OK, None)
    for over in ({"page": 2}, {"pts": 0, "time_base": "1/25"}, {"planes": "ab" * 32}):
        verify(photo, {"id": "X1", "source": "L1", "sha256": sha256, **over})
        assert verify.code == cli.FAILED
    letter = tmp_path / "letter.txt"
    letter.write_text("dear sirs", "utf-8")
    verify(letter, {"id": "X1", "source": "E2", "sha256": Source.of(letter).sha256, "page": 1})
    assert verify.code == cli.OK


def test_where_times_repeat_the_index_says_which_frame(verify: Verify, tmp_path: Path) -> None:
    recipe, retime = next(each for each in TROUBLED if each[0].name == "repeated.mkv")
    film = write(recipe, tmp_path, retime)
    source = Source.of(film)
    with pools.MediaPool(1) as pool:
        index = pool.index(source)
    number = next(n for n in range(1, len(index.pts)) if index.pts[n] == index.pts[n - 1])
    base = f"{index.time_base.numerator}/{index.time_base.denominator}"
    exhibit = {"sha256": source.sha256, "pts": index.pts[number], "time_base": base}
    assert verify(film, {**exhibit, "index": number})["exhibits"][0]["index"] == number
    assert verify.code == cli.OK
    verify(film, exhibit)
    assert verify.code == cli.FAILED
    assert "only a frame's index names it" in verify.err


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "7", "[]", "{}", '{"exhibits": []}', '{"exhibits": 3}', '{"pts": "x"}', '{"pts": 1, "pts": 2}',
     '{"sha256": "no hash"}', '{"exhibits": [7]}', "\ufeff{}"],
)  # fmt: skip
def test_what_is_no_exhibit_is_wrong_usage(verify: Verify, film: Path, text: str) -> None:
    verify(film, None, text=text)
    assert (verify.code, verify.out) == (cli.USAGE, "")
    assert "is no exhibit" in verify.err


def test_wrong_usage(verify: Verify, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("--index", "3"), ("--out", str(tmp_path)), ("--at", "0.1"), ("--storyboard", "2")):
        verify(film, {"pts": 0}, words=words)
        assert verify.code == cli.USAGE
    assert cli.main(["frames", str(film), "--verify", str(tmp_path / "nowhere.json")]) == cli.USAGE
    assert cli.main(["frames", str(film), "--index", "0"]) == cli.USAGE
    assert "--out DIR" in capsys.readouterr().err


_KEYS = ["exhibits", "verdict", "id", "source", "pts", "sha256", "page", "region", "planes", "?"]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner),
    max_leaves=12,
)


@given(_JSON)
def test_any_document_gives_exhibits_or_is_refused(doc: Any) -> None:
    try:
        found = claims.of(doc)
    except DocumentRefused:
        return
    assert found
    assert claims.of_file(found, "ab" * 32)
    for each in found:
        each.exhibit()
