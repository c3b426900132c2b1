"""What a decision's document is called."""

from __future__ import annotations

import re

_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")
"""What Windows takes for a device, whatever ending follows."""


def of_document(case: str, number: int, form: str) -> str:
    """`CASE.pdf`, `CASE.office.pdf`, `CASE.2.es.pdf`: what is usual is not said. `form`: `parties`, `office`, with a
    language but for English `parties.es`.

    A case with a dot in its id, `A.2`, or with a device's name, `CON`, has a `~` after it, which is in no id: no two
    documents have one name.
    """
    mark = "~" if "." in case or _DEVICE.fullmatch(case) else ""
    order = "" if number == 1 else f".{number}"
    return f"{case}{mark}{order}{f'.{form}'.removeprefix('.parties')}.pdf"
