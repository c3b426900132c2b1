"""How places are named: a path on this computer, or a URL."""

from __future__ import annotations

import re

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(place: str) -> bool:
    """Whether a place is named by a URL, and not by a path. A drive letter, `C://`, is no scheme."""
    return _URL.match(place) is not None
