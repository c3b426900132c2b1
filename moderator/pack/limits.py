"""How large a case pack may be. Every size is checked as it is declared and again while it is read."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB, GIB = 2**10, 2**20, 2**30


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, counts as they are."""

    pack_bytes: int = 4 * GIB
    """The zip file itself, and all that it unpacks to."""
    file_bytes: int = 2 * GIB
    files: int = 10_000
    """Files in the pack, the bag's own included; as many folders may come with them."""
    expansion: int = 200
    """Unpacked over packed bytes, of the whole pack and of each entry larger than `expansion_floor`."""
    expansion_floor: int = MIB
    """A blank picture squeezes further than 200 times; a megabyte of it costs nothing."""
    json_bytes: int = 16 * MIB
    json_values: int = 1_000_000
    json_depth: int = 64
    tag_bytes: int = 16 * MIB
    """Each of the bag's own text files that is read: bagit.txt, bag-info.txt, the manifests."""
    name_bytes: int = 255
    """One folder or file name, in UTF-8: what every common file system can hold."""
    path_bytes: int = 1024
    directory_bytes: int = 64 * MIB
    """A zip's table of contents."""


DEFAULT = Limits()
