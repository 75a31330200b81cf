"""Which words belong to which item, month and field: nothing is lost, and nothing goes to another's place."""

from __future__ import annotations

import pytest

from handlers.reading.shapes import Doubt, Intent
from tests.handlers.reading.says import HOUSING, names, only, said

PAVING = "任务7 任务8 任务44 任务45 实事13"


# ---------------------------------------------------------------- plans beside reports
@pytest.mark.parametrize("between", ["\n", "\n\n", "。\n"])
@pytest.mark.parametrize(
    "report",
    [
        "实事13 完成情况：已筹集3100套；问题：无",
        "实事13 已筹集3100套，没有问题",
        "实事13：已筹集3100套，没问题",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_report_and_a_plan_are_both_written(report: str, between: str, first: bool) -> None:
    plan = "计划 任务42 一季度：清零3个；二季度：清零6个；三季度：清零9个；四季度：清零14个"
    lines = [report, plan] if first else [plan, report]
    reading = said(between.join(lines), mine=HOUSING)
    entries = {str(entry.item): entry for entry in reading.entries}
    assert entries["实事13"].progress == "已筹集3100套"
    assert entries["实事13"].problem == ""
    words = entries["任务42"].plan
    assert words is not None
    assert (words.q1, words.q4) == ("清零3个", "清零14个")


# ---------------------------------------------------------------- points of an item
@pytest.mark.parametrize(
    "words", ["任务44 7、8项已完成", "任务44 第7、8项已完成", "任务44，7、8项指标已完成"]
)
def test_points_of_an_item_are_no_items(words: str) -> None:
    told = only(said(words, mine=PAVING))
    assert (str(told.item), told.quantities) == ("任务44", ())


@pytest.mark.parametrize("words", ["任务44 7 8已完成", "任务44 7、8两项已完成", "任务44 7和8已完成"])
def test_smaller_numbers_after_a_blank_are_asked_about(words: str) -> None:
    assert said(words, mine=PAVING).intent is Intent.UNCLEAR


def test_a_list_of_names_stays_one() -> None:
    assert names(said("任务44、7、8已完成", mine=PAVING)) == ["任务44", "任务7", "任务8"]
    assert names(said("任务60 61 62 正常推进")) == ["任务60", "任务61", "任务62"]


# ---------------------------------------------------------------- 分别
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("分别完成50处、30处、20处", [50, 30, 20]),
        ("分别完成50处，30处和20处", [50, 30, 20]),
        ("分别完成50、30、20处", [50, 30, 20]),
        ("分别建成50处、开工30所、改造20户", [50, 30, 20]),
    ],
)
def test_each_item_has_its_own_share(words: str, told: list[float]) -> None:
    reading = said(f"任务60、61、62{words}，均无问题，下一步加快")
    assert [[one.value for one in entry.quantities] for entry in reading.entries] == [[one] for one in told]
    assert {entry.problem for entry in reading.entries} == {""}
    assert {entry.next_step for entry in reading.entries} == {"加快"}


def test_shares_of_the_whole_are_shared_out_too() -> None:
    reading = said("任务60、61完成率分别为50%、80%")
    assert [entry.percent for entry in reading.entries] == [50, 80]


def test_more_items_than_figures_are_asked_about() -> None:
    reading = said("任务60、61、62分别完成50处、30处")
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.SEVERAL_IN_ONE)


def test_one_figure_is_of_all() -> None:
    reading = said("任务60、61分别由两个科室负责，均正常推进")
    assert {entry.progress for entry in reading.entries} == {"均正常推进"}


@pytest.mark.parametrize("between", ["，", "；", "\n", " "])
def test_a_dash_between_number_and_figure(between: str) -> None:
    reading = said(f"60-2处{between}61-8所")
    assert [[one.value for one in entry.quantities] for entry in reading.entries] == [[2], [8]]


def test_a_range_is_no_name() -> None:
    assert names(said("60 建成2处，户型61-90平方米")) == ["任务60"]


# ---------------------------------------------------------------- months
@pytest.mark.parametrize(
    "words",
    [
        "7月建成2处；8月建成3处",
        "7月份：建成2处\n8月份：建成3处",
        "\n7月 建成2处\n8月 建成3处",
        "7月份建成2处，8月份建成3处",
    ],
)
def test_each_month_has_its_own_report(words: str) -> None:
    reading = said(f"任务60 {words}", on=(2023, 9, 5))
    assert [(str(entry.month), entry.progress) for entry in reading.entries] == [
        ("2023-07", "建成2处"),
        ("2023-08", "建成3处"),
    ]


def test_what_is_said_of_two_months_is_written_to_both() -> None:
    reading = said("任务60 7月、8月均正常推进", on=(2023, 9, 5))
    assert [str(entry.month) for entry in reading.entries] == ["2023-07", "2023-08"]


@pytest.mark.parametrize(
    "words",
    [
        "3月开工，5月封顶，8月建成3处",
        "5月签约193户，6月全部签完",
        "3月份完成招标，5月份开工，目前主体封顶",
        "7月份开工，8月份封顶",
    ],
)
def test_a_story_is_one_report_of_no_stated_month(words: str) -> None:
    told = only(said(f"任务60 {words}", on=(2023, 9, 5)))
    assert (told.month, told.progress, told.next_step) == (None, words, None)


def test_a_month_to_come_is_no_report() -> None:
    told = said("任务60 7月：建成2处；8月：建成3处；9月计划建成1处", on=(2023, 9, 5)).entries
    assert [entry.next_step for entry in told] == [None, "9月计划建成1处"]


# ---------------------------------------------------------------- aims and what is done of them
@pytest.mark.parametrize("head", ["", "完成情况："])
@pytest.mark.parametrize("aim", ["今年计划建成8处", "全年目标8处", "计划建成8处"])
def test_done_and_to_come_are_apart(head: str, aim: str) -> None:
    told = only(said(f"任务60 {head}{aim}，截至9月底已建成5处，剩余3处预计11月底完成", on=(2023, 10, 9)))
    assert (told.progress, told.next_step) == (f"{aim}，截至9月底已建成5处", "剩余3处预计11月底完成")
    assert [one.value for one in told.quantities] == [5]
    assert str(told.month) == "2023-09"


# ---------------------------------------------------------------- problems, stages, money
@pytest.mark.parametrize(
    "words",
    [
        "问题：无\n如有问题请联系我",
        "问题：无，有什么不清楚的给我打电话13800000000",
        "问题解决了",
        "上月的问题已经解决",
        "问题：上月用地问题已解决",
        "存在问题：资金难题已全部化解",
    ],
)
def test_what_is_settled_is_no_problem(words: str) -> None:
    told = only(
        said(f"任务60 完成情况：已建成5处\n{words}" if "：" in words else f"任务60 已建成5处，{words}")
    )
    assert told.problem == ""
    assert (told.progress or "").startswith("已建成5处")


@pytest.mark.parametrize("words", ["资金问题没有解决", "用地问题还未解决", "部分问题已解决，还有2处征地难"])
def test_what_is_not_settled_stays_a_problem(words: str) -> None:
    assert only(said(f"任务60 完成情况：已建成5处；问题：{words}")).problem == words


@pytest.mark.parametrize("answer", ["进行中", "推进中", "正在推进", "有序推进中", "正在办理"])
def test_a_stage_under_way_is_not_reached(answer: str) -> None:
    assert only(said(f"任务60 完成情况：已建成5处；阶段目标：{answer}")).stage_met is False


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("0.6亿美元", "亿美元"),
        ("1.2亿美金", "亿美元"),
        ("300万欧元", "万欧元"),
        ("0.6亿元", "亿元"),
        ("0.6亿", "亿元"),
    ],
)
def test_money_keeps_its_currency(words: str, unit: str) -> None:
    (told,) = only(said(f"任务60 利用外资{words}")).quantities
    assert told.unit == unit


# ---------------------------------------------------------------- tables
HEADED = "{sign}事项{sign}完成情况{sign}存在问题{sign}下一步{sign}"
ROWS = ["任务60{sign}已建成5处{sign}无{sign}加快建设", "任务61{sign}开工8所{sign}师资不足{sign}招聘教师"]


@pytest.mark.parametrize(
    "lines",
    [
        ["事项|完成情况|问题|下一步", "任务60|已建成5处|无|加快建设", "任务61|开工8所|师资不足|招聘教师"],
        ["任务60|已建成5处|无|加快建设", "任务61|开工8所|师资不足|招聘教师"],
        ["编号|下一步|完成情况|问题", "任务60|加快建设|已建成5处|无", "任务61|招聘教师|开工8所|师资不足"],
        ["序号|事项|进展|困难|打算", "1|任务60|已建成5处|无|加快建设", "2|任务61|开工8所|师资不足|招聘教师"],
        ["60|已建成5处|无|加快建设", "61|开工8所|师资不足|招聘教师"],
    ],
)
@pytest.mark.parametrize("sign", ["\t", "|", " | "])
def test_tables_are_read_by_their_columns(lines: list[str], sign: str) -> None:
    reading = said("\n".join(line.replace("|", sign) for line in lines))
    assert reading.intent is Intent.REPORT
    assert [(str(one.item), one.progress, one.problem, one.next_step) for one in reading.entries] == [
        ("任务60", "已建成5处", "", "加快建设"),
        ("任务61", "开工8所", "师资不足", "招聘教师"),
    ]


def test_a_table_with_signs_around() -> None:
    reading = said(
        "| 编号 | 完成情况 | 阶段目标 |\n|---|---|---|\n| 60 | 已建成5处 | 是 |\n| 61 | 开工8所 | 否 |"
    )
    assert [entry.stage_met for entry in reading.entries] == [True, False]


def test_a_row_of_reports_is_no_row_of_plans() -> None:
    reading = said("任务61\t教师招聘\t招聘100人\t已招聘80人\t差20人\t报名少\t再招一批\t否")
    assert (reading.intent, only(reading).stage_met) == (Intent.REPORT, False)


# ---------------------------------------------------------------- questions
@pytest.mark.parametrize(
    "words",
    [
        "任务60 现在什么情况",
        "任务60 进展",
        "任务60的情况",
        "我还有哪些没报",
        "还有什么没报的",
        "还有没报的没",
        "这个月还要报什么",
        "看下我还差几项",
    ],
)
def test_questions_need_no_mark(words: str) -> None:
    assert said(words).intent is Intent.QUERY


# ---------------------------------------------------------------- numbers that are no names
@pytest.mark.parametrize(
    "words",
    [
        "任务60 61中新校区封顶，64中开工",
        "任务60：育才小学、60中、61中开工",
        "任务60 1号教学楼、2号教学楼封顶",
        "任务60 9个项目，1号项目验收",
        "任务60的3处里有1处是任务62的学校",
        "任务60和61、62号网格完成划分",
    ],
)
def test_numbers_of_things_name_no_items(words: str) -> None:
    assert names(said(words)) == ["任务60"]


def test_things_that_are_counted_after_bare_numbers_are_asked_about() -> None:
    assert said("60、61两所中学开工（任务60）").intent is Intent.UNCLEAR


def test_what_is_only_called_wrong_is_not_written() -> None:
    assert names(said("昨天说的任务60不对，任务61才是建成3处")) == ["任务61"]


def test_the_rest_by_their_numbers() -> None:
    reading = said("任务60完成3处，任务61完成一半，余下62到65都没开始")
    assert names(reading) == ["任务60", "任务61", "任务62", "任务63", "任务64", "任务65"]
    assert reading.entries[1].progress == "完成一半"


def test_one_of_several_may_have_more() -> None:
    reading = said("任务60-65都正常，其中任务64新增2处")
    assert [entry.progress for entry in reading.entries] == ["都正常"] * 4 + ["都正常；新增2处", "都正常"]


def test_a_heading_that_names_all_says_nothing_of_them() -> None:
    reading = said("任务60、任务61：\n任务60 建成3处，问题：缺地\n任务61 挂牌2个，问题无")
    assert [(entry.progress, entry.problem) for entry in reading.entries] == [
        ("建成3处", "缺地"),
        ("挂牌2个", ""),
    ]


# ---------------------------------------------------------------- words that are no report
@pytest.mark.parametrize(
    "words",
    [
        "任务60领导让我再核一下",
        "任务60这个月没法报，数据没出来",
        "任务60先放放",
        "任务60我让小王报",
        "任务60咨询一下",
        "任务60见附件",
        "任务60标红了怎么办",
        "任务60建成几处了",
        "任务60完成没有",
        "任务60建成5处对吗",
        "任务60计划要不要盖章",
        "任务60现在是黄灯吗",
        "周末加班把任务60弄完",
        "任务60不是我们的，是城投的",
        "明天开会要用任务60的材料",
        "任务60请求延期到7月10日报",
    ],
)
def test_talk_about_an_item_is_no_report(words: str) -> None:
    assert said(words).intent in {Intent.QUERY, Intent.HELP, Intent.UNCLEAR, Intent.CHITCHAT}


@pytest.mark.parametrize(
    "words", ["没动", "在推进", "没变化", "还在调研", "等批复，已报方案", "弄好了3处", "正常"]
)
def test_a_few_words_of_work_are_a_report(words: str) -> None:
    assert said(f"任务60 {words}").intent is Intent.REPORT


# ---------------------------------------------------------------- what stands in several places
def test_figures_after_a_next_step_are_done() -> None:
    told = only(said("任务60 装修完100间，7月交付；就业11200人，占62.9%", on=(2023, 6, 5)))
    assert (told.progress, told.next_step) == ("装修完100间；就业11200人，占62.9%", "7月交付")


def test_what_follows_the_word_for_it_stays_a_next_step() -> None:
    told = only(said("任务60 建成5处。下一步，1.开工3处；2.培训20人", on=(2023, 6, 5)))
    assert (told.progress, told.next_step) == ("建成5处", "1.开工3处；2.培训20人")


@pytest.mark.parametrize(
    "words", ["下半年抓大项目", "四季度再帮一把", "估计8月能并网", "剩下的下半年分三批筹集"]
)
def test_what_is_to_come_is_a_next_step(words: str) -> None:
    told = only(said(f"任务60 建成5处，{words}", on=(2023, 6, 5)))
    assert (told.progress, told.next_step) == ("建成5处", words)


def test_a_cause_before_its_problem() -> None:
    told = only(said("任务60 签约9个。因投资意愿减弱，大项目落地偏慢", on=(2023, 6, 5)))
    assert (told.problem, told.cause) == ("大项目落地偏慢", "投资意愿减弱")
