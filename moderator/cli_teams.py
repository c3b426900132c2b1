"""`moderator team`: for whoever owns the database of a team's library."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def add_verb(verb: Callable[..., argparse.ArgumentParser]) -> None:
    one = verb("team", run, "make a team's library on PostgreSQL, and say who has which part in it")
    one.add_argument("what", choices=("init", "migrate", "add", "remove", "list", "fleet"))
    one.add_argument("name", nargs="?", metavar="NAME", help="the PostgreSQL role of a person")
    one.add_argument("--role", metavar="ROLE", help="moderator, second-reviewer, lead, auditor or worker")
    one.add_argument("--restricted", action="store_true", help="and lets them open locked cases")
    one.add_argument("--password-file", metavar="FILE", type=Path, help="its first line becomes the person's password")
    one.add_argument("--out", metavar="PLACE", help="where the fleet writes decisions: a shared folder, or a URL")
    one.add_argument("--in", dest="inbox", metavar="FOLDER", type=Path, help="where the fleet finds packs to import")


def run(args: argparse.Namespace) -> tuple[Any, int]:
    from moderator.desk import teams

    if args.what in ("init", "migrate"):
        return teams.make(args.library), 0
    if args.what == "add":
        return teams.add(args.library, args.name, args.role, args.password_file, args.restricted), 0
    if args.what == "remove":
        return teams.remove(args.library, args.name), 0
    if args.what == "fleet":
        return teams.places(args.library, args.out, args.inbox), 0
    return teams.listed(args.library), 0


def plain(answer: Any) -> Iterator[str]:
    """The answer for people: a line each."""
    if isinstance(answer, list):
        yield from (f"{each['name']:<24} {each['role']}" for each in answer)
    elif "out" in answer:
        if answer["out"]:
            yield f"The fleet writes decisions to {answer['out']}."
        if answer["in"]:
            yield f"The fleet finds packs in {answer['in']}."
    elif "schema" in answer:
        yield f"The team's library {answer['library']} is at schema {answer['schema']}."
        yield f"Roles: {', '.join(answer['roles'])}. Add people with `moderator team add NAME --role ROLE`."
    elif answer["role"] is None:
        yield f"{answer['name']} is no longer in the team."
    else:
        yield f"{answer['name']} is {answer['role']} (login {answer['login']})."
