"""Category cells: printed before the first row's text of each page, broken and padded.

Nothing but breaks parts such a cell from the text behind it. Three signs tell it, surest first: several rows
begin with the same words up to a break; its characters are padded (`加 快 高 质`); its lines end where a line
of the text would not end. A row without a category of its own has the one in force.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from storage.notices.stream import BLANK, NONE, Stream

_SHORTEST, _SHORTEST_GLUED, _LONGEST = 4, 8, 60
_LONGEST_LONE = 30
_LONE = re.compile(r"[\u4e00-\u9fff]+(?:，[\u4e00-\u9fff]+)?")  # what a category seen only once looks like
_STOPS = "。；！？：:"
_FULL = 0.72  # a line shorter than this share of its cell's width is a last line
_JOINED = 0.04  # share of rows with blanks inside that shows that lines were joined
_STEADY = 0.85  # share of rows that must be evenly broken before line lengths say anything


def split_categories(bodies: Sequence[Stream], *, expected: bool) -> list[tuple[str | None, Stream]]:
    """The category in force and the text of each row; `expected` where the table has a column for it."""
    known = _repeated(bodies)
    cuts = [_known_cut(body, known) or _padded_cut(body) for body in bodies]
    seen = {body.chars[:cut] for body, cut in zip(bodies, cuts, strict=True) if cut}
    if expected or seen:
        cuts = _by_shape(bodies, cuts)
    out: list[tuple[str | None, Stream]] = []
    current = None
    for body, cut in zip(bodies, cuts, strict=True):
        current = body.part(0, cut).text if cut else current
        out.append((current, body.part(cut, len(body))))
    return out


def _repeated(bodies: Sequence[Stream]) -> set[str]:
    """Beginnings that several rows share up to a break."""
    found: Counter[str] = Counter()
    ordered = sorted(bodies, key=lambda body: body.chars)
    for left, right in pairwise(ordered):
        shared = _shared(left, right)
        if shared:
            found[left.chars[:shared]] += 1
    return {
        words for words in found if not any(words != other and words.startswith(other) for other in found)
    }


def _shared(left: Stream, right: Stream) -> int:
    """How long a category both can begin with."""
    common = 0
    for one, other in zip(left.chars, right.chars, strict=False):
        if one != other or one in _STOPS or common >= _LONGEST:
            break
        common += 1
    for breaks in (2, 1):
        for at in range(common, _SHORTEST_GLUED - 1, -1):
            if (left.gap(at) != NONE) + (right.gap(at) != NONE) >= breaks and at < min(len(left), len(right)):
                return at
    return common if common >= _SHORTEST_GLUED else 0


def _known_cut(body: Stream, known: Iterable[str]) -> int:
    return max((len(words) for words in known if body.chars.startswith(words)), default=0)


def _padded_cut(body: Stream) -> int:
    """The end of a cell with padded characters: the break behind its last, unpadded line."""
    last = _last_apart(body)
    if not last:
        return 0
    tokens = [at for at in range(last + 1, min(len(body), _LONGEST)) if body.gap(at) != NONE]
    if not tokens:
        return 0
    cell = max((body.width(start, end) for start, end in body.lines() if start <= last < end), default=0)
    for start, end in zip(tokens, [*tokens[1:], len(body)], strict=True):
        if body.width(start, end) > cell + 1 or end == len(body):
            return start
        if body.width(start, end) < cell - 1:
            return end
    return 0


def _last_apart(body: Stream) -> int:
    """Where the last of at least three characters stands that are set apart from each other; 0 for none."""
    apart = [
        at
        for at in range(1, min(len(body), _LONGEST))
        if body.gap(at) == BLANK and body.gap(at + 1) != NONE and _han(body.chars[at])
    ]
    run = [at for at in apart if at - 1 in apart or at + 1 in apart]
    words = body.chars[: run[-1]] if run else ""
    return run[-1] if len(run) > 1 and not any(stop in words for stop in _STOPS) else 0


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _by_shape(bodies: Sequence[Stream], cuts: list[int]) -> list[int]:
    """For rows without a sign so far, where the table is laid out so regularly that breaks mean something."""
    texts = [body.part(cut, len(body)) for body, cut in zip(bodies, cuts, strict=True)]
    blanks = [len(_blanks(text)) for text in texts]
    if _share(len(body.line_starts) == 1 for body in bodies) >= _STEADY:
        sign = _cell_cut if _share(count > 1 for count in blanks) <= _JOINED else None
    else:
        even = _share(_uneven(text, 0, len(text)) == 0 for text in texts) >= _STEADY
        sign = _shape_cut if even and _share(map(bool, blanks)) <= _JOINED else None
    return [cut or sign(body) for body, cut in zip(bodies, cuts, strict=True)] if sign else cuts


def _share(facts: Iterable[bool]) -> float:
    known = list(facts)
    return sum(known) / len(known) if known else 0.0


def _blanks(body: Stream) -> list[int]:
    """Blanks between two Han characters: no text has them unless its lines were joined."""
    chars = body.chars
    return [
        at for at in range(1, len(body)) if body.gap(at) == BLANK and _han(chars[at - 1]) and _han(chars[at])
    ]


def _cell_cut(body: Stream) -> int:
    """Where cells are not broken: the one line end, or the only blank between words, parts the two."""
    if len(body.line_starts) == 2:
        return body.line_starts[1] if _looks_lone(body, body.line_starts[1]) else 0
    blanks = _blanks(body)
    return blanks[0] if len(blanks) == 1 and _looks_lone(body, blanks[0]) else 0


def _looks_lone(body: Stream, at: int) -> bool:
    return _SHORTEST <= at <= _LONGEST_LONE and bool(_LONE.fullmatch(body.chars[:at]))


def _shape_cut(body: Stream) -> int:
    """The break that leaves the fewest uneven lines, if that is better than none."""
    places = [at for at in body.line_starts if _looks_lone(body, at)]
    costs = {at: _uneven(body, 0, at) + _uneven(body, at, len(body)) for at in places}
    best = min(places, key=lambda at: costs[at], default=0)
    return best if best and costs[best] < _uneven(body, 0, len(body)) else 0


def _uneven(body: Stream, start: int, end: int) -> int:
    """How many lines of a cell, but for its last, are too short to have been broken by its width.

    Paper counts widths, re-wrapped text counts characters: a line must be short by both.
    """
    lines = [(first, last) for first, last in body.lines() if start <= first and last <= end]
    widths = [body.width(first, last) for first, last in lines]
    lengths = [last - first for first, last in lines]
    return sum(
        width < _FULL * max(widths) and length < _FULL * max(lengths)
        for width, length in zip(widths[:-1], lengths[:-1], strict=True)
    )
