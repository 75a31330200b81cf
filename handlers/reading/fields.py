"""What is said about one item, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from handlers.ledger.months import Month
from handlers.reading.clauses import clauses, without_enumerator
from handlers.reading.figures import Figures, figures
from handlers.reading.finishing import may_be_finished, says_finished
from handlers.reading.labels import Heading, Label, headings
from handlers.reading.meanings import meanings
from handlers.reading.monthwords import stated_in_heading, stated_in_text
from handlers.reading.normalise import Text
from handlers.reading.openings import skip_heading
from handlers.reading.pieces import Piece, Sense
from handlers.reading.rows import Table, cells_said, from_lines
from handlers.reading.shapes import Quantity, Written
from handlers.reading.stages import stage_in
from handlers.reading.values import (
    denies,
    is_blank,
    is_placeholder,
    is_settled,
    stage_answer,
)

_SENSES = {
    Label.PROGRESS: Sense.PROGRESS,
    Label.PROBLEM: Sense.PROBLEM,
    Label.CAUSE: Sense.CAUSE,
    Label.NEXT: Sense.NEXT,
}
_FIELDS = (Sense.PROGRESS, Sense.PROBLEM, Sense.CAUSE, Sense.NEXT)
JOINT = "；"  # between what several places of a message say of one item
_RATE = re.compile(
    r"(?:占比|占|比例|比重|(?<!完成|达成|兑现)率)(?:约|已|到|了|达|为|是|:)*(\d{1,3}(?:\.\d+)?)%"
)


@dataclass(slots=True)
class Said:
    """The fields as they were written, and what was worked out from them.

    `unfilled`: a form that came back with a mere … for what was done; all else in it is the form's own.
    """

    progress: str | None = None
    problem: str | None = None
    cause: str | None = None
    next_step: str | None = None
    stage_met: bool | None = None
    finished: bool = False
    month: Month | None = None
    unfilled: bool = False
    figures: Figures = field(default_factory=Figures)

    def fill_from(self, other: Said) -> None:
        """Take over from another what is still open here."""
        if self.progress is None:
            self.progress, self.figures, self.finished = other.progress, other.figures, other.finished
        self.problem = other.problem if self.problem is None else self.problem
        self.cause = self.cause or other.cause
        self.next_step = self.next_step or other.next_step
        self.stage_met = other.stage_met if self.stage_met is None else self.stage_met
        self.month = self.month or other.month

    def add(self, later: Said) -> None:
        """Take in what the message says of the item once more: words are joined, the later answer holds.

        The figures of both stay, but for words that are merely repeated. A share below the whole takes an
        earlier "finished" back.
        """
        repeated = later.progress is not None and later.progress in (self.progress or "").split(JOINT)
        percent = later.figures.percent
        self.finished = later.finished or (self.finished and (percent is None or percent >= 100))
        self.figures = Figures(
            self.figures.quantities if repeated else self.figures.quantities + later.figures.quantities,
            self.figures.percent if percent is None else percent,
        )
        self.progress = joined(self.progress, later.progress)
        self.problem = joined(self.problem, later.problem)
        self.cause = joined(self.cause, later.cause)
        self.next_step = joined(self.next_step, later.next_step)
        self.stage_met = self.stage_met if later.stage_met is None else later.stage_met
        self.month = self.month or later.month

    def achieved(self) -> Said:
        """Only what was achieved, as 数据同任务69 copies it."""
        return Said(progress=self.progress, figures=self.figures, finished=self.finished, month=self.month)

    @property
    def empty(self) -> bool:
        others = (self.problem, self.cause, self.next_step, self.stage_met)
        return self.progress is None and (self.unfilled or all(one is None for one in others))


def joined(first: str | None, second: str | None) -> str | None:
    """Both, once each; 无 ("") gives way to words."""
    if not first or not second:
        return first or second or (second if first is None else first)
    return first if second in first.split(JOINT) else f"{first}{JOINT}{second}"


def row_fields(text: Text, start: int, end: int, written: Written, table: Table) -> Said | None:
    """What the row of a table says of the item named before `start`, and what stands behind the row; None outside."""
    found = cells_said(text.norm, start, end, table)
    if found is None:
        return None
    pieces, behind = found
    said = _assembled(text, pieces, written, None, partial=False)
    said.unfilled = _has_gap(text, said, pieces)
    if any(map(str.isalnum, text.norm[behind:end])):
        said.add(fields(text, behind, end, written))
    return said


def fields(text: Text, start: int, end: int, written: Written) -> Said:
    """norm[start:end], which follows the name of an item, taken apart."""
    end = without_enumerator(text.norm, start, end)
    begin, month, partial = skip_heading(text.norm, start, end, written)
    found = headings(text.norm, begin, end)
    if found and month is None:  # 2月份完成情况：
        month = stated_in_heading(text.norm[begin : found[0].value_start], written)
    if _is_unfilled(text.norm, end, found):
        return Said(month=month, unfilled=True)
    now = written.month
    pieces = from_lines(text.norm, begin, end) if not found else None
    if pieces is None:
        pieces = (
            _labelled(text.norm, begin, end, found, now) if found else meanings(text.norm, begin, end, now)
        )
    said = _assembled(text, pieces, written, month, partial=partial)
    said.unfilled = _has_gap(text, said, pieces)
    return said


def _has_gap(text: Text, said: Said, pieces: list[Piece]) -> bool:
    return said.progress is None and any(
        piece.sense is Sense.PROGRESS and is_placeholder(text.norm[piece.start : piece.end])
        for piece in pieces
    )


# ---------------------------------------------------------------- forms with labels
def _is_unfilled(norm: str, end: int, found: list[Heading]) -> bool:
    """Whether what was done has its label, and behind it only the gap of the form."""
    stops = [*(heading.start for heading in found[1:]), end]
    done = [
        norm[heading.value_start : without_enumerator(norm, heading.value_start, stop)]
        for heading, stop in zip(found, stops, strict=False)
        if heading.label is Label.PROGRESS
    ]
    return bool(done) and all(map(is_placeholder, done))


def _labelled(norm: str, begin: int, end: int, found: list[Heading], now: Month) -> list[Piece]:
    present = {heading.label for heading in found}
    pieces = _opening(norm, begin, found[0].start, present, now)
    for heading, following in zip(found, [*found[1:], None], strict=True):
        stop = without_enumerator(norm, heading.value_start, following.start if following else end)
        pieces.extend(_value(norm, heading, stop, present, now))
    return pieces


def _opening(norm: str, begin: int, end: int, present: set[Label], now: Month) -> list[Piece]:
    """Words before the first label: progress where the form has no label for it, else a heading."""
    stop = without_enumerator(norm, begin, end)
    if Label.PROGRESS in present:
        return []
    return meanings(norm, begin, stop, now)


def _value(norm: str, heading: Heading, stop: int, present: set[Label], now: Month) -> list[Piece]:
    start, words = heading.value_start, norm[heading.value_start : stop]
    if heading.label is Label.ASIDE or (heading.label is not Label.STAGE and is_placeholder(words)):
        return []
    if heading.label is Label.STAGE:
        return [
            Piece(Sense.STAGE, start, stop, answer=stage_answer(words)),
            *_after_stage(norm, start, stop, present, now),
        ]
    sense = _SENSES[heading.label]
    if sense is Sense.PROBLEM and denies(words):
        return [Piece(Sense.NO_PROBLEM, start, stop)]
    if sense in {Sense.CAUSE, Sense.NEXT} and is_blank(words):
        return []
    return _relabelled(norm, start, stop, sense, present, now)


def _after_stage(norm: str, start: int, stop: int, present: set[Label], now: Month) -> list[Piece]:
    """What follows the answer of the stage field and says what it is by itself."""
    return [
        piece
        for piece in meanings(norm, start, stop, now)[1:]
        if (piece.sense is Sense.NEXT and Label.NEXT not in present)
        or (piece.sense is Sense.NO_PROBLEM and Label.PROBLEM not in present)
    ]


def _relabelled(
    norm: str, start: int, stop: int, sense: Sense, present: set[Label], now: Month
) -> list[Piece]:
    """A labelled value belongs to its field, but for clauses of a field that has no label in the form."""
    own: list[Piece] = []
    free = _free(sense, present)
    for piece in meanings(norm, start, stop, now):
        if piece.sense in free and (own or piece.sense in {Sense.STAGE, Sense.ASIDE}):
            own.append(piece)
        else:
            clause_start = piece.start
            if own and own[-1].sense is sense:
                own[-1].end = piece.end
            else:
                own.append(Piece(sense, start if not own else clause_start, piece.end))
    for piece in own:  # 无⏎如有问题请联系我
        if piece.sense is Sense.PROBLEM and denies(norm[piece.start : piece.end]):
            piece.sense = Sense.NO_PROBLEM
    return own


def _free(sense: Sense, present: set[Label]) -> set[Sense]:
    free = {Sense.STAGE} if Label.STAGE not in present else set()
    free.add(Sense.ASIDE)
    if Label.NEXT not in present and sense is not Sense.NEXT:
        free.add(Sense.NEXT)
    if sense is Sense.PROGRESS and Label.PROBLEM not in present:
        free |= {Sense.PROBLEM, Sense.NO_PROBLEM, Sense.CAUSE}
    if sense is Sense.PROBLEM and Label.CAUSE not in present:
        free.add(Sense.CAUSE)
    if sense is Sense.NEXT and Label.PROBLEM not in present:
        free.add(Sense.NO_PROBLEM)
    return free


# ---------------------------------------------------------------- putting together
def _assembled(
    text: Text, pieces: list[Piece], written: Written, month: Month | None, *, partial: bool
) -> Said:
    said = Said()
    spans = _spans(pieces)
    progress = spans[Sense.PROGRESS]
    said.progress = _cut(text, progress)
    said.problem = _cut(text, spans[Sense.PROBLEM])
    settled = [
        piece.sense is Sense.PROGRESS and is_settled(text.norm[piece.start : piece.end]) for piece in pieces
    ]
    if said.problem is None and any(settled):  # 问题解决了
        said.problem = ""
        if all(settled):
            said.progress, progress = None, None
    if said.problem is None and any(piece.sense is Sense.NO_PROBLEM for piece in pieces):
        said.problem = ""
    said.cause = _cut(text, spans[Sense.CAUSE])
    said.next_step = _cut(text, spans[Sense.NEXT])
    said.stage_met = next((piece.answer for piece in pieces if piece.answer is not None), None)
    if said.progress is not None:
        _work_out(said, _words(text, progress), written)
    said.month = month or said.month
    if said.stage_met is None:
        said.stage_met = stage_in(_words(text, progress), _quarters(said.month, written))
    if said.stage_met is None and spans[Sense.PROBLEM]:  # 滞后序时进度5个百分点
        problem = _words(text, spans[Sense.PROBLEM])
        said.stage_met = stage_in(problem, _quarters(said.month, written))
    partial = partial or any(
        piece.sense is Sense.ASIDE and "报" in text.norm[piece.start : piece.end] for piece in pieces
    )
    following = _words(text, spans[Sense.NEXT])
    told = [text.norm[piece.start : piece.end] for piece in pieces if piece.sense is Sense.PROGRESS]
    if not partial and may_be_finished([*told, following]):
        told = [
            words[clause.start : clause.end] for words in told for clause in clauses(words, 0, len(words))
        ]
        said.finished = says_finished(told, following)
    if said.finished:
        said.figures = _of_finished(said.figures, _words(text, progress))
    return said


def _of_finished(told: Figures, words: str) -> Figures:
    """The whole is done; 占比81% beside it is a rate, which is what it is."""
    share = told.percent
    if share is not None and share >= 100:
        return told
    if share is not None and _is_rate(share, words):
        return Figures((*told.quantities, Quantity(share, "%")), 100)
    return Figures(told.quantities, 100)


def _is_rate(share: float, words: str) -> bool:
    """占比81%: a rate, which is what it is, however much of the work is done."""
    return any(float(found[1]) == share for found in _RATE.finditer(words))


def _quarters(month: Month | None, written: Written) -> tuple[int, ...]:
    """The quarters that a report may be of: that of its month, else of the month before and the running one."""
    if month is not None:
        return (month.quarter,)
    before, now = written.month.previous.quarter, written.month.quarter
    return (before, now) if before <= now else (before,)


def _work_out(said: Said, words: str, written: Written) -> None:
    said.figures = figures(words)
    said.month = stated_in_text(words, written)


def _words(text: Text, span: tuple[int, int] | None) -> str:
    return text.norm[span[0] : span[1]] if span else ""


def _cut(text: Text, span: tuple[int, int] | None) -> str | None:
    return (text.cut(*span) or None) if span else None


def _spans(pieces: list[Piece]) -> dict[Sense, tuple[int, int] | None]:
    """Of each sense the longest run of its pieces."""
    longest: dict[Sense, tuple[int, int] | None] = dict.fromkeys(_FIELDS)
    last, start = None, 0
    for piece in pieces:
        if piece.sense is not last:
            last, start = piece.sense, piece.start
        if last in longest:
            best = longest[last]
            if best is None or piece.end - start > best[1] - best[0]:
                longest[last] = (start, piece.end)
    return longest
