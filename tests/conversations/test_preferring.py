"""Somebody on both platforms says on which one pushes are wanted; it is kept, and told who has no account."""

from __future__ import annotations

import pytest

from handlers.desk.preferring import platform_wished
from handlers.ledger.people import RoleName
from schedules.undelivered import tell_of_undelivered
from storage import outbox
from storage.outbox import Push
from storage.senders import addresses_of
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import history

BOTH = ("zhouyuzhen.dcs", "dt-0158")  # 周玉珍 of the office
ONLY_WECOM = "renchangjiang.dcs"


def pushed_to(desk: Desk, *platforms: str) -> str:
    """Where a push to 周玉珍 goes while these platforms are switched on."""
    with desk.database.session() as session:
        found = addresses_of(session, RoleName.OFFICE, platforms or ("wecom", "dingtalk"))
    return next(one.user_id for one in found if one.user_id in BOTH)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("用钉钉提醒我", "dingtalk"),
        ("以后发企业微信", "wecom"),
        ("推送发到钉钉", "dingtalk"),
        ("请以后用企微给我发通知。", "wecom"),
        ("以后提醒都发到我的钉钉上吧", "dingtalk"),
        ("以后用钉钉", "dingtalk"),
        ("请把推送改到企业微信", "wecom"),
        ("任务42 已用钉钉通知各街道", None),
        ("钉钉", None),
        ("发钉钉群里了", None),
        ("以后用钉钉报任务42吗", None),
        ("推送发到微信", None),
    ],
)
def test_what_is_a_wish(text: str, platform: str | None) -> None:
    assert platform_wished(text) == platform


def test_pushes_go_where_they_are_wanted_from_then_on(desk: Desk) -> None:
    wecom, dingtalk = BOTH
    assert pushed_to(desk) == dingtalk  # the first by name
    assert "以后的提醒和推送发到您的企业微信" in desk.says(wecom, "以后发企业微信")
    assert pushed_to(desk) == wecom
    assert "本来就发到您的企业微信" in desk.says(dingtalk, "推送发到企业微信")
    assert pushed_to(desk, "dingtalk") == dingtalk  # switched off: the other one
    assert "以后的提醒和推送发到您的钉钉" in desk.says(wecom, "用钉钉提醒我")
    assert pushed_to(desk) == dingtalk
    [first, second] = [row for row in history(desk.database) if row[0] == "person.prefers"]
    assert (first[1], first[2], first[3]["platform"], second[3]["platform"]) == (
        "周玉珍",
        "周玉珍",
        "wecom",
        "dingtalk",
    )


def test_a_real_push_follows(desk: Desk) -> None:
    desk.says(BOTH[0], "以后发企业微信")
    with desk.database.session() as session:
        connection = session.connection()
        push = Push("a", "report_reminder", "wecom", "gone", "请报送任务45")
        outbox.put_push(connection, push, desk.clock())
        [letter] = outbox.claim(connection, desk.clock())
        outbox.give_up(connection, letter, "账号不存在")
    tell_of_undelivered(desk.database, SHANGHAI, ("wecom", "dingtalk"), desk.clock())
    desk.relay()
    told = desk.stand_in.transcript.of_person("wecom", BOTH[0])[-1]
    assert "账号不存在" in told.text
    assert not [line for line in desk.stand_in.transcript.said_by_bot() if line.to == BOTH[1]]


def test_only_where_there_is_an_account(desk: Desk) -> None:
    told = desk.says(ONLY_WECOM, "用钉钉提醒我")
    assert "没有您的钉钉账号，仍发到企业微信" in told
    assert not [row for row in history(desk.database) if row[0] == "person.prefers"]
    assert "好的" not in desk.says("stranger", "用钉钉提醒我")


def test_only_where_it_is_switched_on(desk: Desk) -> None:
    house = desk.program.house
    object.__setattr__(house, "platforms", ("wecom",))
    assert "还没有启用钉钉，仍发到企业微信" in desk.says(BOTH[0], "用钉钉提醒我")
