"""Report and lock: cases with criminal content, or content that shows harm to children. They leave everything at once.

Nothing of them is destroyed: evidence, drafts and verdicts are preserved, and retention does not touch them. Who opens
them is who a team's server lets; of a library folder, who its `library.json` names, which nobody can prove.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moderator.desk.leases import acts, known, reason_given
from moderator.desk.state import State
from moderator.domain.persons import same_person
from moderator.errors import LibraryError, NotFound, UsageError

KINDS = ("criminal", "child-safety")


def lock(state: State, case_id: str, kind: str, note: str) -> str:
    """Takes a case out of queue, search, export, packs and caches; its id as the library spells it.

    Raises NotFound, UsageError, and CaseLocked for one that is locked already.
    """
    if kind not in KINDS:
        raise UsageError(f"A case is locked as one of {', '.join(KINDS)}.")
    found = known(state, case_id)
    hashes = state.store.hashes_of(found)
    state.store.lock_case(found, kind, reason_given(note), acts(state))
    state.holds.pop(found, None)
    state.store.forget_found(hashes)
    _forget(state, hashes)
    return found


def _forget(state: State, hashes: list[str]) -> None:
    """Thumbnails and all else that was made of the files; the files themselves stay."""
    from moderator.media import cache

    for sha256 in hashes:
        try:
            cache.forget(state.library.path / "cache", sha256)
        except OSError as error:
            raise LibraryError(
                f"The case is locked, but pictures of it in {state.library.path / 'cache'} cannot be taken away "
                f"({error.strerror}); take that folder away."
            ) from error


def unlock(state: State, case_id: str, why: str) -> str:
    """The case is again what it was. Raises NotFound, UsageError."""
    demand(state)
    found = _locked(state, case_id)
    state.store.unlock_case(found, reason_given(why), acts(state))
    return found


def demand(state: State) -> None:
    """Raises UsageError for somebody who is not for restricted cases."""
    if state.library.team is not None:
        if not state.store.may_see_locked():
            raise UsageError(f"{state.moderator} is not in the team's group for restricted cases; ask its owner.")
    elif not any(same_person(name, state.moderator) for name in state.library.restricted):
        raise UsageError(
            f"{state.moderator} is not among those whom library.json names as “restricted”; ask who keeps the library."
        )


def listed(state: State) -> list[dict[str, Any]]:
    """Every locked case, without anything of what is in it."""
    demand(state)
    return [{"case": each.case, "kind": each.kind, "by": each.by, "at": each.at} for each in state.store.all_locked()]


@contextmanager
def looking_at(state: State, case_id: str, why: str) -> Iterator[str]:
    """For its length the case is given to who may see it; the id as the library spells it. The ledger has it first.

    Raises NotFound, UsageError.
    """
    demand(state)
    found, because = _locked(state, case_id), reason_given(why)
    with state.store.looking_at(found, because, acts(state)):
        yield found


def _locked(state: State, case_id: str) -> str:
    found = state.store.locked(case_id)
    if found is None:
        raise NotFound(f"{case_id} is not locked.")
    return found.case
