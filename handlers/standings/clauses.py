"""The clauses of a report's progress: what stands around each figure, its time, and what it is a part of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from handlers.reading.figures import figures
from handlers.reading.normalise import Text
from handlers.reading.shapes import Quantity
from handlers.standings.respectively import spelt_out
from handlers.standings.senses import is_nameless
from handlers.standings.times import (
    Span,
    ends_part,
    names_its_month,
    part_said,
    says_total,
    span_of,
    without_report_month,
)

NOT_ITS_OWN = "\n"
"""Parts the clause before, which tells the time, from a figure's own clause."""
RATES = frozenset({"%", "‰", "百分点"})
"""Units of measure of rates and shares, which neither add up nor count since January."""
_STOPS = re.compile(r"([，,;；。!！?？\n、]+|(?=其中))")
_ENDS = re.compile(r"[;；。!！?？\n]")
_BRACKET = re.compile(r"[（(]([^（()）]*)[)）]")
_PLACE_OF_BRACKET = "\0"
_HEADING = re.compile(r"[^:]{0,6}(?:[:]|(?:工作)?(?:进展|进度|情况)[:]?)")
_BARE_GROWTH = re.compile(
    r" ?(?:同比|环比|平均|年均|均|分别|[比较](?:上年|去年)(?:同期)?|累计)*"
    r"(?:增长|增加|提高|提升|增幅|增速|上升|下降|降低|减少|降|增|上调)"
    r"[了约为达到至近:]*(?:百分之)?[-\d一二三四五六七八九十]"
)


@dataclass(slots=True)
class Clause:
    """`left`: its figures that are not taken yet, each with the whole that it is a part of, if of any."""

    words: str
    span: Span
    left: list[tuple[Quantity, float | None]]


@dataclass(slots=True)
class _Course:
    """What still holds of the sentence so far.

    `context`: words of time, `heading` where they head all that follows, `listed` where they hold for one
    list only (7月建成绿道0.5公里、公园1处); `before`: the last clause with a figure; `said`: the figures
    since the sentence began; `whole` and `rest` of what 其中 parts.
    """

    context: str = ""
    heading: bool = False
    listed: bool = False
    before: str = ""
    said: list[Quantity] = field(default_factory=list)
    whole: Quantity | None = None
    rest: float = 0.0

    def pass_stop(self, stop: str) -> None:
        if _ENDS.search(stop):
            self.next_sentence()
        elif self.listed and stop and "、" not in stop:
            self.context, self.listed = "", False

    def next_sentence(self) -> None:
        self.said, self.whole = [], None
        if part_said(self.context) and not self.heading:
            self.context = ""

    def take_time(self, clause: str, said: Sequence[Quantity]) -> None:
        """本月 and 截至目前 hold for what follows; 本月 after another figure is but an aside on that."""
        part = part_said(clause)
        if not said and (part or says_total(clause)):
            self.context, self.heading = clause, bool(_HEADING.fullmatch(clause))
            self.listed = names_its_month(clause) and not self.heading
        elif said and part and not self.said:
            self.context, self.heading, self.listed = part, False, names_its_month(clause)
        elif ends_part(clause) and part_said(self.context) and not self.heading:
            self.context = ""

    def parts(self, clause: str, said: Sequence[Quantity], span: Span) -> list[tuple[Quantity, float | None]]:
        """The figures, each with the whole that 其中 parts, as far as they do not exceed it."""
        if clause.startswith("其中") and said:
            self.whole = next((one for one in reversed(self.said) if one.unit == said[0].unit), None)
            self.rest = self.whole.value if self.whole else 0.0
        return [(one, self._whole_of(one, span)) for one in said]

    def _whole_of(self, one: Quantity, span: Span) -> float | None:
        if self.whole is None or one.unit != self.whole.unit:
            return None
        whole, self.rest = self.whole.value, self.rest - one.value
        if self.rest < 0 or span is Span.MONTH:
            self.whole = None
            return None
        if self.rest == 0:
            self.whole = None
        return whole


def clauses_of(progress: str) -> Iterator[Clause]:
    """The clauses in their order, what stands in brackets behind the clause that it stands in."""
    course = _Course()
    for stop, clause, brackets in _pieces(spelt_out(without_report_month(Text.of(progress).norm))):
        course.pass_stop(stop)
        said = figures(clause).quantities
        own = clause
        if course.before and _is_bare_growth(clause, said):
            own = f"{course.before} {clause}"  # 市外投资58.6亿元，增长14.2%: it is the growth of that
        elif said:
            course.before = clause
        of_its_own = part_said(clause) or ends_part(clause)
        words = own if of_its_own or not course.context else f"{course.context}{NOT_ITS_OWN}{own}"
        span = span_of(words)
        course.take_time(clause, said)
        yield Clause(words, span, course.parts(clause, said, span))
        course.said += said
        for inside in brackets:
            yield from _bracketed(inside, clause, words, said)


def _pieces(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Stop before, clause, and the brackets with figures that it has."""
    brackets: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        if not figures(found[1]).quantities:
            return found[0]
        brackets.append(found[1])
        return _PLACE_OF_BRACKET

    stop = ""
    for at, piece in enumerate(_STOPS.split(_BRACKET.sub(put_by, text.replace(_PLACE_OF_BRACKET, "")))):
        if at % 2:
            stop += piece
        elif piece:
            here = piece.count(_PLACE_OF_BRACKET)
            yield stop, piece.replace(_PLACE_OF_BRACKET, ""), brackets[:here]
            del brackets[:here]
            stop = ""


def _bracketed(inside: str, clause: str, words: str, outer: Sequence[Quantity]) -> Iterable[Clause]:
    """公园5处（5月新建1处）, 企业48家（工业12家、商业36家）: beside a total, and parts of a whole."""
    wholes = {one.unit: one.value for one in outer}
    for _, inner, _ in _pieces(inside):
        timed = part_said(inner) or ends_part(inner) or span_of(inner) is not Span.UNSAID
        span = span_of(inner if timed else words)
        own = f"{clause}{NOT_ITS_OWN}{inner}" if is_nameless(inner) else inner
        left = []
        for one in figures(inner).quantities:
            whole = None if timed else wholes.get(one.unit)
            left.append((one, whole if whole is not None and one.value <= whole else None))
        yield Clause(own, span, left)


def _is_bare_growth(clause: str, said: Sequence[Quantity]) -> bool:
    return bool(said and _BARE_GROWTH.match(clause)) and all(one.unit in RATES for one in said)
