"""The inbox: case packs that appear in a folder or bucket are imported, and moved to `done` or `refused`.

A pack is imported first and moved then: whoever is killed in between finds it unchanged the next time, and moves it. A
lock of the place and one of the library keep two inboxes apart. Whatever lies in an inbox is hostile.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from moderator.desk import importing
from moderator.desk.state import State
from moderator.desk.values import Arrived, Imported, Stop
from moderator.errors import LibraryError, PlaceError

if TYPE_CHECKING:
    from moderator.store.places import Found

LOCK = "inbox"
SETTLED = 2.0
"""Seconds in which a pack must not change before it is read; whoever can had better rename it from NAME.part."""
AGAIN = 60.0
"""Seconds until a pack is tried again that could not be taken in, or not be moved."""
AT_ONCE, BYTES = 200, 256 << 20
"""Packs that are imported together, and of copies from a URL how many bytes, unless one alone has more."""
COPIES = "inbox-copies"


class Inbox:
    """One place and what was seen there at the last look. Not for two threads at once."""

    def __init__(self, locator: str, settled: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """`locator`: a folder or URL. Raises PlaceError for one that this computer cannot reach."""
        from moderator.store.boxes import place

        self._place = place(locator)
        self._settled = 0.0 if self._place.appears_whole else SETTLED if settled is None else settled
        self._clock = clock
        self._seen: dict[str, tuple[str, float]] = {}
        """By name its mark, and from when on it may be read."""
        self.busy = False
        """Whether another inbox was at work when this one was."""

    @property
    def shown(self) -> str:
        return self._place.shown

    @property
    def unsettled(self) -> float:
        """Seconds until the next pack that was seen may be read; 0 if there is none."""
        now = self._clock()
        return min((ready - now for _mark, ready in self._seen.values() if ready > now), default=0.0)

    def take(self, state: State, stop: Stop | None = None) -> list[Arrived]:
        """Takes in what lies there and has settled; what became of each pack. Nothing where somebody else is at it.

        Raises PlaceError and LibraryError where nothing can be taken in for now.
        """
        self.busy = False
        ready = self._ready(self._place.list())
        if not ready:
            return []
        if state.audits:
            raise LibraryError("An auditor imports nothing; run the inbox as somebody who may write.")
        with self._place.alone() as here, state.store.only_one(LOCK) as mine:
            self.busy = not (here and mine)
            return [] if self.busy else self._all(state, ready, stop)

    def _all(self, state: State, ready: list[Found], stop: Stop | None) -> list[Arrived]:
        arrived: list[Arrived] = []
        try:
            for portion in self._portions(ready):
                if stop and stop():
                    break
                with _copies(state) as copies:
                    arrived.extend(self._taken(state, portion, copies, stop))  # one by one: what is in is told
        except (PlaceError, LibraryError) as error:
            if not arrived:
                raise
            arrived.append(Arrived(self._place.shown, None, None, "later", str(error)))
        return arrived

    def _ready(self, found: Iterable[Found]) -> list[Found]:
        """What was seen before and has not changed since, long enough."""
        now, before = self._clock(), self._seen
        self._seen = {}
        ready: list[Found] = []
        for each in found:
            mark, at = before.get(each.name, ("", 0.0))
            if mark != each.mark:
                mark, at = each.mark, now + self._settled
            self._seen[each.name] = mark, at
            if at <= now:
                ready.append(each)
        return ready

    def _later(self, found: Found) -> None:
        self._seen[found.name] = found.mark, self._clock() + AGAIN

    def _portions(self, ready: list[Found]) -> Iterator[list[Found]]:
        portion: list[Found] = []
        size = 0
        for each in ready:
            size += each.bytes
            if portion and (len(portion) == AT_ONCE or (self._place.appears_whole and size > BYTES)):
                yield portion
                portion, size = [], each.bytes
            portion.append(each)
        if portion:
            yield portion

    def _taken(self, state: State, portion: list[Found], copies: Path, stop: Stop | None) -> Iterator[Arrived]:
        """Imports some packs together, then moves each."""
        paths: list[tuple[Found, Path]] = []
        for each in portion:
            if self._place.look(each.name) != each:
                continue  # somebody took it meanwhile, or still writes it
            if reasons := _unfit(each):
                yield self._refuse(state, each, str(reasons[0]), reasons)
                continue
            try:
                paths.append((each, self._place.path(each, copies)))
            except PlaceError as error:
                yield self._put_off(each, str(error))
        found = importing.import_packs(state, [path for _, path in paths], stop)
        for (each, _), imported in zip(paths, found, strict=False):
            yield self._settle(state, each, imported)

    def _settle(self, state: State, found: Found, imported: Imported) -> Arrived:
        """Moves what was imported or refused; another one that has come under its name stays for the next look."""
        if imported.again:
            return self._put_off(found, imported.problem or "")
        try:
            unchanged = self._place.look(found.name) == found
        except PlaceError as error:
            return self._put_off(found, str(error), imported)
        if imported.status == "refused":
            if not unchanged:
                return Arrived(found.name, None, None, "later", "It was changed while it was read; it is read again.")
            return self._refuse(state, found, imported.problem or "", imported.reasons)
        if not unchanged:
            return Arrived(found.name, imported.case, imported.revision, imported.status)
        return self._moved(found, "done", imported)

    def _refuse(self, state: State, found: Found, problem: str, reasons: Iterable[str]) -> Arrived:
        """Writes why beside it, before it is moved."""
        from moderator.pack.names import shown
        from moderator.store.places import REFUSED

        lines = "".join(f"- {' '.join(each.split())}\n" for each in reasons)
        text = f"{shown(found.name)} was refused on {state.stamp()}:\n{lines}"
        imported = Imported(found.name, None, None, "refused", problem)
        try:
            target = self._place.free(found.name, REFUSED)
            self._place.put(f"{REFUSED}/{target}.reasons.txt", text.encode("utf-8", "replace"))
        except PlaceError as error:
            return self._put_off(found, str(error))
        return self._moved(found, REFUSED, imported, target)

    def _moved(self, found: Found, folder: str, imported: Imported, target: str = "") -> Arrived:
        try:
            target = target or self._place.free(found.name, folder)
            gone = not self._place.move(found.name, folder, target)
        except PlaceError as error:
            return self._put_off(found, str(error), imported)
        moved = None if gone else f"{folder}/{target}"
        return Arrived(found.name, imported.case, imported.revision, imported.status, imported.problem, moved)

    def _put_off(self, found: Found, problem: str, imported: Imported | None = None) -> Arrived:
        """Tried again later; what was imported is so, and only lies there still."""
        self._later(found)
        if imported is None or imported.status == "refused":
            return Arrived(found.name, None, None, "later", problem)
        return Arrived(found.name, imported.case, imported.revision, imported.status, problem)


@contextmanager
def _copies(state: State) -> Iterator[Path]:
    """A folder for copies from a URL. What one that was killed left there goes first: the lock is ours."""
    folder = state.library.path / COPIES
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise LibraryError(f"{folder} cannot be made for packs that come in: {error.strerror}.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unfit(found: Found) -> tuple[str, ...]:
    """Why something is refused without a look into it."""
    from moderator.pack.limits import DEFAULT
    from moderator.pack.names import path_problems, shown

    name = shown(found.name)
    problems = [str(each) for each in path_problems(found.name, name)]
    if found.kind == "link":
        problems.append(f"{name}: expected a case pack (zip or folder), found a link; links are not followed")
    if found.kind == "special":
        problems.append(f"{name}: expected a case pack (zip or folder), found a device or pipe")
    if found.kind == "file" and found.bytes > DEFAULT.pack_bytes:
        problems.append(f"{name}: expected at most {DEFAULT.pack_bytes} bytes, found {found.bytes}")
    return tuple(problems)
