"""A slice of the mutants in every test run; all of them: `python -m tests.robustness.fuzz --count 20000`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.media.pool import MediaPool
from tests.robustness.fuzz import WORKERS, mutants, run, unmutated
from tests.robustness.mutate import Mutant, mutant, seeds
from tests.robustness.structure import FORMATS, pieces

COUNT = 2000


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with MediaPool(WORKERS) as pool:
        yield pool


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where reproducers are left; pytest keeps the folder of its last runs."""
    return tmp_path_factory.mktemp("reproducers")


def test_no_mutant_gets_through(pool: MediaPool, kept: Path) -> None:
    control = run(unmutated(), pool)
    assert {state for counts in control.states.values() for state in counts} == {"shown"}
    assert not control.wrong
    tally = run(mutants(COUNT, seed=1), pool, kept)
    assert not tally.wrong, f"reproducers are in {kept}"
    assert set(tally.states) == set(FORMATS)
    assert sum(counts.total() for counts in tally.states.values()) == COUNT
    # Mutants that are all refused, or all shown, would test nothing.
    for format_, counts in tally.states.items():
        assert counts["shown"] + counts["partial"], (format_, counts)
        assert counts["refused"], (format_, counts)
    again = run(unmutated(), pool)
    assert {state for counts in again.states.values() for state in counts} == {"shown"}


def test_the_same_number_is_the_same_mutant() -> None:
    corpus = seeds()
    for number in range(60):
        assert mutant(number, corpus) == mutant(number, corpus)
    originals = {valid.data for each in corpus.values() for valid in each}
    changed = sum(mutant(number, corpus).data not in originals for number in range(300))
    assert changed > 270


def test_every_format_has_pieces() -> None:
    for format_, files in seeds().items():
        found = max(len(pieces(format_, valid.data)) for valid in files)
        assert found >= (2 if format_ == "text" else 6), format_


def test_corpora_of_others(pool: MediaPool, shared_media: Path) -> None:
    """Bombs among them, so they are opened by the workers alone. None may cost the caller anything."""
    folder = shared_media.parent / "media-malformed"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".txt", ".md"))
    assert len(files) > 400
    tally = run((Mutant(f"{n}-{path.name}", path.parent.name, path.read_bytes(), ()) for n, path in enumerate(files)),
                pool)  # fmt: skip
    assert not tally.wrong
    states = {state for counts in tally.states.values() for state in counts}
    assert states <= {"shown", "partial", "refused", "timed-out", "crashed"}
