"""Whole processes against the clock: from the moment one is started to what it says on stdout."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS_AT_MOST = 120


class BenchFailed(Exception):
    """A measured process ended without the line that it owes; the message is what it said instead."""


def told(arguments: Sequence[str]) -> dict[str, float]:
    """Runs Python with `arguments` and returns the figures it prints, one `word number` a line.

    The settings of whoever measures are left alone: the program has none, as on its first start.

    The word "painted" carries a reading of the system's monotonic clock and comes back as seconds since the start.
    Raises BenchFailed.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "HOME": home, "XDG_CONFIG_HOME": home}
        started = time.monotonic()
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS_AT_MOST,
        )
    lines = (line.split() for line in result.stdout.splitlines())
    figures = {words[0]: float(words[1]) for words in lines if len(words) == 2 and words[0] in WORDS}
    if result.returncode or "painted" not in figures:
        raise BenchFailed((result.stderr or result.stdout or "it said nothing").strip())
    figures["painted"] -= started
    return figures


WORDS = ("painted", "pause")


def side_by_side(first: Sequence[str], second: Sequence[str], runs: int) -> tuple[dict[str, float], dict[str, float]]:
    """The medians of `runs` runs of both, taken in turns so that a busy moment of the machine meets both.

    One run of each goes before, unmeasured, so that files are in memory and bytecode is written.
    """
    samples: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for _ in range(runs + 1):
        for arguments, sample in zip((first, second), samples, strict=True):
            sample.append(told(arguments))
    return medians(samples[0][1:]), medians(samples[1][1:])


def medians(sample: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure over the runs; of a pause, the longest."""
    return {
        word: max(values) if word == "pause" else statistics.median(values)
        for word in sample[0]
        for values in [[figures[word] for figures in sample]]
    }
