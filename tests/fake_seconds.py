"""Second opinions at a desk without a database: what waits, what was given, which share is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from moderator.desk.values import OpenCase, Opinion, VerdictRow
from moderator.domain.queue import Skills
from moderator.errors import GateRefused, Problem


class FakeSeconds:
    """The part of FakeDesk that knows of them."""

    moderator: str
    time: datetime
    drafts: dict[str, dict[str, Any]]
    verdicts: dict[str, list[VerdictRow]]

    def __init__(self) -> None:
        self.seconds: list[str] = []
        """Cases that were decided by somebody else and wait for a second opinion of whoever sits here."""
        self.opinions: dict[str, tuple[Opinion, ...]] = {}
        self.sampled: dict[str, float] = {"damaged": 0.1}
        self.leads = True

    def open_case(self, case_id: str) -> OpenCase:
        raise NotImplementedError

    def check(self, opened: OpenCase, doc: Mapping[str, Any]) -> tuple[Problem, ...]:
        raise NotImplementedError

    def _call(self, name: str) -> None:
        raise NotImplementedError

    def next_second(self, skills: Skills, without: Iterable[str] = ()) -> str | None:
        assert skills is not None
        return next((case_id for case_id in self.seconds if case_id not in set(without)), None)

    def give_second(self, case_id: str, doc: Mapping[str, Any]) -> None:
        self._call("give_second")
        opened = self.open_case(case_id)
        found = self.check(opened, doc)
        if found:
            raise GateRefused(found)
        self.seconds.remove(case_id)
        self.drafts.pop(case_id, None)
        verdict = str(self.verdicts[case_id][-1].doc["id"])
        self.opinions[case_id] = (Opinion(verdict, self.moderator, self.time, dict(doc)),)

    def shares(self) -> Mapping[str, float]:
        return self.sampled

    def set_shares(self, shares: Mapping[str, float]) -> None:
        self._call("set_shares")
        self.sampled = dict(shares)

    def may_set_shares(self) -> bool:
        return self.leads

    def decline_second(self, case_id: str, why: str) -> None:
        self._call(f"decline_second {case_id} {why}")
        self.seconds.remove(case_id)
