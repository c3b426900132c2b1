"""A worker can do nothing but decode; and without the lock the same attacks would get through."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moderator.media import attacks, lock_linux, seccomp
from moderator.media.pool import MediaPool
from moderator.media.sandbox import Level, Sandbox, level_of
from moderator.media.selftest import Kind
from moderator.media.syscalls import NUMBERS
from moderator.media.values import Source

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lock is proven on Linux alone so far")

ALLOWED, EPERM, ENOSYS, ENOTTY = 0x7FFF0000, 0x50001, 0x50026, 0x50019
KILLED = 0x80000000


def test_every_attack_is_denied(tmp_path: Path) -> None:
    with MediaPool(1, Sandbox(tmp_path)) as pool:
        assert pool.probes() == dict.fromkeys(attacks.NAMES, True)
        assert len(attacks.NAMES) == 16
        assert pool.level() is Level.FULL


def test_without_the_lock_they_all_get_through(tmp_path: Path) -> None:
    """The control: else "denied" could mean that the attack is no attack."""
    with MediaPool(1, Sandbox(tmp_path, lock=False)) as pool:
        # A container may deny some system calls to everybody, us included.
        for_all = {name: attacks._denied(attacks._LINUX[name], attacks.Targets(tmp_path)) for name in attacks._LINUX}
        assert pool.probes() == dict.fromkeys(attacks.NAMES, False) | for_all
        assert pool.level() is Level.CRASH_ONLY
        assert pool.selftest(Kind.FORK).width == 2
    assert list(tmp_path.iterdir()) == []


def test_the_level_is_what_the_attacks_say() -> None:
    everything = dict.fromkeys(attacks.NAMES, True)
    assert level_of({}) is Level.CRASH_ONLY
    assert level_of(everything) is Level.FULL
    assert level_of(everything | {"ptrace": False}) is Level.REDUCED
    for name in attacks.ESSENTIAL:
        assert level_of(everything | {name: False}) is Level.CRASH_ONLY


def test_names_and_bits() -> None:
    assert attacks.read(0b101, 0b100) == {"read-home": False, "list-root": True}


def test_a_worker_holds_nothing_but_its_connection_and_its_slot(tmp_path: Path) -> None:
    photo = Source.of(Path(__file__).parents[3] / "resources" / "warmup" / "one.bmp")
    with MediaPool(1) as pool, (tmp_path / "open").open("w"):
        pool.still(photo)
        pool.selftest(Kind.OBEY)  # by now it has closed the photo
        process = pool._workers._all[0].process
        assert process is not None
        folder = Path("/proc") / str(process.pid)
        assert str(photo.path).encode() not in (folder / "cmdline").read_bytes()
        if os.geteuid():
            pytest.skip("only root may look into a process that hides itself")
        held = [str(each.readlink()) for each in (folder / "fd").iterdir()]
        strange = [
            name for name in held if name != "/dev/null" and not name.startswith(("socket:", "/memfd:moderator"))
        ]
        assert strange == []
        assert "Seccomp:\t2" in (folder / "status").read_text()
        assert "CapEff:\t0000000000000000" in (folder / "status").read_text()
        assert "NoNewPrivs:\t1" in (folder / "status").read_text()


def test_a_busy_worker_does_not_outlive_the_application() -> None:
    """Not even one that is killed outright while a decoder hangs."""
    code = (
        "import threading, time\n"
        "from moderator.media.pool import MediaPool\n"
        "pool = MediaPool(1); pool.level()\n"
        "worker = pool._workers._all[0]\n"
        "threading.Thread(target=lambda: pool.selftest(4, seconds=600), daemon=True).start()\n"
        "time.sleep(0.5); print(worker.process.pid, flush=True); import os; os.kill(os.getpid(), 9)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry or "." for entry in sys.path)}
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment, check=False)
    pid = int(done.stdout)
    for _ in range(100):
        if not _alive(pid):
            return
        time.sleep(0.05)
    raise AssertionError("the worker still runs")


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _answer(program: bytes, arch: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """What a kernel would return of this program for this call."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    place = loaded = 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("<HBBI", program, place * 8)
        place += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
            continue
        found = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
        place += if_true if found else if_false


@pytest.mark.parametrize(("machine", "arch", "column"), [("x86_64", 0xC000003E, 0), ("aarch64", 0xC00000B7, 1)])
def test_the_program_on_both_machines(machine: str, arch: int, column: int) -> None:
    program = lock_linux._last().program(machine)

    def ask(name: str, *arguments: int) -> int:
        number = NUMBERS[name][column]
        assert number is not None
        return _answer(program, arch, number, arguments)

    for name in ("openat", "socket", "execve", "ptrace", "memfd_create", "io_uring_setup", "bpf", "kill", "seccomp"):
        assert ask(name) == EPERM
    assert ask("clone3") == ENOSYS
    assert _answer(program, arch, 600) == ENOSYS
    assert ask("newfstatat", 5, 1, 2, 0x1000) == ALLOWED
    assert ask("newfstatat", 5, 1, 2, 0) == EPERM
    assert ask("clone", 0x10000) == ALLOWED
    assert ask("clone", 0x11) == EPERM
    assert ask("tgkill", os.getpid()) == ALLOWED
    assert ask("tgkill", 1) == EPERM
    assert ask("ioctl", 3, 0x5421) == ALLOWED
    assert ask("ioctl", 0, 0x5412) == ENOTTY
    assert ask("mmap", 0, 4096, 3) == ALLOWED
    assert ask("mmap", 0, 4096, 7) == EPERM
    assert ask("mprotect", 0, 4096, 5) == EPERM
    reading = {"x86_64": 0, "aarch64": 63}[machine]
    assert _answer(program, arch, reading) == ALLOWED
    assert _answer(program, 0x40000003, reading) == KILLED
    assert _answer(program, arch, reading | 0x40000000) == KILLED


def test_each_call_has_one_rule() -> None:
    """A rule on an argument ends the program for its call: a second one would never be reached."""
    last = lock_linux._last()
    judged = [rule.call for rule in last.unless] + [rule.call for rule in last.when]
    assert len(judged) == len(set(judged))
    assert not last.denied & {*judged, *last.absent}
    assert set(judged) <= set(NUMBERS)


def test_another_machine_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        seccomp.install(lock_linux._last())
