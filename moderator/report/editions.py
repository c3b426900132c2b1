"""The two editions of a decision: the office's, which is the whole record, and the one that the parties get.

What the parties get is named here, key by key; whatever is not named stays in the office. So a key that a marketplace
or a later version adds leaks nothing until somebody decides that it may leave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

from moderator.domain.languages import DEFAULT, PRINTED
from moderator.report.facts import Facts, listed, text_of, within

Edition = Literal["parties", "office"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
ANOTHER = "[another case]"
"""What stands in the parties' edition for the number of somebody else's case."""

_Kept = Mapping[str, Any]
"""Keys that are kept: `True` with all that is below, or again keys, in an object and in each object of a list."""


def _keys(names: str, **deeper: Any) -> _Kept:
    return dict.fromkeys(names.split(), True) | deeper


_TEXT = _keys("text language", translations=True)
_CLAIM = _keys("text language translations requested", scope=_keys("line quantity state"))
_ORDER = _keys(
    "number currency placed_at paid_at receipt_confirmed_at shipping tax duties paid refunded",
    lines=_keys("id title variant quantity unit_price"),
    discounts=_keys("kind amount line"),
    payments=_keys("id kind status amount at"),
)
_SHIPMENT = _keys(
    "id direction carrier tracking_number expected_by",
    lines=_keys("line quantity"),
    events=_keys("id at place country status text"),
    proof=_keys("kind evidence at"),
)
_CASE = _keys(
    "format id revision facts_as_of reason delivery opened_at escalated_at decision_due_at seller_response_due_at "
    "seller_responded_at",
    claim=_CLAIM,
    order=_ORDER,
    listing=_keys("id title captured_at"),
    buyer=_keys("name country"),
    seller=_keys("name country"),
    shipments=_SHIPMENT,
    messages={**_TEXT, **_keys("id at from automatic attachments")},
    offers=_keys("id at from outcome amount status"),
    appeals={**_TEXT, **_keys("id at by against")},
    external=_keys("kind status at amount"),
    reopens=_keys("case closed_as closed_at cancelled_by"),
)
_VERDICT = _keys(
    "format id case revision stage supersedes kind policy_version reason outcome refund borne_by return replacement "
    "closure clause decided_by decided_at approved_by approved_at",
    exhibits=_keys(
        "id source sha256 stream pts time_base region crop note need end_pts page pair annotations adjustments "
        "measurement",
        redact=_keys("region why"),
    ),
    findings=_keys("requirement answer text exhibits suggested_by", facts=_keys("pointer value")),
    not_relied_on=_keys("evidence why"),
    statements=_keys("language text by authoritative"),
    aids=_keys("name version result error_rate"),
)
_RECORD = _keys(
    "format number office clock case_sha256 policy moderator decided_at sandbox exhibits evidence money unreadable "
    "fonts entry",
    case=_CASE,
    verdict=_VERDICT,
    replaces=_keys("id kind outcome clause reason policy_version decided_at refund", closure=_keys("as")),
)


def edition(record: Facts, which: Edition, language: str = DEFAULT) -> dict[str, Any]:
    """The record as one edition prints it and carries it as data; it says which one it is, and in which language.

    The default language is not said: so these editions are what they were before there was another.
    """
    said = {"edition": which} if language == DEFAULT else {"edition": which, "language": language}
    return (dict(record) if which == "office" else _for_parties(record)) | said


def erased_record(record: Facts) -> dict[str, Any]:
    """What is kept of a record once its case is erased: what the parties' edition has and prints."""
    return _for_parties(record) | {"erased": True}


def for_parties_verdict(verdict: Facts) -> dict[str, Any]:
    """A verdict's text as the parties' edition has it."""
    kept: dict[str, Any] = _kept(verdict, _VERDICT)
    return kept


def edition_of(record: Facts) -> Edition:
    """Which edition a record is; as it was frozen it is the office's."""
    return "parties" if text_of(record, "edition") == "parties" else "office"


def language_of(record: Facts) -> str:
    """In which language an edition is printed."""
    return text_of(record, "language") or DEFAULT


def key_of(which: Edition, language: str) -> str:
    """What an edition in a language is called where documents are kept and named: `parties`, `parties.es`."""
    return which if language == DEFAULT else f"{which}.{language}"


def spoken_by(record: Facts, side: str) -> str:
    """The language that a party gets the decision in: that of its own words, else that of the statement which counts,
    else the default; of these the first that there is a form in."""
    case = record["case"]
    own = [case["claim"]] if side == "buyer" else []
    own += [one for one in listed(case, "messages") if one["from"] == side and not one.get("automatic")]
    own += [one for one in listed(case, "appeals") if one["by"] == side]
    said = Counter(_primary(one) for one in own if text_of(one, "language"))
    most = [tag for tag, _ in said.most_common()]
    counts = [_primary(one) for one in listed(record["verdict"], "statements") if one.get("authoritative")]
    return next((tag for tag in (*most[:1], *counts) if tag in PRINTED), DEFAULT)


def _primary(said: Facts) -> str:
    return text_of(said, "language").partition("-")[0].lower()


def _for_parties(record: Facts) -> dict[str, Any]:
    kept: dict[str, Any] = _kept(record, _RECORD)
    for side in ("buyer", "seller"):
        # Somebody without a name is called by the number that the marketplace gave.
        if not text_of(within(kept["case"], side), "name"):
            kept["case"][side]["id"] = text_of(within(record["case"], side), "id")
    hidden = _only_referred(record)
    kept["exhibits"] = [one for one in listed(kept, "exhibits") if one["id"] not in hidden]
    if "exhibits" in kept["verdict"]:
        kept["verdict"]["exhibits"] = [one for one in listed(kept["verdict"], "exhibits") if one["id"] not in hidden]
    others = set(_of_others(record["case"]))
    if not others:
        return kept
    # Longest first: one case's number may begin with another's.
    names = "|".join(re.escape(name) for name in sorted(others, key=lambda name: (-len(name), name)))
    silenced: dict[str, Any] = _silenced(kept, re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.IGNORECASE))
    return silenced


def _of_others(case: Facts) -> Iterator[str]:
    """The numbers of cases that are somebody else's; another one of the same order is these two parties' own."""
    for one in listed(case, "related"):
        if text_of(one, "relation") != "same-order" and text_of(one, "case") not in ("", case["id"]):
            yield text_of(one, "case")


def _kept(value: Any, keys: Any) -> Any:
    """What `keys` names of a value; of a list, of each of its members."""
    if keys is True:
        return value
    if isinstance(value, list):
        return [_kept(one, keys) for one in value]
    if isinstance(value, Mapping):
        return {key: _kept(one, keys[key]) for key, one in value.items() if key in keys}
    return value


def _silenced(value: Any, others: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return others.sub(ANOTHER, value)
    if isinstance(value, list):
        return [_silenced(one, others) for one in value]
    if isinstance(value, Mapping):
        return {key: _silenced(one, others) for key, one in value.items()}
    return value


def _only_referred(record: Facts) -> set[str]:
    """Exhibits of a referral that the decision itself neither rests on nor mentions: they are the office's own."""
    verdict = record["verdict"]
    referred = {str(name) for one in listed(verdict, "referrals") for name in listed(one, "exhibits")}
    cited = {str(name) for one in listed(verdict, "findings") for name in listed(one, "exhibits")}
    said = " ".join(_texts(_kept(verdict, _VERDICT)))  # a note or reason of the office's is nothing that was said
    return {name for name in referred - cited if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)}


def _texts(value: Any) -> Iterator[str]:
    """All sentences of a value; an exhibit's own id is none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key not in ("id", "exhibits"):
                yield from _texts(one)
