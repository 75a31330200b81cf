"""Callbacks a second: the product beside its baselines, in interleaved rounds on the same machine."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from benchmarks import ledgers, load, servers
from benchmarks.apps import moved_clock
from benchmarks.load import Load, median
from benchmarks.messages import Correspondence, raw_http
from benchmarks.servers import PRODUCTION, TWO_SYNC, Serving
from bot.platforms.simulator.tenants import WeComTenant
from storage.transactions import Database

MOST = 6000  # requests a second that are made beforehand, at most


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

    @property
    def rate(self) -> float:
        return median([load.rate for load in self.rounds])

    def latency(self, share: float) -> float:
        return median([load.percentile(share) for load in self.rounds])

    @property
    def errors(self) -> int:
        return sum(load.errors for load in self.rounds)

    def against(self, other: Runs) -> float:
        """The median of the rounds' own ratios, each of two runs that stood side by side."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median([mine.rate / theirs.rate for mine, theirs in pairs if theirs.rate])


FULL = Candidate("full path", "full")
LARGE = Candidate("full path, ledger 100 times larger", "full", ledger="large")
SEALED = Candidate("verify, decrypt, reply: no storage", "sealed", TWO_SYNC)
SEALED_HERE = Candidate("verify, decrypt, reply: no storage", "sealed")
CONSTANT = Candidate("bare route, constant answer", "constant")
ORM = Candidate("same work by the ORM's unit of work", "orm", TWO_SYNC, "orm")
ORM_HERE = Candidate("same work by the ORM's unit of work", "orm", ledger="orm here")


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
        self.messages = Correspondence(self.tenant, self._people(), moved_clock)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url(self, ledger: str) -> str:
        """A ledger of its own for each name; `large` is the one a hundred times larger."""
        if ledger not in self.urls:
            url = self.urls[ledger] = self._make(f"{self.kind}_{ledger.replace(' ', '_')}")
            database = Database(url)
            ledgers.fill(database)
            if ledger == "large":
                self.rows = ledgers.enlarge(database)
            database.close()
        return self.urls[ledger]

    def requests(self, count: int) -> list[bytes]:
        return [raw_http(request) for request in self.messages.requests(count)]

    def serving(self, candidate: Candidate) -> contextlib.AbstractContextManager[int]:
        settings = servers.environment(self.tenant, self.url(candidate.ledger))
        return servers.running(candidate.app, candidate.serving, settings, self.folder)

    def kept(self, ledger: str) -> int:
        """How many messages the inbox of a ledger holds."""
        database = Database(self.url(ledger))
        try:
            with database.reading() as connection:
                return int(connection.scalar(text("SELECT count(*) FROM inbox")) or 0)
        finally:
            database.close()

    def _people(self) -> list[ledgers.Reporter]:
        database = Database(self.url("real"))
        try:
            return ledgers.reporters(database)
        finally:
            database.close()


def compare(bench: Bench, candidates: Sequence[Candidate], rounds: int, seconds: float) -> list[Runs]:
    """Every candidate once a round, in turn; all servers stand ready, one at a time has work."""
    found = [Runs(candidate) for candidate in candidates]
    before = {c.ledger: bench.kept(c.ledger) for c in candidates if c.writes}
    with contextlib.ExitStack() as stack:
        ports = [stack.enter_context(bench.serving(candidate)) for candidate in candidates]
        taken = dict.fromkeys(before, 0)
        for number in range(-1, rounds):  # the first is for warming up
            for runs, port in zip(found, ports, strict=True):
                length = seconds if number >= 0 else min(seconds, 1.0)
                count = int(length * (runs.rate * 2 if runs.rounds else MOST / 3)) + 200
                result = load.run(port, bench.requests(count), length)
                if runs.candidate.writes:
                    taken[runs.candidate.ledger] += result.count
                if number >= 0:
                    runs.rounds.append(result)
    for ledger, count in taken.items():
        kept = bench.kept(ledger) - before[ledger]
        assert kept >= count, f"{ledger}: {count} messages answered, {kept} in the inbox"
    return found


@dataclass(frozen=True, slots=True)
class UnderSiege:
    """The same server without and with a hundred connections that never finish."""

    serving: Serving
    alone: Load
    besieged: Load


def besiege(bench: Bench, serving: Serving, seconds: float) -> UnderSiege:
    with bench.serving(Candidate("", "full", serving)) as port:
        load.run(port, bench.requests(300), 1.0)
        alone = load.run(port, bench.requests(int(seconds * MOST / 3)), seconds)
        with load.half_open(port, bench.requests(1)[0]):
            besieged = load.run(port, bench.requests(int(seconds * MOST / 3)), seconds)
    return UnderSiege(serving, alone, besieged)


@contextlib.contextmanager
def bench_in(kind: str, folder: str | None = None) -> Iterator[Bench]:
    """Everything is made in a temporary folder (below `folder`) and is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="ducha-bench-", dir=folder) as made,
        Bench(kind, Path(made)) as bench,
    ):
        yield bench


def table(found: Sequence[Runs]) -> list[str]:
    lines = [
        "| what | server | callbacks/s | p50 ms | p99 ms | max ms | errors |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for runs in found:
        name, serving = runs.candidate.name, runs.candidate.serving
        numbers = f"{runs.latency(0.5):.1f} | {runs.latency(0.99):.1f} | {runs.latency(1):.0f}"
        lines.append(f"| {name} | {serving} | {runs.rate:.0f} | {numbers} | {runs.errors} |")
    return lines


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    rounds, seconds = (int(sys.argv[2]), float(sys.argv[3])) if len(sys.argv) > 3 else (5, 3.0)
    names = os.environ.get("ONLY", "FULL,SEALED,ORM,ORM_HERE,SEALED_HERE,CONSTANT").split(",")
    with bench_in(kind) as bench:
        found = compare(bench, [globals()[name] for name in names], rounds, seconds)
        print("\n".join(table(found)))
        for runs in found[1:]:
            print("full /", runs.candidate.name, runs.candidate.serving, round(found[0].against(runs), 2))
        for runs in found:
            print(runs.candidate.name, [round(load.rate) for load in runs.rounds])


if __name__ == "__main__":
    main()
