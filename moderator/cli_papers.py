"""`moderator schema`, `policy` and `findings`: what a verdict is made by."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from moderator.desk import Desk, papers

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]


def add_verbs(verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk, say: Callable[[str], None]) -> None:
    """Adds the verbs to the command line."""

    def policy(args: argparse.Namespace) -> Answer:
        return _policy(args, say)

    def findings(args: argparse.Namespace) -> Answer:
        return at_desk(args, lambda desk: (papers.findings(desk, args.case, args.reason), 0))

    one = verb("schema", lambda args: (papers.schemas(args.name), 0), "print the JSON Schema of a case or a verdict")
    one.add_argument("name", nargs="?", choices=("case", "verdict"))
    one = verb("policy", policy, "print what a reason requires and which clauses there are")
    one.add_argument("reason", nargs="?", metavar="REASON")
    one = verb("findings", findings, "print what the papers of a case say by themselves")
    one.add_argument("case", metavar="CASE")
    one.add_argument("--reason", metavar="REASON", help="the reason as found (default: the case's)")


def _policy(args: argparse.Namespace, say: Callable[[str], None]) -> Answer:
    from moderator.desk import policies
    from moderator.desk.library import open_library

    found, notices = policies.listed(open_library(args.library), args.reason)
    for notice in notices:
        say(notice)
    return found, 1 if notices else 0
