"""From a JSON value to frozen dataclasses, naming everything that is wrong by JSON pointer.

A dataclass *is* the contract: its field names are the keys (a trailing underscore is dropped: `from_` is "from"), its
annotations the kinds, a field without a default is required. Unknown keys are ignored, `null` is the same as absent.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from moderator.domain import money
from moderator.domain.canonical import Json
from moderator.errors import Problem

T = TypeVar("T")


@dataclass(frozen=True)
class Rule:
    """A string of a certain form. `kind` picks the conversion: text as it is, amount in minor units, or a moment."""

    name: str
    pattern: str
    kind: str = "text"


@dataclass(frozen=True)
class Open:
    """A value that is taken as it stands, whatever it is; `schema` says what the gate will ask of it."""

    schema: Mapping[str, Json]


@dataclass(frozen=True)
class Span:
    """A number between two bounds, both included."""

    least: float
    most: float


_TIME = (
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)"
    r"(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
CaseId = Annotated[str, Rule("a case id", r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")]
Id = Annotated[str, Rule("an id", r"[A-Za-z0-9_-]{1,64}")]
VerdictId = Annotated[str, Rule("a verdict id", r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")]
Amount = Annotated[int, Rule("an amount of money", money.AMOUNT, "amount")]
Moment = Annotated[datetime, Rule("an RFC 3339 time with an offset", _TIME, "moment")]
Country = Annotated[str, Rule("an ISO 3166-1 alpha-2 country", r"[A-Z]{2}")]
Language = Annotated[str, Rule("a BCP 47 language", r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")]
Currency = Annotated[str, Rule("an ISO 4217 currency", r"[A-Z]{3}", "currency")]
Sha256 = Annotated[str, Rule("a SHA-256 in hex", r"[0-9a-f]{64}")]
TimeBase = Annotated[str, Rule("a time base such as 1/15360", r"[1-9][0-9]{0,9}/[1-9][0-9]{0,9}")]
Percent = Annotated[str, Rule("a percentage", r"[0-9]{1,3}(\.[0-9]{1,6})?")]
Version = Annotated[str, Rule("a policy version", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")]
Whole = Annotated[int, Span(0, 2**53)]
Count = Annotated[int, Span(1, 10**9)]
Pts = Annotated[int, Span(-(2**63), 2**63 - 1)]
Share = Annotated[float, Span(0, 1)]


class _Bad(Exception):
    """The value was reported and cannot be used."""


class Reader:
    """Reads one document. `problems` grows; what could be read is returned with defaults in the place of the rest."""

    def __init__(self, decimals: int | None) -> None:
        """`decimals`: minor-unit digits of the order's currency; None if the document has no usable currency."""
        self.decimals = decimals
        self.problems: list[Problem] = []

    def read(self, kind: type[T], raw: Json, pointer: str = "") -> T | None:
        """The dataclass `kind` from `raw`, or None after `problems` says why."""
        try:
            value: T = self._value(kind, raw, pointer)
        except _Bad:
            return None
        return value

    def _bad(self, pointer: str, expected: str, raw: Json, code: str = "kind") -> _Bad:
        self.problems.append(Problem(pointer, code, f"expected {expected}, found {show(raw)}"))
        return _Bad()

    def _value(self, kind: Any, raw: Json, pointer: str) -> Any:
        origin = typing.get_origin(kind)
        if origin is Annotated:
            base, rule = typing.get_args(kind)[:2]
            if isinstance(rule, Open):
                return raw
            return self._number(base, rule, raw, pointer) if isinstance(rule, Span) else self._ruled(rule, raw, pointer)
        if origin is typing.Literal:
            choices = typing.get_args(kind)
            if raw not in choices or isinstance(raw, bool):
                raise self._bad(pointer, "one of " + " | ".join(choices), raw, "closed-list")
            return raw
        if origin in (types.UnionType, typing.Union):
            return self._value(next(a for a in typing.get_args(kind) if a is not type(None)), raw, pointer)
        if origin is tuple:
            return self._list(typing.get_args(kind), raw, pointer)
        if origin is Mapping or kind is Mapping:
            return self._mapping(kind, raw, pointer)
        if dataclasses.is_dataclass(kind):
            return self._object(kind, raw, pointer)
        return self._plain(kind, raw, pointer)

    def _plain(self, kind: Any, raw: Json, pointer: str) -> Any:
        if kind is Any:
            return raw
        if kind is float:
            return self._number(float, Span(-1e300, 1e300), raw, pointer)
        if kind is bool or kind is str:
            if type(raw) is not kind:
                raise self._bad(pointer, {bool: "true or false", str: "a string"}[kind], raw)
            return raw
        raise TypeError(kind)

    def _number(self, base: Any, span: Span, raw: Json, pointer: str) -> int | float:
        noun = "a whole number" if base is int else "a number"
        fits = isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)
        fits = fits and (base is float or raw == int(raw))
        if not fits or not span.least <= raw <= span.most:
            limits = "" if abs(span.most) > 2**52 and span.least < -1e9 else f" from {span.least} to {span.most}"
            raise self._bad(pointer, noun + limits, raw)
        return int(raw) if base is int else raw

    def _ruled(self, rule: Rule, raw: Json, pointer: str) -> Any:
        if not isinstance(raw, str) or not re.fullmatch(rule.pattern, raw):
            raise self._bad(pointer, rule.name, raw)
        if rule.kind == "currency" and raw not in money.DECIMALS:
            raise self._bad(pointer, rule.name, raw, "currency")
        if rule.kind == "moment":
            try:
                return moment(raw)
            except ValueError:
                raise self._bad(pointer, rule.name, raw) from None
        if rule.kind == "amount":
            if self.decimals is None:
                raise _Bad  # the currency itself was reported
            try:
                return money.minor(raw, self.decimals)
            except ValueError:
                raise self._bad(pointer, f"an amount with exactly {self.decimals} decimals", raw, "money") from None
        return raw

    def _list(self, kinds: tuple[Any, ...], raw: Json, pointer: str) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            raise self._bad(pointer, "a list", raw)
        fixed = len(kinds) != 2 or kinds[1] is not Ellipsis
        if fixed and len(raw) != len(kinds):
            raise self._bad(pointer, f"a list of {len(kinds)}", raw)
        items = []
        for i, item in enumerate(raw):
            try:
                items.append(self._value(kinds[i] if fixed else kinds[0], item, f"{pointer}/{i}"))
            except _Bad:
                if fixed:
                    raise
        return tuple(items)

    def _mapping(self, kind: Any, raw: Json, pointer: str) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            raise self._bad(pointer, "an object", raw)
        inner = typing.get_args(kind)[1]
        found = {}
        for key, item in raw.items():
            try:
                found[key] = self._value(inner, item, f"{pointer}/{escape(key)}")
            except _Bad:
                continue
        return types.MappingProxyType(found)

    def _object(self, kind: Any, raw: Json, pointer: str) -> Any:
        if not isinstance(raw, dict):
            raise self._bad(pointer, "an object", raw)
        values: dict[str, Any] = {}
        usable = True
        for spec in specs(kind):
            item = raw.get(spec.key)
            if item is None:
                if spec.required:
                    self.problems.append(Problem(f"{pointer}/{spec.key}", "missing", f"“{spec.key}” is required"))
                usable = usable and spec.optional
                continue
            try:
                values[spec.name] = self._value(spec.kind, item, f"{pointer}/{spec.key}")
            except _Bad:
                usable = usable and spec.optional
        if not usable:
            raise _Bad
        return kind(**values)


class Spec(typing.NamedTuple):
    """One key of an object: `optional` says that the dataclass has a default, `required` that the contract asks it."""

    name: str
    key: str
    kind: Any
    optional: bool
    required: bool


@functools.cache
def specs(kind: type) -> tuple[Spec, ...]:
    """The keys of a dataclass, in the order in which it names them."""
    hints = typing.get_type_hints(kind, include_extras=True)
    found = []
    for field in dataclasses.fields(kind):
        optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        required = bool(field.metadata.get("required")) or not optional
        found.append(Spec(field.name, field.name.removesuffix("_"), hints[field.name], optional, required))
    return tuple(found)


def needed(default: Any = None) -> Any:
    """A field that the contract requires, yet a draft may lack."""
    return dataclasses.field(default=default, metadata={"required": True})


def moment(text: str) -> datetime:
    """An RFC 3339 time, in UTC; a leap second is the microsecond before it. Raises ValueError for no such day."""
    leap = text[17:19] == "60"
    body = text[:17] + "59" + text[19:] if leap else text
    head, zone = re.fullmatch(r"(.*?)([Zz]|[+-][0-9:]{5})", body, re.S).groups()  # type: ignore[union-attr]
    whole, _, fraction = head.partition(".")
    micro = "999999" if leap else fraction[:6].ljust(6, "0")
    parsed = datetime.fromisoformat(f"{whole.upper()}.{micro}{'+00:00' if zone in 'Zz' else zone}")
    try:
        return parsed.astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


def escape(key: str) -> str:
    """A key as one token of an RFC 6901 pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def show(raw: Json) -> str:
    """What was found, short enough for a sentence."""
    if raw is None:
        return "nothing"
    if isinstance(raw, dict | list):
        return "an object" if isinstance(raw, dict) else f"a list of {len(raw)}"
    text = repr(raw) if not isinstance(raw, bool) else str(raw).lower()
    return text if len(text) <= 60 else text[:57] + "…"
