"""2 as the answer to a question with numbered choices; never an item, as long as such a question is open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handlers.ledger.items import ItemRef

_NUMBER = re.compile(r"([1-9]\d{0,2})[。.]?")
_PLACE = re.compile(
    r"(?:我?就?选|回|是)?(?:第([一二三四五六1-6])(?:个|项|条|种)?|([一二三四五六1-6])(?:个|种))(?:的|吧)?[。.!]?"
    r"|(?:我?就?选|回)([1-6])[。.!]?"
)
_ALL = re.compile(r"(?:[两三这]?(?:个|项|家)?都?(?:都是|都有|都算)|全部?都?是)[。.!]?")
_CIRCLED = "①②③④⑤⑥"
_DIGITS = "一二三四五六"
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A bare number that may be the choice, or name one of `items`: asked about again."""

    number: int
    choice: str
    items: tuple[ItemRef, ...]


@dataclass(frozen=True, slots=True)
class NoSuchChoice:
    """A bare number beyond the choices, or (0) all of them, where it has to be one."""

    number: int
    choices: tuple[str, ...]


def chosen(
    text: str, choices: Sequence[str], mine: Collection[ItemRef]
) -> str | Doubtful | NoSuchChoice | None:
    """Which of the choices a text means: its number or its own words. None: it is something else."""
    words = _squeezed(text)
    if found := _NUMBER.fullmatch(words):
        number = int(found[1])
        if number > len(choices):
            return NoSuchChoice(number, tuple(choices))
        return either(number, choices[number - 1], mine) or choices[number - 1]
    if _ALL.fullmatch(words):
        return NoSuchChoice(0, tuple(choices))
    place = placed(text)
    if place is not None and place <= len(choices):
        return choices[place - 1]
    saying = [choice for choice in choices if words == choice or (len(words) > 1 and words in choice)]
    return saying[0] if len(saying) == 1 else None


def either(number: int, choice: str, mine: Collection[ItemRef]) -> Doubtful | None:
    """The doubt where the sender has an item of that number too."""
    items = tuple(item for item in mine if item.no == number and str(item) != choice)
    return Doubtful(number, choice, items) if items else None


def bare_number(text: str) -> int | None:
    found = _NUMBER.fullmatch(_squeezed(text))
    return int(found[1]) if found else None


def placed(text: str) -> int | None:
    """第二个, ②, 选2: a place, which is no item."""
    words = unicodedata.normalize("NFC", text.strip())[:_LONGEST]
    if words and words[0] in _CIRCLED and len(words.rstrip("。. ")) == 1:
        return _CIRCLED.index(words[0]) + 1
    found = _PLACE.fullmatch(_squeezed(text))
    digit = found and (found[1] or found[2] or found[3])
    if not digit:
        return None
    return int(digit) if digit.isdecimal() else _DIGITS.index(digit) + 1


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text[:40]).split())
