"""The library that `edits` edits: every durable table has rows, of every kind of act that writes one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from moderator.desk import Desk, open_desk
from moderator.desk.library import make_library
from moderator.store.file import DATABASE, sqlite
from moderator.store.ledger import Act
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc


def build(folder: Path, cases: int) -> list[Path]:
    """Makes the library; older copies of its database, each from before something was done."""
    library, older = folder / "library", list[Path]()
    make_library(library, "Edited", datetime(2026, 11, 12, 9, 0, tzinfo=UTC), restricted=["mod-9"])
    desk = open_desk(library, moderator="mod-7")
    try:
        docs = [_import(desk, folder, number) for number in range(cases)]
        steps = (
            _share, _give_away, _arrive, _decide, _take_back, _appeal, _second, _export, _send, _come_home, _keep,
        )  # fmt: skip
        for step in steps:
            older.append(copied(library / DATABASE, folder / f"older-{len(older)}.sqlite3"))
            step(desk, folder, docs)
    finally:
        desk.close()
    return older


def _import(desk: Desk, folder: Path, number: int) -> dict[str, Any]:
    for revision in (1, 2) if number % 5 == 0 else (1,):
        doc = case_doc(id=f"C-{number:03}", revision=revision)
        doc["order"]["number"] = f"8190000{number:05}"
        (found,) = desk.import_packs([write_case_pack(folder / "packs" / f"{number}-{revision}", doc)])
        assert found.status in ("imported", "updated"), found.problem
    return doc


def _share(desk: Desk, _folder: Path, _docs: list[dict[str, Any]]) -> None:
    """Which share is decided twice: all, as a folder's file says, and in the table that a team has for it."""
    desk.set_shares({"damaged": 1})
    at = desk._state.stamp()
    for share in ({"damaged": 1_000_000, "*": 50_000}, {"*": 20_000}):
        desk._state.store.set_shares(share, Act(at, "mod-7", "sampling", "", ""))


def _second(desk: Desk, _folder: Path, docs: list[dict[str, Any]]) -> None:
    """Some of what was drawn is answered, some declined, the rest waits."""
    desk.set_moderator("mod-9")
    for place, case_id in enumerate(desk.waiting_for_second()):
        doc = next(each for each in docs if each["id"] == case_id)
        if place % 3 == 0:
            desk.give_second(case_id, verdict_doc(doc))
        elif place % 3 == 1:
            desk.decline_second(case_id, "wants to see it")
    desk.set_moderator("mod-7")


def _give_away(desk: Desk, _folder: Path, docs: list[dict[str, Any]]) -> None:
    for doc in docs[::7]:
        desk.set_moderator("mod-9")
        desk.recuse(doc["id"], "knows the seller")
        desk.reassign(doc["id"], "mod-7", "speaks the language")
        desk.set_moderator("mod-7")


def _decide(desk: Desk, _folder: Path, docs: list[dict[str, Any]]) -> None:
    for doc in docs[: -len(docs) // 4]:
        desk.save_draft(doc["id"], {"case": doc["id"], "exhibits": [{"id": "X1", "source": "E1"}]})
        desk.decide(doc["id"], verdict_doc(doc), final=True)


def _take_back(desk: Desk, _folder: Path, docs: list[dict[str, Any]]) -> None:
    for doc in docs[-len(docs) // 4 : -2]:
        desk.decide(doc["id"], verdict_doc(doc))
        desk.withdraw_last()
    desk.free(docs[-1]["id"], "away too long")
    desk.decide(docs[-1]["id"], verdict_doc(docs[-1]), final=True)


def _appeal(desk: Desk, _folder: Path, docs: list[dict[str, Any]]) -> None:
    desk.set_moderator("mod-8")
    for doc in docs[::6]:
        if desk.open_case(doc["id"]).second:
            desk.decline_second(doc["id"], "the appeal is to be decided")
        before = [row.doc["id"] for row in desk.open_case(doc["id"]).verdicts if row.status == "active"]
        if before:
            desk.decide(doc["id"], verdict_doc(doc, stage="appeal", supersedes=before[0]))
            if doc is docs[0]:
                desk.withdraw_last()


def _export(desk: Desk, folder: Path, docs: list[dict[str, Any]]) -> None:
    found = desk.export([doc["id"] for doc in docs[1:6]], folder / "out")
    assert [each.status for each in found] == ["written"] * 5, found


def _keep(desk: Desk, _folder: Path, docs: list[dict[str, Any]]) -> None:
    """Some cases are on hold, some locked, one was given back, and those that were exported are erased."""
    for doc in docs[2::9]:
        desk.hold(doc["id"], "the court asked")
    for doc in docs[3::9]:
        desk.lock(doc["id"], "criminal", "E1")
    desk.set_moderator("mod-9")
    desk.unlock(docs[3]["id"], "a false alarm")
    desk.lift_hold(docs[2]["id"], "the court is done")
    desk.put_clock_ahead(timedelta(days=400))
    assert len(desk.retain(300)["erased"]) >= 4


def _arrive(desk: Desk, folder: Path, docs: list[dict[str, Any]]) -> None:
    """Cases of another library come in a bag; some of it stand decided there."""
    make_library(folder / "other", "Other", desk.now())
    other = open_desk(folder / "other", moderator="mod-7")
    try:
        for number in range(3):
            doc = case_doc(id=f"R-{number}")
            doc["order"]["number"] = f"8290000{number:05}"
            other.import_packs([write_case_pack(folder / "packs" / f"R-{number}", doc)])
        other.decide("R-0", verdict_doc(case_doc(id="R-0")), final=True)
        other.checkout(["R-0", "R-1", "R-2"], folder / "coming")
    finally:
        other.close()
    found = desk.import_packs([folder / "coming"])
    assert {each.status for each in found} == {"imported"}, found
    desk.checkout([doc["id"] for doc in docs[-2:]], folder / "leaving")


def _come_home(desk: Desk, folder: Path, docs: list[dict[str, Any]]) -> None:
    """Verdicts come from the road: one that holds, and one on a case that was decided here meanwhile."""
    make_library(folder / "away", "Away", desk.now())
    away = open_desk(folder / "away", moderator="mod-7")
    try:
        away.import_packs([folder / "leaving"])
        for doc in docs[-2:]:
            away.decide(doc["id"], verdict_doc(doc), final=True)
        away.pack_back(folder / "back")
    finally:
        away.close()
    found = desk.checkin(folder / "back")
    became = [each["became"] for case in found["cases"] for each in case["verdicts"]]
    assert became == ["verdict", "opinion"], found
    assert [each.status for each in desk.export(["R-0"], folder / "out")] == ["written"]  # and so it is erased later


def _send(desk: Desk, folder: Path, _docs: list[dict[str, Any]]) -> None:
    (folder / "outbox").mkdir()
    found = desk.send_out(str(folder / "outbox"), most=4)
    assert [each.status for each in found] == ["sent"] * 4, found


def copied(database: Path, target: Path) -> Path:
    """A copy of a database, whole in one file."""
    # by the library's own SQLite: closing a file of another one in this process would end the locks of the desk
    source, copy = sqlite().connect(str(database)), sqlite().connect(str(target))
    source.backup(copy)
    copy.execute("PRAGMA journal_mode=DELETE")
    source.close()
    copy.close()
    return target
