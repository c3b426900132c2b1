"""On what kind of drive a folder lies. SQLite's locks and syncs do not hold on drives of other computers."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from moderator.errors import LibraryError

_NETWORK = frozenset({
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "davfs2", "ftp", "gfs", "gfs2", "glusterfs",
    "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "pvfs2", "smb2", "smb3", "smbfs", "vboxsf",
    "vmhgfs", "webdav",
})  # fmt: skip
_FUSE = frozenset({
    "ceph", "curlftpfs", "davfs", "davfs2", "gcsfuse", "glusterfs", "goofys", "juicefs", "mfs", "rclone", "s3fs",
    "smbnetfs", "sshfs",
})  # fmt: skip
"""After `fuse.`: programs that show a drive of another computer as if it were here."""
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = 4
"""DRIVE_REMOTE of Windows."""


def refuse_network(folder: Path) -> None:
    """Raises LibraryError for a folder on a network drive."""
    kind = network_kind(folder)
    if kind:
        raise LibraryError(
            f"The library {folder} lies on a network drive ({kind}), where SQLite can lose or damage it; put it on a "
            "disk of this computer. A team shares a PostgreSQL library instead."
        )


def network_kind(folder: Path) -> str | None:
    """The kind of network drive that the folder lies on or would; None for a disk of this computer."""
    if sys.platform == "win32":
        return _on_windows(str(folder))
    mounts = _mounts_of_macos() if sys.platform == "darwin" else _mounts_of_linux()
    return kind_of(folder, mounts)


def kind_of(folder: Path, mounts: list[tuple[str, str]]) -> str | None:
    """`network_kind` by a table of mount points and file systems, in the order in which they were mounted."""
    place = folder.absolute().resolve()
    above = {str(each) for each in (place, *place.parents)}
    best, found = "", ""
    for point, kind in mounts:
        if point in above and len(point) >= len(best):  # mounted later over the same point: it hides the former
            best, found = point, kind
    kind = found.lower()
    return found if kind in _NETWORK or (kind.startswith("fuse.") and kind[5:] in _FUSE) else None


def linux_mounts(text: str) -> Iterator[tuple[str, str]]:
    """Mount points and file systems of `/proc/self/mountinfo`."""
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        parts = before.split()
        if dash and len(parts) >= 5 and after:
            point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), parts[4])
            yield point.encode("latin-1", "replace").decode("utf-8", "surrogateescape"), after.split()[0]


def macos_mounts(text: str) -> Iterator[tuple[str, str]]:
    """Those of the `mount` command of macOS: `//user@host/share on /Volumes/share (smbfs, nodev, nosuid)`."""
    for line in text.splitlines():
        found = re.fullmatch(r".+? on (/.*) \((\w+)(?:,.*)?\)", line)
        if found:
            yield found[1], found[2]


def _mounts_of_linux() -> list[tuple[str, str]]:
    try:
        return list(linux_mounts(_MOUNTS.read_text("latin-1")))
    except OSError:  # no /proc: nothing is known of the drives
        return []


def _mounts_of_macos() -> list[tuple[str, str]]:
    import subprocess

    try:
        told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True, timeout=5.0).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return list(macos_mounts(told))


def _on_windows(folder: str) -> str | None:
    """By the name of a share; of a letter, by what Windows says. Written from its documentation, not yet run."""
    if is_unc(folder):
        return "a share"
    if sys.platform == "win32":
        import ctypes

        if ctypes.windll.kernel32.GetDriveTypeW(Path(folder).absolute().anchor) == _REMOTE:
            return "a connected drive"
    return None


def is_unc(folder: str) -> bool:
    """Whether the name is that of a share; `\\\\?\\C:\\…` and `\\\\.\\…` name this computer's own."""
    name = folder.replace("/", "\\")
    if name.upper().startswith("\\\\?\\UNC\\"):
        return True
    return name.startswith("\\\\") and not name.startswith(("\\\\?\\", "\\\\.\\"))
