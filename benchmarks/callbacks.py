"""Callbacks a second: the product beside its baselines, in interleaved rounds on the same machine."""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from benchmarks import ledgers, load, servers
from benchmarks.apps import moved_clock
from benchmarks.load import Load, median
from benchmarks.messages import Correspondence, raw_http
from benchmarks.servers import PRODUCTION, TWO_SYNC, Running, Serving
from bot.platforms.simulator.tenants import WeComTenant
from storage.transactions import Database

WARMING = 500  # requests


@dataclass(frozen=True, slots=True)
class Candidate:
    """One application on one server and ledger."""

    name: str
    app: str
    serving: Serving = PRODUCTION
    ledger: str = "real"

    @property
    def writes(self) -> bool:
        return self.app in ("full", "orm")


@dataclass(slots=True)
class Runs:
    """All rounds of one candidate; every figure is the median of the rounds."""

    candidate: Candidate
    rounds: list[Load] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # seconds of the server's processor time a callback
    warm_rate: float = 0.0

    @property
    def rate(self) -> float:
        return median([load.rate for load in self.rounds]) if self.rounds else 0.0

    def latency(self, share: float) -> float:
        return median([load.percentile(share) for load in self.rounds])

    @property
    def cpu_each(self) -> float:
        return median(self.cpu)

    @property
    def errors(self) -> int:
        return sum(load.errors for load in self.rounds)

    def against(self, other: Runs) -> float:
        """The median of the rounds' own ratios, each of two runs that stood side by side."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median([mine.rate / theirs.rate for mine, theirs in pairs if theirs.rate])


FULL = Candidate("full path", "full")
LARGE = Candidate("full path, ledger 100 times larger", "full", ledger="large")
SEALED = Candidate("verify, decrypt, reply: no storage", "sealed", TWO_SYNC, "none")
SEALED_HERE = Candidate("verify, decrypt, reply: no storage", "sealed", ledger="none")
CONSTANT = Candidate("bare route, constant answer", "constant", ledger="none")
ORM = Candidate("same work by the ORM's unit of work", "orm", TWO_SYNC, "orm_sync")
ORM_HERE = Candidate("same work by the ORM's unit of work", "orm", ledger="orm_threads")


class Bench:
    """Ledgers and messages for one kind of database; a context manager."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.folder = folder
        self.tenant = WeComTenant()
        self.urls: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Bench:
        self._make = self._stack.enter_context(ledgers.databases(self.kind, self.folder))
        servers.environment(self.tenant, "")  # sets the clock for us and for what we start
        self.people = self._people()
        self.messages = Correspondence(self.tenant, self.people, moved_clock)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url(self, ledger: str) -> str:
        """A ledger of its own for each name; `large` is the one a hundred times larger."""
        if ledger not in self.urls:
            url = self.urls[ledger] = self.new_url(ledger)
            database = Database(url)
            ledgers.fill(database)
            if ledger == "large":
                self.rows = ledgers.enlarge(database)
            ledgers.report_so_far(database)
            database.close()
        return self.urls[ledger]

    def new_url(self, name: str) -> str:
        """An empty database."""
        return self._make(name)

    def requests(self, count: int) -> list[bytes]:
        return [raw_http(request) for request in self.messages.requests(count)]

    def serving(self, candidate: Candidate) -> contextlib.AbstractContextManager[Running]:
        settings = servers.environment(self.tenant, self.url(candidate.ledger))
        return servers.running(candidate.app, candidate.serving, settings, self.folder)

    def kept(self, ledger: str) -> int:
        """How many messages of the inbox went through."""
        database = Database(self.url(ledger))
        try:
            with database.reading() as connection:
                return int(connection.scalar(text("SELECT count(*) FROM inbox WHERE state = 'done'")) or 0)
        finally:
            database.close()

    def _people(self) -> list[ledgers.Reporter]:
        database = Database(self.url("real"))
        try:
            return ledgers.reporters(database)
        finally:
            database.close()


def compare(bench: Bench, candidates: Sequence[Candidate], rounds: int, seconds: float) -> list[Runs]:
    """Every candidate once a round, in turn; all servers stand ready, one at a time has work.

    Ends with an AssertionError where fewer messages went through than were answered.
    """
    found = [Runs(candidate) for candidate in candidates]
    before = {candidate.ledger: bench.kept(candidate.ledger) for candidate in candidates if candidate.writes}
    answered = dict.fromkeys(before, 0)
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(bench.serving(candidate)) for candidate in candidates]
        for runs, server in zip(found, started, strict=True):
            warm = load.run(server.port, bench.requests(WARMING), seconds)
            answered[runs.candidate.ledger] = answered.get(runs.candidate.ledger, 0) + warm.count
            runs.warm_rate = warm.rate
        for _ in range(rounds):
            for runs, server in zip(found, started, strict=True):
                requests, cpu = _requests(bench, runs, seconds), server.cpu()
                result = load.run(server.port, requests, seconds)
                runs.rounds.append(result)
                runs.cpu.append((server.cpu() - cpu) / max(result.count, 1))
    for candidate, runs in zip(candidates, found, strict=True):
        answered[candidate.ledger] = answered.get(candidate.ledger, 0) + sum(r.count for r in runs.rounds)
    for ledger, count in before.items():
        kept, said = bench.kept(ledger) - count, answered[ledger]
        assert kept >= said, f"{ledger}: {said} messages answered, {kept} went through"
    return found


def _requests(bench: Bench, runs: Runs, seconds: float) -> Iterable[bytes]:
    """Each message once where it is stored; the others may see the same ones again."""
    if not runs.candidate.writes:
        return itertools.cycle(bench.requests(WARMING))
    return bench.requests(int(seconds * 2 * max(runs.warm_rate, runs.rate)) + WARMING)


def besiege(bench: Bench, serving: Serving, rate: float, seconds: float) -> Load:
    """The product with a hundred connections that never finish; `rate` is what it does without them."""
    with bench.serving(Candidate("", "full", serving)) as server:
        load.run(server.port, bench.requests(WARMING), seconds)
        requests = bench.requests(int(seconds * rate * 2) + WARMING)
        with load.half_open(server.port, bench.requests(1)[0]):
            return load.run(server.port, requests, seconds)


@contextlib.contextmanager
def bench_in(kind: str, folder: str | None = None) -> Iterator[Bench]:
    """Everything is made in a temporary folder (below `folder`) and is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="ducha-bench-", dir=folder) as made,
        Bench(kind, Path(made)) as bench,
    ):
        yield bench
