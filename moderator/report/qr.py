"""A QR code as rows of modules."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=64)
def qr_rows(text: str) -> tuple[str, ...]:
    """The modules of a QR code for `text` (level M), one string of `0` and `1` a row, without quiet zone."""
    # Imported late: its package loads every bar code the printing library knows.
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text.encode("utf-8")))
    code.make()
    return tuple("".join("1" if module else "0" for module in row) for row in code.modules)
