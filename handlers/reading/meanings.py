"""What a clause without a label says: progress, problem, cause, next step, or a field of the form."""

from __future__ import annotations

import re

from handlers.ledger.months import Month
from handlers.reading import markers
from handlers.reading.ahead import is_future, is_later
from handlers.reading.clauses import Clause, clauses, skip_filling
from handlers.reading.figures import figures
from handlers.reading.pieces import TROUBLE, Before, Piece, Sense
from handlers.reading.sounds import sound
from handlers.reading.values import says_no_problem, stage_answer

_STOP = re.compile("[;；。\n]")
_NEXT_WORDS = ("下一步", "下步")
_NONE = frozenset({"无", "暂无", "没有"})  # alone, after what was done


def meanings(norm: str, start: int, end: int, now: Month | None = None) -> list[Piece]:
    """The clauses of norm[start:end] with their senses; `now` is the month in which they were written."""
    before = Before(now=now)
    for clause in clauses(norm, start, end):
        for piece in _judge(norm, clause, before):
            before.pieces.append(piece)
            _remember(norm, piece, before)
    _take_aims(norm, before.pieces)
    return before.pieces


def _take_aims(norm: str, pieces: list[Piece]) -> None:
    """今年计划建成8处，已建成5处: the aim at the head belongs to what is done of it."""
    ahead = next((at for at, piece in enumerate(pieces) if piece.sense is not Sense.NEXT), 0)
    aims = pieces[:ahead]
    if not aims or pieces[ahead].sense is not Sense.PROGRESS:
        return
    if all(markers.AIM.fullmatch(norm, piece.start, piece.end) for piece in aims):
        for piece in aims:
            piece.sense = Sense.PROGRESS


def _remember(norm: str, piece: Piece, before: Before) -> None:
    if piece.sense in {Sense.ASIDE, Sense.STAGE}:
        return
    before.unexplained = piece.sense is Sense.CAUSE and (
        before.unexplained or before.sense in {None, Sense.PROGRESS}
    )
    before.headed = piece.sense is Sense.NEXT and (piece.headed or before.headed)
    before.sense = piece.sense
    if piece.sense is Sense.PROGRESS:
        before.progress = True
        before.not_begun = _not_begun(norm, piece.start, piece.end)


def _not_begun(norm: str, start: int, end: int) -> bool:
    denied = markers.DENIAL.search(norm, start, end)
    return denied is not None and markers.NOT_BEGUN.fullmatch(norm, start, end) is not None


def _judge(norm: str, clause: Clause, before: Before) -> list[Piece]:
    start = skip_filling(norm, clause.start, clause.end)
    words = norm[start : clause.end].strip()
    if before.progress and words in _NONE:
        return [Piece(Sense.NO_PROBLEM, start, clause.end, clause.mark)]
    piece = _field_clause(words, start, clause) or _marked(norm, start, clause, before)
    if piece:
        return [piece]
    split = _negative_remainder(norm, start, clause)
    return split or [_unmarked(words, start, clause, before)]


def _field_clause(words: str, start: int, clause: Clause) -> Piece | None:
    """A clause that fills a field of the form, or none."""
    if not any(char.isalnum() for char in words):
        return Piece(Sense.ASIDE, start, clause.end, clause.mark)
    if says_no_problem(words):
        return Piece(Sense.NO_PROBLEM, start, clause.end, clause.mark)
    if found := markers.STAGE.fullmatch(words):
        return Piece(Sense.STAGE, start, clause.end, clause.mark, stage_answer(found["answer"]))
    if markers.ASIDE_SIGN.search(words) and any(aside.fullmatch(words) for aside in markers.ASIDES):
        return Piece(Sense.ASIDE, start, clause.end, clause.mark)
    return None


def _marked(norm: str, start: int, clause: Clause, before: Before) -> Piece | None:
    """A clause whose first words say what it is."""
    end, mark = clause.end, clause.mark
    if norm[start] not in markers.HEADS_BEGIN:
        return None
    if (after := _next_head(norm, start, end)) is not None:
        return Piece(Sense.NEXT, after, end, mark, headed=True)
    found = markers.PROBLEM_HEAD.match(norm, start, end)
    if found and not (before.sense is Sense.PROBLEM and markers.STALLED.match(norm, start, end)):
        return _problem(norm, found.end(), end, mark)
    if found := markers.BUT.match(norm, start, end):
        return _after_but(norm, found.end(), clause)
    if (found := markers.CAUSE_HEAD.match(norm, start, end)) and found.end() > start:
        return Piece(Sense.CAUSE, found.end(), end, mark)
    if found := markers.EXPLAINS.match(norm, start, end):
        return _explanation(norm, found.end(), clause, before)
    if markers.WHEN_READY.match(norm, start, end):
        return Piece(Sense.NEXT, start, end, mark)
    waits = markers.WAITS.match(norm, start, end) or markers.FEELS.match(norm, start, end)
    if waits and (before.sense is Sense.PROBLEM or before.not_begun):
        return Piece(Sense.CAUSE, start, end, mark)
    if (found := markers.LEADING_HEAD.match(norm, start, end)) and found.end() < end:
        return Piece(Sense.PROGRESS, found.end(), end, mark)
    return None


def _problem(norm: str, start: int, end: int, mark: str) -> Piece:
    """存在…的问题: the words between."""
    tail = markers.PROBLEM_TAIL.search(norm, start, end)
    return Piece(Sense.PROBLEM, start, tail.start() if tail else end, mark)


def _next_head(norm: str, start: int, end: int) -> int | None:
    """Where the words after 下一步 begin; also as it sounds (下一部, 下不)."""
    found = markers.NEXT_HEAD.match(norm, start, end)
    if not found and norm[start] in markers.HEARD_NEXT:
        written = (words for words in _NEXT_WORDS if sound(norm[start : start + len(words)]) == sound(words))
        heard = next(written, None)
        found = markers.NEXT_TAIL.match(norm, start + len(heard), end) if heard else None
    return found.end() if found and found.end() < end else None


def _after_but(norm: str, start: int, clause: Clause) -> Piece:
    rest = norm[start : clause.end]
    if markers.SURE_FUTURE.match(rest):
        return Piece(Sense.NEXT, start, clause.end, clause.mark)
    if markers.POSITIVE.search(rest) and not markers.NEGATIVE.search(rest) and not markers.STILL.match(rest):
        return Piece(Sense.PROGRESS, start, clause.end, clause.mark)
    exists = markers.EXISTS.match(norm, start, clause.end)
    return _problem(norm, exists.end() if exists else start, clause.end, clause.mark)


def _explanation(norm: str, start: int, clause: Clause, before: Before) -> Piece | None:
    """主要是…, 都是…: the cause of a problem just named, a problem where only progress was told."""
    if before.sense in {Sense.PROBLEM, Sense.CAUSE} or before.not_begun:
        return Piece(Sense.CAUSE, start, clause.end, clause.mark)
    if before.sense is Sense.PROGRESS and markers.NEGATIVE.search(norm, start, clause.end):
        return Piece(Sense.PROBLEM, start, clause.end, clause.mark)
    return None


def _negative_remainder(norm: str, start: int, clause: Clause) -> list[Piece]:
    """没有整改完的十二个是老旧系统: the problem and, after 是, its cause."""
    found = markers.REMAINDER_IS.match(norm, start, clause.end)
    if not found:
        return []
    return [
        Piece(Sense.PROBLEM, start, found.end("what"), clause.mark),
        Piece(Sense.CAUSE, found.start("why"), clause.end),
    ]


def _unmarked(words: str, start: int, clause: Clause, before: Before) -> Piece:
    if before.sense is Sense.NEXT and not before.headed and _reports_anew(words, clause.mark):
        return Piece(Sense.PROGRESS, start, clause.end, clause.mark)
    return Piece(_sense(words, before), start, clause.end, clause.mark)


def _reports_anew(words: str, mark: str) -> bool:
    """7月交付；就业11200人: after a stop, figures with no word of what is to come."""
    if not _STOP.search(mark) or markers.SURE_FUTURE.match(words) or markers.FUTURE.match(words):
        return False
    if markers.INTENDED.search(words) or markers.DEADLINE.search(words) or markers.TIME.match(words):
        return False
    told = figures(words)
    return bool(told.quantities) or told.percent is not None


def _sense(words: str, before: Before) -> Sense:
    return _by_time(words, before) or _beside(words, before)


def _by_time(words: str, before: Before) -> Sense | None:
    """What is done by now or still to come shows by its words of time; None where there are none."""
    told = before.sense is Sense.PROGRESS
    if not before.progress and _not_begun(words, 0, len(words)):
        return Sense.PROGRESS
    if told and ((before.not_begun and markers.STAYS.match(words)) or markers.AIMED_AT.fullmatch(words)):
        return Sense.PROGRESS
    if before.sense is Sense.NEXT and markers.DONE_BY_NOW.match(words) and not markers.INTENDED.search(words):
        return Sense.PROGRESS
    if is_future(words, before):
        return Sense.NEXT
    if before.sense is Sense.PROBLEM and markers.SHORTAGE.fullmatch(words):
        return Sense.CAUSE
    return Sense.NEXT if is_later(words, before) else None


def _beside(words: str, before: Before) -> Sense:
    """By what the clause before was."""
    goes_on = markers.REST_GOES_ON.match(words) or markers.REMAINDER.fullmatch(words)
    if markers.STILL.match(words) and not goes_on:
        return Sense.CAUSE if before.not_begun and before.sense is Sense.PROGRESS else Sense.PROBLEM
    if before.sense is None or before.sense is Sense.NO_PROBLEM:
        return Sense.PROGRESS
    if before.sense is Sense.PROGRESS:
        return _after_progress(words, before)
    if before.sense is Sense.PROBLEM and markers.STALLED.match(words):
        return Sense.CAUSE
    if (
        before.sense is Sense.CAUSE
        and before.unexplained
        and (markers.NEGATIVE.search(words) or markers.FELL.search(words))
    ):
        return Sense.PROBLEM  # 因投资意愿减弱，大项目落地偏慢
    if before.sense in TROUBLE and markers.DONE.search(words) and not markers.NEGATIVE.search(words):
        return Sense.PROGRESS
    return before.sense


def _after_progress(words: str, before: Before) -> Sense:
    denied = markers.DENIED.search(words)
    done = markers.DONE.search(markers.DENIED.sub("", words) if denied else words)
    negative = denied or markers.NEGATIVE.search(words)
    if before.not_begun and (negative or not done):
        return Sense.CAUSE
    if markers.SETBACK.search(words):
        return Sense.PROBLEM
    if negative and not done and not markers.HANDLED.search(words):
        return Sense.PROBLEM
    return Sense.PROGRESS
