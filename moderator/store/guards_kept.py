"""What a team's server does by itself: hide locked cases from all but the group for them, lock, give back, erase.

Row security hides the rows; the functions run as the owner of the tables, and look first at who asks.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from moderator.store.server import NAMESPACE

FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION sees_locked() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT moderator.plays(session_user, 'restricted')
$$;

CREATE OR REPLACE FUNCTION is_locked(which text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM moderator.case_lock l WHERE l.case_id = which)
$$;

CREATE OR REPLACE FUNCTION is_of_locked(document text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM moderator.case_lock) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT FROM moderator.revision r JOIN moderator.case_lock l USING (case_id) WHERE r.facts = document)
      OR EXISTS (SELECT FROM moderator.verdict_entry v JOIN moderator.case_lock l USING (case_id)
                  WHERE v.body = document OR v.record = document)
      OR EXISTS (SELECT FROM moderator.second_opinion s JOIN moderator.case_lock l USING (case_id)
                  WHERE s.body = document)
      OR EXISTS (SELECT FROM moderator.carried c JOIN moderator.case_lock l USING (case_id)
                  WHERE document IN (c.body, c.record, c.source))
      OR EXISTS (SELECT FROM moderator.aboard a JOIN moderator.case_lock l USING (case_id) WHERE a.source = document);
END $$;

CREATE OR REPLACE FUNCTION given_elsewhere(which text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
  -- what a locked case's bag told of the order goes on counting, though its row is hidden
  SELECT (convert_from(d.body, 'UTF8')::json -> 'given')::text
    FROM moderator.aboard a JOIN moderator.document d ON d.sha256 = a.source
   WHERE a.order_number = which ORDER BY a.at DESC, a.bag DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION is_erasing() RETURNS boolean LANGUAGE sql SET search_path = pg_catalog AS $$
  -- within erase_case, which runs as the owner; nobody else may delete these rows at all
  SELECT coalesce(current_setting('moderator.erasing', true), '') <> ''
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'moderator.document'::regclass)
$$;

CREATE OR REPLACE FUNCTION lock_case(which text, as_kind text, noted_at text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  before text := (SELECT status FROM moderator.case_entry WHERE id = which FOR UPDATE);
BEGIN
  IF NOT moderator.plays(session_user, 'moderator', 'second_reviewer', 'lead') THEN
    PERFORM moderator.refuse(format('%s cannot lock a case.', session_user));
  END IF;
  IF before IS NULL OR before IN ('locked', 'erased') THEN
    PERFORM moderator.refuse(format('The case %s cannot be locked.', which));
  END IF;
  PERFORM moderator.demand_now(noted_at);
  INSERT INTO moderator.case_lock (case_id, kind, by_person, at, was)
    VALUES (which, as_kind, session_user, noted_at, before);
  UPDATE moderator.case_entry SET status = 'locked', version = version + 1 WHERE id = which;
END $$;

CREATE OR REPLACE FUNCTION unlock_case(which text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT moderator.sees_locked() THEN
    PERFORM moderator.refuse(format('%s is not in the group for restricted cases.', session_user));
  END IF;
  UPDATE moderator.case_entry c SET status = l.was, version = c.version + 1
    FROM moderator.case_lock l WHERE l.case_id = which AND c.id = which;
  DELETE FROM moderator.case_lock WHERE case_id = which;
END $$;

CREATE OR REPLACE FUNCTION erase_case(which text, shown jsonb, verdicts jsonb, bags jsonb, gone text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  found moderator.case_entry := (SELECT c FROM moderator.case_entry c WHERE id = which FOR UPDATE);
  each text;
BEGIN
  IF NOT moderator.plays(session_user, 'lead') THEN
    PERFORM moderator.refuse(format('%s cannot erase a case; a lead can.', session_user));
  END IF;
  IF coalesce(found.status, '') NOT IN ('decided', 'closed')
     OR EXISTS (SELECT FROM moderator.legal_hold h WHERE h.case_id = which) THEN
    PERFORM moderator.refuse(format('The case %s is not decided, or on legal hold: nothing of it is erased.', which));
  END IF;
  PERFORM set_config('moderator.erasing', which, true);
  UPDATE moderator.verdict_entry v
     SET body = coalesce(verdicts -> v.id -> 'body' ->> 1, v.body),
         record = coalesce(verdicts -> v.id -> 'record' ->> 1, v.record)
   WHERE v.case_id = which;
  UPDATE moderator.second_opinion SET body = NULL WHERE case_id = which;
  DELETE FROM moderator.carried WHERE case_id = which AND effect = 'opinion';
  UPDATE moderator.carried c
     SET body = coalesce(verdicts -> c.verdict_id -> 'body' ->> 1, c.body),
         record = coalesce(verdicts -> c.verdict_id -> 'record' ->> 1, c.record)
   WHERE c.case_id = which;
  UPDATE moderator.aboard a SET source = coalesce(bags ->> a.bag, a.source) WHERE a.case_id = which;
  INSERT INTO moderator.erased_file (sha256) SELECT DISTINCT sha256 FROM moderator.file WHERE case_id = which
    ON CONFLICT DO NOTHING;
  DELETE FROM moderator.file WHERE case_id = which;
  DELETE FROM moderator.revision WHERE case_id = which;
  DELETE FROM moderator.draft WHERE case_id = which;
  DELETE FROM moderator.draft_aside WHERE case_id = which;
  DELETE FROM moderator.case_text WHERE case_id = which;
  found := jsonb_populate_record(found, shown);
  UPDATE moderator.case_entry c SET
      status = found.status, facts = found.facts, content = found.content, order_number = found.order_number,
      claim = found.claim, title = found.title, due_at = found.due_at, paid = found.paid,
      buyer_country = found.buyer_country, photos = found.photos, videos = found.videos, documents = found.documents,
      due_key = found.due_key, figure = found.figure, band = found.band, filmed = found.filmed, market = found.market,
      version = c.version + 1
    WHERE c.id = which;
  FOREACH each IN ARRAY gone LOOP
    DELETE FROM moderator.document d WHERE d.sha256 = each
       AND NOT EXISTS (SELECT FROM moderator.case_entry WHERE facts = each)
       AND NOT EXISTS (SELECT FROM moderator.revision WHERE facts = each)
       AND NOT EXISTS (SELECT FROM moderator.verdict_entry WHERE body = each OR record = each)
       AND NOT EXISTS (SELECT FROM moderator.second_opinion WHERE body = each)
       AND NOT EXISTS (SELECT FROM moderator.carried WHERE each IN (body, record, source))
       AND NOT EXISTS (SELECT FROM moderator.aboard WHERE source = each);
  END LOOP;
  PERFORM set_config('moderator.erasing', '', true);
END $$;

CREATE OR REPLACE FUNCTION check_hold() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.by_person IS DISTINCT FROM session_user THEN
    PERFORM moderator.refuse(format('%s cannot put a case on hold for %s.', session_user, NEW.by_person));
  END IF;
  RETURN NEW;
END $$;
"""
"""They refer to `plays`, `refuse` and `demand_now` of `guards`."""
_OF_A_CASE = ("revision", "file", "draft", "draft_aside", "aboard", "carried")


def drop(connection: Connection[Any]) -> None:
    """Takes row security away for a migration, within the caller's transaction."""
    found = connection.execute(
        "SELECT policyname, tablename FROM pg_policies WHERE schemaname = %s", (NAMESPACE,)
    ).fetchall()
    for name, table in found:
        names = sql.Identifier(name), sql.Identifier(NAMESPACE, table)
        connection.execute(sql.SQL("DROP POLICY {} ON {}").format(*names))
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(names[1]))


def put_up(connection: Connection[Any]) -> None:
    """Hides locked cases, in a transaction in which `drop` went before. The owner of the tables sees everything."""
    hidden = sql.SQL("NOT moderator.is_locked(case_id) OR moderator.sees_locked()")
    shown = sql.SQL("status <> 'locked' OR moderator.sees_locked()")
    free = sql.SQL("status <> 'locked'")
    document = sql.SQL("NOT moderator.is_of_locked(sha256) OR moderator.sees_locked()")
    for table in ("case_entry", "document", *_OF_A_CASE):
        secured = sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY")
        connection.execute(secured.format(sql.Identifier(NAMESPACE, table)))
    for table in _OF_A_CASE:
        _policy(connection, "hidden", table, sql.SQL("FOR ALL USING ({})").format(hidden))
    _policy(connection, "seen", "case_entry", sql.SQL("FOR SELECT USING ({})").format(shown))
    _policy(connection, "added", "case_entry", sql.SQL("FOR INSERT WITH CHECK ({})").format(free))
    _policy(connection, "changed", "case_entry", sql.SQL("FOR UPDATE USING ({})").format(free))
    _policy(connection, "seen", "document", sql.SQL("FOR SELECT USING ({})").format(document))
    _policy(connection, "added", "document", sql.SQL("FOR INSERT WITH CHECK (true)"))


def _policy(connection: Connection[Any], name: str, table: str, rest: sql.Composable) -> None:
    head = sql.SQL("CREATE POLICY {} ON {} ").format(sql.Identifier(name), sql.Identifier(NAMESPACE, table))
    connection.execute(head + rest)
