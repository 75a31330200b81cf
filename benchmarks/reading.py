"""The reader alone: replies a second on one core, without database or HTTP."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.callbacks import Bench
from benchmarks.load import median
from bot.demo.filling import OPENING
from handlers.reading import Catalog, read
from handlers.reading.shapes import Scope
from storage.packaged import packaged_notice

TEXTS = 2000


@dataclass(frozen=True, slots=True)
class ReadingSpeed:
    """Of the messages that the callbacks carry."""

    replies: float  # a second
    items: float  # a reply, on average


def measure(bench: Bench, rounds: int) -> ReadingSpeed:
    catalog = Catalog.of(packaged_notice().items)
    mine = {person.account: person.items for person in bench.people}
    said = [bench.messages.text() for _ in range(TEXTS)]
    scopes = [(words, Scope(received_at=OPENING, mine=mine[account])) for account, words in said]
    items = sum(len(read(words, scope, catalog).entries) for words, scope in scopes)  # warms up, too
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        for words, scope in scopes:
            read(words, scope, catalog)
        times.append(time.perf_counter() - started)
    return ReadingSpeed(TEXTS / median(times), items / TEXTS)
