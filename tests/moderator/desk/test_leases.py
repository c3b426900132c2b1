"""Who has a case, at two desks on one library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.desk import Desk, open_desk, tokens
from moderator.errors import GateRefused, LeaseHeld, LeaseLost, NotFound, UsageError
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"


@pytest.fixture
def other(stocked: Desk) -> Iterator[Desk]:
    desk = open_desk(stocked.library.path, moderator="mod-3")
    yield desk
    desk.close()


@pytest.fixture
def command(stocked: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any, str]]:
    """`moderator VERB …` on the same library: its exit code, its JSON, what it said."""
    file = tmp_path / "verdict.json"
    file.write_text(json.dumps(verdict_doc(case_doc())))

    def run(*words: str) -> tuple[int, Any, str]:
        more = ["--verdict", str(file)] if words[0] == "decide" else []
        code = cli.main([*words, *more, "--json", "--library", str(stocked.library.path)])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return run


def test_one_has_it_and_the_other_reads(stocked: Desk, other: Desk) -> None:
    held = other.claim(CASE).held
    assert held is not None
    assert (held.holder, held.mine) == ("mod-3", True)
    seen = stocked.claim(CASE).held
    assert seen is not None
    assert (seen.holder, seen.mine, seen.same) == ("mod-3", False, False)
    assert stocked.open_case(CASE).case.id == CASE
    with pytest.raises(LeaseHeld, match="mod-3"):
        stocked.decide(CASE, verdict_doc(case_doc()))
    (row,) = stocked.queue()
    assert (row.holder, row.free(stocked.now())) == ("mod-3", False)
    assert not other.queue()[0].holder, "one's own lease is no news"
    other.let_go(CASE)
    assert stocked.queue()[0].free(stocked.now())
    assert stocked.claim(CASE).held == stocked.pulse(CASE).held
    assert stocked.decide(CASE, verdict_doc(case_doc()), final=True)
    assert stocked.pulse(CASE).held is None


def test_closing_the_desk_lets_go(stocked: Desk, other: Desk) -> None:
    other.claim(CASE)
    other.close()
    held = stocked.claim(CASE).held
    assert held is not None
    assert held.mine


def test_a_case_freed_by_a_lead_is_lost_at_the_next_heartbeat(stocked: Desk, other: Desk) -> None:
    other.claim(CASE)
    assert stocked.free(CASE, "mod-3 is ill") == "mod-3"
    assert other.pulse(CASE, beat=True).held is None
    other.claim(CASE)
    stocked.free(CASE, "still ill")
    stocked.claim(CASE)
    with pytest.raises(LeaseLost, match="mod-7 has it until"):
        other.decide(CASE, verdict_doc(case_doc()))
    assert stocked.open_case(CASE).verdicts == ()


def test_a_refused_verdict_keeps_the_case_and_one_for_the_moment_gives_it_back(stocked: Desk, other: Desk) -> None:
    stocked.claim(CASE)
    with pytest.raises(GateRefused):
        stocked.decide(CASE, verdict_doc(case_doc(), clause=None))
    held = stocked.pulse(CASE).held
    assert held is not None
    assert held.mine
    stocked.let_go(CASE)
    with pytest.raises(GateRefused):
        stocked.decide(CASE, verdict_doc(case_doc(), clause=None))
    assert other.claim(CASE).held is not None


def test_one_who_stepped_back_is_told_by_the_gate_and_by_the_store(stocked: Desk) -> None:
    stocked.recuse(CASE, "my neighbour")
    (row,) = stocked.queue()
    assert row.recused
    assert not row.free(stocked.now())
    opened = stocked.open_case(CASE)
    assert opened.recused == (("mod-7", "my neighbour"),)
    assert [p.code for p in stocked.check(opened, verdict_doc(case_doc()))] == ["recused"]
    with pytest.raises(GateRefused, match="stepped back"):
        stocked.decide(CASE, verdict_doc(case_doc()))


def test_a_case_that_was_given_away_is_offered_to_that_person_alone(stocked: Desk, other: Desk) -> None:
    stocked.save_draft(CASE, {"case": CASE, "revision": 1})
    stocked.reassign(CASE, " mod-3 ", "knows the seller")
    assert stocked.queue()[0].assigned == "mod-3"
    assert not other.queue()[0].assigned
    assert other.open_case(CASE).draft == {"case": CASE, "revision": 1}
    assert stocked.claim(CASE).held is None
    assert stocked.pulse(CASE).assigned == "mod-3"
    held = other.claim(CASE).held
    assert held is not None
    assert held.mine
    other.let_go(CASE)
    assert stocked.claim(CASE, over=True).held is not None, "a lead steps in"


@pytest.mark.parametrize("empty", ["", "  \n "])
def test_a_reason_is_asked_for(stocked: Desk, empty: str) -> None:
    deeds = (stocked.recuse, stocked.free, lambda case, why: stocked.reassign(case, "mod-3", why))
    for deed in deeds:
        with pytest.raises(UsageError, match="reason"):
            deed(CASE, empty)
        with pytest.raises(NotFound):
            deed("AE-9", "why")
    with pytest.raises(UsageError, match="to whom"):
        stocked.reassign(CASE, empty, "why")


@pytest.mark.skipif(sys.platform == "win32", reason="a process of another desk is not looked for there")
def test_the_lease_of_a_process_that_was_killed_is_free_at_once(stocked: Desk) -> None:
    code = (
        "import os, sys; from moderator.desk import open_desk;"
        f"open_desk({str(stocked.library.path)!r}, moderator='mod-3').claim({CASE!r}); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    held = stocked.claim(CASE).held
    assert held is not None
    assert held.mine


def test_only_a_process_of_this_machine_is_known_to_be_gone() -> None:
    assert not tokens.gone(tokens.new_token())
    assert not tokens.gone("elsewhere/1/ab")
    assert not tokens.gone("")
    assert not tokens.gone(tokens.new_token().replace(f"/{os.getpid()}/", "/x/"))


def test_another_window_of_the_same_person_is_taken_over_when_asked(stocked: Desk) -> None:
    second = open_desk(stocked.library.path, moderator="Mod-7")
    stocked.claim(CASE)
    held = second.claim(CASE).held
    assert held is not None
    assert (held.mine, held.same) == (False, True)
    held = second.claim(CASE, over=True).held
    assert held is not None
    assert held.mine
    now = stocked.pulse(CASE, beat=True).held
    assert now is not None
    assert not now.mine
    second.close()


def test_the_command_line_refuses_what_somebody_else_has(stocked: Desk, other: Desk, command: Any) -> None:
    other.claim(CASE)
    code, answer, said = command("decide", CASE)
    assert (code, answer["problems"][0]["code"]) == (1, "lease-held")
    assert "mod-3 has AE-2026-000123 until 20" in said
    assert command("release", CASE, "--why", "on holiday")[1]["person"] == "mod-3"
    assert command("decide", CASE)[0] == 0
    assert stocked.open_case(CASE).status == "decided"


def test_the_command_line_steps_back_and_gives_away(stocked: Desk, command: Any) -> None:
    assert command("reassign", CASE, "--to", "mod-3", "--why", "knows it")[0] == 0
    assert stocked.queue()[0].assigned == "mod-3"
    code, answer, _ = command("recuse", CASE, "--why", "my cousin")
    assert (code, answer["status"]) == (0, "recused")
    code, answer, said = command("decide", CASE)
    assert (code, answer["status"]) == (1, "refused")
    assert "stepped back" in said
    assert command("recuse", CASE)[0] == 2, "a reason is needed"
    assert command("release", "AE-9", "--why", "x")[0] == 1


def test_a_draft_typed_on_an_older_revision_goes_on_at_the_newer(stocked: Desk, tmp_path: Path) -> None:
    doc = case_doc(revision=2)
    doc["order"]["refunded"] = "3.00"
    stocked.import_packs([write_case_pack(tmp_path / "r2", doc)])
    facts = [{"pointer": "/order/refunded", "says": "0"}, {"pointer": "/order/number", "says": "x"}]
    draft = {"case": CASE, "revision": 1, "findings": [{"requirement": "r", "facts": facts}]}
    stocked.save_draft(CASE, draft)
    kept = stocked.open_case(CASE).draft
    assert kept is not None
    assert kept["revision"] == 2
    assert [fact.get("changed_in") for fact in kept["findings"][0]["facts"]] == [2, None]


def test_of_two_processes_on_one_order_only_one_gets_past_the_cap(desk: Desk, tmp_path: Path) -> None:
    """Each would give back 15.00 of the 23.90 that were paid."""
    code = """
import json, sys
from moderator.desk import open_desk
from moderator.errors import ModeratorError
desk = open_desk(sys.argv[1], moderator=sys.argv[2])
desk.open_case(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
try:
    desk.decide(sys.argv[2], json.loads(sys.argv[3]), final=True)
    print("decided")
except ModeratorError as error:
    print(type(error).__name__, error)
"""
    lines = [{"line": "1", "quantity": 1, "amount": "15.00"}]
    for round_ in range(2):
        docs = [case_doc(id=f"{side}-{round_}") for side in "AB"]
        for doc in docs:
            doc["order"]["number"] = f"O-{round_}"
            desk.import_packs([write_case_pack(tmp_path / "packs", doc)])
        children = []
        for doc in docs:
            verdict = verdict_doc(doc, refund={"lines": lines, "shipping": "0.00"}, outcome="partial-refund")
            command = [sys.executable, "-c", code, str(desk.library.path), doc["id"], json.dumps(verdict)]
            children.append(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
            )
        said = _both(children)
        won = [text for text in said if text.startswith("decided")]
        assert len(won) == 1, said
        assert any("amount" in text or "cap" in text or "refund" in text for text in said if text not in won), said


def _both(children: list[subprocess.Popen[str]]) -> list[str]:
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    said: list[str] = []

    def ask(child: subprocess.Popen[str]) -> None:
        said.append(child.communicate("now\n", timeout=60)[0].strip())

    threads = [threading.Thread(target=ask, args=(child,)) for child in children]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
