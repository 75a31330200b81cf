"""我报的, 未报, 本季度目标; several contacts of a unit, several units of a contact; a lead."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.packaged import YEAR, packaged_roster
from storage.settling import settle_lead
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

GREEN = "dt-0055"  # 区城管局 and 区城管委办公室


def contact_of(unit: str, at: int = 0) -> str:
    rows = [row for row in packaged_roster().rows if row.unit == unit and row.identities]
    return next(iter(rows[at].identities.values()))


SCHOOLS = contact_of("区教育体育局")
HOUSING = contact_of("区住房城乡建设局")
PLAN = "计划 {item} 一季度：开工{one}处；二季度：完工{two}处；三季度：完工9处；四季度：完工10处"


def fill(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 建成4处，问题：无，阶段目标：已完成；任务61 培训教师300人次，问题：师资少")


@pytest.mark.parametrize(
    "words", ["我报的", "看看我报的", "我们报了什么", "3月我报的", "我3月份报的", "上月我报的"]
)
def test_what_was_reported_is_a_line_an_item(desk: Desk, words: str) -> None:
    fill(desk)
    lines = desk.says(SCHOOLS, words).splitlines()
    assert lines[0] == "3月已报2项："
    assert lines[1] == "任务60 4处｜无问题｜阶段√"
    assert lines[2] == "任务61 300人次｜问题：师资少"
    assert lines[3].startswith("没有报告12项：任务40、任务62、")
    assert "详情 任务60" in lines[-1]


def test_another_month_and_none(desk: Desk) -> None:
    desk.clock.now = datetime(2023, 3, 3, 10, tzinfo=SHANGHAI)
    fill(desk)
    desk.clock.now = datetime(2023, 4, 6, 10, tzinfo=SHANGHAI)
    assert desk.says(SCHOOLS, "2月我报的").startswith("2月已报2项")
    assert desk.says(SCHOOLS, "我报的").startswith("2月已报2项"), "the newest, where March has none"
    assert desk.says(SCHOOLS, "3月我报的").startswith("3月还没有报过")


def test_details_of_any_item(desk: Desk) -> None:
    fill(desk)
    desk.says(SCHOOLS, "任务62 覆盖8所")
    assert "完成情况：培训教师300人次" in desk.says(SCHOOLS, "详情 任务61")
    assert "还没有您单位的报告" in desk.says(SCHOOLS, "详情 任务63")


def test_the_other_contact_is_told_who_reported(desk: Desk) -> None:
    head = contact_of("区住房城乡建设局", 1)
    desk.says(HOUSING, "任务42 清零3个片区")
    names = {row.identities.get("wecom", ""): row.name for row in packaged_roster().rows}
    assert f"任务42（{names[HOUSING]}报）" in desk.says(head, "我报的")
    assert "报）" not in desk.says(HOUSING, "我报的").splitlines()[1]


def test_of_several_units_each_is_named(desk: Desk) -> None:
    desk.says(GREEN, "任务92 建成2座")
    desk.says(GREEN, "任务93 区城管委办公室 完成督导6次")
    answer = desk.says(GREEN, "我报的")
    assert "【区城管局】\n任务92 2座" in answer
    assert "【区城管委办公室】\n任务93 6次" in answer


def test_many_items_fit_one_message(desk: Desk) -> None:
    rows = [
        f"任务{no} {'完成了很多各项具体工作并且说了很长的话' * 8}{no}项"
        for no in (40, 60, 61, 62, 63, 64, 65, 80, 88)
    ]
    desk.says(SCHOOLS, "\n".join(rows))
    answer = desk.says(SCHOOLS, "我报的")
    assert len(answer.encode()) <= 2048
    assert all(f"任务{no} " in answer for no in (40, 60, 88))


@pytest.mark.parametrize("words", ["未报", "没报的", "我还欠什么", "还有哪些没报"])
def test_what_is_owed_in_a_word(desk: Desk, words: str) -> None:
    fill(desk)
    assert "还没报12项" in desk.says(SCHOOLS, words)


def test_goals_of_the_quarter(desk: Desk) -> None:
    desk.says(SCHOOLS, PLAN.format(item="任务60", one=3, two=5))
    desk.says(SCHOOLS, PLAN.format(item="任务61", one=4, two=6))
    answer = desk.says(SCHOOLS, "本季度目标").splitlines()
    assert answer[:3] == ["二季度目标：", "任务60：完工5处", "任务61：完工6处"]
    assert "没有报计划的12项" in answer[3]
    assert "任务61：开工4处" in desk.says(SCHOOLS, "一季度的目标是什么？")
    for words in ("任务60的目标", "任务60 本季度目标"):
        assert "二季度：完工5处" in desk.says(SCHOOLS, words)
    assert desk.reports() == []


class TestLead:
    """任务57: 公安市中分局, 区住房城乡建设局, 区民政局, 区应急局."""

    WORDS = "任务57 各单位报了什么"

    def told(self, desk: Desk) -> None:
        desk.says(HOUSING, "任务57 建成智慧社区3处")
        desk.says(contact_of("区民政局"), "任务57 建成养老平台1个")

    def settle(self, desk: Desk, unit: str) -> None:
        with desk.database.session() as session:
            settle_lead(session, YEAR, ref("任务57"), unit, "督查室", desk.clock())

    @pytest.mark.parametrize("words", [WORDS, "任务57 进展怎么样"])
    def test_the_lead_sees_them_all(self, desk: Desk, words: str) -> None:
        self.told(desk)
        self.settle(desk, "公安市中分局")
        answer = desk.says(contact_of("公安市中分局"), words)
        assert "区住房城乡建设局 3月" in answer
        assert "完成情况：建成养老平台1个" in answer
        assert "还没有报告：公安市中分局、区应急局" in answer

    def test_others_see_their_own(self, desk: Desk) -> None:
        self.told(desk)
        self.settle(desk, "公安市中分局")
        answer = desk.says(HOUSING, self.WORDS)
        assert "智慧社区3处" in answer
        assert "养老平台" not in answer

    def test_it_reads_and_writes_nothing(self, desk: Desk) -> None:
        self.told(desk)
        self.settle(desk, "公安市中分局")
        before = desk.reports()
        desk.says(contact_of("公安市中分局"), self.WORDS)
        desk.says(contact_of("公安市中分局"), "撤回 任务57")
        assert desk.reports() == before

    def test_a_proposed_lead_is_none(self, desk: Desk) -> None:
        self.told(desk)
        assert "养老平台" not in desk.says(contact_of("公安市中分局"), self.WORDS)
