"""Bar codes and two-dimensional codes in one picture, by zxing-cpp."""

from __future__ import annotations

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from zxingcpp import BarcodeFormat

from moderator.domain.finds import MOST_CODES, MOST_TEXT, Code, CodeFormat, Corner

Luma = NDArray[np.uint8]
"""H x W, C-contiguous."""
_FAMILIES = {
    BarcodeFormat.QRCode: CodeFormat.QR, BarcodeFormat.DataMatrix: CodeFormat.DATA_MATRIX,
    BarcodeFormat.Aztec: CodeFormat.AZTEC, BarcodeFormat.PDF417: CodeFormat.PDF417,
    BarcodeFormat.MaxiCode: CodeFormat.MAXICODE, BarcodeFormat.Code128: CodeFormat.CODE_128,
    BarcodeFormat.Code93: CodeFormat.CODE_93, BarcodeFormat.Code39: CodeFormat.CODE_39,
    BarcodeFormat.ITF: CodeFormat.ITF, BarcodeFormat.Codabar: CodeFormat.CODABAR,
    BarcodeFormat.DataBar: CodeFormat.DATABAR,
}  # fmt: skip
_RETAIL = {
    BarcodeFormat.EAN13: CodeFormat.EAN_13, BarcodeFormat.EAN8: CodeFormat.EAN_8, BarcodeFormat.UPCE: CodeFormat.UPC_E,
}  # fmt: skip
"""These are one family. UPC-A is an EAN-13 that begins with 0, and is read as one."""
_ASKED = zxingcpp.BarcodeFormats([*_FAMILIES, BarcodeFormat.EANUPC])
"""Those on parcels and goods. Others, of film rolls and pharmacies, would be read where there is no code."""


def read(luma: Luma) -> tuple[Code, ...]:
    """The codes that stand in the picture, in any direction, dark on light or light on dark. 10 ms at 1280 x 720."""
    height, width = luma.shape
    found = []
    for each in zxingcpp.read_barcodes(luma, _ASKED, text_mode=zxingcpp.TextMode.Plain):
        kind = _FAMILIES.get(each.symbology, _RETAIL.get(each.format))
        text = _text(each)
        if kind is not None and text:
            at = each.position
            corners = [_share(p, width, height) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
            found.append(Code(kind, text, (corners[0], corners[1], corners[2], corners[3])))
    found.sort(key=lambda code: (code.format, code.text, code.corners))
    return tuple(found[:MOST_CODES])


def _text(barcode: zxingcpp.Barcode) -> str:
    """Whatever bytes it holds, as text that can be passed on."""
    try:
        text = barcode.text
    except UnicodeError:
        text = barcode.bytes.decode("utf-8", "replace")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"


def _share(point: zxingcpp.Point, width: int, height: int) -> Corner:
    """In fractions of the picture; a code that reaches beyond it ends at its edge."""
    return min(max((point.x + 0.5) / width, 0.0), 1.0), min(max((point.y + 0.5) / height, 0.0), 1.0)
