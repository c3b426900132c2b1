"""Runs the real `python -m moderator` with what follows as its arguments, and tells when it has painted.

    python tests/bench/probe.py window|queue [--watch SECONDS] [ARGUMENT…]

`window` waits for the main window, `queue` for an item view that has rows. With --watch the program then goes on for
SECONDS and the longest pause of its event loop is told. Nothing here touches Qt before the program imports it itself:
the order of imports is part of what is measured.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any


class AfterQt:
    """Calls `then(module)` once PySide6.QtWidgets has been imported, by whoever needs it first.

    A finder for `sys.meta_path`; not derived from importlib.abc, whose import would count as the program's.
    """

    def __init__(self, then: Callable[[Any], None]) -> None:
        self._then = then

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "PySide6.QtWidgets":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def load_then(module: ModuleType) -> None:
            load(module)
            self._then(module)

        spec.loader.exec_module = load_then  # type: ignore[method-assign]
        return spec


def watch_from_exec(widgets: Any, wanted: str, seconds: float) -> None:
    """Makes `QApplication.exec` set the watcher up first."""
    real_exec = widgets.QApplication.exec

    def exec_watched(*_: object) -> int:
        from tests.bench.watcher import Watcher

        Watcher(widgets.QApplication.instance(), wanted, seconds)
        return int(real_exec())

    widgets.QApplication.exec = exec_watched


def main(wanted: str, *rest: str) -> None:
    """Parses by hand: argparse would be imported on the program's time."""
    seconds = 0.0
    if rest[:1] == ("--watch",):
        seconds, rest = float(rest[1]), rest[2:]
    sys.meta_path.insert(0, AfterQt(lambda widgets: watch_from_exec(widgets, wanted, seconds)))
    sys.path[0] = str(Path.cwd())
    sys.argv = ["moderator", *rest]
    runpy.run_module("moderator", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
