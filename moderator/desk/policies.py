"""The policies of a library: what ships with the app, and over it the files of the library's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moderator.desk.library import Library
from moderator.domain import policy
from moderator.domain.policy import Policies, Policy
from moderator.errors import NotFound, UsageError

FOLDER = "policies"
LARGEST = 262_144
"""Bytes of one policy file; the longest that ships has a fortieth of it."""


def gathered(library: Library) -> Policies:
    """What holds in this library. A file that cannot be used is left out and said, never a failure."""
    unread: list[str] = []
    found = policy.combined(_files(library.shared / FOLDER, unread))
    return found._replace(notices=(*unread, *found.notices))


def _files(folder: Path, unread: list[str]) -> Iterator[tuple[str, str]]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        return
    except OSError as error:
        unread.append(f"The policy folder {folder} cannot be read ({error.strerror}); the shipped policies hold.")
        return
    for path in paths:
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
            if len(data) > LARGEST:
                unread.append(f"The policy file {path.name} is not used: it has more than {LARGEST:,} bytes.")
                continue
            yield path.name, data.decode("utf-8")
        except OSError as error:
            unread.append(f"The policy file {path.name} is not used: it cannot be read ({error.strerror}).")
        except UnicodeDecodeError:
            unread.append(f"The policy file {path.name} is not used: it is not UTF-8.")


def own_files(library: Library) -> list[tuple[str, bytes]]:
    """The library's own policy files as they are, for a library that decides some of its cases. Those that cannot be
    used are left out, as they are here."""
    return [(name, text.encode("utf-8")) for name, text in _files(library.shared / FOLDER, [])]


def listed(library: Library, reason: str | None) -> tuple[Any, tuple[str, ...]]:
    """The newest policy of a reason, or of every reason, whole, and what was wrong with the library's files.

    Raises UsageError for a reason that there is not.
    """
    found = gathered(library)
    if reason is None:
        reasons = sorted({each.reason for each in found.policies})
        return [document(policy.versions(each, found.policies)[-1]) for each in reasons], found.notices
    try:
        known = policy.versions(reason, found.policies)
    except NotFound as error:
        raise UsageError(str(error)) from error
    return {**document(known[-1]), "versions": [each.version for each in known]}, found.notices


def document(found: Policy) -> dict[str, Any]:
    """A policy as JSON has it: what `moderator policy` prints and a decision record keeps."""
    return {key: _plain(value) for key, value in asdict(found).items()}


def _plain(value: Any) -> Any:
    """Tuples as the lists that JSON reads back."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
