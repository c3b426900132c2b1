"""Cases at the desk: importing packs, the queue, opening one, writing one out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk import events
from moderator.desk.policies import gathered
from moderator.desk.state import State
from moderator.desk.values import Item, OpenCase, RoadOpinion, Side, VerdictRow
from moderator.domain import policy
from moderator.domain.canonical import differences
from moderator.domain.case import Case, Evidence, Photo, read_case
from moderator.domain.exhibit import Material
from moderator.domain.gate import Circumstances, Standing
from moderator.domain.policy import Policy
from moderator.domain.reading import moment
from moderator.errors import LibraryDamaged, NotFound

if TYPE_CHECKING:
    from moderator.domain.findings import Procedural
    from moderator.store.records import StoredFile, StoredVerdict


def open_case(state: State, case_id: str) -> OpenCase:
    """A case with everything that the desk shows of it. Raises NotFound, CaseLocked, CaseErased."""
    store = state.store
    head = store.head(case_id)
    if head is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    if head.status == "erased":
        raise store.erasure(head.id) or NotFound(f"{head.id} has nothing to open.")
    document = store.document(head.id)
    case = read_case(document)
    files = store.files(head.id, head.revision)
    verdicts = store.verdicts(head.id)
    known = gathered(state.library)  # read here, where nobody waits at a screen
    opened = OpenCase(
        case=case,
        document=document,
        version=head.version,
        status=head.status,
        items=tuple(_items(state, case, files)),
        verdicts=tuple(VerdictRow(v.status, v.body, moment(v.undo_until) if v.undo_until else None) for v in verdicts),
        draft=store.draft(head.id, state.moderator),
        circumstances=_around(state, case, document, verdicts, known.policies),
        notices=known.notices,
        recused=tuple((each.person, each.why) for each in store.recusals(head.id)),
        from_road=tuple(
            RoadOpinion(body, str(each.said["why"]), each.came_by, moment(each.came_at))
            for each, body in store.road_opinions(head.id)
        ),
    )
    state.media.belong(case.id, (item.sha256 for item in opened.items))
    materials = {item.id: Material(item.sha256, item.kind) for item in opened.items}
    opened = replace(opened, circumstances=replace(opened.circumstances, materials=materials))
    return replace(opened, procedural=_procedural(state, opened))


def _procedural(state: State, opened: OpenCase) -> tuple[Procedural, ...] | None:
    """Looked for here, where nobody waits at a screen: the first time the patterns of all languages are made ready."""
    from moderator.domain.findings import procedural

    try:
        rules = opened.policy_for(opened.case.reason)
    except NotFound:  # the gate says which one is missing
        return None
    return procedural(opened.case, rules, state.now(), opened.circumstances.before)


def _items(state: State, case: Case, files: dict[str, StoredFile]) -> Iterator[Item]:
    for source in case.sources:
        file = files.get(source.path)
        if file is None:
            raise LibraryDamaged(f"The library has lost which file {source.path} of {case.id} is.")
        name = source.path.rsplit("/", 1)[-1]
        missing = not state.store.media.has(file.sha256)
        yield _item(source, name, file, missing)


def _item(source: Photo | Evidence, name: str, file: StoredFile, missing: bool) -> Item:
    if isinstance(source, Photo):
        return Item(
            source.id, "listing", "photo", name, file.path, file.sha256, file.bytes, source.caption, None, missing
        )
    side: Side = source.from_
    return Item(
        source.id,
        side,
        source.kind,
        name,
        file.path,
        file.sha256,
        file.bytes,
        source.caption,
        source.submitted_at,
        missing,
    )


def _around(
    state: State, case: Case, document: Any, verdicts: Sequence[StoredVerdict], policies: tuple[Policy, ...]
) -> Circumstances:
    store = state.store
    active = [v for v in verdicts if v.status == "active" and v.kind != "request"]
    standing = Standing(active[0].id, active[0].kind) if active else None

    def changed(revision: int) -> list[str]:
        try:
            return differences(store.document(case.id, revision), document)
        except NotFound:
            return []

    return Circumstances(
        document=document,
        policy_for=lambda reason: policy.applicable(case, reason, policies),
        # a case that stands decided can only be decided anew by a verdict that replaces the one that holds
        before=store.given_before(case.order.number, standing.id if standing else None),
        changed=changed,
        standing=standing,
        known_ids=frozenset(v.id for v in verdicts),
        earlier=tuple((v.id, v.decided_by) for v in verdicts if v.status != "withdrawn" and v.kind != "request"),
    )


def write_pack(state: State, case_id: str, out: Path) -> str:
    """Writes the current revision as a case pack; returns its SHA-256 (of a folder: of its tag manifest)."""
    from moderator.pack.write import write_pack as write

    opened = open_case(state, case_id)
    media = {item.path: state.store.media.path(item.sha256) for item in opened.items}
    sha256 = write(opened.document, media, out)
    events.packed(state, opened.case.id, sha256, opened.case.revision)
    return sha256
