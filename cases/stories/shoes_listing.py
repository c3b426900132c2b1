"""The running shoe that three sample orders name, as its listing shows it."""

from __future__ import annotations

from cases.stories import parts as p
from cases.stories.parts import Filed, Sample

DESCRIPTION = p.flow("""
    Light running shoe with a knitted upper and a cushioned sole. Choose colour and size before ordering: Navy / white
    or Red / cream, 36 to 46. The photos show Navy / white.""")


def photos() -> list[Filed]:
    return [
        p.photo("L1", "l1_runner_navy_side.jpg", Sample("case2_listing_1.jpg"), "Navy / white, side"),
        p.photo("L2", "l2_runner_navy_pair.jpg", Sample("case2_listing_2.jpg"), "Navy / white, the pair"),
        p.photo("L3", "l3_runner_navy_top.jpg", Sample("case2_listing_3.jpg"), "Navy / white, from above"),
    ]
