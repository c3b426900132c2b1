"""Pictures that the sample media lack, drawn in code: phone screens, two product pictures, a packing photo.

The same code gives the same bytes: no clock, no chance but a fixed seed, and a typeface that comes with ReportLab.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

INK, GREY, PALE, GREEN, RED = "#1a1a1e", "#6b6f76", "#d9dce1", "#137a45", "#b3261e"
Colour = tuple[int, int, int]


@cache
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "VeraBd.ttf" if bold else "Vera.ttf"
    data = (resources.files("reportlab") / "fonts" / name).read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False, compress_level=9)
    return out.getvalue()


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=2, optimize=False)
    return out.getvalue()


def _phone(height: int, clock: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty phone screen 1080 px wide, with a status line."""
    picture = Image.new("RGB", (1080, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((60, 34), clock, INK, _font(38, bold=True))
    for bar in range(4):
        draw.rectangle((850 + 24 * bar, 70 - 8 * (bar + 1), 864 + 24 * bar, 72), INK)
    draw.rounded_rectangle((964, 38, 1020, 72), 8, outline=INK, width=3)
    draw.rectangle((969, 43, 1002, 67), INK)
    return picture, draw


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def tracking_screen(
    carrier: str, number: str, headline: str, note: str, events: Sequence[tuple[str, str]], good: bool = False
) -> bytes:
    """A carrier's tracking page as PNG, 1080 px wide. `events`: (what, when and where), the newest first."""
    height = max(1100, 560 + 150 * len(events))
    picture, draw = _phone(height, "19:42")
    draw.rectangle((0, 100, 1080, 330), "#17181b")
    draw.text((60, 130), f"{carrier} Track", "white", _font(48, bold=True))
    draw.text((60, 232), number, "#ffd35c", _font(44, bold=True))
    draw.text((60, 366), headline, GREEN if good else RED, _font(56, bold=True))
    for row, line in enumerate(_wrapped(note, _font(32), 960)):
        draw.text((60, 450 + 44 * row), line, GREY, _font(32))
    top = 580
    if len(events) > 1:
        draw.line((90, top + 24, 90, top + 24 + 150 * (len(events) - 1)), PALE, 6)
    for row, (what, where) in enumerate(events):
        y = top + 150 * row
        draw.ellipse((68, y, 112, y + 44), GREEN if good and row == 0 else "#9aa0a8")
        draw.text((150, y - 6), what, INK, _font(36, bold=True))
        draw.text((150, y + 46), where, GREY, _font(31))
    return _png(picture)


def chat_screen(name: str, state: str, bubbles: Sequence[tuple[str, str, str]]) -> bytes:
    """A messenger as PNG. `bubbles`: (side "in" or "out", text, when), the oldest first."""
    picture, draw = _phone(2000, "08:17")
    draw.rectangle((0, 100, 1080, 250), "#0b5c55")
    draw.ellipse((50, 125, 150, 225), "#d7e7e4")
    draw.text((84, 142), name[0], "#0b5c55", _font(52, bold=True))
    draw.text((180, 124), name, "white", _font(42, bold=True))
    draw.text((180, 184), state, "#cfe6e2", _font(30))
    draw.rectangle((0, 250, 1080, 2000), "#efece6")
    y = 300
    for side, text, when in bubbles:
        lines = _wrapped(text, _font(34), 720)
        tall = 46 * len(lines) + 90
        left = 60 if side == "in" else 240
        draw.rounded_rectangle((left, y, left + 780, y + tall), 26, "white" if side == "in" else "#d4f0cf")
        for row, line in enumerate(lines):
            draw.text((left + 30, y + 24 + 46 * row), line, INK, _font(34))
        draw.text((left + 620, y + tall - 48), when, GREY, _font(26))
        y += tall + 34
    draw.rounded_rectangle((40, 1880, 920, 1970), 44, "white")
    draw.ellipse((950, 1880, 1040, 1970), "#0b5c55")
    return _png(picture)


def battery_screen(left: str, right: str, rows: Sequence[tuple[str, str, str]]) -> bytes:
    """The battery page of an earbud app as PNG. `rows`: (when, left bud, right bud)."""
    picture, draw = _phone(1900, "21:05")
    draw.text((60, 140), "Pebble 2", INK, _font(58, bold=True))
    draw.text((60, 222), "Battery since last charge", GREY, _font(34))
    for x, side, level in ((60, "Left", left), (560, "Right", right)):
        colour = RED if int(level.rstrip("%")) < 20 else GREEN
        draw.rounded_rectangle((x, 300, x + 460, 560), 30, "#f4f5f7")
        draw.text((x + 40, 330), side, GREY, _font(36))
        draw.text((x + 40, 400), level, colour, _font(84, bold=True))
    for x, head in ((60, "Time"), (470, "Left"), (780, "Right")):
        draw.text((x, 630), head, GREY, _font(34, bold=True))
    for row, (when, one, two) in enumerate(rows):
        y = 710 + 92 * row
        draw.line((60, y - 14, 1020, y - 14), PALE, 2)
        draw.text((60, y), when, INK, _font(38))
        draw.text((470, y), one, RED if one in ("off", "0%") else INK, _font(38, bold=True))
        draw.text((780, y), two, INK, _font(38, bold=True))
    return _png(picture)


def _studio(size: int) -> Image.Image:
    """A white studio floor with the horizon of a light box."""
    rows = np.linspace(0, 1, size)[:, None]
    light = 238 + 15 * np.clip((rows - 0.35) * 3, 0, 1) - 6 * np.clip((rows - 0.8) * 5, 0, 1)
    grey = np.repeat(light, size, axis=1).astype(np.uint8)
    return Image.merge("RGB", [Image.fromarray(grey)] * 3)


def _shaded(picture: Image.Image, mask: Image.Image, colour: Colour, light: float = 0.32) -> None:
    """Paints `colour` through `mask`, lit from the upper left across the mask's own width."""
    box = mask.getbbox()
    if box is None:
        return
    size = picture.size[0]
    across = np.clip((np.arange(size) - box[0]) / max(1, box[2] - box[0]), 0, 1)
    down = np.clip((np.arange(size) - box[1]) / max(1, box[3] - box[1]), 0, 1)
    curve = 1.06 - 1.1 * light * (across[None, :] - light) ** 2 * 3 - 0.12 * down[:, None]
    tones = [np.clip(channel * curve, 0, 255).astype(np.uint8) for channel in colour]
    picture.paste(Image.merge("RGB", [Image.fromarray(tone) for tone in tones]), (0, 0), mask)


def _mask(size: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    mask = Image.new("L", (size, size), 0)
    return mask, ImageDraw.Draw(mask)


def _shadow(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    mask, draw = _mask(picture.size[0])
    draw.ellipse(box, 90)
    picture.paste("#4a4a50", (0, 0), mask.filter(ImageFilter.GaussianBlur(40)))


def _product(picture: Image.Image) -> bytes:
    return _jpeg(picture.resize((1200, 1200), Image.Resampling.LANCZOS), 84)


def casserole() -> bytes:
    """A cream enamel casserole with a steel rim, as a listing picture (JPEG, 1200 px square)."""
    size = 2400
    picture = _studio(size)
    _shadow(picture, (420, 1560, 2040, 1860))
    steel, cream, knob = (150, 154, 160), (243, 231, 203), (60, 62, 66)
    for x in (360, 1830):
        mask, draw = _mask(size)
        draw.rounded_rectangle((x, 1130, x + 210, 1250), 56, 255)
        draw.rounded_rectangle((x + 55, 1165, x + 155, 1215), 24, 0)
        _shaded(picture, mask, cream)
    mask, draw = _mask(size)
    draw.rectangle((500, 1090, 1900, 1585), 255)
    draw.ellipse((500, 1430, 1900, 1740), 255)
    _shaded(picture, mask, cream, 0.42)
    for box, colour in (((470, 900, 1930, 1260), steel), ((500, 880, 1900, 1220), cream)):
        mask, draw = _mask(size)
        draw.ellipse(box, 255)
        _shaded(picture, mask, colour, 0.42)
    mask, draw = _mask(size)
    draw.ellipse((1080, 790, 1320, 960), 255)
    draw.rectangle((1150, 920, 1250, 1010), 255)
    _shaded(picture, mask, knob, 0.4)
    return _product(picture)


def backpack() -> bytes:
    """A slate trekking backpack from the front, as a listing picture (JPEG, 1200 px square)."""
    size = 2400
    picture = _studio(size)
    _shadow(picture, (640, 1960, 1780, 2180))
    slate, dark, strap = (84, 98, 112), (58, 68, 79), (43, 48, 54)
    shapes: list[tuple[tuple[int, int, int, int], int, Colour]] = [
        ((1060, 230, 1340, 520), 130, strap),
        ((560, 980, 720, 1750), 60, dark),
        ((1680, 980, 1840, 1750), 60, dark),
        ((660, 380, 1740, 2080), 260, slate),
        ((700, 400, 1700, 880), 210, dark),
        ((800, 1200, 1600, 1960), 130, dark),
        ((830, 1230, 1570, 1930), 110, slate),
        ((850, 1390, 1550, 1410), 8, strap),
        ((1110, 800, 1290, 1120), 24, strap),
    ]
    for box, radius, colour in shapes:
        mask, draw = _mask(size)
        draw.rounded_rectangle(box, radius, 255)
        _shaded(picture, mask, colour, 0.4)
    mask, draw = _mask(size)
    draw.rounded_rectangle((1130, 300, 1270, 450), 70, 255)
    picture.paste("#eceef0", (0, 0), mask)
    return _product(picture)


def packing_photo() -> bytes:
    """A packing bench from above: an open carton with paper in it, photographed in poor light (JPEG)."""
    picture = Image.new("RGB", (1600, 1200), (168, 172, 170))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 820, 1600, 1200), (139, 143, 142))
    flaps = {
        ((470, 330), (1150, 330), (1090, 120), (540, 120)): (196, 152, 96),
        ((470, 330), (470, 860), (230, 980), (250, 260)): (182, 138, 84),
        ((1150, 330), (1150, 860), (1390, 960), (1360, 250)): (188, 144, 90),
        ((470, 860), (1150, 860), (1230, 1120), (400, 1130)): (204, 160, 104),
        ((470, 330), (1150, 330), (1150, 860), (470, 860)): (120, 88, 50),
    }
    for corners, colour in flaps.items():
        draw.polygon(corners, colour)
    chance = np.random.RandomState(20261107)
    for _ in range(420):
        x, y = chance.randint(500, 1120), chance.randint(360, 830)
        reach = chance.randint(20, 60)
        turns = np.sort(chance.random_sample(7) * 2 * np.pi)
        points = [(x + int(reach * np.cos(turn)), y + int(reach * np.sin(turn))) for turn in turns]
        tone = chance.randint(150, 205)
        draw.polygon(points, (tone, int(tone * 0.84), int(tone * 0.62)))
    soft = picture.filter(ImageFilter.GaussianBlur(2.2))
    grain = chance.randint(-9, 10, (1200, 1600, 1))
    noisy = np.clip(np.asarray(soft).astype(np.int16) + grain, 0, 255).astype(np.uint8)
    return _jpeg(Image.fromarray(noisy), 82)
