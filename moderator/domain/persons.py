"""Who may give which verdict: nobody decides an appeal against a decision of one's own, or approves oneself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from moderator.errors import Problem


def folded(name: str) -> str:
    """A name without what makes no other person: the case of letters, blanks, composed accents."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one person."""
    return folded(one) == folded(other)


def barred(who: str, approved_by: str | None, stage: str, earlier: Iterable[tuple[str, str]]) -> Problem | None:
    """Why `who` may not give a verdict of that stage; None if nothing is against it.

    `earlier`: id and moderator of each final verdict of the case that was not taken back.
    """
    if approved_by and same_person(approved_by, who):
        text = f"{who} cannot approve a verdict of one's own; somebody else has to"
        return Problem("/approved_by", "same-person", text)
    for verdict, moderator in earlier if stage == "appeal" else ():
        if same_person(moderator, who):
            text = f"{verdict} was decided by {moderator}; an appeal is decided by somebody else"
            return Problem("/decided_by", "same-person", text)
    return None
