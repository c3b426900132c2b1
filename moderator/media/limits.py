"""How much one evidence file may ask of us. Every limit of decoding stands here and nowhere else."""

from __future__ import annotations

MEGA = 1_000_000

STILL_BYTES = 64 << 20
DOCUMENT_BYTES = 64 << 20
VIDEO_BYTES = 2 << 30

HEADER_PIXELS = 256 * MEGA
"""What a photo may claim in its header; more is refused unread."""
SHOWN_PIXELS = 64 * MEGA
"""What comes back of a photo at most; a bigger one comes scaled down."""
FRAME_PIXELS = 36 * MEGA
SIDE = 32_768

OPEN_VIDEOS = 4
"""How many files a worker keeps open."""
INDEX_FRAMES = 2_000_000
PAGES = 10_000
STORYBOARD = 500
RUN_FRAMES = 256
"""Frames that are asked for in one go."""
KEPT_BYTES = 32 << 20
"""Decoded frames of one film that a worker keeps, so that stepping back does not decode the way there again."""
KEPT_VIDEOS = 2
"""Of so many films; of the others that it has open it keeps none."""
BACK_BYTES = 96 << 20
"""The same while frames are given backwards: a second of Full HD, so that its group is decoded once."""
REDACTIONS = 256
SCAN_BATCH = 64
"""Frames of which one reply tells while a film is looked through: so often somebody can give up."""
SOUND_BINS = 2_000_000
SOUND_SAMPLES = 10 * 48_000
"""The longest stretch of sound that one answer holds."""
SOUND_LEAST_RATE, SOUND_MOST_RATE, SOUND_CHANNELS = 4_000, 768_000, 16
"""Sound that claims anything else is left silent."""
CODE_SIDE = 1920
"""The longest side of the frames on which codes are read: a label is small."""
LISTING_PHOTOS, LISTING_SIDE = 8, 640
"""How many photos of a listing are looked for in a film, and their longest side."""
PAIR_SIDE = 2048
"""The longest side of a picture that is compared with another: what aligning and differences work on."""
PAIR_THREADS = 2
"""A pair is awaited by somebody, so it may use more than one processor; decoding may not."""
TEXT_BYTES = 4 << 20
PICTURE_BYTES = 64 << 20
INFO_BYTES = 64 << 10
SLOT_BYTES = max(SHOWN_PIXELS * 3, PICTURE_BYTES, INDEX_FRAMES * 9)
"""The memory in which a worker answers: no answer is longer."""

WORKER_MEMORY = 2 << 30
"""Address space of one worker. Its libraries and its slot take 0.7 GB of it."""
WORKER_CPU_SECONDS = 3600
"""What the longest pass over a film may take with two threads."""
WORKER_FILES = 128
SERVED = 1000
BUSY_SECONDS = 120.0
"""After so many requests, or so long at work, a worker is replaced: nothing piles up in it."""

START_SECONDS = 60.0
"""A worker's imports on a cold disk; paid once, ahead of time."""
STILL_SECONDS = 10.0
FRAME_SECONDS = 20.0
PAIR_SECONDS = 30.0
RUN_SECONDS = 60.0
"""A run of frames; each of them has FRAME_SECONDS besides."""
SOUND_SECONDS = 20.0
INDEX_SECONDS = 60.0
"""An index that must be decoded costs as much as playing the film through."""
SCAN_PART_SECONDS, SCAN_SECONDS = 90.0, 1800.0
"""Looking through so much of a film as one reply tells, making its index included, and through all of it."""
