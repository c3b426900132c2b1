"""`moderator second` and `moderator agreement`: deciding a case once more, and how far two people agree."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from moderator.desk import Desk, papers
from moderator.errors import Refused

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]


def add_verbs(verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk, say: Callable[[str], None]) -> None:
    """Adds both verbs to the command line."""

    def second(args: argparse.Namespace) -> Answer:
        return at_desk(args, lambda desk: _second(desk, args.case, args.verdict, say))

    one = verb("second", second, "cases that wait for your second opinion; with a verdict: give it")
    one.add_argument("case", nargs="?", metavar="CASE")
    one.add_argument("--verdict", metavar="FILE", type=Path)
    told = "how far first and second opinions agree, by reason"
    two = verb("agreement", lambda args: at_desk(args, lambda desk: _agreement(desk, args)), told)
    two.add_argument("--from", dest="since", metavar="DAY", default="", help="given on that day or later")
    two.add_argument("--until", metavar="DAY", default="", help="given on that day or earlier, in UTC")


def _second(desk: Desk, case: str | None, verdict: Path | None, say: Callable[[str], None]) -> Answer:
    if case is None:
        return {"waiting": desk.waiting_for_second()}, 0
    if verdict is None:
        return {"case": case, "document": desk.open_second(case).document}, 0
    try:
        desk.give_second(case, papers.read_verdict_file(verdict))
    except Refused as error:
        for problem in error.problems:
            say(f"{case}: {problem.pointer or '/'}: {problem.text}")
        problems = [problem._asdict() for problem in error.problems]
        return {"case": case, "status": "refused", "problems": problems}, 1
    return {"case": case, "status": "given", "problems": []}, 0


def _agreement(desk: Desk, args: argparse.Namespace) -> Answer:
    return list(desk.agreement(args.since, args.until).rows), 0


def second_lines(answer: Any) -> Iterator[str]:
    """What `moderator second` prints for people."""
    if "waiting" in answer:
        yield from answer["waiting"] or ["No case waits for a second opinion of yours."]
    elif "status" in answer:
        yield f"{answer['status']} {answer['case']}"
    else:
        yield f"{answer['case']}: say --json for its papers, and --verdict FILE to give your opinion."


def agreement_lines(answer: Any) -> Iterator[str]:
    """What `moderator agreement` prints for people."""
    for row in answer:
        if row["kappa"] is None:
            yield f"{row['reason']:<17} n {row['pairs']:>6}   kappa –  (nothing to compare, or all said the same)"
            continue
        said = f"{row['reason']:<17} n {row['pairs']:>6}   kappa {row['kappa']:.2f}"
        said += f"  95 % {row['low']:.2f} to {row['high']:.2f}"
        said += f"   agreed {row['observed']:.0%}, by chance {row['by_chance']:.0%}"
        yield said + ("   few" if row["few"] else "")
