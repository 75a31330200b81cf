"""Numbers for Prometheus. None of them names a person."""

from __future__ import annotations

import os
from collections.abc import Iterator

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector
from sqlalchemy.exc import SQLAlchemyError

from storage import inbox, outbox
from storage.transactions import Database

log = structlog.get_logger()
CALLBACKS = Counter("ducha_callbacks", "Callbacks by platform and outcome", ["platform", "outcome"])
CALLBACK_SECONDS = Histogram(
    "ducha_callback_seconds",
    "Seconds from a callback to its answer",
    ["platform"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


class _Backlog(Collector):
    """What waits in the database, the same from whichever process is asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with self._database.reading() as connection:
                waiting = {
                    "inbox": inbox.count_unfinished(connection),
                    "outbox": outbox.count_unfinished(connection),
                }
        except SQLAlchemyError as error:  # the counters of this process are worth having without it
            log.warning("backlog unknown", error=type(error).__name__)
            return
        for name, counts in waiting.items():
            family = GaugeMetricFamily(f"ducha_{name}", f"Unfinished rows of the {name}", labels=["state"])
            for state, count in counts.items():
                family.add_metric([state], count)
            yield family


def exposition(database: Database) -> bytes:
    """The text that Prometheus reads, over all processes of the server where they share a folder."""
    registry = CollectorRegistry()
    registry.register(_Backlog(database))
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)
