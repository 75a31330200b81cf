"""How letters go: groups, batches, parts, paces and budgets, through the real adapters to the stand-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.admission import TOO_MANY, USED_UP
from bot.platforms.port import Delivery, Way
from bot.platforms.simulator.faults import LOST, RESET, SERVER_ERROR, TIMEOUT, UNREACHABLE, answering
from bot.platforms.wecom.app import WeComApp
from handlers.messages import ChatKind, InboundMessage, ReplyAddress
from storage import inbox, outbox, quotas
from storage.quotas import Budget
from storage.rows import CallRow, GroupRow, PaceRow
from storage.transactions import Database
from tests.bot.platforms.scene import DINGTALK_TOKEN, GROUP, SECRET, WECOM_KEY
from tests.bot.yard import Yard

BATCH = "/v1.0/robot/oToMessages/batchSend"
MESSAGE = "/cgi-bin/message/send"
WEBHOOK = "/cgi-bin/webhook/send"
WAYS = [
    ("wecom", "webhook", WECOM_KEY, None, "webhook/send"),
    ("wecom", "appchat", "chat01", None, "appchat/send"),
    ("dingtalk", "webhook", DINGTALK_TOKEN, SECRET, "robot/send"),
    ("dingtalk", "robot", GROUP, None, "groupMessages"),
]


@pytest.fixture
def yard(database: Database) -> Yard:
    return Yard(database)


def calls(yard: Yard) -> dict[str, int]:
    with yard.database.reading() as connection:
        found = connection.execute(select(CallRow)).mappings()
        return {row["way"]: row["count"] for row in found}


# Groups


@pytest.mark.parametrize(("platform", "way", "address", "secret", "via"), WAYS)
def test_a_letter_goes_by_its_groups_way(
    yard: Yard, platform: str, way: str, address: str, secret: str | None, via: str
) -> None:
    group = yard.group(platform, way, address, secret)
    yard.puts_in_group(platform, group, "## 督查通报\n**任务45** 逾期", markdown=True)
    [line] = yard.runs()
    assert (line.chat, line.via, line.markdown) == (ChatKind.GROUP, via, True)
    [row] = yard.rows()
    assert address not in str(row)
    assert address not in str(yard.database.write(lambda c: c.execute(select(PaceRow.key)).scalars().all()))


def test_a_group_whose_address_changes_is_reached_at_the_new_one(yard: Yard) -> None:
    group = yard.group("wecom", "webhook", "gone-gone-gone")
    yard.puts_in_group("wecom", group, "通报")
    yard.database.write(lambda c: c.execute(update(GroupRow).values(address=WECOM_KEY)))
    assert [line.text for line in yard.runs()] == ["通报"]


def test_a_group_that_left_the_list_is_a_reason(yard: Yard) -> None:
    yard.puts_in_group("wecom", "999", "通报")
    yard.puts_in_group("wecom", "nobody", "通报")
    assert yard.runs() == []
    assert [row["error"] for row in yard.rows()] == ["群已不在群名单里"] * 2


def test_a_person_and_a_group_of_the_same_name_do_not_wait_for_each_other(yard: Yard) -> None:
    group = yard.group("wecom", "webhook", WECOM_KEY)
    yard.scene.stand_in.wecom.tenant.people.add(group)
    yard.faults.script(MESSAGE, SERVER_ERROR)
    yard.puts("wecom", group, "一")
    yard.puts_in_group("wecom", group, "二")
    assert [line.text for line in yard.runs()] == ["二"]


# Parts


def long_text(lines: int = 120) -> str:
    return "\n".join(f"任务{number} 区教育局 尚未报送三月份进展情况" for number in range(1, lines + 1))


def test_a_long_text_goes_in_numbered_parts_and_in_order(yard: Yard) -> None:
    yard.puts("wecom", "zhang", long_text())
    shown = yard.runs_for(10)
    assert len(shown) > 2
    assert all(not line.cut and len(line.text.encode()) <= 2048 for line in shown)
    for number, line in enumerate(shown, 1):
        assert line.text.endswith(f"\n（{number}/{len(shown)}）")
    together = "\n".join(line.text.rpartition("\n")[0] for line in shown)
    assert together == long_text()
    assert yard.states() == ["sent"]
    assert len(yard.rows()[0]["receipts"]) == len(shown)


@pytest.mark.parametrize("fault", [SERVER_ERROR, TIMEOUT, RESET], ids=["500", "slow", "reset"])
def test_a_failure_in_the_middle_resumes_at_the_missing_part(yard: Yard, fault: Any) -> None:
    yard.puts("wecom", "zhang", long_text())
    yard.puts("wecom", "zhang", "后一条")
    ok = answering({"errcode": 0, "msgid": "m"})
    yard.faults.script(MESSAGE, ok, fault)  # the first one is taken by nobody, so it does not show
    assert yard.runs() == []
    assert yard.rows()[0]["parts_sent"] == 1
    texts = [line.text for line in yard.runs_for(30)]
    assert texts[0].endswith(f"（2/{len(texts)}）")
    assert texts[-1] == "后一条"
    assert len(set(texts)) == len(texts)


# Several persons at once


def test_the_same_words_to_many_of_dingtalk_go_in_one_call(yard: Yard) -> None:
    people = [f"u{number}" for number in range(25)]
    yard.scene.stand_in.dingtalk.tenant.people.update(dict.fromkeys(people, "某"))
    for person in people[:12]:
        yard.puts("dingtalk", person, "本月请报送")
    yard.puts("dingtalk", "zhang", "另一段话")
    for person in people[12:]:
        yard.puts("dingtalk", person, "本月请报送")
    shown = yard.runs_for(3)
    assert sorted(line.to for line in shown if line.text == "本月请报送") == sorted(people)
    assert calls(yard) == {"dingtalk.private": 3}
    assert set(yard.states()) == {"sent"}


def test_each_of_a_batch_is_marked_by_itself(yard: Yard) -> None:
    tenant = yard.scene.stand_in.dingtalk.tenant
    tenant.flow_controlled.add("li.na")
    for person in ("zhang", "nobody", "li.na"):
        yard.puts("dingtalk", person, "请报送")
    assert [line.to for line in yard.runs()] == ["zhang"]
    assert yard.states() == ["sent", "failed", "waiting"]
    assert "invalidStaffIdList" in yard.rows()[1]["error"]
    tenant.flow_controlled.clear()
    assert [line.to for line in yard.runs_for(61, step=30)] == ["li.na"]


def test_wecom_is_told_one_person_at_a_time(yard: Yard) -> None:
    yard.puts("wecom", "zhang", "请报送")
    yard.puts("wecom", "li.na", "请报送")
    assert sorted(line.to for line in yard.runs()) == ["li.na", "zhang"]
    assert calls(yard) == {"wecom.message": 2}


def test_a_batch_whose_answer_is_lost_goes_again_and_nothing_is_missed(yard: Yard) -> None:
    yard.faults.script(BATCH, LOST)
    for person in ("zhang", "li.na"):
        yard.puts("dingtalk", person, "请报送")
    shown = yard.runs_for(30)
    assert {line.to for line in shown} == {"zhang", "li.na"}
    assert yard.states() == ["sent"] * 2


# Paces


@pytest.mark.parametrize(("platform", "way", "address", "secret", "via"), WAYS)
def test_two_relays_together_keep_a_groups_pace(
    yard: Yard, platform: str, way: str, address: str, secret: str | None, via: str
) -> None:
    group = yard.group(platform, way, address, secret)
    for number in range(45):
        yard.puts_in_group(platform, group, f"第{number}条")
    other = yard.another_relay()
    times: list[tuple[datetime, str]] = []
    for _ in range(240):
        yard.relay.run_once()
        other.run_once()
        yard.clock.pass_by(seconds=1)
    times = [(line.at, line.text) for line in yard.scene.stand_in.transcript.said_by_bot()]
    assert [text for _at, text in times] == [f"第{number}条" for number in range(45)]
    for at, _text in times:
        assert sum(at <= other_at < at + timedelta(minutes=1) for other_at, _ in times) <= 20
    assert {row["attempts"] for row in yard.rows()} == {1}
    assert set(yard.states()) == {"sent"}


def test_others_go_on_while_one_group_waits(yard: Yard) -> None:
    group = yard.group("wecom", "webhook", WECOM_KEY)
    for number in range(19):
        yard.puts_in_group("wecom", group, f"第{number}条")
    yard.runs()
    yard.puts("wecom", "zhang", "请报送")
    assert [line.text for line in yard.runs()] == ["请报送"]
    waiting = yard.rows()[18]
    assert (waiting["state"].value, waiting["attempts"], waiting["error"]) == ("waiting", 0, TOO_MANY)


def test_a_member_of_wecom_gets_no_more_a_minute_than_is_shown(yard: Yard) -> None:
    for number in range(70):
        yard.puts("wecom", "zhang", f"第{number}条")
    assert len(yard.runs_for(200)) == 70


def test_a_webhook_that_the_platform_throttles_rests_and_nothing_has_failed(yard: Yard) -> None:
    group = yard.group("dingtalk", "webhook", DINGTALK_TOKEN, SECRET)
    yard.faults.script("/robot/send", answering({"errcode": 130101, "errmsg": "send too fast"}))
    for number in range(3):
        yard.puts_in_group("dingtalk", group, f"第{number}条")
    assert yard.runs_for(540, step=60) == []
    assert yard.rows()[0]["attempts"] == 0
    assert [line.text for line in yard.runs_for(120)] == [f"第{number}条" for number in range(3)]
    assert calls(yard)["dingtalk.webhook"] == 4


def test_the_apps_calls_a_second_are_kept(yard: Yard) -> None:
    people = [f"u{number}" for number in range(30)]
    yard.scene.stand_in.dingtalk.tenant.people.update(dict.fromkeys(people, "某"))
    for person in people:
        yard.puts("dingtalk", person, f"给{person}")
    assert len(yard.runs()) == 5
    assert len(yard.runs_for(10)) == 25


# Budgets of the month

BUDGETS = {"dingtalk.calls": Budget(10), "dingtalk.messages": Budget(4, received="dingtalk")}


@pytest.fixture
def short(database: Database) -> Yard:
    return Yard(database, BUDGETS)


def test_at_the_limit_only_what_matters_most_still_goes(short: Yard) -> None:
    for number in range(11):
        short.puts("dingtalk", "zhang", f"提醒{number}", "report_reminder")
    assert len(short.runs_for(5)) == 10
    assert short.rows()[-1]["error"] == USED_UP
    short.puts("dingtalk", "zhang", "逾期", "report_overdue")
    assert [line.text for line in short.runs()] == ["逾期"]
    assert short.rows()[10]["state"].value == "waiting"
    short.clock.pass_by(days=1)
    assert short.runs() == []
    assert (short.states()[10], short.rows()[10]["error"]) == ("failed", USED_UP)


def test_a_new_month_begins_anew(short: Yard) -> None:
    for number in range(11):
        expires = short.clock.now + timedelta(days=40)
        short.puts("dingtalk", "zhang", f"通报{number}", "overall_bulletin", expires_at=expires)
    assert len(short.runs_for(5)) == 10
    short.clock.pass_by(days=28)
    assert [line.text for line in short.runs()] == ["通报10"]


def test_the_other_platform_is_not_concerned(short: Yard) -> None:
    short.database.write(lambda c: quotas.count(c, "dingtalk.private", "dingtalk.calls", short.clock.now, 10))
    short.puts("dingtalk", "zhang", "提醒", "report_reminder")
    short.puts("wecom", "zhang", "提醒", "report_reminder")
    assert [line.platform for line in short.runs()] == ["wecom"]


def answer_waits(yard: Yard, number: int, group: str = GROUP) -> None:
    """Somebody has written, in the group or to the robot alone, and is answered by the reply address."""
    request = yard.scene.stand_in.dingtalk.text("zhang", f"任务{number} 完成8个", group=group)
    message = yard.scene.taken_by_dingtalk(request)
    assert isinstance(message, InboundMessage)
    assert isinstance(message.reply_to, ReplyAddress)

    def put(connection: Any) -> None:
        kept = inbox.put(
            connection, message, yard.clock.now, person_id=None, intent="report", answer="已记录"
        )
        outbox.put_answer(connection, message, f"已记录{number}", kept, f"answer:{number}", yard.clock.now)

    yard.database.write(put)


def test_answers_take_the_path_whose_budget_is_left(short: Yard) -> None:
    """Four messages may go in and out by the reply address: two reports and two replies; then the OpenAPI."""
    vias = []
    for number in range(4):
        answer_waits(short, number)
        vias += [line.via for line in short.runs()]
    assert vias == ["sendBySession", "sendBySession", "batchSend", "batchSend"]
    assert calls(short) == {"dingtalk.received": 4, "dingtalk.reply": 2, "dingtalk.private": 2}


def test_a_budget_that_is_half_used_is_spared_where_another_way_does_as_well(database: Database) -> None:
    yard = Yard(
        database, {"dingtalk.calls": Budget(40), "dingtalk.messages": Budget(12, received="dingtalk")}
    )
    vias = []
    for number in range(5):
        answer_waits(yard, number, group="")
        vias += [line.via for line in yard.runs()]
    assert vias == ["sendBySession"] * 3 + ["batchSend"] * 2
    answer_waits(yard, 5)
    assert [line.via for line in yard.runs()] == ["sendBySession"], "who has to be called in the group is"


def test_a_dead_reply_address_is_counted_and_the_next_way_too(yard: Yard) -> None:
    answer_waits(yard, 1)
    yard.faults.script("/robot/sendBySession", answering({"errcode": 300001, "errmsg": "x"}))
    assert [line.via for line in yard.runs()] == ["batchSend"]
    assert calls(yard) == {"dingtalk.reply": 1, "dingtalk.private": 1}


def test_a_quota_that_others_have_used_up_is_found_out(database: Database) -> None:
    """Other apps of the organisation draw on the same one: the platform's word counts more than ours."""
    yard = Yard(database, {"dingtalk.calls": Budget(5000)})
    yard.scene.stand_in.dingtalk_server.calls_left = 0
    for number in range(3):
        yard.puts("dingtalk", "zhang", f"提醒{number}", "report_reminder")
    assert yard.runs_for(60) == []
    assert calls(yard)["dingtalk.private"] == 1
    assert {(row["state"].value, row["attempts"]) for row in yard.rows()} == {("waiting", 0)}
    yard.scene.stand_in.dingtalk_server.calls_left = None
    yard.puts("dingtalk", "zhang", "逾期", "report_overdue")
    assert [line.text for line in yard.runs()] == ["逾期"]


def test_a_budget_of_zero_is_none(database: Database) -> None:
    free = Yard(database, {"dingtalk.calls": Budget(0)})
    for number in range(12):
        free.puts("dingtalk", "zhang", f"提醒{number}", "report_reminder")
    assert len(free.runs_for(5)) == 12


# Faults

FAULTS = {
    "500": SERVER_ERROR,
    "time-out": TIMEOUT,
    "reset": RESET,
    "away": UNREACHABLE,
    "wecom token": answering({"errcode": 42001, "errmsg": "expired"}),
    "wecom busy": answering({"errcode": -1, "errmsg": "busy"}),
    "dingtalk token": answering({"code": "InvalidAuthentication", "message": "x"}, 400),
    "dingtalk qps": answering(
        {"code": "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "message": "x"}, 403
    ),
}
PATHS = {
    "wecom": ("/cgi-bin/gettoken", MESSAGE, WEBHOOK, "/cgi-bin/appchat/send"),
    "dingtalk": ("/v1.0/oauth2/accessToken", BATCH, "/robot/send", "/v1.0/robot/groupMessages/send"),
}


def everything(yard: Yard) -> list[str]:
    """A letter by every way of both platforms; all their texts."""
    texts = []
    for platform, way, address, secret, via in WAYS:
        yard.puts_in_group(platform, yard.group(platform, way, address, secret), via)
        texts.append(via)
    for platform in ("wecom", "dingtalk"):
        for person in ("zhang", "li.na"):
            yard.puts(platform, person, f"{platform} {person}")
            texts.append(f"{platform} {person}")
    return texts


@pytest.mark.parametrize("name", FAULTS)
def test_after_any_fault_everything_has_arrived_and_nothing_twice(yard: Yard, name: str) -> None:
    texts = everything(yard)
    for platform, paths in PATHS.items():
        if name.split(maxsplit=1)[0] in ("wecom", "dingtalk") and not name.startswith(platform):
            continue
        for path in paths:
            yard.faults.script(path, FAULTS[name])
    shown = [line.text for line in yard.runs_for(600, step=5)]
    assert sorted(shown) == sorted(texts)
    assert set(yard.states()) == {"sent"}


def test_after_six_hours_of_outage_everything_arrives_once(yard: Yard) -> None:
    texts = everything(yard)
    yard.faults.out(yard.clock.now + timedelta(hours=6))
    assert yard.runs_for(6 * 3600 - 60, step=60) == []
    shown = [line.text for line in yard.runs_for(1200, step=30)]
    assert sorted(shown) == sorted(texts)


@pytest.mark.parametrize(
    ("path", "twice"),
    [
        (MESSAGE, False),  # enable_duplicate_check
        ("/robot/send", False),  # msgUuid
        (WEBHOOK, True),
        ("/cgi-bin/appchat/send", True),
        (BATCH, True),
        ("/v1.0/robot/groupMessages/send", True),
    ],
)
def test_a_lost_answer_shows_twice_only_where_the_platform_can_not_tell(
    yard: Yard, path: str, twice: bool
) -> None:
    texts = everything(yard)
    yard.faults.script(path, LOST)
    shown = [line.text for line in yard.runs_for(120)]
    assert set(shown) == set(texts)
    assert len(shown) == len(texts) + twice
    assert set(yard.states()) == {"sent"}


def test_a_relay_that_stalled_past_its_lease_does_not_say_it_again(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters are claimed together; while one relay stalls, another takes them when their lease is over."""
    yard.puts("wecom", "zhang", "一")
    yard.puts("wecom", "li.na", "二")
    other = yard.another_relay()
    real = WeComApp.ways

    def stalls(self: WeComApp, delivery: Delivery, now: datetime) -> Sequence[Way]:
        monkeypatch.setattr(WeComApp, "ways", real)
        yard.clock.pass_by(minutes=5)
        other.run_once()
        return real(self, delivery, now)

    monkeypatch.setattr(WeComApp, "ways", stalls)
    assert sorted(line.text for line in yard.runs()) == ["一", "二"]
    assert yard.states() == ["sent"] * 2
