"""Statements to begin with: per reason, outcome and language, with blanks. A template decides nothing.

`{item}` and the like are filled from the case and the draft; `[[what is broken]]` is for the moderator to write. A text
that still holds either is not finished (`unfinished`), and the gate says so.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, get_args

from moderator.domain.case import Case, Outcome, Party, Reason
from moderator.domain.money import shown
from moderator.errors import DocumentRefused, NotFound, Problem

FORMAT = "moderator-templates/1"
BLANKS = ("item", "amount", "exhibits", "ship_by")
"""What is filled in by itself, once it is known."""
DEGREES = ("granted", "partly", "refused")
_DEGREE: dict[str, str] = {"no-refund": "refused", "partial-refund": "partly"}
_LOSERS: dict[str, tuple[Party, ...]] = {"no-refund": ("buyer",), "partial-refund": ("seller", "buyer")}
_BLANK = re.compile(r"\{([a-z_]+)\}")
_HOLE = re.compile(r"\{[^{}\n]{0,80}\}|\[\[.*?\]\]", re.DOTALL)
"""Either kind, also one that somebody else's template may have brought."""


@dataclass(frozen=True)
class Templates:
    """Those of one language. `grounds` by reason, then by degree; `to` by party; the others by outcome."""

    language: str
    name: str
    and_: str
    intro: Mapping[str, str]
    grounds: Mapping[str, Mapping[str, str]]
    to: Mapping[str, str]
    next: Mapping[str, str]

    def text(self, reason: str, outcome: str) -> str:
        """The whole statement with its blanks: the result, why, an answer to whoever loses, what happens now."""
        losers = _LOSERS.get(outcome, ("seller",))
        parts = [self.intro[outcome], self.grounds[reason][_DEGREE.get(outcome, "granted")]]
        return "\n\n".join([*parts, *(self.to[party] for party in losers), self.next[outcome]])


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with those blanks filled that are known; the others stay."""
    return _BLANK.sub(lambda match: known.get(match[1], match[0]), text)


def unfinished(text: str) -> tuple[str, ...]:
    """What still stands in a statement as a blank, as it stands there."""
    return tuple(match[0] for match in _HOLE.finditer(text))


def known(case: Case, templates: Templates, amount: int, exhibits: Sequence[str], ship_by: str) -> dict[str, str]:
    """What fills the blanks. `amount` in minor units, 0: not known yet; `ship_by`: a date as it is printed, or empty.

    Exhibits are named by their numbers, `X1, X2 and X3`; what a party wrote is not put into our text but for titles.
    """
    claimed = {each.line for each in case.claim.scope}
    titles = [_title(line.title) for line in case.order.lines if not claimed or line.id in claimed]
    found = {"item": _listed(titles, templates.and_)}
    if amount:
        found["amount"] = shown(amount, case.order.currency)
    if exhibits:
        found["exhibits"] = _listed(exhibits, templates.and_)
    if ship_by:
        found["ship_by"] = ship_by
    return found


def _title(title: str) -> str:
    """On one line, and without what would look like a blank of ours."""
    return " ".join(title.split()).translate(str.maketrans("{}[]", "()()"))


def _listed(words: Sequence[str], joint: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


@functools.cache
def installed() -> tuple[Templates, ...]:
    """Every language that ships with the program, English first. Raises DocumentRefused for a broken file."""
    folder = resources.files("resources") / "templates"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    found = [read_templates(file.read_text("utf-8"), file.name) for file in files]
    return tuple(sorted(found, key=lambda each: (each.language != "en", each.language)))


def of_language(language: str) -> Templates:
    """By the primary subtag of a BCP 47 tag: `es-MX` is Spanish. Raises NotFound."""
    primary = language.partition("-")[0].lower()
    for each in installed():
        if each.language == primary:
            return each
    raise NotFound(f"There are no templates in the language “{language}”.")


def read_templates(text: str, name: str) -> Templates:
    """One file. Raises DocumentRefused naming the file and each key that is missing or wrong."""
    try:
        doc = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DocumentRefused([Problem(name, "toml", f"no valid TOML: {error}")]) from error
    problems = [Problem(f"{name}#{at}", "template", what) for at, what in _wrong(doc)]
    if problems:
        raise DocumentRefused(problems)
    return Templates(doc["language"], doc["name"], doc["and"], doc["intro"], doc["grounds"], doc["to"], doc["next"])


def _wrong(doc: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if doc.get("format") != FORMAT:
        yield "/format", f"expected “{FORMAT}”"
    for key in ("language", "name", "and"):
        if not isinstance(doc.get(key), str):
            yield f"/{key}", "expected a text"
    outcomes, grounds = get_args(Outcome), doc.get("grounds")
    tables = [(f"/{key}", doc.get(key), outcomes) for key in ("intro", "next")] + [
        ("/to", doc.get("to"), get_args(Party))
    ]
    for reason in get_args(Reason):
        tables.append((f"/grounds/{reason}", grounds.get(reason) if isinstance(grounds, dict) else None, DEGREES))
    for at, table, keys in tables:
        for key in keys:
            value = table.get(key) if isinstance(table, dict) else None
            if not isinstance(value, str) or not value.strip():
                yield f"{at}/{key}", "expected a text"
            elif strange := {*_BLANK.findall(value)} - {*BLANKS}:
                yield f"{at}/{key}", f"no such blank: {', '.join(sorted(strange))}"
