"""The verbs of the road: `checkout`, `pack-back` and `checkin`. docs/road.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from moderator.desk import Desk
from moderator.domain.queue import Ask, Filter
from moderator.errors import UsageError

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]
ReadFilter = Callable[[str, str, Sequence[str]], Filter]


def add_verbs(
    verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk, say: Callable[[str], None], read: ReadFilter
) -> None:
    """Adds the verbs to the command line. `read` makes a filter of status, search and the values of --filter."""

    def checkout(args: argparse.Namespace) -> Answer:
        return at_desk(args, lambda desk: _checkout(desk, args, read, say))

    one = verb("checkout", checkout, "take cases on the road: a bag that another library decides them from")
    one.add_argument("cases", nargs="*", metavar="CASE")
    one.add_argument("--out", metavar="BAG", type=Path, required=True, help="a folder, or a file NAME.roadbag")
    one.add_argument("--filter", metavar="NAME=VALUE", action="append", default=[], help="reason=damaged and the like")
    one.add_argument("--search", metavar="TEXT", default="", help="words, “quoted phrases”, beginnings*")
    one.add_argument("--all", action="store_true", help="whatever is open and free, the earliest due first")
    one.add_argument("--days", metavar="N", type=int, default=7, help="for so many days (default: 7)")
    one.add_argument("--most", metavar="N", type=int, default=200, help="at most so many (default: 200)")
    one = verb("pack-back", lambda args: at_desk(args, lambda desk: _back(desk, args, say)), "pack what was decided")
    one.add_argument("--out", metavar="BAG", type=Path, required=True, help="a folder, or a file NAME.roadbag")
    one.add_argument("--home", metavar="ID", default="", help="the library they belong to, where there are several")
    one = verb("checkin", lambda args: at_desk(args, lambda desk: _checkin(desk, args, say)), "take back what was out")
    one.add_argument("bag", metavar="BAG", type=Path, help="what pack-back wrote, or the library that was on the road")
    one.add_argument("--still-out", action="store_true", help="what is not decided stays on the road")


def _checkout(desk: Desk, args: argparse.Namespace, read: ReadFilter, say: Callable[[str], None]) -> Answer:
    chosen = bool(args.filter or args.search or args.all)
    if bool(args.cases) == chosen:
        raise UsageError("Name the cases to take along, or say --filter, --search or --all.")
    wanted = args.cases or Ask(read("open", args.search, args.filter))
    found = desk.checkout(wanted, args.out, days=args.days, most=args.most)
    stays = [each for each in found["cases"] if each["problem"]]
    for each in stays:
        say(f"{each['case']}: {each['problem']}")
    if found["path"] is None and not stays:
        say("No case of these is open and free; no bag was written.")
    return found, 1 if stays or found["path"] is None else 0


def _back(desk: Desk, args: argparse.Namespace, say: Callable[[str], None]) -> Answer:
    found = desk.pack_back(args.out, args.home)
    for each in found["cases"]:
        if each["problem"]:
            say(f"{each['case']}: {each['problem']}.")
    return found, 0


def _checkin(desk: Desk, args: argparse.Namespace, say: Callable[[str], None]) -> Answer:
    found = desk.checkin(args.bag, still_out=args.still_out)
    failed = False
    for case in found["cases"]:
        failed = failed or case["problem"] is not None
        if case["problem"]:
            say(f"{case['case']}: {case['problem']}")
        for each in case["verdicts"]:
            failed = failed or each["became"] in ("waits", "refused")
            if each["why"]:
                say(f"{case['case']}: {each['id']}: {each['why']}")
    return found, 1 if failed else 0


_BECAME = {"verdict": "holds", "opinion": "second opinion", "known": "known", "waits": "waits", "refused": "refused"}


def lines(verb: str, answer: Any) -> Iterator[str]:
    """What the verbs print for people: a line a case, or a verdict."""
    if verb == "checkout":
        yield from (f"{each['status']:<12} {each['case']}" for each in answer["cases"])
        if answer["path"]:
            yield f"until {answer['until']}  {answer['sha256']} {answer['path']}"
    elif verb == "pack-back":
        yield from (f"{each['case']:<18} {len(each['verdicts'])} verdicts" for each in answer["cases"])
        yield f"{answer['sha256']} {answer['path']}"
    else:
        for case in answer["cases"]:
            yield from (f"{_BECAME[each['became']]:<15} {case['case']} {each['id']}" for each in case["verdicts"])
            if not case["verdicts"]:
                told = "not taken in" if case["problem"] else "draft" if case["draft"] else "undecided"
                yield f"{told:<15} {case['case']}"
