"""A slice of the dishonest edits; ten thousand by hand, see `edits`."""

from __future__ import annotations

from pathlib import Path

from tests.robustness.edits import EDITS, RESTORED, Attack, run

COUNT = 300


def test_every_edit_of_the_database_is_found_and_nothing_else(tmp_path: Path) -> None:
    attack = Attack(tmp_path, cases=12)
    assert attack.clean()
    made, missed = run(attack, COUNT, seed=3)
    assert missed == []
    assert set(made) == {*EDITS, RESTORED}
    assert attack.clean()
