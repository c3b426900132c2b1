"""The fonts of a decision: where they lie, which file prints which character, and the same files again by hash.

A decision keeps its font files (by SHA-256) with it, so that it prints the same on every machine for ever. What is
not installed is simply absent: the next face in order takes the character, and a character that none has is
printed by name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from moderator.errors import ExportError
from moderator.report.fontfiles import wanted_fonts

BOLD = "-bold"
MONO = "mono"
EMOJI = "emoji"
_EMOJI_FROM = 0x1F000
_VARIATION_SELECTOR_EMOJI = 0xFE0F
_CHOICES = 100_000
"""Clusters whose face is remembered."""
_RESTRICTED = 0x0002
"""OS/2 fsType bit 1: the font's owner forbids embedding."""


class Face:
    """One font with TrueType outlines. Lengths are in font units; `units` of them make one em."""

    def __init__(self, role: str, file: str, index: int, load: Callable[[], bytes]) -> None:
        self.role, self.file, self.index = role, file, index
        self._load = load

    def __repr__(self) -> str:
        return f"Face({self.role!r}, {self.file!r})"

    @cached_property
    def data(self) -> bytes:
        return self._load()

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def hb_face(self) -> hb.Face:
        return hb.Face(hb.Blob(self.data), self.index)

    @cached_property
    def hb_font(self) -> hb.Font:
        return hb.Font(self.hb_face)

    @cached_property
    def units(self) -> int:
        return int(self.hb_face.upem)

    @cached_property
    def coverage(self) -> frozenset[int]:
        return frozenset(self.hb_face.unicodes)

    @property
    def bold(self) -> bool:
        return self.role.endswith(BOLD)

    def describe(self) -> dict[str, Any]:
        """How a record names this font: its part, its file, its content, and the place within a collection."""
        return {"role": self.role, "file": self.file, "sha256": self.sha256, "index": self.index}


class FontSet:
    """Faces in order of preference. The first one that has all characters of a cluster prints it."""

    def __init__(self, faces: Iterable[Face]) -> None:
        self.faces = tuple(faces)
        if not self.faces:
            raise ExportError("No font was found to print decisions with; install the package fonts-noto-core.")
        self._orders: dict[tuple[bool, bool, str], tuple[Face, ...]] = {}
        self._emoji = tuple(face for face in self.faces if face.role == EMOJI)
        self.face_for = lru_cache(maxsize=_CHOICES)(self._face_for)

    def describe(self) -> list[dict[str, Any]]:
        """What a record keeps: `[{role, file, sha256, index}]`, in order."""
        return [face.describe() for face in self.faces]

    @classmethod
    def from_bytes(cls, entries: Iterable[Mapping[str, Any]], load: Callable[[str], bytes]) -> FontSet:
        """The set that a record describes, its files given by hash.

        Raises ExportError if a file is not the one that the hash names.
        """
        return cls(
            _kept_face(str(entry["role"]), str(entry["file"]), str(entry["sha256"]), int(entry.get("index", 0)), load)
            for entry in entries
        )

    def only(self, faces: Iterable[Face]) -> FontSet:
        """The same order without the faces that are not among `faces`."""
        kept = set(faces)
        return FontSet(face for face in self.faces if face in kept)

    def _face_for(self, cluster: str, bold: bool, mono: bool, language: str, last: Face | None) -> Face | None:
        """The face for one cluster, None if no face has it.

        `last` is the face before it: a space, and what the text face lacks, stay in the face of their neighbours,
        so that a danda within Devanagari is not taken from a Bengali font.
        """
        needed = [code for code in map(ord, cluster) if not _ignorable(code)]
        order = self._order(bold, mono, language)
        if not needed or (cluster == " " and last is not None and needed[0] in last.coverage):
            return last or order[0]
        if needed[0] >= _EMOJI_FROM or _VARIATION_SELECTOR_EMOJI in map(ord, cluster):
            order = self._emoji + order
        elif last is not None and last not in order[:1] and not all(code in order[0].coverage for code in needed):
            order = (last, *order)
        return next((face for face in order if all(code in face.coverage for code in needed)), None)

    def _order(self, bold: bool, mono: bool, language: str) -> tuple[Face, ...]:
        key = (bold, mono, language.partition("-")[0].lower())
        if key not in self._orders:
            first = [face for face in self.faces if mono and face.role == MONO]
            heavy = [face for face in self.faces if bold and face.bold]
            own = [face for face in self.faces if face.role == f"language:{key[2]}"]
            rest = [f for f in self.faces if not (f.bold or f.role == MONO or f.role.startswith("language:"))]
            text = [face for face in rest if face.role == "text"]
            self._orders[key] = tuple(dict.fromkeys([*first, *heavy, *text, *own, *rest, *self.faces]))
        return self._orders[key]


def _ignorable(code: int) -> bool:
    """Formatting characters without a picture of their own; the shaper deals with them in any font."""
    return code in (0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF) or (
        0x200B <= code <= 0x200F or 0x2060 <= code <= 0x2064 or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    )


_KEPT: dict[tuple[str, str, str, int], Face] = {}
"""Faces loaded by hash stay loaded: their coverage and shaping tables cost more than their bytes."""


def _kept_face(role: str, file: str, sha256: str, index: int, load: Callable[[str], bytes]) -> Face:
    key = (role, file, sha256, index)
    if key not in _KEPT:
        data = load(sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ExportError(f"The font file {file} of this decision is not the one it was decided with ({sha256}).")
        _KEPT[key] = Face(role, file, index, lambda: data)
    return _KEPT[key]


@lru_cache(maxsize=1)
def installed_fonts() -> FontSet:
    """The fonts of this machine in the order of `fontfiles`; located once a process.

    Raises ExportError if there is none at all.
    """
    faces: dict[tuple[Path, int], Face] = {}
    for wanted in wanted_fonts():
        chosen = next(filter(_usable, wanted.files), None)
        if chosen is not None and chosen not in faces:
            path, index = chosen
            faces[chosen] = Face(wanted.role, path.name, index, path.read_bytes)
    return FontSet(faces.values())


def _usable(file: tuple[Path, int]) -> bool:
    """TrueType outlines, and an owner who lets them be embedded."""
    path, index = file
    face = hb.Face(hb.Blob.from_file_path(str(path)), index)
    tables = set(face.table_tags)
    if not {"glyf", "loca", "head", "hhea", "hmtx", "maxp"} <= tables or not face.glyph_count:
        return False
    os2 = face.reference_table("OS/2").data if "OS/2" in tables else b""
    return len(os2) < 10 or int.from_bytes(os2[8:10], "big") & 0x000F != _RESTRICTED
