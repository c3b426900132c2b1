"""What can be done, one file an area. Importing this loads neither SQLModel nor OpenCV nor ReportLab."""

from moderator.desk.desk import Desk, open_desk
from moderator.desk.library import Library, make_library
from moderator.desk.values import (
    Decided,
    Exported,
    Imported,
    Item,
    OpenCase,
    QueueRow,
    Undoable,
    Unreadable,
    VerdictRow,
)

__all__ = [
    "Decided",
    "Desk",
    "Exported",
    "Imported",
    "Item",
    "Library",
    "OpenCase",
    "QueueRow",
    "Undoable",
    "Unreadable",
    "VerdictRow",
    "make_library",
    "open_desk",
]
