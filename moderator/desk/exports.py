"""Decision documents: rendered from the frozen record, signed once, written beside and swapped in.

One export is a plain function of library and case, and doing it again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from moderator import durable
from moderator.desk import concealing, leftovers
from moderator.desk.state import State
from moderator.desk.values import Edition, Exported, Form, Progress, Stop
from moderator.domain import naming
from moderator.domain.languages import DEFAULT, OF_A_PARTY, PRINTED
from moderator.domain.locators import is_url
from moderator.errors import ExportError, ModeratorError, NotFound

if TYPE_CHECKING:
    from moderator.report.pdf import Rendered
    from moderator.store.places import Place
    from moderator.store.records import SignedDocument, StoredVerdict

USUAL = Form()


def export(
    state: State,
    case_ids: Iterable[str] | None,
    out: Path,
    form: Form = USUAL,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> list[Exported]:
    """One PDF a case into the folder `out`; None: every decided case. A case that fails does not hold up the rest."""
    todo = sorted({*state.store.ids("decided"), *state.store.ids("closed")}) if case_ids is None else list(case_ids)
    found: list[Exported] = []
    durable.sweep(out)
    leftovers.remember(state.library.path, out)
    for done, case_id in enumerate(todo):
        if progress:
            progress(done, len(todo))
        if stop and stop():
            break
        found.append(export_one(state, case_id, out, form))
    if progress:
        progress(len(found), len(todo))
    return found


def export_one(
    state: State, case_id: str, out: Path | str, form: Form = USUAL, written: Collection[str] = ()
) -> Exported:
    """The PDF of one case; why it could not be written stands in the result. `out`: a folder, or a URL that fsspec
    reaches. `written`: the hashes of what the ledger says was written for the verdict that stands; what is there and
    was signed here is left alone, unread."""
    try:
        return _export(state, case_id, out, form, written)
    except ModeratorError as error:
        return Exported(case_id, None, None, None, "failed", str(error), edition=form.edition, language=form.language)


def preview(state: State, case_id: str) -> bytes:
    """What the parties will get of the verdict that stands, unsigned; it does not leave the library.

    Raises NotFound if there is none or if it waits for this moderator's second opinion, ExportError if it cannot be
    rendered.
    """
    concealing.refuse_concealed(state, case_id)
    return _render(state, standing_of(state, case_id), Print("parties", DEFAULT)).data


def standing_of(state: State, case_id: str) -> StoredVerdict:
    head = state.store.head(case_id)
    if head is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    stored = state.store.standing(head.id)
    if stored is None:
        raise NotFound(f"{head.id} is not decided yet; there is nothing to export.")
    return stored


def must_be_final(state: State, stored: StoredVerdict) -> None:
    """Raises ExportError while the verdict can still be taken back."""
    if stored.undo_until is not None and stored.undo_until > state.stamp():
        until = f"{stored.undo_until[11:16]} UTC"
        raise ExportError(f"{stored.case} can still be taken back until {until}; nothing leaves the library before.")


def record_of(state: State, stored: StoredVerdict) -> dict[str, Any]:
    """The frozen record of a verdict. Raises ExportError for a verdict that has none."""
    if stored.record is None:
        raise ExportError(f"The verdict {stored.id} has no decision record.")
    record: dict[str, Any] = state.store.decision_record(stored.record)
    return record


class Print(NamedTuple):
    """Which edition, and in which language; `key` is what it is called where documents are kept and named."""

    edition: Edition
    language: str

    @property
    def key(self) -> str:
        from moderator.report.editions import key_of

        return key_of(self.edition, self.language)


def _wanted(state: State, stored: StoredVerdict, form: Form) -> Print:
    """What is to be printed of this decision. Raises ExportError for a language that there is no form in."""
    from moderator.report.editions import spoken_by

    if form.language in OF_A_PARTY:
        return Print(form.edition, spoken_by(record_of(state, stored), form.language))
    if form.language not in PRINTED:
        raise ExportError(f"No decision is printed in “{form.language}”; name one of {', '.join(PRINTED)}.")
    return Print(form.edition, form.language)


def _render(state: State, stored: StoredVerdict, which: Print) -> Rendered:
    from moderator.report.editions import edition
    from moderator.report.pdf import FontSet, has_letters_of, render

    record = record_of(state, stored)
    media = state.store.media
    fonts = FontSet.from_bytes(record["fonts"], media.read)
    if which.language != DEFAULT and not has_letters_of(which.language, fonts):
        raise ExportError(
            f"{stored.case} keeps no font for the language “{which.language}”: none was installed when it was decided, "
            f"or it was decided before there was this language; export it in another one."
        )
    return render(edition(record, which.edition, which.language), media.read, fonts)


class _Document(NamedTuple):
    """What is to be written; a file that is there already need not be read for it."""

    sha256: str
    pages: int
    missing: tuple[str, ...]
    data: bytes | None
    signature: Any


def _export(state: State, case_id: str, where: Path | str, form: Form, written: Collection[str]) -> Exported:
    from moderator.store.boxes import place
    from moderator.store.ledger import Act

    stored = standing_of(state, case_id)
    must_be_final(state, stored)
    which = _wanted(state, stored, form)
    out, name = place(str(where)), _name(stored, which)
    target = _called(out, name)
    there = _hash_of(out, name)
    made = _signed(state, stored, which) if form.signed else _unsigned(state, stored, which)
    told = (made.missing, which.edition, which.language, made.signature)
    result = Exported(stored.case, target, made.sha256, made.pages, "written", None, *told)
    if there == made.sha256:
        result = replace(result, status="unchanged")
        if made.sha256 in (written or state.store.exports([stored.case]).get(stored.case, ())):
            return result  # else it was killed before it could be noted
    else:
        _make_folder(where)
        out.put(name, made.data or state.store.media.read(made.sha256))
    subject = f"verdict {stored.id}/{form.edition}"
    state.store.log(Act(state.stamp(), state.moderator, "export", stored.case, made.sha256, subject))
    return result


class Parcel(NamedTuple):
    """The document of a verdict, and the verdict itself as the same edition has it."""

    name: str
    document: bytes
    verdict: dict[str, Any]


def parcel(state: State, stored: StoredVerdict) -> Parcel:
    """The parties' edition of a verdict, signed, as `export` writes it. Raises ExportError, LibraryError."""
    from moderator.report.editions import edition

    which = Print("parties", DEFAULT)
    made = _signed(state, stored, which)
    verdict = edition(record_of(state, stored), which.edition)["verdict"]
    return Parcel(_name(stored, which), made.data or state.store.media.read(made.sha256), verdict)


def _name(stored: StoredVerdict, which: Print) -> str:
    return naming.of_document(stored.case, stored.number, which.key)


def _unsigned(state: State, stored: StoredVerdict, which: Print) -> _Document:
    made = _render(state, stored, which)
    return _Document(hashlib.sha256(made.data).hexdigest(), made.pages, made.missing, made.data, "none")


def _signed(state: State, stored: StoredVerdict, which: Print) -> _Document:
    """The document with its signature: the one that was made first, for ever."""
    kept = state.store.signed(stored.id, which.key) or _sign(state, stored, which)
    return _Document(kept.sha256, kept.pages, kept.missing, None, "local" if kept.local else "identity")


def keep_document(state: State, stored: StoredVerdict | None) -> None:
    """Has the parties' edition signed and kept, if nobody did. Raises ExportError."""
    if stored is None:
        raise ExportError("There is no decision to keep.")
    _signed(state, stored, Print("parties", DEFAULT))


def _sign(state: State, stored: StoredVerdict, which: Print) -> SignedDocument:
    from moderator.store.ledger import Act
    from moderator.store.records import SignedDocument

    rendered = _render(state, stored, which)
    data, local = state.signatures.sign(rendered.data, record_of(state, stored))
    sha256 = state.store.media.add(data)
    new = SignedDocument(stored.id, which.key, sha256, rendered.pages, rendered.missing, local)
    return state.store.keep_signed(new, Act(state.stamp(), state.moderator, "sign", stored.case, sha256))


def _make_folder(out: Path | str) -> None:
    """Raises ExportError where it cannot be made. Behind a URL there is nothing to make."""
    try:
        if isinstance(out, Path) or not is_url(out):
            durable.make_folder(Path(out))
    except OSError as error:
        raise ExportError(f"The folder {out} cannot be made: {error.strerror}.") from error


def _called(out: Place, name: str) -> str:
    """What a person finds a document by."""
    return f"{out.shown.rstrip('/')}/{name}" if "://" in out.shown else str(Path(out.shown) / name)


def _hash_of(out: Place, name: str) -> str | None:
    """SHA-256 of what is there, None if nothing is. A link is nothing: another file takes its place."""
    there = out.look(name)
    if there is None or there.kind == "link":
        return None
    if there.kind != "file":
        raise ExportError(f"{_called(out, name)} is in the way: it is no file.")
    return hashlib.sha256(out.read(name, there.bytes + 1)).hexdigest()
