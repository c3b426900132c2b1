"""What the fleet of a team keeps in its database: the tables of procrastinate and a few of ours, in a schema apart.

They are a list of what is to be done, no part of what was decided: a new version of procrastinate makes them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg import Connection, sql

from moderator.store.roles import ROLES, give, group

NAMESPACE = "moderator_fleet"
_OURS = """
CREATE TABLE batch (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  total integer NOT NULL,
  asked_by text NOT NULL DEFAULT session_user,
  asked_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE outcome (
  job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs ON DELETE CASCADE,
  batch uuid NOT NULL REFERENCES batch,
  told jsonb NOT NULL,
  told_by text NOT NULL DEFAULT session_user,
  at timestamptz NOT NULL DEFAULT now());
ALTER FUNCTION procrastinate_fetch_job_v2(varchar[], bigint)
  SET enable_sort = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER TABLE procrastinate_jobs ADD CONSTRAINT args_are_named CHECK (jsonb_typeof(args) = 'object');
CREATE INDEX outcome_of_batch ON outcome (batch, (told ->> 'status'));
CREATE INDEX jobs_of_batch ON procrastinate_jobs ((args ->> 'batch'), status);
CREATE TABLE found (
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  name text NOT NULL CHECK (length(name) <= 200),
  entry bytea NOT NULL CHECK (octet_length(entry) <= 67108864),
  found_by text NOT NULL DEFAULT session_user,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sha256, name));
ALTER TABLE found ALTER entry SET STORAGE EXTERNAL;
CREATE INDEX found_at ON found (at);
CREATE FUNCTION is_shown(file text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM moderator.file f WHERE f.sha256 = file)
     AND NOT EXISTS (SELECT FROM moderator.file f JOIN moderator.case_lock USING (case_id) WHERE f.sha256 = file)
$$;
CREATE FUNCTION keep_if_shown() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(5066514, hashtext(NEW.sha256));
  RETURN CASE WHEN moderator_fleet.is_shown(NEW.sha256) THEN NEW END;
END $$;
CREATE TRIGGER keep_if_shown BEFORE INSERT ON found FOR EACH ROW EXECUTE FUNCTION keep_if_shown();
CREATE FUNCTION forget_found(file text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(5066514, hashtext(file));
  DELETE FROM moderator_fleet.found WHERE sha256 = file;
END $$;
CREATE INDEX jobs_of_lock ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing');
"""
"""Who asked and who answered is who the server says: nobody may write those columns. A job whose arguments are no
object would stay with procrastinate's worker for ever. The planner is told how to find the next job: until somebody
analyses the table it would sort all that wait for each, 330 ms of 40,000 instead of less than one.

Of what was found in films nothing is kept that a case must not have: whoever locks or erases one forgets it afterwards,
and waits for those who are just adding to it (the advisory lock; 5066514 is no other's in here)."""
_PLACES = "CREATE TABLE IF NOT EXISTS {}.place (kind text PRIMARY KEY, place text NOT NULL)"
_MEMBERS = ("moderator", "second-reviewer", "lead")
_WORKS = (*_MEMBERS, "worker")
_JOB = "status, worker_id, attempts, scheduled_at, abort_requested, priority, queue_name, lock"
"""What changes of a job while it is worked on. What it is about never does."""
PARTS: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "procrastinate_jobs": ((_MEMBERS, ("INSERT",)), (_WORKS, (f"UPDATE ({_JOB})", "DELETE"))),
    "procrastinate_events": ((_WORKS, ("INSERT",)),),
    "procrastinate_workers": ((_WORKS, ("INSERT", "UPDATE (last_heartbeat)", "DELETE")),),
    "procrastinate_periodic_defers": ((_WORKS, ("UPDATE (job_id)",)),),  # a trigger of every job that is deleted
    "batch": ((_MEMBERS, ("INSERT (id, kind, total)",)),),
    "outcome": ((_WORKS, ("INSERT (job_id, batch, told)",)),),
    "place": (),
    "found": ((("worker",), ("INSERT (sha256, name, entry)", "DELETE")),),
}
"""By table who may write, and how; everybody reads. A table that is missing here can be read and nothing else."""


def install(connection: Connection[Any]) -> None:
    """Makes the tables, or makes them anew for another procrastinate; where its documents go is kept. Within the
    caller's transaction."""
    text, version = SchemaManager.get_schema() + _OURS, wanted()
    if installed(connection) == version:
        return
    name = sql.Identifier(NAMESPACE)
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
    connection.execute(sql.SQL(_PLACES).format(name))
    places = connection.execute(sql.SQL("SELECT kind, place FROM {}.place").format(name)).fetchall()
    connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(name))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
    connection.execute(sql.SQL(_PLACES).format(name))
    before = connection.execute("SELECT current_setting('search_path')").fetchone()
    connection.execute("SELECT set_config('search_path', %s, true)", (f"{NAMESPACE}, pg_temp",))
    connection.execute(text.encode())
    for row in places:
        connection.execute("INSERT INTO place VALUES (%s, %s)", row)
    connection.execute("SELECT set_config('search_path', %s, true)", before)
    connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, sql.Literal(version)))


def installed(connection: Connection[Any]) -> str | None:
    """The mark of what is there; None where nothing is."""
    row = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (NAMESPACE,)
    ).fetchone()
    return str(row[0]) if row and row[0] else None


def wanted() -> str:
    """The mark that this program works with."""
    return hashlib.sha256((SchemaManager.get_schema() + _OURS).encode()).hexdigest()


def grant(connection: Connection[Any], database: str) -> None:
    """Gives each role its part, whose groups are there, and nobody anything else. Within the caller's transaction."""
    groups = sql.SQL(", ").join(sql.Identifier(group(database, role)) for role in ROLES)
    works = sql.SQL(", ").join(sql.Identifier(group(database, role)) for role in _WORKS)
    known = {"schema": sql.Identifier(NAMESPACE), "groups": groups, "works": works}
    for statement in (
        "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
        "GRANT USAGE ON SCHEMA {schema} TO {groups}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {groups}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {groups}",
        "REVOKE ALL ON ALL ROUTINES IN SCHEMA {schema} FROM PUBLIC, {groups}",
        "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA {schema} TO {works}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {groups}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {works}",
    ):
        connection.execute(sql.SQL(statement).format(**known))
    for table, parts in PARTS.items():
        give(connection, database, sql.Identifier(NAMESPACE, table), parts)
