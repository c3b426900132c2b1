"""What looking at single frames of a film costs: codes and the listing's item, in a minute of Full HD.

No limit is set: it happens behind everything else. It is shown so that nobody is surprised.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from moderator.domain.finds import CODES_A_SECOND, LIKENESS_A_SECOND, sharpest
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from tests.bench.storyboard import SECONDS, film, timed
from tests.bench.table import Row
from tests.moderator.analysis.test_similarity import photo

PHOTOS = 3


def rows() -> Iterator[Row]:
    """Once each, a worker at the niceness of background work; what lies between the frames is decoded too."""
    with tempfile.TemporaryDirectory() as name, MediaPool(1) as pool:
        source = Source.of(film(Path(name)))
        index = pool.index(source)
        numbers = sharpest(index.pts, index.time_base, b"", CODES_A_SECOND)
        spent = timed(lambda: pool.codes(source, numbers))
        yield Row(f"codes read on {len(numbers)} frames of {SECONDS} s in Full HD", spent)
        few = sharpest(index.pts, index.time_base, b"", LIKENESS_A_SECOND)
        photos = [np.ascontiguousarray(photo(seed)) for seed in range(PHOTOS)]
        spent = timed(lambda: pool.similarity(source, few, photos))
        yield Row(f"{PHOTOS} listing photos looked for on {len(few)} frames of it", spent)
