"""Pictures out of the sample packs, decoded as the worker decodes them."""

from __future__ import annotations

import os
import tempfile
from functools import cache

from moderator.media import photo
from moderator.media.files import EvidenceFile
from moderator.media.sniff import sniff
from moderator.media.values import Pixels
from tests.cases import shipped


@cache
def picture(case_id: str, item: str) -> Pixels:
    """A photo of a sample case by its id, upright, HxWx3 RGB; not to be written to."""
    _, case, files, _ = shipped.pack(case_id)
    path = next(each.path for each in case.sources if each.id == item)
    with tempfile.TemporaryFile() as raw:
        raw.write(files[path])
        raw.flush()
        file = EvidenceFile(os.dup(raw.fileno()))
        decoded = photo.decode(file, sniff(file).format, None)
        file.close()
    decoded.pixels.flags.writeable = False
    return decoded.pixels
