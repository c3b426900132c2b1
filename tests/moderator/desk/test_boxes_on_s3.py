"""Inbox and outbox on an S3-compatible store over HTTP: connections drop, keys are refused, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderator.desk import Desk, make_library, open_desk
from moderator.desk.inbox import COPIES, Inbox
from moderator.errors import PlaceError
from tests.builders import case_doc, write_case_pack
from tests.s3 import Store
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"
PACK = f"{CASE}.casepack"


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def content(s3: Store, url: str) -> dict[str, bytes]:
    system, root = s3.system(), url.removeprefix("s3://")
    return {name.removeprefix(f"{root}/"): system.cat(name) for name in system.find(root)}


def test_from_the_inbox_to_the_outbox_over_a_bad_road(s3: Store, tmp_path: Path) -> None:
    make_library(tmp_path / "library", "demo", demo_starts=datetime(2026, 11, 12, 9, tzinfo=UTC))
    desk, bucket, clock = open_desk(tmp_path / "library", moderator="mod-7"), s3.new(), Time()
    try:
        _comes_in(s3, desk, bucket, tmp_path, clock)
        desk.decide(CASE, verdict_doc(case_doc()))
        assert desk.send_out(f"{bucket}/out") == []
        desk.put_clock_ahead(timedelta(minutes=11))
        _goes_out(s3, desk, bucket, tmp_path)
    finally:
        desk.close()


def _comes_in(s3: Store, desk: Desk, bucket: str, tmp_path: Path, clock: Time) -> None:
    inbox = Inbox(f"{bucket}/in", clock=clock)
    assert desk.take_in(inbox) == [], "an empty folder of a bucket is none"
    packs = {PACK: write_case_pack(tmp_path / "packs").read_bytes(), "bad.casepack": b"PK\3\4"}
    packs |= {"big.casepack.part": b"PK"}
    for name, data in packs.items():
        s3.system().pipe_file(f"{bucket}/in/{name}", data)
    s3.road.cut_after = len(packs[PACK]) // 2
    try:
        found = {each.pack: each for each in desk.take_in(inbox)}
    finally:
        s3.road.cut_after = -1
    assert found[PACK].status == "later", found[PACK]
    assert f"{bucket}/in cannot be used" in str(found[PACK].problem)
    assert content(s3, f"{bucket}/in")[PACK] == packs[PACK]
    with s3.denied(), pytest.raises(PlaceError, match="does not exist in our records"):
        desk.take_in(inbox)
    clock.now += 100
    again = {each.pack: each for each in desk.take_in(inbox)}
    assert (again[PACK].status, again[PACK].moved) == ("imported", f"done/{PACK}")
    assert {**found, **again}["bad.casepack"].status == "refused"
    there = content(s3, f"{bucket}/in")
    assert {name: data for name, data in there.items() if not name.endswith(".txt")} == {
        f"done/{PACK}": packs[PACK], "refused/bad.casepack": b"PK\3\4", "big.casepack.part": b"PK",
    }  # fmt: skip
    assert b"bad.casepack: expected" in there["refused/bad.casepack.reasons.txt"]
    assert not (desk.library.path / COPIES).exists()


def _goes_out(s3: Store, desk: Desk, bucket: str, tmp_path: Path) -> None:
    s3.road.cut_after = 0
    try:
        with pytest.raises(PlaceError, match=f"{bucket}/out cannot be used"):
            desk.send_out(f"{bucket}/out")
    finally:
        s3.road.cut_after = -1
    with s3.denied(), pytest.raises(PlaceError, match="Forbidden"):
        desk.send_out(f"{bucket}/out")
    with pytest.raises(PlaceError, match="bucket does not exist"):
        desk.send_out("s3://no-such-bucket/out")
    assert [each.status for each in desk.send_out(f"{bucket}/out")] == ["sent"]
    assert desk.send_out(f"{bucket}/out") == []
    (exported,) = desk.export([CASE], tmp_path / "export")
    there = content(s3, f"{bucket}/out")
    assert sorted(there) == [f"{CASE}.json", f"{CASE}.pdf"]
    assert there[f"{CASE}.pdf"] == Path(str(exported.path)).read_bytes()
