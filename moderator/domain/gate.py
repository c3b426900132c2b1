"""The gate: everything that keeps a draft from being a verdict, named. Pure; screens and commands share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from moderator.domain import annex, gate_exhibits, gate_fairness, gate_money
from moderator.domain.before import NOTHING, Before
from moderator.domain.canonical import Json, resolve
from moderator.domain.case import Case
from moderator.domain.exhibit import Material
from moderator.domain.money import shown
from moderator.domain.persons import barred
from moderator.domain.policy import Policy
from moderator.domain.templates import unfinished
from moderator.domain.verdict import Finding, Verdict
from moderator.errors import NotFound, Problem


@dataclass(frozen=True)
class Standing:
    """The final verdict that holds: a decision or a closure."""

    id: str
    kind: str


@dataclass(frozen=True)
class Circumstances:
    """What the gate must know beside the papers: the current revision, the files, the money already decided."""

    document: Json
    """case.json of the current revision, for JSON pointers."""
    policy_for: Callable[[str], Policy]
    """The policy of a reason; raises NotFound."""
    materials: Mapping[str, Material] = field(default_factory=dict)
    """Of every listing photo and evidence item, by id."""
    before: Before = NOTHING
    """Without what the superseded verdict gave."""
    changed: Callable[[int], Sequence[str]] = lambda _revision: ()
    """JSON pointers that differ between that revision and the current one."""
    standing: Standing | None = None
    """The final verdict that stands, if any."""
    known_ids: frozenset[str] = frozenset()
    """Verdict ids that are taken."""
    moderator: str = ""
    """Who decides, where the verdict does not say so yet."""
    earlier: tuple[tuple[str, str], ...] = ()
    """Id and moderator of each final verdict of the case that was not taken back."""


def problems(case: Case, verdict: Verdict, around: Circumstances) -> tuple[Problem, ...]:
    """Everything between this draft and a verdict, in the order of the form; empty: it may be decided."""
    return tuple(_all(case, verdict, around))


def _all(case: Case, verdict: Verdict, around: Circumstances) -> Iterator[Problem]:
    yield from _heads(case, verdict, around)
    problem = barred(verdict.decided_by or around.moderator, verdict.approved_by, verdict.stage, around.earlier)
    if problem is not None:
        yield problem
    try:
        policy = around.policy_for(verdict.reason or case.reason)
    except NotFound as error:
        yield Problem("/policy_version", "policy", str(error))
        return
    if verdict.policy_version not in (None, policy.version):
        text = f"the case is decided by policy {policy.version}, not by {verdict.policy_version}"
        yield Problem("/policy_version", "policy", text)
    yield from gate_exhibits.problems(verdict, around.materials)
    yield from gate_fairness.sensitive(case, verdict)
    if verdict.kind == "request":
        yield from _request(verdict, policy)
    elif verdict.kind == "closure":
        yield from _closure(verdict)
    elif verdict.kind == "decision":
        yield from _decision(case, verdict, policy, around)


def _heads(case: Case, verdict: Verdict, around: Circumstances) -> Iterator[Problem]:
    if verdict.case is not None and verdict.case != case.id:
        yield Problem("/case", "case", f"this verdict is about {verdict.case}, the case on the desk is {case.id}")
    if verdict.revision is not None and verdict.revision != case.revision:
        changed = ", ".join(around.changed(verdict.revision)) or "nothing that is kept of it"
        text = f"written on revision {verdict.revision}; the library holds {case.revision}. Changed: {changed}"
        yield Problem("/revision", "revision", text)
    if verdict.id is not None and verdict.id in around.known_ids:
        yield Problem("/id", "id", f"a verdict {verdict.id} exists already")
    if verdict.stage == "first":
        if verdict.supersedes is not None:
            yield Problem("/supersedes", "stage", "a first verdict replaces none; its stage must be reversal or appeal")
    elif verdict.supersedes is None:
        yield Problem(
            "/supersedes", "missing", f"a verdict of stage {verdict.stage} must name the one that it replaces"
        )
    elif around.standing is None or around.standing.id != verdict.supersedes:
        standing = around.standing.id if around.standing else "none"
        text = f"{verdict.supersedes} is not the verdict that stands for this case (that is {standing})"
        yield Problem("/supersedes", "stage", text)


def _request(verdict: Verdict, policy: Policy) -> Iterator[Problem]:
    request = verdict.request
    if request is None:
        yield Problem("/request", "missing", "say what is asked for, and of whom")
        return
    if not request.to:
        yield Problem("/request/to", "missing", "name the party that is asked")
    if not (request.text or "").strip():
        yield Problem("/request/text", "missing", "write what is asked for")
    yield from _holes([("/request/text", request.text)])
    for i, requirement in enumerate(request.requirements):
        if policy.requirement(requirement) is None:
            text = f"“{requirement}” is no requirement of “{policy.reason}”"
            yield Problem(f"/request/requirements/{i}", "requirement", text)


def _closure(verdict: Verdict) -> Iterator[Problem]:
    if verdict.closure is None:
        yield Problem("/closure", "missing", "say as what the case is closed, and why")
    elif verdict.closure.why is not None and not verdict.closure.why.strip():
        yield Problem("/closure/why", "missing", "say why the case is closed")
    if verdict.closure is not None:
        yield from _holes([("/closure/why", verdict.closure.why)])


def _decision(case: Case, verdict: Verdict, policy: Policy, around: Circumstances) -> Iterator[Problem]:
    if verdict.outcome is None:
        yield Problem("/outcome", "missing", "choose an outcome")
    yield from gate_money.problems(case, verdict, policy, around.before)
    yield from _findings(verdict, policy, around.document)
    yield from _clause(verdict, policy)
    yield from _statements(verdict)
    yield from _holes((f"/statements/{i}/text", each.text) for i, each in enumerate(verdict.statements))
    yield from gate_fairness.problems(case, verdict, around.materials)
    yield from _approval(case, verdict, policy)
    if verdict.dsa_annex is not None:
        yield from annex.problems(verdict.dsa_annex, around.document)


def _findings(verdict: Verdict, policy: Policy, document: Json) -> Iterator[Problem]:
    counted = Counter(finding.requirement for finding in verdict.findings)
    for requirement in policy.requirements:
        if counted[requirement.id] != 1:
            found = "has no finding" if not counted[requirement.id] else f"has {counted[requirement.id]} findings"
            yield Problem(
                "/findings", "finding", f"“{requirement.text}” ({requirement.id}) {found}; it needs exactly one"
            )
    exhibits = {exhibit.id for exhibit in verdict.exhibits}
    for i, finding in enumerate(verdict.findings):
        at = f"/findings/{i}"
        if policy.requirement(finding.requirement) is None:
            text = f"“{finding.requirement}” is no requirement of “{policy.reason}”"
            yield Problem(f"{at}/requirement", "requirement", text)
        yield from _grounds(finding, exhibits, document, at)


def _grounds(finding: Finding, exhibits: set[str], document: Json, at: str) -> Iterator[Problem]:
    if finding.answer in ("yes", "no") and not finding.exhibits and not finding.facts:
        text = f"the answer to {finding.requirement} rests on nothing; name an exhibit or a fact of the case"
        yield Problem(at, "ungrounded", text)
    for k, cited in enumerate(finding.exhibits):
        if cited not in exhibits:
            yield Problem(f"{at}/exhibits/{k}", "exhibit", f"there is no exhibit {cited}")
    for k, fact in enumerate(finding.facts):
        try:
            resolve(document, fact.pointer)
        except KeyError:
            text = f"“{fact.pointer}” leads nowhere in case.json of this revision"
            yield Problem(f"{at}/facts/{k}/pointer", "pointer", text)
            continue
        if fact.changed_in is not None:
            text = f"revision {fact.changed_in} changed “{fact.pointer}”: answer {finding.requirement} again"
            yield Problem(f"{at}/facts/{k}", "changed", text)


def _clause(verdict: Verdict, policy: Policy) -> Iterator[Problem]:
    clause = policy.clause(verdict.clause)
    if verdict.clause is None:
        yield Problem("/clause", "missing", "choose the clause that the decision rests on")
    elif clause is None:
        known = ", ".join(each.id for each in policy.clauses)
        yield Problem("/clause", "clause", f"“{verdict.clause}” is no clause of “{policy.reason}” ({known})")
    elif verdict.outcome is not None and verdict.outcome not in clause.outcomes:
        listed = ", ".join(clause.outcomes)
        yield Problem("/clause", "clause", f"{clause.id} does not allow {verdict.outcome}; it allows {listed}")


def _statements(verdict: Verdict) -> Iterator[Problem]:
    authoritative = [statement for statement in verdict.statements if statement.authoritative]
    if len(authoritative) != 1:
        text = f"exactly one statement must be authoritative, found {len(authoritative)}"
        yield Problem("/statements", "statement", text)
    for i, statement in enumerate(verdict.statements):
        if statement.authoritative and not statement.text.strip():
            yield Problem(f"/statements/{i}/text", "missing", "write the statement")


def _holes(texts: Iterable[tuple[str, str | None]]) -> Iterator[Problem]:
    """A template's placeholder that nobody filled: what is printed must not be read by a party as it stands."""
    for pointer, text in texts:
        left = unfinished(text or "")
        if left:
            yield Problem(pointer, "placeholder", f"“{left[0]}” is a placeholder that was not filled")


def _approval(case: Case, verdict: Verdict, policy: Policy) -> Iterator[Problem]:
    """Above the amount of the policy somebody else approves."""
    currency = case.order.currency
    limit = policy.approved_above(currency)
    if limit is None or verdict.refund.sum <= limit:
        return
    if not (verdict.approved_by or "").strip():
        text = (
            f"{shown(verdict.refund.sum, currency)} is above {shown(limit, currency)}: a second person has to approve"
        )
        yield Problem("/approved_by", "approval", text)
