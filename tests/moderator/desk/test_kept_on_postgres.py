"""Erasing and locking at the desk of a team's library: by whom, and what of it lies on this computer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from moderator.desk import Desk, auditing, drafts, open_desk, papers
from moderator.errors import CaseErased, CaseLocked, LibraryError, UsageError
from moderator.store import membership
from moderator.store.erasing import Order
from tests.builders import case_doc, write_case_pack
from tests.servers import Server
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"


@pytest.fixture
def opens(server: Server, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Desks on one team's library by name; res-1 is for restricted cases."""
    database, made = server.new_team(), list[Desk]()
    membership.add(server.owner(database), "res-1", "moderator", None, restricted=True)
    (tmp_path / "shared").mkdir()

    def opened(user: str) -> Desk:
        made.append(open_desk(server.url(database, user) + f"&media={tmp_path / 'shared'}"))
        return made[-1]

    yield opened
    for desk in made:
        desk.close()


def test_a_lead_erases_and_a_locked_case_is_for_its_group(opens: Callable[[str], Desk], tmp_path: Path) -> None:
    desk, lead, restricted = opens("mod-7"), opens("lead-1"), opens("res-1")
    doc = case_doc()
    desk.import_packs([write_case_pack(tmp_path / "packs", doc)])
    desk.decide(CASE, verdict_doc(doc), final=True)
    desk.export([CASE], tmp_path / "out")
    assert "may object until" in "; ".join(reasons(lead))
    desk.lock(CASE, "criminal", "E1")
    kept_draft(desk, CASE)
    for work in (lambda: lead.open_case(CASE), lambda: lead.preview(CASE), lambda: lead.erased(CASE)):
        with pytest.raises(CaseLocked):
            work()
    drafts.give_back(desk._state)  # nobody is kept from working by a draft of a case that is gone
    with pytest.raises(UsageError, match="group for restricted cases"):
        papers.locked(lead, CASE, "why")
    assert papers.locked(restricted, CASE, "the police asked")["status"] == "locked"
    told = auditing.verify(lead.library.locator, quick=False)
    assert (told["failures"], told["hidden"]) == ([], [CASE])
    restricted.unlock(CASE, "a false alarm")
    erase_now(lead, desk, tmp_path)


def reasons(desk: Desk) -> list[str]:
    """No clock can be set in a team: a day is not over yet, so the papers are asked themselves."""
    from moderator.desk import retention

    (each,) = desk._state.store.settled("9999-01-01T00:00:00Z")
    return list(retention._kept_by(desk._state, each))


def kept_draft(desk: Desk, case: str) -> None:
    folder = drafts.folder(desk._state)
    folder.mkdir(parents=True)
    doc = {"case": case, "draft": {"case": case}, "saved_at": "2026-01-01T00:00:00Z"}
    (folder / "a.json").write_text(json.dumps(doc))


def erase_now(lead: Desk, desk: Desk, tmp_path: Path) -> None:
    """The time to object cannot be waited for: erased as retention does it, by a moderator and by a lead."""
    from moderator.desk import leases, retention

    head = lead._state.store.head(CASE)
    assert head is not None
    order = Order(CASE, head.version, "a rule.", retention._reduced)
    with pytest.raises(LibraryError, match="mod-7 cannot erase a case"):
        desk._state.store.erase(order, desk._state.stamp(), leases.acts(desk._state))
    lead._state.store.erase(order, lead._state.stamp(), leases.acts(lead._state))
    counts = {"removed": 0, "needed_elsewhere": 0}
    retention._sweep(lead._state, counts)
    assert counts == {"removed": 2, "needed_elsewhere": 0}
    with pytest.raises(CaseErased):
        desk.open_case(CASE)
    assert auditing.verify(lead.library.locator, quick=False)["failures"] == []
    (written,) = desk.export([CASE], tmp_path / "again")
    assert written.status == "written"
    assert (tmp_path / "again" / f"{CASE}.pdf").read_bytes() == (tmp_path / "out" / f"{CASE}.pdf").read_bytes()
