"""Documents that the parties and the carrier hand in: small PDFs of one page, and plain text."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab import rl_config
from reportlab.lib.pagesizes import A5, landscape
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = landscape(A5)
LEFT, RIGHT = 40, WIDTH - 40


def pdf(heading: str, sub: str, rows: Sequence[tuple[str, str]], foot: str) -> bytes:
    """One A5 page: a heading, rows of name and value, a foot. Latin-1 text only; the same input, the same bytes."""
    out = io.BytesIO()
    # said here as well as in moderator.report: what a process imported before must not change the bytes
    rl_config.useA85, rl_config.pdfComments = 0, 0
    page = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=0)
    page.setTitle(heading)
    page.setAuthor(sub)
    y = HEIGHT - 56
    page.setFont("Helvetica-Bold", 19)
    page.drawString(LEFT, y, heading)
    page.setFont("Helvetica", 10)
    page.drawString(LEFT, y - 18, sub)
    page.line(LEFT, y - 28, RIGHT, y - 28)
    y -= 58
    for name, value in rows:
        page.setFont("Helvetica-Bold", 12)
        page.drawString(LEFT, y, name)
        page.setFont("Helvetica", 12)
        for line in value.split("\n"):
            page.drawString(LEFT + 140, y, line)
            y -= 16
        y -= 8
    page.line(LEFT, 50, RIGHT, 50)
    page.setFont("Helvetica", 8)
    page.drawString(LEFT, 36, foot)
    if y < 50:
        raise ValueError(f"“{heading}” does not fit on its page")
    page.showPage()
    page.save()
    return out.getvalue()


def text(*lines: str) -> bytes:
    """Plain text, UTF-8, ended by a line feed."""
    return ("\n".join(lines) + "\n").encode()
