"""Drafts, also while a team's server is away: then they are kept on this computer, and given back when it is there.

Beside the settings and not in the cache, which may be emptied at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moderator import durable, settings
from moderator.desk.clock import stamp
from moderator.desk.state import State
from moderator.domain.reading import moment
from moderator.errors import CaseErased, CaseLocked, LeaseLost, LibraryAway, LibraryError, NotFound

FOLDER = "kept-drafts"
SET_ASIDE = ".older"
_NOT_GIVEN = (NotFound, LeaseLost, CaseLocked, CaseErased, LibraryError)

log = logging.getLogger("moderator")


def save(state: State, case_id: str, doc: Mapping[str, Any] | None) -> None:
    """Keeps a draft, or drops it (None). Raises LibraryAway once it is kept here because the server is away, LeaseLost
    if another window of the same person has the case."""
    try:
        state.saved[case_id] = state.store.save_draft(case_id, doc, state.moderator, state.token)
    except LibraryAway as error:
        _keep(state, case_id, doc)
        text = "The connection to the team's library was lost; the draft is kept on this computer; trying again."
        raise LibraryAway(text) from error
    if state.library.team is not None:
        _drop(_file(state, case_id))  # an older one that was kept is overtaken


def give_back(state: State) -> tuple[str, ...]:
    """Gives the server the drafts that were kept here; the cases of which it has a newer one, which then stands.

    What is not given is set aside, never dropped. Raises LibraryAway if the server is still away.
    """
    if state.library.team is None or not folder(state).is_dir():
        return ()
    overtaken = []
    for path in sorted(folder(state).glob("*.json")):
        kept = _read(path)
        if kept is None:
            continue
        case_id, doc, at, known = kept
        try:
            there = state.store.draft_saved(case_id, state.moderator)
            if there != known and _later(there, at):  # one that we saved is older, whatever this computer's clock says
                overtaken.append(case_id)
                path.replace(path.with_suffix(SET_ASIDE))
                continue
            state.saved[case_id] = state.store.save_draft(case_id, doc, state.moderator, state.token)
            _drop(path)
        except LibraryAway:
            raise
        except _NOT_GIVEN as error:  # case, lease or role is gone: nobody is kept from working
            log.warning("the kept draft of %s was set aside: %s", case_id, error)
            path.replace(path.with_suffix(SET_ASIDE))
    return tuple(overtaken)


def _drop(path: Path) -> None:
    """The server has the draft: what this computer's disk says to that costs nobody anything."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the draft that was kept in %s cannot be taken away: %s", path, error)


def forget(state: State, case_id: str) -> None:
    """Nothing of a draft of that case stays on this computer. Raises LibraryError."""
    try:
        for path in (_file(state, case_id), _file(state, case_id).with_suffix(SET_ASIDE)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(f"A draft of {case_id} on this computer cannot be taken away: {error.strerror}.") from error


def folder(state: State) -> Path:
    """Where the drafts of this library are kept meanwhile."""
    return settings.default_path().with_name(FOLDER) / state.library.path.name


def _later(one: str, other: str) -> bool:
    return bool(one) and moment(one) > moment(other)


def _file(state: State, case_id: str) -> Path:
    return folder(state) / f"{hashlib.sha256(case_id.encode()).hexdigest()[:32]}.json"


def _keep(state: State, case_id: str, doc: Mapping[str, Any] | None) -> None:
    """`known`: when the server's was saved that this one goes on from, as far as this desk knows."""
    before = _read(_file(state, case_id)) if _file(state, case_id).exists() else None
    known = before[3] if before else state.saved.get(case_id, "")
    kept = {"case": case_id, "draft": doc, "saved_at": state.stamp(), "known": known}
    text = json.dumps(kept, ensure_ascii=False)
    try:
        durable.write_bytes(_file(state, case_id), text.encode("utf-8"), mode=0o600)
    except OSError as error:
        raise LibraryError(
            "The connection to the team's library was lost, and the draft cannot be kept on this computer either "
            f"({error.strerror}); leave the window open."
        ) from error


def _read(path: Path) -> tuple[str, Any, str, str] | None:
    """A draft that was kept: of which case, when, and what it goes on from.

    None for a file that is damaged, which is set aside.
    """
    try:
        doc = json.loads(path.read_text("utf-8"))
        return str(doc["case"]), doc["draft"], stamp(moment(doc["saved_at"])), str(doc.get("known", ""))
    except OSError as error:
        log.warning("a kept draft cannot be read: %s", error)
        return None
    except (ValueError, KeyError, TypeError, AttributeError):  # AttributeError: a time that is none
        log.warning("the kept draft %s is damaged", path)
        path.replace(path.with_suffix(SET_ASIDE))
        return None
