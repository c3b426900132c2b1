"""Money, times, names of things and of languages, as a decision prints them: in English, in UTC, without locale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from moderator.domain import money as exact
from moderator.report.unicode import NBSP, has_rtl

Facts = Mapping[str, Any]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEFT_TO_RIGHT = "\u200e"
_FULL_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LANGUAGES = {
    "af": "Afrikaans",
    "am": "Amharic",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "iw": "Hebrew",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "kn": "Kannada",
    "ko": "Korean",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mr": "Marathi",
    "ms": "Malay",
    "mt": "Maltese",
    "my": "Burmese",
    "nb": "Norwegian",
    "ne": "Nepali",
    "nl": "Dutch",
    "nn": "Norwegian",
    "no": "Norwegian",
    "pa": "Punjabi",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "zu": "Zulu",
}


def listed(facts: Facts, key: str) -> list[Any]:
    """A list that may be absent or null, which is the same as empty."""
    return list(facts.get(key) or ())


def within(facts: Facts, key: str) -> Facts:
    """An object that may be absent or null."""
    found: Facts = facts.get(key) or {}
    return found


def text_of(facts: Facts, key: str) -> str:
    """A string that may be absent or null."""
    return str(facts.get(key) or "")


def figure(amount: str) -> str:
    """An amount as it was given, its thousands apart: `1,234.50`."""
    whole, point, decimals = amount.partition(".")
    sign = whole[:1] if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    return f"{sign}{int(digits):,}{point}{decimals}" if digits.isascii() and digits.isdigit() else amount


def money(amount: str, currency: str) -> str:
    """`US$ 15.33`, as the window writes it; sign and figure never part at a line end."""
    try:
        return exact.shown(exact.minor(amount, exact.DECIMALS[currency]), currency).replace(" ", NBSP)
    except (KeyError, ValueError):
        return f"{currency}{NBSP}{figure(amount)}"


def less(amount: str, *others: str) -> str:
    """`amount` without the others, with as many decimals; exact."""
    return str(Decimal(amount) - sum((Decimal(other) for other in others), Decimal(0)))


def nothing(amount: str) -> bool:
    return Decimal(amount or "0") == 0


def moment(value: str) -> datetime | None:
    """An RFC 3339 time in UTC; None where it is no such time, and is then printed as it stands."""
    try:
        return datetime.fromisoformat(value.strip().upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def date(value: str, full: bool = False) -> str:
    """`12 Nov 2026`, in UTC."""
    at = moment(value) if "T" in value.upper() else moment(f"{value}T00:00:00+00:00")
    months = _FULL_MONTHS if full else _MONTHS
    return value if at is None else f"{at.day}{NBSP}{months[at.month - 1]}{NBSP}{at.year}"


def time(value: str) -> str:
    """`12 Nov 2026, 09:44 UTC`."""
    at = moment(value)
    return value if at is None else f"{date(value)}, {at.hour:02}:{at.minute:02}{NBSP}UTC"


def exact_time(value: str) -> str:
    """`12 Nov 2026, 09:44:05`, in UTC, for tables that say so in their head."""
    at = moment(value)
    return value if at is None else f"{date(value)}, {at.hour:02}:{at.minute:02}:{at.second:02}"


def stamp(value: str) -> str:
    """`20261112094400`, for the properties of the file."""
    at = moment(value)
    return "20000101000000" if at is None else f"{at.year:04}{at:%m%d%H%M%S}"


def language(tag: str) -> str:
    """The English name of a language, else its tag."""
    return _LANGUAGES.get(tag.partition("-")[0].lower(), tag)


def words(code: str) -> str:
    """A value of a closed list as words: `not-received` → `not received`."""
    return code.replace("-", " ").replace("_", " ")


_OFFERED = {
    "full-refund": "a full refund",
    "partial-refund": "a partial refund",
    "replacement": "a replacement",
    "return-and-refund": "a refund on return",
    "no-refund": "no refund",
}


def outcome_words(outcome: str) -> str:
    """An outcome as an object of a sentence: `a partial refund`."""
    return _OFFERED.get(outcome, words(outcome))


def first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def size(count: int) -> str:
    """A file size with its exact bytes, `379,093 bytes`."""
    return f"{count:,}{NBSP}bytes"


def hash_lines(sha256: str) -> str:
    """A hash over two lines of 32 digits."""
    return f"{sha256[:32]}\n{sha256[32:]}" if len(sha256) > 32 else sha256


def short_hash(sha256: str, groups: int = 3) -> str:
    """`7f3a 91c0 22de`."""
    return NBSP.join(sha256[4 * group : 4 * group + 4] for group in range(groups))


def party(facts: Facts) -> str:
    """Name and country, as the pack gives them."""
    name = text_of(facts, "name") or text_of(facts, "id")
    country = text_of(facts, "country")
    # A mark that runs left to right keeps the country after a name that runs right to left.
    name = f"{_LEFT_TO_RIGHT}{name}" if has_rtl(name) else name
    return f"{name}, {country}" if country else name


def joined(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
