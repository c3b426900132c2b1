"""A decision as a PDF beside the same content in bare Platypus, and in what else is installed; and its signature.

The document is that of a sample case with six exhibits, made from the library: record, fonts and pictures are read and
their hashes checked. The others get the same texts, tables and pictures, read before, and the same text fonts.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, PageBreak, Paragraph, SimpleDocTemplate, Table

from moderator.desk import exports, open_desk
from moderator.domain.canonical import canonical
from moderator.report import blocks, signing
from moderator.report.decision import document
from moderator.report.editions import edition
from tests.bench.processes import BenchFailed
from tests.bench.table import Row

ROOT = Path(__file__).resolve().parents[2]
CASE = "AE-2026-000123"
WIDTH = 499.0


class Content:
    """The sample decision: how it is rendered from the library, and its parts for the others."""

    def __init__(self, folder: Path) -> None:
        self.desk = open_desk(folder / "library", moderator="bench")
        self.desk.import_packs([ROOT / "cases" / f"{CASE}.casepack"])
        self.desk.decide(CASE, json.loads((ROOT / f"cases/verdicts/{CASE}.json").read_text("utf-8")), final=True)
        state = self.desk._state
        self.stored = exports.standing_of(state, CASE)
        record = edition(exports.record_of(state, self.stored), "parties")
        self.blocks = document(record).blocks
        self.data = canonical(record)
        self.pictures = {each["picture"]: state.store.media.read(each["picture"]) for each in record["exhibits"]}
        fonts = {each["role"]: state.store.media.read(each["sha256"]) for each in record["fonts"]}
        self.regular, self.bold = folder / "regular.ttf", folder / "bold.ttf"
        self.regular.write_bytes(fonts["text"])
        self.bold.write_bytes(fonts.get("text-bold", fonts["text"]))
        if len(self.pictures) != 6:
            raise BenchFailed(f"{CASE} has {len(self.pictures)} exhibits, not six")

    def render(self) -> bytes:
        return exports._render(self.desk._state, self.stored, exports.Print("parties", "en")).data


def rows(runs: int) -> Iterator[Row]:
    """Medians of `runs` in turns, after one of each that does not count."""
    with tempfile.TemporaryDirectory() as folder:
        content = Content(Path(folder))
        try:
            yield from _rendered(content, runs)
            yield _signed(content, runs)
        finally:
            content.desk.close()


def _rendered(content: Content, runs: int) -> Iterator[Row]:
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont("Bench", str(content.regular)))
    pdfmetrics.registerFont(TTFont("Bench-Bold", str(content.bold)))
    others: dict[str, Callable[[], object]] = {"bare Platypus": lambda: platypus(content)}
    if importlib.util.find_spec("fpdf"):
        others["fpdf2"] = lambda: fpdf2(content)
    if importlib.util.find_spec("typst"):
        others["typst"] = _typst(content)
    ours, *theirs = _in_turns([content.render, *others.values()], runs)
    for name, floor in zip(others, theirs, strict=True):
        limit = 2.0 if name == "bare Platypus" else 1.0
        yield Row(f"decision with 6 exhibits, unsigned, beside {name}", ours, limit, floor=floor, floor_name=name)


def _signed(content: Content, runs: int) -> Row:
    pem = signing.make_local("Bench")
    key, data, plain = signing.read_key(pem), content.render(), platypus(content)
    at = datetime(2026, 11, 12, tzinfo=UTC)
    ours, bare = _in_turns([lambda: signing.sign(data, key, at, "bench"), lambda: _bare(plain, key)], runs)
    return Row("signing it", ours, 1.0, floor=bare, floor_name="a bare pyHanko signature")


def _bare(data: bytes, key: signing.Key) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

    signer = SimpleSigner(key.signer.signing_cert, key.signer.signing_key, key.signer.cert_registry)
    about = PdfSignatureMetadata(field_name="Signature", subfilter=SigSeedSubFilter.PADES)
    signed: io.BytesIO = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), about, signer)
    return signed.getvalue()


def _in_turns(works: list[Callable[[], object]], runs: int) -> list[float]:
    samples: list[list[float]] = [[] for _ in works]
    for _ in range(runs + 1):
        for work, sample in zip(works, samples, strict=True):
            began = time.perf_counter()
            work()
            sample.append((time.perf_counter() - began) * 1000)
    return [statistics.median(sample[1:]) for sample in samples]


# --- the same content by others ---------------------------------------------------------------------


def text(spans: blocks.Text) -> str:
    return "".join(span.text for span in spans)


def marked(spans: blocks.Text) -> str:
    """As Platypus takes it: bold and colour of each span."""
    parts = (f'<font color="#{span.tone.value:06x}">{escape(span.text)}</font>' for span in spans)
    return "".join(f"<b>{one}</b>" if span.bold else one for one, span in zip(parts, spans, strict=True))


def platypus(content: Content) -> bytes:
    """The flowables that anybody would take: paragraphs, tables, images."""
    pdfmetrics.registerFontFamily("Bench", normal="Bench", bold="Bench-Bold", italic="Bench", boldItalic="Bench-Bold")
    body = ParagraphStyle("body", fontName="Bench", fontSize=9.1, leading=12.9)
    head = ParagraphStyle("head", fontName="Bench-Bold", fontSize=10.2, leading=15, spaceBefore=10)
    story: list[Any] = []
    for block in content.blocks:
        if isinstance(block, blocks.Title):
            story.append(Paragraph(escape(block.heading), head))
        elif isinstance(block, blocks.Verdict):
            story.append(Paragraph(escape(f"{block.sentence} {' '.join(block.aside)}"), head))
        elif isinstance(block, blocks.Heading):
            story += [PageBreak()] if block.new_page else []
            story.append(Paragraph(escape(f"{block.text} {block.aside}"), head))
        elif isinstance(block, blocks.Paragraph):
            story.append(Paragraph(marked(block.text), body))
        elif isinstance(block, blocks.Table):
            story.append(_table(block, body))
        else:
            story += _images(block, content, body)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, leftMargin=48, rightMargin=48, pageCompression=0).build(story)
    return out.getvalue()


def _table(block: blocks.Table, body: ParagraphStyle) -> Table:
    whole = sum(column.share for column in block.columns)
    cells = [[Paragraph(escape(column.head), body) for column in block.columns]]
    cells += [[Paragraph(marked(cell).replace("\n", "<br/>"), body) for cell in row] for row in block.rows]
    return Table(cells, colWidths=[WIDTH * column.share / whole for column in block.columns], repeatRows=1)


def _images(block: blocks.Pictures, content: Content, body: ParagraphStyle) -> Iterator[Any]:
    for picture in block.pictures:
        yield Image(io.BytesIO(content.pictures[picture.sha256]), width=240, height=180, kind="proportional")
        yield Paragraph(marked(picture.caption), body)


def fpdf2(content: Content) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(format="A4", unit="pt")
    pdf.add_font("Bench", "", str(content.regular))
    pdf.add_font("Bench", "B", str(content.bold))
    pdf.add_page()
    for block in content.blocks:
        pdf.set_font("Bench", "B" if isinstance(block, blocks.Heading | blocks.Title | blocks.Verdict) else "", 9)
        if isinstance(block, blocks.Table):
            with pdf.table(col_widths=tuple(round(1000 * column.share) for column in block.columns)) as table:
                table.row([column.head for column in block.columns])
                for row in block.rows:
                    table.row([text(cell) for cell in row])
        elif isinstance(block, blocks.Pictures):
            for picture in block.pictures:
                pdf.image(io.BytesIO(content.pictures[picture.sha256]), w=240)
                pdf.multi_cell(0, 12, text(picture.caption), new_x="LMARGIN", new_y="NEXT")
        else:
            pdf.multi_cell(0, 12, _plain(block), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _plain(block: blocks.Block) -> str:
    if isinstance(block, blocks.Paragraph):
        return text(block.text)
    if isinstance(block, blocks.Verdict):
        return f"{block.sentence} {' '.join(block.aside)}"
    return block.heading if isinstance(block, blocks.Title) else getattr(block, "text", "")


def _typst(content: Content) -> Callable[[], object]:
    """As PDF/A-3b with the data attached, like ours, and each time another document, as in a batch: typst remembers the
    paragraphs that it has set before."""
    import typst

    folder = Path(tempfile.mkdtemp(dir=content.desk.library.path))
    for name, data in content.pictures.items():
        (folder / f"{name}.jpg").write_bytes(data)
    (folder / "decision.json").write_bytes(content.data)
    source, runs = folder / "decision.typ", itertools.count(1)

    def compiled() -> object:
        source.write_text(_typst_source(content, f" {next(runs)}"), "utf-8")
        return typst.compile(str(source), font_paths=[str(content.regular.parent)], pdf_standards=["a-3b"])

    return compiled


def _typst_source(content: Content, mark: str) -> str:
    def said(words: str) -> str:
        return f"#{json.dumps(words + mark, ensure_ascii=False)}"

    lines = ['#set text(font: "Noto Sans", size: 9pt)', f"#set document(title: {json.dumps(CASE)})"]
    about = 'relationship: "data", mime-type: "application/json", description: "data"'
    lines.append(f'#pdf.attach("decision.json", {about})')
    for block in content.blocks:
        if isinstance(block, blocks.Table):
            cells = [f"[{said(text(cell))}]" for row in block.rows for cell in row]
            lines.append(f"#table(columns: {len(block.columns)}, {', '.join(cells)})")
        elif isinstance(block, blocks.Pictures):
            for picture in block.pictures:
                lines += [f'#image("{picture.sha256}.jpg", width: 240pt)', f"{said(text(picture.caption))}\n"]
        else:
            lines.append(f"{said(_plain(block))}\n")
    return "\n".join(lines)
