"""`moderator analyse`: films looked through before anybody opens their cases. docs/scanning.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from moderator import cli_fleet
from moderator.desk import Desk
from moderator.desk.exporting import MOST_JOBS, told
from moderator.domain.queue import Ask, Filter
from moderator.errors import UsageError

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]
ReadFilter = Callable[[str, str, Sequence[str]], Filter]


def add_verb(
    verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk, say: Callable[[str], None], read: ReadFilter
) -> None:
    """Adds the verb to the command line. `read` makes a filter of status, search and the values of --filter."""

    def analyse(args: argparse.Namespace) -> Answer:
        return at_desk(args, lambda desk: _analyse(desk, args, read, say))

    one = verb("analyse", analyse, "look through the films of cases ahead of whoever decides them")
    one.add_argument("cases", nargs="*", metavar="CASE")
    one.add_argument("--all", action="store_true", help="whatever is open, the earliest due first")
    one.add_argument("--filter", metavar="NAME=VALUE", action="append", default=[], help="reason=damaged and the like")
    one.add_argument("--search", metavar="TEXT", default="", help="words, “quoted phrases”, beginnings*")
    one.add_argument("--most", metavar="N", type=int, default=200, help="at most so many cases (default: 200)")
    one.add_argument("--jobs", metavar="N", type=int, default=0, help="by so many processes")
    one.add_argument("--local", action="store_true", help="of a team's library: by this computer, not by the fleet")


def _analyse(desk: Desk, args: argparse.Namespace, read: ReadFilter, say: Callable[[str], None]) -> Answer:
    if bool(args.cases) == bool(args.filter or args.search or args.all):
        raise UsageError("Name the cases to look through, or say --all, --filter or --search.")
    if args.most < 1 or not 0 <= args.jobs <= MOST_JOBS:
        raise UsageError(f"--most takes 1 or more, --jobs 1 to {MOST_JOBS}.")
    wanted = args.cases or Ask(read("open", args.search, args.filter))
    if desk.library.team is not None and not args.local:
        if args.jobs:
            raise UsageError("--jobs is for this computer: say --local too.")
        found = desk.fleet.analyse(wanted, args.most, watch=cli_fleet.watching(say))
    else:
        tell = told(sys.stderr) if sys.stderr.isatty() else None
        found = desk.analyse(wanted, args.most, jobs=args.jobs, progress=tell)
    for each in found:
        if each.problem:
            say(f"{each.case}: {each.film[:12]}…: {each.problem}")
    failed = any(each.status != "analysed" for each in found)
    return [asdict(each) for each in sorted(found, key=lambda each: (each.case, each.film))], 1 if failed else 0


def lines(answer: Any) -> Iterator[str]:
    """What the verb prints for people: a line a film."""
    yield from (f"{each['status']:<9} {each['case']:<18} {each['film']}" for each in answer)
