"""What a worker can be asked about a whole film: joins media, that decodes it, and the analysis of its frames."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from moderator.analysis.scanner import Scanner
from moderator.domain.scan import Scan
from moderator.media import film, limits
from moderator.media.job import Job
from moderator.media.ops import Ops, Part
from moderator.media.scan import pack_scan
from moderator.media.wire import Answer, Op, Reply


def _scan(job: Job) -> Iterator[Part]:
    """Parts as the pass goes on. Where the file's own index was wrong the parts begin again at frame 0."""
    scanner, first = Scanner(0), 0
    for small in film.frames(job.video(job.type())):
        if small.number == 0:
            scanner, first = Scanner(small.total), 0
        elif scanner.waiting == limits.SCAN_BATCH:
            yield _part(job, scanner.taken(), first, more=1)
            first = small.number
        scanner.push(small.number, small.pts, small.seconds, small.luma)
    yield _part(job, scanner.taken(done=True), first, more=0)


def _part(job: Job, scan: Scan, first: int, more: int) -> Part:
    data = pack_scan(scan, first)
    return Reply(Answer.SCAN, job.request.id, more=more, payload=len(data)), data


OPS: Ops = {Op.SCAN: _scan}


def warm_up() -> None:
    """Once per process, before the lock: whatever these load or start lazily is there afterwards."""
    scanner = Scanner(40)
    for number in range(40):
        noise = np.random.default_rng(number // 20).integers(0, 255, (27, 48), dtype=np.uint8)
        noise[0, 0] = number
        scanner.push(number, number, number / 30, noise.repeat(10, axis=0).repeat(10, axis=1))
    scanner.taken(done=True)
