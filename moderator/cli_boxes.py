"""`moderator inbox` and `moderator outbox`: packs that come in by themselves, decisions that go out by themselves."""

from __future__ import annotations

import argparse
import dataclasses
import json
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from moderator.desk import Desk
from moderator.desk.inbox import Inbox
from moderator.desk.values import Arrived, Sent
from moderator.errors import LibraryError, PlaceError, UsageError

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]
Told = Sequence[Arrived | Sent]
Say = Callable[[str], None]
EVERY = 5.0
"""Seconds between two looks."""


def add_verbs(verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk, say: Say, show: Say) -> None:
    """Adds both verbs to the command line; `say` prints to those who look on, `show` what was done."""

    def on(name: str, work: Callable[[Desk, argparse.Namespace], Callable[[], Told]], help: str) -> None:
        def run(args: argparse.Namespace) -> Answer:
            if not 0.1 <= args.every <= 86_400:
                raise UsageError("--every takes 0.1 to 86400 seconds.")
            return at_desk(args, lambda desk: _run(args, work(desk, args), say, show))

        one = verb(name, run, help)
        one.add_argument("--folder", metavar="DIR", required=True, help="a folder, or a URL such as s3://bucket/folder")
        one.add_argument("--once", action="store_true", help="what is there now, and no more")
        one.add_argument("--every", metavar="SECONDS", type=float, default=EVERY, help="how often to look (5)")

    on("inbox", _inbox, "import the case packs that come into a folder or bucket")
    on("outbox", _outbox, "send decisions that cannot be taken back any more to a folder or bucket")


def _inbox(desk: Desk, args: argparse.Namespace) -> Callable[[], Told]:
    inbox = Inbox(args.folder)

    def look() -> Told:
        found = desk.take_in(inbox)
        if args.once and inbox.unsettled:
            time.sleep(inbox.unsettled)
            found += desk.take_in(inbox)
        if args.once and inbox.busy:
            raise PlaceError(
                f"Another inbox is at work on {inbox.shown} or on this library; it takes in what is there."
            )
        return found

    return look


def _outbox(desk: Desk, args: argparse.Namespace) -> Callable[[], Told]:
    return lambda: desk.send_out(args.folder)


def _run(args: argparse.Namespace, look: Callable[[], Told], say: Say, show: Say) -> Answer:
    if not args.once:
        _watch(args, look, say, show)
        return None, 0
    found = look()
    for each in found:
        if each.problem:
            say(f"{_what(each)}: {each.problem}")
    failed = any(each.status in ("refused", "later", "failed") for each in found)
    return [dataclasses.asdict(each) for each in found], 1 if failed else 0


def _watch(args: argparse.Namespace, look: Callable[[], Told], say: Say, show: Say) -> None:
    """Looks until it is told to end, which is no failure. The same trouble is said once."""
    said: set[str] = set()

    def once(text: str) -> None:
        if text not in said:
            said.add(text)
            say(text)

    with _ended_politely(), suppress(KeyboardInterrupt):
        while True:
            try:
                found = look()
                trouble = {f"{_what(each)}: {each.problem}" for each in found if each.problem}
                for each in found:
                    if each.status not in ("later", "failed"):
                        show(json.dumps(dataclasses.asdict(each)) if args.json else _line(each))
                for text in sorted(trouble):
                    once(text)
            except (PlaceError, LibraryError) as error:
                once(str(error))
            else:
                if not found:
                    said.clear()
            time.sleep(args.every)


@contextmanager
def _ended_politely() -> Iterator[None]:
    """What a service is ended with is as good as Ctrl C: the pack or decision at work stays for the next time."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _what(each: Arrived | Sent) -> str:
    return each.pack if isinstance(each, Arrived) else each.case


def _line(each: Arrived | Sent) -> str:
    if isinstance(each, Arrived):
        return f"{each.status:<9} {each.case or '-'} {each.moved or each.pack}"
    return f"{each.status:<9} {each.case} {', '.join(each.files)}"


def inbox_lines(answer: Any) -> Iterator[str]:
    """What `moderator inbox --once` prints for people."""
    yield from (_line(Arrived(**each)) for each in answer)


def outbox_lines(answer: Any) -> Iterator[str]:
    """What `moderator outbox --once` prints for people."""
    yield from (_line(Sent(**each)) for each in answer)
