"""Which drives are another computer's, by tables of mounts as the systems give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.store import drive

LINUX = """\
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
30 22 0:40 / /data rw - btrfs /dev/sdb rw
31 30 0:50 / /data/ana/office\\040files rw,nosuid - nfs4 server:/export rw,vers=4.2
32 30 0:51 / /data/ana/nas rw - cifs //nas/share rw
33 30 0:52 / /data/ana/remote rw master:2 propagate_from:1 - fuse.sshfs ana@server: rw
34 30 0:53 / /data/ana/usb rw - fuseblk /dev/sdc1 rw
35 22 0:54 / /mnt/c rw - 9p C:\\134 rw
36 32 8:3 / /data/ana/nas/local rw - ext4 /dev/sdd1 rw
37 22 0:55 / /over rw - nfs a:/b rw
38 22 8:4 / /over rw - xfs /dev/sde rw
a line that is none
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//ana@nas._smb._tcp.local/share on /Volumes/share (smbfs, nodev, nosuid, mounted by ana)
server:/export on /Volumes/on the road (nfs)
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/var/lib/moderator", None),
        ("/data/ana/library", None),
        ("/data/ana/office files/library", "nfs4"),
        ("/data/ana/nas/library", "cifs"),
        ("/data/ana/nas/local/library", None),
        ("/data/ana/nas-local/library", None),
        ("/data/ana/remote", "fuse.sshfs"),
        ("/data/ana/usb/library", None),
        ("/mnt/c/ana/library", "9p"),
        ("/over/library", None),
    ],
)
def test_linux(place: str, kind: str | None) -> None:
    assert drive.kind_of(Path(place), list(drive.linux_mounts(LINUX))) == kind


@pytest.mark.parametrize(
    ("place", "kind"),
    [("/library", None), ("/Volumes/share/a", "smbfs"), ("/Volumes/on the road/a", "nfs")],
)
def test_macos(place: str, kind: str | None) -> None:
    assert drive.kind_of(Path(place), list(drive.macos_mounts(MACOS))) == kind


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("\\\\server\\share\\library", True),
        ("//server/share", True),
        ("\\\\?\\UNC\\server\\share", True),
        ("\\\\?\\C:\\library", False),
        ("C:\\library", False),
        ("D:/library", False),
    ],
)
def test_windows_names(name: str, share: bool) -> None:
    assert drive.is_unc(name) is share


def test_a_link_does_not_hide_the_drive(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    mounts = [("/", "ext4"), (str((tmp_path / "far").resolve()), "nfs")]
    assert drive.kind_of(tmp_path / "near" / "library", mounts) == "nfs"


def test_the_drive_of_this_test_is_no_other_computers(tmp_path: Path) -> None:
    assert drive.network_kind(tmp_path) is None
