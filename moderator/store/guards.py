"""What the server itself checks in a team's library, whatever program writes: triggers.

Who acts is who the server says (`session_user`), times are true by the server's clock, what was decided or done is
never changed nor removed, and a verdict's status goes only where it may.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from moderator.store import guards_drafts, guards_kept
from moderator.store.server import NAMESPACE

_FOR_EVER = (
    "document",
    "revision",
    "file",
    "signed_document",
    "ledger_entry",
    "ledger_key",
    "library_id",
    "recusal",
    "market",
    "aboard",
    "carried",
)
_NEVER_REMOVED = (*_FOR_EVER, "case_entry", "verdict_entry", "lease", "second_opinion", "sampling")
_CHECKED = {
    "document": ("BEFORE INSERT", "check_document"),
    "ledger_entry": ("BEFORE INSERT", "check_event"),
    "verdict_entry": ("BEFORE INSERT", "check_verdict"),
    "case_entry": ("BEFORE UPDATE", "check_case"),
    "lease": ("BEFORE INSERT OR UPDATE", "check_lease"),
    "recusal": ("BEFORE INSERT", "check_recusal"),
    "assignment": ("BEFORE INSERT OR UPDATE OR DELETE", "check_assignment"),
    "export_intent": ("BEFORE UPDATE OR DELETE", "check_intent"),
    "second_opinion": ("BEFORE UPDATE", "check_second"),
    "carried": ("BEFORE INSERT", "check_carried"),
    "sampling": ("BEFORE INSERT OR UPDATE", "check_sampling"),
    "legal_hold": ("BEFORE INSERT", "check_hold"),
    "ledger_checkpoint": ("BEFORE DELETE", "check_checkpoint"),
    **guards_drafts.CHECKED,
}

_FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION refuse(sentence text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'MD001', MESSAGE = sentence;
END $$;

CREATE OR REPLACE FUNCTION plays(who text, VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog AS $$
  SELECT EXISTS (
    SELECT FROM unnest(roles) role
      JOIN pg_roles grp ON grp.rolname = current_database() || '_' || role
      JOIN pg_roles person ON person.rolname = who
     WHERE pg_has_role(person.oid, grp.oid, 'USAGE'))
$$;

CREATE OR REPLACE FUNCTION demand_now(at text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF abs(extract(epoch FROM at::timestamptz - clock_timestamp())) > 300 THEN
    PERFORM moderator.refuse(format('The clock of this computer says %s and the server''s %s; set it right.', at,
      to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
  END IF;
END $$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('document', 'revision', 'file') AND moderator.is_erasing() THEN
    RETURN OLD;
  END IF;
  IF TG_OP IN ('UPDATE', 'DELETE') AND TG_TABLE_NAME IN ('aboard', 'carried') AND moderator.is_erasing() THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  PERFORM moderator.refuse(format('What stands in %s is never changed nor removed.', TG_TABLE_NAME));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION check_document() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.sha256 IS DISTINCT FROM encode(sha256(NEW.body), 'hex') THEN
    PERFORM moderator.refuse('A document does not have the hash that it is named by.');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.actor IS DISTINCT FROM session_user THEN
    PERFORM moderator.refuse(format('%s cannot act as %s.', session_user, NEW.actor));
  END IF;
  IF NEW.action NOT IN ('export', 'sign', 'key')
     AND NOT moderator.plays(session_user, 'moderator', 'second_reviewer', 'lead') THEN
    PERFORM moderator.refuse(format('%s works for the fleet, which signs and exports, no more.', session_user));
  END IF;
  PERFORM moderator.demand_now(NEW.at);
  IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM moderator.ledger_entry) THEN
    PERFORM moderator.refuse('A row of the ledger does not follow the last one.');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_verdict() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  said json := (SELECT convert_from(body, 'UTF8')::json FROM moderator.document WHERE sha256 = NEW.body);
  frozen json := (SELECT convert_from(body, 'UTF8')::json FROM moderator.document WHERE sha256 = NEW.record);
  came boolean := EXISTS (SELECT FROM moderator.carried c WHERE c.body = NEW.body AND c.verdict_id = NEW.id
                             AND c.case_id = NEW.case_id AND c.effect = 'verdict' AND c.came_by = session_user);
BEGIN
  IF session_user IS DISTINCT FROM NEW.decided_by OR session_user IS DISTINCT FROM (said ->> 'decided_by')
     OR (NEW.record IS NOT NULL AND session_user IS DISTINCT FROM (frozen ->> 'moderator')) THEN
    PERFORM moderator.refuse(format('%s cannot decide as %s.', session_user, coalesce(said ->> 'decided_by', '?')));
  END IF;
  IF NEW.id IS DISTINCT FROM (said ->> 'id') OR NEW.case_id IS DISTINCT FROM (said ->> 'case')
     OR NEW.kind IS DISTINCT FROM (said ->> 'kind') OR NEW.supersedes IS DISTINCT FROM (said ->> 'supersedes')
     OR NEW.status IS DISTINCT FROM 'active' OR (NEW.record IS NULL) <> (NEW.kind = 'request')
     OR (NEW.record IS NOT NULL AND NEW.id IS DISTINCT FROM (frozen -> 'verdict' ->> 'id')) THEN
    PERFORM moderator.refuse('The row of a verdict does not say what its text says.');
  END IF;
  IF NOT came THEN
    PERFORM moderator.demand_now(NEW.decided_at);
  END IF;
  IF NEW.supersedes IS NOT NULL AND NOT moderator.plays(session_user, 'second_reviewer', 'lead') THEN
    PERFORM moderator.refuse('A verdict that takes the place of another is given by a second reviewer or a lead.');
  END IF;
  IF EXISTS (SELECT FROM moderator.recusal r
              WHERE r.case_id = NEW.case_id AND r.name IN (session_user, said ->> 'approved_by')) THEN
    PERFORM moderator.refuse('Who stepped back from a case neither decides it nor approves its verdict.');
  END IF;
  IF EXISTS (SELECT FROM moderator.lease l WHERE l.case_id = NEW.case_id AND l.holder <> session_user
                AND l.token <> '' AND l.until::timestamptz > clock_timestamp()) THEN
    PERFORM moderator.refuse('Somebody else has this case just now.');
  END IF;
  IF said ->> 'stage' = 'appeal' AND EXISTS (
       SELECT FROM moderator.verdict_entry v WHERE v.case_id = NEW.case_id AND v.kind <> 'request'
          AND v.status <> 'withdrawn' AND v.decided_by = session_user) THEN
    PERFORM moderator.refuse('An appeal is decided by somebody else than who decided before.');
  END IF;
  IF said ->> 'approved_by' IS NOT NULL AND (said ->> 'approved_by' = session_user
       OR NOT moderator.plays(said ->> 'approved_by', 'second_reviewer', 'lead')) THEN
    PERFORM moderator.refuse(format('%s cannot approve this verdict; a second reviewer or a lead can.',
      said ->> 'approved_by'));
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_status() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  step text := OLD.status || ' ' || NEW.status;
BEGIN
  IF moderator.is_erasing()
     AND to_jsonb(NEW) - '{body,record}'::text[] IS NOT DISTINCT FROM to_jsonb(OLD) - '{body,record}'::text[] THEN
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status' THEN
    PERFORM moderator.refuse('A verdict is never changed.');
  END IF;
  IF step = 'active withdrawn' THEN
    IF coalesce(OLD.undo_until::timestamptz <= clock_timestamp(), true) THEN
      PERFORM moderator.refuse('The time in which this verdict could be taken back is over.');
    END IF;
    IF OLD.decided_by <> session_user AND NOT moderator.plays(session_user, 'lead') THEN
      PERFORM moderator.refuse(format('%s gave this verdict; only they or a lead can take it back.', OLD.decided_by));
    END IF;
  ELSIF step = 'superseded active' THEN
    IF NOT EXISTS (SELECT FROM moderator.verdict_entry w WHERE w.supersedes = OLD.id AND w.status = 'withdrawn') THEN
      PERFORM moderator.refuse('A verdict stands again only when the one in its place is taken back.');
    END IF;
  ELSIF step <> 'active superseded' THEN
    PERFORM moderator.refuse(format('A verdict that is %s cannot become %s.', OLD.status, NEW.status));
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_superseded() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM moderator.verdict_entry v WHERE v.id = NEW.id AND v.status = 'superseded')
     AND NOT EXISTS (
       SELECT FROM moderator.verdict_entry n
        WHERE n.case_id = NEW.case_id AND n.seq > NEW.seq AND n.status <> 'withdrawn'
          AND (n.supersedes = NEW.id OR NEW.kind = 'request')) THEN
    PERFORM moderator.refuse('A verdict is superseded by another one, or not at all.');
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION check_case() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.folded <> OLD.folded OR NEW.version <> OLD.version + 1 OR NEW.revision < OLD.revision THEN
    PERFORM moderator.refuse(format('The case %s was changed by a program that does not count its versions.', OLD.id));
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_lease() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.holder <> session_user AND NOT (TG_OP = 'UPDATE' AND NEW.token = '' AND NEW.holder = OLD.holder
     AND moderator.plays(session_user, 'lead')) THEN
    PERFORM moderator.refuse(format('%s cannot take a case for %s.', session_user, NEW.holder));
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.fence < OLD.fence OR NEW.case_id <> OLD.case_id
       OR (NEW.holder <> OLD.holder AND NEW.fence = OLD.fence) THEN
      PERFORM moderator.refuse('The fence of a lease only grows.');
    END IF;
    IF OLD.holder <> session_user AND OLD.token <> '' AND OLD.until::timestamptz > clock_timestamp()
       AND NOT moderator.plays(session_user, 'lead') THEN
      PERFORM moderator.refuse(format('%s has this case until %s.', OLD.holder, OLD.until));
    END IF;
  END IF;
  IF NEW.until::timestamptz > clock_timestamp()
       + (CASE WHEN NEW.token LIKE 'road:%' THEN interval '61 days' ELSE interval '15 minutes' END) THEN
    PERFORM moderator.refuse('A lease lasts minutes, and one for the road 60 days at most.');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_recusal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.name IS DISTINCT FROM session_user THEN
    PERFORM moderator.refuse(format('%s cannot step back for %s.', session_user, NEW.name));
  END IF;
  -- `person` is the name without what makes no other person; here only that it is nobody else's
  IF NEW.person <> lower(session_user) AND EXISTS (
       SELECT FROM pg_roles p WHERE lower(p.rolname) = NEW.person AND p.rolname <> session_user) THEN
    PERFORM moderator.refuse(format('%s cannot step back for %s.', session_user, NEW.person));
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_assignment() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF NOT moderator.plays(session_user, 'lead') AND NOT EXISTS (
         SELECT FROM moderator.recusal r WHERE r.case_id = OLD.case_id AND r.name = session_user
            AND lower(OLD.to_person) IN (lower(r.name), r.person)) THEN
      PERFORM moderator.refuse('A case stays given to somebody until they step back from it, or a lead takes it.');
    END IF;
    RETURN OLD;
  END IF;
  IF NEW.by_person IS DISTINCT FROM session_user THEN
    PERFORM moderator.refuse(format('%s cannot give a case away for %s.', session_user, NEW.by_person));
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_intent() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT FROM moderator.verdict_entry v WHERE v.id = OLD.verdict_id AND v.status <> 'withdrawn') THEN
      PERFORM moderator.refuse('What is to be exported stays so, unless its verdict is taken back.');
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.done_at IS NOT NULL THEN
    PERFORM moderator.refuse('When a document was exported is never changed.');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_second() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.body IS NULL AND moderator.is_erasing() THEN
    RETURN NEW;
  END IF;
  IF OLD.given_at IS NOT NULL OR NEW.given_by IS DISTINCT FROM session_user OR EXISTS (
       SELECT FROM moderator.verdict_entry v WHERE v.id = OLD.verdict_id AND v.decided_by = session_user) THEN
    PERFORM moderator.refuse('A second opinion is given once, in one''s own name, and not on one''s own decision.');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_carried() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  said json := (SELECT convert_from(body, 'UTF8')::json FROM moderator.document WHERE sha256 = NEW.body);
BEGIN
  IF NEW.came_by IS DISTINCT FROM session_user THEN
    PERFORM moderator.refuse(format('%s cannot check in as %s.', session_user, NEW.came_by));
  END IF;
  PERFORM moderator.demand_now(NEW.came_at);
  IF NEW.decided_by IS DISTINCT FROM (said ->> 'decided_by') OR NEW.effect NOT IN ('verdict', 'opinion') THEN
    PERFORM moderator.refuse('The row of a verdict that was carried does not say what its text says.');
  END IF;
  -- what holds was decided by who checks it in, since that person took the case on the road, and not before
  IF NEW.effect = 'verdict' AND (NEW.decided_by IS DISTINCT FROM session_user
     OR (said ->> 'decided_at')::timestamptz > clock_timestamp() + interval '5 minutes' OR NOT EXISTS (
       SELECT FROM moderator.ledger_entry l WHERE l.case_id = NEW.case_id AND l.action = 'checkout'
          AND l.actor = session_user
          AND l.at::timestamptz <= (said ->> 'decided_at')::timestamptz + interval '5 minutes')) THEN
    PERFORM moderator.refuse(format('%s did not take this case on the road before it was decided.', session_user));
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_sampling() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.by_person IS DISTINCT FROM session_user OR NEW.share NOT BETWEEN -1 AND 1000000 THEN
    PERFORM moderator.refuse('A share from 0 to 1 is set in one''s own name.');
  END IF;
  PERFORM moderator.demand_now(NEW.at);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_checkpoint() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.number % 50 = 0 OR OLD.number = (SELECT max(number) FROM moderator.ledger_checkpoint) THEN
    PERFORM moderator.refuse('The newest checkpoint of the ledger and every fiftieth stay.');
  END IF;
  RETURN OLD;
END $$;
"""


def lift(connection: Connection[Any]) -> None:
    """Takes the triggers away for a migration, within the caller's transaction."""
    guards_kept.drop(connection)
    found = connection.execute(
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND NOT t.tgisinternal",
        (NAMESPACE,),
    ).fetchall()
    for name, table in found:
        drop = sql.SQL("DROP TRIGGER {} ON {}")
        connection.execute(drop.format(sql.Identifier(name), sql.Identifier(NAMESPACE, table)))


def put_up(connection: Connection[Any]) -> None:
    """Makes the triggers on the tables that there are, in a transaction in which `lift` went before."""
    connection.execute(sql.SQL(_FUNCTIONS))
    connection.execute(sql.SQL(guards_kept.FUNCTIONS))
    connection.execute(sql.SQL(guards_drafts.FUNCTIONS))
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (NAMESPACE,)).fetchall()
    tables = {row[0] for row in found}
    for table in tables.intersection(_NEVER_REMOVED):
        changes = "UPDATE OR DELETE" if table in _FOR_EVER else "DELETE"
        _trigger(connection, "stays", f"BEFORE {changes}", table, "refuse_change")
        _trigger(connection, "is_never_emptied", "BEFORE TRUNCATE", table, "refuse_change", each="STATEMENT")
    for table, (when, check) in _CHECKED.items():
        if table in tables:
            _trigger(connection, "checked", when, table, check)
    _trigger(connection, "status_checked", "BEFORE UPDATE", "verdict_entry", "check_status")
    connection.execute(
        "CREATE CONSTRAINT TRIGGER superseded_checked AFTER UPDATE ON verdict_entry DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW WHEN (NEW.status = 'superseded') EXECUTE FUNCTION check_superseded()"
    )
    guards_kept.put_up(connection)


def _trigger(connection: Connection[Any], name: str, when: str, table: str, check: str, each: str = "ROW") -> None:
    statement = sql.SQL("CREATE TRIGGER {} {} ON {} FOR EACH {} EXECUTE FUNCTION {}()").format(
        sql.Identifier(name), sql.SQL(when), sql.Identifier(NAMESPACE, table), sql.SQL(each),
        sql.Identifier(NAMESPACE, check),
    )  # fmt: skip
    connection.execute(statement)
