"""Where fonts lie on each system, and which of them a decision is printed with, in order of preference.

Only files with TrueType outlines are of use (the CJK fonts of Noto have PostScript ones). The directories are read
directly, in a fixed order, so the choice follows from the installed files alone. The Debian packages are
fonts-noto-core, fonts-wqy-microhei, fonts-symbola and fonts-dejavu-core; more coverage comes with
fonts-droid-fallback (rare Chinese characters) and fonts-ipafont-gothic (Japanese forms of the shared characters).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple


class Wanted(NamedTuple):
    """One part to be played, and the files that can play it: (path, index within the collection), best first."""

    role: str
    files: tuple[tuple[Path, int], ...]


_NAMED: tuple[tuple[str, str], ...] = (
    ("text", "NotoSans-Regular.ttf DejaVuSans.ttf segoeui.ttf Arial.ttf LiberationSans-Regular.ttf Vera.ttf"),
    (
        "text-bold",
        "NotoSans-Bold.ttf DejaVuSans-Bold.ttf segoeuib.ttf Arial Bold.ttf arialbd.ttf "
        "LiberationSans-Bold.ttf VeraBd.ttf",
    ),
    (
        "mono",
        "DejaVuSansMono.ttf NotoSansMono-Regular.ttf consola.ttf Courier New.ttf LiberationMono-Regular.ttf Vera.ttf",
    ),
    ("language:ja", "ipag.ttf ipaexg.ttf meiryo.ttc msgothic.ttc"),
    ("language:ko", "NanumGothic.ttf malgun.ttf AppleGothic.ttf"),
    ("han", "wqy-microhei.ttc msyh.ttc STHeiti Light.ttc DroidSansFallbackFull.ttf Arial Unicode.ttf simsun.ttc"),
    ("hangul", "wqy-microhei.ttc NanumGothic.ttf malgun.ttf AppleGothic.ttf Arial Unicode.ttf"),
    ("kana", "wqy-microhei.ttc ipag.ttf meiryo.ttc msgothic.ttc Arial Unicode.ttf"),
)
"""The Chinese face stands before all scripts: several of these hold its full stop, drawn for Mongolian or Yi.

Role, then file names, each up to its extension. `language:` faces go first in texts of that language."""

_SCRIPTS_FIRST = ("Arabic", "Hebrew", "Devanagari", "Thai", "Bengali", "Tamil", "Georgian", "Armenian", "Ethiopic")

_AFTER_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("latin-more", "DejaVuSans.ttf segoeui.ttf Arial.ttf"),
    ("latin-more-bold", "DejaVuSans-Bold.ttf segoeuib.ttf Arial Bold.ttf arialbd.ttf"),
    ("han-more", "DroidSansFallbackFull.ttf simsun.ttc Arial Unicode.ttf"),
    ("han-rare", "HanaMinA.ttf simsunb.ttf"),
    ("symbols", "NotoSansSymbols2-Regular.ttf seguisym.ttf Apple Symbols.ttf"),
    ("symbols-more", "NotoSansSymbols-Regular.ttf"),
    ("mathematics", "NotoSansMath-Regular.ttf cambria.ttc"),
    ("emoji", "NotoEmoji-Regular.ttf Symbola_hint.ttf Symbola.ttf seguiemj.ttf"),
    ("indic-more", "Nirmala.ttf Nirmala.ttc"),
    ("thai-more", "LeelawUI.ttf Thonburi.ttc tahoma.ttf"),
    ("arabic-more", "GeezaPro.ttc arial.ttf"),
    ("hebrew-more", "ArialHB.ttc arial.ttf"),
    ("devanagari-more", "Kohinoor.ttc Devanagari Sangam MN.ttc mangal.ttf"),
    ("bengali-more", "KohinoorBangla.ttc Bangla Sangam MN.ttc"),
    ("tamil-more", "Tamil Sangam MN.ttc"),
    ("myanmar-more", "mmrtext.ttf NotoSansMyanmar.ttc Myanmar Sangam MN.ttf"),
    ("ethiopic-more", "ebrima.ttf Kefa.ttc"),
    ("caucasus-more", "sylfaen.ttf"),
    ("tibetan-more", "himalaya.ttf Kailasa.ttc"),
    ("cherokee-more", "gadugi.ttf"),
    ("everything-more", "Arial Unicode.ttf FreeSans.ttf unifont.ttf"),
    ("everything-last", "unifont_upper.ttf"),
)

_FILE_NAME = re.compile(r"\S.*?\.tt[fc](?=\s|$)")
_NOTO = re.compile(r"Noto(Sans|Serif)([A-Z][A-Za-z]*)-(Regular|Bold)\.ttf")
_NOT_A_SCRIPT = re.compile(
    r"Mono$|Display$|UI$|Unjoined$|Slanted$|^Symbols2?$|^Math$|^Tifinagh.|^CJK|^(SC|TC|JP|KR|HK)$"
)


def font_folders() -> Iterator[Path]:
    """The folders of this system that hold fonts, the system's own first."""
    if sys.platform == "win32":
        yield Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "Fonts"
        yield _home("AppData/Local/Microsoft/Windows/Fonts")
    elif sys.platform == "darwin":
        yield from map(Path, ("/System/Library/Fonts", "/Library/Fonts"))
        yield _home("Library/Fonts")
    else:
        yield from map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/run/host/fonts"))
        yield Path("/run/current-system/sw/share/X11/fonts")
        yield from (_home(".local/share/fonts"), _home(".fonts"))
    # The printing library brings a plain Latin face: the last resort on a system without any font.
    yield Path(str(files("reportlab"))) / "fonts"


def _home(folder: str) -> Path:
    return Path(os.path.expanduser(f"~/{folder}"))  # noqa: PTH111 - where there is no home, this stays a name without files


def wanted_fonts() -> list[Wanted]:
    """Every part with the files that are there to play it. Parts without a file are left out."""
    found = _font_files()
    wanted = [_named(role, names, found) for role, names in _NAMED]
    wanted += _scripts(found)
    wanted += [_named(role, names, found) for role, names in _AFTER_SCRIPTS]
    return [want for want in wanted if want.files]


def _font_files() -> dict[str, Path]:
    """File name in lower case → path. The first folder wins, within a folder the first path in order."""
    found: dict[str, Path] = {}
    for folder in font_folders():
        for parent, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".ttc")):
                    found.setdefault(name.lower(), Path(parent) / name)
    return found


def _named(role: str, names: str, found: dict[str, Path]) -> Wanted:
    paths = (found.get(name.lower()) for name in _FILE_NAME.findall(names))
    return Wanted(role, tuple((path, 0) for path in paths if path is not None))


def _scripts(found: dict[str, Path]) -> list[Wanted]:
    """One part for each script that Noto has installed, the frequent ones first; sans before serif."""
    by_role: dict[str, list[tuple[str, Path]]] = {}
    for path in found.values():
        match = _NOTO.fullmatch(path.name)
        if match and not _NOT_A_SCRIPT.search(match[2]):
            role = f"script:{match[2]}" + ("-bold" if match[3] == "Bold" else "")
            by_role.setdefault(role, []).append((match[1], path))
    rank = {script: place for place, script in enumerate(_SCRIPTS_FIRST)}
    order = sorted(by_role, key=lambda role: (rank.get(role.removeprefix("script:").removesuffix("-bold"), 99), role))
    return [Wanted(role, tuple((path, 0) for _, path in sorted(by_role[role]))) for role in order]
