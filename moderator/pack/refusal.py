"""How a pack is refused: always as problems that say where, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from moderator.errors import PackRefused, Problem


def refuse(pointer: str, code: str, text: str) -> NoReturn:
    """Raises PackRefused with this one problem."""
    raise PackRefused([Problem(pointer, code, text)])


def refuse_any(problems: Iterable[Problem]) -> None:
    """Raises PackRefused if there are any."""
    found = list(problems)
    if found:
        raise PackRefused(found)
