"""The budgets of docs/architecture.md: what stays small stays readable."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.contracts import tracked

LINES_A_FILE = 400
LINES_OF_MAIN_WINDOW = 300
LINES_A_FUNCTION = 40
NAMES_THAT_SAY_NOTHING = {"manager", "managers", "helper", "helpers", "utils", "util", "common", "misc"}


def test_no_file_is_longer_than_its_budget():
    lengths = {path: len(text.splitlines()) for path in tracked.python_files() if (text := tracked.text(path))}
    budgets = {Path("ui/views/main_window.py"): LINES_OF_MAIN_WINDOW}
    over = {str(path): n for path, n in lengths.items() if n > budgets.get(path, LINES_A_FILE)}
    assert not over
    assert len(lengths) > 10, "the listing of the project's files is broken"


def test_no_function_is_longer_than_its_budget():
    over = {
        f"{path}:{node.lineno} {node.name}": lines
        for path in tracked.python_files()
        for node in ast.walk(tracked.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LINES_A_FUNCTION
    }
    assert not over


def test_modules_are_named_after_what_they_hold():
    assert not [str(path) for path in tracked.python_files() if path.stem in NAMES_THAT_SAY_NOTHING]


def test_no_global_statement_and_no_star_import():
    found = [
        f"{path}:{node.lineno}"
        for path in tracked.python_files()
        for node in ast.walk(tracked.tree(path))
        if isinstance(node, ast.Global)
        or (isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names))
    ]
    assert not found
