"""The parts that a document consists of, as readers that see no page are told: headings, paragraphs, tables, figures.

The printing library writes none of this. So elements are gathered while the pages are drawn, each with the marked
pieces of content that belong to it, and written at the end as one tree (PDF 32000-1, 14.7 and 14.8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlab.pdfbase import pdfdoc


class Mark(NamedTuple):
    """A marked piece of content: the page it stands on, from 0, and its number there."""

    page: int
    number: int


class Element:
    """One part. `role` is a standard structure type; the order of `add` is the order in which it is read."""

    def __init__(self, role: str, *, alt: str = "", scope: str = "") -> None:
        """`alt` says what a figure shows; `scope`, Column or Row, what the head cell of a table is the head of."""
        self.role, self.alt, self.scope = role, alt, scope
        self.parts: list[Element] = []
        self.marks: list[Mark] = []
        self.box: tuple[float, ...] = ()
        """Where a figure stands on its page, in the page's own points."""

    def add(self, role: str, *, alt: str = "", scope: str = "") -> Element:
        """A new part within this one, after all that are there."""
        part = Element(role, alt=alt, scope=scope)
        self.parts.append(part)
        return part

    @property
    def empty(self) -> bool:
        """Nothing of it was drawn."""
        return not self.marks and all(part.empty for part in self.parts)


class _Written(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object of the file whose text is given once all references are known."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.text = ""

    def format(self, _document: pdfdoc.PDFDocument) -> bytes:
        return self.text.encode("ascii")


def hexed(text: str) -> str:
    """A text string of a PDF, whatever its characters."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def write(root: Element, pages: Sequence[pdfdoc.PDFPage], document: pdfdoc.PDFDocument) -> pdfdoc.PDFObject:
    """The structure tree of a document; the pages learn which of its entries is theirs."""
    tree = _Tree(pages, document)
    top, parents = _Written(), _Written()
    kid = tree.element(root, tree.reference(top))
    rows = (f"{page} [{' '.join(owners)}]" for page, owners in enumerate(tree.owners))
    parents.text = f"<< /Nums [ {' '.join(rows)} ] >>"
    top.text = (
        f"<< /Type /StructTreeRoot /K {kid} /ParentTree {tree.reference(parents)} /ParentTreeNextKey {len(pages)} >>"
    )
    for number, page in enumerate(pages):
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = number, pdfdoc.PDFName("S")
    return top


class _Tree:
    def __init__(self, pages: Sequence[pdfdoc.PDFPage], document: pdfdoc.PDFDocument) -> None:
        self._document = document
        self._pages = [self.reference(page) for page in pages]
        self.owners: list[list[str]] = [[] for _ in pages]
        """By page, the element that each marked piece of content belongs to."""

    def reference(self, written: pdfdoc.PDFObject) -> str:
        return str(self._document.Reference(written).format(self._document), "ascii")

    def element(self, element: Element, parent: str) -> str:
        """Writes an element and all within it; its reference."""
        written = _Written()
        own = self.reference(written)
        kids = [*self._marks(element, own), *(self.element(part, own) for part in element.parts if not part.empty)]
        first = next(iter(element.marks), None)
        page = f" /Pg {self._pages[first.page]}" if first else ""
        written.text = (
            f"<< /Type /StructElem /S /{element.role} /P {parent}{page}{_told(element)} /K [ {' '.join(kids)} ] >>"
        )
        return own

    def _marks(self, element: Element, own: str) -> Iterator[str]:
        home = element.marks[0].page if element.marks else 0
        for page, number in element.marks:
            owners = self.owners[page]
            owners += ["null"] * (number + 1 - len(owners))
            owners[number] = own
            elsewhere = f"<< /Type /MCR /Pg {self._pages[page]} /MCID {number} >>"
            yield str(number) if page == home else elsewhere


def _told(element: Element) -> str:
    told = f" /Alt {hexed(element.alt)}" if element.alt else ""
    if element.scope:
        told += f" /A << /O /Table /Scope /{element.scope} >>"
    if element.box:
        told += f" /A << /O /Layout /Placement /Block /BBox [ {' '.join(f'{part:.2f}' for part in element.box)} ] >>"
    return told
