"""The search for a drawn word: it finds the word where it is, at any size and after coding, and no other."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from tests.robustness.reading import SEEN, draw_word, likeness


def photo(word: str, scale: float = 1.0, quality: int = 80, covered: bool = False) -> bytes:
    image = Image.effect_noise((420, 300), 60).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((90, 90, 330, 200), fill="white")
    draw_word(draw, (110, 120), word)
    if covered:
        draw.rectangle((90, 90, 330, 200), fill="black")
    image = image.resize((round(420 * scale), round(300 * scale)), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.mark.parametrize("scale", [0.5, 0.77, 1.0, 1.33, 2.0])
@pytest.mark.parametrize("quality", [30, 92])
def test_it_is_seen_at_any_size(scale: float, quality: int) -> None:
    assert likeness(photo("KNAXBRE", scale, quality), "KNAXBRE") > SEEN


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_covered_or_another_word_it_is_not(scale: float) -> None:
    assert likeness(photo("KNAXBRE", scale, covered=True), "KNAXBRE") < SEEN - 0.1
    assert likeness(photo("ZGSTHPF", scale), "KNAXBRE") < SEEN


def test_a_redaction_that_lets_a_tenth_through_is_seen() -> None:
    plain, black = (Image.open(io.BytesIO(photo("KNAXBRE", covered=each))) for each in (False, True))
    out = io.BytesIO()
    Image.blend(black.convert("RGB"), plain.convert("RGB"), 0.1).save(out, "JPEG", quality=92)
    assert likeness(out.getvalue(), "KNAXBRE") > SEEN
