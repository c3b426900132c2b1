"""Each thing that refuses case.json: its text here, its contents by a sample of every kind."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator.errors import DocumentRefused, Problem
from moderator.pack import Limits, parse
from tests.builders import case_doc, case_media
from tests.moderator.pack.bags import CARRIERS, CASE, assert_refused, bag, problems_of

GOOD = json.dumps(case_doc(), ensure_ascii=False).encode()


def put(text: bytes) -> bytes:
    """A whole case with `text` as one more member at its front."""
    return b"{" + text + b"," + GOOD[1:]


TEXTS = [
    ("empty", b"", "json-syntax", CASE, ("line 1, column 1",)),
    ("cut off", GOOD[:-1], "json-syntax", CASE, ("line 1, column",)),
    ("two values", GOOD + b"{}", "json-syntax", CASE, ("Extra data",)),
    ("a comment", b"// x\n" + GOOD, "json-syntax", CASE, ("line 1",)),
    ("a comma too many", GOOD[:-1] + b",}", "json-syntax", CASE, ("line 1",)),
    ("single quotes", b"{'id': 1}", "json-syntax", CASE, ("line 1, column 2",)),
    ("a raw control character", put(b'"x":"a\nb"'), "json-syntax", CASE, ("control character",)),
    ("a wrong escape", put(rb'"x":"\x41"'), "json-syntax", CASE, ("escape",)),
    ("a number from zero", put(b'"x":01'), "json-syntax", CASE, ("line 1",)),
    ("a plus", put(b'"x":+1'), "json-syntax", CASE, ("line 1",)),
    ("UTF-8 BOM", b"\xef\xbb\xbf" + GOOD, "json-bom", CASE, ("no byte order mark", "ef bb bf")),
    ("UTF-16", GOOD.decode().encode("utf-16"), "json-bom", CASE, ("no byte order mark", "ff fe")),
    ("UTF-16 without BOM", GOOD.decode().encode("utf-16-be"), "json-utf8", CASE, ("byte",)),
    ("Latin-1", put('"x":"é"'.encode("latin-1")), "json-utf8", CASE, ("byte e9 at offset 6",)),
    ("overlong", put(b'"x":"\xc0\xaf"'), "json-utf8", CASE, ("byte c0",)),
    ("surrogate in UTF-8", put(b'"x":"\xed\xa0\x80"'), "json-utf8", CASE, ("byte ed",)),
    ("half a pair", put(rb'"x":["\ud83d"]'), "json-surrogate", "/x/0", ("half a surrogate pair", "ud83d")),
    ("halves the wrong way", put(rb'"x":"\udca9\ud83d"'), "json-surrogate", "/x", ("half a surrogate pair",)),
    ("half a pair in a key", put(rb'"\ud83d":1'), "json-surrogate", CASE, ("half a surrogate pair",)),
    ("NaN", put(b'"x":NaN'), "json-number", CASE, ("found NaN",)),
    ("Infinity", put(b'"x":[-Infinity]'), "json-number", CASE, ("found -Infinity",)),
    ("over a double", put(b'"x":1e400'), "json-number", CASE, ("found 1e400",)),
    ("a huge integer", put(b'"x":' + b"9" * 5000), "json-number", CASE, ("1000 digits", "5000")),
    ("a key twice", put(b'"reason":"damaged"'), "json-key-twice", "/reason", ("“reason” once", "again")),
    ("a key twice, same value", put(b'"x":1,"x":1'), "json-key-twice", "/x", ("“x” once",)),
    ("a key twice, spelled apart", put(rb'"x":1,"\u0078":2'), "json-key-twice", "/x", ("“x” once",)),
    ("a key twice, deep", put(b'"x":[0,{"a/b~":{"y":1,"y":2}}]'), "json-key-twice", "/x/1/a~1b~0/y", ("“y” once",)),
    ("a key twice, replaced", put(b'"x":{"y":1,"y":2},"x":3'), "json-key-twice", CASE, ("“y” once",)),
    ("deep lists", put(b'"x":' + b"[" * 64 + b"]" * 64), "json-depth", CASE, ("64 levels",)),
    ("deep objects", put(b'"x":' + b'{"a":' * 64 + b"1" + b"}" * 64), "json-depth", CASE, ("64 levels",)),
    ("a hundred thousand levels", b"[" * 100_000, "json-depth", CASE, ("64 levels", "more")),
    ("a list", b"[]", "kind", CASE, ("an object", "a list")),
    ("a string", b'"moderator-case/1"', "kind", CASE, ("an object", "a string")),
    ("null", b"null", "kind", CASE, ("an object", "null")),
    ("a number", b"12", "kind", CASE, ("an object", "a number")),
    ("true", b"true", "kind", CASE, ("an object", "true or false")),
]


@pytest.mark.parametrize(("text", "code", "pointer", "words"), [t[1:] for t in TEXTS], ids=[t[0] for t in TEXTS])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_text_that_is_no_case(
    text: bytes, code: str, pointer: str, words: tuple[str, ...], carrier: str, tmp_path: Path
) -> None:
    assert_refused(CARRIERS[carrier](bag(case=text), tmp_path), code, pointer, *words)


def changed(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(doc: dict[str, Any]) -> None:
        node: Any = doc
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = to

    return change


REQUIRED = ["format", "id", "revision", "reason", "delivery", "opened_at", "escalated_at", "claim", "order"]
REQUIRED += ["listing", "buyer", "seller"]
DOCUMENTS = [
    *((f"/{key}", changed(key, to=None)) for key in REQUIRED),
    ("/order/lines/0/unit_price", changed("order", "lines", 0, "unit_price", to=None)),
    ("/evidence/0/path", changed("evidence", 0, "path", to=None)),
    ("/listing/photos/0/path", changed("listing", "photos", 0, "path", to=7)),
    ("/revision", changed("revision", to="1")),
    ("/revision", changed("revision", to=0)),
    ("/order", changed("order", to=[])),
    ("/evidence", changed("evidence", to={})),
    ("/opened_at", changed("opened_at", to="2026-11-05 10:00")),
    ("/order/paid", changed("order", "paid", to="23.9")),
    ("/order/paid", changed("order", "paid", to=23.90)),
    ("/order/currency", changed("order", "currency", to="XXY")),
    ("/id", changed("id", to="../AE")),
    ("/format", changed("format", to="moderator-case/2")),
    ("/reason", changed("reason", to="regret")),
    ("/evidence/0/from", changed("evidence", 0, "from", to="judge")),
    ("/evidence/0/id", changed("evidence", 0, "id", to="L1")),
]


@pytest.mark.parametrize(("pointer", "change"), DOCUMENTS)
def test_a_document_that_breaks_the_contract(
    pointer: str, change: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    doc = case_doc()
    media = case_media(doc)
    change(doc)
    problems = problems_of(CARRIERS["zip"](bag(case=json.dumps(doc).encode(), media=media), tmp_path))
    assert pointer in {problem.pointer for problem in problems}
    assert all(problem.text for problem in problems)


def test_all_problems_of_the_document_are_told_at_once(tmp_path: Path) -> None:
    doc = case_doc(reason="regret", delivery="perhaps", revision="1")
    pointers = {problem.pointer for problem in problems_of(CARRIERS["zip"](bag(doc), tmp_path))}
    assert pointers == {"/reason", "/delivery", "/revision"}


def test_the_open_lists_stay_open(tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0]["kind"] = "hologram"
    assert problems_of(CARRIERS["zip"](bag(doc), tmp_path)) == ()


@pytest.mark.parametrize("size", [2**20, 8 * 2**20])
@pytest.mark.parametrize("text", [b"[],", b'{"a":1},', b"1,", b"[[],[[]]],", b'"",', b'{"a":1,"a":2},'])
def test_a_large_hostile_text_costs_little(text: bytes, size: int) -> None:
    data = b'{"x":[' + text * (size // len(text)) + b"0]}"
    start = time.perf_counter()
    assert len(parse_problems(data)) <= 100
    assert time.perf_counter() - start < 5


def parse_problems(data: bytes) -> tuple[Problem, ...]:
    try:
        parse(data)
    except DocumentRefused as refused:
        return refused.problems
    return ()


def test_json_limits() -> None:
    for limits in (Limits(json_bytes=len(GOOD) - 1), Limits(json_values=10), Limits(json_depth=2)):
        with pytest.raises(DocumentRefused, match="expected at most"):
            parse(GOOD, limits=limits)
    assert parse(b"[" * 64 + b"]" * 64)
    assert parse(GOOD, limits=Limits(json_bytes=len(GOOD))) == case_doc()


def test_values_come_out_as_they_stand() -> None:
    text = rb'{"b":1,"a":[1.50,-0,12345678901234567890123,1E2,"\ud83d\udca9","\u0000",null,true]}'
    value = parse(text)
    assert list(value) == ["b", "a"]
    assert value["a"] == [1.5, 0, 12345678901234567890123, 100.0, "\N{PILE OF POO}", "\0", None, True]


def test_a_problem_without_a_place_gets_the_name_given() -> None:
    with pytest.raises(DocumentRefused) as refused:
        parse(b"{", "verdict.json")
    assert refused.value.problems[0].pointer == "verdict.json"
