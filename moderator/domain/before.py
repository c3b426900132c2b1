"""What was given back before. Apart from the rules of refunds, since the store counts it without knowing a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Before:
    """What standing decisions of this library already gave back for the same order number, in minor units."""

    of_order: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    payments: Mapping[str, int] = field(default_factory=dict)


NOTHING = Before()
