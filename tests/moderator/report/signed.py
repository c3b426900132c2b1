"""A signed decision for tests, its fonts kept as the desk keeps them; one key a run, since making one takes long."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from moderator.domain.canonical import digest
from moderator.domain.reading import moment
from moderator.report import signing
from moderator.report.editions import Edition, edition
from moderator.report.pdf import FontSet, fonts_needed, installed_fonts, render
from tests.moderator.report.records import Record, picture, record

OFFICE = "Bazaria Marketplace · Dispute Office"


@lru_cache(maxsize=1)
def pem() -> bytes:
    return signing.make_local(OFFICE)


@lru_cache(maxsize=1)
def key() -> signing.Key:
    return signing.read_key(pem())


def frozen(whole: Record | None = None) -> tuple[dict[str, Any], FontSet]:
    """A record as the desk freezes it, with its fonts and its own hash."""
    made = {name: value for name, value in (whole or record()).items() if name != "entry"}
    fonts = fonts_needed(made, installed_fonts())
    made["fonts"] = fonts.describe()
    return made | {"entry": digest(made)}, fonts


def unsigned(which: Edition = "parties", whole: Record | None = None) -> bytes:
    made, fonts = frozen(whole)
    return render(edition(made, which), picture, fonts).data


def sign(data: bytes, own: signing.Key | None = None) -> bytes:
    whole = record()
    reason = signing.REASON.format(whole["case"]["id"])
    return signing.sign(data, own or key(), moment(whole["decided_at"]), reason)


@lru_cache(maxsize=2)
def decision(which: Edition = "parties") -> bytes:
    return sign(unsigned(which))
