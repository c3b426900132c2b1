"""Why a file cannot be shown. A worker answers with one of these numbers and up to two integers, never with prose:
a worker that was taken over must not get to write on the screen."""

from __future__ import annotations

from enum import IntEnum

from moderator.errors import MediaError
from moderator.media.state import State


class Reason(IntEnum):
    NONE = 0
    TYPE = 1
    TOO_LARGE = 2
    TOO_MANY_PIXELS = 3
    DAMAGED = 4
    EMPTY = 5
    NO_VIDEO = 6
    CODEC = 7
    NO_SUCH_PAGE = 8
    NO_SUCH_INDEX = 9
    NO_SUCH_PTS = 10
    PAST_END = 11
    TIMES_BROKEN = 12
    PASSWORD = 13
    WRONG_KIND = 14
    CUT_OFF = 15
    CUT_OFF_COARSE = 16
    FRAMES_MISSING = 17
    MEMORY = 18
    PROTECTED = 19
    MISSING = 20
    HASH = 21
    TIMED_OUT = 22
    CRASHED = 23
    CLOSED = 24
    ANSWER = 25
    START = 26
    ISOLATION = 27
    DENIED = 28

    @property
    def code(self) -> str:
        """The reason's name for programs: "too-many-pixels"; "" where nothing is wrong."""
        return self.name.lower().replace("_", "-") if self else ""


_SENTENCES = {
    Reason.NONE: "",
    Reason.TYPE: "This type of file is not accepted as evidence.",
    Reason.TOO_LARGE: "The file is too large: {0} MB, where {1} MB are allowed.",
    Reason.TOO_MANY_PIXELS: "The picture is too large: it claims {0} x {1} pixels.",
    Reason.DAMAGED: "The file is damaged and cannot be decoded.",
    Reason.EMPTY: "The file is empty.",
    Reason.NO_VIDEO: "The file has no video in it.",
    Reason.CODEC: "The video is coded in a way that is not accepted.",
    Reason.NO_SUCH_PAGE: "There is no page {0}: the document has {1}.",
    Reason.NO_SUCH_INDEX: "There is no frame {0}: the video has {1}, counted from 0.",
    Reason.NO_SUCH_PTS: "No frame has PTS {0}; the nearest one has {1}.",
    Reason.PAST_END: "The time lies past the end of the video.",
    Reason.TIMES_BROKEN: "The video's times repeat or go back, so only a frame's index names it.",
    Reason.PASSWORD: "The document is protected by a password.",
    Reason.WRONG_KIND: "The file is of another kind than what was asked of it.",
    Reason.CUT_OFF: "The photo is cut off: about {0} % of it could be read, the hatched part is missing.",
    Reason.CUT_OFF_COARSE: "The photo is cut off: it could be read to the end only coarsely.",
    Reason.FRAMES_MISSING: "Parts of the video are damaged: {0} of {1} frames could be decoded.",
    Reason.MEMORY: "The file needs more memory than one file is given.",
    Reason.PROTECTED: "The video is encrypted.",
    Reason.MISSING: "The file is missing or cannot be read.",
    Reason.HASH: "The file is not the one that was imported: its SHA-256 differs.",
    Reason.TIMED_OUT: "Decoding the file took too long and was stopped.",
    Reason.CRASHED: "The decoder crashed on this file.",
    Reason.CLOSED: "The program is closing.",
    Reason.START: "The decoder could not be started on this computer.",
    Reason.ISOLATION: "Not decoded: this computer cannot lock the decoder in as the settings demand.",
    Reason.DENIED: "The decoder tried something that it is not allowed, and was stopped.",
    Reason.ANSWER: "The decoder gave an answer that cannot be right; it was discarded.",
}

_STATES = {
    Reason.NONE: State.SHOWN,
    Reason.CUT_OFF: State.PARTIAL,
    Reason.CUT_OFF_COARSE: State.PARTIAL,
    Reason.FRAMES_MISSING: State.PARTIAL,
    Reason.MISSING: State.MISSING,
    Reason.HASH: State.HASH_MISMATCH,
    Reason.TIMED_OUT: State.TIMED_OUT,
    Reason.CRASHED: State.CRASHED,
    Reason.ANSWER: State.CRASHED,
    Reason.START: State.CRASHED,
}

SPOILING = frozenset({Reason.DAMAGED, Reason.MEMORY, Reason.DENIED})
"""After these a worker is not used again: a decoder that lost its way may have left anything behind."""


def refusal(reason: Reason, a: int = 0, b: int = 0) -> MediaError:
    """The error to raise for a file that cannot be shown."""
    return MediaError(sentence(reason, a, b), state_of(reason), reason.code)


def sentence(reason: Reason, a: int = 0, b: int = 0) -> str:
    """The sentence for the screen."""
    return _SENTENCES[reason].format(a, b)


def state_of(reason: Reason) -> State:
    """The state that a file is in for this reason."""
    return _STATES.get(reason, State.REFUSED)
