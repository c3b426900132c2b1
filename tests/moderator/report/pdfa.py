"""The rules of PDF/A-3b (ISO 19005-3) and of tagged files, as far as pikepdf can tell: what is broken, as sentences.

Written from the standard and not from our code; it knows nothing of how a decision is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans",
    "/GoTo3DView", "/JavaScript",
}  # fmt: skip
FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}
ROLES = {
    "/Document", "/P", "/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/Figure", "/Span", "/Caption", "/Sect",
}  # fmt: skip


def problems(data: bytes) -> list[str]:
    """Every rule that the file breaks; none for a good one."""
    with Pdf.open(BytesIO(data)) as pdf:
        return [*_file(data, pdf), *_objects(pdf), *_metadata(pdf), *_colours(pdf), *_fonts(pdf), *_attached(pdf)]


def _file(data: bytes, pdf: Pdf) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", data):
        yield "header: no version 1.n, or no four high bytes in the comment after it"
    if "/ID" not in pdf.trailer:
        yield "trailer: no ID"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "encrypted"
    if data[data.rindex(b"%%EOF") :] not in (b"%%EOF", b"%%EOF\n", b"%%EOF\r\n"):
        yield "something stands after the last %%EOF"
    for key in ("/AA", "/OCProperties", "/Requirements", "/NeedsRendering"):
        if key in pdf.Root:
            yield f"catalog: {key}"
    if "/JavaScript" in pdf.Root.get("/Names", Dictionary()):
        yield "JavaScript by name"


def _objects(pdf: Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, Dictionary | Stream):
            if str(one.get("/S", "")) in FORBIDDEN_ACTIONS and "/P" not in one:
                yield f"action {one['/S']}"
            yield from _see_through(one)
            if isinstance(one, Stream):
                yield from _stream(one)
    for page in pdf.pages:
        for note in page.get("/Annots", Array()):
            yield from _annotation(note)


def _stream(one: Stream) -> Iterator[str]:
    filters = one.get("/Filter", Array())
    named = {str(each) for each in (filters if isinstance(filters, Array) else [filters])}
    yield from (f"filter {each}" for each in named & FORBIDDEN_FILTERS)
    yield from (f"stream refers to a file: {key}" for key in ("/F", "/FFilter", "/FDecodeParms") if key in one)
    if one.get("/Subtype") == Name.Image:
        yield from (f"image: {key}" for key in ("/Alternates", "/OPI") if key in one)
        if one.get("/Interpolate", False):
            yield "image: Interpolate"


def _see_through(one: Object) -> Iterator[str]:
    if str(one.get("/SMask", "/None")) != "/None" or str(one.get("/BM", "/Normal")) != "/Normal":
        yield "transparency"
    if one.get("/CA", 1) != 1 or one.get("/ca", 1) != 1:
        yield "transparency: not opaque"
    if one.get("/Group", Dictionary()).get("/S") == Name.Transparency:
        yield "transparency group"


def _annotation(note: Object) -> Iterator[str]:
    if note.get("/Subtype") == Name.Popup:
        return
    flags = int(note.get("/F", 0))
    if not flags & 4 or flags & (1 | 2 | 32 | 256):
        yield f"annotation flags {flags}: must print, and be neither hidden nor invisible nor toggled"
    empty = [float(part) for part in note.get("/Rect", [0] * 4)] == [0] * 4
    if "/AP" not in note and not empty:
        yield "an annotation without appearance"
    if "/AA" in note or ("/A" in note and note.get("/Subtype") == Name.Widget):
        yield "an annotation with an action"


def _metadata(pdf: Pdf) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "no XMP metadata"
        return
    stream = pdf.Root.Metadata
    if "/Filter" in stream or stream.get("/Type") != Name.Metadata or stream.get("/Subtype") != Name.XML:
        yield "XMP: filtered, or not named as what it is"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as found:
        if (found.get("pdfaid:part"), found.get("pdfaid:conformance")) != ("3", "B"):
            yield "XMP: not PDF/A-3b"
        pairs: dict[str, Any] = {
            "/Title": found.get("dc:title"),
            "/Subject": found.get("dc:description"),
            "/Author": "".join(found.get("dc:creator") or ()),
            "/Keywords": found.get("pdf:Keywords"),
            "/Creator": found.get("xmp:CreatorTool"),
            "/Producer": found.get("pdf:Producer"),
            "/CreationDate": _as_pdf(str(found.get("xmp:CreateDate"))),
            "/ModDate": _as_pdf(str(found.get("xmp:ModifyDate"))),
        }
    info = pdf.docinfo
    for key, value in pairs.items():
        if key in info and _same_time(str(info[key])) != _same_time(str(value)):
            yield f"{key}: {info[key]!s} in the properties, {value} in XMP"


def _same_time(text: str) -> str:
    """Without the mark behind the minutes, which may be left out."""
    return text.replace("Z", "+00'00").removesuffix("'") if text.startswith("D:") else text


def _as_pdf(time: str) -> str:
    return f"D:{re.sub('[-:T]', '', time[:19])}{time[19:22]}'{time[23:]}'"


def _colours(pdf: Pdf) -> Iterator[str]:
    intents = [one for one in pdf.Root.get("/OutputIntents", Array()) if one.get("/S") == Name("/GTS_PDFA1")]
    if len(intents) != 1:
        yield f"{len(intents)} output intents"
        return
    profile = intents[0].get("/DestOutputProfile")
    data = profile.read_bytes() if profile is not None else b""
    if profile is None or int(profile.N) != 3 or data[16:20] != b"RGB " or data[36:40] != b"acsp" or data[8] > 4:
        yield "the output intent has no RGB profile"
    if not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "the output intent has no identifier"
    for number, page in enumerate(pdf.pages):
        names = {str(part.operator) for part in pikepdf.parse_content_stream(page)}
        if names & {"k", "K", "sh", "gs"}:
            yield f"page {number}: colours that the output intent does not cover, or a graphics state"
        for image in page.get_images().values():
            if str(image.get("/ColorSpace")) not in ("/DeviceRGB", "/DeviceGray"):
                yield f"page {number}: picture in {image.get('/ColorSpace')}"


def _fonts(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages):
        fonts = page.Resources.get("/Font", Dictionary())
        for name, font in fonts.items():
            yield from _font(f"font {name}", font)
        yield from _shown(number, page, fonts)


def _font(name: str, font: Object) -> Iterator[str]:
    if font.get("/Subtype") != Name.Type0:
        yield f"{name}: not composite, so not one of ours"
        return
    (inner,) = font.DescendantFonts
    if "/FontFile2" not in inner.FontDescriptor:
        yield f"{name}: not embedded"
    if not re.fullmatch(r"/[A-Z]{6}\+.+", str(inner.BaseFont)) or font.BaseFont != inner.BaseFont:
        yield f"{name}: no subset by its name"
    if "/ToUnicode" not in font:
        yield f"{name}: nobody can tell its text"
    if "/CIDToGIDMap" not in inner:
        yield f"{name}: no map from codes to glyphs"


def _shown(number: int, page: pikepdf.Page, fonts: Object) -> Iterator[str]:
    """No text may show the glyph that stands for a missing one; every code has a width."""
    font = None
    for part in pikepdf.parse_content_stream(page):
        operator, operands = str(part.operator), part.operands
        if operator == "Tf":
            font = fonts[str(operands[0])].DescendantFonts[0]
        if operator == "TJ" and font is not None:
            glyphs, known = font.CIDToGIDMap.read_bytes(), len(font.W[1])
            for text in (bytes(each) for each in operands[0] if isinstance(each, pikepdf.String)):
                for place in range(0, len(text), 2):
                    code = int.from_bytes(text[place : place + 2], "big")
                    if glyphs[2 * code : 2 * code + 2] in (b"", b"\0\0") or not 0 < code <= known:
                        yield f"page {number}: code {code} shows no glyph"


def _attached(pdf: Pdf) -> Iterator[str]:
    files = list(pdf.Root.get("/AF", Array()))
    if not files:
        yield "no associated file"
    names = pdf.Root.get("/Names", Dictionary()).get("/EmbeddedFiles", Dictionary()).get("/Names", Array())
    named = [one for one in names if isinstance(one, Dictionary)]
    for one in files:
        if str(one.get("/AFRelationship", "")) not in ("/Source", "/Data", "/Alternative", "/Supplement"):
            yield "an associated file without relationship"
        if "/F" not in one or "/UF" not in one:
            yield "an associated file without name"
        if "/Subtype" not in one.EF.F or "/ModDate" not in one.EF.F.get("/Params", Dictionary()):
            yield "an associated file without kind or date"
        if not any(one.objgen == each.objgen for each in named):
            yield "an associated file that is not among the names"


def structure(data: bytes) -> list[str]:
    """What is wrong with the tags: content without a part, parts without content, figures without words."""
    with Pdf.open(BytesIO(data)) as pdf:
        found = list(_tagging(pdf))
        if "/Lang" not in pdf.Root or not pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked", False):
            found.append("catalog: no language, or not marked")
        return found


def _tagging(pdf: Pdf) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    yield from _element(pdf.Root.StructTreeRoot.K, pages, seen)
    rows = pdf.Root.StructTreeRoot.ParentTree.Nums
    for number, page in enumerate(pdf.pages):
        marked = set(_marked(page))
        if -1 in marked:
            yield f"page {number}: something is neither a part nor furniture"
        marked -= {-1}
        if marked != {mark for where, mark in seen if where == number}:
            yield f"page {number}: marked content and structure differ"
        owners = rows[2 * int(page.StructParents) + 1]
        if len(owners) != len(marked):
            yield f"page {number}: the way back from content to its part is missing"


def _element(element: Object, pages: dict[Any, int], seen: set[tuple[int, int]]) -> Iterator[str]:
    role = str(element.S)
    if role not in ROLES:
        yield f"role {role}"
    if role == "/Figure" and not str(element.get("/Alt", "")).strip():
        yield "a figure without words"
    if role == "/TH" and "/Scope" not in element.get("/A", Dictionary()):
        yield "a head cell without scope"
    home = pages[element.Pg.objgen] if "/Pg" in element else -1
    for kid in element.K:
        if isinstance(kid, int):
            seen.add((home, kid))
        elif kid.get("/Type") == Name.MCR:
            seen.add((pages[kid.Pg.objgen], int(kid.MCID)))
        else:
            yield from _element(kid, pages, seen)


def _marked(page: pikepdf.Page) -> Iterator[int]:
    """The marked pieces of a page; -1 for what is drawn outside of any."""
    open_: list[str] = []
    for part in pikepdf.parse_content_stream(page):
        operator = str(part.operator)
        if operator in ("BDC", "BMC"):
            open_.append(str(part.operands[0]))
            if operator == "BDC" and isinstance(part.operands[1], Dictionary) and "/MCID" in part.operands[1]:
                yield int(part.operands[1].MCID)
        elif operator == "EMC":
            open_.pop()
        elif operator in ("TJ", "Tj", "f", "S", "s", "Do", "B") and not open_:
            yield -1
