"""Full-text search: the one place where the databases differ in how words are kept and looked up.

SQLite: an FTS5 table over `case_text`. PostgreSQL: a column `vector` of it with a GIN index. Both get words that
`words` has made, so neither's own rules of language, and no character that means something to either, come into play.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from moderator.domain.canonical import Json
from moderator.store import words
from moderator.store.words import Term

BOUND = "bound"
"""The parameter that says how many cases are looked at, the newest first."""
_LAST_POSITION = 16_383
"""PostgreSQL knows no position after this one."""
_SECURE = (3, 42, 0)
"""From here on FTS5 can remove words from its index at once, not only with the next merge."""


def create(connection: Connection) -> None:
    """Makes the index; `case_text` must be there."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE case_text ADD COLUMN vector tsvector"))
        connection.execute(text("CREATE INDEX case_search ON case_text USING gin (vector)"))
        return
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE case_search USING fts5(words, content='case_text', content_rowid='docid', "
        "tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')"
    )
    (version,) = connection.exec_driver_sql("SELECT sqlite_version()").one()
    if tuple(int(part) for part in version.split(".")) >= _SECURE:
        connection.exec_driver_sql("INSERT INTO case_search(case_search, rank) VALUES ('secure-delete', 1)")


def drop(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE case_search")


def put(session: Session | Connection, case_id: str, document: Json) -> None:
    """A case is found by what this document says, and by nothing that an earlier one said."""
    forget(session, case_id)
    put_new(session, [(case_id, document)])


def put_new(session: Session | Connection, cases: Sequence[tuple[str, Json]]) -> None:
    """Cases that are in no index yet."""
    rows = list[dict[str, Any]]()
    for case_id, document in cases:
        found = words.of_case(case_id, document)
        rows.append({"case": case_id, "words": " ".join(found), "vector": found})
    if not rows:
        return
    if _dialect(session) == "postgresql":
        sql = "INSERT INTO case_text (case_id, words, vector) VALUES (:case, :words, CAST(:vector AS tsvector))"
        session.execute(text(sql), [row | {"vector": vector(row["vector"])} for row in rows])
        return
    (last,) = session.execute(text("SELECT coalesce(max(docid), 0) FROM case_text")).one()  # the write lock is ours
    rows = [{"docid": last + n, "case": row["case"], "words": row["words"]} for n, row in enumerate(rows, 1)]
    session.execute(text("INSERT INTO case_text (docid, case_id, words) VALUES (:docid, :case, :words)"), rows)
    session.execute(text("INSERT INTO case_search(rowid, words) VALUES (:docid, :words)"), rows)


def forget(session: Session | Connection, case_id: str) -> None:
    """The case is found by nothing any more; nothing of its text stays in the index."""
    find = text("SELECT docid, words FROM case_text WHERE case_id = :case")
    row = session.execute(find, {"case": case_id}).one_or_none()
    if row is None:
        return
    if _dialect(session) == "sqlite":
        sql = "INSERT INTO case_search(case_search, rowid, words) VALUES ('delete', :docid, :words)"
        session.execute(text(sql), {"docid": row[0], "words": row[1]})
    session.execute(text("DELETE FROM case_text WHERE docid = :docid"), {"docid": row[0]})


def scrub(connection: Connection) -> None:
    """Before SQLite could remove words from its index at once they stayed until the next merge: then all is merged."""
    (version,) = connection.exec_driver_sql("SELECT sqlite_version()").one()
    if tuple(int(part) for part in version.split(".")) < _SECURE:
        connection.exec_driver_sql("INSERT INTO case_search(case_search) VALUES ('optimize')")


def _dialect(session: Session | Connection) -> str:
    bind = session.get_bind() if isinstance(session, Session) else session
    return str(bind.dialect.name)


def matching(terms: Sequence[Term], dialect: str) -> tuple[str, dict[str, Any]]:
    """A SELECT of `docid` of the newest cases that have all terms, at most :bound, with its parameter `match`."""
    if dialect == "postgresql":
        sql = "SELECT docid FROM case_text WHERE vector @@ CAST(:match AS tsquery) ORDER BY docid DESC LIMIT :bound"
        return sql, {"match": " & ".join(_tsquery(term) for term in terms)}
    sql = "SELECT rowid AS docid FROM case_search WHERE case_search MATCH :match ORDER BY rowid DESC LIMIT :bound"
    return sql, {"match": " AND ".join(_fts5(term) for term in terms)}


def _fts5(term: Term) -> str:
    """A string, and so never syntax: `words` lets letters and digits through, and nothing else."""
    return f'"{" ".join(term.words)}"' + ("*" if term.begins else "")


def _tsquery(term: Term) -> str:
    quoted = [f"'{word}'" for word in term.words]
    return "(" + " <-> ".join(quoted) + (":*" if term.begins else "") + ")"


def vector(found: Sequence[str]) -> str:
    """Words with their positions, as PostgreSQL writes a tsvector."""
    return " ".join(f"'{word}':{number}" for number, word in enumerate(found[:_LAST_POSITION], 1))
