"""How data passes between processes and into the PDF: in ways that cannot carry code or markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.contracts import tracked
from tests.contracts.rules import broken, found, imports

PICKLES = ("multiprocessing", "xmlrpc", "concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process")
"""All of multiprocessing: its pipes, queues, pools, managers and shared memory pickle, or name what others can open."""
MARKUP = ("reportlab.platypus", "reportlab.lib.styles", "svglib", "xhtml2pdf", "weasyprint")


def pickles(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for line, whole in imports(tree):
        if any(whole == name or whole.startswith(f"{name}.") for name in PICKLES):
            yield line, whole
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "ProcessPoolExecutor":
            yield node.lineno, node.attr


def reads_markup(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for line, whole in imports(tree):
        if any(whole == name or whole.startswith(f"{name}.") for name in MARKUP):
            yield line, whole


def test_no_process_talks_in_pickles():
    assert not broken(pickles, tracked.product_files())


def test_the_report_knows_no_markup():
    """Stronger than an escape before each Paragraph: nothing of ReportLab that reads markup is imported at all.

    `moderator/report` lays text out itself and draws glyphs on the canvas, so there is nothing to be escaped from.
    """
    assert not broken(reads_markup, tracked.product_files())


@pytest.mark.parametrize(
    "source",
    [
        "import multiprocessing", "from multiprocessing import Queue", "import multiprocessing.shared_memory",
        "from multiprocessing.connection import Client", "from concurrent.futures import ProcessPoolExecutor",
        "import concurrent.futures\nconcurrent.futures.ProcessPoolExecutor()",
    ],
)  # fmt: skip
def test_the_rule_on_pickles_finds_what_it_is_for(source: str):
    assert found(pickles, source)


@pytest.mark.parametrize("source", ["from reportlab.platypus import Paragraph", "import reportlab.lib.styles"])
def test_the_rule_on_markup_finds_what_it_is_for(source: str):
    assert found(reads_markup, source)


def test_the_rules_let_pass_what_is_used():
    source = "from concurrent.futures import ThreadPoolExecutor\nfrom reportlab.pdfgen import canvas\nimport struct"
    assert not found(pickles, source)
    assert not found(reads_markup, source)
