"""`moderator worker` and `moderator fleet`: the computers that share a team's long work; and the processes of one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from moderator.desk import Desk, open_desk
from moderator.desk.values import Exported, FleetSeen, Form, Imported, Wanted
from moderator.errors import UsageError

Answer = tuple[Any, int]


def add_verbs(verb: Callable[..., argparse.ArgumentParser], say: Callable[[str], object]) -> None:
    """Adds the verbs to the command line."""
    one = verb("jobs", _jobs, "do exports, imports and films, as they are asked for on standard input")
    one.add_argument("--moderator", metavar="NAME", required=True)
    one.add_argument("--out", metavar="DIR", required=True, help="a folder, or a URL that fsspec reaches")
    one = verb("worker", lambda args: _work(args, say), "do the jobs of a team's fleet, until Ctrl C")
    one.add_argument("--concurrency", metavar="N", type=int, default=1, help="so many at a time (default: 1)")
    one.add_argument(
        "--silent", metavar="SECONDS", type=float, default=30.0,
        help="a worker that was not heard of for so long is dead; the same for all (default: 30)",
    )  # fmt: skip
    one.add_argument("--drain", action="store_true", help="end when there is nothing left to do")
    one = verb("fleet", _fleet, "who works for a team's fleet, and how far it is")
    one.add_argument("--cancel", metavar="BATCH", help="take back what nobody has begun of a batch")


def name_packs(one: argparse.ArgumentParser) -> None:
    """What `import` takes: packs, or names in the inbox of a team's fleet."""
    one.add_argument("packs", nargs="*", metavar="PACK", type=Path)
    one.add_argument("--fleet", action="store_true", help="by a team's fleet: packs of its inbox, these names or all")


def _jobs(args: argparse.Namespace) -> Answer:
    desk = open_desk(args.library, moderator=args.moderator)
    try:
        desk.serve_jobs(args.out, sys.stdin, sys.stdout)
    finally:
        desk.close()
    return None, 0


def _work(args: argparse.Namespace, say: Callable[[str], object]) -> Answer:
    from moderator.desk import fleet_work
    from moderator.desk.library import open_library

    fleet_work.work(open_library(args.library), args.concurrency, args.silent, drain=args.drain, tell=say)
    return None, 0


def _fleet(args: argparse.Namespace) -> Answer:
    from moderator.desk import fleet
    from moderator.desk.library import open_library

    library = open_library(args.library)
    if args.cancel:
        return {"batch": args.cancel, "cancelled": fleet.cancel(library, args.cancel)}, 0
    return fleet.status(library), 0


def by_fleet(args: argparse.Namespace, desk: Desk, batch: Wanted | None) -> bool:
    """Whether the export that is asked for is the fleet's. Raises UsageError for what only goes one way."""
    if desk.library.team is not None and batch is not None and not args.local:
        if args.out is not None or args.jobs:
            raise UsageError(
                "The fleet writes decisions where the team's library says: leave --out and --jobs out, or say --local "
                "to have this computer write them."
            )
        return True
    if args.out is None:
        raise UsageError("Say where the decisions go: --out DIR.")
    return False


def export(
    args: argparse.Namespace, desk: Desk, batch: Wanted, form: Form, say: Callable[[str], object]
) -> list[Exported]:
    """Gives the export to the fleet and follows it."""
    return desk.fleet.export(batch, form, report=args.report, watch=watching(say))


def import_packs(args: argparse.Namespace, desk: Desk, say: Callable[[str], object]) -> list[Imported]:
    """Gives the import of packs in the team's inbox to the fleet and follows it."""
    return desk.fleet.import_packs([str(each) for each in args.packs], watch=watching(say))


def watching(say: Callable[[str], object]) -> Callable[[FleetSeen], object]:
    """What tells whoever follows a batch how far it is."""
    return _warned(say, told(sys.stderr) if sys.stderr.isatty() else None)


def _warned(
    say: Callable[[str], object], further: Callable[[FleetSeen], object] | None
) -> Callable[[FleetSeen], object]:
    """Says once in a while that nobody is there to do it."""
    alone = False

    def watch(seen: FleetSeen) -> None:
        nonlocal alone
        if seen.workers == 0 and not alone and seen.ended < seen.total:
            say(
                f"No worker is at work; {seen.total - seen.ended} jobs wait for one (`moderator worker`). Ctrl C takes "
                "them back."
            )
        alone = seen.workers == 0
        if further:
            further(seen)

    return watch


def told(out: TextIO) -> Callable[[FleetSeen], object]:
    """Writes over one line how far the fleet is, and when the rest will be."""
    from moderator.desk.exporting import told as progress

    last = FleetSeen("", "", 0, 0, 0, 0, 0, 0)
    tell = progress(out, lambda: f", {last.workers} at work")

    def watch(seen: FleetSeen) -> None:
        nonlocal last
        last = seen
        tell(seen.ended, seen.total)

    return watch


def plain(answer: Any) -> Iterator[str]:
    """What `moderator fleet` prints for people."""
    if "cancelled" in answer:
        yield f"{answer['cancelled']} jobs were taken back."
        return
    yield f"Workers alive: {answer['workers']}. Decisions go to {answer['out'] or 'no place yet'}."
    for each in answer["batches"]:
        yield (
            f"{each['id']}  {each['kind']} by {each['asked_by']} at {each['asked_at']}: {each['total']} jobs, "
            f"{each['done']} done, {each['failed'] + each['lost']} failed, {each['cancelled']} taken back, "
            f"{each['doing']} under way, {each['waiting']} waiting"
        )
