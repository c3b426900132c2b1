"""What the server itself checks of drafts in a team's library: nobody's text is lost, or put in another's mouth.

A case has one draft, and whoever has the case goes on with it; what another wrote there makes room beside it. So a text
under somebody else's name is only ever moved: set aside, handed on by a lead, brought home from the road, or carried to
a newer revision, which changes marks and no words.
"""

from __future__ import annotations

FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION words_of(body bytea) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  -- a new revision of the case changes these two numbers and nothing else; in a text the quotes would be escaped
  SELECT regexp_replace(regexp_replace(convert_from(body, 'UTF8'), '"(changed_in|revision)":[0-9]+', '', 'g'),
                        '(?<=\{),+|,+(?=[,}])', '', 'g')
$$;

CREATE OR REPLACE FUNCTION comes_home(which text, who text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM moderator.lease l
                  WHERE l.case_id = which AND l.holder = who AND starts_with(l.token, 'road:'))
$$;

CREATE OR REPLACE FUNCTION check_draft() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  home boolean := TG_OP <> 'DELETE' AND moderator.comes_home(NEW.case_id, NEW.owner);
  moved boolean := TG_OP = 'UPDATE' AND moderator.words_of(NEW.body) = moderator.words_of(OLD.body)
               AND (NEW.owner = OLD.owner OR moderator.plays(session_user, 'lead'));
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.owner NOT IN ('', session_user) AND NOT moved AND NOT moderator.is_erasing()
     AND NOT (home AND NEW.owner = OLD.owner)
     AND NOT EXISTS (SELECT FROM moderator.draft_aside a
                      WHERE a.case_id = OLD.case_id AND a.owner = OLD.owner AND a.body = OLD.body) THEN
    PERFORM moderator.refuse(format('What %s wrote is kept beside what takes its place.', OLD.owner));
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.case_id IS DISTINCT FROM OLD.case_id THEN
    PERFORM moderator.refuse('A draft stays with its case.');
  END IF;
  IF NEW.owner IS DISTINCT FROM session_user AND NOT home AND NOT moved THEN
    PERFORM moderator.refuse(format('%s cannot write as %s.', session_user, NEW.owner));
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_draft_aside() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.owner <> session_user AND NOT moderator.is_erasing()
       AND NOT moderator.comes_home(OLD.case_id, OLD.owner) THEN
      PERFORM moderator.refuse(format('What %s wrote is that person''s to take away.', OLD.owner));
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.case_id, NEW.owner) IS DISTINCT FROM (OLD.case_id, OLD.owner) THEN
    PERFORM moderator.refuse('What made room stays with its case and its writer.');
  END IF;
  IF NEW.owner IS DISTINCT FROM session_user
     AND NOT (TG_OP = 'UPDATE'
              AND moderator.words_of(NEW.body) = moderator.words_of(OLD.body))
     AND NOT EXISTS (SELECT FROM moderator.draft d
                      WHERE d.case_id = NEW.case_id AND d.owner = NEW.owner AND d.body = NEW.body) THEN
    PERFORM moderator.refuse(format('%s cannot write as %s.', session_user, NEW.owner));
  END IF;
  RETURN NEW;
END $$;
"""
"""They refer to `plays`, `refuse` and `is_erasing` of `guards` and `guards_kept`."""
CHECKED = {
    "draft": ("BEFORE INSERT OR UPDATE OR DELETE", "check_draft"),
    "draft_aside": ("BEFORE INSERT OR UPDATE OR DELETE", "check_draft_aside"),
}
