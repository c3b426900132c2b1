"""Cohen's kappa against published values, and its error against another way to derive it."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moderator.domain.agreement import NORMAL_95, Agreement, agreement

Cells = dict[tuple[str, str], int]


def spread(cells: Cells) -> list[tuple[str, str]]:
    return [cell for cell, count in cells.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        # the example of scikit-learn's documentation of cohen_kappa_score
        (
            list(
                zip(
                    ("negative", "positive", "negative", "neutral", "positive"),
                    ("negative", "positive", "negative", "neutral", "negative"),
                    strict=True,
                )
            ),
            0.6875,
        ),
        # the textbook's fifty grant applications
        (spread({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}), 0.4),
        (spread({("y", "y"): 45, ("y", "n"): 15, ("n", "y"): 25, ("n", "n"): 15}), 0.1304),
        (spread({("y", "y"): 25, ("y", "n"): 35, ("n", "y"): 5, ("n", "n"): 35}), 0.2593),
        (spread({("y", "n"): 5, ("n", "y"): 5}), -1.0),
    ],
)
def test_published_values(pairs: list[tuple[str, str]], kappa: float) -> None:
    assert agreement(pairs).kappa == pytest.approx(kappa, abs=5e-5)


def test_where_there_is_nothing_to_compare() -> None:
    assert agreement([]) == Agreement(0)
    assert agreement([("no-refund", "no-refund")] * 3) == Agreement(3, 1.0, 1.0)


def naive_kappa(table: list[list[float]]) -> float:
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    total = sum(rows)
    observed = sum(table[i][i] for i in range(len(table))) / total
    chance = sum(r * c for r, c in zip(rows, columns, strict=True)) / total**2
    return (observed - chance) / (1 - chance)


def naive_error(table: list[list[float]]) -> float:
    """By the delta method with numeric slopes: variance of a smooth function of multinomial shares."""
    n, size, step = sum(map(sum, table)), len(table), 1e-6
    shares = [[cell / n for cell in row] for row in table]
    slopes = []
    for i in range(size):
        for j in range(size):
            up, down = [row[:] for row in shares], [row[:] for row in shares]
            up[i][j] += step
            down[i][j] -= step
            slopes.append((naive_kappa(up) - naive_kappa(down)) / (2 * step))
    flat = [share for row in shares for share in row]
    mean = sum(p * slope for p, slope in zip(flat, slopes, strict=True))
    return math.sqrt(max(0.0, sum(p * (slope - mean) ** 2 for p, slope in zip(flat, slopes, strict=True))) / n)


@given(
    st.integers(2, 4).flatmap(
        lambda k: st.lists(st.lists(st.integers(0, 30), min_size=k, max_size=k), min_size=k, max_size=k)
    )
)
def test_kappa_and_its_interval_are_those_of_another_derivation(table: list[list[int]]) -> None:
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    n = sum(rows)
    assume(n and sum(r * c for r, c in zip(rows, columns, strict=True)) / n**2 < 0.98)
    found = agreement((str(i), str(j)) for i, row in enumerate(table) for j, c in enumerate(row) for _ in range(c))
    as_floats = [[float(cell) for cell in row] for row in table]
    kappa, error = naive_kappa(as_floats), naive_error(as_floats)
    assert found.pairs == n
    assert found.kappa == pytest.approx(kappa, abs=1e-9)
    assert found.low == pytest.approx(max(-1.0, kappa - NORMAL_95 * error), abs=2e-4)
    assert found.high == pytest.approx(min(1.0, kappa + NORMAL_95 * error), abs=2e-4)
