"""The JSON Schema (2020-12) of a case or a verdict, made from the dataclasses that read it."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Annotated, Any

from moderator.domain.canonical import Json
from moderator.domain.case import Case
from moderator.domain.reading import Open, Rule, Span, specs
from moderator.domain.verdict import Verdict

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ROOTS: Mapping[str, type] = {"case": Case, "verdict": Verdict}


def schema(name: str) -> dict[str, Json]:
    """The schema of "case" or "verdict". What it cannot say (decimals, unique ids) stays to the reader.

    Raises KeyError for another name.
    """
    definitions: dict[str, Json] = {}
    root = _kind(ROOTS[name], definitions)
    return {
        "$schema": DIALECT,
        "$id": f"urn:moderator:{name}:1",
        "title": f"moderator-{name}/1",
        **root,
        "$defs": definitions,
    }


def _kind(kind: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        return _ruled(inner[0], inner[1])
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin in (types.UnionType, typing.Union):
        return _kind(next(a for a in inner if a is not type(None)), definitions)
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            return {"type": "array", "items": _kind(inner[0], definitions)}
        return {
            "type": "array",
            "prefixItems": [_kind(a, definitions) for a in inner],
            "minItems": len(inner),
            "maxItems": len(inner),
        }
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _kind(inner[1], definitions)}
    if dataclasses.is_dataclass(kind):
        return _object(typing.cast(type, kind), definitions)
    return {str: {"type": "string"}, bool: {"type": "boolean"}, float: {"type": "number"}}.get(kind, {})


def _ruled(base: Any, rule: Rule | Span | Open) -> dict[str, Json]:
    if isinstance(rule, Open):
        return dict(rule.schema)
    if isinstance(rule, Span):
        return {"type": "integer" if base is int else "number", "minimum": rule.least, "maximum": rule.most}
    return {"type": "string", "pattern": f"^({rule.pattern})$", "description": rule.name}


def _object(kind: type, definitions: dict[str, Json]) -> dict[str, Json]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # stands before it is filled, for kinds that name each other
        keys = specs(kind)
        definitions[kind.__name__] = {
            "type": "object",
            "properties": {k.key: _nullable(_kind(k.kind, definitions), k.required) for k in keys},
            "required": [k.key for k in keys if k.required],
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _nullable(schema: dict[str, Json], required: bool) -> dict[str, Json]:
    """`null` is the same as absent, so an optional key may hold it."""
    return schema if required else {"anyOf": [schema, {"type": "null"}]}
