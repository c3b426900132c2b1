"""Walks through a film from random places, forward and back, by the very questions that the window asks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from moderator.errors import MediaError
from moderator.media.pool import MediaPool
from moderator.media.values import Frame, FrameIndex, Pixels, Source
from tests.robustness.exact_truth import Tally, Truth, painted_wrong

BOX = (1024, 1024)
"""What a pane asks for."""
WALK = 14
"""Steps from one random place on."""


@dataclass(frozen=True)
class Steps:
    """Through one file by the pool; its index is verified before where `verify` says so."""

    pool: MediaPool
    path: Path
    truth: Truth
    verify: bool = False
    painted: dict[int, Pixels] = field(default_factory=dict)
    """What was shown of each frame."""

    def take(self, count: int, chance: random.Random) -> Tally:
        """At least so many steps, each walk with a new worker; afterwards what was painted is looked at."""
        tally = Tally()
        source = Source.of(self.path)
        while tally.steps < count and self.truth.prints:
            source = Source(self.path, source.sha256, case=f"walk {tally.steps}")
            try:
                index = self.pool.index(source, verify=self.verify)
                self._walk(source, index, min(WALK, count - tally.steps), chance, tally)
            except MediaError as error:
                tally.steps += 1
                tally.wrong.append(f"{self.path.name}: {error}")
        tally.wrong += painted_wrong(self.path, self.painted, BOX)
        return tally

    def _walk(self, source: Source, index: FrameIndex, count: int, chance: random.Random, tally: Tally) -> None:
        """Single steps and runs in turns as they come, with a change of direction now and then."""
        last, way = len(self.truth.prints) - 1, chance.choice((1, -1))
        number, until = chance.randint(0, last), tally.steps + count
        while tally.steps < until:
            if chance.random() < 0.3 or not 0 <= number + way <= last:
                way = -way
            number += way if 0 <= number + way <= last else 0
            named = {"pts": index.pts[number]} if index.ordered and number < len(index.pts) else {"index": number}
            if chance.random() < 0.5:
                frame = self.pool.frame(source, planes=True, max_size=BOX, **named)
                self._see(frame, number, tally)
                continue
            found = self._run(source, min(until - tally.steps, chance.randint(1, 9)), way, named)
            for place, frame in enumerate(found):
                self._see(frame, number + way * place, tally)
            number += way * (len(found) - 1)

    def _run(self, source: Source, count: int, way: int, named: dict[str, int]) -> list[Frame]:
        """Now and then it is given up on the way, as when somebody turns."""
        found: list[Frame] = []

        def told(frame: Frame) -> bool:
            found.append(frame)
            return len(found) < count

        asked = count if count % 2 else count + 5
        self.pool.frames(source, told, count=asked, back=way < 0, planes=True, max_size=BOX, **named)
        return found

    def _see(self, frame: Frame, number: int, tally: Tally) -> None:
        tally.steps += 1
        truth = self.truth
        if frame.planes != truth.prints[number]:
            found = [str(at) for at, each in enumerate(truth.prints) if each == frame.planes]
            tally.wrong.append(f"{self.path.name}: a step to {number} gives {', '.join(found) or 'none of the film'}")
        elif frame.index != number or truth.pts[number] not in (None, frame.pts):
            tally.wrong.append(f"{self.path.name}: frame {number} is said to be {frame.index} at {frame.pts}")
        self.painted[number] = frame.pixels
