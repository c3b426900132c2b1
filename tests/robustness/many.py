"""Many processes that decide the same cases at once.

`python -m tests.robustness.many --processes 8 --cases 500 --rounds 20`

Each process tries every case, in an order of its own, and says which verdicts were acknowledged. Two cases share an
order on which 10 can be refunded: whoever sees them given gives nothing. Then nothing may be double, lost, or over 10.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moderator.errors import AlreadyDecided, LibraryError
from moderator.store import membership as team
from moderator.store.store import Store
from tests import servers
from tests.moderator.store.rows import add, decide, verdict

ROOT = Path(__file__).resolve().parents[2]
CAP = 10
PATIENCE = 200
"""How often a process tries a case again that was busy, or whose order was decided on meanwhile."""


def order_of(case: str) -> str:
    head, _, number = case.rpartition("-")
    return f"{head}-order-{int(number) // 2}"


def work(place: dict[str, str], who: str, cases: Sequence[str]) -> dict[str, Any]:
    """In a process of its own: tries every case; which were won, which were lost to whom, which stayed open."""
    store = Store(Path(place["folder"]), server=place["server"], media=place["media"])
    print("ready", flush=True)
    sys.stdin.readline()
    won, lost, tired, busy = list[str](), dict[str, str](), list[str](), 0
    for case in random.Random(who).sample(cases, len(cases)):
        for _ in range(PATIENCE):
            try:
                given = store.given_before(order_of(case), None)
                amount = CAP if given.of_order < CAP else 0
                number = sum(map(ord, who))
                new = verdict(case, number, who=who, order_number=order_of(case), refund_of_order=amount, refunds={})
                decide(store, new, given=given)
                won.append(case)
                break
            except AlreadyDecided as error:
                lost[case] = error.by
                break
            except LibraryError:  # busy, or the other case of the order was decided between two looks
                busy += 1
        else:
            tired.append(case)
    store.close()
    return {"won": won, "lost": lost, "tired": tired, "again": busy}


def round_of(places: dict[str, dict[str, str]], cases: Sequence[str]) -> list[str]:
    """One round; what was wrong, a line each."""
    first = next(iter(places))
    store = Store(Path(places[first]["folder"]), server=places[first]["server"], media=places[first]["media"])
    for case in cases:
        add(store, case, who=first, order_number=order_of(case))
    running = {who: _start(place, who, cases) for who, place in places.items()}
    for process in running.values():
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = {}
    for process in running.values():
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for who, process in running.items():
        out, _ = process.communicate()
        answers[who] = json.loads(out)
    wrong = list(_wrong(store, answers, cases))
    store.close()
    return wrong


def _start(place: dict[str, str], who: str, cases: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.robustness.many", "--work", json.dumps([place, who, list(cases)])]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def _wrong(store: Store, answers: dict[str, dict[str, Any]], cases: Sequence[str]) -> Sequence[str]:
    found = []
    winners = Counter(case for each in answers.values() for case in each["won"])
    given: Counter[str] = Counter()
    for case in cases:
        verdicts = store.verdicts(case)
        acknowledged = [who for who, each in answers.items() if case in each["won"]]
        if winners[case] > 1 or len(verdicts) > 1:
            found.append(f"double: {case} by {acknowledged}, {len(verdicts)} in the library")
        elif [each.decided_by for each in verdicts] != acknowledged:
            found.append(f"lost: {case} acknowledged to {acknowledged}, in the library {verdicts}")
        given[order_of(case)] += sum(each.refund_of_order for each in verdicts)
        for who, each in answers.items():
            if case in each["lost"] and [each["lost"][case]] != acknowledged:
                found.append(f"{who} was told that {each['lost'][case]} has {case}, not {acknowledged}")
            if case in each["tired"]:
                found.append(f"{who} gave up on {case}")
    found += [f"over the cap: {order} gave {amount}" for order, amount in given.items() if amount != CAP]
    if (broken := store.verify_ledger()) is not None:
        found.append(f"the ledger breaks at {broken}")
    return found


def on_sqlite(folder: Path, processes: int) -> dict[str, dict[str, str]]:
    """By person how the library is opened."""
    return {f"mod-{n}": {"folder": str(folder), "server": "", "media": ""} for n in range(1, processes + 1)}


def on_postgresql(server: servers.Server, folder: Path, processes: int) -> dict[str, dict[str, str]]:
    database = server.new_team()
    people = [f"mod-{n}" for n in range(1, processes + 1)]
    for who in people:
        team.add(server.owner(database), who, "moderator", None)
    (folder / "shared").mkdir(parents=True, exist_ok=True)
    shared = str(folder / "shared")
    return {who: {"folder": str(folder / who), "server": server.url(database, who), "media": shared} for who in people}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--kind", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.work:
        print(json.dumps(work(*json.loads(args.work))), flush=True)
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as name, servers.running() as server:
        for kind in args.kind or ("sqlite", "postgresql"):
            folder = Path(name) / kind
            places = (
                on_sqlite(folder, args.processes) if kind == "sqlite" else on_postgresql(server, folder, args.processes)
            )
            began, wrong = time.monotonic(), []
            for number in range(args.rounds):
                wrong += round_of(places, [f"R{number}-{case}" for case in range(args.cases)])
            took = time.monotonic() - began
            print(
                f"{kind}: {args.processes} processes x {args.cases} cases x {args.rounds} rounds in {took:.0f} s: ",
                end="",
            )
            print(f"{len(wrong)} wrong", *wrong[:20], sep="\n", flush=True)
            failed += len(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
