"""Amounts by the policy's grid, and one percentage over several lines: by keys, undone like any edit."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from moderator.domain.case import read_case
from moderator.domain.policy import versions
from tests.fake_cases import rich_doc
from tests.ui.views.verdict_bench import ALT, CONTROL, Bench
from ui.models import draft
from ui.models.amounts import typed
from ui.views.money_rows import RowView

GRID = {row.id: row for row in versions("damaged")[-1].grid}


@pytest.fixture
def line(bench: Bench) -> RowView:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    return bench.panel.decision.money.rows["line:1"]


def choose(bench: Bench, line: RowView, number: int) -> None:
    """Alt G, down to that row, Return."""
    bench.key(Qt.Key.Key_G, ALT)
    menu = line.grid.findChild(QMenu)
    assert menu is not None
    menu.setActiveAction(menu.actions()[number])
    menu.actions()[number].trigger()
    menu.close()


def row_of(bench: Bench) -> dict[str, Any]:
    found: dict[str, Any] = bench.draft["refund"]["lines"][0]
    return found


def test_a_row_of_the_grid_asks_for_an_amount_within_it(bench: Bench, line: RowView) -> None:
    choose(bench, line, 1)
    assert row_of(bench) == {"line": "1", "quantity": 1, "method": "grid", "grid_row": "dents-chips"}
    assert line.field.placeholderText() == "6.57–8.76"
    assert "money" in bench.left(), "nothing was chosen for the moderator"
    bench.write("35%")
    assert row_of(bench) | {"amount": "7.66", "percent": "35", "method": "grid"} == row_of(bench)
    assert "money" not in bench.left()
    bench.key(Qt.Key.Key_Return)
    assert line.grid.accessibleName().partition(": ")[2] == "Dents and chips · 30–40 % · 6.57–8.76"


def test_outside_of_the_row_is_said_at_the_field(bench: Bench, line: RowView) -> None:
    choose(bench, line, 1)
    bench.write("9.00")
    assert line.error.text() == "“Dents and chips” gives US$ 6.57 to US$ 8.76 of this line"
    assert "money" in bench.left()


def test_a_row_without_a_choice_gives_its_amount(bench: Bench, line: RowView) -> None:
    choose(bench, line, 3)
    assert (row_of(bench)["amount"], row_of(bench)["percent"]) == ("15.33", "70")
    assert "money" not in bench.left()


def test_an_amount_that_fits_stays_and_another_goes(bench: Bench, line: RowView) -> None:
    bench.write("7.00")
    choose(bench, line, 1)
    assert row_of(bench)["amount"] == "7.00"
    choose(bench, line, 0)
    assert "amount" not in row_of(bench)


def test_back_from_the_grid_and_undone(bench: Bench, line: RowView) -> None:
    bench.write("7.00")
    choose(bench, line, 1)
    choose(bench, line, 5)  # after the separator
    assert row_of(bench) == {"line": "1", "quantity": 1, "amount": "7.00", "method": "amount"}
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert row_of(bench)["grid_row"] == "dents-chips"
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert row_of(bench)["method"] == "amount"


def test_there_is_no_grid_for_the_whole(bench: Bench) -> None:
    bench.key(Qt.Key.Key_1, ALT)
    bench.key(Qt.Key.Key_G, ALT)
    assert bench.panel.decision.money.rows["line:1"].grid.findChild(QMenu) is None


def three_lines() -> dict[str, Any]:
    """Three lines of 3.33 each, two of which the claim is about, with a cent of tax."""
    doc = rich_doc()
    doc["order"] |= {"paid": "10.00", "shipping": "0.00", "tax": "0.01", "discounts": []}
    doc["order"]["lines"] = [
        {"id": name, "title": f"Bead {name}", "quantity": 3, "unit_price": "1.11"} for name in ("1", "2", "3")
    ]
    doc["claim"]["scope"] = [{"line": name, "quantity": 3, "state": "damaged"} for name in ("1", "3")]
    return doc


def test_one_percentage_over_the_lines_of_the_claim_loses_no_cent() -> None:
    case = read_case(three_lines())
    doc: dict[str, Any] = {"outcome": "partial-refund"}
    draft.set_all(doc, typed("50%", "USD", 667), case)
    rows = doc["refund"]["lines"]
    assert [(row["line"], row["amount"], row["percent"]) for row in rows] == [("1", "1.67", "50"), ("3", "1.67", "50")]
    draft.set_all(doc, typed("3.33", "USD", 667), case)
    rows = doc["refund"]["lines"]
    assert [(row["line"], row["amount"], row["method"]) for row in rows] == [
        ("1", "1.67", "amount"),
        ("3", "1.66", "amount"),
    ]
    draft.set_all(doc, None, case)
    assert doc == {"outcome": "partial-refund"}


def test_fewer_items_are_a_smaller_share() -> None:
    case = read_case(three_lines())
    doc: dict[str, Any] = {"outcome": "partial-refund"}
    draft.set_line(doc, "1", typed("50%", "USD", 334), case)
    draft.set_quantity(doc, "1", 1, case)
    (row,) = doc["refund"]["lines"]
    assert (row["quantity"], row["amount"], row["percent"]) == (1, "0.56", "50")
