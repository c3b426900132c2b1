"""Frames by PyAV: from the key frame before, forward, every step proven by its PTS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import av

from moderator.media import colour, limits
from moderator.media.container import Container, Damage, Packet
from moderator.media.frame_source import Unproven
from moderator.media.index import Index
from moderator.media.shelf import Shelf
from moderator.media.values import Pixels


class AvSource:
    """`open_again` opens the file anew; seeking is used only where PTS rise and the decoder never complained.

    Several threads conceal what is damaged each time in another way, and say nothing of it. So they decode `strict`, by
    a decoder that complains instead; where it does, everything is decoded by one thread from then on.
    """

    def __init__(self, open_again: Callable[[bool], Container], damage: Damage) -> None:
        self._open = open_again
        self._damage = self._seen = damage
        self._strict = True
        self._container: Container | None = None
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._next: int | None = None
        self._kept = Shelf(limits.KEPT_BYTES)
        self._seeks = True
        self._from_start = False

    def picture(self, index: Index, number: int, size: tuple[int, int]) -> Pixels:
        return colour.to_rgb(self.frame(index, number), size)

    def frame(self, index: Index, number: int) -> av.VideoFrame:
        """The decoded frame itself. Raises Unproven."""
        if number in self._kept:
            return self._kept[number]
        try:
            return self._reached(index, number)
        except Unproven:
            if not self._strict:
                raise
        self._strict = False
        self.close()
        return self._reached(index, number)

    def _reached(self, index: Index, number: int) -> av.VideoFrame:
        key = index.key_before(number)
        following = self._next is not None and self._next <= number
        if key is None or not self._may_seek(index):
            if not following:
                self._restart()
            return self._forward(index, number, 0)
        if following and self._next is not None and key <= self._next:
            return self._forward(index, number, 0)
        return self._forward(index, number, self._seek(index, key))

    def _may_seek(self, index: Index) -> bool:
        return self._seeks and index.ordered and not self._damage.count

    def key_frames(self, index: Index, numbers: Sequence[int]) -> Iterator[tuple[int, av.VideoFrame]]:
        """Key frames without their followers, one packet each, with their numbers; in any order. Raises Unproven."""
        missing = dict.fromkeys(numbers)
        if self._may_seek(index):
            for frame in self._decoded_alone(index, numbers):
                number = index.place.get(frame.pts, -1) if frame.pts is not None else -1
                if number in missing and _whole_key(frame):
                    del missing[number]
                    yield number, frame
        for number in missing:
            yield number, self.frame(index, number)

    def _decoded_alone(self, index: Index, numbers: Sequence[int]) -> Iterator[av.VideoFrame]:
        """What a decoder makes of these packets and no others. While one is looked at the next is being decoded: so
        they are read by a container of their own, since a jump makes its decoder forget what it has begun."""
        context = self._opened().stream.codec_context
        self._next = None
        context.flush_buffers()
        reading = self._open(self._strict)
        try:
            for number in numbers:
                packet = _packet(reading, index, number)
                yield from context.decode(packet) if packet is not None else ()
            yield from context.decode(None)
        except av.FFmpegError:
            return  # whatever did not come out is reached in the ordinary way
        finally:
            context.flush_buffers()
            reading.close()

    def distrust_seeking(self) -> None:
        """From now on every frame is reached from the start of the file."""
        self._seeks = False
        self.close()

    @contextmanager
    def keeping(self, room: int) -> Iterator[None]:
        """Keeps decoded frames of so many bytes for a while."""
        self._kept.resize(room)
        try:
            yield
        finally:
            self._kept.resize(limits.KEPT_BYTES)

    def forget(self) -> None:
        """Lets go of the frames that are kept."""
        self._kept.clear()

    def close(self) -> None:
        self._kept.clear()
        self._frames, self._next = iter(()), None
        if self._container is not None:
            self._container.close()
            self._container = None

    def _opened(self) -> Container:
        if self._container is None:
            self._strict = self._strict and not self._damage.count
            self._container = self._open(self._strict)
            # What a strict decoder complains of need not harm the film: it only ends the strictness.
            self._seen = Damage() if self._strict else self._damage
        return self._container

    def _restart(self) -> None:
        self.close()
        container = self._opened()
        self._frames, self._next = container.frames(self._seen), 0
        self._from_start = True

    def _seek(self, index: Index, key: int) -> int:
        """Makes the decoder start at a key frame; gives the number of the first frame that is then to be trusted."""
        container = self._opened()
        container.seek(index.seek[key])
        self._frames, self._next = container.frames(self._seen), None
        self._from_start = False
        return key

    def _forward(self, index: Index, number: int, trusted: int) -> av.VideoFrame:
        """Decodes up to a frame. Frames before `trusted` lack what they refer to and are passed over.

        Damage on the way is only accepted where the index was made by passing over the same damage, and with one
        thread: what several make of it depends on chance.
        """
        harmed = self._seen.count
        tolerant = self._from_start and index.decoded
        begun = not trusted
        for frame in self._frames:
            place = self._place(index, frame)
            if not begun and place >= trusted:
                begun = place == trusted and _whole_key(frame)
                if not begun:
                    break
            self._seen.count += frame.is_corrupt
            self._next = place + 1
            if place >= trusted:
                self._kept.put(place, frame, number - place)
            if place == number and number >= trusted:
                if self._seen.count != harmed and not (tolerant and self._opened().threads == 1):
                    break
                return frame
            if place > number:
                break
        self._kept.clear()
        self._next = None
        raise Unproven

    def _place(self, index: Index, frame: av.VideoFrame) -> int:
        """The number of the frame that came out: by counting where it follows another, by its PTS after a seek."""
        place = self._next
        if place is None:
            place = index.place.get(frame.pts, -1) if frame.pts is not None else -1
        known = 0 <= place < len(index.pts)
        if not known or (frame.pts is not None and index.pts[place] != frame.pts):
            self._next = None
            raise Unproven
        return place


def _whole_key(frame: av.VideoFrame) -> bool:
    """Whether the decoder itself takes it for a key frame: the container only says so, and may lie. What is decoded
    after a false one refers to pictures that were never decoded, and looks as if it were right."""
    return bool(frame.key_frame) and not frame.is_corrupt


def _packet(container: Container, index: Index, number: int) -> Packet | None:
    """The packet of a key frame; None where it is not where the index says."""
    container.seek(index.seek[number])
    for packet in container.packets():
        if packet.pts == index.pts[number] and packet.is_keyframe:
            return packet
        if packet.pts is None or packet.pts > index.pts[number]:
            return None
    return None
