"""Server processes, started for the measurement and stopped after it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.apps import SHIFT
from benchmarks.load import connect
from bot.clock import utc_now
from bot.demo.filling import OPENING
from bot.platforms.simulator.tenants import WeComTenant

ROOT = Path(__file__).resolve().parent.parent
START = 60.0  # seconds a server may take to listen


@dataclass(frozen=True, slots=True)
class Serving:
    """How an application of `benchmarks.apps` is served."""

    server: str  # production (granian as `ducha serve` runs it) or gunicorn
    workers: int = 2
    threads: int = 128

    def command(self, app: str, port: int) -> list[str]:
        target = f"benchmarks.apps:{app}"
        match self.server:
            case "production":
                name = [sys.executable, "-m", "benchmarks.production"]
                return [*name, target, str(port), str(self.workers), str(self.threads)]
            case "gunicorn":
                kind = ["--worker-class", "sync" if self.threads == 1 else "gthread"]
                sizes = ["--workers", str(self.workers), "--threads", str(self.threads)]
                bind = ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket"]
                return [sys.executable, "-m", "gunicorn", *kind, *sizes, *bind, f"{target}()"]
            case other:
                raise ValueError(other)

    def __str__(self) -> str:
        if self.server == "gunicorn" and self.threads == 1:
            return f"gunicorn, {self.workers} sync"
        name = "granian" if self.server == "production" else self.server
        return f"{name}, {self.workers} × {self.threads} threads"

    @property
    def available(self) -> bool:
        return self.server == "production" or find_spec(self.server) is not None


@dataclass(frozen=True, slots=True)
class Running:
    """A server that listens. It leads a session of its own, with all its processes."""

    port: int
    session: int

    def cpu(self) -> float:
        """Seconds of processor time that all its processes have used so far."""
        ticks = 0
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = entry.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.session:
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


PRODUCTION = Serving("production")
TWO_SYNC = Serving("gunicorn", threads=1)


def environment(tenant: WeComTenant, database_url: str) -> dict[str, str]:
    """The settings of a server, as an operator gives them; the clock is moved for all alike."""
    shift = (OPENING - utc_now()).total_seconds()
    return {
        "DUCHA_DATABASE_URL": database_url,
        "DUCHA_SECRET_KEY": "benchmark",
        "DUCHA_WECOM_CORP_ID": tenant.corp_id,
        "DUCHA_WECOM_AGENT_ID": str(tenant.agent_id),
        "DUCHA_WECOM_SECRET": tenant.secret,
        "DUCHA_WECOM_TOKEN": tenant.token,
        "DUCHA_WECOM_AES_KEY": tenant.aes_key,
        SHIFT: os.environ.setdefault(SHIFT, str(shift)),
    }


@contextlib.contextmanager
def running(app: str, serving: Serving, settings: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """The server, once it listens; stopped at the end."""
    port = _free_port()
    log = folder / f"{app}-{port}.log"
    command = serving.command(app, port)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **settings}, stdout=out, stderr=out, start_new_session=True
        )
        try:
            _wait(port, process, log)
            yield Running(port, process.pid)
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            connect(port).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:  # it holds half-open connections: its whole group, which is ours
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
