"""Days, moments and time left, in words. Times are UTC everywhere, as in the decision that they end up in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def _month(number: int) -> str:
    """The short name of a month, 1 to 12."""
    names = translate("dates", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "twelve short names of months")
    return names.split()[number - 1]


def day(at: datetime, near: datetime | None = None) -> str:
    """`4 Nov`; with its year where that is not the year of `near`, or where `near` is not given."""
    at = at.astimezone(UTC)
    text = f"{at.day} {_month(at.month)}"
    return text if near is not None and near.astimezone(UTC).year == at.year else f"{text} {at.year}"


def moment(at: datetime, near: datetime | None = None) -> str:
    """`4 Nov 18:58`, in UTC."""
    return f"{day(at, near)} {at.astimezone(UTC):%H:%M}"


def time_of_day(at: datetime) -> str:
    """`18:58`, in UTC."""
    return f"{at.astimezone(UTC):%H:%M}"


def exact(at: datetime, near: datetime | None = None) -> str:
    """`4 Nov 18:58:07`, in UTC: where seconds tell two events apart."""
    return f"{day(at, near)} {at.astimezone(UTC):%H:%M:%S}"


def days_between(first: datetime, last: datetime) -> int:
    """Calendar days in UTC: a parcel of the 4th and a dispute of the 6th are 2 days apart, whatever the hours."""
    return (last.astimezone(UTC).date() - first.astimezone(UTC).date()).days


def span(length: timedelta) -> str:
    """`5 h 12 min`, `3 d`, `41 s`: the two units that matter, no more."""
    seconds = int(abs(length).total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours >= 48:
        return translate("dates", "{days} d").format(days=hours // 24)
    if hours:
        return translate("dates", "{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return translate("dates", "{minutes} min").format(minutes=minutes)
    return translate("dates", "{seconds} s").format(seconds=seconds)


def countdown(seconds: int) -> str:
    """`9:41`."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def time_left(due: datetime | None, now: datetime) -> tuple[str, str]:
    """Words and tone of a deadline: "due in 5 h 12 min" and "bad" within a day, "warn" within two, else "plain"."""
    if due is None:
        return translate("dates", "no deadline"), "plain"
    left = due - now
    if left < timedelta(0):
        return translate("dates", "overdue by {span}").format(span=span(left)), "bad"
    tone = "bad" if left < timedelta(hours=24) else "warn" if left < timedelta(hours=48) else "plain"
    return translate("dates", "due in {span}").format(span=span(left)), tone
