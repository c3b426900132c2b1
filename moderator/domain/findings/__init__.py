"""Procedural findings: what the papers of a case say by themselves (docs/rules.md). They point and propose.

Nothing decides here, and tone is never looked at (R18). Pure functions of the case, its policy and the present; quick
enough to run whenever a case is opened.
"""

from __future__ import annotations

from datetime import datetime

from moderator.domain.before import NOTHING, Before
from moderator.domain.case import Case
from moderator.domain.findings import admission, around, claim, payments, silence, times, tracking, trick
from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, Rule
from moderator.domain.policy import Policy

__all__ = ["Cited", "Procedural", "Proposal", "procedural"]

RULES: tuple[Rule, ...] = (
    admission.found,
    trick.found,
    times.found,
    silence.found,
    tracking.found,
    payments.found,
    claim.found,
    around.found,
)


def procedural(case: Case, policy: Policy, now: datetime, before: Before = NOTHING) -> tuple[Procedural, ...]:
    """Every finding, what may bar the dispute first. `policy` of the reason as found, `now` by the library's clock."""
    given = Given(case, policy, now, before)
    found = [finding for rule in RULES for finding in rule(given)]
    answered = (answer for finding in found if finding.proposal for answer in finding.proposal.answers)
    found += around.never_asked(given, frozenset(requirement for requirement, _ in answered))
    return tuple(found)
