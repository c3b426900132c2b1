"""Case packs as files: `read_pack` trusts only what it sized, hashed and checked, `write_pack` is its way back."""

from moderator.pack.hashing import Progress, Stop
from moderator.pack.jsontext import parse
from moderator.pack.limits import DEFAULT, Limits
from moderator.pack.pack import Pack, PackedFile, content_sha256
from moderator.pack.read import read_pack
from moderator.pack.write import Media, write_pack

__all__ = [
    "DEFAULT",
    "Limits",
    "Media",
    "Pack",
    "PackedFile",
    "Progress",
    "Stop",
    "content_sha256",
    "parse",
    "read_pack",
    "write_pack",
]
