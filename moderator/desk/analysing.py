"""Films looked through before anybody opens their case: what is found lies in the cache, and a team's workers share it.

One film is a job (`jobs.py`), as a document is: processes here and a fleet do the same, and done twice it comes to the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from moderator.desk import queue
from moderator.desk.probing import READABLE
from moderator.desk.state import State
from moderator.desk.values import Film, LookedThrough, Stop
from moderator.domain.case import Evidence, Photo, read_case
from moderator.domain.queue import Ask, Place
from moderator.errors import Cancelled, CaseLocked, MediaError, ModeratorError, NotFound

_PAGE = 500


def wanted(state: State, asked: Ask | Sequence[str], most: int) -> list[Film]:
    """The films of the cases that are named, or of the first `most` cases of a filter that have any; each once.

    Raises NotFound, CaseLocked.
    """
    cases = list(_first(state, asked, most)) if isinstance(asked, Ask) else asked
    films: dict[tuple[str, tuple[str, ...]], Film] = {}
    for case_id in cases:
        try:
            found = list(_films(state, case_id))
        except (NotFound, CaseLocked):
            if not isinstance(asked, Ask):
                raise
            continue  # it went while we were looking
        for film in found:
            films.setdefault((film.sha256, film.listing), film)
    return list(films.values())


def _first(state: State, ask: Ask, most: int) -> Iterator[str]:
    found = 0
    while rows := queue.page(state, replace(ask, most=_PAGE)):
        for row in rows:
            if row.videos:
                yield row.case
                found += 1
                if found >= most:
                    return
        ask = replace(ask, place=Place(rows[-1].key, rows[-1].case))


def _films(state: State, case_id: str) -> Iterator[Film]:
    from moderator.media.limits import LISTING_PHOTOS

    head = state.store.head(case_id)
    if head is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    sources = read_case(state.store.document(head.id)).sources
    files = state.store.files(head.id, head.revision)
    there = [(each, files[each.path].sha256) for each in sources if state.store.media.has(files[each.path].sha256)]
    listing = tuple(sha256 for each, sha256 in there if isinstance(each, Photo))[:LISTING_PHOTOS]
    for each, sha256 in there:
        if isinstance(each, Evidence) and each.kind == "video":
            yield Film(head.id, sha256, listing)


def look_through(state: State, film: Film, stop: Stop | None = None) -> LookedThrough:
    """Cuts, sharpness and sound of the film, then its codes, then the listing's item: in the order of the window.

    What cannot be found keeps nothing else from being looked for. Raises Cancelled soon after `stop`.
    """
    try:
        return _looked_through(state, film, lambda _found: _go_on(stop))
    except Cancelled:
        raise
    except ModeratorError as error:  # the library's trouble, or the team's: another time it may go well
        return LookedThrough(film.case, film.sha256, "failed", str(error))


def _go_on(stop: Stop | None) -> None:
    if stop and stop():
        raise Cancelled


def _looked_through(state: State, film: Film, told: Callable[[object], None]) -> LookedThrough:
    media, problems = state.media, list[str]()
    if not state.store.may_be_looked_through(film.sha256):
        return LookedThrough(film.case, film.sha256, "refused", "No case that may be looked at has this film.")
    if state.finds is not None:
        state.finds.prepare()
    media.belong(film.sha256, (film.sha256, *film.listing))
    info = media.info(film.sha256)
    if info.state == "missing":
        return LookedThrough(film.case, film.sha256, "failed", info.reason)
    if info.kind != "video" or info.state not in READABLE:
        return LookedThrough(film.case, film.sha256, "refused", info.reason or "It is no film.")
    scan = None
    try:
        scan = media.scanning.scan(film.sha256, told)
    except MediaError as error:
        problems.append(str(error))
    told(scan)
    try:
        media.finding.codes(film.sha256, scan, told)
        told(scan)
        if film.listing:
            media.finding.likenesses(film.sha256, scan, film.listing, told)
    except MediaError as error:
        problems.append(str(error))
    if problems:
        return LookedThrough(film.case, film.sha256, "refused", problems[0])
    return LookedThrough(film.case, film.sha256, "analysed")
