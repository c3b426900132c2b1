"""What this person chose: theme, layout, keys, name. A JSON file in the user's configuration folder; knows no Qt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moderator import durable
from moderator.domain.languages import OF_A_PARTY, PRINTED

EDITIONS = ("parties", "office")
THEMES = ("system", "light", "dark")
FILM_MEMORY, LEAST_MEMORY, MOST_MEMORY = 512, 320, 1 << 16
"""Megabytes."""
UNDO_MINUTES, LEAST_MINUTES, MOST_MINUTES = 10, 1, 60
LEVELS = ("crash-only", "reduced", "full")
"""How well decoders can be locked in, the weakest first, which every computer has."""
_NUMBERS = {"film_memory": (LEAST_MEMORY, MOST_MEMORY), "undo_minutes": (LEAST_MINUTES, MOST_MINUTES)}
_SIGNING = ("signing_key", "signing_passphrase_file", "timestamp_url")
"""Set in the file alone, as `require_isolation` is."""
_BOXES = ("inbox", "outbox")
_SKILLS = ("languages", "reasons")


@dataclass
class Settings:
    """Change the fields, then `save()`. `notice`: what was wrong with the file, a sentence for the screen, or empty."""

    path: Path
    theme: str = "system"
    moderator: str = ""
    """The display name; empty: the user of this computer, see `name`."""
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys of verbs that differ from the defaults, in Qt's portable spelling."""
    layout: dict[str, str] = field(default_factory=dict)
    """States of windows and splitters by name, base64."""
    sort: str = "due"
    folder: str = ""
    """Where files were last opened or written."""
    inbox: str = ""
    """A folder or URL that an open window takes case packs from; empty: none."""
    outbox: str = ""
    """A folder or URL that an open window sends decisions to once they are final; empty: none."""
    require_isolation: str = LEVELS[0]
    """Below this level no evidence is decoded. Set in the file alone: no click takes the demand away."""
    film_memory: int = FILM_MEMORY
    """Megabytes of decoded pictures that are kept so that going back is quick. Set in the file alone."""
    undo_minutes: int = UNDO_MINUTES
    """How long a verdict given in the window can be taken back, and nothing of it leaves the library."""
    signing_key: str = ""
    """PKCS#12 or PEM file that decisions are signed with; empty: a key made here, which proves no identity."""
    signing_passphrase_file: str = ""
    """File with the passphrase of that key, if it has one."""
    timestamp_url: str = ""
    """A time-stamping authority (RFC 3161) that confirms when decisions were signed; empty: nobody is asked."""
    edition: str = EDITIONS[0]
    language: str = PRINTED[0]
    """Of which kind, and in which language, decisions were last written from the window."""
    blur: bool = False
    """Evidence is blurred on the screen until a key is held."""
    languages: frozenset[str] = frozenset()
    """Languages of the claims that this person decides, `es`; none: all. Set in the file alone."""
    reasons: frozenset[str] = frozenset()
    """Reasons of the cases that this person decides; none: all. Set in the file alone."""
    filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Filters of the queue by the name under which they were saved, as `domain/queue.saved` makes them."""
    notice: str = ""
    unknown: dict[str, Any] = field(default_factory=dict)
    """Keys of a newer version, written back as they came."""

    @property
    def local_key(self) -> Path:
        """Where the key is kept that decisions are signed with if none is set. Not in the library: that is copied
        and handed on, and of two libraries of one person the same decision shall be the same file."""
        return self.path.with_name("signing-key.pem")

    @property
    def name(self) -> str:
        """The moderator's name: as set, else the user of this computer."""
        return self.moderator or user()

    def save(self) -> None:
        """Writes the file beside the old one and replaces it. Raises OSError if the folder cannot be written."""
        doc = self.unknown | {
            "theme": self.theme,
            "moderator": self.moderator,
            "keys": {name: list(keys) for name, keys in self.keys.items()},
            "layout": self.layout,
            "sort": self.sort,
            "folder": self.folder,
            "blur": self.blur,
            "edition": self.edition,
            "language": self.language,
        }
        doc |= {name: getattr(self, name) for name in (*_SIGNING, *_BOXES, "filters") if getattr(self, name)}
        doc |= {name: sorted(getattr(self, name)) for name in _SKILLS if getattr(self, name)}
        if self.require_isolation != LEVELS[0]:
            doc.setdefault("require_isolation", self.require_isolation)
        if self.film_memory != FILM_MEMORY:
            doc["film_memory"] = self.film_memory
        if self.undo_minutes != UNDO_MINUTES:
            doc["undo_minutes"] = self.undo_minutes
        text = json.dumps(doc, ensure_ascii=False, indent=2, sort_keys=True)
        durable.write_bytes(self.path, text.encode("utf-8"), mode=0o600)


def default_path() -> Path:
    """`settings.json` in the user's configuration folder."""
    import platformdirs

    return Path(platformdirs.user_config_dir("moderator", appauthor=False)) / "settings.json"


def user() -> str:
    """The name under which this person works on the computer."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name for this user id
        return "moderator"


def load(path: Path | None = None) -> Settings:
    """The settings at `path`. A missing file gives the defaults; a damaged one is set aside, and `notice` says so."""
    settings = Settings(default_path() if path is None else path)
    try:
        doc = json.loads(settings.path.read_text("utf-8"))
    except FileNotFoundError:
        return settings
    except OSError as error:
        settings.notice = f"The settings in {settings.path} cannot be read ({error.strerror}); the defaults are used."
        return settings
    except ValueError:  # no UTF-8 or no JSON
        return _set_aside(settings)
    if not isinstance(doc, dict):
        return _set_aside(settings)
    _fill(settings, doc)
    return settings


def _set_aside(settings: Settings) -> Settings:
    aside = settings.path.with_name("settings.damaged.json")
    words = "could not be set aside either"
    try:
        settings.path.replace(aside)
        words = f"was kept as {aside.name}"
    except OSError as error:
        words += f" ({error.strerror})"
    settings.notice = f"The settings file was damaged; the defaults are used. The file {words}."
    return settings


def _fill(settings: Settings, doc: Mapping[str, Any]) -> None:
    """Takes over what has the right kind; the rest keeps its default."""
    known = {
        "theme",
        "moderator",
        "keys",
        "layout",
        "sort",
        "folder",
        "blur",
        "require_isolation",
        "edition",
        "language",
        *_NUMBERS,
        *_SIGNING,
        *_BOXES,
        *_SKILLS,
        "filters",
    }
    settings.unknown = {key: value for key, value in doc.items() if key not in known}
    for name, choices in (("theme", THEMES), ("edition", EDITIONS), ("language", (*PRINTED, *OF_A_PARTY))):
        if doc.get(name) in choices:
            setattr(settings, name, doc[name])
    for name in ("moderator", "sort", "folder", *_SIGNING, *_BOXES):
        if isinstance(doc.get(name), str):
            setattr(settings, name, doc[name])
    settings.blur = doc.get("blur") is True
    for name, (least, most) in _NUMBERS.items():
        number = doc.get(name)
        if isinstance(number, int) and not isinstance(number, bool):
            setattr(settings, name, min(max(number, least), most))
    if "require_isolation" in doc:
        _demand(settings, doc["require_isolation"])
    _fill_queue(settings, doc)
    keys, layout = doc.get("keys"), doc.get("layout")
    if isinstance(keys, dict):
        settings.keys = {name: tuple(each) for name, each in keys.items() if _is_texts(each)}
    if isinstance(layout, dict):
        settings.layout = {name: state for name, state in layout.items() if isinstance(state, str)}


def _fill_queue(settings: Settings, doc: Mapping[str, Any]) -> None:
    for name in _SKILLS:
        if _is_texts(doc.get(name)):
            setattr(settings, name, frozenset(doc[name]))
    filters = doc.get("filters")
    if isinstance(filters, dict):
        settings.filters = {name: each for name, each in filters.items() if isinstance(each, dict)}


def _demand(settings: Settings, level: object) -> None:
    """A word that is none may be a demand misspelt: it counts as the strictest, and is written back as it came."""
    if level in LEVELS:
        settings.require_isolation = str(level)
        return
    settings.require_isolation = LEVELS[-1]
    settings.unknown["require_isolation"] = level
    settings.notice = (
        f"“require_isolation” in {settings.path} is none of {', '.join(LEVELS)}; until it is corrected, evidence is "
        "only decoded in a full sandbox."
    )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
