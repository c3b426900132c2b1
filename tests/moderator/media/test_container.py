"""What a video may bring along: an accepted format and codec, by its bytes, in one file."""

from __future__ import annotations

import os
from pathlib import Path

import av
import pytest

from moderator.media.container import Container, _refuse
from moderator.media.files import EvidenceFile, Unshowable
from moderator.media.reasons import Reason

from .clips import Recipe, write


def opened(path: Path, format_: str) -> Container:
    return Container(EvidenceFile(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))), format_)


@pytest.mark.parametrize("options", [{"format_whitelist": "avi"}, {"protocol_whitelist": "none"}])
def test_this_ffmpeg_obeys_the_whitelists(tmp_path: Path, options: dict[str, str]) -> None:
    """An option that a build does not know would be passed over in silence, and protect nothing."""
    path = str(write(Recipe("a.mp4"), tmp_path))
    av.open(path).close()
    with pytest.raises(av.FFmpegError):
        av.open(path, container_options=options)


def test_only_the_format_that_the_bytes_have(tmp_path: Path) -> None:
    film = write(Recipe("a.mkv"), tmp_path)
    opened(film, "matroska").close()
    for other in ("mp4", "avi", "mpegts"):
        with pytest.raises((av.FFmpegError, Unshowable)):
            opened(film, other)
    playlist = tmp_path / "list.mp4"
    playlist.write_bytes(b"ffconcat version 1.0\nfile a.mkv\n")
    with pytest.raises(av.FFmpegError):
        opened(playlist, "mp4")


def test_codecs_that_are_not_accepted(tmp_path: Path) -> None:
    film = write(Recipe("a.mkv", codec="snow", options={"strict": "-2"}), tmp_path)
    with pytest.raises(Unshowable) as refused:
        opened(film, "matroska")
    assert refused.value.reason is Reason.CODEC


def test_no_other_file_is_opened() -> None:
    with pytest.raises(PermissionError):
        _refuse("http://127.0.0.1/", 0, {})
