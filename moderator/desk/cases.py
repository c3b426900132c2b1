"""Cases at the desk: importing packs, the queue, opening one, writing one out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk import events
from moderator.desk.clock import stamp
from moderator.desk.policies import gathered
from moderator.desk.state import State
from moderator.desk.values import Imported, Item, OpenCase, Progress, Side, Stop, VerdictRow
from moderator.domain import policy
from moderator.domain.canonical import differences
from moderator.domain.case import Case, Evidence, Photo, read_case
from moderator.domain.exhibit import Material
from moderator.domain.gate import Circumstances, Standing
from moderator.domain.policy import Policy
from moderator.domain.reading import moment
from moderator.errors import Cancelled, LibraryDamaged, ModeratorError, NotFound, PackRefused, Problem

if TYPE_CHECKING:
    from moderator.domain.findings import Procedural
    from moderator.pack.pack import Pack
    from moderator.store.records import Facts, StoredFile, StoredVerdict


def import_packs(
    state: State, paths: Iterable[Path], stop: Stop | None = None, progress: Progress | None = None
) -> list[Imported]:
    """Imports each pack in its own transaction; a refused one changes nothing. `progress` counts packs."""
    todo = list(paths)
    state.store.media.sweep()
    events.note_isolation(state)
    found: list[Imported] = []
    for done, path in enumerate(todo):
        if progress:
            progress(done, len(todo))
        if stop and stop():
            break
        try:
            found.append(_import(state, path, stop))
        except Cancelled:
            break
        except ModeratorError as error:
            found.append(Imported(str(path), None, None, "refused", str(error)))
    if progress:
        progress(len(found), len(todo))
    return found


def _import(state: State, path: Path, stop: Stop | None) -> Imported:
    from moderator.pack.read import read_pack
    from moderator.store.ledger import Act
    from moderator.store.records import StoredFile

    with read_pack(path, stop=stop) as pack:
        case = pack.case
        known = state.store.head(case.id)
        if known is not None:
            if (known.id, known.revision, known.content) == (case.id, case.revision, pack.content_sha256):
                return Imported(str(path), case.id, case.revision, "unchanged")
            _refuse(case, known.id, known.revision)
        files = [StoredFile(each.path, each.sha256, each.bytes) for each in pack.files.values()]
        for file in files:
            _keep(state, pack, file)
        act = Act(state.stamp(), state.moderator, "import", case.id, pack.content_sha256)
        state.store.add_case(
            case.id,
            case.revision,
            pack.doc,
            pack.content_sha256,
            facts(case),
            files,
            act,
            None if known is None else known.version,
        )
    return Imported(str(path), case.id, case.revision, "imported" if known is None else "updated")


def _refuse(case: Case, known_id: str, known_revision: int) -> None:
    """Raises PackRefused unless the pack is a newer revision of the very case that the library has."""
    if known_id != case.id:
        text = f"the library has a case {known_id}; ids differ in more than the case of their letters"
        raise PackRefused([Problem("/id", "id", text)])
    if case.revision < known_revision:
        text = f"revision {case.revision} is older than revision {known_revision}, which the library has"
        raise PackRefused([Problem("/revision", "older", text)])
    if case.revision == known_revision:
        text = f"the library has revision {case.revision} of {case.id} with other content; expected a higher revision"
        raise PackRefused([Problem("/revision", "other-content", text)])


def _keep(state: State, pack: Pack, file: StoredFile) -> None:
    state.store.media.keep(file.sha256, lambda out: pack.copy_to(file.path, out))


def facts(case: Case) -> Facts:
    """The columns by which the queue sorts and filters a case."""
    from moderator.store.records import Facts

    kinds = [item.kind for item in case.evidence]
    translated = case.claim.translations.get("en")
    claim = " ".join((translated.text if translated else case.claim.text).split())
    return Facts(
        order_number=case.order.number,
        reason=case.reason,
        claim=claim[:200],
        title=case.order.lines[0].title,
        due_at=stamp(case.decision_due_at) if case.decision_due_at else None,
        escalated_at=stamp(case.escalated_at),
        currency=case.order.currency,
        paid=case.order.paid,
        buyer_country=case.buyer.country or "",
        photos=kinds.count("photo"),
        videos=kinds.count("video"),
        documents=kinds.count("document"),
    )


def open_case(state: State, case_id: str) -> OpenCase:
    """A case with everything that the desk shows of it. Raises NotFound."""
    store = state.store
    head = store.head(case_id)
    if head is None:
        raise NotFound(f"There is no case {case_id} in this library.")
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
