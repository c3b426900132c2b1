"""What must not stand in any file of the project."""

from __future__ import annotations

import ast
import re

from tests.contracts import tracked

# Put together from halves, so that this file is no find of its own.
ADDRESSES = re.compile(
    r"https?://[^\s\"']+/(?:simple|packages)/|--(?:extra-)?index" + r"-url|"
    r"(?:pypi|pythonhosted|npmjs|npmmirror|anaconda|conda)" + r"\.(?:org|com|io)",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|work|" + r"home/\w+|" + r"Users/\w+)/|[A-Z]:\\Users\\")
CODE_FROM_DATA = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "jsonpickle"}


def finds(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in tracked.files()
        if (text := tracked.text(path)) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_address_of_a_package_registry():
    assert not finds(ADDRESSES)


def test_no_path_of_one_machine():
    assert not finds(MACHINE_PATHS)
    assert not finds(re.compile(re.escape(f"{tracked.ROOT}/")))


def test_the_patterns_find_what_they_are_for():
    assert ADDRESSES.search("see https://" + "example.net/simple/foo")
    assert ADDRESSES.search("pip install --extra-index" + "-url x")
    assert MACHINE_PATHS.search("open('/ro" + "ot/.cache/x')")
    assert not MACHINE_PATHS.search("https://example.net/home/page")


def test_no_code_is_made_from_data():
    found = []
    for path in tracked.product_files():
        for node in ast.walk(tracked.tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
                found.append(f"{path}:{node.lineno} {node.func.id}")
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {name.name for name in node.names} | {getattr(node, "module", None) or ""}
                found += [f"{path}:{node.lineno} {name}" for name in names if name.split(".")[0] in CODE_FROM_DATA]
    assert not found
