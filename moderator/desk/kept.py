"""What a moderator can do about what is kept and seen: holds, retention, report and lock. A part of the desk."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moderator.desk.state import State
    from moderator.desk.values import Progress, Stop


class Kept:
    """One method is one transaction, but for `retain`, which is one a case."""

    _state: State

    def hold(self, case_id: str, why: str) -> str:
        """The case is not erased until its hold is lifted."""
        from moderator.desk import retention

        return retention.hold(self._state, case_id, why)

    def lift_hold(self, case_id: str, why: str) -> str:
        from moderator.desk import retention

        return retention.lift_hold(self._state, case_id, why)

    def retain(
        self,
        days: int | None = None,
        *,
        dry_run: bool = False,
        stop: Stop | None = None,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Erases the decided cases that the rule says; `days`: in the rule's place, for every reason."""
        from moderator.desk import retention

        return retention.retain(self._state, days, dry_run, stop, progress)

    def erased(self, case_id: str) -> dict[str, Any]:
        """What is left of an erased case."""
        from moderator.desk import retention

        return retention.erased(self._state, case_id)

    def lock(self, case_id: str, kind: str, note: str) -> str:
        """Reports a case (`kind`: criminal, child-safety): it leaves everything at once, and nothing of it is lost."""
        from moderator.desk import restricted

        return restricted.lock(self._state, case_id, kind, note)

    def unlock(self, case_id: str, why: str) -> str:
        from moderator.desk import restricted

        return restricted.unlock(self._state, case_id, why)

    def locked_cases(self) -> list[dict[str, Any]]:
        """The locked cases, for those who may open them."""
        from moderator.desk import restricted

        return restricted.listed(self._state)

    def looking_at(self, case_id: str, why: str) -> AbstractContextManager[str]:
        """For its length this desk opens a locked case, for who may; the ledger has each view."""
        from moderator.desk import restricted

        return restricted.looking_at(self._state, case_id, why)
