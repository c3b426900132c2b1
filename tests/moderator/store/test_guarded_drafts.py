"""Drafts of a team against other programs: the server lets nobody's text be lost, or be put in another's mouth."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pytest

from tests.moderator.store.conftest import As
from tests.moderator.store.rows import add
from tests.servers import Server

CASE = "C-1"
TEXT: dict[str, Any] = {"case": CASE, "findings": [{"facts": [{"pointer": "/id"}]}], "note": 'my "revision":7, words'}
Tries = Callable[[str, str], None]


@pytest.fixture
def tries(server: Server, database: str) -> Tries:
    """Runs a statement of another program's as somebody."""

    def run(who: str, statement: str) -> None:
        with closing(psycopg.connect(server.url(database, who), autocommit=True)) as connection:
            connection.execute("SET search_path = moderator")
            connection.execute(statement.encode())

    return run


INSERT = "INSERT INTO {} (case_id, owner, body, saved_at) VALUES ('C-1', '{}', '{{}}', '2026-11-12T09:00:00.000Z')"
BY_OTHERS = {
    "another's text": ("mod-8", "UPDATE draft SET body = '{}'"),
    "another's text under one's own name": ("mod-8", "UPDATE draft SET body = '{}', owner = 'mod-8'"),
    "the name alone": ("mod-8", "UPDATE draft SET owner = 'mod-8'"),
    "a lead's words": ("lead-1", "UPDATE draft SET body = '{}', owner = 'mod-8'"),
    "a lead's words in the same name": ("lead-1", "UPDATE draft SET body = '{}'"),
    "nobody's name": ("mod-7", "UPDATE draft SET owner = ''"),
    "another case's": ("mod-7", "UPDATE draft SET case_id = 'C-2'"),
    "gone": ("mod-8", "DELETE FROM draft"),
    "gone by a lead": ("lead-1", "DELETE FROM draft"),
    "one in another's name": ("mod-8", INSERT.format("draft_aside", "rev-1")),
    "a note in the text": ("mod-8", "UPDATE draft SET body = replace(body::text, '22', '23')::bytea"),
}


@pytest.mark.parametrize("what", BY_OTHERS)
def test_who_did_not_write_it_cannot_change_it(as_person: As, tries: Tries, what: str) -> None:
    store = as_person("mod-7")
    add(store, CASE)
    store.save_draft(CASE, TEXT, "mod-7", "")
    who, statement = BY_OTHERS[what]
    if what == "the name alone":
        tries("lead-1", statement)  # a lead hands a case on with its draft
        tries("lead-1", "UPDATE draft SET owner = 'mod-7'")
    with pytest.raises(psycopg.Error, match=r"cannot write as|is kept beside|stays with") as refused:
        tries(who, statement)
    assert refused.value.sqlstate == "MD001"
    assert store.draft(CASE, "mod-7") == TEXT


def test_the_own_text_is_ones_own(as_person: As, tries: Tries) -> None:
    store = as_person("mod-7")
    add(store, CASE)
    with pytest.raises(psycopg.Error, match="cannot write as"):
        tries("mod-8", INSERT.format("draft", "mod-7"))
    tries("mod-7", INSERT.format("draft", "mod-7"))
    tries("mod-7", """UPDATE draft SET body = '{"note":1}'""")
    assert store.draft(CASE, "mod-7") == {"note": 1}
    tries("mod-7", "DELETE FROM draft")
    assert store.draft(CASE, "mod-7") is None


def test_what_made_room_is_its_writers(as_person: As, tries: Tries) -> None:
    ana, ben = as_person("mod-7"), as_person("mod-8")
    add(ana, CASE)
    ana.save_draft(CASE, TEXT, "mod-7", "")
    ben.save_draft(CASE, {"case": CASE, "by": "mod-8"}, "mod-8", "")
    assert (ana.draft(CASE, "mod-7"), ben.draft(CASE, "mod-8")) == (TEXT, {"case": CASE, "by": "mod-8"})
    for who, statement in (
        ("mod-8", "DELETE FROM draft_aside"),
        ("lead-1", "UPDATE draft_aside SET body = '{}'"),
        ("mod-8", "UPDATE draft_aside SET owner = 'mod-8'"),
        ("mod-7", "UPDATE draft_aside SET case_id = 'C-2'"),
    ):
        with pytest.raises(psycopg.Error) as refused:
            tries(who, statement)
        assert refused.value.sqlstate == "MD001"
    assert ana.draft(CASE, "mod-7") == TEXT


def test_a_new_revision_carries_drafts_whoever_brings_it(as_person: As) -> None:
    ana, ben, rev = as_person("mod-7"), as_person("mod-8"), as_person("rev-1")
    add(ana, CASE)
    ana.save_draft(CASE, TEXT, "mod-7", "")
    ben.save_draft(CASE, {"case": CASE, "by": "mod-8"}, "mod-8", "")
    add(rev, CASE, 2, seen=1, who="rev-1")
    add(rev, CASE, 3, seen=2, who="rev-1")
    found = ana.draft(CASE, "mod-7")
    assert found is not None
    assert (found["revision"], found["note"]) == (3, TEXT["note"])
    assert (ben.draft(CASE, "mod-8") or {})["revision"] == 3
