"""The office reviews bulletins by reply; everybody else's words are kept and not carried out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.review import BulletinState
from handlers.ledger.people import RoleName
from schedules.bulletins import due_bulletins
from storage import kept_bulletins
from storage.enrolling import take_groups
from storage.house import House
from storage.packaged import packaged_roster
from storage.rows import OutboxRow
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import HOUSING, some_groups

DUE = datetime(2023, 4, 11, 10, 6, tzinfo=SHANGHAI)


@pytest.fixture
def number(desk: Desk) -> int:
    """A previewed draft on March."""
    with desk.database.session() as session:
        take_groups(session, some_groups("全区督查群,全体,wecom,webhook,5f3a-key,"), "test", DUE)
    desk.clock.now = DUE
    due_bulletins(desk.database, House(SHANGHAI, ("wecom", "dingtalk"), date(2023, 4, 1)), DUE)
    return 1


def kept(desk: Desk, number: int = 1) -> KeptBulletin:
    with desk.database.reading() as connection:
        return kept_bulletins.load(connection, number)


def pages(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        rows = connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id)).all()
    return [row for row in rows if row.kind == "livelihood_bulletin"]


def office_of(platform: str) -> str:
    rows = (row for row in packaged_roster().rows if row.role is RoleName.OFFICE)
    return next(row.identities[platform] for row in rows if platform in row.identities)


def test_published_by_reply_without_names(desk: Desk, number: int) -> None:
    office = desk.account_of(RoleName.OFFICE)
    answer = desk.says(office, f"发布 {number}")
    assert (
        "1号通报已发布：督查通报〔2023〕第1期《关于2023年3月份民生实事进展情况的通报》，不点名的文本"
        in answer
    )
    assert "发到全区督查群" in answer
    out = kept(desk)
    assert (out.state, out.naming, out.groups) == (BulletinState.PUBLISHED, False, ("全区督查群",))
    assert out.serial in pages(desk)[0].text if out.serial else False
    assert "未报送的单位：" not in "".join(row.text for row in pages(desk))
    again = desk.says(office, "发布 １号")
    assert "已由" in again
    assert "没有再动" in again


def test_published_with_names_where_that_is_said(desk: Desk, number: int) -> None:
    assert "点名的文本" in desk.says(desk.account_of(RoleName.OFFICE), f"发布{number}号 点名")
    assert kept(desk).naming is True
    assert "未报送的单位：" in "".join(row.text for row in pages(desk))


def test_held(desk: Desk, number: int) -> None:
    assert "已暂缓" in desk.says(desk.account_of(RoleName.OFFICE), f"暂缓 {number}")
    assert kept(desk).state is BulletinState.HELD
    assert "发布 1" in desk.says(desk.account_of(RoleName.OFFICE), "发布")
    assert not pages(desk)


def test_a_passage_is_changed_and_numbers_are_checked(desk: Desk, number: int) -> None:
    office = desk.account_of(RoleName.OFFICE)
    before = kept(desk)
    wrong = desk.says(office, f"修改 {number} “20项民生实事”改为“21项民生实事”")
    assert "没有改动" in wrong
    assert "“21项”" in wrong
    assert "照原文写" in desk.says(office, f"修改 {number} “没有这句”改为“有”")
    assert kept(desk) == before
    assert "第2版" in desk.says(office, f"修改 {number} “各有关单位：”改为“各街道，各部门：”")
    after = kept(desk)
    assert (after.version, after.edited, after.publish_at) == (2, True, None)
    assert "各街道，各部门：" in after.texts.full
    assert "各街道，各部门：" in after.texts.unnamed
    desk.says(office, f"发布 {number}")
    assert "各街道，各部门：" in pages(desk)[0].text


def test_a_text_of_ones_own_that_names_is_confirmed(desk: Desk, number: int) -> None:
    office = desk.account_of(RoleName.OFFICE)
    desk.says(office, f"修改 {number} 各单位：区司法局还没有报送3月份情况，请尽快。")
    asked = desk.says(office, f"发布 {number}")
    assert "点了区司法局的名" in asked
    assert kept(desk).state is BulletinState.DRAFT
    assert "已发布" in desk.says(office, f"发布 {number} 点名")
    assert kept(desk).title == "关于2023年3月份民生实事进展情况的通报"


def test_only_the_office_decides(desk: Desk, number: int) -> None:
    before = kept(desk)
    contact = desk.account_of(RoleName.CONTACT)
    leader = desk.account_of(RoleName.LEADER)
    for who in (contact, leader, "stranger"):
        for words in (f"发布 {number}", f"暂缓 {number}", f"修改 {number} 新的全文", f"更正通报 {number}"):
            assert "已发布" not in desk.says(who, words)
        assert who == "stranger" or desk.says(who, f"发布 {number}") == "只有督查室可以发布通报。"
    assert desk.says(contact, "暂停推送") == "只有督查室可以暂停推送。"
    assert desk.says(leader, "恢复推送") == "只有督查室可以恢复推送。"
    assert kept(desk) == before
    assert not pages(desk)


def test_in_a_group_it_is_not_done(desk: Desk, number: int) -> None:
    account = office_of("dingtalk")
    assert "单独发给我" in desk.says(account, f"发布 {number}", in_group=True)
    assert kept(desk).state is BulletinState.DRAFT
    assert "已发布" in desk.says(account, f"发布 {number}")


def test_unknown_numbers_and_corrections(desk: Desk, number: int) -> None:
    office = desk.account_of(RoleName.OFFICE)
    assert desk.says(office, "发布 99") == "没有99号通报。"
    assert "通报预览 1号" in desk.says(office, f"预览 {number}")
    assert "还没有发布" in desk.says(office, f"更正通报 {number}")
    desk.says(office, f"发布 {number}")
    assert "更正" in desk.says(office, f"更正通报 {number}")
    assert "没有等待发布的通报" in desk.says(office, "发布")


def test_without_a_number_nothing_is_published(desk: Desk, number: int) -> None:
    answer = desk.says(desk.account_of(RoleName.OFFICE), "发布3月份民生实事通报给各单位")
    assert "没有执行" in answer
    assert kept(desk).state is BulletinState.DRAFT


def reported_since(desk: Desk) -> None:
    """A day after the draft a unit that it counts as missing reports."""
    desk.clock.now = DUE + timedelta(days=1)
    desk.says(HOUSING, "实事13 3月份：截至3月底已清零11个")


def test_what_has_changed_since_is_drafted_anew_and_not_published(desk: Desk, number: int) -> None:
    office = desk.account_of(RoleName.OFFICE)
    desk.says(office, f"暂缓 {number}")
    reported_since(desk)
    answer = desk.says(office, f"发布 {number} 点名")
    assert "没有发布：拟稿后有变动，已重拟（第2版）" in answer
    assert "报送情况：逾期报送由0项次改为1项次" in answer
    assert (kept(desk).state, kept(desk).version) == (BulletinState.HELD, 2)
    assert not pages(desk)
    assert "已发布" in desk.says(office, f"发布 {number} 点名")


def test_a_persons_text_goes_out_as_it_stands_only_where_that_is_said(desk: Desk, number: int) -> None:
    office = desk.account_of(RoleName.OFFICE)
    desk.says(office, f"修改 {number} 各单位：请尽快报送3月份情况。")
    reported_since(desk)
    assert f"仍要发布请回：发布 {number} 原稿" in desk.says(office, f"发布 {number}")
    assert not pages(desk)
    assert "已发布" in desk.says(office, f"发布 {number} 原稿")
    assert "请尽快报送" in "".join(row.text for row in pages(desk))


def test_how_to_edit_is_told_and_what_waits_is_listed(desk: Desk, number: int) -> None:
    office = desk.account_of(RoleName.OFFICE)
    assert f"修改 {number} “原句”改为“新句”" in desk.says(office, f"修改 {number}")
    assert kept(desk).version == 1
    for words in ("预览", "通报"):
        assert "1号《关于2023年3月份民生实事进展情况的通报》（待发布）" in desk.says(office, words)
