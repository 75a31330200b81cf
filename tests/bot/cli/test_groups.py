"""`ducha groups create`: made in WeCom by the app, then a row of the list."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.platforms.simulator.faults import LOST
from storage.rows import GroupRow
from tests.bot.cli.conftest import Ducha
from tests.bot.cli.test_doctor import sound
from tests.desk import MORNING, Desk


@pytest.fixture
def office(ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Ducha:
    ducha.uses(desk.database)
    sound(desk, monkeypatch)
    monkeypatch.setattr("bot.cli.groups.utc_now", lambda: MORNING)
    monkeypatch.setattr("bot.wiring.outward_session", lambda _: desk.stand_in.session())
    return ducha


def listed(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(GroupRow.__table__)).mappings())


def test_made_listed_and_seen_once_it_is_greeted(office: Ducha, desk: Desk) -> None:
    made = office("groups", "create", "全区督查群", "--purpose", "全体", "--contacts")
    assert made.status == 0
    assert "群主周玉珍" in made.err
    assert "今后发布的通报发到本群" in made.err
    [row] = listed(desk)
    assert (row["purpose"], row["platform"], row["way"]) == ("everybody", "wecom", "appchat")
    chat = desk.stand_in.wecom.tenant.chats[row["address"]]
    assert {"zhouyuzhen.dcs", "fanwenbo.zjj"} <= chat.members
    desk.relay()
    [line] = desk.stand_in.transcript.of_group("全区督查群")
    assert "督查助手收不到" in line.text
    assert "建立群“全区督查群”" in office("history", "roster").out


def test_a_units_group_holds_its_own_contacts(office: Ducha, desk: Desk) -> None:
    assert office("groups", "create", "住建群", "--purpose", "住建局", "--contacts").status == 0
    [row] = listed(desk)
    members = desk.stand_in.wecom.tenant.chats[row["address"]].members
    assert "fanwenbo.zjj" in members
    assert len(members) < 8
    assert row["unit_id"] is not None


def test_a_lost_answer_makes_no_second_group(office: Ducha, desk: Desk) -> None:
    desk.stand_in.faults.script("/cgi-bin/appchat/create", LOST)
    words = ("groups", "create", "专班群", "--purpose", "督查室", "--member", "任长江")
    failed = office(*words)
    assert failed.status == 1
    assert "不会重复建群" in failed.err
    assert office(*words).status == 0
    assert len(desk.stand_in.wecom.tenant.chats) == 1
    assert office(*words).refused_in_one_line("已经登记过")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--purpose", "全体"), "现在是1人"),
        (("--purpose", "全体", "--member", "常宏宇"), "没有企业微信账号"),
        (("--purpose", "全体", "--member", "无此人"), "无此人"),
        (("--purpose", "住建委", "--contacts"), "不是已知单位"),
        (("--purpose", "全体", "--contacts", "--owner", "常宏宇"), "没有企业微信账号"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_made(
    office: Ducha, desk: Desk, more: tuple[str, ...], words: str
) -> None:
    assert office("groups", "create", "某群", *more).refused_in_one_line(words)
    assert not desk.stand_in.wecom.tenant.chats


def test_not_in_a_trial_and_not_too_long(office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office("groups", "create", "长" * 51, "--purpose", "全体", "--contacts").refused_in_one_line("50")
    monkeypatch.setenv("DUCHA_TRIAL", "1")
    assert office("groups", "create", "群", "--purpose", "全体", "--contacts").refused_in_one_line("试运行")
