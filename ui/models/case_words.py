"""The closed lists of the contract in words for people. A value of an open list is shown as it stands."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from ui.models.party_text import readable

translate = QCoreApplication.translate


_WORDS: dict[str, Any] = {
    # reasons
    "not-received": QT_TRANSLATE_NOOP("words", "not received"),
    "damaged": QT_TRANSLATE_NOOP("words", "damaged"),
    "substandard": QT_TRANSLATE_NOOP("words", "substandard"),
    "not-as-described": QT_TRANSLATE_NOOP("words", "not as described"),
    "wrong-item": QT_TRANSLATE_NOOP("words", "wrong item"),
    "payment-problem": QT_TRANSLATE_NOOP("words", "payment problem"),
    # outcomes
    "full-refund": QT_TRANSLATE_NOOP("words", "full refund"),
    "partial-refund": QT_TRANSLATE_NOOP("words", "partial refund"),
    "return-and-refund": QT_TRANSLATE_NOOP("words", "return and refund"),
    "replacement": QT_TRANSLATE_NOOP("words", "replacement"),
    "no-refund": QT_TRANSLATE_NOOP("words", "no refund"),
    # delivery, scope
    "partly-delivered": QT_TRANSLATE_NOOP("words", "partly delivered"),
    "not-delivered": QT_TRANSLATE_NOOP("words", "not delivered"),
    # tracking
    "label-created": QT_TRANSLATE_NOOP("words", "label created"),
    "out-for-delivery": QT_TRANSLATE_NOOP("words", "out for delivery"),
    "pickup-code": QT_TRANSLATE_NOOP("words", "pickup code"),
    "gps": QT_TRANSLATE_NOOP("words", "GPS position"),
    # payments
    "chargeback-reversed": QT_TRANSLATE_NOOP("words", "chargeback reversed"),
    # relations
    "same-order": QT_TRANSLATE_NOOP("words", "same order"),
    "same-buyer": QT_TRANSLATE_NOOP("words", "same buyer"),
    "same-seller": QT_TRANSLATE_NOOP("words", "same seller"),
    "same-item": QT_TRANSLATE_NOOP("words", "same item"),
    "other-dispute": QT_TRANSLATE_NOOP("words", "other dispute"),
    "decided-for-seller": QT_TRANSLATE_NOOP("words", "decided for the seller"),
    "decided-for-buyer": QT_TRANSLATE_NOOP("words", "decided for the buyer"),
    # answers
    "not-established": QT_TRANSLATE_NOOP("words", "not established"),
    "not-disputed": QT_TRANSLATE_NOOP("words", "not disputed"),
    "not-applicable": QT_TRANSLATE_NOOP("words", "does not apply"),
    # single words
    "delivered": QT_TRANSLATE_NOOP("words", "delivered"),
    "missing": QT_TRANSLATE_NOOP("words", "missing"),
    "faulty": QT_TRANSLATE_NOOP("words", "faulty"),
    "wrong": QT_TRANSLATE_NOOP("words", "wrong"),
    "buyer": QT_TRANSLATE_NOOP("words", "buyer"),
    "seller": QT_TRANSLATE_NOOP("words", "seller"),
    "carrier": QT_TRANSLATE_NOOP("words", "carrier"),
    "platform": QT_TRANSLATE_NOOP("words", "platform"),
    "open": QT_TRANSLATE_NOOP("words", "open"),
    "accepted": QT_TRANSLATE_NOOP("words", "accepted"),
    "refused": QT_TRANSLATE_NOOP("words", "refused"),
    "expired": QT_TRANSLATE_NOOP("words", "expired"),
    "withdrawn": QT_TRANSLATE_NOOP("words", "withdrawn"),
    "countered": QT_TRANSLATE_NOOP("words", "countered"),
    "departed": QT_TRANSLATE_NOOP("words", "departed"),
    "customs": QT_TRANSLATE_NOOP("words", "customs"),
    "arrived": QT_TRANSLATE_NOOP("words", "arrived"),
    "returned": QT_TRANSLATE_NOOP("words", "returned"),
    "exception": QT_TRANSLATE_NOOP("words", "exception"),
    "signature": QT_TRANSLATE_NOOP("words", "signature"),
    "photo": QT_TRANSLATE_NOOP("words", "photo"),
    "authorisation": QT_TRANSLATE_NOOP("words", "authorisation"),
    "charge": QT_TRANSLATE_NOOP("words", "charge"),
    "void": QT_TRANSLATE_NOOP("words", "void"),
    "refund": QT_TRANSLATE_NOOP("words", "refund"),
    "chargeback": QT_TRANSLATE_NOOP("words", "chargeback"),
    "pending": QT_TRANSLATE_NOOP("words", "pending"),
    "settled": QT_TRANSLATE_NOOP("words", "settled"),
    "failed": QT_TRANSLATE_NOOP("words", "failed"),
    "points": QT_TRANSLATE_NOOP("words", "points"),
    "active": QT_TRANSLATE_NOOP("words", "active"),
    "blocked": QT_TRANSLATE_NOOP("words", "blocked"),
    "court": QT_TRANSLATE_NOOP("words", "court"),
    "police": QT_TRANSLATE_NOOP("words", "police"),
    "won": QT_TRANSLATE_NOOP("words", "won"),
    "lost": QT_TRANSLATE_NOOP("words", "lost"),
    "closed": QT_TRANSLATE_NOOP("words", "closed"),
    "cancelled": QT_TRANSLATE_NOOP("words", "cancelled"),
    "yes": QT_TRANSLATE_NOOP("words", "yes"),
    "no": QT_TRANSLATE_NOOP("words", "no"),
}
"""What stands here is found by the translation tools, and translated when it is asked for."""


def words(value: str) -> str:
    """`partial-refund` as "partial refund"; what the contract does not know, as it stands."""
    known = _WORDS.get(value)
    return translate("words", known) if known else readable(value)


def sentence(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
