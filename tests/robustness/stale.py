"""Holders that sleep past their lease: `python -m tests.robustness.stale --rounds 100`.

Each round one process claims a case and is stopped (SIGSTOP) before or while it decides; once its lease is over another
desk takes the case, and decides it or not. Then the first is woken and goes on: none of its verdicts may be recorded.
A verdict that was recorded before the stop is no stale one; such rounds are counted apart. Nor is one whose process was
stopped within a transaction: SQLite then lets nobody else write, so nobody can have taken the case.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from moderator.desk import Desk, open_desk
from moderator.errors import LibraryError
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

BAD = ("stale", "two", "lost", "draft lost")
"""A verdict under a lease that was over, two that stand, one that is gone, a sleeper's draft that is gone."""
LEASE = 0.6
"""Seconds that the sleeper's lease lasts."""

HOLDER = """
import json, sys
from moderator.desk import open_desk
from moderator.errors import ModeratorError
if "unfenced" in sys.argv:
    from moderator.store import leases
    leases.check = lambda *_: None
    leases.beat = lambda _session, lease, *_: lease
desk = open_desk(sys.argv[1], moderator="sleeper", lease_seconds=float(sys.argv[2]))
for line in sys.stdin:
    verb, case, doc = json.loads(line)
    try:
        if verb == "claim":
            while desk.claim(case).held is None:
                pass  # a busy machine took longer than the lease lasts
            told = "mine"
            desk.save_draft(case, {"case": case, "revision": 1, "internal_note": "kept"})
        else:
            told = "decided " + desk.decide(case, doc, final=True).verdict["id"]
    except ModeratorError as error:
        told = type(error).__name__
    print(told, flush=True)
"""


class Sleeper:
    """The process that holds and is stopped."""

    def __init__(self, library: Path, fenced: bool) -> None:
        command = [sys.executable, "-c", HOLDER, str(library), str(LEASE), *([] if fenced else ["unfenced"])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, verb: str, case: str, doc: object = None) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([verb, case, doc]) + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def run(
    folder: Path, rounds: int, seed: int = 1, tell: Callable[[str], object] = print, *, fenced: bool = True
) -> Counter[str]:
    """How often what happened: BAD must not. `fenced` False: the sleeper does not look at its lease, as a negative
    control."""
    dice, found = random.Random(seed), Counter[str]()
    other = open_desk(folder / "library", moderator="other")
    docs = [case_doc(id=f"S-{n:04}") for n in range(rounds)]
    for doc in docs:
        doc["order"]["number"] = f"O-{doc['id']}"
        other.import_packs([write_case_pack(folder / "packs", doc)])
    sleeper = Sleeper(folder / "library", fenced)
    try:
        for number, doc in enumerate(docs):
            decides = fenced and dice.random() < 0.7  # a verdict of the other's would stop an unfenced sleeper as well
            found[_round(sleeper, other, doc, dice, decides)] += 1
            tell(f"{number + 1} of {rounds}: {dict(found)}")
    finally:
        sleeper.end()
        other.close()
    return found


def _round(sleeper: Sleeper, other: Desk, doc: dict[str, object], dice: random.Random, decides: bool) -> str:
    case, verdict = str(doc["id"]), verdict_doc(doc)
    sleeper.say("claim", case)
    assert sleeper.hear() == "mine"
    in_the_middle = dice.random() < 0.5
    if in_the_middle:
        sleeper.say("decide", case, verdict)
        time.sleep(dice.random() * 0.25)
    sleeper.signal(signal.SIGSTOP)
    try:
        taken = _take(other, case)
        if taken and decides:
            other.decide(case, verdict, final=True)
    except LibraryError as error:
        if not in_the_middle or "locked" not in str(error):
            raise
        taken = False
    finally:
        sleeper.signal(signal.SIGCONT)
    if not in_the_middle:
        sleeper.say("decide", case, verdict)
    told = sleeper.hear()
    return _judged(other, case, taken, decides, told)


def _take(other: Desk, case: str) -> bool:
    """Whether the other got the case before the sleeper had decided it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        now = other.claim(case)
        if now.status != "open":
            return False
        if now.held is not None and now.held.mine:
            return True
        time.sleep(0.02)
    raise AssertionError(f"{case} was not free after its lease")


def _judged(other: Desk, case: str, taken: bool, decides: bool, told: str) -> str:
    opened = other.open_case(case)
    standing = [row.doc["decided_by"] for row in opened.verdicts if row.status == "active"]
    kept = other._state.store.draft(case, "sleeper")
    other.let_go(case)
    if len(standing) > 1:
        return "two"
    if told.startswith("decided"):
        if taken:
            return "stale"
        return "decided before" if standing == ["sleeper"] else "lost"
    if standing != (["other"] if taken and decides else []):
        return "lost"
    if kept is None or kept.get("internal_note") != "kept":
        return "draft lost"
    return f"refused ({told})"


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=100)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--unfenced", action="store_true", help="negative control: the sleeper ignores its lease")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="moderator-stale-") as folder:
        told = sys.stderr
        found = run(
            Path(folder), asked.rounds, asked.seed, lambda line: print(line, file=told), fenced=not asked.unfenced
        )
    print(dict(found))
    return 1 if any(found[bad] for bad in BAD) else 0


if __name__ == "__main__":
    raise SystemExit(main())
