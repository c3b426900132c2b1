"""Whole processes against the clock: from the moment one is started to what it says on stdout."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS_AT_MOST = 300
FIGURE = re.compile(
    r"^(painted|pause|next|frame|work|wiped|wipe|floor|due|skew|woken|alone) ([0-9.e-]+)$", re.MULTILINE
)


class BenchFailed(Exception):
    """A measured process ended without the line that it owes; the message is what it said instead."""


def run(arguments: Sequence[str]) -> dict[str, list[float]]:
    """Runs Python with `arguments` and returns the figures it prints, one `word number` a line, by word.

    Raises BenchFailed.
    """
    said = output(arguments)
    figures: dict[str, list[float]] = {}
    for match in FIGURE.finditer(said):
        figures.setdefault(match[1], []).append(float(match[2]))
    if not figures:
        raise BenchFailed(said.strip() or "it said nothing")
    return figures


def output(arguments: Sequence[str]) -> str:
    """Runs Python with `arguments` and returns what it prints.

    The settings of whoever measures are left alone: the program has none, as on its first start. Raises BenchFailed.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "HOME": home, "XDG_CONFIG_HOME": home}
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS_AT_MOST,
        )
    if result.returncode:
        raise BenchFailed((result.stderr or result.stdout or "it said nothing").strip())
    return result.stdout


def seconds_to_paint(arguments: Sequence[str]) -> float:
    """From the start of the process to its line "painted", which carries the system's monotonic clock."""
    started = time.monotonic()
    return run(arguments)["painted"][0] - started


def side_by_side(first: Sequence[str], second: Sequence[str], runs: int) -> tuple[float, float]:
    """The medians of `runs` times to paint of both, taken in turns so that a busy moment of the machine meets both.

    One run of each goes before, unmeasured, so that files are in memory and bytecode is written.
    """
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs + 1):
        for arguments, sample in zip((first, second), samples, strict=True):
            sample.append(seconds_to_paint(arguments))
    return statistics.median(samples[0][1:]), statistics.median(samples[1][1:])
