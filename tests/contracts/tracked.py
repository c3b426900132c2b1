"""The files that belong to the project: what git tracks or would track, not what happens to lie about."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project that exists, relative to its root."""
    # Git refuses a checkout that belongs to another user than the one who runs this, as root in a container.
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT)]
    listed = subprocess.run(
        [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(Path(name) for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file())


def python_files() -> list[Path]:
    """The Python files that are written by hand, so not the migrations that Alembic generates."""
    return [path for path in files() if path.suffix == ".py" and "migrations/versions" not in path.as_posix()]


def product_files() -> list[Path]:
    """The Python files that are shipped."""
    return [path for path in python_files() if path.parts[0] in ("moderator", "ui", "resources")]


@cache
def text(path: Path) -> str | None:
    """The contents of a text file; None of one that is not UTF-8 text (pictures, packs)."""
    data = (ROOT / path).read_bytes()
    if b"\0" in data[:8192]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


@cache
def tree(path: Path) -> ast.Module:
    """A Python file as its syntax tree."""
    return ast.parse((ROOT / path).read_bytes(), filename=str(path))
