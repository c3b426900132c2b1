"""The application's side of media: questions about evidence files, answered by worker processes.

All methods may be called from several threads at once; each call occupies one worker until it is answered. A worker
that hangs, dies or talks nonsense is killed and replaced, and the call ends in a MediaError with the file's state.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self, TypeVar

import numpy as np

from moderator.domain.alignment import Alignment
from moderator.domain.difference import Difference
from moderator.domain.finds import Codes, Likenesses, Look, Looks
from moderator.domain.scan import Loudness, Scan
from moderator.domain.sound import Stretch
from moderator.errors import MediaError
from moderator.media import answers, limits
from moderator.media.evidence import Evidence
from moderator.media.finds import Gathering, pack_asked, unpack_codes, unpack_likeness
from moderator.media.pair import Pair, unpack_alignment, unpack_difference
from moderator.media.reasons import refusal
from moderator.media.sandbox import Level, Sandbox
from moderator.media.scan import Joining, unpack_loudness, unpack_scan
from moderator.media.values import Frame, FrameIndex, MediaInfo, Picture, Pixels, Source
from moderator.media.wire import BACK, NONE, Op, ProtocolError, Request
from moderator.media.workers import Failed, Question, Reading, Workers

T = TypeVar("T")
L = TypeVar("L", bound=Look)
MOST_LOOKS = 8
"""How often an alignment may be told of before it is done."""
TELL_SECONDS = 0.25
"""How often it is told how far the pass over a film has come."""
OURS = " our own document"
"""The case of what we wrote ourselves: no worker that has seen evidence draws it."""
Box = tuple[float, float, float, float]
Size = tuple[int, int]


class MediaPool:
    """At most `workers` processes, started by the first call or by `warm`."""

    def __init__(self, workers: int = 2, sandbox: Sandbox | None = None) -> None:
        self._sandbox = sandbox or Sandbox()
        self._workers = Workers(workers, self._sandbox)
        self._evidence = Evidence()

    def warm(self) -> None:
        """Starts all workers without waiting for them. Raises MediaError."""
        try:
            self._workers.warm()
        except Failed as failure:
            raise refusal(failure.reason) from failure

    def level(self) -> Level:
        """How well the workers are locked in; starts one where none has proven it yet. Raises MediaError."""
        self._prove()
        return self._sandbox.level()

    def probes(self) -> dict[str, bool]:
        """What the workers tried against their lock, and whether each attempt was denied. Raises MediaError."""
        self._prove()
        return self._sandbox.probes()

    def _prove(self) -> None:
        try:
            self._workers.prove()
        except Failed as failure:
            raise refusal(failure.reason) from failure

    def verify(self, source: Source) -> None:
        """Makes sure that the file is there and is the one that was imported. Raises MediaError; decodes nothing."""
        with self._evidence.opened(source):
            pass

    def selftest(self, kind: int, *, case: str = "", seconds: float = limits.FRAME_SECONDS) -> Frame:
        """Has a worker misbehave as `selftest.Kind` says. Raises MediaError as for a file that made it do so."""
        request = Request(Op.SELFTEST, count=kind)
        return self._answer(Question(request, answers.frame, seconds, case=case))

    def probe(self, source: Source) -> MediaInfo:
        """What the file is, by its bytes. Never raises for the file's sake: `state` and `reason` say what is wrong."""
        try:
            return self._ask(source, Request(Op.PROBE), limits.FRAME_SECONDS, answers.info)
        except MediaError as error:
            return answers.unreadable(error)

    def still(self, source: Source, *, page: int = 0, max_size: Size | None = None) -> Frame:
        """A photo, or a page of a PDF, upright in 8-bit sRGB; scaled down to fit `max_size` (width, height).

        Raises MediaError.
        """
        width, height = max_size or (0, 0)
        request = Request(Op.STILL, page=page, max_width=width, max_height=height)
        return self._ask(source, request, limits.STILL_SECONDS, answers.frame)

    def index(self, source: Source, *, verify: bool = False) -> FrameIndex:
        """Every frame that the video shows. With `verify` the whole film is decoded, so that no header can lie.

        Raises MediaError.
        """
        request = Request(Op.INDEX, count=int(verify))
        return self._ask(source, request, limits.INDEX_SECONDS, answers.index)

    def frame(
        self,
        source: Source,
        *,
        pts: int | None = None,
        index: int | None = None,
        max_size: Size | None = None,
        planes: bool = False,
    ) -> Frame:
        """One frame of a video by its PTS or, counted as shown, by its index; of a photo, index 0 and no PTS.

        The pixels do not depend on how it was reached. `planes` asks for the hash of the decoder's planes as well.
        Raises MediaError, naming the nearest PTS where none fits.
        """
        if (pts is None) == (index is None):
            raise ValueError("a frame is named by its PTS or by its index")
        width, height = max_size or (0, 0)
        asked = Request(Op.FRAME, max_width=width, max_height=height, planes=int(planes))
        request = _placed(asked, pts, index)
        return self._ask(source, request, limits.FRAME_SECONDS, answers.frame)

    def storyboard(self, source: Source, count: int, max_size: Size | None = None) -> tuple[Frame, ...]:
        """At most `count` different key frames, ascending, the first among them. Raises MediaError."""
        width, height = max_size or (0, 0)
        wanted = min(max(count, 1), limits.STORYBOARD)
        request = Request(Op.STORYBOARD, count=wanted, max_width=width, max_height=height)

        def collect(reading: Reading) -> tuple[Frame, ...]:
            frames: list[Frame] = []
            for reply in reading.replies():
                if len(frames) == wanted:
                    raise ProtocolError("more frames than asked")
                frames.append(answers.to_frame(reading, reply))
            return tuple(frames)

        return self._ask(source, request, limits.INDEX_SECONDS, collect)

    def frames(
        self,
        source: Source,
        told: Callable[[Frame], bool],
        *,
        count: int,
        pts: int | None = None,
        index: int | None = None,
        max_size: Size | None = None,
        back: bool = False,
        planes: bool = False,
    ) -> None:
        """At most `count` frames of a video one behind the other, decoded in one go, from the one that is named on, or
        back from it.

        Each is the one that `frame` gives, and goes to `told` as it comes. It ends early when that returns False, and
        when somebody else waits for a worker: nobody waits for these. Raises MediaError, after what could be had.
        """
        width, height = max_size or (0, 0)
        wanted = min(max(count, 1), limits.RUN_FRAMES)
        way = BACK if back else 0
        asked = Request(Op.FRAMES, page=way, count=wanted, max_width=width, max_height=height, planes=int(planes))
        request = _placed(asked, pts, index)

        def collect(reading: Reading) -> None:
            for number, reply in enumerate(reading.replies(), 1):
                if number > wanted:
                    raise ProtocolError("more frames than asked")
                if not told(answers.to_frame(reading, reply)) or self._workers.wanted:
                    reading.enough()
                    return

        with self._evidence.opened(source) as file:
            question = Question(
                request, collect, limits.FRAME_SECONDS, file, source.sha256, source.case, whole=limits.RUN_SECONDS
            )
            self._answer(question)

    def exhibit(
        self,
        source: Source,
        *,
        pts: int | None = None,
        index: int | None = None,
        page: int = 0,
        redact: Sequence[Box] = (),
        crop: Box | None = None,
        max_side: int = 1600,
        quality: int = 90,
    ) -> Picture:
        """A photo, a page or a frame as a JPEG for the decision. Raises MediaError.

        `redact` are fractions x, y, width, height of the upright picture; they are burnt in as opaque black before
        anything is scaled; where photo or film was compressed in blocks, out to the edges of these. With `crop` only
        that part is left. The longer side has at most `max_side` pixels.
        """
        if len(redact) > limits.REDACTIONS:
            raise ValueError(f"more than {limits.REDACTIONS} redactions")
        boxes = np.array(redact if crop is None else [crop, *redact], "<f8").reshape(-1, 4)
        if not np.isfinite(boxes).all() or (crop is not None and min(crop[2:]) <= 0):
            raise ValueError("a redaction without a place")
        asked = Request(Op.EXHIBIT, page=page, max_width=max_side, max_height=max_side, quality=quality)
        request = _placed(replace(asked, count=int(crop is not None)), pts, index)
        return self._ask(source, request, limits.FRAME_SECONDS, answers.picture, boxes.tobytes())

    def render_pdf(self, data: bytes, page: int, scale: float) -> Frame:
        """A page of our own decision for the preview; `scale` is pixels per point. Raises MediaError."""
        return self._ask(None, Request(Op.STILL, page=page, scale=scale), limits.STILL_SECONDS, answers.frame, data)

    def pdf_pages(self, data: bytes) -> int:
        """How many pages the PDF has. Raises MediaError."""
        return self._ask(None, Request(Op.PAGES), limits.STILL_SECONDS, answers.count, data)

    def read_text(self, source: Source, limit: int = 1 << 20) -> str:
        """At most `limit` bytes of a text document, as UTF-8 with replacement characters. Raises MediaError."""
        request = Request(Op.TEXT, count=min(limit, limits.TEXT_BYTES))
        return self._ask(source, request, limits.STILL_SECONDS, answers.text)

    def align(self, pair: Pair, case: str = "", told: Callable[[Alignment], None] | None = None) -> Alignment:
        """What takes the listing's pixels to the evidence's, and how far it can be trusted. With pins: what they make.

        `told` hears of what is found on the way; if it raises, the worker is ended and the exception goes on.
        Raises MediaError.
        """

        def collect(reading: Reading) -> Alignment:
            for number, reply in enumerate(reading.replies()):
                found = unpack_alignment(reading.payload(reply))
                if not reply.more:
                    return found
                if number == MOST_LOOKS:
                    raise ProtocolError("more looks than there are")
                if told is not None:
                    told(found)
            raise ProtocolError("an alignment without an end")

        return self._answer(Question(Request(Op.ALIGN), collect, limits.PAIR_SECONDS, case=case, parts=pair.pack()))

    def difference(self, pair: Pair, case: str = "") -> Difference:
        """Where the evidence differs from the listing laid over it by `pair.matrix`. Raises MediaError."""
        height, width = pair.evidence.shape[:2]

        def collect(reading: Reading) -> Difference:
            return unpack_difference(reading.payload(reading.only()), width, height)

        request = Request(Op.DIFFERENCE)
        return self._answer(Question(request, collect, limits.PAIR_SECONDS, case=case, parts=pair.pack()))

    def overlay(self, pair: Pair, case: str = "") -> Frame:
        """The evidence with the listing over it, `pair.amount` opaque. Raises MediaError."""
        height, width = pair.evidence.shape[:2]
        request = Request(Op.OVERLAY, max_width=width, max_height=height)
        return self._answer(Question(request, answers.frame, limits.PAIR_SECONDS, case=case, parts=pair.pack()))

    def scan(self, source: Source, told: Callable[[Scan], None] | None = None) -> Scan:
        """Looks through the whole film; its sound is asked for by `loudness`.

        `told` hears what is known so far, some times a second; if it raises, the worker is ended and the exception goes
        on. Raises MediaError.
        """

        def collect(reading: Reading) -> Scan:
            joining, heard = Joining(), time.monotonic()
            for reply in reading.replies():
                part, first = unpack_scan(reading.payload(reply))
                joining.add(part, first)
                if not reply.more:
                    return joining.scan(part.best, done=True)
                if told is not None and time.monotonic() - heard >= TELL_SECONDS:
                    heard = time.monotonic()
                    told(joining.scan())
            raise ProtocolError("a pass without an end")

        with self._evidence.opened(source) as file:
            question = Question(
                Request(Op.SCAN), collect, limits.SCAN_PART_SECONDS, file, source.sha256, source.case,
                background=True, whole=limits.SCAN_SECONDS,
            )  # fmt: skip
            return self._answer(question)

    def loudness(self, source: Source) -> Loudness | None:
        """How loud the film is, from its first frame on; None where it has no sound. Raises MediaError."""

        def collect(reading: Reading) -> Loudness | None:
            return unpack_loudness(reading.payload(reading.only()))

        return self._ask(source, Request(Op.LOUDNESS), limits.INDEX_SECONDS, collect)

    def codes(self, source: Source, numbers: Sequence[int], told: Callable[[Codes], None] | None = None) -> Codes:
        """Which codes can be read on these frames of the film. `told` as for `scan`. Raises MediaError."""
        return self._looks(source, Op.CODES, numbers, (), unpack_codes, told)

    def similarity(
        self,
        source: Source,
        numbers: Sequence[int],
        photos: Sequence[Pixels],
        told: Callable[[Likenesses], None] | None = None,
    ) -> Likenesses:
        """How much of these photos is found in these frames of the film. `told` as for `scan`. Raises MediaError."""
        return self._looks(source, Op.SIMILARITY, numbers, photos, unpack_likeness, told)

    def _looks(
        self,
        source: Source,
        op: Op,
        numbers: Sequence[int],
        photos: Sequence[Pixels],
        unpack: Callable[[memoryview], L],
        told: Callable[[Looks[L]], None] | None,
    ) -> Looks[L]:
        def collect(reading: Reading) -> Looks[L]:
            gathering, heard = Gathering[L](numbers), time.monotonic()
            for reply in reading.replies():
                if not reply.more:
                    return gathering.looks(done=True)
                gathering.add(unpack(reading.payload(reply)))
                if told is not None and time.monotonic() - heard >= TELL_SECONDS:
                    heard = time.monotonic()
                    told(gathering.looks())
            raise ProtocolError("a pass without an end")

        with self._evidence.opened(source) as file:
            question = Question(
                Request(op), collect, limits.SCAN_PART_SECONDS, file, source.sha256, source.case,
                pack_asked(numbers, photos), background=True, whole=limits.SCAN_SECONDS,
            )  # fmt: skip
            return self._answer(question)

    def sound(self, source: Source, first: int, count: int) -> Stretch | None:
        """`count` samples of the film's sound from sample `first` on, see `domain.sound`; None where it has no track.

        Raises MediaError.
        """
        count = min(max(count, 1), limits.SOUND_SAMPLES)
        request = Request(Op.SOUND, pts=first, count=count)
        with self._evidence.opened(source) as file:
            question = Question(
                request, answers.sound, limits.SOUND_SECONDS, file, source.sha256, source.case, hearing=True
            )
            return self._answer(question)

    def close(self) -> None:
        """Ends all workers; calls under way end in MediaError."""
        self._workers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self,
        source: Source | None,
        request: Request,
        seconds: float,
        collect: Callable[[Reading], T],
        payload: bytes = b"",
    ) -> T:
        if source is None:
            return self._answer(Question(request, collect, seconds, case=OURS, parts=(payload,)))
        with self._evidence.opened(source) as file:
            return self._answer(Question(request, collect, seconds, file, source.sha256, source.case, (payload,)))

    def _answer(self, question: Question[T]) -> T:
        try:
            return self._workers.ask(question)
        except Failed as failure:
            raise refusal(failure.reason, failure.a, failure.b) from failure


def _placed(request: Request, pts: int | None, index: int | None) -> Request:
    """The request for the frame with this PTS, or with this index."""
    if pts is not None:
        return replace(request, pts=pts, has_pts=1)
    return replace(request, index=NONE if index is None else index)


def default_workers() -> int:
    """As many as there are processors, at least 1 and at most 4."""
    return max(1, min(4, os.cpu_count() or 1))
