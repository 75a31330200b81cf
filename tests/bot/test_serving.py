"""`ducha serve` as in production: worker processes, the relay and the scheduler beside them, real sockets."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families as families

from bot.clock import utc_now
from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.stand_in import StandIn, deliver
from bot.platforms.simulator.tenants import DingTalkTenant, WeComTenant
from bot.serving import web_app
from bot.wiring import DINGTALK_PATH, WECOM_PATH
from storage.transactions import Database
from tests.bot.calls import COMPANY, HOUSING, inbox_rows

DUCHA = Path(sysconfig.get_path("scripts")) / "ducha"
PATIENCE = 60.0  # seconds, on a busy machine


def environment(database: Database, stand_in: StandIn, api: str) -> dict[str, str]:
    wecom, dingtalk = stand_in.wecom.tenant, stand_in.dingtalk.tenant
    settings = {
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "WECOM_CORP_ID": wecom.corp_id,
        "WECOM_AGENT_ID": str(wecom.agent_id),
        "WECOM_SECRET": wecom.secret,
        "WECOM_TOKEN": wecom.token,
        "WECOM_AES_KEY": wecom.aes_key,
        "WECOM_API_BASE": api,
        "DINGTALK_CLIENT_ID": dingtalk.client_id,
        "DINGTALK_CLIENT_SECRET": dingtalk.client_secret,
        "DINGTALK_ROBOT_CODE": dingtalk.robot_code,
        "DINGTALK_CORP_ID": dingtalk.corp_id,
        "DINGTALK_API_BASE": api,
        "DINGTALK_OAPI_BASE": api,
    }
    outer = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DUCHA_") and not name.upper().endswith("_PROXY")
    }
    return outer | {f"DUCHA_{name}": value for name, value in settings.items()}


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    people = {COMPANY: "潘文博"}
    made = StandIn(utc_now, wecom=WeComTenant(people={HOUSING}), dingtalk=DingTalkTenant(people=people))
    yield made
    made.stop()


@contextmanager
def process(folder: Path, variables: dict[str, str], *options: str) -> Iterator[subprocess.Popen[bytes]]:
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 -- our own command
            [DUCHA, "serve", *options],
            cwd=folder,
            env=variables,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as running,
    ):
        try:
            yield running
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)  # the workers too


def wait_for(what: str, ready: object, folder: Path, running: subprocess.Popen[bytes]) -> None:
    """Until `ready()` is true; AssertionError with the server's log."""
    assert callable(ready)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        if ready():
            return
        time.sleep(0.05)
    pytest.fail(f"{what} did not come:\n" + (folder / "log").read_text())


def ended(running: subprocess.Popen[bytes]) -> tuple[int, float]:
    """SIGTERM; the exit status and how long it took."""
    started = time.monotonic()
    running.send_signal(signal.SIGTERM)
    return running.wait(PATIENCE), time.monotonic() - started


class Web:
    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self._session = requests.Session()
        self._session.trust_env = False

    def is_up(self) -> bool:
        try:
            return self._session.get(f"{self.address}/healthz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def call(self, path: str, request: RawRequest) -> Response:
        reply = deliver(request, self.address + path, self._session)
        return Response(reply.status_code, reply.content, reply.headers.get("Content-Type", ""))

    def counted(self) -> dict[str, float]:
        """Callbacks over all workers, by platform."""
        found: dict[str, float] = {}
        for family in families(self._session.get(f"{self.address}/metrics", timeout=5).text):
            for sample in family.samples:
                if sample.name == "ducha_callbacks_total":
                    name = sample.labels["platform"]
                    found[name] = found.get(name, 0) + sample.value
        return found

    def close(self) -> None:
        self._session.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def half_open(port: int, number: int) -> list[socket.socket]:
    """Connections that begin and never end: silent, half a header, half a body."""
    beginnings = (
        b"",
        b"POST /wecom/callback HTTP/1.1\r\nHost: x\r\nContent-",
        b"POST /dingtalk/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{",
    )
    opened = []
    for count in range(number):
        opened.append(socket.create_connection(("127.0.0.1", port), timeout=5))
        opened[-1].sendall(beginnings[count % 3])
    return opened


@pytest.mark.enable_socket
@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_server_answers_and_ends_when_told(
    ledger: Database, backend: str, stand_in: StandIn, tmp_path: Path
) -> None:
    variables = environment(ledger, stand_in, stand_in.start())
    port = free_port()
    with ExitStack() as stack:
        running = stack.enter_context(process(tmp_path, variables, "--port", str(port)))
        web = Web(port)
        stack.callback(web.close)
        wait_for("the server", web.is_up, tmp_path, running)

        for number in range(6):
            request = stand_in.wecom.text(HOUSING, f"实事13 完成情况：已筹集{number}套")
            assert stand_in.wecom.shows(request, web.call(WECOM_PATH, request))
        dingtalk = stand_in.dingtalk.text(COMPANY, "任务44 封顶2010套")
        stand_in.dingtalk.check_answer(web.call(DINGTALK_PATH, dingtalk))
        wait_for("the relay", lambda: heard(stand_in), tmp_path, running)
        assert web.counted() == {"wecom": 6, "dingtalk": 1}

        for connection in half_open(port, 100):
            stack.callback(connection.close)
        request = stand_in.wecom.text(HOUSING, "帮助")
        started = time.monotonic()
        assert stand_in.wecom.shows(request, web.call(WECOM_PATH, request))
        assert time.monotonic() - started < 3

        status, seconds = ended(running)  # with all those connections still open
        assert status == 0, (tmp_path / "log").read_text()
        assert seconds < 20
    assert len(inbox_rows(ledger)) == 8
    assert {row["state"].value for row in inbox_rows(ledger)} == {"done"}


def heard(stand_in: StandIn) -> bool:
    return any(line.via == "sendBySession" for line in stand_in.transcript.said_by_bot())


@pytest.mark.enable_socket
@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_parts_behind_the_web_end_when_told(
    ledger: Database, backend: str, stand_in: StandIn, tmp_path: Path
) -> None:
    """Where the web part runs on another machine."""
    variables = environment(ledger, stand_in, stand_in.start())
    with process(tmp_path, variables, "--only", "relay,scheduler") as running:
        wait_for("the start", lambda: b"started" in (tmp_path / "log").read_bytes(), tmp_path, running)
        status, seconds = ended(running)
    assert status == 0, (tmp_path / "log").read_text()
    assert seconds < 10


def test_a_worker_makes_its_own_app(
    ledger: Database, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in environment(ledger, stand_in, "https://example.invalid").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("bot.serving.set_up_logs", lambda: None)
    opened = Database(ledger.engine.url.render_as_string(hide_password=False))
    monkeypatch.setattr("bot.wiring.Database", lambda _url: opened)
    reply = web_app().test_client().get("/healthz")
    assert reply.get_json() == {"status": "ok", "platforms": ["dingtalk", "wecom"]}
    opened.close()
