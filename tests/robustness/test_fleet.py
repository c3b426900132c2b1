"""A slice of `fleet.py`: a worker that is killed in the midst of its work costs nothing, and twice nothing either."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.desk.fleet_work import LEAST_SILENT
from tests.robustness import fleet
from tests.servers import Server


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="what a worker has started is found by /proc")
def test_a_fleet_that_is_killed_writes_what_one_computer_does(server: Server, tmp_path: Path) -> None:
    made = fleet.site(server, tmp_path / "team", 2)
    right = fleet.alone(made.copied(tmp_path / "copy"))
    found, victims = fleet.by_fleet(made, 1, every=0.1, most=1, silent=LEAST_SILENT)
    assert victims == 1
    assert "the job is taken up again" in (made.folder / "workers.log").read_text()
    assert fleet.wrong(made, found, right) == []
    # what would be seen
    (made.out / "AE-2026-000001.pdf").write_bytes(b"half")
    (made.out / "AE-2026-000002.pdf").unlink()
    assert len(fleet.wrong(made, found[1:], right)) == 3
