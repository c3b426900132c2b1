"""Documents in and out of the desk: verdict files, a case as JSON, its findings, and schemas."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from moderator.desk.clock import stamp
from moderator.desk.desk import Desk
from moderator.desk.values import Exported, Imported
from moderator.domain.findings import Procedural, procedural
from moderator.domain.schema import ROOTS, schema
from moderator.errors import CaseErased, DocumentRefused, NotFound, Problem


def read_verdict_file(path: Path) -> dict[str, Any]:
    """The JSON of a verdict file. Raises NotFound if it cannot be read, DocumentRefused if it is no JSON object."""
    from moderator.pack.jsontext import parse

    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"The verdict file {path} cannot be read: {error.strerror}.") from error
    doc = parse(data, path.name)
    if not isinstance(doc, dict):
        raise DocumentRefused([Problem("", "kind", "expected a JSON object")])
    return doc


def show(desk: Desk, case_id: str) -> dict[str, Any]:
    """A case as `moderator show` prints it. `path` is the file in the library, null if the library has lost it."""
    try:
        opened = desk.open_case(case_id)
    except CaseErased:
        return desk.erased(case_id)
    items = {item.id: item for item in opened.items}
    evidence = []
    for each in opened.case.evidence:
        item = items[each.id]
        path = None if item.missing else str(desk.file_path(item.sha256))
        evidence.append(
            {
                "id": item.id,
                "sha256": item.sha256,
                "bytes": item.bytes,
                "kind": each.kind,
                "from": each.from_,
                "path": path,
            }
        )
    verdicts = [{"status": row.status, "verdict": row.doc} for row in opened.verdicts]
    found = {"case": opened.document, "status": opened.status, "evidence": evidence, "verdicts": verdicts}
    said = [{"verdict": each.doc, "why": each.why, "came_by": each.came_by} for each in opened.from_road]
    return found | {"second_opinions": said} if said else found


def locked(desk: Desk, case_id: str, why: str, originals: Path | None = None) -> dict[str, Any]:
    """A locked case as `show` prints one, for who may see it; its evidence is written to a folder if that is named.

    Raises NotFound, UsageError, LibraryError.
    """
    with desk.looking_at(case_id, why) as found:
        shown = show(desk, found)
        hashes = sorted({each["sha256"] for each in shown["evidence"]}) if originals is not None else []
        shown["originals"] = [str(desk.save_original(each, originals)) for each in hashes if originals is not None]
    return shown


def findings(desk: Desk, case_id: str, reason: str | None = None) -> dict[str, Any]:
    """The procedural findings of a case as `moderator findings` prints them, under the policy of a reason as found.

    Raises NotFound for a case or a policy that there is not.
    """
    opened = desk.open_case(case_id)
    policy = opened.policy_for(reason or opened.case.reason)
    found = procedural(opened.case, policy, desk.now(), opened.circumstances.before)
    return {
        "case": opened.case.id,
        "revision": opened.case.revision,
        "reason": policy.reason,
        "policy_version": policy.version,
        "at": stamp(desk.now()),
        "findings": [_finding(each) for each in found],
    }


def _finding(found: Procedural) -> dict[str, Any]:
    """As JSON has it. Of the proposal only what it proposes: a decision is nobody's but the moderator's."""
    doc = asdict(found)
    proposal = doc.pop("proposal")
    if proposal is not None:
        proposal["answers"] = dict(proposal["answers"])
        referral = proposal.pop("referral")
        if referral:
            proposal["referral"] = {"about": referral[0], "kind": referral[1]}
        proposal = {key: value for key, value in proposal.items() if value not in (None, (), {})}
    return {**doc, "facts": list(doc["facts"]), "working": list(doc["working"]), "proposal": proposal}


def imported(each: Imported) -> dict[str, Any]:
    """A row of `moderator import`."""
    return {key: getattr(each, key) for key in ("pack", "case", "revision", "status", "problem")}


def exported(each: Exported) -> dict[str, Any]:
    """A row of `moderator export`. Characters that no font has are named only where there are any."""
    doc = asdict(each)
    missing = doc.pop("missing")
    return {**doc, "missing_glyphs": list(missing)} if missing else doc


def schemas(name: str | None) -> dict[str, Any]:
    """The JSON Schema of "case" or "verdict", or both by name."""
    return schema(name) if name else {each: schema(each) for each in ROOTS}
