"""Reads a case pack: sized, hashed and checked before anything in it is trusted. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from moderator.domain.canonical import Json
from moderator.domain.case import Case, read_case
from moderator.errors import DocumentRefused, PackRefused, Problem
from moderator.pack.bag import PAYLOAD, Bag
from moderator.pack.container import open_container
from moderator.pack.hashing import Progress, Stop, Tee, Watch
from moderator.pack.jsontext import parse
from moderator.pack.limits import DEFAULT, Limits
from moderator.pack.names import composed, path_problems, shown
from moderator.pack.pack import CASE, Pack, named_paths, place_of
from moderator.pack.refusal import refuse, refuse_any


def read_pack(
    path: Path,
    limits: Limits = DEFAULT,
    stop: Stop | None = None,
    progress: Progress | None = None,
    tee: Tee | None = None,
) -> Pack:
    """The pack at `path`, a zip or a folder, every byte of it hashed once.

    `tee` sees every file but case.json on the way, before it is known to be good; what it keeps of a pack that is
    refused has to go. `stop` is asked between chunks, `progress` gets bytes done and in all. Raises Cancelled, and
    PackRefused with every problem of the first level that has any: container, names, bag, case.json, its files. A
    problem's pointer is a path in the pack, or a JSON pointer into case.json (it begins with "/").
    """
    watch = Watch(stop, progress)
    with ExitStack() as stack:
        container = open_container(path, limits, stop)
        stack.callback(container.close)
        bag = Bag(container, limits)
        watch.expect(sum(entry.bytes for entry in bag.files.values()))
        doc, case = _case(bag, limits, watch)
        named = list(named_paths(doc))
        refuse_any([*unsafe_paths(named, limits), *_unmatched(bag, named)])
        found = bag.verify((path for path in bag.payload if path != PAYLOAD + CASE), watch, tee)
        pack = Pack(container, bag, doc, case, {path: found[place_of(bag, path)] for _, path in named})
        stack.pop_all()
        return pack


def unsafe_paths(named: Iterable[tuple[str, str]], limits: Limits = DEFAULT) -> Iterator[Problem]:
    """What is wrong with the paths of `named_paths`, each at its JSON pointer."""
    for pointer, path in named:
        yield from path_problems(path, pointer, limits)
        if path == CASE:
            yield Problem(pointer, "path-reserved", f"expected the item's own file, found {CASE} itself")


def _case(bag: Bag, limits: Limits, watch: Watch) -> tuple[Mapping[str, Json], Case]:
    name = PAYLOAD + CASE
    data = bag.hold(name, limits.json_bytes)
    bag.verify([*bag.tags, name], watch)
    try:
        doc = parse(data, name, limits)
        if not isinstance(doc, dict):
            refuse(name, "kind", f"expected an object, found {_kind(doc)}")
        return doc, read_case(doc)
    except DocumentRefused as refused:
        raise PackRefused(refused.problems) from refused


def _unmatched(bag: Bag, named: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    wanted = {PAYLOAD + CASE}
    for pointer, path in named:
        wanted.add(composed(PAYLOAD + path))
        if bag.resolve(PAYLOAD + path) is None:
            yield Problem(pointer, "payload-missing", f"expected the file {PAYLOAD}{shown(path)}, found none")
    for path in bag.payload:
        if composed(path) not in wanted:
            text = f"expected in {PAYLOAD} only what {CASE} names, found a file that it does not"
            yield Problem(shown(path), "payload-unnamed", text)


def _kind(value: Json) -> str:
    kinds = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
