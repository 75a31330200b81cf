"""What follows from a message: who may, which unit, which month, which year. Pure, no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.desk.decisions import decide
from handlers.desk.effects import (
    Ask,
    Decision,
    FilePlan,
    FileReport,
    GiveInstruction,
    SetAside,
    StopAsking,
    Withdraw,
)
from handlers.desk.followups import Details, details_asked, items_chosen
from handlers.desk.said import Pending, Question
from handlers.desk.view import LedgerView, needs_of, open_registers
from handlers.duties.owed import Done
from handlers.duties.owed import Pending as SentBack
from handlers.ledger.months import Month
from handlers.ledger.people import Person, RoleName
from handlers.ledger.reports import (
    PlanKey,
    PlanState,
    PlanVersion,
    ReportContent,
    ReportKey,
    ReportState,
)
from handlers.reading.shapes import Intent, PlanWords, Reading
from tests.builders import (
    EDUCATION,
    HOUSING,
    STREET,
    TODAY,
    a_contact,
    a_register,
    a_version,
    a_view,
    at,
    ref,
    said,
)


def decided(
    text: str, view: LedgerView | None = None, day: date = TODAY, question: Question | None = None
) -> Decision:
    view = view or a_view()
    return decide(said(text, view, question, day), view, at(day), 2048)


def filed(decision: Decision) -> list[FileReport]:
    return [effect for effect in decision.effects if isinstance(effect, FileReport)]


def test_a_report_is_filed_for_the_senders_unit_and_the_month_that_is_due() -> None:
    [report] = filed(decided("任务42 已清零11个"))
    assert report.key == ReportKey(ref("任务42"), HOUSING, Month(2023, 3))
    assert report.version == 1


def test_a_further_message_makes_the_next_version() -> None:
    [report] = filed(decided("任务42 已清零12个", a_view(a_version(version=3))))
    assert report.version == 4


@pytest.mark.parametrize(
    ("day", "standing", "month"),
    [
        (date(2023, 4, 10), False, "2023-03"),  # the last day of the deadline
        (date(2023, 4, 11), False, "2023-03"),  # over, but March is missing
        (date(2023, 4, 11), True, "2023-04"),  # over and reported: the running month
        (date(2023, 1, 12), False, "2023-01"),  # December of the year before is not in this ledger
        (date(2024, 1, 4), False, "2023-12"),
        (date(2024, 2, 20), True, "2023-12"),  # the year is over: there is no later month in it
    ],
)
def test_the_month_follows_the_deadline(day: date, standing: bool, month: str) -> None:
    versions = [a_version(month=m) for m in ("2023-03", "2023-12")] if standing else []
    [report] = filed(decided("任务42 已清零12个", a_view(*versions), day))
    assert str(report.key.month) == month


@pytest.mark.parametrize(
    "text",
    [
        "任务42 已清零12个\n任务60 建成8处",
        "任务60 建成8处；任务42 已清零12个",
        "3月份 任务42 已清零12个，问题：无；任务60 建成8处，问题：无",
        "任务42、任务60 均按计划推进，本月清零2个",
    ],
)
def test_an_item_of_others_among_the_own_holds_back_nothing_and_is_told(text: str) -> None:
    decision = decided(text)
    assert [report.key.item for report in filed(decision)] == [ref("任务42")]
    told = "未记录 任务60：责任单位是区教育体育局，不含您登记的单位。如有误请联系督查室。"
    assert told in decision.answer.splitlines()[1:]


def test_a_message_about_items_of_others_only_is_refused_as_a_whole() -> None:
    decision = decided("任务60 建成8处")
    assert filed(decision) == []
    assert "任务60：责任单位是区教育体育局" in decision.answer
    assert "整条消息没有记录" in decision.answer


def test_a_member_of_a_set_may_report_and_others_may_not() -> None:
    street = a_view(sender=a_contact(STREET))
    [report] = filed(decided("任务57 智慧社区建成2个", street))
    assert report.key.unit_id == STREET
    assert filed(decided("任务42 已清零12个", street)) == []


def test_who_stands_for_two_responsible_units_has_to_name_one() -> None:
    both = a_view(sender=a_contact(HOUSING, EDUCATION))
    decision = decided("实事13 筹集3100套", both)
    assert filed(decision) == []
    assert "您同时代表区住房城乡建设局、区教育体育局" in decision.answer
    [report] = filed(decided("教体局 实事13 筹集3100套", both))
    assert report.key.unit_id == EDUCATION


def test_the_office_reports_nothing() -> None:
    person = Person(8, "周敏", frozenset({RoleName.OFFICE}))
    decision = decided("任务42 已清零12个", a_view(sender=person))
    assert decision.effects == ()


def test_what_a_leader_says_of_an_item_is_an_instruction() -> None:
    person = Person(8, "周敏", frozenset({RoleName.LEADER}))
    (effect,) = decided("任务42 已清零12个", a_view(sender=person)).effects
    assert isinstance(effect, GiveInstruction)


def test_a_head_reports_like_a_contact() -> None:
    assert filed(decided("任务42 已清零12个", a_view(sender=a_contact(HOUSING, role=RoleName.HEAD))))


def test_a_stranger_changes_nothing() -> None:
    view = LedgerView(None, (a_register(),), a_view().terms, a_view().zone)
    decision = decided("任务42 已清零12个", view)
    assert decision.effects == ()
    assert "绑定" in decision.answer


class TestTwoOpenYears:
    january = date(2024, 1, 4)
    years = (a_register(2023), a_register(2024))

    def test_a_number_of_both_years_is_asked_about(self) -> None:
        decision = decided("任务42 已清零12个", a_view(registers=self.years), self.january)
        (asked,) = decision.effects
        assert isinstance(asked, Ask)
        assert asked.choices == ("2023年12月", "2024年1月")
        assert "① 2023年12月　② 2024年1月" in decision.answer

    def test_the_stated_month_decides(self) -> None:
        [report] = filed(decided("12月份 任务42 已清零12个", a_view(registers=self.years), self.january))
        assert report.key.month == Month(2023, 12)

    def test_a_number_of_one_year_only_is_that_year(self) -> None:
        years = (a_register(2023, ["任务42", "任务60"]), a_register(2024, ["任务60"]))
        [report] = filed(decided("任务42 已清零12个", a_view(registers=years), self.january))
        assert report.key.month == Month(2023, 12)

    def test_the_year_in_which_all_the_items_are_theirs_is_read(self) -> None:
        years = (a_register(2023, ["任务42", "任务43"]), a_register(2024, ["任务42", "任务60"]))
        decision = decided("12月份 任务42 已清零12个；任务43 清零3个", a_view(registers=years), self.january)
        assert {str(report.key.month) for report in filed(decision)} == {"2023-12"}

    def test_an_item_that_is_theirs_in_the_other_year_only_is_asked_about(self) -> None:
        years = (a_register(2023, ["任务57", "任务43"]), a_register(2024, ["任务42", "任务57"]))
        decision = decided("任务42 已清零12个；任务57 建成2处", a_view(registers=years), self.january)
        assert [str(report.key.item) for report in filed(decision)] == ["任务42"]
        assert "任务57" in decision.answer

    def test_a_month_of_a_closed_year_is_refused(self) -> None:
        decision = decided("2022年12月 任务42 已清零12个")
        assert filed(decision) == []

    @pytest.mark.parametrize(
        "words",
        [
            "2022年12月完成8处",
            "2022年12月已建成8处，进度正常",
            "截至2022年底完成8处",
            "2022年完成8处",
            "去年12月完成8处",
            "去年底建成8处",
            "前年建成2处",
        ],
    )
    def test_what_was_done_in_a_closed_year_becomes_no_other_month(self, words: str) -> None:
        for text in (f"任务42 {words}", f"更正 任务42 完成情况：{words}"):
            decision = decided(text, a_view(a_version()))
            assert filed(decision) == []
            assert "年的台账没有导入或已经封账" in decision.answer

    @pytest.mark.parametrize(
        "words",
        [
            "2021年12月开工，目前清零2个",
            "2022年清零2个，今年新开工3个",
            "去年完成立项，现已开工2个",
            "2023年完成2个",
            "较2022年增加5个",
        ],
    )
    def test_an_earlier_year_in_the_story_is_no_month(self, words: str) -> None:
        [report] = filed(decided(f"任务42 {words}"))
        assert (report.key.month, report.content.progress) == (Month(2023, 3), words)

    def test_which_years_are_open(self) -> None:
        both = {register.year: register for register in self.years}
        assert [r.year for r in open_registers(both, date(2024, 3, 31))] == [2023, 2024]
        assert [r.year for r in open_registers(both, date(2024, 4, 1))] == [2024]
        assert [r.year for r in open_registers(both, date(2023, 12, 31))] == [2023]


class TestCorrections:
    def test_a_correction_goes_to_the_newest_month(self) -> None:
        view = a_view(a_version(month="2023-02"), a_version(month="2023-03"))
        [report] = filed(decided("更正 任务42 完成情况：已清零12个", view))
        assert (str(report.key.month), report.amends, report.version) == ("2023-03", True, 2)

    def test_a_correction_of_an_item_of_others_holds_back_nothing(self) -> None:
        decision = decided("更正 任务42 完成情况：已清零12个；任务60 完成情况：建成9处", a_view(a_version()))
        [report] = filed(decision)
        assert (report.key.item, report.content.progress) == (ref("任务42"), "已清零12个")
        assert "未记录 任务60：责任单位是区教育体育局" in decision.answer

    def test_a_stated_month_is_corrected(self) -> None:
        view = a_view(a_version(month="2023-02"), a_version(month="2023-03"))
        [report] = filed(decided("更正2月数据：任务42 完成情况：已清零9个", view))
        assert str(report.key.month) == "2023-02"

    def test_a_bare_figure_without_a_report_is_refused(self) -> None:
        decision = decided("更正：任务42 完成率是62%，不是26%")
        assert filed(decision) == []
        assert "还没有可更正的内容" in decision.answer

    def test_withdrawn_and_returned_versions_do_not_count(self) -> None:
        for state in (ReportState.WITHDRAWN, ReportState.RETURNED):
            decision = decided("撤回 任务42", a_view(a_version(state=state)))
            assert decision.effects == ()

    def test_a_withdrawal_names_version_and_month(self) -> None:
        decision = decided("撤回 任务42", a_view(a_version(version=2)))
        assert decision.effects == (Withdraw(a_version().key, 2),)
        assert "已撤回 任务42 3月报告" in decision.answer


class TestAMessageThatWaited:
    """It failed inside, was kept, and is decided on late: what the unit filed meanwhile stays."""

    newer = a_version(content=ReportContent(progress="已清零15个"), version=2)

    def test_what_was_filed_since_stays_and_the_rest_is_written(self) -> None:
        view = a_view(self.newer, overtaken=[self.newer.key])
        decision = decided("任务42 已清零12个；任务57 智慧社区建成2个", view)
        assert [report.key.item for report in filed(decision)] == [ref("任务57")]
        assert SetAside(self.newer.key, 2) in decision.effects
        assert "未记录 任务42：这条消息之后3月又有新的填报，未再覆盖；原文已留存。" in decision.answer

    def test_without_a_newer_one_it_is_written(self) -> None:
        [report] = filed(decided("任务42 已清零12个", a_view(self.newer)))
        assert report.version == 3

    def test_the_month_is_the_one_that_was_missing_when_it_came(self) -> None:
        """Sent again on 12 April, the report of March is there: the first message must not become April's."""
        view = a_view(self.newer, overtaken=[self.newer.key])
        assert filed(decided("任务42 已清零12个", view, date(2023, 4, 12))) == []

    @pytest.mark.parametrize("text", ["更正 任务42 完成情况：已清零12个", "撤回 任务42"])
    def test_corrections_and_withdrawals_leave_the_newer_one_too(self, text: str) -> None:
        view = a_view(self.newer, overtaken=[self.newer.key])
        assert decided(text, view).effects == (SetAside(self.newer.key, 2),)

    def test_what_was_withdrawn_since_is_not_revived(self) -> None:
        gone = a_version(state=ReportState.WITHDRAWN)
        decision = decided("任务42 已清零12个", a_view(gone, overtaken=[gone.key]))
        assert decision.effects == (SetAside(gone.key, 1),)
        assert "这条消息之后3月已撤回，未再覆盖" in decision.answer

    def test_a_newer_plan_stays(self) -> None:
        before = PlanVersion(PlanKey(ref("任务42"), HOUSING, 2023), 2, PlanState.FILED, PlanWords(q1="签约"))
        view = a_view(plans=[before], overtaken=[before.key])
        for text in (TestPlans.plan, "撤销任务42的计划"):
            decision = decided(text, view)
            assert decision.effects == (SetAside(before.key, 2),)
            assert "这条消息之后2023年落实计划又有新的填报" in decision.answer


class TestPlans:
    plan = "计划 任务42 一季度：签约；二季度：清零6个；三季度：清零12个；四季度：清零18个；主要负责人：王明"

    def test_a_plan_is_filed(self) -> None:
        [effect] = decided(self.plan).effects
        assert isinstance(effect, FilePlan)
        assert effect.key == PlanKey(ref("任务42"), HOUSING, 2023)
        assert effect.words.q4 == "清零18个"

    def test_a_plan_for_an_item_of_others_holds_back_nothing(self) -> None:
        decision = decided(f"{self.plan}\n任务60 一季度：选址；二季度：开工；三季度：封顶；四季度：交付")
        assert [type(effect) for effect in decision.effects] == [FilePlan]
        assert "未记录 任务60：责任单位是区教育体育局" in decision.answer

    def test_a_corrected_plan_keeps_the_rest(self) -> None:
        before = PlanVersion(PlanKey(ref("任务42"), HOUSING, 2023), 1, PlanState.FILED, PlanWords(q1="签约"))
        [effect] = decided("更正计划 任务42 三季度改为：清零10个", a_view(plans=[before])).effects
        assert isinstance(effect, FilePlan)
        assert (effect.version, effect.words.q1, effect.words.q3) == (2, "签约", "清零10个")

    def test_a_change_to_a_locked_plan_is_a_request(self) -> None:
        words = PlanWords(q1="签约", q2="清零9个")
        locked = PlanVersion(PlanKey(ref("任务42"), HOUSING, 2023), 1, PlanState.ACCEPTED, words, words)
        decision = decided("更正计划 任务42 二季度改为：清零6个", a_view(plans=[locked]))
        [effect] = decision.effects
        assert isinstance(effect, FilePlan)
        assert (effect.request, effect.version, effect.words.q1) == (True, 2, "签约")
        assert "落实计划已锁定" in decision.answer

    def test_a_withdrawn_plan_is_the_plan_and_not_the_report(self) -> None:
        before = PlanVersion(PlanKey(ref("任务42"), HOUSING, 2023), 1, PlanState.FILED, PlanWords(q1="签约"))
        view = a_view(a_version(), plans=[before])
        decision = decided("撤销任务42的计划", view)
        assert decision.effects == (Withdraw(before.key, 1),)
        assert "重报请发：计划 任务42 一季度：…" in decision.answer


class TestAskingBack:
    def test_what_fits_nothing_waits_for_its_item(self) -> None:
        decision = decided("还是老样子")
        assert [type(effect) for effect in decision.effects] == [Ask]
        assert "没有记录" in decision.answer

    def test_a_bare_number_places_the_waiting_message(self) -> None:
        waiting = Question(pending=Pending("还是老样子，没什么问题", at()))
        decision = decided("任务57", question=waiting)
        [report] = filed(decision)
        assert (str(report.key.item), report.content.progress) == ("任务57", "还是老样子")
        assert StopAsking() in decision.effects

    def test_an_answer_that_is_refused_leaves_the_message_waiting(self) -> None:
        decision = decided("任务60", question=Question(pending=Pending("还是老样子", at())))
        assert "责任单位是区教育体育局" in decision.answer
        assert StopAsking() not in decision.effects

    @pytest.mark.parametrize("text", ["任务42报错了", "任务42那个数不对", "任务42已报，请查收"])
    def test_nothing_new_about_an_item_changes_nothing_and_says_how(self, text: str) -> None:
        decision = decided(text, a_view(a_version()))
        assert decision.effects == ()
        assert "更正 任务42" in decision.answer
        assert "撤回 任务42" in decision.answer

    def test_a_new_report_in_the_meantime_is_what_it_is(self) -> None:
        waiting = Question(pending=Pending("还是老样子", at()))
        [report] = filed(decided("任务42 已清零12个", question=waiting))
        assert report.content.progress == "已清零12个"


class TestQuestions:
    def test_what_is_owed(self) -> None:
        march, february = Month(2023, 3), Month(2023, 2)
        done = Done(
            plans={(ref("任务42"), HOUSING)},
            reports={(ref("任务42"), HOUSING, march)},
            returned={(ref("任务57"), HOUSING, february): SentBack(TODAY, "下一步不具体")},
            asked={(ref("任务42"), HOUSING, march): SentBack(TODAY, "累计数降了")},
        )
        decision = decided("我们单位还有哪几项没报", a_view(a_version(), done=done))
        assert decision.answer.splitlines() == [
            "3月情况截止日：4月10日（周一）",
            "还没报2项：任务57、实事13",
            "已报1项：任务42",
            "被退回 任务57（2月，4月10日（周一）前重报）：下一步不具体",
            "待说明 任务42（3月）：累计数降了",
            "落实计划欠报2项：同上",
            "1月欠报3项：任务42、任务57、实事13",
            "2月欠报2项：任务42、实事13",
        ]
        assert decision.effects == (Ask((ref("任务57"), ref("实事13"))),)

    def test_closed_items_are_not_asked_for(self) -> None:
        done = Done(closed={ref("任务57"), ref("任务42")})
        answer = decided("我们单位还有哪几项没报", a_view(done=done)).answer
        assert "还没报1项：实事13" in answer

    def test_a_contact_sees_only_the_own_units_reports(self) -> None:
        mine = a_version("实事13", content=ReportContent(progress="筹集3100套"))
        others = a_version("实事13", unit_id=EDUCATION, content=ReportContent(progress="别的单位的"))
        answer = decided("实事13报了没", a_view(mine, others)).answer
        assert "筹集3100套" in answer
        assert "别的单位的" not in answer

    def test_the_office_sees_every_units_report(self) -> None:
        office = Person(8, "周敏", frozenset({RoleName.OFFICE}))
        mine = a_version("实事13", content=ReportContent(progress="筹集3100套"))
        others = a_version("实事13", unit_id=EDUCATION, content=ReportContent(progress="别的单位的"))
        answer = decided("实事13 现在什么进度了", a_view(mine, others, sender=office)).answer
        assert "筹集3100套" in answer
        assert "别的单位的" in answer


def test_needs_name_only_what_is_looked_at() -> None:
    registers = [a_register()]
    contact = a_contact()
    reading = said("任务42 已清零12个").reading
    needs = needs_of(reading, TODAY, contact, registers)
    assert needs.items == (ref("任务42"),)
    assert needs.months == (Month(2023, 3), Month(2023, 4), Month(2023, 12))
    assert needs_of(Reading(Intent.HELP), TODAY, contact, registers).items == ()


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("详情", Details()),
        ("详情２", Details(2)),
        (" 看详情 任务42 ", Details(item=ref("任务42"))),
        ("任务42 详情如下：已清零", None),
    ],
)
def test_details(text: str, details: Details | None) -> None:
    assert details_asked(text) == details


@pytest.mark.parametrize(
    ("text", "item"),
    [("任务45", "任务45"), ("是实事１３吧。", "实事13"), ("45", None), ("任务45 完成8个", None)],
)
def test_bare_items(text: str, item: str | None) -> None:
    assert items_chosen(text, (), ()) == ((ref(item),) if item else ())


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("94", "任务94"),
        ("第94项", "任务94"),
        ("1", "任务94"),
        ("第二个", "实事20"),
        ("后一个", "实事20"),
        ("两个都是", "任务94 实事20"),
        ("任务94和实事20", "任务94 实事20"),
        ("任务94、95", "任务94 任务95"),
        ("3", ""),
        ("95", ""),
        ("不对，是5处", ""),
    ],
)
def test_choices_of_a_question(text: str, chosen: str) -> None:
    candidates = (ref("任务94"), ref("实事20"))
    assert items_chosen(text, candidates, ()) == tuple(map(ref, chosen.split()))


def test_questions_live_in_local_days() -> None:
    just_after_midnight = at(date(2023, 4, 11), 0) + timedelta(minutes=5)
    view = a_view(a_version())
    decision = decide(said("任务42 已清零12个", view, day=date(2023, 4, 11)), view, just_after_midnight, 2048)
    [report] = filed(decision)
    assert report.key.month == Month(2023, 4)
