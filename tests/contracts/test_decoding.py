"""Outside the worker no picture is made from bytes or a path: neither by Qt nor by any library that could."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts import tracked
from tests.contracts.rules import broken, calls, dotted, found, imports

_LOCKED = (
    "av_source", "colour", "container", "document", "exhibit", "files", "film", "frame_source", "geometry", "hdr",
    "index", "job", "metadata", "opencv_source", "ops", "photo", "picked", "planes", "probe", "scratch",
    "selftest", "service", "shelf", "sniff", "sound", "video", "warm",
)  # fmt: skip
WORKER_SIDE = {*(f"moderator/media/{name}.py" for name in _LOCKED), "moderator/analysis/codes.py"}
"""What runs inside the lock."""
READS_FILES = ("QImageReader", "QMovie", "QPicture", "QSvgRenderer", "QSvgWidget", "QGraphicsSvgItem", "QPdfDocument")
QT_DECODERS = (
    "QtSvg",
    "QtSvgWidgets",
    "QtMultimedia",
    "QtPdf",
    "QtPdfWidgets",
    "QtWebEngineCore",
    "QtWebEngineWidgets",
)
OPENS = (
    "cv2.imread",
    "cv2.imreadmulti",
    "cv2.imdecode",
    "cv2.imdecodemulti",
    "cv2.VideoCapture",
    "Image.open",
    "av.open",
)
LIBRARIES = ("av", "pypdfium2", "pillow_heif", "PIL", "zxingcpp")
FROM_BYTES = ("loadFromData", "fromData", "addApplicationFontFromData")
ONLY_IMAGES = "ui/images.py"


def decodes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Calls and imports that decode."""
    loaded = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and _last(node.value.func) in ("QPixmap", "QImage")
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call, name in calls(tree):
        last, owner = _last(call.func), name.rpartition(".")[0].rpartition(".")[2]
        two = f"{owner}.{last}"
        wrong = (
            last in (*READS_FILES, *FROM_BYTES)
            or two in OPENS
            or (last == "load" and owner in {"QPixmap", "QImage", *loaded})
            or (last == "QPixmap" and not _is_sized(call))
            or (last == "QImage" and not _is_image(call))
            or (last == "QIcon" and not _is_icon(call))
        )
        if wrong:
            yield call.lineno, name
    for line, whole in imports(tree):
        top, _, rest = whole.partition(".")
        if top in LIBRARIES or (top == "PySide6" and rest.partition(".")[0] in QT_DECODERS) or whole in OPENS:
            yield line, whole


def wraps_memory(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """A QImage over somebody's memory."""
    for call, _ in calls(tree):
        if _last(call.func) == "QImage" and len(call.args) > 3:
            yield call.lineno, "QImage(buffer, …)"


def _last(node: ast.AST) -> str:
    return dotted(node).rpartition(".")[2]


def _is_sized(call: ast.Call) -> bool:
    """QPixmap(), QPixmap(width, height), QPixmap(something.size()), QPixmap(QSize(…) * ratio)."""
    if len(call.args) == 1:
        return any(_last(part) in ("size", "QSize", "toSize") for part in ast.walk(call.args[0]))
    return not any(isinstance(arg, ast.Constant) and isinstance(arg.value, str | bytes) for arg in call.args)


def _is_image(call: ast.Call) -> bool:
    """QImage() and those whose last argument is a QImage.Format: a path or bytes have none."""
    return not call.args or (len(call.args) > 1 and ".Format." in dotted(call.args[-1]))


def _is_icon(call: ast.Call) -> bool:
    """QIcon(), QIcon(":/resource"), QIcon(QPixmap(…))."""
    first = call.args[0] if call.args else None
    if first is None or (isinstance(first, ast.Call) and _last(first.func) == "QPixmap"):
        return True
    return isinstance(first, ast.Constant) and str(first.value).startswith(":/")


def outside() -> list[Path]:
    return [path for path in tracked.product_files() if path.as_posix() not in WORKER_SIDE]


def test_nothing_is_decoded_outside_the_worker():
    assert not broken(decodes, outside())


def test_one_function_wraps_pixels_for_qt():
    files = [path for path in outside() if path.as_posix() != ONLY_IMAGES]
    assert not broken(wraps_memory, files)
    assert len(list(wraps_memory(tracked.tree(Path(ONLY_IMAGES))))) == 1


def test_every_exempt_file_is_there():
    """An exemption for a file that is gone would wait for the next one of that name."""
    there = {path.as_posix() for path in tracked.product_files()}
    assert not WORKER_SIDE - there, "named, but not there"


@pytest.mark.parametrize(
    "source",
    [
        "QPixmap('a.png')", "QPixmap(path)", "QtGui.QPixmap(data)", "QPixmap(path, 'PNG')", "p = QPixmap()\np.load(x)",
        "QPixmap().loadFromData(b)", "QImage('a.png')", "QImage(path)", "QImage(path, 'PNG')", "QImage.fromData(b)",
        "i = QImage()\ni.load(path)", "i.loadFromData(b)", "QImageReader(path)", "QMovie(path)", "QIcon('a.png')",
        "QIcon(path)", "QSvgRenderer(x)", "from PySide6.QtSvgWidgets import QSvgWidget", "import PySide6.QtPdf",
        "from PySide6 import QtMultimedia", "cv2.imread(p)", "cv2.imdecode(b, 1)", "cv2.VideoCapture(p)",
        "from cv2 import imread", "Image.open(p)", "PIL.Image.open(p)", "from PIL import Image", "av.open(p)",
        "import av", "import zxingcpp", "import pypdfium2", "from pillow_heif import open_heif", "from av import open",
    ],
)  # fmt: skip
def test_the_rule_finds_what_it_is_for(source: str):
    assert found(decodes, source)


@pytest.mark.parametrize(
    "source",
    [
        "QPixmap()", "QPixmap(3, 4)", "QPixmap(self.size())", "QPixmap(self.size() * ratio)", "QIcon(':/tick.svg')",
        "QImage(3, 4, QImage.Format.Format_RGB32)", "QImage(size, QImage.Format.Format_RGB32)", "json.load(f)",
        "image = make()\nsettings.load()", "path.open()", "cv2.resize(a, b)", "QIcon(QPixmap(3, 4))",
    ],
)  # fmt: skip
def test_the_rule_lets_pass_what_decodes_nothing(source: str):
    assert not found(decodes, source)


def test_the_rule_finds_a_second_wrapper():
    assert found(wraps_memory, "QImage(p.data, w, h, 3 * w, QImage.Format.Format_RGB888)")
