"""What a file is and whether it can be shown, found by really showing it, small."""

from __future__ import annotations

from fractions import Fraction

from moderator.media import document, hdr, limits, metadata, photo
from moderator.media.files import DECODER_ERRORS, Unshowable, read_all
from moderator.media.job import Job
from moderator.media.reasons import Reason
from moderator.media.sniff import sniff
from moderator.media.wire import Info

Values = dict[Info, str]
_SMALL = (256, 256)


def probe(job: Job) -> Values:
    """Never raises for what a decoder makes of the file: the reason stands among the values."""
    values: Values = {Info.KIND: "unknown", Info.FORMAT: ""}
    try:
        kind, format_ = sniff(job.file)
        values |= {Info.KIND: kind, Info.FORMAT: format_}
        _BY_KIND[kind](job, format_, values)
    except Unshowable as error:
        values |= _reason(error.reason, error.a, error.b)
    except MemoryError:
        values |= _reason(Reason.MEMORY)
    except DECODER_ERRORS:
        values |= _reason(Reason.DAMAGED)
    return values


def _photo(job: Job, format_: str, values: Values) -> None:
    image, data = photo.open_photo(job.file, format_)
    width, height = photo.upright_size(image)
    values |= {Info.WIDTH: str(width), Info.HEIGHT: str(height), Info.FRAMES: "1"}
    values[Info.ORIENTATION] = str(metadata.orientation_of(image, data))
    _claim(values, metadata.of_photo(image, data))
    decoded = photo.decode(job.file, format_, _SMALL)
    values |= _reason(decoded.reason, decoded.percent)


def _video(job: Job, _format: str, values: Values) -> None:
    video = job.video(sniff(job.file))
    stream = video.container.stream
    base = Fraction(video.time_base)
    values |= {
        Info.CODEC: stream.codec_context.codec.canonical_name,
        Info.STREAM: str(stream.index),
        Info.TIME_BASE: f"{base.numerator}/{base.denominator}",
    }
    _claim(values, metadata.of_video(video.container))
    width, height = video.geometry().upright
    index, first = video.index(), video.first_frame()
    values |= {
        Info.WIDTH: str(width),
        Info.HEIGHT: str(height),
        Info.ORIENTATION: str(video.geometry().orientation),
        Info.FRAMES: str(len(index.pts)),
        Info.VFR: str(int(index.variable)),
        Info.HDR: hdr.name_of(first.color_trc),
        Info.INTERLACED: str(int(first.interlaced_frame)),
        Info.DURATION: str(max(0, index.end - min(index.pts))),
    }
    if video.lost:
        values |= _reason(Reason.FRAMES_MISSING, len(index.pts), len(index.pts) + video.lost)


def _pdf(job: Job, _format: str, values: Values) -> None:
    data = read_all(job.file, limits.DOCUMENT_BYTES)
    values[Info.PAGES] = str(document.pages(data))
    width, height = document.page_size(data, 0)
    values |= {Info.WIDTH: str(width), Info.HEIGHT: str(height)}
    with document.opened(data) as opened:
        values |= metadata.of_pdf(opened)
    document.render(data, 0, _SMALL)


def _text(job: Job, _format: str, values: Values) -> None:
    if job.file.size > limits.DOCUMENT_BYTES:
        raise Unshowable(Reason.TOO_LARGE, job.file.size // 1_000_000, limits.DOCUMENT_BYTES // 1_000_000)
    values[Info.PAGES] = "1"


def _unknown(_job: Job, _format: str, _values: Values) -> None:
    raise Unshowable(Reason.TYPE)


_BY_KIND = {"photo": _photo, "video": _video, "pdf": _pdf, "text": _text, "unknown": _unknown}


def _claim(values: Values, claims: metadata.Claims) -> None:
    taken, device = metadata.when_and_what(claims)
    values |= claims | {Info.CAPTURED_AT: taken, Info.DEVICE: device}


def _reason(reason: Reason, a: int = 0, b: int = 0) -> Values:
    return {Info.REASON: str(int(reason)), Info.REASON_A: str(a), Info.REASON_B: str(b)}
