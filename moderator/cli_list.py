"""`moderator list`: cases as lines or as JSON, written while they are read, so that a million need no memory."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from moderator import cli_text
from moderator.desk import Desk
from moderator.domain.queue import SORTS, Ask, Filter, Place, read_filter
from moderator.errors import UsageError

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]
NAMES = ("reason", "video", "due", "band", "country", "currency", "language")
"""What `--filter` knows; reason may be said more than once."""


def add_verb(verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk) -> None:
    """Adds the verb to the command line."""
    one = verb("list", lambda args: run(args, at_desk), "list the cases")
    one.add_argument("--status", choices=("open", "waiting", "decided", "closed", "erased", "all"), default="all")
    one.add_argument("--search", metavar="TEXT", default="", help="words, “quoted phrases”, beginnings*")
    one.add_argument("--filter", metavar="NAME=VALUE", action="append", default=[], help="reason=damaged and the like")
    one.add_argument("--sort", choices=SORTS, default="id")
    one.add_argument("--limit", metavar="N", type=int, help="at most so many cases")
    one.add_argument("--after", metavar="CASE", help="those that follow this one")


def run(args: argparse.Namespace, at_desk: AtDesk) -> Answer:
    """Prints the cases that are wanted. Raises UsageError."""
    if args.limit is not None and args.limit < 1:
        raise UsageError("--limit takes a number from 1 on.")
    wanted = filter_of(args.status, args.search, args.filter)
    ask = Ask(wanted, args.sort, Place("", args.after) if args.after else None)

    def work(desk: Desk) -> Answer:
        rows = desk.listing(ask, args.limit)
        try:
            for part in _json(rows) if args.json else (cli_text.plain("list", [row]) + "\n" for row in rows):
                sys.stdout.write(part)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader, `head` say, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return None, 0

    return at_desk(args, work)


def filter_of(status: str, search: str, given: Sequence[str]) -> Filter:
    """The filter of `--status`, `--search` and each `--filter`. Raises UsageError."""
    doc: dict[str, Any] = {"status": status, "text": search}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or name not in NAMES:
            raise UsageError(f"“{each}” is no filter; say NAME=VALUE, NAME one of {', '.join(NAMES)}.")
        if name == "reason":
            doc.setdefault("reasons", []).append(value)
        else:
            doc[name] = {"yes": True, "no": False}.get(value) if name == "video" else value
    try:
        return read_filter(doc)
    except ValueError as error:
        raise UsageError(f"There is no such {str(error).removesuffix('s')} to filter by; see docs/queue.md.") from error


def _json(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """The very text that `json.dumps` gives for the list of them all."""
    begun = False
    for row in rows:
        lines = json.dumps(row, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        yield f"{',' if begun else '['}\n  {lines}"
        begun = True
    yield "\n]\n" if begun else "[]\n"
