"""Changes single bytes of signed decisions, and appends to them: `verify` must fail each time.

`python -m tests.robustness.altered --count 1000 --seed 1`: exit 0 where it did. Let through are only changes in the
digits of the signature that leave its bytes as they are, a letter in the other case.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator

from moderator.report.opening import Signature, opened
from moderator.report.verifying import verify
from tests.moderator.report.signed import decision, frozen

APPENDED = (b" ", b"\n", b"%%EOF\n", b"\0" * 512, b"startxref\n0\n%%EOF\n")


def place_of(data: bytes) -> Signature:
    found = opened(data).signature
    assert found is not None
    return found


def holds(data: bytes) -> bool:
    """Whether `verify` says that everything holds."""
    return all(each.ok for each in verify(data, lambda _: frozen()[1]).checks)


def same_container(data: bytes, place: Signature) -> bool:
    """Whether the digits between the two brackets still say the same bytes."""
    try:
        return bytes.fromhex(data[place.start + 1 : place.end - 1].decode("ascii")) == place.content
    except ValueError:
        return False


def altered(count: int, seed: int) -> Iterator[tuple[int, bytes]]:
    """Files with one byte changed to another, half of the places in what was added to sign; the place of each."""
    data = decision()
    begun = len(opened(data).base)
    dice = random.Random(seed)
    for _ in range(count):
        at = dice.randrange(begun, len(data)) if dice.random() < 0.5 else dice.randrange(begun)
        byte = (data[at] + dice.randrange(1, 256)) % 256
        yield at, data[:at] + bytes([byte]) + data[at + 1 :]


def problems(count: int, seed: int) -> list[str]:
    """The changes that were let through, and the good file if it was not."""
    data = decision()
    place = place_of(data)
    told = [] if holds(data) else ["the decision as it was given does not hold, so nothing was proven"]
    for at, file in altered(count, seed):
        inside = place.start < at < place.end - 1
        if holds(file) and not (inside and same_container(file, place)):
            told.append(f"byte {at} changed from {data[at]} to {file[at]}")
    told += [f"{more[:20]!r} appended" for more in APPENDED if holds(data + more)]
    return told


def main(arguments: list[str]) -> int:
    """Exit 0 where every change was noticed."""
    parser = argparse.ArgumentParser(prog="tests.robustness.altered")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    found = problems(asked.count, asked.seed)
    for each in found:
        print("LET THROUGH", each)
    print(f"{asked.count} single bytes changed, {len(APPENDED)} endings appended, {len(found)} let through")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
