"""What makes a document one for the archive (PDF/A-3b, ISO 19005-3): colour space, metadata, the data it was made from.

Properties stand in two places in such a file, and both are written here from the same values.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from moderator.report.icc import srgb

DATA_NAME = "decision.json"
_WHO = "Moderator"
_PACKET = "W5M0MpCehiHzreSzNTczkc9d"
"""The id that every XMP packet has."""


@dataclass(frozen=True)
class Properties:
    """What a document says of itself. `created` is `YYYYMMDDHHMMSS` in UTC, `language` BCP 47."""

    title: str
    subject: str
    author: str
    created: str
    keywords: str = ""
    language: str = "en"
    data: str = ""
    """What the attached data is, in words."""


def identify(document: pdfdoc.PDFDocument, data: bytes) -> None:
    """Names the file after its data: equal data, equal name."""
    name = hashlib.sha256(data).hexdigest()[:32].encode("ascii")
    document._ID = b"[<%b><%b>]" % (name, name)


def complete(document: pdfdoc.PDFDocument, about: Properties, data: bytes, structure: pdfdoc.PDFObject) -> None:
    """Puts into the catalog what an archive asks for, and `data` as the associated file `decision.json`."""
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF", "OutputIntents"]
    catalog.__Refs__ = [*catalog.__Refs__, "AF", "OutputIntents"]
    catalog.StructTreeRoot = structure
    catalog.MarkInfo = _dictionary(Marked="true")
    catalog.Metadata = _stream(_xmp(about), Type="/Metadata", Subtype="/XML")
    catalog.OutputIntents = pdfdoc.PDFArray([document.Reference(_intent(document))])
    file = document.Reference(_file(document, about, data))
    catalog.AF = pdfdoc.PDFArray([file])
    names = pdfdoc.PDFArray([pdfdoc.PDFString(DATA_NAME), file])
    catalog.Names = _dictionary(EmbeddedFiles=_dictionary(Names=names))


def _dictionary(**entries: object) -> pdfdoc.PDFDictionary:
    return pdfdoc.PDFDictionary(entries)


def _stream(content: bytes, **entries: object) -> pdfdoc.PDFStream:
    """Never compressed: metadata must not be, and the rest must not depend on a build of zlib."""
    stream = pdfdoc.PDFStream(content=content)
    for key, value in entries.items():
        stream.dictionary[key] = value
    return stream


def _intent(document: pdfdoc.PDFDocument) -> pdfdoc.PDFDictionary:
    return _dictionary(
        Type="/OutputIntent",
        S="/GTS_PDFA1",
        OutputConditionIdentifier=pdfdoc.PDFString("sRGB"),
        RegistryName=pdfdoc.PDFString("IEC 61966-2-1"),
        Info=pdfdoc.PDFString("sRGB IEC 61966-2-1"),
        DestOutputProfile=document.Reference(_stream(srgb(), N=3, Alternate="/DeviceRGB")),
    )


def _file(document: pdfdoc.PDFDocument, about: Properties, data: bytes) -> pdfdoc.PDFDictionary:
    made = pdfdoc.PDFString(f"D:{about.created}Z")
    about_it = _dictionary(Size=len(data), CreationDate=made, ModDate=made)
    # In hexadecimal: the parties' words stand in it, and none of them shall look like a piece of this file.
    digits = data.hex().encode("ascii") + b">"
    entries = {"Type": "/EmbeddedFile", "Subtype": "/application#2Fjson", "Params": about_it}
    stream = document.Reference(_stream(digits, Filter="/ASCIIHexDecode", **entries))
    return _dictionary(
        Type="/Filespec",
        F=pdfdoc.PDFString(DATA_NAME),
        UF=pdfdoc.PDFString(DATA_NAME),
        Desc=pdfdoc.PDFString(about.data),
        AFRelationship="/Data",
        EF=_dictionary(F=stream, UF=stream),
    )


def _xmp(about: Properties) -> bytes:
    at = about.created
    time = f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[8:10]}:{at[10:12]}:{at[12:14]}+00:00"
    title, subject, author, keywords = map(_xml, (about.title, about.subject, about.author, about.keywords))
    return f"""<?xpacket begin="\ufeff" id="{_PACKET}"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{about.language}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{_WHO}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
<xmp:CreatorTool>{_WHO}</xmp:CreatorTool>
<xmp:CreateDate>{time}</xmp:CreateDate>
<xmp:ModifyDate>{time}</xmp:ModifyDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _xml(text: str) -> str:
    """As XML 1.0 may hold it: what it forbids even by number becomes a question mark."""
    return escape("".join(one if _allowed(ord(one)) else "?" for one in text))


def _allowed(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD or code >= 0x10000
