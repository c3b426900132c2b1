"""What a contract about source text needs: the names that a syntax tree calls, and files that break a rule."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.contracts import tracked

Rule = Callable[[ast.Module], Iterator[tuple[int, str]]]
"""From a file to the lines that break it, each with what stands there."""


def broken(rule: Rule, files: Iterable[Path]) -> list[str]:
    """`file:line what` for each breach of `rule` in `files`."""
    return [f"{path}:{line} {what}" for path in files for line, what in rule(tracked.tree(path))]


def found(rule: Rule, source: str) -> list[str]:
    """What the rule finds in a piece of source."""
    return [what for _, what in rule(ast.parse(source))]


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute; what is called on something else begins with a dot: `.load`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported name in full: `from PySide6.QtGui import QMovie` is PySide6.QtGui.QMovie."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"
