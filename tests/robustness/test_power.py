"""A slice of the power cuts: nothing is lost, but by those that must lose."""

from __future__ import annotations

from tests.robustness.power import CONTROLS
from tests.robustness.slices import ran, under_shim


@under_shim
def test_power_cuts_and_the_controls_lose() -> None:
    runs = ("create", "import", "decide", "export", *CONTROLS)
    table = ran("power", "--points", "24", *runs, shimmed=True)
    assert table.count("control: must lose") == 3
