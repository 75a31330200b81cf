"""What is said about one item, field by field."""

from __future__ import annotations

from handlers.ledger.months import Month
from handlers.reading.assembling import assembled
from handlers.reading.clauses import without_enumerator
from handlers.reading.labels import Heading, Label, headings
from handlers.reading.meanings import meanings
from handlers.reading.monthwords import stated_in_heading
from handlers.reading.normalise import Text
from handlers.reading.openings import skip_heading
from handlers.reading.pieces import Piece, Sense
from handlers.reading.rows import Table, cells_said, from_lines
from handlers.reading.shapes import Written
from handlers.reading.told import Said
from handlers.reading.values import (
    denies,
    is_blank,
    is_placeholder,
    stage_answer,
)

_SENSES = {
    Label.PROGRESS: Sense.PROGRESS,
    Label.PROBLEM: Sense.PROBLEM,
    Label.CAUSE: Sense.CAUSE,
    Label.NEXT: Sense.NEXT,
}


def row_fields(text: Text, start: int, end: int, written: Written, table: Table) -> Said | None:
    """What the row of a table says of the item named before `start`, and what stands behind the row; None outside."""
    found = cells_said(text.norm, start, end, table)
    if found is None:
        return None
    pieces, behind = found
    said = assembled(text, pieces, written, None, partial=False)
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
    said = assembled(text, pieces, written, month, partial=partial)
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
