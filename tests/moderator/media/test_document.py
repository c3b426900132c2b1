"""Documents: pages of a PDF and plain text."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from moderator.errors import MediaError
from moderator.media.pool import MediaPool
from moderator.media.values import Source


def pdf(pages: int = 3, size: tuple[int, int] = (200, 300), password: str = "") -> bytes:
    """Page n has a black square n x 20 points from the bottom left."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=size, encrypt=pdfencrypt.StandardEncryption(password) if password else None)
    for page in range(pages):
        drawing.rect(20 + page * 20, 20, 20, 20, stroke=0, fill=1)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


@pytest.fixture
def document(tmp_path: Path) -> Source:
    path = tmp_path / "document.jpg"
    path.write_bytes(pdf())
    return Source.of(path)


def test_pages_as_evidence(pool: MediaPool, document: Source) -> None:
    info = pool.probe(document)
    assert (info.kind, info.format, info.pages, info.state) == ("pdf", "pdf", 3, "shown")
    for page in range(3):
        frame = pool.still(document, page=page)
        assert (frame.width, frame.height, frame.index) == (400, 600, page)
        black = np.argwhere(frame.pixels.max(axis=2) < 50)
        assert black.min(axis=0).tolist() == [520, 40 + 40 * page]
        assert frame.pixels[5, 5].tolist() == [255, 255, 255]
    with pytest.raises(MediaError, match="no page 3: the document has 3"):
        pool.still(document, page=3)
    small = pool.still(document, page=1, max_size=(100, 100))
    assert (small.width, small.height, small.full_height) == (67, 100, 600)


def test_our_own_decision_is_rendered_without_a_file(pool: MediaPool) -> None:
    data = pdf(2, (595, 842))
    assert pool.pdf_pages(data) == 2
    frame = pool.render_pdf(data, 1, 1.5)
    assert (frame.width, frame.height) == (892, 1263)
    with pytest.raises(MediaError, match="damaged"):
        pool.pdf_pages(b"%PDF-1.7 but no more")


def test_refused_documents(pool: MediaPool, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(pdf(1, password="secret"))
    info = pool.probe(Source.of(locked))
    assert info.state == "refused"
    assert "password" in info.reason
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\n" + bytes(1000))
    assert pool.probe(Source.of(broken)).state == "refused"


def test_a_poster_is_drawn_whole(pool: MediaPool, tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    path.write_bytes(pdf(1, (14000, 9000)))
    frame = pool.still(Source.of(path))
    assert frame.width * frame.height <= 36_000_000
    assert abs(frame.width / frame.height - 14 / 9) < 0.01
    small = pool.still(Source.of(path), max_size=(300, 300)).pixels
    shrunk = cv2.resize(frame.pixels, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk.astype(int) - small).mean() < 3  # the same page, and not a corner of it


def test_text(pool: MediaPool, tmp_path: Path) -> None:
    path = tmp_path / "mail.txt"
    path.write_bytes("\ufeffПривет, 你好\r\nline two ".encode() + b"\xff end")
    source = Source.of(path)
    # One wrong byte makes a file no text by its head: what comes in another encoding is refused, not guessed.
    assert pool.probe(source).kind == "unknown"
    path.write_bytes("\ufeffПривет, 你好\r\nline two".encode() + b"." * 5000 + b"\xff end")
    source = Source.of(path)
    assert pool.probe(source).kind == "text"
    shown = pool.read_text(source, 1 << 20)
    assert shown.startswith("Привет, 你好\r\nline two")
    assert shown.endswith("\ufffd end")
    assert pool.read_text(source, 14) == "Приве"
    with pytest.raises(MediaError, match="another kind"):
        pool.still(source)


@pytest.mark.parametrize(
    "head", [b"#EXTM3U\n#EXTINF:1\nhttp://localhost/x\n", b"ffconcat version 1.0\nfile /x\n", b"v=0\no=- 1\n"]
)
def test_a_playlist_is_neither_text_nor_video(pool: MediaPool, tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(head)
    source = Source.of(path)
    assert pool.probe(source).state == "refused"
    with pytest.raises(MediaError):
        pool.frame(source, index=0)
