"""Whatever is decided, taken back and reversed on the cases of one order, never is more given back than was paid."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from moderator.desk import Desk, records
from moderator.errors import GateRefused, LibraryError, ModeratorError, NotFound
from tests.moderator.desk.orders import LEFT, SHIPPING, decision, desk_at, library_of

CASES = ("AE-1", "AE-2", "AE-3")
LINES = (2800, 1900)
MUCH = (2700, 1900)
"""All that is left of the order."""
AMOUNTS = st.one_of(
    st.sampled_from(((0, 0, 0), (*MUCH, 0))),
    st.tuples(*(st.sampled_from((0, 1, top // 2, top)) for top in LINES), st.sampled_from((0, 1, SHIPPING))),
)
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def given_back(desk: Desk, case_id: str) -> int:
    """What the verdict that stands gives back, read from its text and not from what the store adds up."""
    standing = [row.doc for row in desk.open_case(case_id).verdicts if row.status == "active"]
    return sum(int(doc.get("refund", {}).get("total", "0").replace(".", "")) for doc in standing)


class OneOrder(RuleBasedStateMachine):
    """Two or three cases, a clock that is put on, and a model that knows only what stands."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = START
        self.stands: dict[str, list[tuple[str, int]]] = {}
        """By case its verdicts that hold or would hold again, the last on top: id and cents."""
        self.undoable: list[tuple[str, datetime]] = []
        """Cases whose last verdict can be taken back, in the order of their verdicts, and until when."""

    @initialize(count=st.integers(2, 3))
    def begin(self, count: int) -> None:
        self.cases = CASES[:count]
        self.desk = library_of(self.folder, {"8190": list(self.cases)}, lambda: self.now)
        self.stands = {case: [] for case in self.cases}

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    def given(self, case: str) -> int:
        return self.stands[case][-1][1] if self.stands[case] else 0

    def others(self, case: str) -> int:
        return sum(self.given(each) for each in self.cases if each != case)

    @rule(at=st.integers(0, 2), amounts=AMOUNTS, final=st.booleans())
    def decide(self, at: int, amounts: tuple[int, int, int], final: bool) -> None:
        case = self.cases[at % len(self.cases)]
        if self.stands[case]:
            return
        self._give(case, amounts, final)

    @rule(at=st.integers(0, 2), amounts=AMOUNTS, final=st.booleans())
    def reverse(self, at: int, amounts: tuple[int, int, int], final: bool) -> None:
        case = self.cases[at % len(self.cases)]
        if self.stands[case]:
            self._give(case, amounts, final, stage="reversal", supersedes=self.stands[case][-1][0])

    def _give(self, case: str, amounts: tuple[int, int, int], final: bool, **more: Any) -> None:
        doc = decision(case, amounts[:2], amounts[2], **more)
        total = sum(amounts)
        if total > LEFT - self.others(case):
            with pytest.raises(GateRefused, match="left of this order"):
                self.desk.decide(case, doc, final=final)
            return
        made = self.desk.decide(case, doc, final=final)
        self.undoable = [each for each in self.undoable if each[0] != case]
        if not final:
            self.undoable.append((case, self.now + timedelta(minutes=10)))
        if final and more:
            self.stands[case] = []  # what was replaced for good cannot come back
        self.stands[case].append((made.verdict["id"], total))

    @rule(minutes=st.sampled_from((1, 11)))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: bool(self.stands))
    @rule()
    def take_back(self) -> None:
        running = [case for case, until in self.undoable if until > self.now]
        if not running:
            with pytest.raises(NotFound):
                self.desk.withdraw_last()
            return
        case = running[-1]
        restored = self.stands[case][-2][1] if len(self.stands[case]) > 1 else 0
        if restored > self.given(case) and restored > LEFT - self.others(case):
            with pytest.raises(GateRefused, match="given back on this order"):
                self.desk.withdraw_last()
            return
        assert self.desk.withdraw_last()[0] == case
        self.stands[case].pop()
        self.undoable = [each for each in self.undoable if each[0] != case]

    @invariant()
    def never_more_than_was_paid(self) -> None:
        if not self.stands:
            return
        found = {case: given_back(self.desk, case) for case in self.cases}
        assert sum(found.values()) <= LEFT
        assert found == {case: self.given(case) for case in self.cases}


TestOneOrder = OneOrder.TestCase
TestOneOrder.settings = settings(
    max_examples=6, stateful_step_count=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


Opened = Callable[[Desk], Desk]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Closes the desks that it is given."""
    with ExitStack() as stack:
        yield lambda desk: stack.enter_context(closing(desk))


def test_taking_back_a_reversal_cannot_give_the_money_twice(tmp_path: Path, opened: Opened) -> None:
    """What the machine seldom comes to: reversed to nothing, given in the other case, then the reversal taken back."""
    desk = opened(library_of(tmp_path, {"8190": ["AE-1", "AE-2"]}, lambda: START))
    first = desk.decide("AE-1", decision("AE-1", MUCH, 0), final=True)
    reversal = decision("AE-1", (0, 0), 0, stage="reversal", supersedes=first.verdict["id"])
    desk.decide("AE-2", decision("AE-2", (0, 0), 0), final=True)
    desk.decide("AE-1", reversal)
    second = [row.doc["id"] for row in desk.open_case("AE-2").verdicts][-1]
    given = decision("AE-2", MUCH, 0, stage="reversal", supersedes=second)
    with pytest.raises(GateRefused):
        desk.decide("AE-2", decision("AE-2", MUCH, 1, stage="reversal", supersedes=second), final=True)
    desk.decide("AE-2", given, final=True)
    with pytest.raises(GateRefused, match="given back on this order"):
        desk.withdraw_last()
    assert (given_back(desk, "AE-1"), given_back(desk, "AE-2")) == (0, sum(MUCH))


def test_two_desks_that_both_passed_the_gate(tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have counted nothing as given back when they come to record: one of them is sent back to look again."""
    first = opened(library_of(tmp_path, {"8190": ["AE-1", "AE-2"]}, lambda: START))
    desks = {"AE-1": first, "AE-2": opened(desk_at(first.library.path, lambda: START, "mod-8"))}
    both, make = threading.Barrier(2, timeout=60), records.make

    def made(*args: Any) -> Any:
        record = make(*args)
        both.wait()
        return record

    monkeypatch.setattr(records, "make", made)
    ended = at_once(desks, lambda case, desk: desk.decide(case, decision(case, MUCH, 0), final=True))
    refused = [each for each in ended.values() if each is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], LibraryError)
    assert "Another decision on order 8190 was made meanwhile" in str(refused[0])
    assert sum(given_back(first, case) for case in desks) == sum(MUCH)


def at_once(desks: dict[str, Desk], act: Callable[[str, Desk], object]) -> dict[str, ModeratorError | None]:
    """Each in a thread of its own; how it ended, None for well."""
    ended: dict[str, ModeratorError | None] = {}

    def run(case: str, desk: Desk) -> None:
        try:
            act(case, desk)
            ended[case] = None
        except ModeratorError as error:
            ended[case] = error

    threads = [threading.Thread(target=run, args=each) for each in desks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


PROCESS = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from moderator.errors import ModeratorError
from tests.moderator.desk.orders import decision, desk_at
folder, mine, orders = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
desk = desk_at(folder, lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "mod-" + mine)
desk.queue()
print("ready", flush=True)
sys.stdin.readline()
for order in range(orders):
    case = f"AE-{order}-{mine}"
    try:
        desk.decide(case, decision(case, (2700, 1900), 0), final=True)
    except ModeratorError as error:
        print(type(error).__name__, flush=True)
desk.close()
"""


def test_two_processes_at_the_same_orders(tmp_path: Path, opened: Opened) -> None:
    """Each order has two cases, and each process one of them; whoever comes second is refused, at the gate or after."""
    orders = 4
    cases = {f"81{order}": [f"AE-{order}-{mine}" for mine in "ab"] for order in range(orders)}
    desk = opened(library_of(tmp_path, cases, lambda: START))
    command = [sys.executable, "-c", PROCESS, str(desk.library.path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry or "." for entry in sys.path)}
    running = [
        subprocess.Popen(
            [*command, mine, str(orders)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        for mine in "ab"
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    outputs = [process.stdin for process in running]
    for pipe in outputs:
        assert pipe is not None
        pipe.write("go\n")
        pipe.flush()
    refused = [line for process in running for line in process.communicate(timeout=120)[0].splitlines()]
    assert [process.returncode for process in running] == [0, 0]
    assert len(refused) == orders
    assert set(refused) <= {"GateRefused", "LibraryError"}
    for pair in cases.values():
        assert sum(given_back(desk, case) for case in pair) == sum(MUCH)
