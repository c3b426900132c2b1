"""A case that was reported and locked: nothing that the desk or the command line can do shows it, but for one way."""

from __future__ import annotations

import argparse
import inspect
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.desk import Desk, auditing, open_desk, papers
from moderator.desk.library import make_library
from moderator.desk.values import Wanted
from moderator.domain.queue import STATUSES, Ask, Filter, Skills
from moderator.errors import CaseLocked, NotFound, UsageError
from moderator.store.file import DATABASE, looking, sqlite
from moderator.store.store import Store
from tests.builders import case_doc, write_case_pack
from tests.moderator.store import rows
from tests.verdicts import verdict_doc

OPEN, DECIDED, OTHER = "C-1", "C-2", "C-3"
LOCKED = (OPEN, DECIDED)
DAY = timedelta(days=1)


def doc_of(case: str, **overrides: Any) -> dict[str, Any]:
    doc = case_doc(id=case, **overrides)
    doc["order"]["number"] = "81900" + case[-1]
    return doc


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three cases; an open and a decided one are locked. The third stays as it is."""
    folder = tmp_path_factory.mktemp("locked")
    make_library(folder / "library", "L", datetime(2026, 11, 12, 9, tzinfo=UTC), restricted=["mod-9"])
    desk = open_desk(folder / "library", moderator="mod-7")
    for case in (*LOCKED, OTHER):
        desk.import_packs([write_case_pack(folder / "packs", doc_of(case))])
        if case != OPEN:
            desk.decide(case, verdict_doc(doc_of(case)), final=case == OTHER)
    desk.save_draft(OPEN, {"case": OPEN, "note": "kept"})
    item = desk.open_case(OTHER).items[0]
    assert desk.queue_counts(Filter(status="all")).total == 3
    kept = folder / "library" / "cache" / item.sha256[:2]
    kept.mkdir(parents=True)
    (kept / f"{item.sha256[:16]}-x.pictures").write_bytes(b"x")
    assert desk.like(desk.open_case(OPEN)) != ()
    for case in LOCKED:
        desk.lock(case, "criminal", "what was seen")
    assert not list(kept.glob("*"))
    yield desk
    desk.close()


@pytest.fixture
def opened(desk: Desk) -> Any:
    return desk.open_case(OTHER)


Call = Callable[[Desk, str, Path], Any]
NAMED: dict[str, Call] = {
    "queue_around": lambda d, c, _t: [row.case for row in d.queue_around(Ask(Filter(status="all")), c)],
    "open_case": lambda d, c, _t: d.open_case(c),
    "unveiled": lambda d, c, _t: d.unveiled(c, "a" * 64),
    "shown_aid": lambda d, c, _t: d.shown_aid(c, "wipe"),
    "write_pack": lambda d, c, t: d.write_pack(c, t / "x.casepack"),
    "claim": lambda d, c, _t: d.claim(c),
    "pulse": lambda d, c, _t: d.pulse(c),
    "recuse": lambda d, c, _t: d.recuse(c, "why"),
    "reassign": lambda d, c, _t: d.reassign(c, "mod-8", "why"),
    "free": lambda d, c, _t: d.free(c, "why"),
    "save_draft": lambda d, c, _t: d.save_draft(c, {"case": c}),
    "decide": lambda d, c, _t: d.decide(c, verdict_doc(doc_of(c))),
    "open_second": lambda d, c, _t: d.open_second(c),
    "decline_second": lambda d, c, _t: d.decline_second(c, "why"),
    "give_second": lambda d, c, _t: d.give_second(c, verdict_doc(doc_of(c))),
    "preview": lambda d, c, _t: d.preview(c),
    "hold": lambda d, c, _t: d.hold(c, "why"),
    "lift_hold": lambda d, c, _t: d.lift_hold(c, "why"),
    "erased": lambda d, c, _t: d.erased(c),
    "lock": lambda d, c, _t: d.lock(c, "criminal", "again"),
    "unlock": lambda d, c, _t: d.unlock(c, "why"),
    "checkout": lambda d, c, t: d.checkout([c], t / "bag"),
    "analyse": lambda d, c, _t: d.analyse([c], 1),
    "looking_at": lambda d, c, t: papers.locked(d, c, "why", t / "originals"),
}
"""Every method that takes a case: each refuses, or shows the queue without it."""
LISTS: dict[str, Call] = {
    "queue": lambda d, _c, _t: [r.case for s in (*STATUSES, "all", "erased") for r in d.queue(Ask(Filter(status=s)))],
    "queue_counts": lambda d, c, _t: d.queue_counts(Filter(status="all")).total == 1 or c,
    "next_case": lambda d, _c, _t: d.next_case(Skills()),
    "listing": lambda d, _c, _t: [row["case"] for row in d.listing(Ask(Filter(status="all", text="jug"), "id"))],
    "undoable": lambda d, _c, _t: getattr(d.undoable(), "case", None),
    "waiting_for_second": lambda d, _c, _t: d.waiting_for_second(),
    "next_second": lambda d, _c, _t: d.next_second(Skills()),
    "agreement": lambda d, _c, _t: d.agreement(),
    "checkout by a filter": lambda d, _c, t: d.checkout(Ask(Filter(status="all")), t / "bag"),
    "analyse by a filter": lambda d, _c, _t: [each.case for each in d.analyse(Ask(Filter(status="all")), 9)],
    "export": lambda d, _c, t: [each.case for each in d.export(None, t / "all")],
    "export_batch": lambda d, _c, t: [each.case for each in d.export_batch(t / "batch", Wanted(), jobs=0)],
    "write_annexes": lambda d, _c, t: [each.case for each in d.write_annexes(None, t / "annex", Wanted()).cases],
    "send_out": lambda d, _c, t: (t.joinpath("box").mkdir(), [each.case for each in d.send_out(str(t / "box"))])[1],
    "retain": lambda d, _c, _t: [each["case"] for each in d.retain(1, dry_run=True)["erased"]],
}
"""Every method that goes over all cases: none has it."""
OF_A_CASE_THAT_IS_OPEN = {"check", "look_at_cited", "like", "past_awards"}
BY_FILE = {"file_path", "save_original"}
NEITHER = {
    "library", "media", "moderator", "set_moderator", "away", "knock", "put_clock_ahead", "now", "close", "care",
    "import_packs", "take_in", "beat_seconds", "let_go", "tail", "withdraw_last", "serve_jobs", "locked_cases",
    "shares", "set_shares", "may_set_shares", "fleet", "pack_back", "checkin",
}  # fmt: skip
"""What shows nothing of a case, or has a test of its own below; of the road in `test_road_kept`."""


def test_every_method_of_the_desk_is_in_one_of_these_lists() -> None:
    known = {name for name in (*NAMED, *LISTS) if " " not in name} | {*OF_A_CASE_THAT_IS_OPEN, *BY_FILE, *NEITHER}
    assert {name for name in dir(Desk) if not name.startswith("_")} == known


@pytest.mark.parametrize("case", LOCKED)
@pytest.mark.parametrize("name", NAMED)
def test_what_takes_a_case_refuses_a_locked_one(desk: Desk, tmp_path: Path, name: str, case: str) -> None:
    for spelled in (case, case.lower()):
        try:
            found = NAMED[name](desk, spelled, tmp_path)
        except (CaseLocked, NotFound, UsageError):
            continue
        assert name == "queue_around", name
        assert case not in found
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", LISTS)
def test_what_goes_over_all_cases_leaves_a_locked_one_out(desk: Desk, tmp_path: Path, name: str) -> None:
    found = LISTS[name](desk, OPEN, tmp_path)
    assert found is True or not [case for case in LOCKED if case in json.dumps(found, default=str)], found


def test_what_begins_from_another_case_has_none_of_it(desk: Desk, opened: Any) -> None:
    assert desk.like(opened) == ()
    assert desk._state.store.award_records("damaged", OTHER, "1", "2027-01-01T00:00:00Z") == []


def test_its_files_are_not_given_away_by_their_hash(desk: Desk, tmp_path: Path, opened: Any) -> None:
    """The third case has the same two files: whoever asks by the hash gets neither."""
    for item in opened.items:
        with pytest.raises(CaseLocked):
            desk.file_path(item.sha256)
        with pytest.raises(CaseLocked):
            desk.save_original(item.sha256, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_pack_of_it_is_refused_and_its_verdict_stays_given(desk: Desk, tmp_path: Path) -> None:
    (found,) = desk.import_packs([write_case_pack(tmp_path, doc_of(OPEN, revision=2))])
    assert (found.status, "was reported and locked" in str(found.problem)) == ("refused", True)
    again = doc_of(OPEN, revision=2)
    store = desk._state.store
    with pytest.raises(CaseLocked):
        rows.add(store, OPEN, 2, seen=2)
    assert store.given_before(again["order"]["number"][:-1] + "2", None).of_order > 0, "the cap of the order holds"
    with pytest.raises(NotFound, match="no verdict that can still be taken back"):
        desk.withdraw_last()


def test_one_who_has_it_open_is_refused_with_the_next_thing_that_he_does(tmp_path: Path) -> None:
    make_library(tmp_path / "library", "L")
    one, other = (open_desk(tmp_path / "library", moderator=name) for name in ("mod-7", "mod-8"))
    try:
        one.import_packs([write_case_pack(tmp_path / "packs", doc_of(OPEN))])
        opened = one.open_case(OPEN)
        one.claim(OPEN)
        other.lock(OPEN, "child-safety", "seen")
        for work in (lambda: one.pulse(OPEN, beat=True), lambda: one.decide(OPEN, verdict_doc(opened.document))):
            with pytest.raises(CaseLocked):
                work()
        one.let_go(OPEN)
    finally:
        one.close()
        other.close()


def test_who_may_sees_it_and_the_ledger_has_each_view(desk: Desk, tmp_path: Path) -> None:
    for work in (lambda: papers.locked(desk, OPEN, "police"), lambda: desk.unlock(OPEN, "why"), desk.locked_cases):
        with pytest.raises(UsageError, match="restricted"):
            work()
    desk.set_moderator("mod-9")
    try:
        assert [(each["case"], each["kind"]) for each in desk.locked_cases()] == [
            (OPEN, "criminal"),
            (DECIDED, "criminal"),
        ]
        before = views(desk)
        shown = papers.locked(desk, OPEN.lower(), "the police asked", tmp_path / "originals")
        assert (shown["case"]["id"], len(shown["originals"])) == (OPEN, 1)
        assert views(desk) == before + 1
        with pytest.raises(CaseLocked):
            desk.open_case(OPEN)  # only for the length of a view
        with pytest.raises(UsageError, match="Say why"):
            papers.locked(desk, OPEN, " ")
        with pytest.raises(NotFound):
            papers.locked(desk, OTHER, "why")
    finally:
        desk.set_moderator("mod-7")


def views(desk: Desk) -> int:
    with looking(desk.library.path / DATABASE) as connection:
        (count,) = connection.execute("SELECT count(*) FROM ledger_entry WHERE action = 'locked-view'").fetchone()
    return int(count)


def test_the_library_holds_and_an_edit_shows(desk: Desk) -> None:
    library = str(desk.library.path)
    assert auditing.verify(library, quick=False)["failures"] == []
    for edit in (
        "UPDATE case_entry SET status = 'open' WHERE id = 'C-1'",
        "UPDATE case_lock SET kind = 'child-safety' WHERE case_id = 'C-1'",
        "UPDATE case_lock SET was = 'decided' WHERE case_id = 'C-1'",
        "DELETE FROM case_lock WHERE case_id = 'C-1'",
        "INSERT INTO case_lock VALUES ('C-3', 'criminal', 'mod-7', '2026-11-12T09:00:00Z', 'decided')",
    ):
        connection = sqlite().connect(str(desk.library.path / DATABASE), isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            before = (
                list(connection.execute("SELECT * FROM case_lock")),
                list(connection.execute("SELECT id, status FROM case_entry")),
            )
            connection.execute(edit)
            connection.execute("COMMIT")
            assert not auditing.verify(library, quick=True)["ok"], edit
            connection.execute("DELETE FROM case_lock")
            connection.executemany("INSERT INTO case_lock VALUES (?, ?, ?, ?, ?)", before[0])
            connection.executemany("UPDATE case_entry SET status = ?2 WHERE id = ?1", before[1])
        finally:
            connection.close()
    assert auditing.verify(library, quick=True)["ok"]


def test_retention_leaves_it_alone_and_says_why(desk: Desk) -> None:
    stays = {each["case"]: each["why"] for each in desk.retain(1, dry_run=True)["stays"]}
    assert [stays[case] for case in LOCKED] == [["locked: its evidence is preserved"]] * 2


VERBS: dict[str, list[list[str]]] = {
    "show": [[]], "decide": [["--verdict", "{verdict}"]], "pack": [["--out", "{out}/x.casepack"]], "findings": [[]],
    "export": [["--out", "{out}"]], "annex": [["--out", "{out}"]], "recuse": [["--why", "w"]],
    "release": [["--why", "w"]],
    "reassign": [["--why", "w", "--to", "mod-8"]], "second": [["--verdict", "{verdict}"], []],
    "checkout": [["--out", "{out}/x.roadbag"]], "analyse": [[]],
    "hold": [["--why", "w"], ["--off", "--why", "w"]],
    "lock": [["--kind", "criminal", "--note", "n"]], "unlock": [["--why", "w"]], "unlock-view": [["--why", "w"]],
}  # fmt: skip
"""Every verb that takes a case, with what else it needs."""
WITHOUT = {
    "import", "list", "frames", "measure", "probe", "compare", "doctor", "verify", "ledger", "jobs", "backup",
    "restore", "agreement", "schema", "policy", "team", "retain", "inbox", "outbox",
    "worker", "fleet", "pack-back", "checkin",
}  # fmt: skip
"""Those that take none."""


def verbs() -> dict[str, argparse.ArgumentParser]:
    (sub,) = [each for each in cli.parser()._actions if isinstance(each, argparse._SubParsersAction)]
    return dict(sub.choices)


def test_every_verb_is_in_one_of_these_lists() -> None:
    assert set(verbs()) == {*VERBS, *WITHOUT}
    for name, parser in verbs().items():
        takes = any(action.dest in ("case", "cases") for action in parser._actions)
        assert takes == (name in VERBS), name


@pytest.mark.parametrize("case", LOCKED)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_that_takes_a_case_refuses_a_locked_one(
    desk: Desk, tmp_path: Path, verb: str, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = tmp_path / "verdict.json"
    verdict.write_text(json.dumps(verdict_doc(doc_of(case))))
    for more in VERBS[verb]:
        words = [each.format(verdict=verdict, out=tmp_path / "out") for each in more]
        assert cli.main([verb, case, *words, "--library", str(desk.library.path), "--json"]) != cli.OK
        told = capsys.readouterr()
        assert "Glass jug" not in told.out + told.err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [verdict]


def test_every_method_of_the_store_that_takes_a_case_refuses(desk: Desk) -> None:
    """Whoever adds one has to say here what it does with a locked case."""
    store, tried = desk._state.store, set()
    may = {"let_go", "locked", "hashes_of", "looking_at", "unlock_case", "entries", "ledger_row", "place_of", "back"}
    for name, method in inspect.getmembers(Store, inspect.isfunction):
        names = list(inspect.signature(method).parameters)
        if name.startswith("_") or "case_id" not in names or name in may:
            continue
        usual: dict[str, Any] = {
            "case_id": OPEN,
            "verdict_id": "C-2-v1",
            "order_number": "1",
            "why": "w",
            "who": "mod-8",
            "to": "x",
            "by": "y",
        }
        usual |= {"holder": "mod-7", "token": "t", "seconds": 1.0, "may": lambda _l: True, "acts": _acts, "revision": 1}
        usual |= {"body": {}, "owner": "mod-7", "reason": "damaged", "answer": "x", "kind": "criminal", "note": "n"}
        usual |= {"number": 1, "own": "a" * 64, "who": "mod-7", "until": rows.now(), "said": {"bag": "b"}, "bag": "b"}
        usual |= {"draft": {}, "order_number": "1"}
        usual |= {"act": _acts("x", OPEN, "a" * 64), "edition": "parties", "entry": "a" * 64, "action": "x"}
        with pytest.raises(CaseLocked):
            method(store, *[usual[each] for each in names[1:] if each in usual])
        tried.add(name)
    assert {"head", "document", "files", "draft", "verdicts", "standing", "claim", "pulse", "save_draft"} <= tried
    stored = "C-2-v1"
    with pytest.raises(CaseLocked):
        store.signed(stored, "parties")
    with looking(desk.library.path / DATABASE) as connection:
        hashes = connection.execute("SELECT record, body FROM verdict_entry WHERE case_id = 'C-2'").fetchone()
    for sha256 in hashes:
        with pytest.raises(CaseLocked):
            store.decision_record(sha256)


def _acts(action: str, case_id: str, entry: str) -> Any:
    from moderator.store.ledger import Act

    return Act(rows.now(), "mod-7", action, case_id, entry)


def test_given_back_a_case_is_what_it_was(desk: Desk) -> None:
    """Last of all, since it ends the lock."""
    desk.set_moderator("mod-9")
    try:
        with pytest.raises(NotFound):
            desk.unlock(OTHER, "why")
        for case in LOCKED:
            desk.unlock(case, "a false alarm")
    finally:
        desk.set_moderator("mod-7")
    assert {row.case: row.status for row in desk.queue()} == {OPEN: "open", DECIDED: "decided", OTHER: "decided"}
    assert desk.open_case(OPEN).draft == {"case": OPEN, "note": "kept"}
    assert len(list(desk.listing(Ask(Filter(status="all", text="jug"), "id")))) == 3
    assert auditing.verify(str(desk.library.path), quick=False)["failures"] == []
