"""Evidence that points elsewhere from inside a container: references of MOV, attachments of Matroska, XMP in photos."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from PIL import Image

from tests.moderator.media.photos import saved
from tests.robustness.honeypot import Canary
from tests.robustness.hostile_texts import Link
from tests.robustness.rasters import chunk, scene
from tests.robustness.structure import pieces
from tests.robustness.valid_films import films
from tests.robustness.valid_photos import heif, photos


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def with_reference(film: bytes, entry: bytes) -> bytes:
    """The film with its `dref` replaced, so that its samples are said to lie in another file."""
    start = film.index(b"dref") - 4
    end = start + int.from_bytes(film[start : start + 4], "big")
    new = box(b"dref", bytes(4) + struct.pack(">I", 1) + entry)
    out = bytearray(film[:start] + new + film[end:])
    for piece in pieces("mp4", film):
        if piece.start < start and end <= piece.end:
            out[piece.start : piece.start + 4] = struct.pack(">I", piece.end - piece.start + len(new) - (end - start))
    return bytes(out)


def alias(path: str) -> bytes:
    """A Macintosh alias to an absolute path, as FFmpeg reads it where it is told to follow references."""
    name = path.rsplit("/", 1)[-1].encode()
    body = bytes(10) + b"\1x".ljust(28, b"\0") + bytes(12) + bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16)
    body += struct.pack(">hh", 1, path.count("/") - 1) + bytes(16)
    for kind, text in ((2, path.encode()), (0, path.split("/")[-2].encode())):
        body += struct.pack(">hH", kind, len(text)) + text + bytes(len(text) % 2)
    return box(b"alis", bytes(4) + body + struct.pack(">h", -1) + bytes(80))


def movies(canary: Canary, port: int) -> Iterator[Link]:
    film = next(valid for valid in films(8) if valid.name == "h264.mov").data
    http = f"http://127.0.0.1:{port}/x.mp4"
    for name, url in (("http", http), ("file", canary.film.as_uri()), ("rtsp", f"rtsp://127.0.0.1:{port}/x")):
        yield f"dref-{name}.mov", with_reference(film, box(b"url ", bytes(4) + url.encode() + b"\0"))
    yield "dref-urn.mov", with_reference(film, box(b"urn ", bytes(4) + b"urn:x\0" + http.encode() + b"\0"))
    yield "dref-alias.mov", with_reference(film, alias(str(canary.film)))
    yield "dref-alias-relative.mov", with_reference(film, alias(f"/a/b/{canary.film.name}"))
    for name, url in (("http", http), ("file", canary.film.as_uri())):
        where = box(b"rdrf", bytes(4) + b"url " + struct.pack(">I", len(url) + 1) + url.encode() + b"\0")
        head = box(b"ftyp", b"qt  " + bytes(4) + b"qt  ")
        yield f"elsewhere-{name}.mov", head + box(b"moov", box(b"rmra", box(b"rmda", where)))
    words = f"#EXTM3U\n#EXTINF:1,\n{http}\n".encode()
    yield "playlist-inside.mp4", box(b"ftyp", b"isom" + bytes(4) + b"isom") + box(b"mdat", words)
    yield "playlist-before.mp4", box(b"free", words) + film
    yield "playlist-behind.mp4", film + box(b"udta", box(b"hnti", box(b"sdp ", words))) + words


def _ebml(name: int, body: bytes) -> bytes:
    head = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return head + (len(body) | 1 << 56).to_bytes(8, "big") + body


def matroskas(canary: Canary, port: int) -> Iterator[Link]:
    film = next(valid for valid in films(8) if valid.name == "h264.mkv").data
    http = f"http://127.0.0.1:{port}/x.mp4"
    playlist = f"#EXTM3U\n#EXTINF:1,\n{http}\n".encode()

    def attached(name: bytes, kind: bytes, data: bytes) -> bytes:
        parts = _ebml(0x466E, name) + _ebml(0x4660, kind) + _ebml(0x465C, data) + _ebml(0x46AE, b"\1")
        return _ebml(0x1941A469, _ebml(0x61A7, parts))

    yield "attached-playlist.mkv", _longer(film, attached(b"a.m3u8", b"application/x-mpegurl", playlist))
    yield "attached-picture.mkv", _longer(film, attached(b"cover.png", b"image/png", canary.picture.read_bytes()))
    other = canary.film.name.encode()
    linked = _ebml(0x3CB923, bytes(16)) + _ebml(0x3C83AB, other) + _ebml(0x3EB923, b"\1" * 16) + _ebml(0x3E83BB, other)
    yield "linked-before.mkv", _longer(film, _ebml(0x1549A966, _ebml(0x2AD7B1, b"\x0f\x42\x40") + linked))
    chapter = _ebml(0xB6, _ebml(0x73C4, b"\1") + _ebml(0x91, b"\0") + _ebml(0x6E67, b"\1" * 16))
    yield "linked-chapter.mkv", _longer(film, _ebml(0x1043A770, _ebml(0x45B9, _ebml(0x45DD, b"\1") + chapter)))
    tag = _ebml(0x67C8, _ebml(0x45A3, b"URL") + _ebml(0x4487, http.encode()))
    yield "tagged.mkv", _longer(film, _ebml(0x1254C367, _ebml(0x7373, tag)))


def _longer(film: bytes, more: bytes) -> bytes:
    """More elements at the end of the one segment."""
    segment = next(piece for piece in pieces("matroska", film) if film[piece.start : piece.start + 4] == b"\x18S\x80g")
    size = segment.end - segment.number - segment.width + len(more)
    length = (size | 1 << 7 * segment.width).to_bytes(segment.width, "big")
    return film[: segment.number] + length + film[segment.number + segment.width : segment.end] + more


def avis(canary: Canary, port: int) -> Iterator[Link]:
    film = next(valid for valid in films(8) if valid.name == "mjpeg.avi").data
    http = f"http://127.0.0.1:{port}/x"
    info = b"".join(
        name + struct.pack("<I", len(http)) + http.encode() + bytes(len(http) % 2) for name in (b"ISRC", b"IBSU")
    )
    yield "tags.avi", film + b"LIST" + struct.pack("<I", 4 + len(info)) + b"INFO" + info
    for name, target in (("http", http), ("file", canary.text.as_uri()), ("film", str(canary.film))):
        yield (
            f"subtitle-{name}.avi",
            _subtitled(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n"),
        )


def _subtitled(words: str) -> bytes:
    """An AVI with one picture and a subtitle stream whose text is a file of its own: FFmpeg probes what it is."""
    jpeg = next(valid for valid in photos() if valid.name == "jpeg-420").data

    def part(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

    def stream(kind: bytes, coder: bytes, form: bytes) -> bytes:
        head = struct.pack("<4s4sIHHIIIIIIII", kind, coder, 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0) + bytes(8)
        return part(b"LIST", b"strl" + part(b"strh", head) + part(b"strf", form))

    picture = struct.pack("<IiiHH4sIiiII", 40, 64, 48, 1, 24, b"MJPG", 9216, 0, 0, 0, 0)
    headers = part(b"avih", struct.pack("<IIIIIIIIII", 40000, 0, 0, 0x10, 1, 0, 2, 0, 64, 48) + bytes(16))
    headers += stream(b"vids", b"MJPG", picture) + stream(b"txts", b"\0\0\0\0", b"")
    text = words.encode()
    block = b"GAB2\0" + struct.pack("<HI", 2, 0) + struct.pack("<HI", 4, len(text)) + text
    body = b"AVI " + part(b"LIST", b"hdrl" + headers)
    body += part(b"LIST", b"movi" + part(b"00dc", jpeg) + part(b"01tx", block))
    return part(b"RIFF", body)


def with_xmp(canary: Canary, port: int) -> Iterator[Link]:
    """Photos with XMP that names entities outside."""
    image = Image.fromarray(scene())
    for name, target in (("file", canary.text.as_uri()), ("http", f"http://127.0.0.1:{port}/e")):
        xmp = (
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
            '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description dc:title="&e;" tiff:Orientation="6">&e;'
            "</rdf:Description></rdf:RDF></x:xmpmeta>"
        ).encode()
        yield f"xmp-{name}.jpg", saved(image, "JPEG", xmp=xmp)
        yield f"xmp-{name}.webp", saved(image, "WEBP", xmp=xmp, lossless=True)
        yield f"xmp-{name}.tif", saved(image, "TIFF", tiffinfo={700: xmp})
        yield f"xmp-{name}.heic", heif(image, xmp=xmp)
        png = saved(image, "PNG")
        text = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp
        yield f"xmp-{name}.png", png[:33] + chunk(b"iTXt", text) + png[33:]
