"""The verbs that keep a library: backup and restore."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moderator import settings
from moderator.errors import UsageError

_ASK = 1
"""Exit code where nothing was done because nobody said --yes yet."""


def verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
    one = verb("backup", _backup, "back the library's database up now, and look whether the backup holds")
    one.add_argument("--prune", action="store_true", help="take away every older copy that still has erased cases")
    one.add_argument("--out", metavar="FILE", type=Path, help="as this file, not among the library's ten")
    one = verb("restore", _restore, "list the backups, or put one in the place of the database")
    one.add_argument("backup", nargs="?", metavar="BACKUP", help="its name in the list, or a file")
    one.add_argument("--yes", action="store_true", help="do it; without this it is only said what would be lost")


def _backup(args: argparse.Namespace) -> tuple[Any, int]:
    from moderator.desk import keeping
    from moderator.desk.library import open_library

    if args.prune and args.out is not None:
        raise UsageError("--prune is about the library's own backups: leave --out out.")
    library = open_library(args.library)
    return (keeping.prune(library) if args.prune else keeping.back_up(library, args.out)), 0


def _restore(args: argparse.Namespace) -> tuple[Any, int]:
    from moderator.desk import keeping
    from moderator.desk.library import open_library

    library = open_library(args.library)
    if args.backup is None:
        return {"backups": keeping.listed(library)}, 0
    backup = keeping.chosen(library, args.backup)
    answer = {"backup": str(backup), "loss": keeping.loss(library, backup), "restored": None}
    if not args.yes:
        return answer, _ASK
    answer["restored"] = keeping.restore(library, backup, settings.load().name)
    return answer, 0
