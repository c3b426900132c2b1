"""The roles of a team and what each may do to which table. What is not written here the server refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection, sql

from moderator.store.server import NAMESPACE

ROLES = ("moderator", "second-reviewer", "lead", "auditor", "worker")
"""Each person sees the whole library; an auditor only sees it. A worker is a program of the fleet: it sees what it
writes documents from, and writes what comes of that. What a second reviewer may besides depends on rows, and stands
in `guards.py`: verdicts that take the place of another's."""

RESTRICTED = "restricted"
"""No part but an addition to one: the group of those who see locked cases, see `guards_kept`."""
_WRITERS = ROLES[:3]
_PEOPLE = ROLES[:4]
_WORKS = (*_WRITERS, "worker")
_KEPT = ("INSERT",)
_OWN_PACE = ("INSERT", "UPDATE", "DELETE")
_CASE = (
    "revision", "version", "status", "facts", "content", "order_number", "reason", "claim", "title", "due_at",
    "escalated_at", "currency", "paid", "buyer_country", "photos", "videos", "documents", "outcome",
    "due_key", "figure", "band", "filmed", "market",
)  # fmt: skip
PARTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "alembic_version": ((), ()),
    "document": (_WRITERS, _KEPT),
    "case_entry": (_WRITERS, ("INSERT", f"UPDATE ({', '.join(_CASE)})")),
    "revision": (_WRITERS, _KEPT),
    "file": (_WRITERS, _KEPT),
    "file_state": ((), ()),  # each computer keeps its own
    "verdict_entry": (_WRITERS, ("INSERT", "UPDATE (status)")),
    "signed_document": (_WORKS, _KEPT),
    "draft": (_WRITERS, _OWN_PACE),
    "draft_aside": (_WRITERS, _OWN_PACE),
    "ledger_entry": (_WORKS, _KEPT),
    "ledger_key": (_WORKS, _KEPT),
    "ledger_checkpoint": (_WORKS, ("INSERT", "DELETE")),  # all but the newest and every fiftieth go, see `guards`
    "library_id": ((), ()),
    "lease": (_WRITERS, ("INSERT", "UPDATE")),
    "recusal": (_WRITERS, _KEPT),
    "assignment": (("lead",), ("INSERT", "UPDATE")),
    "market": (_WRITERS, _KEPT),
    "case_text": (_WRITERS, ("INSERT", "DELETE")),
    "second_opinion": (_WRITERS, ("INSERT", "UPDATE (given_by, given_at, answer, body)")),
    "aboard": (_WRITERS, _KEPT),
    "carried": (_WRITERS, _KEPT),
    "sampling": (("lead",), ("INSERT", "UPDATE (share, by_person, at)")),
    "legal_hold": (_WRITERS, _KEPT),
    "case_lock": ((), ()),  # by functions of the server's own
    "erased_file": (("lead",), ("DELETE",)),
    "export_intent": (_WRITERS, ("INSERT", "UPDATE (done_at)", "DELETE")),
}
"""By table who may write, and how. A table that is missing here can be read and nothing else."""
WORKER_READS = (
    "alembic_version", "document", "case_entry", "verdict_entry", "signed_document", "ledger_entry", "ledger_key",
    "ledger_checkpoint", "library_id", "case_lock",
)  # fmt: skip
"""No drafts, claims, second opinions or files of evidence."""
ALSO: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assignment": (_WRITERS, ("DELETE",)),  # of who steps back from the case that was given to them, see `guards`
    "legal_hold": (("lead",), ("DELETE",)),
}


Parts = Iterable[tuple[tuple[str, ...], tuple[str, ...]]]
"""Which roles may do what."""


def group(database: str, role: str) -> str:
    """The group role of PostgreSQL that stands for a role in a team. Roles belong to the whole server, so that the
    database is part of the name."""
    return f"{database}_{role.replace('-', '_')}"


def grant(connection: Connection[Any], database: str) -> None:
    """Makes the group roles and gives each its part, and nobody anything else. Within the caller's transaction."""
    for role in (*ROLES, RESTRICTED):
        name = group(database, role)
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    groups, people, writers = (
        sql.SQL(", ").join(sql.Identifier(group(database, role)) for role in some)
        for some in (ROLES, _PEOPLE, _WRITERS)
    )
    names = {"database": sql.Identifier(database), "schema": sql.Identifier(NAMESPACE)}
    known = {**names, "groups": groups, "people": people, "writers": writers}
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {groups}",
        "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
        "GRANT USAGE ON SCHEMA {schema} TO {groups}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {groups}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {groups}",
        "REVOKE ALL ON ALL ROUTINES IN SCHEMA {schema} FROM PUBLIC",
        "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA {schema} TO {groups}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {people}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {writers}",
    ):
        connection.execute(sql.SQL(statement).format(**known))
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (NAMESPACE,)).fetchall()
    for (table,) in found:
        reads = (("worker",), ("SELECT",)) if table in WORKER_READS else ((), ())
        parts = [PARTS.get(table, ((), ())), ALSO.get(table, ((), ())), reads]
        give(connection, database, sql.Identifier(NAMESPACE, table), parts)


def give(connection: Connection[Any], database: str, table: sql.Identifier, parts: Parts) -> None:
    """Gives roles verbs on a table. `parts` is ours, never anybody's: verbs go into the statement as they are."""
    for role, verb in ((role, verb) for roles, verbs in parts for role in roles for verb in verbs):
        to = sql.Identifier(group(database, role))
        connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(verb), table, to))
