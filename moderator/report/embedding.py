"""A face inside a PDF: its used glyphs as a composite font, each glyph with the text that it stands for.

One code is given to each pair of glyph and text, so searching and copying give back what the party wrote, even
where a ligature, a mirrored bracket or a joined letter is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from struct import pack, unpack_from

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from moderator.report.fonts import Face
from moderator.report.shaping import Glyph
from moderator.report.unicode import NBSP

_KEPT_TABLES = frozenset(("glyf", "head", "hhea", "hmtx", "loca", "maxp"))
_SYMBOLIC = 4
_MOST_CODES = 60_000
"""Of 65,535 that two bytes hold; a line that goes on fits in the rest."""
_BLOCK = 100
"""A ToUnicode section holds at most this many pairs (PDF 32000-1, 9.10.3)."""


class EmbeddedFace:
    """One face as it is used by one document. Codes are given in the order of use, so equal text is equal bytes."""

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._codes: dict[tuple[int, str], int] = {}
        self._shown: dict[tuple[int, str], tuple[str, int]] = {}

    def shown(self, glyph: Glyph) -> tuple[str, int]:
        """How a glyph is written, four digits, and how far the reader's pen goes on, in thousandths of an em."""
        key = (glyph.number, glyph.text)
        known = self._shown.get(key)
        if known is None:
            code = self._codes[key] = len(self._codes) + 1
            known = self._shown[key] = (f"{code:04X}", self._nominal(glyph.number))
        return known

    @property
    def full(self) -> bool:
        """No further code can be given; the document goes on with another EmbeddedFace of the same face."""
        return len(self._codes) >= _MOST_CODES

    def _nominal(self, number: int) -> int:
        """The advance that the font itself has for a glyph, in thousandths of an em."""
        return round(int(self.face.hb_font.get_glyph_h_advance(number)) * 1000 / self.face.units)

    def add_to(self, document: pdfdoc.PDFDocument) -> None:
        """Write the font and what belongs to it into the document's font dictionary."""
        data, numbers = _subset(self.face, {number for number, _ in self._codes})
        base = f"{_tag(data)}+{_postscript_name(self.face)}"
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{base}",
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": document.Reference(self._descriptor(document, base, data)),
                "DW": 1000,
                "W": self._widths(),
                "CIDToGIDMap": document.Reference(self._glyph_map(numbers)),
            }
        )
        document.idToObject[pdfdoc.BasicFonts].dict[self.name] = document.Reference(
            pdfdoc.PDFDictionary(
                {
                    "Type": "/Font",
                    "Subtype": "/Type0",
                    "BaseFont": f"/{base}",
                    "Encoding": "/Identity-H",
                    "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant)]),
                    "ToUnicode": document.Reference(_stream(_to_unicode(self._codes))),
                }
            )
        )

    def _widths(self) -> pdfdoc.PDFArray:
        return pdfdoc.PDFArray([1, pdfdoc.PDFArray([self._nominal(number) for number, _ in self._codes])])

    def _glyph_map(self, numbers: dict[int, int]) -> pdfdoc.PDFStream:
        return _stream(pack(f">{len(self._codes) + 1}H", 0, *(numbers[number] for number, _ in self._codes)))

    def _descriptor(self, document: pdfdoc.PDFDocument, base: str, data: bytes) -> pdfdoc.PDFDictionary:
        file = _stream(data)
        file.dictionary["Length1"] = len(data)
        thousand = 1000 / self.face.units
        box = unpack_from(">4h", self.face.hb_face.reference_table("head").data, 36)
        extents = self.face.hb_font.get_font_extents("ltr")
        return pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{base}",
                "Flags": _SYMBOLIC,
                "ItalicAngle": 0,
                "StemV": 80,
                "FontBBox": pdfdoc.PDFArray([round(side * thousand) for side in box]),
                "Ascent": round(extents.ascender * thousand),
                "Descent": round(extents.descender * thousand),
                "CapHeight": round(extents.ascender * thousand),
                "FontFile2": document.Reference(file),
            }
        )


def _stream(content: bytes) -> pdfdoc.PDFStream:
    """Never compressed: deflate differs between zlib builds, and these bytes must not. They are small."""
    return pdfdoc.PDFStream(content=content)


def _subset(face: Face, glyphs: Iterable[int]) -> tuple[bytes, dict[int, int]]:
    """The font file with these glyphs alone, and the number that each now has."""
    wish = hb.SubsetInput()
    wish.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    wish.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
    dropped = (tag for tag in face.hb_face.table_tags if tag not in _KEPT_TABLES)
    wish.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag.encode("latin-1"), "big") for tag in dropped)
    plan = hb.SubsetPlan(face.hb_face, wish)
    return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping.items())


def _tag(data: bytes) -> str:
    """Six capitals that name a subset (PDF 32000-1, 9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])


def _postscript_name(face: Face) -> str:
    name = face.hb_face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or face.file
    return "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign == "-")) or "Font"


def _to_unicode(codes: dict[tuple[int, str], int]) -> bytes:
    pairs = [
        f"<{code:04X}> <{_shown(text).encode('utf-16-be', 'replace').hex().upper()}>"
        for (_, text), code in codes.items()
        if text
    ]
    blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
            "",
        ]
    ).encode("ascii")


def _shown(text: str) -> str:
    """A space that forbids a line end is still a space to whoever searches the text."""
    return text.replace(NBSP, " ")
