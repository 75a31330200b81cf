"""The fields of one report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month
from handlers.reading import read
from tests.handlers.reading.corpus import catalog
from tests.handlers.reading.says import only, said, scope

TEMPLATE = "任务60 完成情况：已建成3处；问题：征收慢；原因：补偿没谈拢；下一步：月底前签约；阶段目标：未完成"


@pytest.mark.parametrize(
    "text",
    [
        TEMPLATE,
        TEMPLATE.replace("：", ":").replace("；", ";"),
        TEMPLATE.replace("；", "\n"),
        TEMPLATE.replace("；", "，"),
        TEMPLATE.replace("；", "。"),
        TEMPLATE.replace("；", " "),
        TEMPLATE.replace("；", " | "),
        TEMPLATE.replace("：", " ").replace("；", " "),
        TEMPLATE.replace("：", "——"),
        TEMPLATE.replace("；", "！").replace("：", "～"),
        "任务60【完成情况】已建成3处【问题】征收慢【原因】补偿没谈拢【下一步】月底前签约【阶段目标】未完成",
        "任务60[进展]已建成3处[困难]征收慢[原因分析]补偿没谈拢[措施]月底前签约[是否完成阶段目标]否",
        "任务60\n1.完成情况：已建成3处\n2.存在问题：征收慢\n3.原因：补偿没谈拢\n4.下一步：月底前签约\n5.阶段目标：未完成",
        "任务60\n（1）工作进展：已建成3处\n（2）难点：征收慢\n（3）症结：补偿没谈拢\n（4）下步打算：月底前签约\n（5）序时进度：未达到",
        "任务60 完程情况：已建成3处；问提：征收慢；原因：补偿没谈拢；下一部：月底前签约；阶断目标：未完成",
        "任务60\n完成情况\n已建成3处\n问题\n征收慢\n原因\n补偿没谈拢\n下一步\n月底前签约\n阶段目标\n未完成",
        "任务60\n已建成3处\n征收慢\n补偿没谈拢\n月底前签约\n未完成",
        "任务60 干了啥：已建成3处；啥问题：征收慢；为啥：补偿没谈拢；咋办：月底前签约；是否按期：否",
        "任务60 已建成3处，但征收慢，主要是补偿没谈拢，下一步月底前签约，阶段目标未完成",
    ],
)
def test_the_form_in_many_shapes(text: str) -> None:
    entry = only(said(text))
    assert (entry.progress, entry.problem, entry.cause, entry.next_step, entry.stage_met) == (
        "已建成3处",
        "征收慢",
        "补偿没谈拢",
        "月底前签约",
        False,
    )


@pytest.mark.parametrize(
    "words",
    [
        "问题：无",
        "问题：暂无",
        "没问题",
        "没啥问题",
        "目前没有需要协调的问题",
        "暂无困难",
        "问题无",
        "没有遇到什么困难",
        "无遗留问题",
    ],
)
def test_no_problem_is_empty_and_not_unknown(words: str) -> None:
    assert only(said(f"任务60 已建成3处；{words}")).problem == ""
    assert only(said("任务60 已建成3处")).problem is None


@pytest.mark.parametrize(
    ("text", "progress", "problem", "cause", "next_step"),
    [
        ("还没开工，图纸没批", "还没开工", None, "图纸没批", None),
        ("尚未启动，等市里方案", "尚未启动", None, "等市里方案", None),
        ("已开工3处，还有2处没进场", "已开工3处", "还有2处没进场", None, None),
        ("已开工3处，不过资金紧张，原因是拨款晚", "已开工3处", "资金紧张", "拨款晚", None),
        ("已开工3处，力争国庆前完工", "已开工3处", None, None, "力争国庆前完工"),
        ("已开工3处，剩下2处月底前进场", "已开工3处", None, None, "剩下2处月底前进场"),
        ("已开工3处，剩余2处正在施工", "已开工3处，剩余2处正在施工", None, None, None),
        ("建了三处还差两处主要是没钱下一步再申请", "建了三处", "还差两处", "没钱", "再申请"),
        ("已开工3处，预计8月完工", "已开工3处", None, None, "预计8月完工"),
        ("已开工3处，谢谢领导", "已开工3处", None, None, None),
        ("已开工3处，其他部分由区体育局另报", "已开工3处", None, None, None),
        ("惠及困难学生873人", "惠及困难学生873人", None, None, None),
    ],
)
def test_clauses_without_labels(
    text: str, progress: str | None, problem: str | None, cause: str | None, next_step: str | None
) -> None:
    entry = only(said(f"任务60 {text}"))
    assert (entry.progress, entry.problem, entry.cause, entry.next_step) == (
        progress,
        problem,
        cause,
        next_step,
    )


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("阶段目标：已完成", True),
        ("阶段目标 ： 已 完 成", True),
        ("阶段目标：没完成", False),
        ("是否按期：否", False),
        ("季度目标：达成", True),
        ("已达到序时进度", True),
        ("序时进度滞后", False),
        ("均完成二季度目标", True),
        ("正常推进", None),
        ("按计划推进", None),
    ],
)
def test_stage_goal_only_as_said(text: str, met: bool | None) -> None:
    assert only(said(f"任务60 已建成3处；{text}")).stage_met is met


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("已全部完成", True),
        ("已完成", True),
        ("任务已完成，申请销号", True),
        ("建成8处，已提前完成全年任务", True),
        ("完成100%", True),
        ("主体施工已完成", False),
        ("建成3处，已全部完成", False),
        ("8处学校全部完工", False),
        ("一季度任务已完成", False),
        ("基本完成", False),
        ("（体育部分）已全部完成", False),
    ],
)
def test_finished_means_the_whole_item(text: str, finished: bool) -> None:
    entry = only(said(f"任务60 {text}"))
    assert entry.finished is finished
    assert not finished or entry.percent == 100


@pytest.mark.parametrize(
    ("text", "on", "month"),
    [
        ("任务60 5月份完成情况：建成3处", (2023, 6, 5), "2023-05"),
        ("5月 任务60 建成3处", (2023, 6, 5), "2023-05"),
        ("任务60（5月）建成3处", (2023, 6, 5), "2023-05"),
        ("补报3月：任务60 建成3处", (2023, 6, 5), "2023-03"),
        ("任务60 截至5月底建成3处", (2023, 6, 5), "2023-05"),
        ("任务60 1-5月建成3处", (2023, 6, 5), "2023-05"),
        ("十二月份情况：任务60 建成3处", (2024, 1, 5), "2023-12"),
        ("任务60 2022年12月：建成3处", (2023, 6, 5), "2022-12"),
        ("任务60 截至6月4日建成3处", (2023, 6, 5), "2023-05"),
        ("任务60 截至5月31日建成3处", (2023, 6, 5), "2023-05"),
        ("任务60 本月建成3处", (2023, 6, 5), None),
        ("任务60 一季度建成3处", (2023, 6, 5), None),
        ("任务60 建成3处，下一步7月份验收", (2023, 6, 5), None),
        ("任务60 建成3处，9月1日前投用", (2023, 6, 5), None),
        ("任务60 5月建成1处，6月建成2处", (2023, 6, 5), None),
    ],
)
def test_month_only_where_stated(text: str, on: tuple[int, int, int], month: str | None) -> None:
    reading = said(text, on=on)
    assert str(reading.month) == str(month)
    assert only(reading).month == reading.month


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("任务60 占74%，剩690套", None),
        ("任务60 建成2处，还剩6处", None),
        ("任务60 建成2处，还剩6处没开工", "还剩6处没开工"),
        ("任务60 建成2处；问题：剩690套", "剩690套"),
    ],
)
def test_what_remains_is_a_problem_only_where_it_is_called_one(text: str, problem: str | None) -> None:
    assert only(said(text)).problem == problem


@pytest.mark.parametrize(
    ("on", "words", "month"),
    [
        ((2023, 12, 6), "截至12月5日", Month(2023, 11)),  # due on 7 December
        ((2023, 12, 12), "截至12月7日", Month(2023, 11)),
        ((2023, 12, 12), "截至12月8日", Month(2023, 12)),
        ((2023, 12, 12), "截至12月10日", Month(2023, 12)),
        ((2024, 10, 12), "截至10月11日", Month(2024, 9)),  # due on 12 October, after a week of holidays
        ((2023, 12, 12), "截至11月5日", Month(2023, 11)),
    ],
)
def test_a_day_is_told_apart_by_the_deadline(on: tuple[int, int, int], words: str, month: Month) -> None:
    assert only(said(f"任务60 {words}建成3处", on=on)).month == month


def test_a_calendar_of_the_office_moves_the_deadline() -> None:
    working = Calendar({date(2023, 12, 2): True})  # a Saturday, so that the fifth day is the 6th
    here = replace(scope(on=(2023, 12, 12)), calendar=working)
    assert only(read("任务60 截至12月7日建成3处", here, catalog())).month == Month(2023, 12)


@pytest.mark.parametrize(
    ("words", "progress"),
    [
        ("空气优良天数占比没有变化，仍为72.4%", "空气优良天数占比没有变化，仍为72.4%"),
        ("较上月无变化，保持在72.4%", "较上月无变化，保持在72.4%"),
        ("本月没有变化，还是5处", "本月没有变化，还是5处"),
        ("没有新进展，与上月持平", "没有新进展，与上月持平"),
    ],
)
def test_a_state_that_stays_is_no_cause(words: str, progress: str) -> None:
    entry = only(said(f"任务60 {words}。下一步加快建设"))
    assert (entry.progress, entry.cause, entry.next_step) == (progress, None, "加快建设")


def test_what_keeps_a_work_from_beginning_is_still_its_cause() -> None:
    entry = only(said("任务60 没有变化，等图纸"))
    assert (entry.progress, entry.cause) == ("没有变化", "等图纸")


@pytest.mark.parametrize(
    "words",
    [
        "已建成3处。存在问题：资金未到位。下一步，加快建设",
        "完成情况：已建成3处。存在问题：资金未到位。下步，加快建设",
        "已建成3处。存在问题：资金未到位。下一步安排加快建设",
        "已建成3处。存在的问题：资金未到位。接下来，加快建设",
        "已建成3处；问题：资金未到位；下一阶段，加快建设",
    ],
)
def test_the_next_step_may_be_headed_by_a_comma_or_nothing(words: str) -> None:
    entry = only(said(f"任务60 {words}"))
    assert (entry.progress, entry.problem, entry.next_step) == ("已建成3处", "资金未到位", "加快建设")


def test_not_begun_is_progress_beside_a_labelled_problem() -> None:
    entry = only(said("任务60 尚未开工；问题：征地未完成，涉及3户。下一步，加快征地"))
    assert (entry.progress, entry.problem, entry.cause) == ("尚未开工", "征地未完成，涉及3户", None)
    assert entry.next_step == "加快征地"
