"""A bag is opened in another library: its cases come in as case packs do, with what the desk must know of home."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import durable
from moderator.desk import arriving, leases
from moderator.desk.cases import open_case
from moderator.desk.checkin import ledger_of, opened_bag
from moderator.desk.importing import import_packs
from moderator.desk.policies import FOLDER, LARGEST
from moderator.desk.state import State
from moderator.desk.values import Imported, Progress, Stop
from moderator.domain.canonical import Json
from moderator.domain.travel import Aboard, BagDoc
from moderator.errors import Cancelled, ExportError, LibraryAway, ModeratorError, PackRefused, Problem, UsageError

if TYPE_CHECKING:
    from moderator.pack.parcel import Parcel


def import_all(
    state: State, paths: Iterable[Path], stop: Stop | None = None, progress: Progress | None = None
) -> list[Imported]:
    """Imports case packs and bags, whatever each path is; packs first. One that is refused holds up no other."""
    from moderator.pack.parcel import is_parcel

    todo = list(paths)
    bags = [each for each in todo if is_parcel(each)]
    found = import_packs(state, [each for each in todo if each not in bags], stop, progress)
    for path in bags:
        try:
            found += board(state, path, stop, progress)
        except Cancelled:
            break
        except (PackRefused, UsageError) as error:
            found.append(Imported(str(path), None, None, "refused", str(error)))
    return found


def board(state: State, path: Path, stop: Stop | None = None, progress: Progress | None = None) -> list[Imported]:
    """Takes the cases of a bag in; what became of each. Doing it again changes nothing.

    Raises PackRefused for a bag that is damaged, UsageError for one that left from here or goes back home.
    """
    with opened_bag(path, stop) as (parcel, doc):
        if doc.kind != "out":
            raise UsageError(f"{path.name} goes back to the library {doc.home}: say `moderator checkin` there.")
        if doc.home == state.store.library_id():
            raise UsageError(f"{path.name} left from this library; its cases are here. Open it in another one.")
        _policies(state, parcel, doc)
        ours = state.store.boarding(doc.bag, [each.id for each in doc.cases], leases.acts(state))
        found = []
        for done, case in enumerate(doc.cases):
            if progress:
                progress(done, len(doc.cases))
            if stop and stop():
                break
            found.append(_one(state, parcel, doc, case, case.id in ours, str(path)))
        if progress:
            progress(len(found), len(doc.cases))
        return found


def _one(state: State, parcel: Parcel, doc: BagDoc, case: Aboard, ours: bool, path: str) -> Imported:
    try:
        guest = state.store.guest(case.id)
        if not ours and (guest is None or guest.home != doc.home):
            text = "this library has a case of that number which did not come from there; nothing was changed"
            raise PackRefused([Problem(case.id, "id", text)])
        rows = list(_packs(state, parcel, case))
        _verdicts(state, parcel, doc, case)
        new = state.store.embark(
            case.id, _said(parcel, doc, case), case.order, _draft(parcel, case), leases.acts(state)
        )
    except LibraryAway:
        raise
    except ModeratorError as error:
        return Imported(path, case.id, None, "refused", str(error))
    last = rows[-1] if rows else None
    status = last.status if last is not None and last.status != "unchanged" else "updated" if new else "unchanged"
    return Imported(path, case.id, max(each.revision for each in case.packs), status)


def _packs(state: State, parcel: Parcel, case: Aboard) -> Iterator[Imported]:
    """Its revisions, the oldest first; those that are here stay. Raises PackRefused for a pack of another case."""
    from moderator.pack.read import read_pack

    if not case.packs:
        raise PackRefused([Problem(case.id, "packs", "expected the case's pack in the bag, found none")])
    head = state.store.head(case.id)
    for each in sorted(case.packs, key=lambda each: each.revision):
        if head is not None and each.revision <= head.revision:
            continue
        with _copied(state, parcel, each.pack) as copy:
            with read_pack(copy) as pack:
                if (pack.case.id, pack.case.revision, pack.case.order.number) != (case.id, each.revision, case.order):
                    raise PackRefused([Problem(each.pack, "id", f"expected revision {each.revision} of {case.id}")])
            (found,) = import_packs(state, [copy])
            if found.status == "refused":
                raise ExportError(found.problem or "")
            yield found


@contextmanager
def _copied(state: State, parcel: Parcel, path: str) -> Iterator[Path]:
    """A file of the bag among what is not whole yet in the library: a kill leaves what the next import sweeps away."""
    from moderator.store.media import INCOMING

    folder = state.store.media.folder / INCOMING
    durable.make_folder(folder)
    copy = folder / f".bag-{secrets.token_hex(8)}{durable.PART}"
    try:
        with copy.open("xb") as out:
            durable.hold(out)
            parcel.copy_to(path, out)
            out.flush()
            yield copy
    except OSError as error:
        raise ExportError(f"A case pack of the bag cannot be unpacked: {error.strerror}.") from error
    finally:
        with suppress(OSError):  # what stays a later import sweeps away
            copy.unlink(missing_ok=True)


def _verdicts(state: State, parcel: Parcel, doc: BagDoc, case: Aboard) -> None:
    """What stands at home stands here: it was decided there, on what was known there, so that no gate is asked."""
    from moderator.store.travelling import Coming

    ledger = ledger_of(parcel)
    for told in case.verdicts:
        if state.store.knows(told.body, told.id):
            continue
        opened = open_case(state, case.id)
        arrived = arriving.read(state, parcel, opened, told)
        _proof, said = arriving.proven(state, ledger, doc.home, doc.bag, arrived)
        coming = Coming(arrived.new, said, told.body, told.record, leaves=False)
        state.store.carry(coming, doc.bag, lambda _before: (), leases.acts(state))


def _said(parcel: Parcel, doc: BagDoc, case: Aboard) -> dict[str, Json]:
    """What is kept of the bag for this case, as the bag's own document has it."""
    raw = next(each for each in parcel.doc["cases"] if each["id"] == case.id)
    given = [
        {"verdict": g.verdict, "case": g.case, "of_order": g.of_order, "parts": [_part(p) for p in g.parts]}
        for g in case.given
    ]
    left = case.departed
    departed = {"number": left.number, "own": left.own, "fence": left.fence}
    return {
        "bag": doc.bag, "home": doc.home, "order": case.order, "departed": departed, "holder": doc.holder,
        "until": str(parcel.doc["until"]), "given": given, "draft": raw.get("draft"),
    }  # fmt: skip


def _part(part: Any) -> dict[str, Json]:
    return {"key": part.key, "amount": part.amount}


def _draft(parcel: Parcel, case: Aboard) -> Json | None:
    draft = None if case.draft is None else parcel.document(case.draft)
    if draft is not None and not isinstance(draft, dict):
        raise PackRefused([Problem(case.id, "draft", "expected a draft that is an object")])
    return draft


def _policies(state: State, parcel: Parcel, doc: BagDoc) -> None:
    """Home's own policies hold in a library that has none of its own and no case yet; others keep theirs.

    Some of them may be here: of a bag whose unpacking was killed. Raises PackRefused where the bag names one that it
    does not have.
    """
    folder = state.library.shared / FOLDER
    if not doc.policies or state.store.ids("all"):
        return
    for name in doc.policies:
        if "/" in name or not name.endswith(".toml"):
            raise PackRefused([Problem(f"policies/{name}", "name", "expected the name of a policy file")])
    wanted = {name: parcel.text(f"policies/{name}", LARGEST).encode() for name in doc.policies}
    try:
        if any(wanted.get(each.name) != each.read_bytes() for each in folder.glob("*.toml")):
            return
        for name, data in wanted.items():
            durable.write_bytes(folder / name, data)
    except OSError as error:
        raise ExportError(f"The policies of the bag cannot be kept: {error.strerror}.") from error
