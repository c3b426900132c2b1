"""Bags that somebody has tampered with: what is not whole is refused, what is not proven never holds."""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk
from moderator.domain.canonical import canonical, digest
from moderator.errors import PackRefused, UsageError
from tests.moderator.desk.travelling import World, became, case_of, decided

pytestmark = pytest.mark.usefixtures("unprinted")
Bag = dict[str, Any]


def rewritten(bag: Path, change: Callable[[Bag], None]) -> Path:
    """A copy of a bag whose JSON files were changed, and all its checksums made whole again."""
    copy = bag.with_name(f"{bag.name}-changed-{len(list(bag.parent.iterdir()))}")
    shutil.copytree(bag, copy)
    data = copy / "data"
    files = {str(path.relative_to(data)): json.loads(path.read_bytes()) for path in data.rglob("*.json")}
    change(files)
    for path in data.rglob("*.json"):
        path.unlink()
    for name, value in files.items():
        (data / name).write_bytes(canonical(value))
    _sums(copy, "manifest-sha256.txt", [path for path in data.rglob("*") if path.is_file()])
    sizes = [path.stat().st_size for path in data.rglob("*") if path.is_file()]
    (copy / "bag-info.txt").write_text(f"Payload-Oxum: {sum(sizes)}.{len(sizes)}\n")
    tags = [path for path in copy.iterdir() if path.is_file() and not path.name.startswith("tagmanifest")]
    _sums(copy, "tagmanifest-sha256.txt", tags)
    return copy


def _sums(bag: Path, name: str, files: list[Path]) -> None:
    lines = sorted(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(bag)}\n" for path in files)
    (bag / name).write_text("".join(lines))


def forge(files: Bag, change: Callable[[Any, Any], None]) -> None:
    """Changes a verdict's text and record and makes every hash of them whole again, as whoever has no key can."""
    (told,) = files["bag.json"]["cases"][0]["verdicts"]
    body, record = (files.pop(f"documents/{told[key]}.json") for key in ("body", "record"))
    change(body, record)
    record["verdict"] = body
    record.pop("entry")
    record["entry"] = digest(record)
    told |= {"id": body["id"], "body": digest(body), "record": digest(record)}
    files[f"documents/{told['body']}.json"], files[f"documents/{told['record']}.json"] = body, record


@pytest.fixture
def away(world: World) -> Desk:
    world.stock(case_of("C-1"))
    desk = world.desk("away", "mod-1")
    world.out("C-1", to=desk)
    desk.decide("C-1", decided("C-1"), final=True)
    return desk


def test_a_forged_verdict_is_a_second_opinion_whose_origin_is_not_proven(world: World, away: Desk) -> None:
    def more(body: Any, _record: Any) -> None:
        body["internal_note"] = "added by somebody"

    found = world.home.checkin(rewritten(world.back(away), lambda files: forge(files, more)))
    assert became(found) == {"C-1": ["opinion"]}
    assert "Its origin is not proven: its ledger has no such row" in found["cases"][0]["verdicts"][0]["why"]
    assert world.home.open_case("C-1").status == "open"
    world.sound()


def _no_ledger(files: Bag) -> None:
    del files["ledger.json"]


def _no_signature(files: Bag) -> None:
    files["ledger.json"]["checkpoint"][5] = "0" * 128


def _another_head(files: Bag) -> None:
    files["ledger.json"]["checkpoint"][2] = "0" * 64


def _another_library(files: Bag) -> None:
    files["bag.json"]["library"] = "00000000-0000-4000-8000-000000000000"


def _nonsense(files: Bag) -> None:
    files["ledger.json"] = [{"cases": 7}]


def _another_actor(files: Bag) -> None:
    files["ledger.json"]["cases"]["C-1"][-1][2] = "mod-9"


def _taken_back(files: Bag) -> None:
    row = list(files["ledger.json"]["cases"]["C-1"][-1])
    from moderator.store import chains

    own = chains.own(row[9] + 1, row[11], chains.Act(row[1], row[2], "withdraw", "C-1", row[6], row[5]), "")
    files["ledger.json"]["cases"]["C-1"].append([row[0], row[1], row[2], "withdraw", "C-1", row[5], row[6], "", 2,
                                                 row[9] + 1, row[11], own, row[12], row[13]])  # fmt: skip


UNPROVEN = (_no_ledger, _no_signature, _another_head, _another_library, _nonsense, _another_actor, _taken_back)


def test_without_a_whole_chain_and_signature_nothing_holds(world: World, away: Desk) -> None:
    whole = world.back(away)
    for change in UNPROVEN:
        proof = _proof(rewritten(whole, change), world.home)
        assert proof.level == "none", change
        assert proof.why, change
    assert _proof(whole, world.home).level == "known"
    assert _proof(whole, world.home, keys=frozenset()).level == "signed"


def _proof(bag: Path, home: Desk, keys: frozenset[str] | None = None) -> Any:
    from moderator.store.chains import Act
    from moderator.store.proofs import prove

    doc = json.loads((bag / "data/bag.json").read_bytes())
    ledger = bag / "data/ledger.json"
    (told,) = doc["cases"][0]["verdicts"]
    record = json.loads((bag / f"data/documents/{told['record']}.json").read_bytes())
    act = Act("", "", "decision", "C-1", record["entry"], f"verdict {told['id']}")
    known = home._state.store.keys() if keys is None else keys
    return prove(json.loads(ledger.read_bytes()) if ledger.exists() else {}, doc["library"], act, known)


def _other_money(files: Bag) -> None:
    forge(files, lambda _body, record: record["money"].update(total="45.00"))


def _other_name(files: Bag) -> None:
    forge(files, lambda _body, record: record.update(moderator="mod-9"))


def _other_case(files: Bag) -> None:
    forge(files, lambda body, _record: body.update(case="C-2"))


def _no_form(files: Bag) -> None:
    forge(files, lambda _body, record: record.update(exhibits=7))


def _later(files: Bag) -> None:
    def change(body: Any, record: Any) -> None:
        body["decided_at"] = record["decided_at"] = "2099-01-01T00:00:00Z"

    forge(files, change)


def _document_gone(files: Bag) -> None:
    del files[f"documents/{files['bag.json']['cases'][0]['verdicts'][0]['body']}.json"]


def _document_changed(files: Bag) -> None:
    files[f"documents/{files['bag.json']['cases'][0]['verdicts'][0]['body']}.json"]["internal_note"] = "x"


REFUSED = (_other_money, _other_name, _other_case, _no_form, _later, _document_gone, _document_changed)


def test_what_does_not_say_one_thing_is_refused_and_may_come_again(world: World, away: Desk) -> None:
    whole, tail = world.back(away), world.home.tail()
    for change in REFUSED:
        found = world.home.checkin(rewritten(whole, change))
        assert became(found) == {"C-1": ["refused"]}, change
    assert world.home.tail() == tail
    assert became(world.home.checkin(whole)) == {"C-1": ["verdict"]}
    world.sound()


LEFT = {"number": 1, "own": "0" * 64, "fence": 1}
BROKEN: tuple[Bag, ...] = (
    {"format": "moderator-bag/2"},
    {"kind": "sideways"},
    {"bag": "../../etc"},
    {"home": "nowhere"},
    {"cases": [7]},
    {"cases": [{"id": "../C-1", "order": "1", "departed": LEFT}]},
    {"cases": [{"id": "C-1", "order": "1", "departed": LEFT | {"number": -1}}]},
    {"cases": [{"id": each, "order": "1", "departed": LEFT} for each in ("C-1", "c-1")]},
    {"until": "soon"},
)


def test_a_bag_that_breaks_the_contract_is_refused_whole(world: World, away: Desk) -> None:
    whole = world.back(away)
    for wrong in BROKEN:
        with pytest.raises(PackRefused):
            world.home.checkin(rewritten(whole, functools.partial(_update, wrong)))


def _update(wrong: Bag, files: Bag) -> None:
    files["bag.json"] |= wrong


def test_a_changed_byte_and_a_bag_of_another_library_are_refused(world: World, away: Desk) -> None:
    out, back = world.folder / "bag-1", world.back(away)
    with pytest.raises(UsageError, match="has left for the road"):
        world.home.checkin(out)
    (left,) = world.home.import_packs([out])
    assert "left from this library" in (left.problem or "")
    stranger = world.desk("stranger", "mod-1")
    with pytest.raises(UsageError, match="belongs to the library"):
        stranger.checkin(back)
    (refused,) = stranger.import_packs([back])
    assert "moderator checkin" in (refused.problem or "")
    document = next((back / "data/documents").iterdir())
    document.write_bytes(document.read_bytes().replace(b"C-1", b"C-2", 1))
    with pytest.raises(PackRefused, match="expected sha256"):
        world.home.checkin(back)


def test_a_bag_cannot_decide_a_case_that_did_not_come_with_it(world: World, away: Desk) -> None:
    """An outgoing bag is believed in what stands at its home; so its cases must have come from there."""
    world.home.checkin(world.back(away))
    bag = world.bag()
    world.at_home("mod-2").checkout(["C-1"], bag)
    native = world.desk("native", "mod-1")
    native.import_packs([world.folder / "packs" / "C-1.casepack"])
    before = native.open_case("C-1").version
    (found,) = native.import_packs([bag])
    assert found.status == "refused"
    assert "did not come from there" in (found.problem or "")
    assert (native.open_case("C-1").version, native.open_case("C-1").verdicts) == (before, ())
