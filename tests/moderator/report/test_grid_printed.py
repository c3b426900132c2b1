"""An amount by the grid prints what its row says, so that the reader can work it out again."""

from __future__ import annotations

from typing import Any

import pytest

from moderator.report.grounds import refund
from moderator.report.wording import wording
from tests.moderator.report.records import record
from tests.moderator.report.test_decision import plainly

ROW = {"id": "dents-chips", "condition": "Dents and chips", "least": "30", "most": "40", "clause": "damaged.2"}


def printed(**line: Any) -> str:
    whole = record()
    whole["policy"]["grid"] = [ROW]
    whole["verdict"]["refund"]["lines"] = [{"line": "1", "quantity": 1, "amount": "7.66", **line}]
    return plainly(list(refund(whole, wording("en")))).replace("\u00a0", " ")


@pytest.mark.parametrize(("percent", "said"), [("35", "; 35 % here."), (None, "duties.")])
def test_the_row_and_what_it_is_of(percent: str | None, said: str) -> None:
    text = printed(method="grid", grid_row="dents-chips", percent=percent)
    assert "Dents and chips, by the grid 30 to 40 % of what was paid for the goods, without tax and duties" in text
    assert said in text


def test_nothing_of_it_where_the_amount_is_no_grids() -> None:
    assert "by the grid" not in printed(method="percent", percent="35", grid_row=None)
    assert "by the grid" not in printed(method="grid", grid_row="gone")
