"""The desk on a team's library: a case from its pack to its document, and what happens when the server goes away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.desk import Desk, auditing, drafts, open_desk
from moderator.desk.inbox import Inbox
from moderator.desk.values import Wanted
from moderator.domain.queue import Ask, Filter
from moderator.errors import AlreadyDecided, LeaseHeld, LibraryAway, LibraryError, UsageError
from tests import servers
from tests.builders import case_doc, write_case_pack
from tests.servers import Server
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"
Opens = Callable[..., Desk]


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opens]:
    made: list[Desk] = []
    (tmp_path / "shared").mkdir()

    def open_as(server: Server, database: str, user: str = "mod-7") -> Desk:
        made.append(open_desk(server.url(database, user) + f"&media={tmp_path / 'shared'}", moderator="whoever"))
        return made[-1]

    yield open_as
    for desk in made:
        desk.close()


def test_from_the_pack_to_the_document(server: Server, opens: Opens, tmp_path: Path) -> None:
    database = server.new_team()
    desk = opens(server, database)
    assert desk.queue() == ()
    (imported,) = desk.import_packs([write_case_pack(tmp_path / "packs")])
    assert imported.status == "imported", imported.problem
    desk.save_draft(CASE, {"case": CASE})
    other = opens(server, database, "mod-8")
    opened = other.open_case(CASE)
    assert (opened.draft, [item.missing for item in opened.items]) == ({"case": CASE}, [False, False])
    desk.set_moderator("somebody else")
    verdict = desk.decide(CASE, verdict_doc(case_doc())).verdict
    assert (verdict["decided_by"], desk.moderator) == ("mod-7", "mod-7")
    assert (other.undoable(), desk.undoable() is None) == (None, False)
    assert desk.withdraw_last() == (CASE, verdict)
    with pytest.raises(LibraryError, match="mod-7 cannot decide as mod-8"):
        desk.decide(CASE, verdict_doc(case_doc(), decided_by="mod-8"), final=True)
    desk.decide(CASE, verdict_doc(case_doc()), final=True)
    (exported,) = desk.export([CASE], tmp_path / "out")
    assert (exported.status, exported.pages) == ("written", 3)
    (again,) = other.export_batch(tmp_path / "batch", Wanted(), jobs=1)
    assert again.status == "written", again.problem
    assert again.sha256 == exported.sha256  # signed once, by whoever was first, and the same for all
    desk.write_pack(CASE, tmp_path / "again.casepack")
    assert desk._state.store.verify_ledger() is None


def test_the_command_line_at_a_teams_library(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shared").mkdir()
    database = f"{server.new_team()}_cli"
    server.sql(f"CREATE DATABASE {database}")

    def run(*arguments: object) -> tuple[int, Any]:
        code = cli.main([str(each) for each in arguments] + ["--json"])
        return code, json.loads(capsys.readouterr().out or "null")

    owner = server.owner(database)
    assert run("team", "init", "--library", owner)[0] == cli.OK
    assert run("team", "migrate", "--library", owner)[0] == cli.OK
    assert run("team", "add", "mod-7", "--role", "moderator", "--library", owner) == (
        cli.OK, {"name": "mod-7", "role": "moderator", "login": "was there"},
    )  # fmt: skip
    assert run("team", "list", "--library", owner)[1] == [{"name": "mod-7", "role": "moderator"}]
    assert run("team", "add", "mod-7", "--library", owner)[0] == cli.USAGE
    url = server.url(database, "mod-7") + f"&media={tmp_path / 'shared'}"
    assert run("import", write_case_pack(tmp_path / "packs"), "--library", url)[0] == cli.OK
    _, rows = run("list", "--library", url)
    assert [row["case"] for row in rows] == [CASE]
    _, doc = run("doctor", "--library", url)
    health = doc["library"]
    assert (health["opens"], health["user"], health["fsync"], health["synchronous_commit"]) == (
        True,
        "mod-7",
        "on",
        "on",
    )
    assert health["ledger"] == {"rows": 2, "checkpoints": 1, "failures": 0}  # the key's and the import
    assert (health["files"]["count"], health["files"]["missing"]) == (2, [])
    _verified(server, database, url, tmp_path, run)
    assert run("team", "remove", "mod-7", "--library", owner)[0] == cli.OK
    assert run("list", "--library", url)[0] == cli.FAILED


def _verified(server: Server, database: str, url: str, tmp_path: Path, run: Callable[..., tuple[int, Any]]) -> None:
    """`verify --library` and `ledger export` on the server, before and after somebody changed what is there."""
    code, doc = run("verify", "--library", url)
    assert (code, doc["ok"], doc["rows"], doc["files"]) == (cli.OK, True, 2, {"looked_for": 2, "read": 2})
    code, doc = run("ledger", "export", "--out", tmp_path / "ledger.jsonl", "--library", url)
    assert (code, doc["rows"]) == (cli.OK, 2)
    (lost, *_) = [path for path in (tmp_path / "shared").glob("*/*") if path.is_file()]
    lost.chmod(0o600)
    lost.write_bytes(b"another")  # what this computer has a copy of is looked at where it lies
    server.sql("ALTER TABLE moderator.ledger_entry DISABLE TRIGGER ALL", database)
    server.sql("UPDATE moderator.ledger_entry SET actor = 'mod-8' WHERE seq = 2", database)
    code, doc = run("verify", "--library", url)
    assert (code, {each["what"] for each in doc["failures"]}) == (cli.FAILED, {"ledger", "file"})


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that may be killed."""
    with servers.running() as started:
        yield started


def test_a_draft_is_kept_while_the_server_is_away_and_given_back(mortal: Server, opens: Opens, tmp_path: Path) -> None:
    database = mortal.new_team()
    desk = opens(mortal, database)
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    desk.save_draft(CASE, {"case": CASE, "outcome": "typed before"})
    mortal.kill()
    try:
        with pytest.raises(LibraryAway, match="draft is kept on this computer; trying again"):
            desk.save_draft(CASE, {"case": CASE, "outcome": "typed while away"})
        assert desk.away
        with pytest.raises(LibraryAway):
            desk.knock()
        with pytest.raises(LibraryAway):
            desk.decide(CASE, verdict_doc(case_doc()))
        later = opens(mortal, database)  # the program was started again meanwhile: the draft is on the disk
        with pytest.raises(LibraryAway):
            later.save_draft("AE-OTHER", {"case": "AE-OTHER"})
        assert later.away
        with pytest.raises(LibraryAway):
            later.queue()
    finally:
        mortal.start()
    assert later.knock() == ()
    assert not later.away
    assert desk.open_case(CASE).draft == {"case": CASE, "outcome": "typed while away"}
    assert not desk.away
    # what belongs to no case is not dropped either
    assert [path.suffix for path in drafts.folder(desk._state).iterdir()] == [drafts.SET_ASIDE]


def test_a_newer_draft_stands_and_the_kept_one_is_set_aside(mortal: Server, opens: Opens, tmp_path: Path) -> None:
    database = mortal.new_team()
    desk, other = opens(mortal, database), opens(mortal, database, "mod-8")
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    desk.queue()
    kept = json.dumps({"case": CASE, "draft": {"case": CASE, "by": "mod-7"}, "saved_at": "2026-01-01T00:00:00Z"})
    drafts.folder(desk._state).mkdir(parents=True)
    (drafts.folder(desk._state) / "a.json").write_text(kept)
    (drafts.folder(desk._state) / "b.json").write_text("{ damaged")
    other.save_draft(CASE, {"case": CASE, "by": "mod-8"})
    assert desk.knock() == (CASE,)
    assert desk.open_case(CASE).draft == {"case": CASE, "by": "mod-8"}
    aside = sorted(path.name for path in drafts.folder(desk._state).iterdir())
    assert aside == ["a.older", "b.older"]
    assert json.loads((drafts.folder(desk._state) / "a.older").read_text())["draft"]["by"] == "mod-7"


def test_a_connection_that_was_cut_is_made_anew_without_a_word(mortal: Server, opens: Opens) -> None:
    database = mortal.new_team()
    desk = opens(mortal, database)
    assert desk._state.store.ids("all") == []
    mortal.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
    assert desk._state.store.ids("all") == []


def test_an_auditor_reads_verifies_and_has_no_case(server: Server, opens: Opens, tmp_path: Path) -> None:
    database = server.new_team()
    desk, auditor = opens(server, database), opens(server, database, "aud-1")
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    assert auditor.open_case(CASE).status == "open"
    now = auditor.claim(CASE)
    assert (now.audit, now.held) == (True, None)
    assert auditor.claim(CASE, over=True).held is None
    held = desk.claim(CASE).held
    assert held is not None
    assert (held.mine, desk.pulse(CASE).audit) == (True, False)
    pulse = auditor.pulse(CASE, beat=True)
    assert pulse.held is not None
    assert (pulse.held.holder, pulse.held.mine) == ("mod-7", False)
    assert auditor.tail() == desk.tail()
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        auditor.save_draft(CASE, {"case": CASE})
    with pytest.raises(LibraryError, match="role in this team does not allow"):
        auditor.decide(CASE, verdict_doc(case_doc()))
    auditor.close()  # lets go of nothing


def test_claims_at_two_desks_of_a_team(server: Server, opens: Opens, tmp_path: Path) -> None:
    database = server.new_team()
    desk, other, lead = (opens(server, database, who) for who in ("mod-7", "mod-8", "lead-1"))
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    desk.claim(CASE)
    held = other.claim(CASE).held
    assert held is not None
    assert (held.holder, held.mine) == ("mod-7", False)
    with pytest.raises(LeaseHeld, match="mod-7 has"):
        other.decide(CASE, verdict_doc(case_doc(), decided_by="mod-8"))
    with pytest.raises(LibraryError, match="mod-8 cannot take a case for mod-7"):
        other.free(CASE, "he is away")
    assert lead.free(CASE, "he is away") == "mod-7"
    lead.reassign(CASE, "mod-8", "knows jugs")
    assert [row.case for row in other.queue()] == [CASE]
    other.decide(CASE, verdict_doc(case_doc(), decided_by="mod-8"), final=True)
    with pytest.raises(AlreadyDecided, match="by mod-8"):
        desk.decide(CASE, verdict_doc(case_doc()), final=True)
    assert desk._state.store.verify_ledger() is None


def test_a_lead_says_which_share_is_decided_twice_and_sees_how_far_people_agree(
    server: Server, opens: Opens, tmp_path: Path
) -> None:
    database = server.new_team()
    mod, other, lead, auditor = (opens(server, database, who) for who in ("mod-7", "mod-8", "lead-1", "aud-1"))
    mod.import_packs([write_case_pack(tmp_path / "packs")])
    assert (mod.may_set_shares(), lead.may_set_shares(), mod.shares()) == (False, True, {})
    with pytest.raises(UsageError, match="set by a lead"):
        mod.set_shares({"*": 1})
    lead.set_shares({"*": 1, "damaged": 0.5})
    lead.set_shares({"*": 1})
    assert mod.shares() == {"*": 1.0}
    mod.decide(CASE, verdict_doc(case_doc()), final=True)
    assert (mod.waiting_for_second(), other.waiting_for_second(), auditor.waiting_for_second()) == ([], [CASE], [])
    assert (other.open_case(CASE).second, auditor.open_case(CASE).second) == (True, False), "who only reads sees all"
    assert [row.second for row in other.queue(Ask(Filter(second=True)))] == [True]
    assert other.queue_counts(Filter(second=True)).total == 1
    other.save_draft(CASE, {"case": CASE, "internal_note": "mine"})
    assert other.open_case(CASE).draft == {"case": CASE, "internal_note": "mine"}
    other.give_second(CASE, verdict_doc(case_doc()))
    for who in (mod, other):
        with pytest.raises(UsageError, match="for a lead or an auditor"):
            who.agreement()
    assert lead.agreement() == auditor.agreement()
    assert lead.agreement().rows[-1]["pairs"] == 1
    assert auditing.verify(auditor.library.locator, quick=True)["ok"]


def test_inbox_and_outbox_of_a_team(server: Server, opens: Opens, tmp_path: Path) -> None:
    database = server.new_team()
    desk, other, auditor = (opens(server, database, who) for who in ("mod-7", "mod-8", "aud-1"))
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    write_case_pack(tmp_path / "in")
    boxes = {each: Inbox(str(tmp_path / "in"), settled=0.0) for each in (desk, other, auditor)}
    with pytest.raises(LibraryError, match="auditor imports nothing"):
        auditor.take_in(boxes[auditor])
    assert [each.status for each in desk.take_in(boxes[desk])] == ["imported"]
    assert other.take_in(boxes[other]) == []
    desk.decide(CASE, verdict_doc(case_doc()), final=True)
    with pytest.raises(LibraryError, match="auditor sends no decisions"):
        auditor.send_out(str(tmp_path / "out"))
    with desk._state.store.only_one("outbox"):
        assert other.send_out(str(tmp_path / "out")) == []
    assert [each.status for each in other.send_out(str(tmp_path / "out"))] == ["sent"]
    assert desk.send_out(str(tmp_path / "out")) == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{CASE}.json", f"{CASE}.pdf"]
    assert auditing.verify(auditor.library.locator, quick=True)["failures"] == []
