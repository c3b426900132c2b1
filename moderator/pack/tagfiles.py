"""The text files of a BagIt bag (RFC 8493): declaration, bag-info and manifests, as the `bagit` library reads them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from moderator.pack.names import shown
from moderator.pack.refusal import refuse

DECLARATION = "bagit.txt"
_ENCODINGS = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-16-le", "utf-16-be"}
"""Python knows many more, and some of them (idna, unicode_escape) are programs rather than tables."""


@dataclass(frozen=True)
class Declaration:
    """What bagit.txt says: the version as two numbers, and the encoding of the other tag files."""

    version: tuple[int, int]
    encoding: str

    @property
    def info_name(self) -> str:
        """The file with the bag's metadata; it had another name before 0.96."""
        return "bag-info.txt" if self.version >= (0, 96) else "package-info.txt"


@dataclass(frozen=True)
class Line:
    """One line of a manifest: a checksum and a path as it is written there."""

    checksum: str
    path: str


def read_declaration(data: bytes) -> Declaration:
    """bagit.txt. Raises PackRefused for a BOM, a missing or repeated tag, another version, an unknown encoding."""
    if data.startswith(codecs.BOM_UTF8):
        refuse(DECLARATION, "bagit-txt", "expected no byte order mark, found one at the start")
    tags = read_tags(DECLARATION, data, "utf-8")
    version = _only("BagIt-Version", tags)
    match = re.fullmatch(r"([0-9]{1,3})\.([0-9]{1,3})", version)
    numbers = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (0, 93) <= numbers < (2, 0):
        refuse(DECLARATION, "bagit-version", f"expected BagIt-Version 0.93 to 1.0, found “{shown(version)}”")
    name = _only("Tag-File-Character-Encoding", tags)
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        encoding = ""
    if encoding not in _ENCODINGS:
        refuse(DECLARATION, "encoding", f"expected tag files in UTF-8, found the encoding “{shown(name)}”")
    return Declaration(numbers, encoding)


def decode(name: str, data: bytes, encoding: str) -> str:
    """A tag file as text, without a byte order mark. Raises PackRefused where the bytes are not in `encoding`."""
    try:
        return data.decode(encoding, "strict").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        refuse(name, "encoding", f"expected {encoding}, found byte {data[error.start]:02x} at {error.start}")


def read_tags(name: str, data: bytes, encoding: str) -> list[tuple[str, str]]:
    """“Label: value” lines; a line that begins with a space continues the one before. Raises PackRefused."""
    tags: list[tuple[str, str]] = []
    for number, line in enumerate(decode(name, data, encoding).splitlines(), 1):
        if not line.strip():
            continue
        if line[0].isspace() and tags:
            label, value = tags[-1]
            tags[-1] = (label, f"{value} {line.strip()}")
            continue
        label, colon, value = line.partition(":")
        if not colon:
            text = f"expected “Label: value” in line {number}, found “{shown(line)}”"
            refuse(name, "bagit-txt" if name == DECLARATION else "bag-info", text)
        tags.append((label.strip(), value.strip()))
    return tags


def read_manifest(name: str, data: bytes, encoding: str) -> list[Line]:
    """The lines of a manifest or tag manifest. Raises PackRefused for a line that is no checksum and path."""
    lines: list[Line] = []
    for number, text in enumerate(decode(name, data, encoding).splitlines(), 1):
        line = text.strip()
        if not line or line.startswith("#"):
            continue
        parts = line.split(None, 1)
        if len(parts) != 2:
            found = f"expected a checksum and a path in line {number}, found “{shown(line)}”"
            refuse(name, "manifest-line", found)
        lines.append(Line(parts[0].lower(), _plain(parts[1].lstrip("*"))))
    return lines


def payload_oxum(name: str, tags: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """Each Payload-Oxum in bag-info.txt as (bytes, files). Raises PackRefused for one that is no two numbers."""
    found = []
    for label, value in tags:
        if label.casefold() == "payload-oxum":
            match = re.fullmatch(r"([0-9]{1,18})\.([0-9]{1,18})", value)
            if not match:
                refuse(name, "oxum", f"expected Payload-Oxum as BYTES.FILES, found “{shown(value)}”")
            found.append((int(match[1]), int(match[2])))
    return found


def unescaped(path: str) -> str:
    """RFC 8493 writes line ends and the percent sign, and nothing else, as %0A, %0D and %25."""
    return re.sub("%(0[AaDd]|25)", lambda match: chr(int(match[1], 16)), path)


def escaped(path: str) -> str:
    """The way back of `unescaped`."""
    return re.sub("[%\n\r]", lambda match: f"%{ord(match[0]):02X}", path)


def _plain(path: str) -> str:
    """Without “./” and doubled slashes, which checksum tools write; absolute and “..” paths stay as they are."""
    if path.startswith("/") or ".." in path.split("/"):
        return path
    return "/".join(name for name in path.split("/") if name not in ("", "."))


def _only(label: str, tags: list[tuple[str, str]]) -> str:
    values = [value for name, value in tags if name == label]
    if len(values) != 1:
        refuse(DECLARATION, "bagit-txt", f"expected “{label}” once, found it {len(values)} times")
    return values[0]
