"""What can go wrong in the world, as opposed to in our code.

ModeratorError                 the message is a sentence for the screen
├── UsageError                 the call itself was wrong (exit 2)
├── Refused                    carries `problems`: what, where, expected
│   ├── DocumentRefused        a case.json or verdict that breaks the contract
│   ├── PackRefused            a case pack that must not be imported
│   └── GateRefused            a verdict that the gate does not let through
├── AlreadyDecided             somebody was faster; names the verdict that stands
├── LeaseHeld                  somebody else has the case; names who, and until when
├── LeaseLost                  this desk had the case and has it no longer
├── CaseLocked                 a case that was reported and locked
├── CaseErased                 a case of which only its decision is left
├── LibraryError               the library folder or its database
│   ├── LibraryAway            a team's server that cannot be reached just now
│   └── LibraryDamaged         what a backup can help against
├── NotFound                   no such case, evidence, policy
├── MediaError                 an evidence file that cannot be shown; carries `state`
├── ExportError                a decision that could not be written
├── PlaceError                 an inbox or outbox that cannot be used just now
└── Cancelled                  the person pressed Cancel
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong. `pointer` is an RFC 6901 pointer or a file name, `code` a word, `text` a sentence."""

    pointer: str
    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.text}"


class ModeratorError(Exception):
    """The world is at fault. `str(error)` is a sentence for the screen: what, which item, what to do."""

    code = "failed"
    """A stable word for programs."""


class UsageError(ModeratorError):
    """The call itself cannot be understood."""


class Refused(ModeratorError):
    """Something was refused as a whole; `problems` names every reason, the message is the first few of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        shown = "; ".join(str(problem) for problem in self.problems[:3])
        more = len(self.problems) - 3
        super().__init__(f"{shown}; and {more} more" if more > 0 else shown)


class DocumentRefused(Refused):
    """A JSON document breaks the contract of `case-format.md`."""


class PackRefused(Refused):
    """A case pack must not be imported."""


class GateRefused(Refused):
    """A verdict does not pass the gate."""


class AlreadyDecided(ModeratorError):
    """The case has a standing verdict; `verdict_id`, `by` and `at` say whose."""

    def __init__(self, case: str, verdict_id: str, by: str, at: str) -> None:
        self.case, self.verdict_id, self.by, self.at = case, verdict_id, by, at
        super().__init__(f"{case} was already decided by {by} at {at} ({verdict_id}).")


class LeaseHeld(ModeratorError):
    """Somebody else, or another window of the same person, has the case; `by` and `until` (RFC 3339) say whose."""

    code = "lease-held"

    def __init__(self, case: str, by: str, until: str) -> None:
        self.case, self.by, self.until = case, by, until
        super().__init__(f"{by} has {case} until {until}; wait for it, or have it released.")


class LeaseLost(ModeratorError):
    """The lease that this desk held is over. `by` and `until` say who has the case now; both "" if nobody does."""

    code = "lease-lost"

    def __init__(self, case: str, by: str = "", until: str = "") -> None:
        self.case, self.by, self.until = case, by, until
        now = f"{by} has it until {until}" if by else "nobody has it now, so open it again"
        super().__init__(f"Your time on {case} ran out and {now}; nothing was recorded, your draft is kept.")


class CaseLocked(ModeratorError):
    """The case was reported and locked; who may see it opens it by a way of its own, which the ledger notes."""

    code = "locked"

    def __init__(self, case: str, at: str) -> None:
        self.case, self.at = case, at
        super().__init__(
            f"{case} was reported and locked at {at}; its evidence is preserved, and only people for restricted cases "
            "open it."
        )


class CaseErased(ModeratorError):
    """What the case held was erased under the retention rule; `rule` is that rule in words."""

    code = "erased"

    def __init__(self, case: str, at: str, rule: str) -> None:
        self.case, self.at, self.rule = case, at, rule
        super().__init__(f"{case} was erased at {at}: {rule} Its decision is kept.")


class LibraryError(ModeratorError):
    """The library folder or its database cannot be used as it is."""

    code = "library"


class LibraryAway(LibraryError):
    """The server of a team's library cannot be reached just now; it is worth trying again."""

    code = "away"


class LibraryDamaged(LibraryError):
    """The database is damaged or gone. The window offers its backups, the command line has `moderator restore`."""


class NotFound(ModeratorError):
    """Nothing of that name is in the library."""

    code = "not-found"


class MediaError(ModeratorError):
    """An evidence file cannot be shown. `state` is one of `moderator.media.state` values, e.g. "refused".

    `why` names the reason for programs, e.g. "too-many-pixels"; "" where there is no file to blame.
    """

    code = "media"

    def __init__(self, message: str, state: str = "refused", why: str = "") -> None:
        super().__init__(message)
        self.state = state
        self.why = why


class ExportError(ModeratorError):
    """A decision or a pack could not be rendered or written."""


class PlaceError(ModeratorError):
    """A folder or bucket that packs come into or decisions go to cannot be used just now; it is tried again."""

    code = "place"


class Cancelled(ModeratorError):
    """The person asked to stop."""

    def __init__(self) -> None:
        super().__init__("Stopped.")
