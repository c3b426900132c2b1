"""The sound of a film in the locked worker: what is heard at which sample is known, since the tests made it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from moderator.domain.sound import RATE, SAMPLE_BYTES, Stretch, sample_at
from moderator.errors import MediaError
from moderator.media import limits
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from moderator.media.wire import Answer, Op, ProtocolError, Reply, Request, check

from .sounds import VOICES, Voice, film, tones

LOW, HIGH, TURN = 440.0, 1760.0, 3.0
"""Silence until 1 s, then LOW, from TURN on HIGH."""
PLAN = ((1.0, LOW), (TURN, HIGH))
JUST = RATE // 50
"""Twenty milliseconds: half of what picture and sound may be apart."""


def mono(stretch: Stretch | None) -> np.ndarray:
    assert stretch is not None
    return np.frombuffer(stretch.pcm, np.int16).reshape(-1, 2).mean(axis=1)


def pitch(wave: np.ndarray) -> float:
    """The strongest one, in Hz; 0 for silence."""
    if np.abs(wave).max() < 200:
        return 0.0
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave))))
    return float(np.argmax(spectrum)) * RATE / len(wave)


def onset(wave: np.ndarray) -> int:
    """The first sample that is loud."""
    return int(np.argmax(np.abs(wave) > 3000))


@pytest.fixture(params=VOICES, ids=lambda voice: voice.name)
def spoken(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    voice: Voice = request.param
    wave = tones(6, voice.rate, PLAN)
    return Source.of(film(tmp_path / voice.name, voice, np.roll(wave, -voice.delay)))


def test_a_tone_is_heard_at_its_time_in_every_codec(pool: MediaPool, spoken: Source) -> None:
    index = pool.index(spoken)
    heard = mono(pool.sound(spoken, sample_at(min(index.pts) * index.time_base), 6 * RATE))
    assert len(heard) == 6 * RATE
    assert pitch(heard[: RATE - 2 * JUST]) == 0
    assert abs(onset(heard) - RATE) < JUST
    assert pitch(heard[3 * RATE // 2 : 5 * RATE // 2]) == pytest.approx(LOW, abs=2)
    assert pitch(heard[7 * RATE // 2 : 9 * RATE // 2]) == pytest.approx(HIGH, abs=2)
    turn = round(TURN * RATE)
    assert pitch(heard[turn - 4 * JUST : turn - JUST]) == pytest.approx(LOW, abs=30)
    assert pitch(heard[turn + JUST : turn + 4 * JUST]) == pytest.approx(HIGH, abs=30)


def apart(part: np.ndarray, whole: np.ndarray) -> int:
    """The least shift in samples at which two waves are the same, but for chance and half a sample; RATE for none."""
    reach = RATE // 500
    middle = part[reach:-reach]
    for by in sorted(range(-reach, reach), key=abs):
        if np.abs(middle - whole[reach + by : reach + by + len(middle)]).max() < 2000:
            return by
    return RATE


def test_after_any_jump_the_same_is_heard_to_a_millisecond(pool: MediaPool, spoken: Source) -> None:
    """Matroska rounds its times to that; the jump lands where the file says."""
    whole = mono(pool.sound(spoken, 0, 6 * RATE))
    for first in (4 * RATE + 123, RATE // 2, 2 * RATE + 7, 0):
        part = mono(pool.sound(spoken, first, RATE))
        assert abs(apart(part, whole[first : first + RATE])) <= RATE // 1000, f"at {first}"


def test_stretches_that_follow_each_other_have_no_seam(pool: MediaPool, spoken: Source) -> None:
    whole = mono(pool.sound(spoken, RATE // 3, 4 * RATE))
    parts = [mono(pool.sound(spoken, RATE // 3 + n * RATE // 2, RATE // 2)) for n in range(8)]
    assert abs(apart(np.concatenate(parts), whole)) <= RATE // 1000


@pytest.mark.parametrize("name", ["aac.mp4", "aac.mkv", "pcm.mkv"])
def test_a_gap_is_silent_and_what_follows_is_heard_at_its_time(pool: MediaPool, tmp_path: Path, name: str) -> None:
    voice = Voice(name, *(("pcm_s16le", 48_000, "stereo", "s16") if "pcm" in name else ()))
    wave = tones(6, voice.rate, ((0.0, LOW), (TURN, HIGH)))
    source = Source.of(film(tmp_path / name, voice, wave, skip=((1.5, 3.5),)))
    heard = mono(pool.sound(source, 0, 6 * RATE))
    assert pitch(heard[JUST : 3 * RATE // 2 - 2 * JUST]) == pytest.approx(LOW, abs=2)
    assert pitch(heard[3 * RATE // 2 + 3 * JUST : 7 * RATE // 2 - 3 * JUST]) == 0
    assert abs(onset(heard[2 * RATE :]) + 2 * RATE - 3.5 * RATE) < 2 * JUST
    assert pitch(heard[4 * RATE : 5 * RATE]) == pytest.approx(HIGH, abs=2)


def test_sound_that_begins_late_begins_late(pool: MediaPool, tmp_path: Path) -> None:
    voice = Voice("late.mp4")
    source = Source.of(film(tmp_path / voice.name, voice, tones(4, voice.rate, ((0.0, LOW),)), late=1.25))
    heard = mono(pool.sound(source, 0, 4 * RATE))
    assert not heard[: round(1.2 * RATE)].any()
    assert abs(onset(heard) - 1.25 * RATE) < JUST


def test_an_edit_list_moves_sound_and_picture_together(pool: MediaPool, tmp_path: Path) -> None:
    """A second is cut off in front: the frame that was at 3 s is at 2 s, and so is the tone that began with it."""
    voice = Voice("edited.mp4")
    wave = tones(6, voice.rate, PLAN)
    options = {"avoid_negative_ts": "disabled"}
    source = Source.of(film(tmp_path / voice.name, voice, wave, early=1.0, options=options))
    index = pool.index(source)
    assert float(min(index.pts) * index.time_base) == pytest.approx(0, abs=0.05)
    heard = mono(pool.sound(source, 0, 5 * RATE))
    turn = 2 * RATE
    assert pitch(heard[turn - 4 * JUST : turn - JUST]) == pytest.approx(LOW, abs=30)
    assert pitch(heard[turn + JUST : turn + 4 * JUST]) == pytest.approx(HIGH, abs=30)


def test_before_the_film_and_behind_it_there_is_silence(pool: MediaPool, tmp_path: Path) -> None:
    voice = Voice("short.mp4")
    source = Source.of(film(tmp_path / voice.name, voice, tones(2, voice.rate, ((0.0, LOW),)), seconds=2))
    for first in (-3 * RATE, 3 * RATE, 1 << 40, -(1 << 61), (1 << 62)):
        assert not mono(pool.sound(source, first, RATE)).any()
    assert mono(pool.sound(source, RATE // 2, RATE)).any()


def test_a_film_without_sound_says_so(pool: MediaPool, tmp_path: Path) -> None:
    source = Source.of(film(tmp_path / "mute.mp4", None))
    assert pool.sound(source, 0, RATE) is None


def test_a_codec_that_is_not_known_here_is_no_sound(pool: MediaPool, tmp_path: Path) -> None:
    voice = Voice("rare.mkv", codec="wavpack", format="fltp")
    source = Source.of(film(tmp_path / voice.name, voice, tones(2, voice.rate, PLAN), seconds=2))
    assert pool.sound(source, 0, RATE) is None


def test_sound_that_is_cut_off_is_heard_as_far_as_it_goes(pool: MediaPool, tmp_path: Path) -> None:
    voice = Voice("cut.mkv")
    whole = film(tmp_path / voice.name, voice, tones(6, voice.rate, ((0.0, LOW),)))
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) * 2 // 3])
    heard = mono(pool.sound(Source.of(whole), 0, 6 * RATE))
    assert pitch(heard[RATE // 4 : RATE]) == pytest.approx(LOW, abs=3)
    assert not heard[-RATE // 2 :].any()


@pytest.mark.parametrize("seed", range(6))
def test_damaged_sound_gives_samples_or_a_reason_and_the_next_film_is_heard(
    pool: MediaPool, tmp_path: Path, seed: int
) -> None:
    voice = VOICES[seed]
    path = film(tmp_path / voice.name, voice, tones(6, voice.rate, PLAN))
    data = bytearray(path.read_bytes())
    chance = np.random.default_rng(seed)
    for place in chance.integers(2000, len(data), len(data) // 50):
        data[place] = chance.integers(256)
    path.write_bytes(data)
    with suppress(MediaError):  # it says why, as for any file
        found = pool.sound(Source.of(path), 0, 6 * RATE)
        assert found is None or found.count == 6 * RATE
    sound = film(tmp_path / "sound.mp4", Voice("sound.mp4"), tones(2, RATE, ((0.0, LOW),)), seconds=2)
    assert pitch(mono(pool.sound(Source.of(sound), RATE // 4, RATE))) == pytest.approx(LOW, abs=2)


@pytest.mark.parametrize("rate", [1, 100, 3999, 2_000_000])
def test_a_rate_that_no_device_has_is_silent(pool: MediaPool, tmp_path: Path, rate: int) -> None:
    """A second of it, brought to 48 kHz, would be hours."""
    path = tmp_path / "odd.mov"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("libx264", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((72, 64), 128, np.uint8), "yuv420p")
            frame.pts = number
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        heard = av.AudioFrame.from_ndarray(np.full((1, 60_000), 9000, np.int16), "s16", "mono")
        heard.sample_rate, heard.pts = rate, 0
        container.mux(stream.encode(heard))
    assert not mono(pool.sound(Source.of(path), 0, RATE)).any()


def test_an_answer_of_another_stretch_is_refused() -> None:
    asked = Request(Op.SOUND, 1, pts=100, count=50)
    good = Reply(Answer.SOUND, 1, pts=100, payload=50 * SAMPLE_BYTES)
    check(good, asked)
    with pytest.raises(ProtocolError):
        check(replace(good, payload=(limits.SOUND_SAMPLES + 1) * SAMPLE_BYTES), asked)
    with pytest.raises(ProtocolError):
        check(replace(good, more=1), asked)


def test_more_than_a_stretch_is_not_given(pool: MediaPool, tmp_path: Path) -> None:
    voice = Voice("long.mp4")
    source = Source.of(film(tmp_path / voice.name, voice, tones(1, voice.rate, PLAN), seconds=1))
    found = pool.sound(source, 0, limits.SOUND_SAMPLES * 2)
    assert found is not None
    assert found.count == limits.SOUND_SAMPLES


REAL = (
    "androidx/hdr10-av1.mp4", "androidx/sample_edit_list.mp4", "androidx/sample_partially_fragmented.mp4",
    "androidx/internal_emulator_transformer_output_270_rotated.mp4", "mediabunny_mpl/video-h265.mp4",
)  # fmt: skip


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="compared with the ffmpeg program")
@pytest.mark.parametrize("name", REAL)
def test_real_films_are_heard_when_ffmpeg_says(pool: MediaPool, shared_media: Path, name: str) -> None:
    """Found by correlation: by how many samples ffmpeg's own layout by time is later than ours."""
    path = shared_media / "video" / name
    laid_out = ["-af", f"aresample={RATE}:async=1:first_pts=0", "-ac", "2", "-f", "s16le", "-t", "4", "-"]
    command = ["ffmpeg", "-v", "error", "-copyts", "-i", str(path), "-map", "0:a:0", *laid_out]
    told = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.int16)
    theirs = told.reshape(-1, 2).mean(axis=1)
    ours = mono(pool.sound(Source.of(path), 0, len(theirs)))
    assert len(ours) >= RATE
    size = 1 << (2 * len(ours)).bit_length()
    match = np.fft.irfft(np.fft.rfft(theirs, size) * np.conj(np.fft.rfft(ours, size)), size)
    later = int(np.argmax(match))
    assert min(later, size - later) <= RATE // 1000
    assert match.max() > 0.95 * np.sqrt((ours**2).sum() * (theirs**2).sum())
