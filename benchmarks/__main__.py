"""Everything in one run of less than eight minutes, as a Markdown page on stdout: python -m benchmarks [--quick]"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import notice, reading, standing
from benchmarks.callbacks import (
    CONSTANT,
    FULL,
    LARGE,
    ORM,
    ORM_HERE,
    SEALED,
    SEALED_HERE,
    Candidate,
    Runs,
    bench_in,
    besiege,
    compare,
)
from benchmarks.servers import PRODUCTION, TWO_SYNC, Serving

SERVERS = (
    PRODUCTION,
    Serving("production", threads=8),
    Serving("production", workers=1),
    TWO_SYNC,
    Serving("gunicorn", threads=8),
    Serving("gunicorn", threads=128),
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How long it takes: rounds, and seconds a candidate and round."""

    rounds: int = 5
    seconds: float = 3.0
    quick: bool = False


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a minute: two short rounds, no large ledger, fewer servers"
    )
    parser.add_argument(
        "--folder", help="where the databases are made; default: the system's temporary folder"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="default: all")
    chosen = parser.parse_args(arguments)
    if not TWO_SYNC.available and set(chosen.only) & WITH_SERVERS:
        parser.error("the baseline needs gunicorn: pip install gunicorn (or the extra `bench`)")
    extent = Extent(2, 0.5, quick=True) if chosen.quick else Extent()
    started = time.monotonic()
    print(f"{platform.python_version()}, {os.cpu_count()} processors, load before: {_busy()}")
    for name in chosen.only:
        PARTS[name](extent, chosen.folder)
    print(f"\nTook {time.monotonic() - started:.0f} s; load after: {_busy()}.")


def sqlite(extent: Extent, folder: str | None) -> None:
    """The product against its baselines, and against itself on a ledger a hundred times larger."""
    with bench_in("sqlite", folder) as bench:
        baselines = (SEALED, ORM, ORM_HERE, SEALED_HERE, CONSTANT)
        candidates = (FULL, *baselines) if extent.quick else (FULL, LARGE, *baselines)
        found = compare(bench, candidates, extent.rounds, extent.seconds)
        _print_callbacks("SQLite", found)
        if extent.quick:
            return
        rows = ", ".join(f"{count} {name}" for name, count in bench.rows.items())
        print(f"\nThe large ledger: {rows}.", end=" ")
        seconds = [notice.loading(bench.url(ledger)) for ledger in ("real", "large")]
        print(f"A process loads its books in {seconds[0]:.2f} s (real) and {seconds[1]:.2f} s (large).")


def postgresql(extent: Extent, folder: str | None) -> None:
    with bench_in("postgresql", folder) as bench:
        _print_callbacks(
            "PostgreSQL on the same two processors",
            compare(bench, (FULL, SEALED, ORM, ORM_HERE), extent.rounds, extent.seconds),
        )


def serving(extent: Extent, folder: str | None) -> None:
    """The product under other servers; then each with a hundred half-open connections."""
    print("\n## WSGI servers, full path on SQLite\n")
    print(
        "| server | callbacks/s | p99 ms | max ms | with 100 half-open: callbacks/s | p99 ms | unanswered |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|")
    with bench_in("sqlite", folder) as bench:
        tried = SERVERS[:1] if extent.quick else SERVERS
        candidates = [Candidate("", "full", server, f"server_{n}") for n, server in enumerate(tried)]
        for runs in compare(bench, candidates, max(extent.rounds - 2, 1), extent.seconds):
            server = runs.candidate.serving
            held = besiege(bench, server, runs.rate, extent.seconds)
            alone = f"{runs.rate:.0f} | {runs.latency(0.99):.0f} | {runs.latency(1):.0f}"
            rate, p99 = (f"{held.rate:.0f}", f"{held.percentile(0.99):.0f}") if held.count else ("0", "–")
            print(f"| {server} | {alone} | {rate} | {p99} | {held.errors} |")


def alone(extent: Extent, folder: str | None) -> None:
    """Without a server: the reader, the notice."""
    with bench_in("sqlite", folder) as bench:
        spoken, taken = reading.measure(bench, extent.rounds), notice.measure(bench, extent.rounds)
    print("\n## Without a server, on one processor\n")
    print(f"- The reader: {spoken.replies:.0f} replies a second, {spoken.items:.1f} items each.")
    print(
        f"- The notice: its text read in {taken.read:.2f} s, taken into an empty ledger in {taken.imported:.2f} s."
    )


def standings(extent: Extent, folder: str | None) -> None:
    """The picture of the whole ledger, real and a hundred times larger."""
    print("\n## The standing of the whole ledger, a year of reports\n")
    with tempfile.TemporaryDirectory(prefix="ducha-bench-", dir=folder) as made:
        for line in standing.measure("sqlite", Path(made), large=not extent.quick):
            print(line)


PARTS: dict[str, Callable[[Extent, str | None], None]] = {
    "alone": alone,
    "sqlite": sqlite,
    "postgresql": postgresql,
    "serving": serving,
    "standing": standings,
}
WITH_SERVERS = frozenset({"sqlite", "postgresql", "serving"})


def _print_callbacks(database: str, found: Sequence[Runs]) -> None:
    first = found[0]
    print(f"\n## Callbacks, {database}, 16 connections, {len(first.rounds)} rounds\n")
    print(
        "| what | server | callbacks/s | full path ÷ this | p50 ms | p99 ms | max ms | CPU ms each | errors |"
    )
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for runs in found:
        numbers = (
            f"{runs.rate:.0f}",
            f"{first.against(runs):.2f}",
            *(f"{runs.latency(share):.0f}" for share in (0.5, 0.99, 1)),
            f"{1000 * runs.cpu_each:.2f}",
            str(runs.errors),
        )
        print(f"| {runs.candidate.name} | {runs.candidate.serving} | {' | '.join(numbers)} |")
    own = sum(load.own_cpu for runs in found for load in runs.rounds)
    count = sum(load.count for runs in found for load in runs.rounds)
    print(f"\nThe load itself cost {1e6 * own / max(count, 1):.0f} µs of processor time a callback.")


def _busy() -> str:
    """Waiting processes in the last minute: over 0.5 the figures are not worth quoting."""
    return f"{os.getloadavg()[0]:.1f}" if Path("/proc/loadavg").exists() else "unknown"


if __name__ == "__main__":
    main(sys.argv[1:])
