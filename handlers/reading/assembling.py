"""The clauses of a message put together to the fields of a report."""

from __future__ import annotations

import re

from handlers.ledger.months import Month
from handlers.reading.clauses import clauses
from handlers.reading.figures import Figures, figures
from handlers.reading.finishing import may_be_finished, only_applies, says_finished
from handlers.reading.monthwords import stated_in_text
from handlers.reading.normalise import Text
from handlers.reading.pieces import Piece, Sense
from handlers.reading.shapes import Quantity, Written
from handlers.reading.stages import stage_in
from handlers.reading.told import JOINT, Said, joined
from handlers.reading.values import is_settled

_FIELDS = (Sense.PROGRESS, Sense.PROBLEM, Sense.CAUSE, Sense.NEXT)
_SCRAP = 4  # so few characters apart from the rest tell nothing
_RATE = re.compile(
    r"(?:占比|占|比例|比重|(?<!完成|达成|兑现)率)(?:约|已|到|了|达|为|是|:)*(\d{1,3}(?:\.\d+)?)%"
)
Runs = tuple[tuple[int, int], ...]


def assembled(
    text: Text, pieces: list[Piece], written: Written, month: Month | None, *, partial: bool
) -> Said:
    said = Said()
    spans = _runs(text, pieces)
    progress = spans[Sense.PROGRESS]
    said.progress = _cut(text, progress)
    said.problem = _cut(text, spans[Sense.PROBLEM])
    settled = [
        piece.sense is Sense.PROGRESS and is_settled(text.norm[piece.start : piece.end]) for piece in pieces
    ]
    if said.problem is None and any(settled):  # 问题解决了
        said.problem = ""
        if all(settled):
            said.progress, progress = None, ()
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


def _words(text: Text, runs: Runs) -> str:
    return JOINT.join(text.norm[start:end] for start, end in runs)


def _cut(text: Text, runs: Runs) -> str | None:
    """The words of the runs, each once, as they were written."""
    words = None
    for start, end in runs:
        words = joined(words, text.cut(start, end) or None)
    return words


def _runs(text: Text, pieces: list[Piece]) -> dict[Sense, Runs]:
    """Of each sense the runs of its pieces; beside the longest, scraps are left out."""
    found: dict[Sense, list[tuple[int, int]]] = {sense: [] for sense in _FIELDS}
    last = None
    for piece in pieces:
        if piece.sense in found and piece.sense is last:
            found[piece.sense][-1] = (found[piece.sense][-1][0], piece.end)
        elif piece.sense in found:
            found[piece.sense].append((piece.start, piece.end))
        last = piece.sense
    return {sense: _whole(text.norm, runs) for sense, runs in found.items()}


def _whole(norm: str, runs: list[tuple[int, int]]) -> Runs:
    if len(runs) < 2:
        return tuple(runs)
    longest = max(end - start for start, end in runs)
    kept = (run for run in runs if run[1] - run[0] >= min(longest, _SCRAP))
    return tuple(run for run in kept if run[1] - run[0] == longest or not only_applies(norm[slice(*run)]))
