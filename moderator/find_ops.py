"""What a worker can be asked about some frames of a film: which codes can be read on them, and where the listing is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from moderator.analysis import codes
from moderator.analysis.similarity import FRAME_SIDE, Listing
from moderator.domain.finds import CodesSeen, Likeness
from moderator.media import limits, picked
from moderator.media.finds import pack_codes, pack_likeness, unpack_asked
from moderator.media.job import Job
from moderator.media.ops import Ops, Part
from moderator.media.wire import Answer, Op, Reply


def _codes(job: Job) -> Iterator[Part]:
    """A reply for each frame, and an empty one behind the last."""
    video = job.video(job.type())
    numbers, _ = unpack_asked(job.payload)
    for frame in picked.frames(video, numbers, limits.CODE_SIDE):
        data = pack_codes(CodesSeen(frame.number, frame.pts, codes.read(frame.luma)))
        yield Reply(Answer.CODES, job.request.id, more=1, payload=len(data)), data
    yield Reply(Answer.CODES, job.request.id), b""


def _similarity(job: Job) -> Iterator[Part]:
    """As `_codes`."""
    video = job.video(job.type())
    numbers, photos = unpack_asked(job.payload)
    listing = Listing(photos)
    for frame in picked.frames(video, numbers, FRAME_SIDE):
        photo, matches = listing.found_in(frame.luma)
        data = pack_likeness(Likeness(frame.number, frame.pts, photo, matches))
        yield Reply(Answer.SIMILARITY, job.request.id, more=1, payload=len(data)), data
    yield Reply(Answer.SIMILARITY, job.request.id), b""


OPS: Ops = {Op.CODES: _codes, Op.SIMILARITY: _similarity}


def warm_up() -> None:
    """Once per process, before the lock: whatever these load or start lazily is there afterwards."""
    rng = np.random.default_rng(1)
    tile = np.ascontiguousarray(rng.integers(0, 255, (48, 48), dtype=np.uint8).repeat(4, axis=0).repeat(4, axis=1))
    codes.read(tile)
    Listing([np.ascontiguousarray(np.repeat(tile[:, :, None], 3, axis=2))]).found_in(tile)
