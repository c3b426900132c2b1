"""What `make` does, on Linux, macOS and Windows alike, with the standard library alone.

python make.py setup     the environment: system packages where we may install them, then .venv
python make.py run       the window on the sample cases; without a display, a walk through them
python make.py test      lint, then every test, headless; extra words go to pytest
python make.py lint      ruff, mypy and the import contracts
python make.py bench     measured times beside their floors
python make.py bench-accuracy  how often an alignment is right and knows it, on pairs of known truth
python make.py screens   takes the pictures of the documentation anew
python make.py pins      writes constraints.txt anew, with the newest versions that pyproject.toml allows
python make.py clean     removes build products and caches (delete .venv by hand to start over)
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "setup.stamp"
PACKAGE_LIST = ROOT / "packaging" / "linux-packages.txt"
CONSTRAINTS = ROOT / "constraints.txt"
OLDEST_PYTHON = (3, 11)


class Stop(Exception):
    """Set-up or a target cannot go on; the message says what to do."""


# --- what is needed of the system -----------------------------------------------------------------


def wanted_packages() -> list[str]:
    """The Debian packages in packaging/linux-packages.txt, and python3-venv where this Python lacks it."""
    lines = (line.split("#")[0].strip() for line in PACKAGE_LIST.read_text("utf-8").splitlines())
    wanted = [line for line in lines if line]
    try:
        import ensurepip  # noqa: F401 - Debian ships Python without it unless python3-venv is installed
    except ImportError:
        wanted.append("python3-venv")
    return wanted


def missing_packages(wanted: list[str], status: str) -> list[str]:
    """Those of `wanted` that `status` does not show as installed, in order.

    `status` has a line for each package: its name, its state ("ii " is installed) and, separated by commas,
    what else it provides, with tabs between the three.
    """
    present = set()
    for line in status.splitlines():
        name, state, provides = line.split("\t")
        if state.startswith("ii"):
            present.add(name)
            present.update(entry.split()[0] for entry in provides.split(",") if entry.strip())
    return [name for name in wanted if name not in present]


def install_command(packages: list[str]) -> str:
    """The one shell command, for root, that installs `packages`."""
    return "apt-get update && apt-get install -y --no-install-recommends " + " ".join(packages)


def ensure_system() -> None:
    """Installs what the system lacks where we are root or have sudo without a password.

    Raises Stop, naming the one command, where we may not. Elsewhere than on Debian and its children nothing
    is done here: `ensure_qt_loads` tells afterwards whether something is missing.
    """
    if sys.platform != "linux" or not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return
    shown = "${Package}\t${db:Status-Abbrev}\t${Provides}\n"
    status = subprocess.run(["dpkg-query", "-W", "-f", shown], capture_output=True, text=True, check=True).stdout
    missing = missing_packages(wanted_packages(), status)
    if not missing:
        return
    command = install_command(missing)
    prefix = privileges()
    if prefix is None:
        by = "this command" if shutil.which("sudo") else "this command as root"
        exact = f"sudo sh -c {shlex.quote(command)}" if shutil.which("sudo") else command
        raise Stop(f"{len(missing)} system packages are missing. Run {by}, then `make` again:\n\n{exact}\n")
    say(f"Installing {len(missing)} system packages: {' '.join(missing)}")
    quiet = f"export DEBIAN_FRONTEND=noninteractive; {command.replace('apt-get', 'apt-get -qq')}"
    if subprocess.run([*prefix, "sh", "-c", quiet], stdout=subprocess.DEVNULL).returncode:
        raise Stop(f"The system packages could not be installed. The command was:\n\n{command}\n")


def privileges() -> list[str] | None:
    """What makes root run a command: nothing for root, else `sudo -n`; None where neither works."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
        return ["sudo", "-n"]
    return None


def ensure_qt_loads() -> None:
    """Raises Stop, with the loader's own words, where Qt cannot be loaded for want of a system library."""
    trial = subprocess.run([python(), "-c", "from PySide6 import QtWidgets"], capture_output=True, text=True)
    if trial.returncode:
        reason = trial.stderr.strip().splitlines()[-1:]
        raise Stop(
            f"Qt cannot be loaded: {' '.join(reason)}\n"
            f"Install the libraries listed, by their Debian names, in {PACKAGE_LIST.relative_to(ROOT)}."
        )


# --- the environment ------------------------------------------------------------------------------


def python() -> str:
    """The environment's Python."""
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def fingerprint() -> str:
    """Changes with everything that set-up depends on."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS, PACKAGE_LIST):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def works(command: list[str]) -> bool:
    """Whether `command` starts and succeeds."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def setup() -> None:
    """Makes .venv, or brings it up to date; returns at once where nothing changed since the last time."""
    if sys.version_info < OLDEST_PYTHON:
        raise Stop(f"Moderator needs Python {'.'.join(map(str, OLDEST_PYTHON))} or newer.")
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text("utf-8") == wanted and works([python(), "-c", ""]):
        return
    ensure_system()
    if not works([python(), "-m", "pip", "--version"]):
        say(f"Making {VENV.relative_to(ROOT)}")
        venv.EnvBuilder(with_pip=True, clear=True).create(VENV)
    say("Installing Python packages")
    install = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call([*install, "--constraint", str(CONSTRAINTS), "--editable", f"{ROOT}[dev]"])
    ensure_qt_loads()
    STAMP.write_text(wanted, "utf-8")


def pins() -> None:
    """Writes constraints.txt from a throw-away environment: what was installed by hand stays out of it."""
    heading = [line for line in CONSTRAINTS.read_text("utf-8").splitlines() if line.startswith("#")]
    with tempfile.TemporaryDirectory() as folder:
        venv.EnvBuilder(with_pip=True).create(folder)
        pip = [str(Path(folder) / Path(python()).relative_to(VENV)), "-m", "pip"]
        call([*pip, "install", "--quiet", "--editable", f"{ROOT}[dev]"])
        frozen = subprocess.run(
            [*pip, "freeze", "--exclude-editable"], capture_output=True, text=True, check=True
        ).stdout.splitlines()
    if addressed := [line for line in frozen if "==" not in line]:
        raise Stop(f"Installed from an address, so no version to pin: {addressed}")
    CONSTRAINTS.write_text("\n".join([*heading, *frozen]) + "\n", "utf-8")


# --- targets --------------------------------------------------------------------------------------


def run(*arguments: str) -> None:
    """Opens the window on the demo library; `ui.demo` itself sees whether there is a display."""
    setup()
    call([python(), "-m", "ui.demo", *arguments])


def lint() -> None:
    """Runs every checker, even after one has failed, so that one run shows all."""
    setup()
    tools = Path(python()).parent
    failed = [
        " ".join(command)
        for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports"])
        if subprocess.run([str(tools / command[0]), *command[1:]], cwd=ROOT).returncode
    ]
    if failed:
        raise Stop(f"Found something: {', '.join(failed)}")


def test(*arguments: str) -> None:
    """Lint and all tests, file by file on several processors; with `arguments`, pytest alone with these."""
    if arguments:
        setup()
    else:
        lint()
        # In the order of `tests/conftest.py`: by their number of tests, the long runs would come last, and one by one.
        arguments = ("-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder")
    call([python(), "-m", "pytest", *arguments])


def bench(*arguments: str) -> None:
    """Prints the table of measured times."""
    setup()
    call([python(), "-m", "tests.bench", *arguments])


def bench_accuracy(*arguments: str) -> None:
    """Prints how often an alignment is right, and whether it knew. Raises Stop where a bound is broken."""
    setup()
    call([python(), "-m", "tests.bench.accuracy", *arguments])


def screens() -> None:
    """Takes the pictures in docs/screens from the real window, light and dark."""
    setup()
    for theme in ("light", "dark"):
        call([python(), "-m", "ui.demo", "--screens", str(ROOT / "docs" / "screens" / theme), f"--{theme}"])


def clean() -> None:
    """Removes what can be made again, but for the environment."""
    for pattern in ("build", "dist", "*.egg-info", ".*_cache", ".hypothesis"):
        for path in ROOT.glob(pattern):
            shutil.rmtree(path)
    for folder in ("moderator", "ui", "resources", "tests"):
        for path in (ROOT / folder).rglob("__pycache__"):
            shutil.rmtree(path)


def help() -> None:
    """Prints the targets."""
    print(__doc__)


TARGETS = {
    action.__name__.replace("_", "-"): action
    for action in (setup, run, test, lint, bench, bench_accuracy, screens, pins, clean, help)
}


def say(message: str) -> None:
    """A line about progress; stdout stays for what a target is asked to print."""
    print(message, file=sys.stderr, flush=True)


def call(command: list[str]) -> None:
    """Runs `command` at the root of the project. Raises Stop where it fails: it has said why itself."""
    code = subprocess.run(command, cwd=ROOT).returncode
    if code:
        raise Stop(f"Failed with exit code {code}: {shlex.join(command)}")


def main(arguments: list[str]) -> int:
    """Runs one target. Exit 0 done, 1 stopped, 2 no such target."""
    name, *rest = arguments or ["help"]
    if name not in TARGETS:
        say(f"No target {name!r}. Targets: {', '.join(TARGETS)}")
        return 2
    try:
        TARGETS[name](*rest)
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
