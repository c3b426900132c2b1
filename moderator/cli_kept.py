"""The verbs about what is kept and what is seen: hold, retain, lock, unlock, unlock-view."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from moderator.desk import Desk, papers

Answer = tuple[Any, int]
AtDesk = Callable[[argparse.Namespace, Callable[[Desk], Answer]], Answer]


def add_verbs(verb: Callable[..., argparse.ArgumentParser], at_desk: AtDesk) -> None:
    """Adds them to the command line; `at_desk` runs the work of a verb."""

    def on(name: str, deed: Callable[[Desk, argparse.Namespace], Answer], help: str) -> argparse.ArgumentParser:
        return verb(name, lambda args: at_desk(args, lambda desk: deed(desk, args)), help)

    one = on("hold", _hold, "put a case on legal hold: it is not erased until that is lifted")
    one.add_argument("case", metavar="CASE")
    one.add_argument("--off", action="store_true", help="lift the hold")
    one.add_argument("--why", metavar="REASON", required=True)
    one = on("retain", _retain, "erase decided cases under the library's retention rule; their decisions stay")
    one.add_argument("--dry-run", action="store_true", help="only say what would go, and why others stay")
    one.add_argument("--days", metavar="N", type=int, help="in the place of the library's rule, for every reason")
    one = on("lock", _lock, "report a case and lock it: it leaves queue, search, export and packs, and is preserved")
    one.add_argument("case", metavar="CASE")
    one.add_argument("--kind", choices=("criminal", "child-safety"), required=True)
    one.add_argument("--note", metavar="TEXT", required=True, help="what was seen; the ledger keeps it")
    one = on("unlock", _unlock, "give a locked case back, for people for restricted cases")
    one.add_argument("case", metavar="CASE")
    one.add_argument("--why", metavar="REASON", required=True)
    one = on("unlock-view", _view, "print a locked case, for people for restricted cases; without a case: list them")
    one.add_argument("case", metavar="CASE", nargs="?")
    one.add_argument("--why", metavar="REASON", default="")
    one.add_argument("--originals", metavar="DIR", type=Path, help="write its evidence there, each as HASH.bin")


def _hold(desk: Desk, args: argparse.Namespace) -> Answer:
    deed = desk.lift_hold if args.off else desk.hold
    return {"case": deed(args.case, args.why), "status": "hold lifted" if args.off else "on hold"}, 0


def _retain(desk: Desk, args: argparse.Namespace) -> Answer:
    def progress(done: int, total: int) -> None:
        print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    found = desk.retain(args.days, dry_run=args.dry_run, progress=progress if sys.stderr.isatty() else None)
    return found, 0


def _lock(desk: Desk, args: argparse.Namespace) -> Answer:
    return {"case": desk.lock(args.case, args.kind, args.note), "status": "locked"}, 0


def _unlock(desk: Desk, args: argparse.Namespace) -> Answer:
    return {"case": desk.unlock(args.case, args.why), "status": "unlocked"}, 0


def _view(desk: Desk, args: argparse.Namespace) -> Answer:
    if args.case is None:
        return {"locked": desk.locked_cases()}, 0
    return papers.locked(desk, args.case, args.why, args.originals), 0


def retain_lines(answer: Any) -> Iterator[str]:
    """What `moderator retain` prints for people."""
    for each in answer["erased"]:
        yield f"{'would be erased' if answer['dry_run'] else 'erased'}  {each['case']}: {each['rule']}"
    for each in answer["stays"]:
        yield f"stays  {each['case']}: {'; '.join(each['why'])}"
    if answer["dry_run"]:
        yield f"{len(answer['erased'])} would be erased, {len(answer['stays'])} stay."
        return
    files = answer["files"]
    yield (
        f"{len(answer['erased'])} erased, {len(answer['stays'])} stay; {files['removed']} files taken away, "
        f"{files['needed_elsewhere']} kept because another case has them."
    )
    if not answer["log_emptied"]:
        yield "The database's log still has what was erased: another window reads it. Close it and run this again."
    for path in answer["backups"]:
        yield f"still has what was erased: {path}"
    if answer["backups"]:
        yield "`moderator backup --prune` makes a new backup and takes those away."


def case_lines(answer: Any) -> Iterator[str]:
    """What the other verbs print for people."""
    if "locked" in answer:
        yield from (f"{each['case']:<24} {each['kind']:<13} {each['at']}  {each['by']}" for each in answer["locked"])
        if not answer["locked"]:
            yield "No case is locked."
    elif "evidence" in answer:
        yield f"{answer['case']['id']} is locked; say --json for its papers. The ledger has this view."
        yield from (f"{each['id']}  {each['sha256']}  {each['path']}" for each in answer["evidence"])
    else:
        yield f"{answer['case']}  {answer['status']}"
