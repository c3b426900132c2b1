"""What a worker can be asked about two pictures: the one place where media's border and the analysis meet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from moderator.analysis import align, difference, pins
from moderator.domain.alignment import IDENTITY
from moderator.media import limits
from moderator.media.job import Job
from moderator.media.ops import Ops, Part, threads
from moderator.media.pair import Pair, pack_alignment, pack_difference
from moderator.media.wire import Answer, Op, Reply


def _align(job: Job) -> Iterator[Part]:
    """A first look as soon as there is one, then the verdict; with pins the one that they make."""
    pair = Pair.unpack(job.payload)
    with threads(limits.PAIR_THREADS):
        if pair.pins:
            given = [((a, b), (c, d)) for a, b, c, d in pair.pins]
            found = iter([pins.from_pins(pair.listing, pair.evidence, given)])
        else:
            found = align.stages(pair.listing, pair.evidence)
        last = next(found)
        for each in found:
            yield _alignment(job, pack_alignment(last), more=1)
            last = each
        yield _alignment(job, pack_alignment(last), more=0)


def _alignment(job: Job, data: bytes, more: int) -> Part:
    return Reply(Answer.ALIGNMENT, job.request.id, more=more, payload=len(data)), data


def _difference(job: Job) -> Iterator[Part]:
    pair = Pair.unpack(job.payload)
    found = difference.difference(pair.listing, pair.evidence, pair.matrix, pair.amount)
    data = pack_difference(found)
    yield Reply(Answer.DIFFERENCE, job.request.id, payload=len(data)), data


def _overlay(job: Job) -> Iterator[Part]:
    pair = Pair.unpack(job.payload)
    pixels = difference.overlay(pair.listing, pair.evidence, pair.matrix, pair.amount)
    height, width = pixels.shape[:2]
    yield Reply(
        Answer.FRAME, job.request.id, width=width, height=height, full_width=width, full_height=height, index=0,
        payload=pixels.nbytes,
    ), np.ascontiguousarray(pixels).data.cast("B")  # fmt: skip


OPS: Ops = {Op.ALIGN: _align, Op.DIFFERENCE: _difference, Op.OVERLAY: _overlay}


def warm_up() -> None:
    """Once per process, before the lock: whatever these load or start lazily is there afterwards."""
    tile = np.random.default_rng(1).integers(0, 255, (48, 48, 3), dtype=np.uint8)
    picture = np.ascontiguousarray(tile.repeat(4, axis=0).repeat(4, axis=1))
    list(align.stages(picture, picture))
    pins.from_pins(picture, picture, [((10.0, 10.0), (10.0, 10.0)), ((150.0, 160.0), (150.0, 160.0))])
    difference.difference(picture, picture, IDENTITY, 10.0)
    difference.overlay(picture, picture, IDENTITY, 0.5)
