"""The office says in a DingTalk group what the group is for; then bulletins and reminders go there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.platforms.simulator.tenants import Group
from handlers.desk.group_binding import group_word
from schedules.bulletins import due_bulletins
from storage import outbox
from storage.enrolling import take_groups
from storage.house import House
from storage.outbox import Push
from storage.rows import GroupRow
from storage.states import Channel
from tests.desk import GROUP, SHANGHAI, Desk
from tests.storage.contents import history, some_groups

OFFICE, CONTACT = "dt-0158", "dt-0020"
DUE = datetime(2023, 4, 11, 10, 6, tzinfo=SHANGHAI)


def groups(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(GroupRow.__table__).order_by(GroupRow.id)).mappings())


def says(desk: Desk, text: str, account: str = OFFICE) -> str:
    return desk.says(account, text, in_group=True)


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("绑定本群 全体", "全体"),
        (" 绑定本群：督查室。", "督查室"),
        ("请把本群绑定为领导群", "领导"),
        ("绑定这个群 区水务局", "区水务局"),
        ("绑定本群给各单位", "全体"),
        ("绑定本群", ""),
    ],
)
def test_what_is_read(text: str, purpose: str) -> None:
    word = group_word(text)
    assert word is not None
    assert word.purpose == purpose


def test_other_words_are_left_alone() -> None:
    for text in ("绑定 区水务局 李海 19900001234", "任务42 已绑定本群二维码", "全体"):
        assert group_word(text) is None
    unbound = group_word("请解绑本群。")
    assert unbound is not None
    assert unbound.purpose is None


def test_a_bound_group_gets_the_next_bulletin(desk: Desk) -> None:
    told = says(desk, "绑定本群 全体")
    assert "“督查工作群”，用途：全体" in told
    assert "今后发布的通报发到本群" in told
    [row] = groups(desk)
    assert (row["name"], row["purpose"], row["platform"], row["way"], row["address"]) == (
        *("督查工作群", "everybody", "dingtalk", "robot"),
        GROUP,
    )
    desk.clock.now = DUE
    due_bulletins(desk.database, House(SHANGHAI, ("wecom", "dingtalk"), date(2023, 4, 1)), DUE)
    assert "发到督查工作群" in desk.says("zhouyuzhen.dcs", "发布 1")
    desk.relay()
    shown = [line for line in desk.stand_in.transcript.of_group(GROUP) if line.via == "groupMessages"]
    assert "民生实事" in shown[0].text


def test_once_only_and_changed_with_what_it_was(desk: Desk) -> None:
    says(desk, "绑定本群 全体")
    assert "本来就是全体" in says(desk, "绑定本群 全体")
    assert len(groups(desk)) == 1
    assert "现在的用途是全体" in says(desk, "绑定本群")
    changed = says(desk, "绑定本群 住建局")
    assert "用途：区住房城乡建设局" in changed
    assert "原来的用途是全体" in changed
    [row] = groups(desk)
    assert row["purpose"] == "unit"
    [first, second] = [row for row in history(desk.database) if row[0] == "group.bound"]
    assert (first[1], first[2], first[3]["before"], second[3]["before"]) == (
        *("督查工作群", "周玉珍", []),
        ["全体"],
    )


def test_what_waits_for_the_former_purpose_does_not_go_out(desk: Desk) -> None:
    says(desk, "绑定本群 住建局")
    [row] = groups(desk)
    with desk.database.session() as session:
        push = Push(
            *("a", "report_reminder", "dingtalk", str(row["id"]), "区住房城乡建设局还有3项没报"),
            channel=Channel.GROUP,
        )
        outbox.put_push(session.connection(), push, desk.clock())
    with desk.database.session() as session:  # somebody else's relay is slow: bind before it goes
        session.execute(select(GroupRow.id))
    request = desk.stand_in.dingtalk.text(OFFICE, "绑定本群 教体局", group=GROUP)
    desk.call("/dingtalk/callback", request)
    desk.relay()
    assert not [line for line in desk.stand_in.transcript.of_group(GROUP) if "还有3项没报" in line.text]


def test_an_unknown_unit_is_named_with_the_nearest(desk: Desk) -> None:
    told = says(desk, "绑定本群 区住房城建局")
    assert "没有单位“区住房城建局”" in told
    assert "“区住房城乡建设局”" in told
    assert not groups(desk)


def test_only_the_office_and_politely(desk: Desk) -> None:
    for account in (CONTACT, "outsider"):
        assert "由督查室的同志设定" in says(desk, "绑定本群 全体", account)
    assert "由督查室的同志设定" in says(desk, "解绑本群", CONTACT)
    assert not groups(desk)


def test_it_is_said_in_the_group_itself(desk: Desk) -> None:
    for account in (OFFICE, "zhouyuzhen.dcs"):
        assert "请在要绑定的钉钉群里@我说" in desk.says(account, "绑定本群 全体")
    assert not groups(desk)


def test_unbound_it_gets_nothing_and_its_number_is_not_given_again(desk: Desk) -> None:
    assert "没有登记过" in says(desk, "解绑本群")
    says(desk, "绑定本群 全体")
    [row] = groups(desk)
    assert "已解绑，“督查工作群”不再接收推送（原来的用途是全体）" in says(desk, "解绑本群")
    assert not groups(desk)
    says(desk, "绑定本群 督查室")
    [again] = groups(desk)
    assert again["id"] > row["id"]
    assert [row[0] for row in history(desk.database) if row[0].startswith("group.")] == [
        *("group.bound", "group.unbound", "group.bound")
    ]


def test_two_groups_of_one_name(desk: Desk) -> None:
    with desk.database.session() as session:
        take_groups(session, some_groups("督查工作群,全体,wecom,webhook,5f3a-key-1234,"), "test", DUE)
    assert "“督查工作群（2）”" in says(desk, "绑定本群 全体")
    desk.stand_in.dingtalk.tenant.groups["cid-other"] = Group("督查工作群", {OFFICE})
    desk.dingtalk(desk.stand_in.dingtalk.text(OFFICE, "绑定本群 督查室", group="cid-other"))
    assert [row["name"] for row in groups(desk)] == ["督查工作群", "督查工作群（2）", "督查工作群（3）"]


def test_a_group_of_the_imported_list_is_taken_over(desk: Desk) -> None:
    listed = some_groups(f"钉钉工作群,领导,dingtalk,robot,{GROUP},")
    with desk.database.session() as session:
        take_groups(session, listed, "test", DUE)
    assert "原来的用途是领导" in says(desk, "绑定本群 全体")
    [row] = groups(desk)
    assert (row["name"], row["purpose"]) == ("督查工作群", "everybody")
