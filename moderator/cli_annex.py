"""`moderator annex`: the DSA annexes of final decisions."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moderator.desk import Desk
from moderator.errors import UsageError

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]


def add_verb(verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk, say: Callable[[str], object]) -> None:
    def run(args: argparse.Namespace) -> Answer:
        if bool(args.cases) == (args.all or bool(args.since)):
            raise UsageError("Name the cases whose annexes are wanted, or say --all or --since.")
        return at_desk(args, lambda desk: _write(args, desk, say))

    one = verb("annex", run, "write DSA annexes as JSON for the Commission's Transparency Database")
    one.add_argument("cases", nargs="*", metavar="CASE")
    one.add_argument("--all", action="store_true", help="of every final decision that has one")
    one.add_argument("--since", metavar="DAY", default="", help="of those decided on that day or later")
    one.add_argument("--report", metavar="FILE", type=Path, help="what became of each, as .csv or .json")
    one.add_argument("--out", metavar="DIR", type=Path, required=True)


def _write(args: argparse.Namespace, desk: Desk, say: Callable[[str], object]) -> Answer:
    from moderator.desk.values import Wanted

    found = desk.write_annexes(args.cases or None, args.out, Wanted(args.since), args.report)
    for each in found.cases:
        if each.problem:
            say(f"{each.case}: {each.problem}")
    for name in found.left_over:
        say(f"{args.out / name} is of an earlier export; take it away before you send the folder.")
    failed = found.left_over or any(each.status == "refused" for each in found.cases)
    return [dataclasses.asdict(each) for each in found.cases], 1 if failed else 0
