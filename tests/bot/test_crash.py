"""The process is killed between commit and answer: the platform calls again, as after any silence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from bot.platforms.port import RawRequest, Response
from bot.platforms.simulator.stand_in import deliver
from tests.bot.calls import PATHS, inbox_rows, written
from tests.desk import Desk

ROOT = Path(__file__).parents[2]


@contextmanager
def served(desk: Desk, *, dies: bool) -> Iterator[str]:
    """The address of a server on the same database, in a process of its own."""
    url = desk.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.bot.dying_server", url, desk.clock.now.isoformat()]
    with subprocess.Popen(  # noqa: S603 -- ourselves
        command + ["dies"] * dies, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "the server did not start"
        yield f"http://127.0.0.1:{port}"
        process.kill()


def sent(address: str, platform: str, request: RawRequest) -> Response:
    with requests.Session() as session:
        session.trust_env = False
        reply = deliver(request, address + PATHS[platform], session)
    return Response(reply.status_code, reply.content, reply.headers.get("Content-Type", ""))


@pytest.mark.enable_socket
def test_a_kill_after_the_commit_loses_nothing_and_files_nothing_twice(desk: Desk) -> None:
    wecom, dingtalk = written(desk, "wecom"), written(desk, "dingtalk")
    for platform, request in (("wecom", wecom), ("dingtalk", dingtalk)):
        with served(desk, dies=True) as address, pytest.raises(requests.ConnectionError):
            sent(address, platform, request)
    kept = {row["platform"]: row["answer"] for row in inbox_rows(desk.database)}
    assert set(kept) == {"wecom", "dingtalk"}

    with served(desk, dies=False) as address:
        replies = [sent(address, "wecom", wecom) for _ in range(2)]
        assert {desk.stand_in.wecom.shows(wecom, reply) for reply in replies} == {kept["wecom"]}
        desk.stand_in.dingtalk.check_answer(sent(address, "dingtalk", dingtalk))
    desk.relay()
    said = [line.text for line in desk.stand_in.transcript.said_by_bot() if line.platform == "dingtalk"]
    assert said == [kept["dingtalk"]]
    assert len(inbox_rows(desk.database)) == len(desk.reports()) == 2
