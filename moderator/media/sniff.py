"""What a file is, by its first bytes. Its name is never asked: whoever sent it chose the name."""

from __future__ import annotations

import re
from typing import NamedTuple

from moderator.media.files import EvidenceFile, Unshowable
from moderator.media.reasons import Reason
from moderator.media.values import Kind

HEAD = 4096

_STARTS = (
    (b"\xff\xd8\xff", "photo", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "photo", "png"),
    (b"GIF87a", "photo", "gif"),
    (b"GIF89a", "photo", "gif"),
    (b"II*\0", "photo", "tiff"),
    (b"MM\0*", "photo", "tiff"),
    (b"\x1aE\xdf\xa3", "video", "matroska"),
    (b"%PDF-", "pdf", "pdf"),
)
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1"}
_AVIF = {b"avif", b"avis"}
_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
# Text that is the source of something else is no document: it would be shown as what it is not.
_NOT_TEXT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:#EXTM3U|\[playlist\]|ffconcat|v=0[\r\n]|%!PS|%!Adobe|"
    rb"(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>\s*)?<(?:svg|MPD)\b)",
    re.IGNORECASE,
)


class Type(NamedTuple):
    kind: Kind
    format: str


def sniff(file: EvidenceFile) -> Type:
    """The file's kind and format; "unknown" for what is not accepted. Raises Unshowable for an empty file."""
    file.seek(0)
    head = file.read(HEAD) or b""
    file.seek(0)
    if not head:
        raise Unshowable(Reason.EMPTY)
    for start, kind, name in _STARTS:
        if head.startswith(start):
            return Type(kind, name)  # type: ignore[arg-type]
    return _riff(head) or _iso(head) or _others(head) or Type("unknown", "")


def _riff(head: bytes) -> Type | None:
    if head[:4] != b"RIFF":
        return None
    return {b"WEBP": Type("photo", "webp"), b"AVI ": Type("video", "avi")}.get(head[8:12])


def _iso(head: bytes) -> Type | None:
    if head[4:8] in _ATOMS:
        return Type("video", "mov")
    if head[4:8] != b"ftyp":
        return None
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, size - 3, 4))]
    if brands[0] in _AVIF or (brands[0] in {b"mif1", b"miaf"} and _AVIF & set(brands)):
        return Type("photo", "avif")
    if brands[0] in _HEIF:
        return Type("photo", "heif")
    return Type("video", "mov" if brands[0] == b"qt  " else "mp4")


def _others(head: bytes) -> Type | None:
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return Type("photo", "bmp")
    if b"%PDF-" in head[:1024]:
        return Type("pdf", "pdf")
    for packet in (188, 192):
        offset = packet - 188
        places = range(offset, min(len(head), packet * 5), packet)
        if len(head) > packet * 3 and all(head[place] == 0x47 for place in places):
            return Type("video", "mpegts")
    return Type("text", "text") if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    if _NOT_TEXT.match(head):
        return False
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut by the end of what was read; anything earlier is no text.
        if len(head) < HEAD or error.start < HEAD - 4:
            return False
        text = head[: error.start].decode("utf-8")
    return all(char >= " " or char in "\t\n\r\f" for char in text) and "\x7f" not in text
