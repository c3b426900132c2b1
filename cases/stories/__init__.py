"""The sample cases, one story a module, in the order of their due dates."""

from __future__ import annotations

from cases.stories import (
    borrowed_photos,
    bottle_short,
    charged_twice,
    empty_box,
    long_cable,
    other_city,
    parts_missing,
    press_received,
    reopened,
    second_case,
    shoes_red,
    silent_seller,
    three_lines,
    watch_cracked,
)
from cases.stories.parts import Story

_MODULES = (
    watch_cracked,
    press_received,
    shoes_red,
    bottle_short,
    empty_box,
    silent_seller,
    charged_twice,
    three_lines,
    parts_missing,
    other_city,
    reopened,
    second_case,
    long_cable,
    borrowed_photos,
)


def stories() -> tuple[Story, ...]:
    """Every sample case, the most urgent first."""
    return tuple(module.story() for module in _MODULES)
