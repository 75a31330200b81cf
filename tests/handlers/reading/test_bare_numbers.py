"""Bare numbers amid a sentence: each item gets its own words, or the bot asks; nothing goes to a neighbour."""

from __future__ import annotations

import pytest

from handlers.reading.shapes import Doubt, Intent
from tests.handlers.reading.says import HOUSING, SCHOOLS, names, said


def told(text: str, mine: str = SCHOOLS) -> dict[str, str]:
    reading = said(text, mine=mine)
    assert reading.intent is Intent.REPORT
    return {str(entry.item): f"{entry.progress or ''}|{entry.problem or ''}" for entry in reading.entries}


def test_a_run_of_bare_numbers() -> None:
    assert told("60建成2处 61正常 62覆盖8所 63打造20个 64优质园75%") == {
        "任务60": "建成2处|",
        "任务61": "正常|",
        "任务62": "覆盖8所|",
        "任务63": "打造20个|",
        "任务64": "优质园75%|",
    }


@pytest.mark.parametrize(
    "text", ["任务60 建成2处，61 正常", "60完成29%，61完成50%", "任务60建成2处，61：正常"]
)
def test_behind_a_comma(text: str) -> None:
    assert list(told(text)) == ["任务60", "任务61"]


def test_names_and_numbers_mixed() -> None:
    reading = said("任务42拆迁清零11个，45老旧小区开工3个片区，实事13安置房封顶800套", mine=HOUSING)
    assert names(reading) == ["任务42", "任务45", "实事13"]
    assert reading.entries[0].progress == "拆迁清零11个"


@pytest.mark.parametrize(
    "text",
    [
        "任务60建成2处，61名教师到岗",
        "任务60 选址 61 处",
        "任务60 完成61，推进60号楼",
        "任务60 建成3处，65%完成",
    ],
)
def test_figures_are_no_items(text: str) -> None:
    assert list(told(text)) == ["任务60"]


@pytest.mark.parametrize("text", ["任务60 正常 61 正常", "任务60进展顺利，目前 61 正在推进"])
def test_a_single_number_behind_a_blank_is_asked_about(text: str) -> None:
    reading = said(text, mine=SCHOOLS)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.SEVERAL_ITEMS)


def test_a_remark_on_one_of_many_is_that_ones() -> None:
    found = told("任务60、61、62、63、64正常，63有问题：师资不够")
    assert found.pop("任务63") == "正常|师资不够"
    assert set(found.values()) == {"正常|"}
    found = told("任务60-64正常，但64优质园只有75%")
    assert found.pop("任务64") == "优质园只有75%|"
    assert set(found.values()) == {"正常|"}
    assert told("60-62正常，63、64滞后")["任务64"] == "滞后|"


@pytest.mark.parametrize("text", ["任务60-64正常 62除外", "任务60-64正常，62另报", "60-64正常，62不报"])
def test_what_is_left_out_gets_nothing(text: str) -> None:
    assert list(told(text)) == ["任务60", "任务61", "任务63", "任务64"]


def test_a_numbered_list_of_names() -> None:
    assert told("1.任务60建成2处\n2.任务61正常\n3.任务62覆盖8所") == {
        "任务60": "建成2处|",
        "任务61": "正常|",
        "任务62": "覆盖8所|",
    }


@pytest.mark.parametrize(
    "text",
    [
        "任务60：建成2处；问题：任务61的老师不够；下一步：无",
        "任务60建成2处，任务61正常。存在问题：任务60选址慢；任务61师资少",
    ],
)
def test_an_item_inside_a_field_is_asked_about(text: str) -> None:
    assert said(text, mine=SCHOOLS).intent is Intent.UNCLEAR


def test_the_kind_behind_a_number_counts() -> None:
    assert names(said("任务45和9号实事一样，都是3个片区", mine=HOUSING)) == ["任务45", "实事9"]


@pytest.mark.parametrize(
    "text",
    [
        "任务61参照任务60",
        "任务60同上",
        "任务60不用报了吧",
        "任务60无",
        "任务60已报",
    ],
)
def test_words_that_tell_nothing_are_no_report(text: str) -> None:
    reading = said(text, mine=SCHOOLS)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.NO_CONTENT)


@pytest.mark.parametrize("text", ["更正 60 建成4处", "本月任务60建成4处"])
def test_behind_a_word_of_correction_or_of_time(text: str) -> None:
    assert names(said(text, mine=SCHOOLS)) == ["任务60"]


@pytest.mark.parametrize(
    "text",
    [
        "60.建成2处 61.正常 62.覆盖8所",
        "60：2处，61：8所，62：75%",
        "60 2处 61 8所 62 9个",
        "61=2处 60=8所 62=9所",
    ],
)
def test_marks_and_figures_behind_a_number(text: str) -> None:
    assert sorted(told(text)) == ["任务60", "任务61", "任务62"]


def test_a_time_of_day_is_no_item() -> None:
    assert list(told("任务60 9:30开会，建成2处")) == ["任务60"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60建成2处，其余61、62正常", {"任务60": "建成2处|", "任务61": "正常|", "任务62": "正常|"}),
        ("任务60建成2处。剩下的61、62正常", {"任务60": "建成2处|", "任务61": "正常|", "任务62": "正常|"}),
        ("任务60建成2处，然后61正常", {"任务60": "建成2处|", "任务61": "正常|"}),
        ("任务60-62正常，只有61滞后", {"任务60": "正常|", "任务61": "滞后|", "任务62": "正常|"}),
        ("任务60-62正常，但任务61缺老师", {"任务60": "正常|", "任务61": "缺老师|", "任务62": "正常|"}),
    ],
)
def test_the_rest_and_the_one_set_apart(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "任务60-64正常，62、63除外",
        "任务60-64正常（62、63除外）",
        "任务60-64正常，不含62和63",
        "任务60-64正常，除了62、63",
        "任务60-64正常，任务62、任务63除外",
    ],
)
def test_several_may_be_left_out(text: str) -> None:
    assert told(text) == {"任务60": "正常|", "任务61": "正常|", "任务64": "正常|"}


def test_an_item_left_out_may_have_its_own_words() -> None:
    found = told("任务60-62正常，61除外，61师资不够")
    assert found == {"任务60": "正常|", "任务61": "师资不够|", "任务62": "正常|"}


def test_what_follows_an_exception_is_about_the_others() -> None:
    reading = said("任务60-62正常，61除外，下一步加快建设", mine=SCHOOLS)
    assert [(str(e.item), e.next_step) for e in reading.entries] == [
        ("任务60", "加快建设"),
        ("任务62", "加快建设"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "任务60建成2处61正常62覆盖8所",
        "任务60-65正常，问题是63缺老师",
        "任务60-65正常；问题：63缺老师",
        "任务60-65（63滞后）正常",
        "任务60建成2处，主要问题任务61的老师不够",
        "60建成2处 66正常 61正常",
        "任务60建成2处，2正常",
        "任务60建成2处，1开工3所，2正常",
    ],
)
def test_what_cannot_be_told_is_asked_about(text: str) -> None:
    assert said(text, mine=SCHOOLS).intent is Intent.UNCLEAR


def test_an_empty_field_does_not_reach_over_the_line() -> None:
    form = "任务{} 完成情况：{}\n问题：\n下一步：\n"
    text = form.format(60, "建成2处") + form.format(61, "正常")
    assert list(told(text)) == ["任务60", "任务61"]


def test_only_names_of_others_items_are_asked_about() -> None:
    reading = said("实事6完成情况实事7", mine=SCHOOLS)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.NOT_MATCHING)


@pytest.mark.parametrize(
    "text", ["除62外，任务60-64正常推进", "除任务62外，任务60-64均正常", "除了62之外，任务60-64正常"]
)
def test_what_is_left_out_beforehand_gets_nothing(text: str) -> None:
    assert list(told(text)) == ["任务60", "任务61", "任务63", "任务64"]


@pytest.mark.parametrize("text", ["别撤回任务60", "先不撤回任务60", "任务60不用撤销"])
def test_nothing_is_withdrawn_against_the_words(text: str) -> None:
    assert said(text, mine=SCHOOLS).intent not in {Intent.WITHDRAW, Intent.REPORT}


def test_what_can_not_be_cancelled_is_a_report() -> None:
    assert told("任务60 老旧校舍审批不能取消，正在推进") == {"任务60": "老旧校舍审批不能取消，正在推进|"}
