"""What was given back on like cases, for whoever has typed a first figure. Read from frozen records alone."""

from __future__ import annotations

from fractions import Fraction

from moderator.desk.state import State
from moderator.desk.values import OpenCase
from moderator.domain.awards import Awards, awards_of, share_of


def past(state: State, opened: OpenCase, reason: str) -> Awards:
    """The awards for a reason, as found; not of this case, nor of its order, nor what can still be taken back.

    A decision counts where it was claimed for that reason and found to be. One that gave a replacement is no award.
    """
    shares: list[Fraction] = []
    nothing = 0
    for record in state.store.award_records(reason, opened.case.id, opened.case.order.number, state.stamp()):
        if record["policy"]["reason"] != reason or record.get("money") is None:
            continue
        share = share_of(record["money"])
        if share is not None:
            shares.append(share)
        elif record["verdict"].get("outcome") == "no-refund":
            nothing += 1
    return awards_of(shares, nothing)
