"""Who reports for a unit: joining by the platform's answer or the office's word, handing over, leaving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.platforms.simulator.faults import answering
from handlers.ledger.people import RoleName
from storage.packaged import packaged_roster
from storage.people import RosterRow
from storage.rows import HistoryRow, IdentityRow, JoinRow, OutboxRow, PersonRow
from storage.senders import person_of
from tests.desk import SHANGHAI, STRANGER, Desk

UNIT, SHORT = "区水务局", "水务局"
REPORT = "任务42 完成情况：已清零11个；阶段目标：已完成"
Says = Callable[[str], str]


@dataclass(frozen=True)
class Known:
    """Somebody of the roster who has no account on WeCom yet."""

    row: RosterRow

    @property
    def applies(self) -> str:
        return f"绑定 {self.row.unit} {self.row.name} {self.row.phone}"


@pytest.fixture
def known() -> Known:
    rows = packaged_roster().rows
    return Known(next(row for row in rows if row.role is RoleName.CONTACT and "wecom" not in row.identities))


@pytest.fixture
def office(desk: Desk) -> Says:
    account = desk.account_of(RoleName.OFFICE)
    return lambda text: desk.says(account, text)


@pytest.fixture
def stranger(desk: Desk) -> Says:
    return lambda text: desk.says(STRANGER, text)


def told(desk: Desk, account: str) -> list[str]:
    """What has been pushed to somebody."""
    desk.relay()
    lines = desk.stand_in.transcript.said_by_bot()
    return [line.text for line in lines if line.to == account and line.via != "passive reply"]


def rows(desk: Desk, table: Any) -> list[Any]:
    with desk.database.session() as session:
        return list(session.scalars(select(table)))


def who(desk: Desk, account: str, day: datetime | None = None) -> Any:
    with desk.database.reading() as connection:
        return person_of(connection, "wecom", account, day.date() if day else None)


def history(desk: Desk, what: str) -> list[HistoryRow]:
    return [row for row in rows(desk, HistoryRow) if row.what == what]


# By the platform's own answer


def test_the_platforms_own_answer_lets_in_at_once(desk: Desk, stranger: Says, known: Known) -> None:
    desk.stand_in.wecom.tenant.phones[known.row.phone] = STRANGER
    answer = stranger(known.applies)
    assert answer.startswith("登记申请已收到")
    assert known.row.phone not in answer
    assert who(desk, STRANGER) is None, "the platform has not been asked yet"
    assert told(desk, STRANGER) == [
        f"{known.row.name}，核对无误，已登记为{known.row.unit}的填报人，可以直接填报了。发“帮助”看怎么报。"
    ]
    assert who(desk, STRANGER).name == known.row.name
    (event,) = history(desk, "person.joined")
    assert (event.subject, event.by, event.detail["unit"]) == (known.row.name, "平台", known.row.unit)
    assert not office_letters(desk)
    assert "已登记" in stranger(known.applies)


def office_letters(desk: Desk) -> list[Any]:
    return [row for row in rows(desk, OutboxRow) if row.kind == "join_request"]


@pytest.mark.parametrize(
    "words",
    [
        "绑定 {name} {unit} {phone}",
        "你好，我是{unit}的{name}，手机号{phone}，想绑定一下",
        "{phone} {name} {unit}",
        "绑定：单位：{unit}；姓名：{name}；手机：{phone}",
    ],
)
def test_in_any_order_and_in_everyday_words(desk: Desk, stranger: Says, known: Known, words: str) -> None:
    desk.stand_in.wecom.tenant.phones[known.row.phone] = STRANGER
    stranger(words.format(unit=known.row.unit, name=known.row.name, phone=known.row.phone))
    desk.relay()
    assert who(desk, STRANGER).name == known.row.name


def test_a_known_number_alone_is_no_proof(desk: Desk, stranger: Says, known: Known) -> None:
    """Somebody else's number: the platform says whose it is, and the office is asked."""
    desk.stand_in.wecom.tenant.phones[known.row.phone] = "somebody.else"
    stranger(known.applies)
    assert told(desk, STRANGER) == ["平台没有核对上，已转督查室人工核实，有结果马上告诉您。"]
    assert who(desk, STRANGER) is None
    (letter, *_others) = office_letters(desk)
    assert "这个手机号不是此账号的" in letter.text
    assert known.row.phone not in letter.text


@pytest.mark.parametrize(
    "refusal",
    [
        {"errcode": 60011, "errmsg": "no privilege"},
        {"errcode": 46004, "errmsg": "user not exist"},
        {"errcode": 45009, "errmsg": "api freq out of limit"},
        {"errcode": 48002, "errmsg": "api forbidden"},
    ],
)
def test_what_the_platform_does_not_tell_goes_to_the_office(
    desk: Desk, stranger: Says, known: Known, refusal: dict[str, Any]
) -> None:
    desk.stand_in.faults.script("/cgi-bin/user/getuserid", answering(refusal))
    stranger(known.applies)
    desk.relay()
    assert who(desk, STRANGER) is None
    assert office_letters(desk)


def test_by_dingtalk(desk: Desk) -> None:
    row = next(row for row in packaged_roster().rows if row.phone and "dingtalk" not in row.identities)
    desk.stand_in.dingtalk.tenant.people["dt-new"] = row.name
    desk.stand_in.dingtalk.tenant.phones[row.phone] = "dt-new"
    desk.says("dt-new", f"绑定 {row.unit} {row.name} {row.phone}")
    desk.relay()
    with desk.database.reading() as connection:
        found = person_of(connection, "dingtalk", "dt-new")
    assert found is not None
    assert found.name == row.name


def test_nothing_is_asked_of_the_platform_unless_the_roster_has_the_number(
    desk: Desk, stranger: Says, known: Known
) -> None:
    """Too many wrong numbers would close the call for a day."""
    desk.stand_in.wecom.tenant.phones["13912345678"] = STRANGER
    stranger(f"绑定 {known.row.unit} {known.row.name} 13912345678")
    assert [row.state for row in rows(desk, JoinRow)] == ["waiting"]


# By the office


def test_the_office_lets_in_with_one_reply(desk: Desk, stranger: Says, office: Says) -> None:
    stranger(f"绑定 {SHORT} 李海 13912345678")
    letters = office_letters(desk)
    assert letters
    assert "1号绑定：区水务局 李海 139****5678（企业微信）。名单里没有此人" in letters[0].text
    waiting = office("待办")
    assert "人员申请1件：1号绑定：区水务局 李海 139****5678" in waiting
    assert "同意绑定 1" in waiting
    assert office("同意绑定 1").startswith("已同意：1号绑定：区水务局 李海")
    assert "已登记为区水务局的填报人" in told(desk, STRANGER)[-1]
    person = who(desk, STRANGER)
    assert person.roles == {RoleName.CONTACT}
    (event,) = history(desk, "person.joined")
    assert event.by == next(row.name for row in packaged_roster().rows if row.role is RoleName.OFFICE)
    assert "没有执行：1号申请已由" in office("同意绑定 1")


def test_the_office_refuses_with_a_reason(desk: Desk, stranger: Says, office: Says) -> None:
    stranger(f"绑定 {SHORT} 李海 13912345678")
    assert "请写明原因" in office("不同意绑定 1")
    assert office("不同意绑定 1 原因：查无此人").startswith("没有同意：1号绑定")
    assert told(desk, STRANGER)[-1].endswith("督查室没有同意。原因：查无此人")
    assert who(desk, STRANGER) is None


def test_without_a_number_the_only_one_is_meant(desk: Desk, stranger: Says, office: Says) -> None:
    assert office("同意绑定") == "没有等待核实的登记申请。"
    stranger(f"绑定 {SHORT} 李海 13912345678")
    assert office("同意绑定").startswith("已同意：1号")


def test_only_the_office_decides(desk: Desk, stranger: Says) -> None:
    stranger(f"绑定 {SHORT} 李海 13912345678")
    contact = next(
        row for row in packaged_roster().rows if row.role is RoleName.CONTACT and "wecom" in row.identities
    )
    desk.says(contact.identities["wecom"], "同意绑定 1")
    stranger("同意绑定 1")
    assert who(desk, STRANGER) is None
    assert [row.state for row in rows(desk, JoinRow)] == ["waiting"]


def test_what_is_missing_is_asked_once(desk: Desk, stranger: Says) -> None:
    assert "还差姓名、手机号" in stranger("绑定 水务局")
    assert not office_letters(desk)
    assert "还差手机号" in stranger("李海")
    assert stranger("13912345678").startswith("登记申请已收到：区水务局 李海 139****5678")
    assert len(rows(desk, JoinRow)) == 1


def test_an_unknown_unit_is_answered_with_the_nearest(stranger: Says) -> None:
    answer = stranger("绑定 区水务管理局 李海 13912345678")
    assert "没有叫“区水务管理局”的单位，是不是“区水务局”" in answer
    assert stranger("水务局").startswith("登记申请已收到：区水务局 李海")


def test_asked_again_nothing_is_sent_again(desk: Desk, stranger: Says) -> None:
    stranger(f"绑定 {SHORT} 李海 13912345678")
    before = len(office_letters(desk))
    assert "已收到（1号）" in stranger(f"绑定 李海 {SHORT} 13912345678")
    assert len(office_letters(desk)) == before
    stranger(f"绑定 {SHORT} 李河 13912345678")
    assert [row.state for row in rows(desk, JoinRow)] == ["dropped", "waiting"]


def test_a_flood_is_stopped(desk: Desk, stranger: Says) -> None:
    for number in range(7):
        answer = stranger(f"绑定 {SHORT} 李海 1391234567{number}")
    assert "今天已申请多次" in answer
    assert len(rows(desk, JoinRow)) == 5


def test_nobody_becomes_office_by_chat(desk: Desk, stranger: Says, office: Says) -> None:
    stranger("绑定 督查室 王五 13912345678")
    assert "没有执行" in office("同意绑定 1")
    assert who(desk, STRANGER) is None


def test_a_new_account_of_a_known_person_needs_the_office(desk: Desk, stranger: Says, office: Says) -> None:
    row = next(
        row for row in packaged_roster().rows if row.role is RoleName.CONTACT and "wecom" in row.identities
    )
    desk.stand_in.wecom.tenant.phones[row.phone] = STRANGER
    stranger(f"绑定 {row.unit} {row.name} {row.phone}")
    desk.relay()
    assert who(desk, STRANGER) is None
    assert "同意后原账号失效" in office_letters(desk)[0].text
    office("同意绑定 1")
    assert who(desk, STRANGER).name == row.name
    assert who(desk, row.identities["wecom"]) is None, "the former account is out"


def test_a_new_number_needs_the_office(desk: Desk, office: Says) -> None:
    row = next(
        row for row in packaged_roster().rows if row.role is RoleName.CONTACT and "wecom" in row.identities
    )
    account = row.identities["wecom"]
    assert desk.says(account, "换绑 手机号 13912345678").startswith("登记申请已收到")
    assert phone_of(desk, row.name) == row.phone
    office("同意换绑 1")
    assert phone_of(desk, row.name) == "13912345678"
    assert who(desk, account).name == row.name


def phone_of(desk: Desk, name: str) -> str:
    return next(str(one.phone) for one in rows(desk, PersonRow) if one.name == name and one.phone)


def test_the_account_of_somebody_who_is_out_is_free(desk: Desk, stranger: Says, known: Known) -> None:
    with desk.database.session() as session:
        gone = PersonRow(name="早先的人", phone=None, active=False)
        session.add(gone)
        session.flush()
        session.add(IdentityRow(platform="wecom", user_id=STRANGER, person_id=gone.id))
    desk.stand_in.wecom.tenant.phones[known.row.phone] = STRANGER
    stranger(known.applies)
    desk.relay()
    assert who(desk, STRANGER).name == known.row.name


def test_who_has_no_account_in_the_organisation_cannot_join(desk: Desk) -> None:
    request = desk.stand_in.dingtalk.text("outsider", "绑定 水务局 李海 13912345678")
    assert desk.dingtalk(request).startswith("平台没有告诉我您的账号")
    assert not rows(desk, JoinRow)


def test_not_in_a_group(desk: Desk) -> None:
    account = next(row for row in packaged_roster().rows if "dingtalk" in row.identities).identities[
        "dingtalk"
    ]
    answer = desk.says(account, "@督查助手 绑定 水务局 李海 13912345678", in_group=True)
    assert "单独发给我" in answer
    assert not rows(desk, JoinRow)


# Handing over, deputising, leaving


@pytest.fixture
def row() -> RosterRow:
    """The only contact with WeCom of a unit of the ledger."""
    return next(
        row for row in packaged_roster().rows if row.unit == "区住房城乡建设局" and "wecom" in row.identities
    )


@pytest.fixture
def contact(desk: Desk, row: RosterRow) -> Says:
    return lambda text: desk.says(row.identities["wecom"], text)


def test_handed_over_the_former_one_is_out_and_the_reports_keep_their_author(
    desk: Desk, contact: Says, office: Says, stranger: Says, row: RosterRow
) -> None:
    contact("实事13 完成情况：已筹集3100套；阶段目标：已完成")
    assert "请写明接手的人的手机号" in contact("工作交接给张三")
    answer = contact("交接给 张三 13912345678")
    assert answer.startswith("已提交督查室确认：区住房城乡建设局的填报由")
    assert who(desk, row.identities["wecom"]) is not None, "until the office agrees all is as before"
    assert f"1号交接：区住房城乡建设局 {row.name}交接给张三 139****5678" in office("待办")
    assert office("同意交接 1").startswith("已同意：1号交接")
    assert who(desk, row.identities["wecom"]) is None
    assert desk.reports()[0]["reporter"] == row.name
    assert (
        "张三还没有账号，请本人给我发：绑定 区住房城乡建设局 张三 手机号"
        in told(desk, row.identities["wecom"])[-1]
    )
    desk.stand_in.wecom.tenant.phones["13912345678"] = STRANGER
    stranger("绑定 住建局 张三 13912345678")
    desk.relay()
    assert who(desk, STRANGER).name == "张三"
    (event,) = history(desk, "person.handed_over")
    assert (event.subject, event.detail["to"]) == (row.name, "张三")
    stranger("实事13 完成情况：已筹集3300套；阶段目标：已完成")
    assert {one["reporter"] for one in desk.reports()} == {row.name, "张三"}


def test_a_deputy_reports_until_the_last_day(
    desk: Desk, contact: Says, office: Says, stranger: Says, row: RosterRow
) -> None:
    assert "请写明" in contact("由李四代理")
    assert "代理到4月15日" in contact("由李四 13912345678 代理到4月15日")
    office("同意代理 1")
    desk.stand_in.wecom.tenant.phones["13912345678"] = STRANGER
    stranger("绑定 住建局 李四 13912345678")
    desk.relay()
    assert who(desk, row.identities["wecom"]) is not None
    assert who(desk, STRANGER, datetime(2023, 4, 15, tzinfo=SHANGHAI)) is not None
    assert who(desk, STRANGER, datetime(2023, 4, 16, tzinfo=SHANGHAI)) is None
    desk.clock.now = datetime(2023, 4, 16, 9, 0, tzinfo=SHANGHAI)
    desk.program.plan_pushes(desk.clock())
    assert who(desk, STRANGER) is None
    assert history(desk, "person.deputy_ended")


def test_the_office_hands_over_for_somebody(desk: Desk, office: Says, row: RosterRow) -> None:
    assert "的填报人有" in office("交接 住建局 给 张三 13912345678")
    assert office(f"交接 住建局 {row.name} 给 张三 13912345678").startswith("已登记，编号随后发给")
    office("同意交接 1")
    assert who(desk, row.identities["wecom"]) is None
    assert any(one.name == "张三" for one in rows(desk, PersonRow))


def test_who_is_concerned_is_told_at_a_decent_hour(desk: Desk, office: Says, row: RosterRow) -> None:
    desk.clock.now = datetime(2023, 4, 6, 21, 0, tzinfo=SHANGHAI)
    office(f"交接 住建局 {row.name} 给 张三 13912345678")
    office("同意交接 1")
    told = [one for one in rows(desk, OutboxRow) if one.kind == "join_told"]
    assert [one.receiver for one in told] == [row.identities["wecom"]]
    assert told[0].not_before.astimezone(SHANGHAI).date().day == 7
    assert f"由{row.name}交接给张三" in told[0].text


def test_a_head_hands_the_own_role_over(desk: Desk, office: Says, stranger: Says) -> None:
    head = next(
        one for one in packaged_roster().rows if one.role is RoleName.HEAD and one.unit == "区住房城乡建设局"
    )
    desk.says(next(iter(head.identities.values())), "交接给 张三 13912345678")
    office("同意交接 1")
    desk.stand_in.wecom.tenant.phones["13912345678"] = STRANGER
    stranger("绑定 住建局 张三 13912345678")
    desk.relay()
    assert who(desk, STRANGER).roles == {RoleName.HEAD}


def test_a_draft_does_not_swallow_other_words(desk: Desk, stranger: Says) -> None:
    stranger("绑定 水务局")
    assert "绑定 单位 姓名 手机号" in stranger("帮助")
    desk.clock.forward(days=2)
    assert "还差" not in stranger("李海")


def test_leaving_is_said_twice(desk: Desk, contact: Says, row: RosterRow) -> None:
    contact("实事13 完成情况：已筹集3100套；阶段目标：已完成")
    assert "确定请回：确认解绑" in contact("我调走了")
    assert who(desk, row.identities["wecom"]) is not None
    assert contact("确认解绑").startswith("已解绑")
    assert who(desk, row.identities["wecom"]) is None
    assert "您的账号还没有登记" in contact("实事13 完成情况：已筹集3300套")
    assert len(desk.reports()) == 1
    assert history(desk, "person.left")[0].by == row.name
    assert "已自行解绑" in office_letters(desk)[0].text


def test_the_office_takes_somebody_out(desk: Desk, office: Says, row: RosterRow) -> None:
    office(f"解绑 住建局 {row.name}")
    assert office("同意解绑 1").startswith("已同意：1号解绑")
    assert who(desk, row.identities["wecom"]) is None


def test_no_phone_number_is_shown_anywhere(desk: Desk, stranger: Says, office: Says) -> None:
    stranger(f"绑定 {SHORT} 李海 13912345678")
    office("待办")
    office("同意绑定 1")
    desk.relay()
    assert not any("13912345678" in line.text for line in desk.stand_in.transcript.said_by_bot())
    assert not any("13912345678" in str(one.detail) for one in rows(desk, HistoryRow))
    assert len([one for one in rows(desk, IdentityRow) if one.user_id == STRANGER]) == 1


def test_the_office_is_told_which_rights_an_account_would_get(
    desk: Desk, stranger: Says, office: Says
) -> None:
    row = next(
        row for row in packaged_roster().rows if row.role is RoleName.OFFICE and "wecom" not in row.identities
    )
    stranger(f"绑定 {row.unit} {row.name} 13912345678")
    assert "是督查室人员或领导，同意后此账号有相应权限" in office_letters(desk)[0].text
    office("同意绑定 1")
    assert who(desk, STRANGER).roles == {RoleName.OFFICE}
