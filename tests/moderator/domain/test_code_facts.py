"""A code beside the numbers of a case: the same, more than it, another, or nothing to do with any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moderator.domain.case import Attribute, Case
from moderator.domain.code_facts import About, Known, Relation, known
from moderator.domain.finds import Code, CodeFormat
from tests.cases import shipped

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
TRACKING = "NP40718826519354"
EAN = "4006381333931"


@pytest.fixture(scope="module")
def case() -> Case:
    _, found, _, _ = shipped.pack("AE-2026-000123")
    attributes = (Attribute("EAN", "4006381-333931"), Attribute("Serial number", "C40-77120"), Attribute("Width", "4"))
    lines = (replace(found.order.lines[0], sku="NC40-BLU"), *found.order.lines[1:])
    return replace(
        found, listing=replace(found.listing, attributes=attributes), order=replace(found.order, lines=lines)
    )


def of(case: Case, text: str, kind: CodeFormat = CodeFormat.CODE_128) -> Known | None:
    return known(case, Code(kind, text, CORNERS))


@pytest.mark.parametrize("text", [TRACKING, "np 4071 8826 5193 54", "NP-4071-8826519354"])
def test_the_parcels_number_however_it_is_grouped(case: Case, text: str) -> None:
    found = of(case, text)
    assert found == Known(About.TRACKING, TRACKING, "/shipments/0/tracking_number", case.shipments[0].id)


def test_a_code_that_holds_more(case: Case) -> None:
    found = of(case, f"https://track.example/?n={TRACKING}&z=1", CodeFormat.QR)
    assert found is not None
    assert (found.about, found.relation) == (About.TRACKING, Relation.WITHIN)
    hidden = of(case, f"{TRACKING}\u202e")
    assert hidden is not None
    assert hidden.relation is Relation.WITHIN


@pytest.mark.parametrize(("text", "kind"), [(EAN, CodeFormat.EAN_13), (f"0{EAN}", CodeFormat.ITF)])
def test_the_listings_article_number(case: Case, text: str, kind: CodeFormat) -> None:
    found = of(case, text, kind)
    assert found is not None
    assert (found.about, found.relation, found.name) == (About.ARTICLE, Relation.SAME, "EAN")


def test_serial_number_sku_order_and_listing(case: Case) -> None:
    for text, about in (
        ("C4077120", About.ATTRIBUTE), ("NC40BLU", About.SKU), (case.order.number, About.ORDER),
        (case.listing.id, About.LISTING),
    ):  # fmt: skip
        found = of(case, text)
        assert found is not None, text
        assert (found.about, found.relation) == (about, Relation.SAME)


def test_what_can_be_compared_and_differs(case: Case) -> None:
    found = of(case, "NP40718826519355")
    assert found is not None
    assert (found.about, found.relation, found.value) == (About.TRACKING, Relation.OTHER, TRACKING)
    goods = of(case, "4012345678901", CodeFormat.EAN_13)
    assert goods is not None
    assert (goods.about, goods.relation) == (About.ARTICLE, Relation.OTHER)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4", CodeFormat.CODE_128),
        ("421 276 24817", CodeFormat.CODE_128),
        ("NP40718826519355", CodeFormat.MAXICODE),
        ("4012345678902", CodeFormat.EAN_13),
        ("\u041dP40718826519354", CodeFormat.EAN_8),
        ("４００６３８１３３３９３１", CodeFormat.QR),
    ],
)
def test_what_has_nothing_to_do_with_the_case(case: Case, text: str, kind: CodeFormat) -> None:
    assert of(case, text, kind) is None


def test_a_look_alike_letter_is_another_number(case: Case) -> None:
    found = of(case, "\u041dP40718826519354")
    assert found is not None
    assert found.relation is Relation.OTHER
