"""The one object that the panels share: the open case, the draft, what is shown, and "this changed"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.errors import ModeratorError, Problem
from moderator.settings import Settings
from ui.actions import Actions
from ui.autosave import Autosave
from ui.cited import Cited
from ui.claims import Claims
from ui.deeds import Deeds
from ui.drafts import Draft, Json, add_exhibit, fresh, remove_exhibit
from ui.shown import Shown, exhibit_of, located
from ui.tasks import Tasks
from ui.theme import theme

if TYPE_CHECKING:
    from moderator.desk import Desk
    from moderator.desk.values import Form, Item, OpenCase, QueueRow, Undoable
    from ui.adjusted import Adjusted
    from ui.files import Files
    from ui.frames import FrameCache, Frames
    from ui.prefetch import Prefetch

SIDES = ("listing", "evidence")
PAINTED = 40  # milliseconds after a case was opened; by then its screen stands


class Session(QObject):
    """In the GUI thread. Panels read its state, call its methods and follow its signals; they know nobody else."""

    case_opening = Signal(object)
    """OpenCase, before `case_opened`: whoever shows cases and is not built yet builds itself now"""
    case_opened = Signal(object)  # OpenCase
    case_closed = Signal()
    draft_changed = Signal(object)  # the draft, a JSON verdict document; replaced at each edit, never changed in place
    draft_saved = Signal(object)  # datetime, by the library's clock
    problems_changed = Signal(object)  # tuple[Problem, ...]
    shown_changed = Signal(str, object)  # side ("listing" | "evidence"), Shown or None
    exhibit_taken = Signal(str)  # id of the exhibit that names what is shown, new or taken before
    index_ready = Signal(str, object)  # sha256 of a video, its FrameIndex
    queue_changed = Signal()  # `rows` are new
    undo_changed = Signal()  # `undoable` is new: another verdict can be taken back, or none
    decided = Signal(object)  # moderator.desk.values.Decided, after the case was opened anew
    message = Signal(str, str)  # text, tone: plain | ok | warn | bad
    busy = Signal(str, int, int)  # what is going on, done, total; an empty text: it has ended
    imported = Signal(object)  # list[Imported]
    exported = Signal(object)  # list[Exported]
    theme_changed = Signal()
    translation_toggled = Signal(bool)  # True: translations are shown, where there are any
    moderator_changed = Signal(str)

    def __init__(
        self, desk: Desk, settings: Settings, tasks: Tasks, actions: Actions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.settings, self.tasks, self.actions = desk, settings, tasks, actions
        self.deeds = Deeds(self)
        self.opened: OpenCase | None = None
        self.problems: tuple[Problem, ...] = ()
        self.shown: dict[str, Shown | None] = dict.fromkeys(SIDES)
        self.indexes: dict[str, Any] = {}
        self.rows: tuple[QueueRow, ...] = ()
        self.undoable: Undoable | None = None
        self.order: tuple[str, ...] = ()
        """Case ids in the order in which the queue shows them: what "next" means."""
        self.translated = True
        self.compared = ""  # id of the listing photo that lies over the evidence
        self._draft = Draft({})
        self._cited = Cited(self)
        self._cited.looked.connect(self._looked)
        self._autosave = Autosave(self)
        self._told_soon = QTimer(self, singleShot=True, interval=PAINTED)
        self._told_soon.timeout.connect(self._tell_problems)
        self.claims = Claims(self)
        theme().changed.connect(self.theme_changed)

    @cached_property
    def frames(self) -> Frames:
        """Pictures, kept and fetched; made with the first one."""
        from ui.frames import Frames

        return Frames(lambda: self.desk.media, self.tasks, self.settings.film_memory << 20, self)

    @property
    def frame_cache(self) -> FrameCache:
        return self.frames.cache

    @cached_property
    def files(self) -> Files:
        """What can be done about one evidence file."""
        from ui.files import Files

        return Files(self)

    @cached_property
    def adjusted(self) -> Adjusted:
        from ui.adjusted import Adjusted

        return Adjusted(self)

    @cached_property
    def prefetch(self) -> Prefetch:
        from ui.prefetch import Prefetch

        return Prefetch(self)

    # --- the case -------------------------------------------------------------------------------------------------

    def open_case(self, case_id: str) -> None:
        """Opens a case; `case_opened` tells when it is there. The draft of the case before it is saved first."""
        self.save()
        ready = self.prefetch.take(case_id)
        if ready is not None:
            self.accept(ready)
            return
        desk = self.desk
        self.tasks.run(
            "store", lambda _stop, _tell: desk.open_case(case_id), self.accept, self.deeds.not_opened, key="open"
        )

    def close_case(self) -> None:
        """Puts the case away; its draft is saved."""
        if self.opened is None:
            return
        self.save()
        self.opened = None
        self._draft = Draft({})
        self.problems = ()
        for side in SIDES:
            self._set_shown(side, None)
        self.actions.set_scope("verdict", False)
        self.case_closed.emit()

    def next_id(self, after: str | None = None) -> str | None:
        """The open case that follows in the order of the queue, from the top again at its end; None if none is left."""
        here = after if after is not None else self.opened.case.id if self.opened else None
        now = self.desk.now()
        still_open = {row.case for row in self.rows if row.second or (row.status == "open" and row.free(now))}
        order = self.order or tuple(row.case for row in self.rows)
        at = order.index(here) + 1 if here in order else 0
        return next((each for each in (*order[at:], *order[:at]) if each in still_open and each != here), None)

    def next_case(self) -> None:
        """Opens the next open case of the queue, or says that none is left."""
        following = self.next_id()
        if following is None:
            self.message.emit(self.tr("No other case is open in this queue."), "plain")
        else:
            self.open_case(following)

    def accept(self, opened: OpenCase) -> None:
        """An OpenCase has arrived from the desk: it is the open one now."""
        same = self.opened is not None and self.opened.case.id == opened.case.id
        self.opened = opened
        case = opened.case
        self._draft = Draft(opened.draft if opened.draft is not None else fresh(case.id, case.revision))
        self._autosave.forget()
        self._cited.forget()
        self.actions.set_scope("verdict", True)
        if not same:
            self.shown = dict.fromkeys(SIDES)
        self.case_opening.emit(opened)
        self.case_opened.emit(opened)
        if same:
            self._show_again()
        else:
            self._show_first(opened)
        self.draft_changed.emit(self.draft)
        self.problems = tuple(self.desk.check(opened, self.draft))
        # Told once the screen is painted: together they would hold the window for longer than one notices.
        self._told_soon.start()
        self.prefetch.later(self.next_id())

    def _show_again(self) -> None:
        """The same case, read anew: what was shown stays, with the items of the new reading."""
        for side, shown in self.shown.items():
            item = self.opened.item(shown.item.id) if self.opened is not None and shown is not None else None
            self.shown[side] = None if item is None or shown is None else replace(shown, item=item)
            self.shown_changed.emit(side, self.shown[side])

    def _show_first(self, opened: OpenCase) -> None:
        """The first listing photo beside the first of the evidence, the buyer's before others'."""
        from ui.prefetch import first_of_each_side

        first = {"listing" if item.side == "listing" else "evidence": item for item in first_of_each_side(opened)}
        for side in SIDES:
            if side in first:
                self.show(side, first[side].id)
            else:
                self._set_shown(side, None)

    # --- what is shown --------------------------------------------------------------------------------------------

    def show(self, side: str, item_id: str, page: int = 0, pts: int | None = None, index: int | None = None) -> None:
        """Shows an item in the pane of `side`. Of a video without pts or index the first frame, once it is indexed."""
        item = self.opened.item(item_id) if self.opened else None
        if item is None:
            return
        if item.kind != "video":
            self._set_shown(side, Shown(item, page))
            return
        known = self.indexes.get(item.sha256)
        if known is not None:
            self._set_shown(side, located(Shown(item, page, pts, index), known))
            return
        self._set_shown(side, Shown(item, page, pts, index))
        self._ask_index(item)

    def show_exhibit(self, exhibit_id: str) -> None:
        """Shows what an exhibit of the draft was taken from: the photo, the page, the very frame."""
        exhibit = next((each for each in self.draft.get("exhibits", []) if each.get("id") == exhibit_id), None)
        item = self.opened.item(str(exhibit.get("source"))) if self.opened is not None and exhibit is not None else None
        if item is None or exhibit is None:
            return
        page = max(0, int(exhibit.get("page") or 1) - 1)
        self.adjusted.restore(item, page, exhibit.get("adjustments") or ())
        self.show("listing" if item.side == "listing" else "evidence", item.id, page, exhibit.get("pts"))

    def read_anew(self, item: Item) -> None:
        """The file may be readable now: a video is indexed again."""
        if item.kind == "video" and item.sha256 not in self.indexes:
            self._ask_index(item)

    def _ask_index(self, item: Item) -> None:
        media, sha256 = self.desk.media, item.sha256

        def work(_stop: object, _tell: object) -> tuple[str, Any]:
            return sha256, media.index(sha256)

        self.tasks.run("media", work, self._index_arrived, self.failed, key=f"index {sha256}", urgent=True)

    def _index_arrived(self, found: tuple[str, Any]) -> None:
        sha256, index = found
        self.indexes[sha256] = index
        self.index_ready.emit(sha256, index)
        for side, shown in self.shown.items():
            if shown is not None and shown.item.sha256 == sha256 and shown.time_base is None:
                self._set_shown(side, located(shown, index))

    def _set_shown(self, side: str, shown: Shown | None) -> None:
        if shown is None or shown != self.shown[side]:
            self.shown[side] = shown
            self.actions.set_scope("film", any(each is not None and each.is_video for each in self.shown.values()))
            self.actions.set_scope("video", (right := self.shown["evidence"]) is not None and right.is_video)
            self.shown_changed.emit(side, shown)

    def toggle_translation(self) -> None:
        """Between what a party wrote and its translation, everywhere."""
        self.translated = not self.translated
        self.translation_toggled.emit(self.translated)

    # --- the draft ------------------------------------------------------------------------------------------------

    @property
    def draft(self) -> Json:
        """The verdict document being written. Read only; change it through `edit`."""
        return self._draft.doc

    @property
    def undo_text(self) -> str:
        """The name of the step that undo takes back, or empty."""
        return self._draft.undoable

    @property
    def redo_text(self) -> str:
        return self._draft.redoable

    def edit(self, text: str, change: Callable[[Json], object], *, merge: bool = False) -> None:
        """One undoable change of the draft: `change` gets a copy. `merge` joins quick edits of one name (typing)."""
        if self._may_edit() and self._draft.edit(text, change, merge=merge):
            self._edited()

    def _may_edit(self) -> bool:
        """Of a case that somebody else has, or has decided, the draft is read only."""
        if self.claims.read_only:
            self.message.emit(self.tr("This case can only be read here; the line above it says why."), "warn")
        return self.opened is not None and not self.claims.read_only

    def undo(self) -> None:
        if self._may_edit() and self._draft.undo():
            self._edited()

    def redo(self) -> None:
        if self._may_edit() and self._draft.redo():
            self._edited()

    def _edited(self) -> None:
        self._autosave.later()
        self.draft_changed.emit(self.draft)
        self._check()

    def _check(self) -> None:
        if self.opened is not None:
            self.problems = tuple(self.desk.check(self.opened, self.draft))
            self._tell_problems()

    @property
    def settled(self) -> bool:
        """Whether everybody has been told of the case that was opened last."""
        return not self._told_soon.isActive()

    def _tell_problems(self) -> None:
        self._told_soon.stop()
        if self.opened is not None:
            self.problems_changed.emit(self.problems)
            self._cited.look(self.opened)

    def _looked(self, case_id: str) -> None:
        if self.opened is not None and self.opened.case.id == case_id:
            self._check()

    def save(self) -> None:
        """Saves the draft now if it was edited; the work is finished even while the window closes."""
        self._autosave.now()

    def forget_draft(self) -> None:
        """The draft was decided: nothing of it is left to be saved."""
        self._autosave.forget()

    # --- exhibits -------------------------------------------------------------------------------------------------

    def take_exhibit(self, side: str = "evidence", region: Sequence[float] | None = None, note: str = "") -> str:
        """What the pane of `side` shows becomes an exhibit of the draft; its id, "" after a message if nothing can.

        `region`: x, y, width, height as fractions of the upright picture. The same place is not added twice.
        """
        shown = self.shown.get(side)
        if shown is None or self.opened is None:
            self.message.emit(self.tr("Show a photo or a frame first."), "warn")
            return ""
        if shown.is_video and (shown.pts is None or shown.time_base is None):
            text = self.tr("{0} is still being read; try again in a moment.")
            self.message.emit(text.format(shown.item.name), "warn")
            return ""
        taken: list[str] = []
        beside = self.compared if side == "evidence" else ""
        exhibit = exhibit_of(shown, region, note, self.adjusted.of(side).listed(), beside)
        self.edit(self.tr("Exhibit"), lambda doc: taken.append(add_exhibit(doc, exhibit)))
        self.message.emit(self.tr("{0} taken as exhibit {1}.").format(shown.item.id, taken[0]), "plain")
        self.exhibit_taken.emit(taken[0])
        return taken[0]

    def remove_exhibit(self, exhibit_id: str) -> None:
        """Removes an exhibit and its mentions in the findings."""
        self.edit(self.tr("Remove exhibit"), lambda doc: remove_exhibit(doc, exhibit_id))

    # --- deeds ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.deeds.refresh()

    def decide(self) -> None:
        self.deeds.decide()

    def withdraw_last(self) -> None:
        self.deeds.withdraw_last()

    def import_packs(self, paths: Sequence[Path]) -> None:
        self.deeds.import_packs(paths)

    def export(self, cases: Sequence[str] | None, out: Path, form: Form | None = None) -> None:
        """Writes the decisions of `cases` (None: all) as PDF files into the folder `out`."""
        self.deeds.export(cases, out, form)

    def set_moderator(self, name: str) -> None:
        """Changes the name under which decisions are made."""
        self.settings.moderator = name.strip()
        self.desk.set_moderator(self.settings.name)
        self.keep_settings()
        self.moderator_changed.emit(self.settings.name)

    def keep_settings(self) -> None:
        """Writes the settings; a folder that refuses is said, not fatal."""
        try:
            self.settings.save()
        except OSError as error:
            self.message.emit(self.tr("The settings could not be saved: {0}.").format(error.strerror), "warn")

    def failed(self, error: Exception) -> None:
        """For `tasks.run`: what the world did wrong is a message, anything else goes to the report of bugs."""
        if isinstance(error, ModeratorError):
            self.message.emit(str(error), "bad")
        else:
            self.tasks.broken.emit(error)

    def close(self) -> None:
        """Saves what is unsaved, ends all work, and leaves the desk."""
        self.save()
        self.claims.close()
        self.tasks.close()
        self.desk.close()
