"""Which share of the first decisions is decided once more: in a library's file, or a team's table."""

from __future__ import annotations

from collections.abc import Mapping

from moderator.desk.concealing import EVERY, GRAIN
from moderator.desk.library import keep_shares
from moderator.desk.state import State
from moderator.domain.canonical import digest
from moderator.domain.queue import REASONS
from moderator.errors import UsageError


def set_shares(state: State, shares: Mapping[str, float]) -> None:
    """Sets the shares by reason ("*": all others), for decisions from now on; the ledger notes it.

    Raises UsageError for what is no share, and for somebody in a team who is not its lead.
    """
    from moderator.store.ledger import Act

    for reason, share in shares.items():
        if reason not in (*REASONS, EVERY) or not 0 <= share <= 1:
            raise UsageError(f"“{reason}: {share}” is no share of a reason; a share is a number from 0 to 1.")
    if not state.store.plays("lead"):
        raise UsageError("Which share is decided twice is set by a lead of the team; ask one of them.")
    act = Act(state.stamp(), state.moderator, "sampling", "", "")
    if state.library.team is not None:
        state.store.set_shares({reason: round(share * GRAIN) for reason, share in shares.items()}, act)
        return
    state.library = keep_shares(state.library, shares)
    state.store.log(act._replace(entry=digest({reason: str(share) for reason, share in shares.items()})))
