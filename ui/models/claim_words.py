"""What is said about who has the open case, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QCoreApplication

from moderator.domain.reading import moment
from ui.models import dates
from ui.models.decided_rows import headline
from ui.models.party_text import readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from moderator.desk.values import CaseNow, OpenCase

translate = QCoreApplication.translate
Tone = Literal["plain", "warn", "bad"]


@dataclass(frozen=True)
class Said:
    """A sentence, its tone, and the verbs of the action table that are offered beside it, with their words."""

    text: str
    tone: Tone = "warn"
    verbs: tuple[tuple[str, str], ...] = ()


def said(state: str, opened: OpenCase, now: CaseNow | None, fresh: OpenCase | None) -> Said | None:
    """None where nothing has to be said."""
    if state in ("held", "own") and now is not None and now.held is not None:
        return _held(state, readable(now.held.holder), clock(now.held.until))
    if fresh is not None and state in ("decided", "revised", "changed"):
        return _changed(state, opened, fresh)
    take = (("claim.take", translate("claims", "Take it again")),)
    if state == "lost":
        return Said(translate("claims", "This case was taken from you; your draft is kept."), "warn", take)
    if state == "given" and now is not None:
        text = translate("claims", "This case was given to {who}; you can read, your draft is kept.")
        words = (("claim.take", translate("claims", "Take it all the same")),)
        return Said(text.format(who=readable(now.assigned)), "warn", words)
    if state == "audit":
        return Said(translate("claims", "You are an auditor in this team: you read and verify."), "plain")
    if state == "second":
        text = translate(
            "claims",
            "A second opinion: this case is decided, and the decision is concealed until you have given your own. "
            "Yours changes nothing for the parties, and stands as you give it.",
        )
        return Said(text, "plain", (("second.decline", translate("claims", "Show the decision instead…")),))
    if state == "recused":
        return Said(translate("claims", "You stepped back from this case; somebody else decides it."), "plain")
    return None


def _held(state: str, who: str, until: str) -> Said:
    if state == "own":
        text = translate("claims", "You have this case open in another window. You can read here.")
        return Said(text, "warn", (("claim.take", translate("claims", "Take it over")),))
    text = translate(
        "claims", "{who} has this case until {until} — you can read; your draft is kept but cannot be decided."
    )
    words = (("claim.free", translate("claims", "Release…")),)
    return Said(text.format(who=who, until=until), "warn", words)


def _changed(state: str, opened: OpenCase, fresh: OpenCase) -> Said:
    show = ("claim.show", translate("claims", "Show it"))
    if state == "decided":
        both = ("claim.compare", translate("claims", "See both"))
        return Said(_decided(fresh), "bad", (both, show))
    if state == "revised":
        text = translate("claims", "Revision {new} of this case has arrived; you are reading {old}.")
        return Said(text.format(new=fresh.case.revision, old=opened.case.revision), "warn", (show,))
    return Said(translate("claims", "This case was changed elsewhere; your draft is kept."), "warn", (show,))


def _decided(fresh: OpenCase) -> str:
    doc = standing_doc(fresh) or {}
    text = translate("claims", "{who} decided this case at {when}: {what}. Your draft is kept.")
    at = doc.get("decided_at")
    when = clock(moment(str(at))) if at else "–"
    return text.format(who=readable(str(doc.get("decided_by") or "–")), when=when, what=headline(fresh.case, doc))


def standing_doc(opened: OpenCase) -> Mapping[str, Any] | None:
    """The decision or closure that holds."""
    found = (row.doc for row in opened.verdicts if row.status == "active" and row.doc.get("kind") != "request")
    return next(found, None)


def clock(at: datetime) -> str:
    """`14:03 UTC`."""
    return translate("claims", "{time} UTC").format(time=dates.time_of_day(at))
