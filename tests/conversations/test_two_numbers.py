"""A bulletin has a number as a draft (号) and one once it is published (期): never is the wrong one meant."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.review import BulletinState
from handlers.ledger.months import Month
from handlers.ledger.people import RoleName
from storage import bulletin_drafts, bulletins
from storage.enrolling import take_groups
from storage.house import House
from storage.packaged import YEAR
from tests.conversations.test_bulletins import DUE, kept, pages
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import some_groups

HOUSE = House(SHANGHAI, ("wecom", "dingtalk"), date(2023, 4, 1))


@pytest.fixture
def office(desk: Desk) -> str:
    """Three drafts; the second is published first, and so is 第1期."""
    desk.clock.now = DUE
    with desk.database.session() as session:
        take_groups(session, some_groups("全区督查群,全体,wecom,webhook,5f3a-key,"), "test", DUE)
    for kind in (BulletinKind.LIVELIHOOD, BulletinKind.OVERALL, BulletinKind.CIRCULAR):
        with desk.database.reading() as connection:
            made = bulletin_drafts.draft_of(connection, kind, Month(YEAR, 3), HOUSE, DUE)
        with desk.database.session() as session:
            bulletins.add_draft(session, made, bulletins.key_of(made), "赵敏", DUE)
    office = desk.account_of(RoleName.OFFICE)
    told = desk.says(office, "发布 2")
    assert "督查通报〔2023〕第1期" in told
    assert "说“2号”或“第1期”都可以" in told
    return office


@pytest.mark.parametrize("word", ["更正通报", "撤回通报"])
def test_a_bare_number_that_may_be_either_is_asked_back(desk: Desk, office: str, word: str) -> None:
    before = [kept(desk, number) for number in (1, 2)]
    asked = desk.says(office, f"{word} 1")
    assert asked.startswith("没有办理：“号”是拟稿的编号，“期”是发布时的编号")
    assert f"请回：{word} 1号 或 {word} 2号" in asked
    desk.says(office, "发布 1")
    assert f"请回：{word} 1号 或 {word} 2号" in desk.says(office, f"{word} 1")
    assert f"请回：{word} 2号 或 {word} 1号" in desk.says(office, f"{word} 2")
    assert [one.state for one in before] == [BulletinState.DRAFT, BulletinState.PUBLISHED]


def test_what_is_said_with_its_word_is_done(desk: Desk, office: str) -> None:
    assert "还没有发布" in desk.says(office, "更正通报 1号")
    for words in ("更正通报第1期", "更正通报 督查通报〔2023〕第1期", "更正通报 2号"):
        assert "重拟2号通报的更正" in desk.says(office, words)
    assert "通报预览 2号" in desk.says(office, "预览第1期")
    assert "没有第9期通报" in desk.says(office, "更正通报第9期")
    assert "没有第1期通报" in desk.says(office, "撤回〔2022〕第1期")
    assert "已由" in desk.says(office, "发布第1期")
    assert kept(desk, 1).state is BulletinState.DRAFT


def test_where_both_are_the_same_nothing_is_asked(desk: Desk, office: str) -> None:
    told = desk.says(office, "发布 3")
    assert "第2期" in told
    desk.says(office, "发布 1")  # 第3期
    assert "或" not in desk.says(office, "更正通报 4")


def test_the_overall_preview_is_short_and_the_whole_is_paged(desk: Desk, office: str) -> None:
    first = desk.says(office, "预览 2")
    assert "（1/2）" in first
    assert "下一页请回：预览 2 2" in first
    second = desk.says(office, "预览 2 2")
    assert "点名单位" in first + second
    assert "附表（共130项）" not in first + second
    assert "预览 2 全文" in second
    assert "只有2页。从头看请回：预览 2" in desk.says(office, "预览 2 第9页")
    read, word = [], "预览 2 全文"
    while word:
        said = desk.says(office, word)
        assert len(said.encode()) <= 2048
        page, _, word = said.partition("\n下一页请回：")
        read.append(page)
    whole = "\n".join(read)
    assert "附表（共130项）" in whole
    assert "实事20 " in whole
    texts = kept(desk, 2).texts
    assert all(unit in whole for unit in kept(desk, 2).figures["criticised"])
    assert texts.full.split("\n")[2][:40] in whole
    assert pages(desk) == []
