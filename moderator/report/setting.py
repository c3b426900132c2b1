"""How each kind of block looks: blocks to strips, with the measures of the page in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, singledispatchmethod
from itertools import zip_longest

from moderator.report.blocks import Column, Heading, Paragraph, Span, Table, Text, Title, Tone, Verdict
from moderator.report.fonts import FontSet
from moderator.report.lines import Line, break_lines
from moderator.report.qr import qr_rows
from moderator.report.shaping import Look, Words
from moderator.report.sheet import WIDTH, Sheet
from moderator.report.strips import Strip, kept_together, no_orphans
from moderator.report.structure import Element
from moderator.report.unicode import has_rtl
from moderator.report.wording import Wording

LEFT = 48.0
RIGHT = WIDTH - LEFT
MEASURE = RIGHT - LEFT
GUTTER = 10.0
_HAIRLINE = 0xC4C8CE
_INK = Tone.PLAIN.value
_BODY, _BODY_LEADING = 9.1, 12.9
_SMALL, _SMALL_LEADING = 7.7, 10.7
_MONO_SHARE = 0.86
"""Monospaced figures look larger than text of the same size."""
_QR = 52.0
_SIDES = {"buyer": Tone.BUYER.value, "seller": Tone.SELLER.value}
_INDENT = 9.0
_SHORT_ROW = 9
"""Table rows of up to this many lines are not broken over pages."""
_SHORT_TABLE = 90.0
"""Tables up to this height stay on one page."""
_ASIDE_LINES = 12
_BLANK = 0.45
"""An empty line between paragraphs, in lines."""
_TOTAL_DROP = 1.6
"""A total stands this much lower than a row, under its rule."""


def look(span: Span, size: float) -> Look:
    scaled = size * _MONO_SHARE if span.mono else size
    return Look(scaled, span.bold, span.mono, span.tone.value)


def baseline(leading: float, size: float) -> float:
    """From the top of a line to its baseline: the x-height stands in the middle."""
    return leading / 2 + size * 0.355


class Setter:
    """Sets blocks in the given fonts and language. `missing` is told each character that no font has.

    Where the language runs right to left the page is laid out mirrored, and text that has words of the form runs with
    it; what is only quoted runs as its own first letter says.
    """

    def __init__(self, fonts: FontSet, missing: Callable[[str], None], w: Wording) -> None:
        self._fonts, self._missing, self.w = fonts, missing, w
        self.rtl = w.rtl
        self.root = Element("Document")
        """The structure of what was set, in the order in which it was."""
        self.pages: dict[str, int] = {}
        """Pages by heading, filled once they are known; what draws a reference reads it then."""

    def lines(self, text: Text, width: float, size: float) -> list[Line]:
        own = self.w.language
        words = [Words(span.text, look(span, size), span.language or own) for span in text]
        return break_lines(words, width, self._fonts, self._missing, self._direction(text))

    def _direction(self, text: Text) -> bool | None:
        """Right to left for the words of such a form, and where nothing has a direction; None: as it begins."""
        if not self.rtl:
            return None
        ours = any(has_rtl(span.text) for span in text if not span.language)
        return True if ours or not any(map(str.isalpha, "".join(span.text for span in text))) else None

    def start(self, width: float, left: float = LEFT, right: float = RIGHT) -> float:
        """Where something of this width stands that belongs where lines begin."""
        return right - width if self.rtl else left

    @singledispatchmethod
    def strips(self, block: object) -> list[Strip]:
        """The strips of one block."""
        raise TypeError(block)

    @strips.register
    def _(self, block: Title) -> list[Strip]:
        width = MEASURE - (_QR + 16 if block.code else 0)
        office = self.lines((Span(block.office, tone=Tone.SECOND),), width, 8.2)
        title = self.lines((Span(block.heading, bold=True),), width, 17)
        strips = self._plain(office, 11, 8.2, "P") + self._plain(title, 22, 17, "H1")
        for note in block.notes:
            strips += self._plain(self.lines(note, width, 8.6), 12, 8.6, "P")
        if block.code:
            figure = self.root.add("Figure", alt=self.w("title.code", code=block.code))
            left = LEFT if self.rtl else RIGHT - _QR
            strips.insert(0, Strip(0, partial(_draw_code, qr_rows(block.code), figure, left)))
            used = sum(strip.height for strip in strips)
            strips.append(Strip(max(0.0, _QR - used), _draw_nothing))
        return kept_together(strips)

    @strips.register
    def _(self, block: Verdict) -> list[Strip]:
        inner = MEASURE - 20
        right = [line for part in block.aside for line in self.lines((Span(part, tone=Tone.SECOND),), 150, 7.8)]
        right = right[:_ASIDE_LINES]
        room = inner - max((line.width for line in right), default=0.0) - 24
        end = self.w.sign("sentence")
        sentence = block.sentence.replace(end, f"{end.strip()}\n").rstrip("\n")
        left = self.lines((Span(sentence, bold=True),), room, 11.4)
        height = max(len(left) * 15.4, len(right) * 11.0) + 15
        parts = self.root.add("P"), self.root.add("P")
        return [Strip(height + 7, partial(_draw_verdict, left, right, height, parts, self.rtl), gap=11)]

    @strips.register
    def _(self, block: Heading) -> list[Strip]:
        size, leading, gap = {1: (12.4, 18.0, 16.0), 2: (10.2, 15.0, 10.5)}.get(block.level, (8.4, 12.0, 9.0))
        count = len(self._heading_lines(block, 999 if block.refers_to else 0, size))
        part = self.root.add("H2" if block.level < 3 else "H3")

        def draw(sheet: Sheet, y: float, _: float) -> None:
            lines = self._heading_lines(block, self.pages.get(block.refers_to, 0), size)
            with sheet.part(part):
                for place, line in enumerate(lines[:count]):
                    sheet.text(line, self.start(line.width), y + place * leading + baseline(leading, size))
            sheet.mark(block.text, y - 4, 0 if block.level < 3 else 1)
            if block.level < 3:
                sheet.line(LEFT, y + count * leading + 0.2, RIGHT, y + count * leading + 0.2, _HAIRLINE)

        below = 2.4 if block.level < 3 else 0.0
        height = count * leading + below
        return [Strip(height, draw, gap, keep=True, name=block.text, new_page=block.new_page)]

    def _heading_lines(self, block: Heading, page: int, size: float) -> list[Line]:
        own = self.w.language
        words = [Words(block.text, Look(size, bold=True), own)]
        if block.aside:
            aside = self.w("title.aside_page" if page else "title.aside", aside=block.aside, page=page)
            words.append(Words(aside, Look(7.8, colour=Tone.SECOND.value), own))
        return break_lines(words, MEASURE, self._fonts, self._missing, True if self.rtl else None)

    @strips.register
    def _(self, block: Paragraph) -> list[Strip]:
        size, leading = (_SMALL, _SMALL_LEADING) if block.small else (_BODY, _BODY_LEADING)
        indent = _INDENT if block.side else 0.0
        lines = self._placed(self.lines(block.text, MEASURE - indent, size))
        edge = _SIDES.get(block.side)
        gap = 0.0 if block.close else 2.4 if block.small else 3.4
        part = self.root.add("P")
        strips: list[Strip] = []
        for place, line in enumerate(lines):
            height = leading if line.pieces or place == 0 else leading * _BLANK
            joined = bool(place or block.close)
            drawn = partial(_draw_line, line, part, indent, height, size, edge, joined, self.rtl)
            strips.append(Strip(height, drawn, gap=0.0 if place else gap))
        return no_orphans(strips)

    @strips.register
    def _(self, block: Table) -> list[Strip]:
        return _TableSetter(self, block).strips()

    def _placed(self, lines: list[Line]) -> list[Line]:
        """A single line that runs the other way than the document stands with the rest of it, not across the page."""
        return [lines[0]._replace(rtl=True)] if self.rtl and len(lines) == 1 else lines

    def _plain(self, lines: Sequence[Line], leading: float, size: float, role: str) -> list[Strip]:
        part = self.root.add(role)
        # The head of the page stands on one side as a whole, in whatever script the office writes its name.
        placed = [line._replace(rtl=True) if self.rtl else line for line in lines]
        return [
            Strip(leading, partial(_draw_line, line, part, 0.0, leading, size, None, False, self.rtl))
            for line in placed
        ]


_Row = tuple[Line | None, ...]
"""One line of each cell of a table row, None where a cell has no more."""


class _TableSetter:
    """One table: columns by their shares, a head that comes back on each page, rows line by line."""

    def __init__(self, setter: Setter, table: Table) -> None:
        self._setter, self._table = setter, table
        self._part = setter.root.add("Table")
        self._headed = any(column.head for column in table.columns)
        self._size, self._leading = (_SMALL, _SMALL_LEADING) if table.small else (_BODY, _BODY_LEADING)
        scale = (MEASURE + GUTTER) / sum(column.share for column in table.columns)
        self._cells: list[tuple[Column, float, float]] = []
        x = LEFT
        for column in table.columns:
            width = column.share * scale - GUTTER
            left = LEFT + RIGHT - x - width if setter.rtl else x
            self._cells.append((column, left, left + width))
            x += column.share * scale

    def strips(self) -> list[Strip]:
        head = self._head()
        last = len(self._table.rows) - 1
        rows = [
            self._row(row, head, place == last and self._table.total, place == 0)
            for place, row in enumerate(self._table.rows)
        ]
        if sum(strip.height for row in rows for strip in row) <= _SHORT_TABLE:
            strips = kept_together([strip for row in rows for strip in row])
        else:
            # The first and the last row take their neighbour with them, a total above all.
            strips = [strip for row in [kept_together(rows[0]), *rows[1:]] for strip in row]
            strips = no_orphans(strips)
        return [head, *strips] if head is not None else strips

    def _head(self) -> Strip | None:
        if not self._headed:
            return None
        size, leading = (7.2, 10.6) if self._table.small else (7.8, 12.6)
        texts = [(Span(column.head, bold=True, tone=Tone.LABEL),) for column in self._table.columns]
        rows = self._rows(texts, size)
        height = len(rows) * leading + 1
        row = self._part.add("TR")
        parts = [row.add("TH", scope="Column") for _ in self._table.columns]

        def draw(sheet: Sheet, y: float, _: float) -> None:
            # On later pages the head comes back for the eye alone.
            self._draw(rows, parts if row.empty else None, leading, size, sheet, y)

        return Strip(height, draw, gap=3.0, keep=True)

    def _row(self, texts: Sequence[Text], head: Strip | None, total: bool, first: bool) -> list[Strip]:
        rows = self._rows(texts, self._size)
        parts = self._cell_parts()
        gap = 0.0 if first else 1.2 if self._table.small else 2.6
        if len(rows) <= _SHORT_ROW:
            height = len(rows) * self._leading + (_TOTAL_DROP if total else 0.0)
            return [Strip(height, partial(self._draw_row, rows, parts, total), gap, head=head)]
        return no_orphans(
            [
                Strip(self._leading, partial(self._draw_row, [row], parts, False), 0.0 if place else gap, head=head)
                for place, row in enumerate(rows)
            ]
        )

    def _cell_parts(self) -> list[Element]:
        """The cells of a new row; where no column has a head, the first cell is the head of its row."""
        row = self._part.add("TR")
        first = row.add("TD") if self._headed else row.add("TH", scope="Row")
        return [first, *(row.add("TD") for _ in self._table.columns[1:])]

    def _draw_row(
        self, rows: Sequence[_Row], parts: Sequence[Element], total: bool, sheet: Sheet, y: float, _gap: float
    ) -> None:
        if total:
            sheet.line(LEFT, y - 0.4, RIGHT, y - 0.4, _INK, 0.8)
        self._draw(rows, parts, self._leading, self._size, sheet, y + (_TOTAL_DROP if total else 0.0))

    def _rows(self, texts: Sequence[Text], size: float) -> list[_Row]:
        """The lines of a row's cells, side by side."""
        cells = zip(texts, self._cells, strict=True)
        return list(zip_longest(*(self._setter.lines(text, right - left, size) for text, (_, left, right) in cells)))

    def _draw(
        self, rows: Sequence[_Row], parts: Sequence[Element] | None, leading: float, size: float, sheet: Sheet, y: float
    ) -> None:
        """Cell by cell, so that a text of several lines is copied as one. Without `parts` it is furniture."""
        for cell in range(len(self._cells)):
            lines = [(place, row[cell]) for place, row in enumerate(rows)]
            shown = [(place, line) for place, line in lines if line is not None and line.pieces]
            if shown:
                with sheet.part(parts[cell]) if parts else sheet.furniture():
                    for place, line in shown:
                        self._draw_cell(cell, line, len(shown), sheet, y + place * leading + baseline(leading, size))

    def _draw_cell(self, cell: int, line: Line, count: int, sheet: Sheet, y: float) -> None:
        column, left, right = self._cells[cell]
        at_end = column.right or line.rtl
        if self._setter.rtl:
            # Mirrored; what runs left to right over several lines is still read from its own side.
            at_end = not column.right and (line.rtl or count == 1)
        sheet.text(line, right - line.width if at_end else left, y)


def _draw_nothing(_sheet: Sheet, _y: float, _gap: float) -> None:
    """Space that is only kept free."""


def _draw_line(
    line: Line,
    part: Element,
    indent: float,
    leading: float,
    size: float,
    edge: int | None,
    joined: bool,
    mirrored: bool,
    sheet: Sheet,
    y: float,
    gap: float,
) -> None:
    if edge is not None:
        above = gap if joined else 0.0
        x = RIGHT - 1.6 if mirrored else LEFT
        sheet.fill(x, y - above + (0.0 if joined else 1.6), 1.6, leading + above - (0.0 if joined else 1.6), edge)
    left, right = (LEFT, RIGHT - indent) if mirrored else (LEFT + indent, RIGHT)
    with sheet.part(part):
        sheet.text(line, right - line.width if line.rtl else left, y + baseline(leading, size))


def _draw_verdict(
    left: Sequence[Line],
    right: Sequence[Line],
    height: float,
    parts: tuple[Element, Element],
    mirrored: bool,
    sheet: Sheet,
    y: float,
    _gap: float,
) -> None:
    sheet.rounded(LEFT, y, MEASURE, height, _INK)
    with sheet.part(parts[0]):
        for place, line in enumerate(left):
            x = RIGHT - 10 - line.width if mirrored else LEFT + 10
            sheet.text(line, x, y + 7.5 + place * 15.4 + baseline(15.4, 11.4))
    with sheet.part(parts[1]):
        for place, line in enumerate(right):
            x = LEFT + 10 if mirrored else RIGHT - 10 - line.width
            sheet.text(line, x, y + 9 + place * 11.0 + baseline(11.0, 7.8))


def _draw_code(rows: Sequence[str], part: Element, left: float, sheet: Sheet, y: float, _gap: float) -> None:
    """The QR code, its dark modules joined along each row."""
    part.box = sheet.place(left, y, _QR, _QR)
    with sheet.part(part):
        _draw_modules(rows, sheet, left, y)


def _draw_modules(rows: Sequence[str], sheet: Sheet, left: float, y: float) -> None:
    module = _QR / len(rows)
    for row, modules in enumerate(rows):
        start = modules.find("1")
        while start >= 0:
            end = modules.find("0", start)
            end = len(modules) if end < 0 else end
            sheet.fill(left + start * module, y + row * module, (end - start) * module, module, 0x000000)
            start = modules.find("1", end)
