"""One contract for every way of extracting frames, on clips made here and on real files where they are to be had."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from moderator.media import colour, index, planes
from moderator.media.av_source import AvSource
from moderator.media.container import Container, Damage
from moderator.media.files import EvidenceFile
from moderator.media.frame_source import Unproven
from moderator.media.index import Index
from moderator.media.opencv_source import OpenCvSource
from moderator.media.sniff import sniff
from moderator.media.values import Source
from tests.robustness.exact_patches import holed

from .clips import Recipe, write
from .reference import fingerprint, sequential

REAL = (
    "androidx/hdr10-av1.mp4", "androidx/hlg10-color-test.mp4", "androidx/mv_with_2_top_shots.mp4",
    "androidx/pixel-motion-photo-2-hevc-tracks.mp4", "androidx/sample.avi", "androidx/sample_edit_list.mp4",
    "androidx/sample_partially_fragmented.mp4", "androidx/sample_without_stss.mp4", "androidx/portrait_4k60.mp4",
    "decord/corrupted.mp4", "decord/unordered.mov", "derived/splice_gradual_h264.mp4", "derived/splice_hard_av1.mp4",
    "derived/splice_hard_h264_fragmented.mp4", "derived/splice_hard_h264_vfr.mp4", "derived/splice_hard_hevc.mov",
    "derived/splice_hard_mjpeg.avi", "derived/splice_hard_vp9.webm", "mediabunny_mpl/cursed-vfr.mp4",
    "mediabunny_mpl/rotate-buck-bunny.mp4", "opencv/box.mp4", "opencv/cup.mp4", "torchcodec/av1_video.mkv",
    "torchcodec/bt709_full_range.mp4", "torchcodec/h265_10bits.mp4", "torchcodec/nasa_13013.mp4",
    "threatexchange/chair-20-sd-bar.mp4",
)  # fmt: skip


class Opened:
    """A file with its index, and sources that are closed with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.format = sniff(self.file()).format
        self.container = Container(self.file(), self.format)
        self.damage = Damage()
        self.strict: list[bool] = []
        try:
            self.index = index.by_packets(self.container)
        except index.Untrusted:
            self.index = self.decoded()

    def file(self) -> EvidenceFile:
        return EvidenceFile(os.open(self._path, os.O_RDONLY))

    def decoded(self) -> Index:
        return index.by_decoding(Container(self.file(), self.format, threads=1), self.damage)

    def by_av(self) -> AvSource:
        return AvSource(self.again, self.damage)

    def again(self, strict: bool) -> Container:
        """Several threads only where they would complain of what they cannot decode."""
        self.strict.append(strict)
        return Container(self.file(), self.format, threads=0 if strict else 1, strict=strict)

    def by_opencv(self) -> OpenCvSource:
        start = self.container.stream.start_time or 0
        return OpenCvSource(self.file(), self.container.time_base, start)


@pytest.fixture(params=REAL)
def real(request: pytest.FixtureRequest, shared_media: Path) -> Path:
    return shared_media / "video" / str(request.param)


@pytest.fixture
def shuffled() -> Callable[[int], Iterator[int]]:
    """Some numbers below a count, forwards, backwards and at random."""

    def numbers(count: int) -> Iterator[int]:
        drawn = random.Random(9).sample(range(count), min(count, 8))
        yield from drawn
        yield from (number for number in (0, 1, 2, count - 1, count - 2) if 0 <= number < count)

    return numbers


def check_planes(path: Path, shuffled: Callable[[int], Iterator[int]]) -> None:
    opened, truth = Opened(path), sequential(path)
    if len(truth) != len(opened.index.pts):
        opened.index = opened.decoded()  # packets promise more than can be decoded
    assert [frame.pts for frame in truth] == list(opened.index.pts)
    assert [bool(frame.key_frame) for frame in truth] == list(opened.index.key)
    prints = [fingerprint(frame) for frame in truth]
    source = opened.by_av()
    for number in shuffled(len(truth)):
        assert fingerprint(source.frame(opened.index, number)) == prints[number], number
    keys = opened.index.keys[:6]
    alone = dict(source.key_frames(opened.index, keys))
    assert {number: fingerprint(frame) for number, frame in alone.items()} == {key: prints[key] for key in keys}
    source.close()


def check_opencv(path: Path, shuffled: Callable[[int], Iterator[int]]) -> int:
    """OpenCV's picture of a proven frame is what FFmpeg's own fast conversion makes of that very frame."""
    opened = Opened(path)
    proven = 0
    try:
        source = opened.by_opencv()
    except Unproven:
        return 0
    frames = opened.by_av()
    for number in shuffled(len(opened.index.pts)):
        try:
            shown = source.retrieve(opened.index, number)
        except Unproven:
            continue
        frame = frames.frame(opened.index, number)
        assert np.array_equal(shown, frame.reformat(format="bgr24", interpolation="BICUBIC").to_ndarray()), number
        proven += 1
    source.close()
    return proven


def test_pyav_gives_the_planes_of_the_sequential_decode(
    clip: tuple[Recipe, Source], shuffled: Callable[[int], Iterator[int]]
) -> None:
    check_planes(clip[1].path, shuffled)


def test_pyav_on_real_files(real: Path, shuffled: Callable[[int], Iterator[int]]) -> None:
    check_planes(real, shuffled)


def test_opencv_proves_its_place_or_says_that_it_cannot(
    clip: tuple[Recipe, Source], shuffled: Callable[[int], Iterator[int]]
) -> None:
    recipe, source = clip
    if recipe.format != "yuv420p10le":  # its picture of 10 bits is another; we never take it
        proven = check_opencv(source.path, shuffled)
        assert proven or recipe.codec == "libsvtav1"


def test_opencv_on_real_files(real: Path, shuffled: Callable[[int], Iterator[int]]) -> None:
    opened = Opened(real)
    if real.name == "corrupted.mp4":
        opened.index = opened.decoded()  # packets promise more than can be decoded
        assert opened.damage.count
    elif opened.index.ordered and opened.container.stream.codec_context.pix_fmt in ("yuv420p", "yuvj420p"):
        check_opencv(real, shuffled)


def test_opencv_agrees_where_we_take_its_picture(tmp_path: Path) -> None:
    """Random flat patches and sharp edges without subsampling: at most one level apart; with it, far apart."""
    values = np.random.default_rng(3).integers(0, 256, (8, 8, 3), np.uint8).repeat(8, axis=0).repeat(8, axis=1)
    apart = {}
    for format_ in ("yuv444p", "yuvj444p", "yuv420p"):
        path = tmp_path / f"{format_}.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=30, options={"qp": "1", "bf": "0"})
            stream.width, stream.height, stream.pix_fmt = 64, 64, format_
            frame = av.VideoFrame.from_ndarray(values, "rgb24").reformat(format=format_)
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                container.mux(packet)
        opened = Opened(path)
        ours = opened.by_av().picture(opened.index, 0, (64, 64)).astype(int)
        theirs = opened.by_opencv().picture(opened.index, 0, (64, 64)).astype(int)
        assert colour.opencv_agrees(opened.by_av().frame(opened.index, 0)) == (format_ != "yuv420p")
        apart[format_] = int(np.abs(ours - theirs).max())
    assert apart["yuv444p"] <= 1
    assert apart["yuvj444p"] <= 1
    assert apart["yuv420p"] > 10


def test_damage_is_not_concealed_by_several_threads(tmp_path: Path) -> None:
    """What they make of it depends on chance, and they say nothing: one thread decodes from then on."""
    path = tmp_path / "holed.mp4"
    path.write_bytes(holed(write(Recipe("whole.mp4"), tmp_path).read_bytes()))
    opened = Opened(path)
    source = opened.by_av()
    truth = sequential(path)
    wrong = []
    for number in range(len(truth)):
        try:
            if planes.sha256(source.frame(opened.index, number)) != planes.sha256(truth[number]):
                wrong.append(number)
        except Unproven:
            break  # the film is then decoded from its start, by the index that this makes
    assert not wrong
    assert opened.strict[0] is True
    assert opened.strict[-1] is False
    source.close()


def test_a_sound_film_is_decoded_by_several_threads_throughout(tmp_path: Path) -> None:
    opened = Opened(write(Recipe("whole.mp4"), tmp_path))
    source = opened.by_av()
    for number in range(0, len(opened.index.pts), 5):
        source.frame(opened.index, number)
    assert opened.strict == [True]
    source.close()
