"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from moderator.media import pool


class Lent:
    """A pool that outlives who closes it."""

    def __init__(self, own: pool.MediaPool) -> None:
        self._own = own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def __enter__(self) -> Lent:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def started() -> Iterator[pool.MediaPool]:
    with pool.MediaPool(1) as made:
        yield made


@pytest.fixture
def one_pool(started: pool.MediaPool, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Lent]:
    """Every command gets the same decoder: to start a locked one takes a second, and most of a file's tests is that."""
    lent: Callable[..., Lent] = lambda *_args, **_options: Lent(started)  # noqa: E731
    monkeypatch.setattr(pool, "MediaPool", lent)
    return lent
