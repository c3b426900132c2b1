"""What the ledger learns beside verdicts and cases: what was looked at, which aids were on the screen, what was set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moderator import __version__
from moderator.desk.state import State
from moderator.domain.canonical import digest


def unveiled(state: State, case_id: str, sha256: str) -> None:
    """A file that may show harm was looked at, out from under its veil."""
    _log(state, "unveiled", case_id, sha256, f"file {sha256}")


def saved_original(state: State, case_id: str, sha256: str) -> None:
    """The original of a file left the library."""
    _log(state, "saved-original", case_id, sha256, f"file {sha256}")


def packed(state: State, case_id: str, sha256: str, revision: int) -> None:
    """A case left the library as a case pack."""
    _log(state, "pack", case_id, sha256, f"revision {revision}")


def _log(state: State, action: str, case_id: str, entry: str, subject: str) -> None:
    from moderator.store.ledger import Act

    state.store.log(Act(state.stamp(), state.moderator, action, case_id, entry, subject))


def shown_aid(state: State, case_id: str, name: str, version: str = __version__) -> None:
    """An aid of that version was on the screen in that case; noted the first time."""
    from moderator.store.ledger import Act

    entry = digest([name, version])
    state.store.log_once(Act(state.stamp(), state.moderator, "aid", case_id, entry, f"aid {name} {version}"))


def on_screen(state: State, case_id: str, aids: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of a verdict's aids that were shown, as the ledger says. No version: that of this program."""
    shown = state.store.entries(case_id, "aid")
    return [aid for aid in aids if digest([aid.get("name"), aid.get("version") or __version__]) in shown]


def note_isolation(state: State) -> None:
    """How well decoders must be locked in, where this person has it otherwise than when the ledger last heard of it.

    Called where it counts, before a case is imported or decided; unlike a click, a file that is edited tells nobody.
    """
    from moderator import settings
    from moderator.store.ledger import Act

    level = settings.load().require_isolation
    act = Act(state.stamp(), state.moderator, "setting", "", digest(level), f"require_isolation of {state.moderator}")
    state.store.log_change(act, unsaid=digest(settings.LEVELS[0]))
