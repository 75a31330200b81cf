"""A message and what is known about its sender, ready for reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading.barenumbers import Numbers
from handlers.reading.catalog import Catalog
from handlers.reading.fields import fields, row_fields
from handlers.reading.figures import figures
from handlers.reading.mentions import find_mentions
from handlers.reading.monthwords import stated_in_heading
from handlers.reading.names import Mention
from handlers.reading.normalise import Text
from handlers.reading.planheads import heads_plan, with_plan_heads
from handlers.reading.rows import Table, table_in, with_row_starts
from handlers.reading.shapes import Entry, Role, Scope, Written
from handlers.reading.told import Said
from handlers.reading.topics import Topics, topics

_FACES = re.compile(r"(?:\[[一-龥]{1,3}\]\s*)+\Z")  # [愉快]
_AT = re.compile(r"\s*@(?P<name>[^\s@,，:：。]{1,20})\s*")


@lru_cache(maxsize=16)
def _normalised(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(Text.of(name).norm for name in names)


@dataclass(frozen=True)
class Message:
    """norm[start:end] is what is said; the names it is addressed to are left out."""

    text: Text
    start: int
    end: int
    to_others: bool
    scope: Scope
    catalog: Catalog

    @classmethod
    def of(cls, words: str, scope: Scope, catalog: Catalog) -> Message:
        text = Text.of(words)
        robots = _normalised(scope.robot_names)
        start, others = 0, False
        while found := _AT.match(text.norm, start):
            others = others or found["name"] not in robots
            start = found.end()
        end = len(text.norm.rstrip())
        if (face := _FACES.search(text.norm, start, end)) and any(
            map(str.isalnum, text.norm[start : face.start()])
        ):
            end = face.start()
        for name in robots:
            if text.norm.endswith(f"@{name}", start, end):
                end -= len(name) + 1
        return cls(text, start, max(start, end), others, scope, catalog)

    @cached_property
    def norm(self) -> str:
        return self.text.norm

    @cached_property
    def body(self) -> str:
        return self.norm[self.start : self.end].strip()

    @cached_property
    def written(self) -> Written:
        """When it was written, worked out once."""
        return self.scope.written

    @property
    def by_office(self) -> bool:
        """From the office or a leader: people without items of their own."""
        return self.scope.role is not Role.CONTACT

    @cached_property
    def mentions(self) -> list[Mention]:
        """The names of items in the body."""
        numbers = Numbers(frozenset(ref.no for ref in self.scope.mine), self.catalog.numbers)
        return with_row_starts(self.body, with_plan_heads(self.body, find_mentions(self.body, numbers)))

    @cached_property
    def topics(self) -> Topics:
        start = self.norm.index(self.body, self.start) if self.body else self.start
        return topics(self.norm[: self.end], start, self.scope, self.catalog, self.mentions)

    @property
    def is_headed_plan(self) -> bool:
        """计划 实事13 or 更正计划 实事13 is what it begins with."""
        found = self.topics.found
        return (
            bool(found)
            and heads_plan(self.norm, found[0].start)
            and not self.norm[self.start : found[0].start].strip()
        )

    @cached_property
    def table(self) -> Table | None:
        """The table that was pasted, if it has a row of headings."""
        if "\t" not in self.norm and "|" not in self.norm:
            return None
        return table_in(self.norm, self.start, self.topics.preface_end)

    def said(self, start: int, stop: int) -> Said:
        row = row_fields(self.text, start, stop, self.written, self.table) if self.table else None
        return row or fields(self.text, start, stop, self.written)

    def month_in(self, words: str) -> Month | None:
        return stated_in_heading(words, self.written)

    def names_items(self) -> bool:
        return any(mention.at_head for mention in self.mentions)

    def has_figures(self) -> bool:
        """Whether figures are told, the numbers of items aside."""
        words = self.body
        pieces, at = [], 0
        for mention in self.mentions:
            pieces.append(words[at : mention.start])
            at = mention.end
        told = figures(" ".join([*pieces, words[at:]]))
        return bool(told.quantities or told.percent is not None)


def entry(ref: ItemRef | None, said: Said) -> Entry:
    return Entry(
        item=ref,
        progress=said.progress,
        percent=said.figures.percent,
        quantities=said.figures.quantities,
        problem=said.problem,
        cause=said.cause,
        next_step=said.next_step,
        stage_met=said.stage_met,
        finished=said.finished,
        month=said.month,
    )


def one_month(entries: tuple[Entry, ...]) -> Month | None:
    """The month of the message is that of its entries if there is just one."""
    months = {entry.month for entry in entries if entry.month}
    return months.pop() if len(months) == 1 else None
