"""Every shipped pack reads, is what its story says, and is what a rebuild writes, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.build import build
from cases.stories.parts import Sample
from moderator.domain.money import DECIMALS
from moderator.domain.policy import installed
from tests.cases import shipped


def test_each_story_has_a_pack_and_a_verdict_and_nothing_else_lies_there() -> None:
    assert sorted(path.stem for path in shipped.FOLDER.glob("*.casepack")) == shipped.IDS
    assert sorted(path.stem for path in (shipped.FOLDER / "verdicts").glob("*.json")) == shipped.IDS
    assert len(shipped.IDS) >= 12


def test_all_of_them_weigh_at_most_45_mb() -> None:
    assert sum(path.stat().st_size for path in shipped.FOLDER.glob("*.casepack")) <= 45_000_000


@pytest.mark.parametrize("case_id", shipped.IDS)
def test_the_pack_holds_the_story(case_id: str) -> None:
    doc, case, files, _ = shipped.pack(case_id)
    assert doc == shipped.story(case_id).case
    assert case.id == case_id
    assert sorted(files) == sorted(filed["path"] for filed in shipped.story(case_id).filed)
    assert all(files.values())


def test_they_cover_every_reason_outcome_and_number_of_decimals() -> None:
    cases = [shipped.pack(case_id)[1] for case_id in shipped.IDS]
    assert {case.reason for case in cases} == {policy.reason for policy in installed()}
    assert {DECIMALS[case.order.currency] for case in cases} == {0, 2, 3}
    outcomes = {shipped.verdict(case_id).get("outcome") for case_id in shipped.IDS} - {None}
    assert outcomes == {"full-refund", "partial-refund", "return-and-refund", "replacement", "no-refund"}
    assert {"decision", "closure"} == {shipped.verdict(case_id)["kind"] for case_id in shipped.IDS}


def test_a_rebuild_writes_the_same_bytes(tmp_path: Path) -> None:
    """From the media that the packs themselves carry, so a checkout without the sample media can tell too."""
    media = tmp_path / "media"
    media.mkdir()
    for case_id in shipped.IDS:
        files = shipped.pack(case_id)[2]
        for filed in shipped.story(case_id).filed:
            if isinstance(filed.source, Sample):
                (media / filed.source.name).write_bytes(files[filed["path"]])
    build(shipped.STORIES.values(), media, tmp_path / "out")
    for case_id in shipped.IDS:
        for name in (f"{case_id}.casepack", f"verdicts/{case_id}.json"):
            assert (tmp_path / "out" / name).read_bytes() == (shipped.FOLDER / name).read_bytes(), name


def test_the_credit_that_the_shoe_asks_for_stands_beside_the_packs() -> None:
    credits_text = (shipped.FOLDER / "CREDITS.md").read_text("utf-8")
    assert "“Materials Variants Shoe”" in credits_text.replace('"Materials', "“Materials").replace('Shoe"', "Shoe”")
    users = {case_id for case_id in shipped.IDS if _shows_the_shoe(case_id)}
    assert all(case_id.removeprefix("AE-2026-") in credits_text for case_id in users)
    assert "CC BY 4.0" in credits_text


def _shows_the_shoe(case_id: str) -> bool:
    sources = [filed.source for filed in shipped.story(case_id).filed]
    return any(isinstance(source, Sample) and source.name.startswith("case2_") for source in sources)
