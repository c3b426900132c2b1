"""The line of tools in little room: the words stay whole, the caps of the keys go."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import Actions
from ui.theme import NORMAL, face
from ui.views.tool_line import Tool, ToolGroup

WORDS = {"compare.side": "Side by side", "compare.wipe": "Wipe", "compare.difference": "Difference"}


def test_words_stay_whole_where_caps_do_not_fit(qtbot: QtBot) -> None:
    actions = Actions({})
    tools = [Tool(actions, text, verb) for verb, text in WORDS.items()]
    assert all(tool.cap for tool in tools)
    group = ToolGroup(*tools)
    line = QWidget()
    QHBoxLayout(line).addWidget(group)
    qtbot.addWidget(line)
    line.show()
    for width in (line.sizeHint().width(), line.minimumSizeHint().width()):
        line.resize(width, 60)
        qtbot.waitUntil(lambda width=width: line.width() == width)
        for tool in tools:
            assert tool.width() >= QFontMetricsF(face(NORMAL, QFont.Weight.DemiBold)).horizontalAdvance(tool.text())
    assert line.minimumSizeHint().width() < line.sizeHint().width()
