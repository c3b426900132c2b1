"""The raster of a view: turned to the very pixel, panned without a seam, coarse only for a moment."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter

from ui.images import Pyramid, pyramid
from ui.models.adjustments import NEUTRAL, Adjustments
from ui.models.turns import TURNS, Turn
from ui.models.viewport import FIT, Placement, View
from ui.tone import pixels_of
from ui.views import raster
from ui.views.raster import ViewRaster

WIDTH, HEIGHT = 360, 240
each_turn = pytest.mark.parametrize("turn", TURNS, ids=str)


@pytest.fixture
def pixels() -> np.ndarray:
    """Blocks of four pixels, no two rows or columns alike."""
    coarse = np.random.default_rng(5).integers(0, 256, (HEIGHT // 4, WIDTH // 4, 3), dtype=np.uint8)
    return np.ascontiguousarray(np.repeat(np.repeat(coarse, 4, 0), 4, 1))


@pytest.fixture
def picture(pixels: np.ndarray) -> Pyramid:
    given: Any = SimpleNamespace(
        pixels=pixels, width=WIDTH, height=HEIGHT, full_width=WIDTH, full_height=HEIGHT
    )  # fmt: skip
    return pyramid(given)


def placed(width: float, height: float, turn: Turn = NEUTRAL.turn, ratio: float = 1.0) -> Placement:
    return Placement(QSizeF(width, height), QSizeF(WIDTH, HEIGHT), ratio, turn)


def painted(
    picture: Pyramid, at: Placement, view: View, by: Adjustments, with_raster: ViewRaster | None = None
) -> np.ndarray:
    """What is on the screen, in device pixels, as red, green, blue."""
    size = (at.pane * at.ratio).toSize()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(at.ratio)
    image.fill(0xFF00FF00)
    painter = QPainter(image)
    (with_raster or ViewRaster()).paint(painter, picture, at, view, by)
    painter.end()
    return pixels_of(image)[..., 2::-1].astype(int)


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """The same up to the fixed point that Qt reckons in."""
    off = np.abs(one - other)
    return bool(off.mean() < 0.1 and off.max() <= 4)


def turned(pixels: np.ndarray, turn: Turn) -> np.ndarray:
    return np.rot90(pixels[:, ::-1] if turn.mirrored else pixels, -turn.quarters)


@each_turn
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_each_turn_shows_the_very_pixels_at_one_to_one(
    picture: Pyramid, pixels: np.ndarray, turn: Turn, ratio: float
) -> None:
    wanted = turned(pixels, turn)
    at = placed(wanted.shape[1] / ratio, wanted.shape[0] / ratio, turn, ratio)
    assert (painted(picture, at, FIT, Adjustments(turn)) == wanted).all()


@each_turn
def test_a_painter_paints_each_turn_too(picture: Pyramid, pixels: np.ndarray, turn: Turn) -> None:
    wanted = turned(pixels, turn)
    at = placed(wanted.shape[1], wanted.shape[0], turn)
    image = QImage(wanted.shape[1], wanted.shape[0], QImage.Format.Format_RGB32)
    painter = QPainter(image)
    picture.paint(painter, at.rect(FIT), QRectF(image.rect()), 1.0, turn=turn)
    painter.end()
    assert (pixels_of(image)[..., 2::-1] == wanted).all()


@each_turn
def test_marks_lie_where_their_pixels_do(picture: Pyramid, pixels: np.ndarray, turn: Turn) -> None:
    """Zoomed and panned: the colour on the screen is that of the picture at the same fractions."""
    at, view = placed(300, 220, turn), View(6.0, 0.4, 0.55)
    screen = painted(picture, at, view, Adjustments(turn))
    for row, column in ((10, 15), (40, 70), (33, 21), (50, 44)):
        area = QRectF(column * 4 / WIDTH, row * 4 / HEIGHT, 4 / WIDTH, 4 / HEIGHT)
        middle = at.area_to_screen(view, area).center()
        if QRectF(2, 2, 295, 215).contains(middle):
            found = screen[int(middle.y()), int(middle.x())]
            assert np.abs(found - pixels[row * 4, column * 4]).max() <= 2


@each_turn
@pytest.mark.parametrize("by", [NEUTRAL, Adjustments(gamma=1.6)], ids=["plain", "toned"])
def test_a_pan_leaves_no_seam(picture: Pyramid, turn: Turn, by: Adjustments) -> None:
    by = Adjustments(turn, gamma=by.gamma)
    at, view, kept = placed(300, 250, turn), View(2.6), ViewRaster()
    for across, down in ((0, 0), (13, -7), (-31, 22), (0, 5), (64, 0), (1, 1), (-200, -200)):
        view = at.panned(view, across, down)
        moved = painted(picture, at, view, by, kept)
        assert alike(moved, painted(picture, at, view, by))


def test_sharpening_leaves_no_seam_either(picture: Pyramid) -> None:
    by, at, view, kept = Adjustments(sharpen=0.6), placed(300, 250), View(3.0), ViewRaster()
    for across, down in ((0, 0), (13, -7), (-31, 22)):
        view = at.panned(view, across, down)
        moved, fresh = painted(picture, at, view, by, kept), painted(picture, at, view, by)
    inside = np.abs(moved - fresh)[2:-2, 2:-2]  # the outermost ring has no neighbours to be sharper than
    assert np.mean(inside) < 0.1
    assert inside.max() <= 8


def test_the_picture_ends_where_it_ends(picture: Pyramid) -> None:
    screen = painted(picture, placed(400, 400), FIT, NEUTRAL)
    around = np.array([0, 255, 0])
    top = (400 - 400 * HEIGHT / WIDTH) / 2
    assert (screen[: int(top)] == around).all()
    assert not (screen[int(top) + 1] == around).all(axis=-1).any()


def test_what_takes_too_long_is_coarse_and_then_as_sharp_as_it_is(
    picture: Pyramid, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, at, view = Adjustments(gamma=1.3), placed(300, 250), View(1.5)
    wanted = painted(picture, at, view, by)
    monkeypatch.setattr(raster, "BUDGET", 0.05)
    kept = ViewRaster()
    coarse = painted(picture, at, view, by, kept)
    assert np.abs(coarse - wanted).mean() > 1
    assert np.abs(coarse.mean((0, 1)) - wanted.mean((0, 1))).max() < 6, "the same picture"
    bands = 1
    while kept.refine():
        bands += 1
    assert bands > 2
    assert alike(painted(picture, at, view, by, kept), wanted)
    assert not kept.refine()


def test_a_movement_drops_what_was_being_refined(picture: Pyramid, monkeypatch: pytest.MonkeyPatch) -> None:
    at, view = placed(300, 250), View(1.5)
    monkeypatch.setattr(raster, "BUDGET", 0.05)
    kept = ViewRaster()
    painted(picture, at, view, NEUTRAL, kept)
    assert kept.refine()
    there = at.panned(view, 40, 0)
    painted(picture, at, there, NEUTRAL, kept)
    while kept.refine():
        pass
    shown = painted(picture, at, there, NEUTRAL, kept)
    monkeypatch.undo()
    assert alike(shown, painted(picture, at, there, NEUTRAL))


def test_another_picture_is_never_shown_from_what_was_kept(picture: Pyramid, pixels: np.ndarray) -> None:
    other: Any = SimpleNamespace(
        pixels=np.ascontiguousarray(255 - pixels), width=WIDTH, height=HEIGHT, full_width=WIDTH, full_height=HEIGHT
    )
    kept, at = ViewRaster(), placed(WIDTH, HEIGHT)
    painted(picture, at, FIT, NEUTRAL, kept)
    assert (painted(pyramid(other), at, FIT, NEUTRAL, kept) == 255 - pixels.astype(int)).all()
