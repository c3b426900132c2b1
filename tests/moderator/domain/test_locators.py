"""What is taken for a URL and what for a path."""

from __future__ import annotations

import pytest

from moderator.domain.locators import is_url


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("postgresql://mod-7@db/cases", True),
        ("s3://bucket/folder", True),
        ("svn+ssh://host", True),
        ("/srv/cases", False),
        ("C://cases", False),
        ("C:\\cases", False),
        ("cases", False),
        ("../a://b", False),
        ("", False),
    ],
)
def test_urls_and_paths(place: str, url: bool) -> None:
    assert is_url(place) == url
