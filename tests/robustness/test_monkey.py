"""Twenty seconds of pressing everything; `python -m tests.robustness.monkey` plays for ten minutes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_raised_and_nothing_is_left() -> None:
    command = [sys.executable, "-m", "tests.robustness.monkey", "--minutes", "0.33", "--seed", "3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "raised: nothing" in done.stdout
    assert "Traceback" not in done.stderr
