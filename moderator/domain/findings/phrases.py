"""Finding what a message asks for, in any language of the app, in its own words or a translation of them."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

from moderator.domain.case import Case, Message
from moderator.domain.reading import escape

ALL = 200_000
"""Characters of one side's messages in which a request is looked for; a case with more of them says so."""
LONGEST = 20_000
"""Characters of one text that are looked through: a message is a page, and a pattern must never hang on a book."""
_BETWEEN = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff]) (?=[\u3040-\u30ff\u3400-\u9fff])")
"""Spaces inside Chinese and Japanese, where only a quote or a comma can have left one."""
_ENDS = re.compile(r"[.!?。！？؟;；\n]+")


@functools.lru_cache(maxsize=256)
def normal(text: str) -> str:
    """Folded for comparing: compatibility forms, lower case, no accents and vowel marks, no quotes, single spaces."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    bare = "".join(c for c in folded if not _is_mark(c))
    composed = unicodedata.normalize("NFC", bare).replace("ـ", "").replace("ı", "i")
    words = "".join(" " if _parts(c) else c for c in composed)
    return _BETWEEN.sub("", " ".join(words.split()))


def _is_mark(character: str) -> bool:
    """Accents of letters that stand without them; the marks that make another kana or letter stay."""
    return unicodedata.combining(character) != 0 and character not in "\u3099\u309a"


def _parts(character: str) -> bool:
    """Quotes, hyphens, commas and signs part words; letters, digits and the marks of kana make them."""
    return unicodedata.category(character)[0] in "PZSC" and character not in "\u3099\u309a"


def sentences(text: str) -> Iterator[str]:
    """The sentences, as they were written."""
    for each in _ENDS.split(text[:LONGEST]):
        if each.strip():
            yield each.strip()


@functools.cache
def _lists() -> Any:
    return tomllib.loads((resources.files("resources") / "phrases.toml").read_text("utf-8"))


@functools.cache
def _compiled(name: str) -> tuple[re.Pattern[str], ...]:
    """One list of `resources/phrases.toml`, of every language: what a text is said to be in may be wrong."""
    return tuple(re.compile(_folded(each)) for patterns in _lists()[name].values() for each in patterns)


@functools.cache
def _needs(name: str) -> tuple[str, ...]:
    return tuple(_folded(each) for each in _lists()["needs"][name])


def may_ask(name: str, text: str) -> bool:
    """Whether a text has any of the words without which it asks for nothing of the kind."""
    folded = normal(text)
    return any(word in folded for word in _needs(name))


def _folded(pattern: str) -> str:
    """A pattern with its letters folded as the text is, so that lists may be written as people write."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", pattern) if not _is_mark(c))
    return unicodedata.normalize("NFC", bare)


def has(name: str, text: str) -> bool:
    """Whether a list of phrases matches anywhere in the text."""
    folded = normal(text)
    return any(pattern.search(folded) for pattern in _compiled(name))


def asks(name: str, text: str) -> str:
    """The sentence in which the text asks for it ("press", "cancel"), as it was written; empty if none does."""
    if not may_ask(name, text):
        return ""
    for sentence in sentences(text):
        if has(name, sentence) and not (name == "press" and has("once-here", sentence)):
            return sentence
    return ""


@dataclass(frozen=True)
class Heard:
    """A message that matches: where the words stand, and the sentence."""

    message: Message
    pointer: str
    text: str
    words: str


def heard(case: Case, who: str, name: str) -> tuple[Heard, ...]:
    """Messages of one side that ask for it, each once: in its own words, else in a translation; of `ALL` characters."""
    found: list[Heard] = []
    left = ALL
    for message, pointer, text in _texts(case, who, name):
        left -= min(len(text), LONGEST)
        if left < 0:
            break
        if any(each.message is message for each in found):
            continue
        words = asks(name, text)
        if words:
            found.append(Heard(message, pointer, text, words))
    return tuple(found)


def unheard(case: Case, who: str, name: str) -> bool:
    """Whether there was more than `heard` looks through."""
    return sum(min(len(text), LONGEST) for _, _, text in _texts(case, who, name)) > ALL


def _texts(case: Case, who: str, name: str) -> Iterator[tuple[Message, str, str]]:
    """Every text of that side that may ask for it, with its pointer: a message's own words, then its translations."""
    for i, message in enumerate(case.messages):
        if message.from_ == who:
            texts = {f"/messages/{i}/text": message.text}
            texts |= {f"/messages/{i}/translations/{escape(k)}/text": t.text for k, t in message.translations.items()}
            for pointer, text in texts.items():
                if may_ask(name, text):
                    yield message, pointer, text


def size_named(text: str) -> tuple[str, ...]:
    """The sizes that a text names after the word for size, folded like the text."""
    return tuple(dict.fromkeys(matches("size", text)))


def matches(name: str, text: str) -> list[str]:
    """Every match of a list in the folded text: its first group, else all of it."""
    folded = normal(text)
    found = [match for pattern in _compiled(name) for match in pattern.finditer(folded)]
    return [next((group for group in match.groups() if group), match[0]) for match in found]
