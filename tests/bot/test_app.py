"""What the server offers besides the callbacks: health, numbers, the trusted-domain file, request ids."""

from __future__ import annotations

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from bot.settings import Settings
from bot.wiring import assemble
from storage.outbox import Push, put_push
from storage.transactions import Database
from tests.bot.calls import call, forged, written
from tests.bot.outage import outage
from tests.desk import Desk


def numbers(desk: Desk) -> dict[tuple[str, ...], float]:
    """Every sample of /metrics, by its name and the values of its labels (in the order of their names)."""
    reply = desk.web.get("/metrics")
    assert reply.status_code == 200
    assert reply.content_type.startswith("text/plain")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families(reply.text)
        for sample in family.samples
    }


def test_health_is_told(desk: Desk) -> None:
    reply = desk.web.get("/healthz")
    assert reply.status_code == 200
    assert reply.get_json() == {"status": "ok", "platforms": ["dingtalk", "wecom"]}


def test_health_is_down_while_the_database_is_gone(desk: Desk) -> None:
    assert desk.web.get("/healthz").status_code == 200
    with outage(desk.database):
        reply = desk.web.get("/healthz")
        assert reply.status_code == 503
        assert reply.get_json()["status"] == "down"
    assert desk.web.get("/healthz").status_code == 200


def test_health_is_down_without_tables(desk: Desk) -> None:
    with desk.database.session() as session:
        session.connection().exec_driver_sql("DROP TABLE alembic_version")
    assert desk.web.get("/healthz").status_code == 503


def test_callbacks_are_counted_by_what_became_of_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = numbers(desk)
    request = written(desk, "wecom")
    call(desk, "wecom", request)
    call(desk, "wecom", request)
    call(desk, "wecom", forged(request))
    call(desk, "dingtalk", written(desk, "dingtalk"))
    with outage(desk.database):
        call(desk, "wecom", written(desk, "wecom"))
    after = numbers(desk)
    grown = {key[1:]: after[key] - before.get(key, 0) for key in after if key[0] == "ducha_callbacks_total"}
    assert {key: more for key, more in grown.items() if more} == {
        ("report", "wecom"): 1,
        ("replay", "wecom"): 1,
        ("refused", "wecom"): 1,
        ("broken", "wecom"): 1,
        ("report", "dingtalk"): 1,
    }
    assert after["ducha_callback_seconds_count", "wecom"] >= 3


def test_the_backlog_is_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    call(desk, "dingtalk", written(desk, "dingtalk"))
    with monkeypatch.context() as patch:
        patch.setattr("bot.intake.decide", broken)
        call(desk, "wecom", written(desk, "wecom"))
    desk.database.write(
        lambda connection: put_push(
            connection, Push("k", "notice", "wecom", "nobody", "任务45"), desk.clock.now
        )
    )
    found = numbers(desk)
    assert (found["ducha_inbox", "failed"], found["ducha_inbox", "given_up"]) == (1, 0)
    assert (found["ducha_outbox", "waiting"], found["ducha_outbox", "failed"]) == (2, 0)
    desk.relay()
    found = numbers(desk)
    assert (found["ducha_outbox", "waiting"], found["ducha_outbox", "failed"]) == (0, 1)


def test_the_counters_are_there_while_the_database_is_gone(desk: Desk) -> None:
    call(desk, "wecom", written(desk, "wecom"))
    with outage(desk.database):
        found = numbers(desk)
    assert found["ducha_callbacks_total", "report", "wecom"] >= 1
    assert ("ducha_inbox", "failed") not in found


def test_no_metric_names_a_person(desk: Desk) -> None:
    call(desk, "wecom", written(desk, "wecom"))
    text = desk.web.get("/metrics").text
    assert "fanwenbo" not in text
    assert "实事" not in text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_request_id_is_kept_and_given_back_unless_it_is_odd(desk: Desk, backend: str) -> None:
    for given in ("abc123", "4f0e5a3e-5d6c-4c33-9b0a-1f6f6d4a2f10", "a" * 64):
        assert desk.web.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given
    for odd in ("", "a" * 65, "a b", 'a"b', "a{b}", "é", "a;b"):
        reply = desk.web.get("/healthz", headers={"X-Request-Id": odd})
        assert re.fullmatch("[0-9a-f]{32}", reply.headers["X-Request-Id"]), odd


@pytest.mark.parametrize("backend", ["sqlite"])
def test_refusals_have_a_request_id_too(desk: Desk, backend: str) -> None:
    for reply in (desk.web.get("/nowhere"), desk.web.post("/wecom/callback"), desk.web.put("/healthz")):
        assert reply.status_code >= 400
        assert reply.headers["X-Request-Id"]
    one, other = (desk.web.get("/healthz").headers["X-Request-Id"] for _ in range(2))
    assert one != other


def test_the_trusted_domain_file_is_served(desk: Desk) -> None:
    settings = Settings(wecom_verify_file="WW_verify_a1B2.txt=a1B2c3=")
    program = assemble(settings, desk.clock, session=desk.stand_in.session(), database=desk.database)
    reply = program.app.test_client().get("/WW_verify_a1B2.txt")
    assert (reply.status_code, reply.text) == (200, "a1B2c3=")
    assert reply.content_type.startswith("text/plain")
    assert desk.web.get("/WW_verify_a1B2.txt").status_code == 404


def test_an_empty_database_answers_that_there_is_no_ledger(database: Database) -> None:
    desk = Desk(database)
    assert desk.web.get("/healthz").status_code == 200
    assert "还没有登记" in desk.says("fanwenbo.zjj", "实事13 已筹集3100套")
