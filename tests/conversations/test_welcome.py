"""Entering the chat shows a short welcome by role, once a day; 帮助 fits the role."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from handlers.ledger.people import RoleName
from storage.packaged import packaged_roster
from storage.rows import GreetedRow, InboxRow
from tests.desk import SHANGHAI, STRANGER, Desk


def account(role: RoleName, unit: str = "") -> str:
    rows = packaged_roster().rows
    row = next(row for row in rows if row.role is role and "wecom" in row.identities and unit in row.unit)
    return row.identities["wecom"]


def enters(desk: Desk, who: str) -> str:
    return desk.wecom(desk.stand_in.wecom.event(who, "enter_agent", EventKey=""))


def test_a_contact_sees_what_is_owed_and_how_to_report(desk: Desk) -> None:
    text = enters(desk, account(RoleName.CONTACT, "区住房城乡建设局"))
    assert text.startswith("范文博（区住房城乡建设局），您好。")
    assert "已过期：1月情况18项、落实计划18项、2月情况18项；3月情况18项（4月10日（周一）前）" in text
    assert "任务" in text.splitlines()[1]


def test_the_office_sees_what_waits(desk: Desk) -> None:
    desk.says(STRANGER, "绑定 水务局 李海 13912345678")
    text = enters(desk, account(RoleName.OFFICE))
    assert "待办：人员申请1、" in text
    assert "牵头待定" in text


def test_a_leader_sees_the_own_items_in_a_line(desk: Desk) -> None:
    text = enters(desk, account(RoleName.LEADER))
    assert "您牵头的" in text
    assert len(text.splitlines()) == 2


def test_a_stranger_sees_the_way_in(desk: Desk) -> None:
    assert "绑定 单位 姓名 手机号" in enters(desk, STRANGER)


@pytest.mark.parametrize("role", [RoleName.CONTACT, RoleName.OFFICE])
def test_once_a_day_and_without_a_trace_of_how_often(desk: Desk, role: RoleName) -> None:
    who = account(role)
    assert enters(desk, who)
    desk.clock.forward(hours=1)
    assert enters(desk, who) == ""
    desk.clock.now = datetime(2023, 4, 7, 8, 0, tzinfo=SHANGHAI)
    assert enters(desk, who)
    with desk.database.session() as session:
        assert len(session.scalars(select(GreetedRow)).all()) == 1
        assert not session.scalars(select(InboxRow)).all()


def test_help_fits_the_role(desk: Desk) -> None:
    office = desk.says(account(RoleName.OFFICE), "帮助")
    assert "催报 区水务局" in office
    assert "同意绑定 3" in office
    contact = desk.says(account(RoleName.CONTACT), "帮助")
    assert "一条消息就能报" in contact
    assert "催报" not in contact
    leader = desk.says(account(RoleName.LEADER), "帮助")
    assert "现在什么进度" in leader
    assert "绑定 单位 姓名" in desk.says(STRANGER, "帮助")
    assert all(len(text.encode()) <= 2048 for text in (office, contact, leader))


def test_what_breaks_while_greeting_says_nothing(desk: Desk) -> None:
    with desk.database.session() as session:
        session.connection().exec_driver_sql("DROP TABLE greeted")
    assert enters(desk, STRANGER) == ""
