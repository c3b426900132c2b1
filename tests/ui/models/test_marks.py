"""Which exhibits lie on what is shown."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from ui.models import marks

DRAFT = {
    "exhibits": [
        {
            "id": "X1",
            "source": "E4",
            "pts": 100,
            "time_base": "1/30",
            "region": [0.41, 0.22, 0.18, 0.2],
            "note": "crack\n here",
        },
        {"id": "X2", "source": "E4", "pts": 200, "end_pts": 260, "time_base": "1/30"},
        {"id": "X3", "source": "E3", "page": 2},
        {"id": "X4", "source": "L1"},
        {"id": "X5", "source": "E4", "pts": 50, "time_base": "1/30"},
    ]
}


def ids(*found: marks.Mark) -> list[str]:
    return [mark.id for mark in found]


def test_a_frame_carries_only_its_own_exhibits() -> None:
    (mark,) = marks.on_picture(DRAFT, "E4", pts=100)
    assert mark == marks.Mark("X1", "crack here", QRectF(0.41, 0.22, 0.18, 0.2), False)
    assert mark.tag == "X1 crack here"
    assert marks.on_picture(DRAFT, "E4", pts=101) == ()
    assert marks.on_picture(DRAFT, "E4") == ()


def test_a_range_lies_on_all_its_frames() -> None:
    assert [ids(*marks.on_picture(DRAFT, "E4", pts=pts)) for pts in (199, 200, 230, 260, 261)] == [
        [],
        ["X2"],
        ["X2"],
        ["X2"],
        [],
    ]


def test_pages_and_photos() -> None:
    assert ids(*marks.on_picture(DRAFT, "E3", page=1)) == ["X3"]
    assert marks.on_picture(DRAFT, "E3", page=0) == ()
    (photo,) = marks.on_picture(DRAFT, "L1")
    assert photo.whole
    assert photo.area == QRectF(0, 0, 1, 1)


def test_the_axis_shows_them_in_order_of_time() -> None:
    assert marks.on_axis(DRAFT, "E4") == (
        marks.Span("X5", 50, 50),
        marks.Span("X1", 100, 100),
        marks.Span("X2", 200, 260),
    )
    assert marks.on_axis({}, "E4") == ()
