"""Random whole cases for the procedural findings: every list that a rule looks at, with odd and missing values."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.moderator.domain import documents

Doc = dict[str, Any]
TIMES = st.sampled_from(
    [
        f"2026-{month:02d}-{day:02d}T{hour:02d}:30:00{zone}"
        for month, day, hour, zone in (
            (9, 1, 3, "Z"),
            (10, 1, 8, "+02:00"),
            (10, 20, 0, "Z"),
            (11, 1, 8, "-11:00"),
            (11, 5, 23, "Z"),
            (11, 12, 9, "Z"),
            (12, 30, 12, "+14:00"),
        )
    ]
    + ["0001-01-02T00:00:00Z", "9999-12-30T23:59:59Z", "2026-11-01T08:00:00.123456Z"]
)
WORDS = st.sampled_from(
    (
        "Please confirm receipt now.",
        "请您先点击“确认收货”",
        "Have you received it?",
        "Veuillez annuler le litige.",
        "…",
        "",
        "please wait",
        "We pay by WhatsApp",
        "the photo promises size 43",
        "8190000000000002",
        "size: 44. photo!",
        "\ud83d\ude1e",
    )
)
PROOFS: tuple[list[Doc] | None, ...] = (
    None,
    [],
    [{"kind": "signature"}, {"kind": "gps", "at": "2026-11-01T08:00:00Z"}],
)
PLACES = st.sampled_from((None, "Portaval", "Serravinha", "Зореград", "مدينة", "緑沢市", "", "Porto Sereno 12"))
STATUSES = ("label-created", "accepted", "departed", "delivered", "returned", "exception", "handed to a drone")
NOWS = st.sampled_from(("2026-11-12T09:00:00+00:00", "2026-10-01T00:00:00+00:00", "9999-12-31T00:00:00+00:00"))


def _maybe(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), value)


@st.composite
def _events(draw: st.DrawFn) -> list[Doc]:
    return [
        {
            "id": f"e{i}",
            "at": draw(TIMES),
            "status": draw(st.sampled_from(STATUSES)),
            "place": draw(PLACES),
            "country": draw(st.sampled_from((None, "ES", "CN"))),
        }
        for i in range(draw(st.integers(0, 4)))
    ]


@st.composite
def _shipments(draw: st.DrawFn) -> list[Doc]:
    return [
        {
            "id": f"S{i}",
            "direction": draw(st.sampled_from(("outbound", "replacement", "return"))),
            "tracking_number": draw(st.sampled_from((None, "", "TR1", "8190000000000002"))),
            "expected_by": draw(_maybe(TIMES)),
            "destination": draw(
                _maybe(st.fixed_dictionaries({"city": PLACES, "country": st.sampled_from((None, "ES", "PT"))}))
            ),
            "events": draw(_events()),
            "proof": draw(st.sampled_from(PROOFS)),
        }
        for i in range(draw(st.integers(0, 2)))
    ]


@st.composite
def _said(draw: st.DrawFn) -> list[Doc]:
    return [
        {
            "id": f"M{i}",
            "at": draw(TIMES),
            "from": draw(st.sampled_from(("buyer", "seller", "platform"))),
            "text": draw(WORDS),
            "language": "en",
            "automatic": draw(st.sampled_from((None, True, False))),
            "translations": {"x~/y": {"text": draw(WORDS), "by": "machine"}} if draw(st.booleans()) else None,
        }
        for i in range(draw(st.integers(0, 4)))
    ]


@st.composite
def _offers(draw: st.DrawFn, currency: str) -> list[Doc]:
    return [
        {
            "id": f"O{i}",
            "at": draw(TIMES),
            "from": draw(st.sampled_from(("buyer", "seller"))),
            "outcome": "partial-refund",
            "status": draw(st.sampled_from(("open", "accepted", "refused", "withdrawn"))),
            "amount": draw(_maybe(st.just(documents.amount(5, currency)))),
        }
        for i in range(draw(st.integers(0, 2)))
    ]


@st.composite
def cases(draw: st.DrawFn) -> Doc:
    """A case document that the reader accepts, and in which anything optional may be missing."""
    doc: Doc = draw(documents.cases())
    _change_order(draw, doc["order"])
    _change_claim(draw, doc)
    for item in doc["evidence"]:
        item |= {"submitted_at": draw(TIMES), "disclosed_at": draw(_maybe(TIMES))}
        item["satisfies"] = draw(st.sampled_from(([], ["damage-visible"])))
    for key in DATES:
        doc[key] = draw(_maybe(TIMES))
    doc |= {"opened_at": draw(TIMES), "escalated_at": draw(TIMES), "buyer": draw(PARTY), "seller": draw(PARTY)}
    doc |= {
        "shipments": draw(_shipments()),
        "messages": draw(_said()),
        "offers": draw(_offers(doc["order"]["currency"])),
    }
    doc |= {"reopens": draw(REOPENS), "related": draw(RELATED), "external": draw(EXTERNAL)}
    return doc


DATES = (
    "facts_as_of",
    "decision_due_at",
    "protection_ends_at",
    "dispute_window_ends_at",
    "seller_response_due_at",
    "seller_responded_at",
)
PARTY = st.fixed_dictionaries(
    {"account": st.sampled_from((None, "active", "blocked")), "blocked_since": _maybe(TIMES), "id": st.just("p")}
)
CLOSED_AS = ("cancelled", "accepted", "decided-for-seller", "decided-for-buyer")
REOPENS = _maybe(
    st.fixed_dictionaries(
        {"case": st.just("AE-0"), "closed_at": _maybe(TIMES), "closed_as": st.sampled_from(CLOSED_AS)}
    )
)
RELATED = st.sampled_from(([], [{"case": "AE-9", "relation": "same-order"}, {"case": "AE-8", "relation": "same-item"}]))
EXTERNAL = st.sampled_from(([], [{"kind": "chargeback", "status": "open"}, {"kind": "court", "status": "open"}]))
REASONS = ("damaged", "wrong-item", "payment-problem", "not-received", "substandard", "not-as-described")


def _change_order(draw: st.DrawFn, order: Doc) -> None:
    order |= {"placed_at": draw(TIMES), "receipt_confirmed_at": draw(_maybe(TIMES))}
    address = {"city": PLACES, "country": st.sampled_from((None, "ES"))}
    order["ship_to"] = draw(_maybe(st.fixed_dictionaries(address)))
    for line in order["lines"]:
        line["variant"] = draw(st.sampled_from((None, {}, {"Size": "43", "Col/our~": "Blue"})))
    for payment in order["payments"]:
        payment["at"] = draw(TIMES)
        payment["kind"] = draw(st.sampled_from(("charge", "void", "refund", "chargeback", "charge")))


def _change_claim(draw: st.DrawFn, doc: Doc) -> None:
    doc["reason"] = draw(st.sampled_from(REASONS))
    doc["delivery"] = draw(st.sampled_from(("delivered", "partly-delivered", "not-delivered")))
    doc["claim"]["text"] = draw(WORDS)
    if doc["claim"]["scope"] and draw(st.booleans()):
        doc["claim"]["scope"][0] |= {
            "line": draw(st.sampled_from(("1", "77"))),
            "quantity": draw(st.integers(1, 9)),
            "state": draw(st.sampled_from(("missing", "faulty", "wrong"))),
        }
    doc["listing"] |= {
        "title": draw(st.sampled_from(("t", "A very long cable"))),
        "includes": draw(st.sampled_from(([], ["USB cable", ""]))),
        "attributes": draw(st.sampled_from(([], [{"name": "Length", "value": "26", "unit": "cm"}]))),
    }
