"""Which file names a pack may use: those that mean the same file, and only a file, on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from moderator.errors import Problem
from moderator.pack.limits import DEFAULT, Limits

_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_JOINERS = "\u200c\u200d"
"""Persian spelling and many emoji need them, so they alone of the invisible characters may stand."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def shown(name: str) -> str:
    """`name` for a message: hidden characters, which could rearrange it, spelled out; a long one cut."""
    text = "".join(f"<U+{ord(c):04X}>" if _hidden(c) else c for c in name[:200])
    return text if len(name) <= 200 else text + "…"


def fold(path: str) -> str:
    """Equal for paths that some file system takes for the same file: case and Unicode composition removed."""
    decomposed = unicodedata.normalize("NFD", path)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", decomposed.casefold()))


def composed(path: str) -> str:
    """Equal for paths that differ only in Unicode composition, which macOS changes on its own."""
    return unicodedata.normalize("NFC", path)


def path_problems(path: str, pointer: str, limits: Limits = DEFAULT) -> list[Problem]:
    """Everything that makes `path` ("/" between names) unsafe. `pointer` is where it stands."""
    found = [Problem(pointer, code, text) for code, text in _path_faults(path)]
    if len(path.encode("utf-8", "surrogateescape")) > limits.path_bytes:
        text = f"“{shown(path)}” is too long, expected at most {limits.path_bytes} bytes"
        found.append(Problem(pointer, "name-long", text))
    for name in path.split("/"):
        found += [Problem(pointer, code, text) for code, text in _name_faults(name, limits)]
    return found


def _path_faults(path: str) -> Iterator[tuple[str, str]]:
    expected = "expected a path inside the pack"
    if re.match(r"[A-Za-z]:", path):
        yield "path-drive", f"“{shown(path)}” begins with a drive, {expected}"
    elif ":" in path:
        yield "path-stream", f"“{shown(path)}” has a colon (a hidden stream on Windows), {expected}"
    if path.startswith("//") or path.startswith("\\\\"):
        yield "path-absolute", f"“{shown(path)}” is a network path, {expected}"
    elif path.startswith("/"):
        yield "path-absolute", f"“{shown(path)}” is absolute, {expected}"
    if "\\" in path:
        yield "path-backslash", f"“{shown(path)}” has a backslash, expected “/” between names"
    names = re.split(r"[/\\]", path)
    if ".." in names:
        yield "path-parent", f"“{shown(path)}” has “..”, {expected}"
    inner = path.lstrip("/").split("/")
    if "." in names or "" in inner:
        yield "path-empty", f"“{shown(path)}” has an empty name or “.” in it, expected plain names"


def _name_faults(name: str, limits: Limits) -> Iterator[tuple[str, str]]:
    if name in {"", ".", ".."}:
        return
    hidden = sorted({f"U+{ord(c):04X}" for c in name if _hidden(c)})
    if hidden:
        found = ", ".join(hidden[:5])
        yield "name-character", f"“{shown(name)}” has {found}, expected visible UTF-8 characters"
    if name[-1] in ". ":
        yield "name-ending", f"“{shown(name)}” ends in a dot or space, which Windows drops; expected neither"
    if _DEVICE.fullmatch(name.split(".")[0].rstrip(" ")):
        yield "name-device", f"“{shown(name)}” is a device on Windows, expected another name"
    if len(name.encode("utf-8", "surrogateescape")) > limits.name_bytes:
        yield "name-long", f"“{shown(name)}” is too long, expected at most {limits.name_bytes} bytes"


def collisions(files: Iterable[str], folders: Iterable[str] = ()) -> list[Problem]:
    """Names, of folders on the way too, that are the same where case or composition is ignored."""
    problems: list[Problem] = []
    kinds: dict[str, tuple[str, bool]] = {}

    def claim(path: str, folder: bool) -> None:
        before, was_folder = kinds.setdefault(fold(path), (path, folder))
        if before != path or folder != was_folder:
            text = f"“{shown(path)}” and “{shown(before)}” are the same where case is ignored, expected one"
            problems.append(Problem(shown(path), "name-collision", text))

    seen: set[str] = set()
    for path, folder in [*((f, True) for f in folders), *((f, False) for f in files)]:
        parts = path.split("/")
        for end in range(1, len(parts)):
            parent = "/".join(parts[:end])
            if parent not in seen:
                seen.add(parent)
                claim(parent, True)
        claim(path, folder)
    return problems


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and character not in _JOINERS
