"""The verbs of the command line about who has a case; each needs a reason."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from moderator.desk import Desk

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]


def add(verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk) -> None:
    """`recuse`, `reassign` and `release`; `at_desk` runs the work of a verb."""

    def on(name: str, deed: Callable[[Desk, argparse.Namespace], Answer], help: str) -> argparse.ArgumentParser:
        one = verb(name, lambda args: at_desk(args, lambda desk: deed(desk, args)), help)
        one.add_argument("case", metavar="CASE")
        one.add_argument("--why", metavar="REASON", required=True)
        return one

    on("recuse", _recuse, "step back from a case: never be offered it again, nor decide it")
    on("reassign", _reassign, "give a case and its draft to somebody").add_argument(
        "--to", metavar="NAME", required=True
    )
    on("release", _release, "end the lease of somebody who is away")


def _recuse(desk: Desk, args: argparse.Namespace) -> Answer:
    desk.recuse(args.case, args.why)
    return {"case": args.case, "person": desk.moderator, "status": "recused"}, 0


def _reassign(desk: Desk, args: argparse.Namespace) -> Answer:
    desk.reassign(args.case, args.to, args.why)
    return {"case": args.case, "person": args.to, "status": "reassigned"}, 0


def _release(desk: Desk, args: argparse.Namespace) -> Answer:
    had = desk.free(args.case, args.why)
    return {"case": args.case, "person": had, "status": "released" if had else "nobody had it"}, 0
