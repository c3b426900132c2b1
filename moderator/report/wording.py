"""The words of the form in each language: phrases, and money, dates, lists and counts as that language writes them.

Everything is data of our own (`resources/wording/`), so that no library's newer tables change a decision that was
frozen. What a party, the moderator or the policy wrote is no phrase and is never translated here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from moderator.domain import money as exact
from moderator.domain.languages import DEFAULT, PRINTED
from moderator.report.facts import Facts, moment, text_of
from moderator.report.unicode import NBSP, has_rtl

FORMAT = "moderator-wording/1"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"


def _one_or_more(count: int) -> str:
    return "one" if count == 1 else "other"


def _up_to_one(count: int) -> str:
    return "one" if count in (0, 1) else "other"


def _russian(count: int) -> str:
    last, tens = count % 10, count % 100
    if last == 1 and tens != 11:
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= tens <= 14 else "many"


def _arabic(count: int) -> str:
    if count < 3:
        return ("zero", "one", "two")[count]
    if 3 <= count % 100 <= 10:
        return "few"
    return "many" if count % 100 >= 11 else "other"


PLURALS: Mapping[str, tuple[Callable[[int], str], tuple[str, ...]]] = {
    "en": (_one_or_more, ("one", "other")),
    "es": (_one_or_more, ("one", "other")),
    "fr": (_up_to_one, ("one", "other")),
    "de": (_one_or_more, ("one", "other")),
    "pt": (_up_to_one, ("one", "other")),
    "ru": (_russian, ("one", "few", "many")),
    "zh": (lambda _: "other", ("other",)),
    "ar": (_arabic, ("zero", "one", "two", "few", "many", "other")),
}
"""By language, which form goes with a whole number (CLDR), and the forms that there are."""


class Wording:
    """One language. Called with a phrase's name and what fills its blanks, it gives the phrase."""

    def __init__(self, doc: Mapping[str, Any]) -> None:
        self.language: str = doc["language"]
        self.rtl: bool = doc["rtl"]
        self._form: Mapping[str, Any] = doc["form"]
        self.names: Mapping[str, str] = doc["languages"]
        self.phrases = dict(_flat(doc))

    def __call__(self, key: str, /, **values: object) -> str:
        """A phrase such as `decision.full`. Raises KeyError for a name or a blank that there is not."""
        return self.phrases[key].format(**{name: self.inset(str(value)) for name, value in values.items()})

    def has(self, key: str) -> bool:
        return key in self.phrases

    def code(self, table: str, value: str) -> str:
        """A value of a closed list in words; one that is not known stands as it is, without its hyphens."""
        return self.phrases.get(f"{table}.{value}") or value.replace("-", " ").replace("_", " ")

    def counted(self, key: str, count: int, **values: object) -> str:
        """A phrase in the form that goes with a number, which fills the blank `count`."""
        form = PLURALS[self.language][0](count)
        return self(f"{key}.{form}", count=self.whole(count), **values)

    def inset(self, text: str) -> str:
        """A text within a phrase: one that runs left to right keeps its own order and its ends in words that do not."""
        if not self.rtl or not text or has_rtl(text):
            return text
        return f"{_RIGHT_TO_LEFT}{_LEFT_TO_RIGHT}{text}{_LEFT_TO_RIGHT}{_RIGHT_TO_LEFT}"

    def texts(self) -> Iterator[str]:
        """All that may be printed in this language, for whoever looks for its fonts."""
        yield from self.phrases.values()
        yield from self.names.values()
        for value in self._form.values():
            yield from value if isinstance(value, list) else (value,)

    # --- numbers --------------------------------------------------------------------------------------------------

    def whole(self, count: int) -> str:
        return f"{count:,}".replace(",", self._form["group"])

    def figure(self, amount: str) -> str:
        """An amount as it was given, its thousands apart: `1,234.50`."""
        whole, point, decimals = amount.partition(".")
        sign = whole[:1] if whole.startswith("-") else ""
        digits = whole.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            return amount
        return f"{sign}{self.whole(int(digits))}{self._form['decimal'] if point else ''}{decimals}"

    def money(self, amount: str, currency: str) -> str:
        """`US$ 15.33`, with the sign that the window writes; sign and figure never part at a line end."""
        try:
            sign = exact.shown(exact.minor(amount, exact.DECIMALS[currency]), currency).partition(" ")[0]
        except (KeyError, ValueError):
            return f"{currency}{NBSP}{self.figure(amount)}"
        return str(self._form["money"].format(sign=sign, amount=self.figure(amount)))

    # --- dates ----------------------------------------------------------------------------------------------------

    def date(self, value: str, full: bool = False) -> str:
        """`12 Nov 2026`, in UTC."""
        at = moment(value) if "T" in value.upper() else moment(f"{value}T00:00:00+00:00")
        if at is None:
            return value
        month = self._form["full_months" if full else "months"][at.month - 1]
        shown = self._form["full_date" if full else "date"].format(day=at.day, month=month, year=at.year)
        return str(shown)

    def time(self, value: str) -> str:
        """`12 Nov 2026, 09:44 UTC`."""
        at = moment(value)
        if at is None:
            return value
        return str(self._form["time"].format(date=self.date(value), clock=f"{at.hour:02}:{at.minute:02}"))

    def exact_time(self, value: str) -> str:
        """`12 Nov 2026, 09:44:05`, in UTC, for tables that say so in their head."""
        at = moment(value)
        if at is None:
            return value
        clock = f"{at.hour:02}:{at.minute:02}:{at.second:02}"
        return str(self._form["exact_time"].format(date=self.date(value), clock=clock))

    # --- texts together -------------------------------------------------------------------------------------------

    def commas(self, parts: Sequence[str]) -> str:
        """`a, b, c`."""
        return str(self._form["comma"].join(map(self.inset, parts)))

    def semicolons(self, parts: Sequence[str]) -> str:
        """`a; b; c`."""
        return str(self._form["semicolon"].join(map(self.inset, parts)))

    def joined(self, parts: Sequence[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if len(parts) < 2:
            return "".join(parts)
        pattern = self._form["two" if len(parts) == 2 else "many"]
        return str(pattern.format(first=self.commas(parts[:-1]), last=self.inset(parts[-1])))

    def quoted(self, text: str, backwards: bool = False) -> str:
        """In quotation marks; those of a text that runs right to left turn with it."""
        return str(self._form["backwards" if backwards else "quote"].format(text=text))

    def sign(self, name: str) -> str:
        """`stop`, `colon`, `gap` between two sentences, or the `sentence` end with what follows it."""
        return str(self._form[name])

    def bracketed(self, text: str) -> str:
        """` (text)`, with the space before it where there is one."""
        return str(self._form["brackets"].format(text=self.inset(text)))

    # --- names ----------------------------------------------------------------------------------------------------

    def named(self, tag: str) -> str:
        """A language's name in this one, else its tag."""
        return self.names.get(tag.partition("-")[0].lower(), tag)

    def party(self, facts: Facts) -> str:
        """Name and country, as the pack gives them."""
        name = text_of(facts, "name") or text_of(facts, "id")
        country = text_of(facts, "country")
        # A mark that runs left to right keeps the country after a name that runs right to left.
        name = f"{_LEFT_TO_RIGHT}{name}" if has_rtl(name) and not self.rtl else name
        return self("parties.name", name=name, country=country) if country else name


def _flat(doc: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """The phrases by their names; what is no phrase is left out."""
    for key, value in doc.items():
        if isinstance(value, Mapping):
            if above or key not in ("form", "languages"):
                yield from _flat(value, f"{above}{key}.")
        elif above:
            yield f"{above}{key}", value


@cache
def wording(language: str) -> Wording:
    """The words of one of PRINTED. Raises ValueError for another."""
    if language not in PRINTED:
        raise ValueError(f"no decision is printed in the language {language[:40]!r}")
    return Wording(tomllib.loads((resources.files("resources") / "wording" / f"{language}.toml").read_text("utf-8")))


def wording_of(record: Facts) -> Wording:
    """The words of the language that an edition is in; English where it names none."""
    return wording(text_of(record, "language") or DEFAULT)
