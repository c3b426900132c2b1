"""Codes read and the listing looked for in a real, locked worker, and by the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from moderator.desk.media import MediaDesk
from moderator.domain.finds import NOISE, Codes, Likenesses, best_likenesses, runs
from moderator.errors import Cancelled, MediaError
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from tests.moderator.analysis.test_similarity import photo, thing
from tests.moderator.media.clips import TROUBLED, Recipe, write
from tests.moderator.media.labels import HEIGHT, WIDTH, drawn, labelled

Kind = zxingcpp.BarcodeFormat
LABEL = drawn("NP40718826519354", Kind.Code128)
EVERY = range(0, 90, 6)


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with MediaPool(1) as made:
        yield made


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Three seconds: a label, then a code full of mischief beside it, then an item."""
    item = np.asarray(cv2.resize(thing(2), (170, 170), interpolation=cv2.INTER_AREA), np.uint8)
    held = ((6, 30, LABEL), (36, 48, drawn("\u202e<b>x", Kind.QRCode, 4)), (60, 90, item))
    return Source.of(labelled(tmp_path_factory.mktemp("films") / "label.mp4", held))


def test_codes_are_read_on_the_frames_on_which_they_stand(pool: MediaPool, film: Source) -> None:
    found = pool.codes(film, EVERY)
    assert (found.done, found.total, len(found.seen)) == (True, len(EVERY), len(EVERY))
    label, mischief = runs(found.seen)
    assert (label.first, label.last, label.times, label.code.text) == (6, 24, 4, "NP40718826519354")
    assert (mischief.first, mischief.last, mischief.code.text) == (36, 42, "\u202e<b>x")
    index = pool.index(film)
    assert all(look.pts == index.pts[look.number] for look in found.seen)
    xs, ys = ([corner[axis] for corner in label.code.corners] for axis in (0, 1))
    assert 60 <= min(xs) * WIDTH < max(xs) * WIDTH <= 60 + 5 + LABEL.shape[1]
    assert 38 <= min(ys) * HEIGHT < max(ys) * HEIGHT <= 42 + LABEL.shape[0]


def test_the_listing_is_found_where_its_item_is(pool: MediaPool, film: Source) -> None:
    found = pool.similarity(film, EVERY, [photo(1), photo(2)])
    assert (found.done, len(found.seen)) == (True, len(EVERY))
    assert all(look.matches <= NOISE for look in found.seen if look.number < 60)
    assert all((look.photo, look.matches > NOISE + 3) == (1, True) for look in found.seen if look.number >= 60)
    assert best_likenesses(found.seen)[0].number >= 60


def test_it_is_told_on_the_way_and_who_gives_up_ends_it(
    pool: MediaPool, film: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderator.media.pool.TELL_SECONDS", 0.0)
    told: list[Codes] = []
    pool.codes(film, EVERY, told.append)
    assert [len(each.seen) for each in told] == list(range(1, len(EVERY) + 1))
    assert not any(each.done for each in told)

    def give_up(_found: Likenesses) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        pool.similarity(film, EVERY, [photo(1)], give_up)
    assert pool.codes(film, EVERY).done


@pytest.mark.parametrize(("recipe", "retime"), TROUBLED, ids=lambda each: getattr(each, "name", ""))
def test_troubled_times_are_those_of_the_index(pool: MediaPool, tmp_path: Path, recipe: Recipe, retime) -> None:
    source = Source.of(write(recipe, tmp_path, retime))
    index = pool.index(source)
    found = pool.codes(source, range(0, len(index.pts), 5))
    assert [look.pts for look in found.seen] == list(index.pts[::5])


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_film_is_read_upright(pool: MediaPool, tmp_path: Path, degrees: int) -> None:
    """The corners are those of the picture as it is shown."""
    from tests.moderator.media import turning

    source = Source.of(turning.label_film(tmp_path / "turned.mp4", LABEL, degrees))
    frame = pool.frame(source, index=0)
    (look,) = pool.codes(source, [0]).seen
    (code,) = look.codes
    xs = sorted(x * frame.width for x, _ in code.corners)
    ys = sorted(y * frame.height for _, y in code.corners)
    box = frame.pixels[int(ys[0]) : int(ys[-1]), int(xs[0]) : int(xs[-1])]
    assert float((box < 60).mean()) > 0.3, "the stripes are inside the corners"
    assert float((box > 200).mean()) > 0.3


def test_numbers_beyond_the_end_are_passed_over(pool: MediaPool, film: Source) -> None:
    assert [look.number for look in pool.codes(film, [84, 90, 5000]).seen] == [84]
    assert pool.codes(film, [5000]).seen == ()


def test_what_is_no_film_is_refused(pool: MediaPool, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("no film")
    source = Source.of(tmp_path / "words.txt")
    with pytest.raises(MediaError):
        pool.codes(source, [0])
    with pytest.raises(MediaError):
        pool.similarity(source, [0], [])


def test_a_film_is_looked_at_once_and_only_while_it_is_itself(
    tmp_path: Path, film: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = tmp_path / "library" / "media" / film.sha256[:2] / film.sha256
    stored.parent.mkdir(parents=True)
    stored.write_bytes(film.path.read_bytes())
    desk = MediaDesk(tmp_path / "library", workers=1)
    lost = "0" * 64
    try:
        assert desk.info(film.sha256).kind == "video"
        scan = desk.scanning.scan(film.sha256)
        codes = desk.finding.codes(film.sha256, scan)
        assert [run.code.text for run in runs(codes.seen)] == ["NP40718826519354", "\u202e<b>x"]
        likenesses = desk.finding.likenesses(film.sha256, scan, ())
        assert likenesses.done
        assert desk.finding.likenesses(film.sha256, scan, (lost,)).done

        def never(*_: object) -> Codes:
            raise AssertionError("it was looked at already")

        monkeypatch.setattr(desk.pool, "codes", never)
        monkeypatch.setattr(desk.pool, "similarity", never)
        assert desk.finding.codes(film.sha256, None) == codes
        assert desk.finding.likenesses(film.sha256, None, ()) == likenesses
        with pytest.raises(AssertionError):
            desk.finding.likenesses(film.sha256, scan, (lost,))
        stored.write_bytes(stored.read_bytes() + b"x")
        with pytest.raises(MediaError):
            desk.finding.codes(film.sha256, scan)
    finally:
        desk.close()


def test_sample_films(pool: MediaPool, shared_media: Path) -> None:
    """What stands in the ground truth beside them, and no top of the lane where the item is not."""
    folder = shared_media.parent / "sample-media"
    for name, text, photos, visible in (
        ("case1_unboxing.mp4", "NP40718826519354", ("case1_listing_1.jpg", "case1_listing_3.jpg"), (5.8, 25)),
        ("case5_unboxing.mov", "PK60293317748120", ("case5_listing_1.jpg",), (7.6, 15.8)),
    ):
        source = Source.of(folder / name)
        every = range(0, 750, 30)
        found = pool.codes(source, every)
        assert {run.code.text for run in runs(found.seen)} == {text}
        pictures = [pool.still(Source.of(folder / each), max_size=(640, 640)).pixels for each in photos]
        tops = best_likenesses(pool.similarity(source, every, pictures).seen)
        assert tops
        assert all(visible[0] <= look.number / 30 <= visible[1] for look in tops), name
