"""Everything that the verdict panel shows at one moment: the case, the policy of the reason as found, the draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moderator.domain.before import Before
from moderator.domain.case import Case
from moderator.domain.policy import Policy
from moderator.errors import NotFound, Problem

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase


@dataclass(frozen=True)
class VerdictSheet:
    """`doc` is the draft, never changed in place; `problems` what the gate says to it."""

    opened: OpenCase
    policy: Policy
    doc: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def case(self) -> Case:
        return self.opened.case

    @property
    def currency(self) -> str:
        return self.opened.case.order.currency

    @property
    def before(self) -> Before:
        return self.opened.circumstances.before

    @property
    def kind(self) -> str:
        """decision, request or closure."""
        return str(self.doc.get("kind") or "decision")

    @property
    def outcome(self) -> str:
        """The outcome of a decision; empty before one is chosen."""
        return str(self.doc.get("outcome") or "")

    @property
    def requirements(self) -> tuple[str, ...]:
        """The policy's requirement ids, in its order."""
        return tuple(requirement.id for requirement in self.policy.requirements)


def sheet_of(opened: OpenCase, doc: dict[str, Any], problems: tuple[Problem, ...]) -> VerdictSheet | None:
    """None where no policy is installed for the reason; the gate then says which one is missing."""
    try:
        policy = opened.policy_for(str(doc.get("reason") or opened.case.reason))
    except NotFound:
        return None
    return VerdictSheet(opened, policy, doc, problems)
