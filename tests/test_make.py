"""What set-up finds missing, and what it then says, without touching the system."""

from __future__ import annotations

import subprocess

import pytest

import make

INSTALLED = "libgl1\tii \t\nlibglib2.0-0t64\tii \tlibglib2.0-0 (= 2.80.0), gir-x\nlibegl1\trc \t\n"


@pytest.fixture
def on_debian(monkeypatch: pytest.MonkeyPatch):
    """A Debian on which nothing of ours is installed; returns every command that would have been run."""
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0, stdout="base-files\tii \t\n", stderr="")

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("shutil.which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    return ran


def test_missing_is_what_is_neither_installed_nor_provided():
    wanted = ["libgl1", "libglib2.0-0", "libegl1", "qpdf"]
    assert make.missing_packages(wanted, INSTALLED) == ["libegl1", "qpdf"]


def test_the_list_names_each_package_once():
    wanted = make.wanted_packages()
    assert len(wanted) == len(set(wanted)) > 30
    assert {"libgl1", "libxcb-cursor0", "fonts-noto-core", "poppler-utils", "qpdf", "ffmpeg"} <= set(wanted)
    assert all(" " not in name for name in wanted)


def test_without_root_it_stops_and_names_one_command(on_debian, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    with pytest.raises(make.Stop) as stop:
        make.ensure_system()
    commands = [line for line in str(stop.value).splitlines() if "apt-get" in line]
    assert commands == [make.install_command(make.wanted_packages())]
    assert not [command for command in on_debian if "apt-get" in " ".join(command)]


def test_as_root_it_installs(on_debian, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    make.ensure_system()
    assert on_debian[-1][:2] == ["sh", "-c"]
    assert " qpdf" in on_debian[-1][2]


def test_where_there_is_no_apt_nothing_is_run(on_debian, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    make.ensure_system()
    assert on_debian == []


def test_an_unknown_target_is_wrong_usage(capsys):
    assert make.main(["brew"]) == 2
    assert "setup" in capsys.readouterr().err
