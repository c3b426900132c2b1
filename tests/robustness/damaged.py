"""Databases with flipped bits and databases that are cut off: no crash, a sentence, and back from the backup.

`python -m tests.robustness.damaged [--flipped N] [--cut N] [--seed S]`: a table. Whatever a damaged database makes the
desk meet has to be a sentence of ours; the restore has to bring everything back that the backup had.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from moderator.desk import Desk, keeping, open_desk
from moderator.desk.queue import ALL
from moderator.desk.values import Form
from moderator.errors import ModeratorError
from tests.robustness import flows, held
from tests.robustness.flows import DECIDED, OPEN, World
from tests.verdicts import verdict_doc

FLIPPED, CUT, BITS = 500, 100, 3


def flip(data: bytearray, dice: random.Random) -> bytearray:
    for _ in range(BITS):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return data


def cut(data: bytearray, dice: random.Random) -> bytearray:
    return data[: dice.randrange(len(data))]


def deeds(desk: Desk, world: World) -> list[Callable[[], object]]:
    """What a person does who notices nothing."""
    return [
        lambda: desk.queue(),
        lambda: list(desk.listing(ALL)),
        *(lambda case_id=case_id: desk.open_case(case_id) for case_id in (*OPEN, *DECIDED)),
        lambda: desk.undoable(),
        lambda: desk.save_draft(OPEN[0], verdict_doc(flows.case(OPEN[0]))),
        lambda: desk.export(DECIDED, world.out, Form("parties", signed=False)),
        lambda: desk.import_packs(sorted((world.folder / "packs").glob("*"))),
        lambda: desk.care(),
    ]


def crashes(world: World) -> list[str]:
    """Where something else than a sentence came up."""
    found = []
    desk = open_desk(world.library, moderator="mod-7")
    for deed in deeds(desk, world):
        try:
            deed()
        except ModeratorError:
            pass
        except Exception:  # noqa: BLE001  what is looked for
            found.append(traceback.format_exc())
    desk.close()
    return found


def restored(world: World) -> list[str]:
    library = open_desk(world.library).library
    backup = next(Path(each["path"]) for each in reversed(keeping.listed(library)) if each["holds"])
    keeping.loss(library, backup)
    keeping.restore(library, backup, "mod-7")
    return held.broken(world, [f"import {case_id}" for case_id in OPEN] + [f"decide {case_id}" for case_id in DECIDED])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flipped", type=int, default=FLIPPED)
    parser.add_argument("--cut", type=int, default=CUT)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args(arguments)
    dice, wrong, slowest = random.Random(args.seed), Counter[str](), 0.0
    with tempfile.TemporaryDirectory(prefix="damaged-") as folder:
        stock = flows.stock(Path(folder).resolve() / "stock")
        keeping.back_up(open_desk(stock.library).library, None)
        for damage, count in ((flip, args.flipped), (cut, args.cut)):
            for _ in range(count):
                world = stock.copy(Path(folder).resolve() / "round").settled_in()
                world.database.write_bytes(damage(bytearray(world.database.read_bytes()), dice))
                wrong.update(each.splitlines()[-1] + each.splitlines()[-3] for each in crashes(world))
                began = time.monotonic()
                wrong.update(restored(world))
                slowest = max(slowest, time.monotonic() - began)
                shutil.rmtree(world.folder)
    print(f"{args.flipped} flipped, {args.cut} cut off; slowest restore {slowest:.1f} s; {wrong.total()} wrong")
    print("\n".join(f"{count:>5} × {text}" for text, count in wrong.most_common()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
