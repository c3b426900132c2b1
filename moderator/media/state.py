"""What became of one evidence file."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The state of an evidence file: the last seven are final."""

    QUEUED = "queued"
    PROBING = "probing"
    SHOWN = "shown"
    PARTIAL = "partial"
    REFUSED = "refused"
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"
    MISSING = "missing"
    HASH_MISMATCH = "hash-mismatch"
