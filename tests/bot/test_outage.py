"""The database is down: the callback says so by a 5xx, and the platform's next call is taken as usual."""

from __future__ import annotations

import pytest

from tests.bot.calls import PLATFORMS, call, inbox_rows, outbox_rows, shown, written
from tests.bot.outage import outage
from tests.desk import Desk


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_platform_is_asked_to_call_again_and_then_all_is_as_usual(desk: Desk, platform: str) -> None:
    request = written(desk, platform)
    with outage(desk.database):
        for _ in range(2):
            assert call(desk, platform, request).status >= 500
            desk.clock.forward(seconds=5)
    assert inbox_rows(desk.database) == []
    response = call(desk, platform, request)
    assert "已记录" in shown(desk, platform, request, response)
    assert len(desk.reports()) == len(inbox_rows(desk.database)) == 1


def test_a_forged_call_is_refused_even_then(desk: Desk) -> None:
    request = written(desk, "wecom")
    with outage(desk.database):
        assert call(desk, "wecom", request).status >= 500
        assert desk.web.post("/wecom/callback", data=b"x").status_code < 500


def test_the_relay_survives_an_outage_and_sends_afterwards(desk: Desk) -> None:
    call(desk, "dingtalk", written(desk, "dingtalk"))
    with outage(desk.database), pytest.raises(Exception, match=r".+"):
        desk.program.relay.run_once()
    desk.relay()
    assert len(desk.stand_in.transcript.said_by_bot()) == 1
    [letter] = outbox_rows(desk.database)
    assert letter["state"].value == "sent"
