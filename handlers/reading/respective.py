"""实事6、7、8分别完成50处、30处、20处: each item with its own figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.reading.figures import Figures, figures
from handlers.reading.measures import UNIT
from handlers.reading.numerals import NUMBER

_WORD = re.compile(r"分别|依次|各自")
_END = re.compile(r"[;；。\n]")
_SPLITS = (re.compile(r"[、，,]"), re.compile(r"[、，,]|以及|[和及与]"))
# 分别完成50、30、20处: the measure stands behind the last one only
_BARE = re.compile(rf"[一-龥]{{0,6}}?\s*(?P<no>{NUMBER})\s*")
_LINK = re.compile(r"\s*(?:为|是|[:：])+\s*")
_MEASURE = re.compile(rf"{NUMBER}\s*(?P<unit>[万亿]?(?:%|{UNIT}))\s*$")
_LEAD = re.compile(r"[，,;；。\n]")
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Share:
    """What one of several items has got: norm[start:end], and its figures."""

    start: int
    end: int
    told: Figures


@dataclass(frozen=True, slots=True)
class Shares:
    """A share for each item in turn; norm[:before] and norm[after:] of the words hold for all."""

    each: tuple[Share, ...]
    before: int
    after: int


def shares(norm: str, start: int, stop: int, items: int) -> Shares | int | None:
    """The shares in norm[start:stop]; None if nothing is shared out, the number of shares if they don't fit."""
    found = _WORD.search(norm, start, min(stop, start + _NEAR))
    if not found:
        return None
    end = _END.search(norm, found.end(), stop)
    close = end.start() if end else stop
    counts = []
    for split in _SPLITS:
        pieces = _with_figures(norm, found.end(), close, split)
        if len(pieces) == items:
            return _each(norm, start, found, pieces)
        counts.append(len(pieces))
    return max(counts) if max(counts) > 1 else None


def _with_figures(norm: str, start: int, stop: int, split: re.Pattern[str]) -> list[tuple[int, int]]:
    """The pieces at the head that have figures each."""
    pieces = []
    cuts = [*(found.span() for found in split.finditer(norm, start, stop)), (stop, stop)]
    at = start
    for low, high in cuts:
        words = norm[at:low]
        if not (_BARE.fullmatch(words) or _has_figures(words)):
            break
        pieces.append((at, low))
        at = high
    return pieces


def _has_figures(words: str) -> bool:
    told = figures(words)
    return bool(told.quantities) or told.percent is not None


def _each(norm: str, start: int, word: re.Match[str], pieces: list[tuple[int, int]]) -> Shares:
    lead = _LEAD.split(norm[start : word.start()])[-1]
    first, last = norm[slice(*pieces[0])], norm[slice(*pieces[-1])]
    measure = _MEASURE.search(last)
    verb = re.split(NUMBER, first, maxsplit=1)[0]
    each = []
    for at, (begin, end) in enumerate(pieces):
        words = norm[begin:end]
        own_verb = "" if at == 0 or not re.match(rf"\s*{NUMBER}", words) else verb
        if _BARE.fullmatch(words) and measure:
            told = figures(f"{lead}{own_verb}{words}{measure['unit']}")
            each.append(Share(word.start(), pieces[-1][1], told))
            continue
        link = _LINK.match(norm, begin, end)
        each.append(Share(link.end() if link else begin, end, figures(f"{lead}{own_verb}{words}")))
    return Shares(tuple(each), start + norm[start : word.start()].rfind(lead), pieces[-1][1])
