"""The other picture, painted as it lies on this one: through a homography, from the right level of its pyramid."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTransform

from moderator.domain.alignment import Matrix
from ui.images import Pyramid
from ui.models.linking import magnified
from ui.models.viewport import Placement, View


def transform(matrix: Matrix) -> QTransform:
    """The homography for Qt, which counts from the corners of pixels where OpenCV counts from their centres."""
    a, b, c, d, e, f, g, h, i = matrix
    inner = QTransform(a, d, g, b, e, h, c, f, i)
    return QTransform.fromTranslate(-0.5, -0.5) * inner * QTransform.fromTranslate(0.5, 0.5)


def paint(painter: QPainter, pyramid: Pyramid, matrix: Matrix, placement: Placement, view: View, clip: QRectF) -> None:
    """`matrix` takes full pixels of `pyramid` to full pixels of the picture in `placement`; painted within `clip`."""
    to_screen = placement.transform(view)
    finer = _finer(pyramid, matrix) * placement.scale(view) * placement.ratio
    image = pyramid.level(pyramid.full_width * finer)
    level = QTransform.fromScale(pyramid.full_width / image.width(), pyramid.full_height / image.height())
    painter.save()
    painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(level * transform(matrix) * to_screen, True)
    painter.drawImage(0, 0, image)
    painter.restore()


def _finer(pyramid: Pyramid, matrix: Matrix) -> float:
    """Pixels of this picture per pixel of the other, in the other's middle."""
    try:
        return magnified(matrix, pyramid.full_width / 2, pyramid.full_height / 2)
    except (ValueError, ZeroDivisionError):
        return 1.0
