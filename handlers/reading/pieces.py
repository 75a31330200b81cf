"""Clauses with their senses."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from handlers.ledger.months import Month


class Sense(Enum):
    __hash__ = object.__hash__  # by identity, as members are equal
    PROGRESS = auto()
    PROBLEM = auto()
    CAUSE = auto()
    NEXT = auto()
    NO_PROBLEM = auto()
    STAGE = auto()
    ASIDE = auto()


TROUBLE = frozenset({Sense.PROBLEM, Sense.CAUSE})


@dataclass(slots=True)
class Piece:
    """A clause with its sense; norm[start:end] is without label and linking word."""

    sense: Sense
    start: int
    end: int
    mark: str = ""
    answer: bool | None = None  # of a stage clause
    headed: bool = False  # 下一步 stands before it


@dataclass(slots=True)
class Before:
    """What the clauses before have said."""

    sense: Sense | None = None
    progress: bool = False
    not_begun: bool = False
    headed: bool = False  # the next step was called so
    unexplained: bool = False  # a cause was told of no problem so far
    now: Month | None = None  # in which the message was written
    pieces: list[Piece] = field(default_factory=list)
