"""One pool for all tests that only ask questions, and clips made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.media.pool import MediaPool
from moderator.media.values import Source

from .clips import RECIPES, Recipe, write


@pytest.fixture(scope="session")
def pool() -> Iterator[MediaPool]:
    with MediaPool(2) as pool:
        yield pool


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(params=RECIPES, ids=lambda recipe: recipe.name)
def clip(request: pytest.FixtureRequest, clip_folder: Path) -> tuple[Recipe, Source]:
    """Every recipe in turn, written on first use."""
    recipe: Recipe = request.param
    path = clip_folder / recipe.name
    return recipe, Source.of(path if path.exists() else write(recipe, clip_folder))
