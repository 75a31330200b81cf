"""Short answers to the bot's questions, and taking back what was said."""

from __future__ import annotations

from storage.packaged import packaged_roster
from tests.desk import Desk


def contact_of(unit: str) -> str:
    rows = [row for row in packaged_roster().rows if row.unit == unit and row.identities]
    return next(iter(rows[0].identities.values()))


PARKS = contact_of("区园林绿化服务中心")
SCHOOLS = contact_of("区教育体育局")
HOUSING = contact_of("区住房城乡建设局")
ASKED = "可能是任务94"


def test_a_number_or_a_place_answers_which_item(desk: Desk) -> None:
    assert ASKED in desk.says(PARKS, "口袋公园建成6处")
    assert desk.says(PARKS, "94").startswith("已记录 任务94")
    desk.says(PARKS, "口袋公园建成7处")
    assert desk.says(PARKS, "第二个").startswith("已记录 实事20")
    desk.says(PARKS, "口袋公园建成8处")
    answer = desk.says(PARKS, "两个都是")
    assert "任务94" in answer
    assert "实事20" in answer
    assert {key[0]: row["progress"] for key, row in desk.standing().items()} == {
        "任务94": "口袋公园建成8处",
        "实事20": "口袋公园建成8处",
    }


def test_thanks_are_no_answer(desk: Desk) -> None:
    desk.says(PARKS, "口袋公园建成6处")
    assert "还没有记录" in desk.says(PARKS, "好的")
    assert desk.says(PARKS, "任务94").startswith("已记录 任务94")


def test_a_message_about_several_items_is_never_placed_on_one(desk: Desk) -> None:
    answer = desk.says(SCHOOLS, "任务60建成2处，任务61正常。存在问题：任务60选址慢；任务61师资少")
    assert "没有记录" in answer
    assert "每项一行" in desk.says(SCHOOLS, "任务60")
    assert desk.reports() == []


def test_taking_back_without_a_name_offers_the_last(desk: Desk) -> None:
    assert "没有改动" in desk.says(SCHOOLS, "刚才发错了")
    desk.says(SCHOOLS, "60建成2处 61正常 62覆盖8所")
    for words in ("撤回", "撤销上一条", "刚才发错了"):
        assert "撤回 任务60、任务61、任务62" in desk.says(SCHOOLS, words)
    assert desk.says(SCHOOLS, "撤回61").startswith("已撤回 任务61")
    desk.says(SCHOOLS, "撤回 任务60、任务62")
    assert desk.standing() == {}


def test_a_closed_year_is_no_other_month(desk: Desk) -> None:
    assert "2022年的台账" in desk.says(SCHOOLS, "任务60 2022年12月完成8处")
    assert desk.reports() == []


def test_no_figure_stands_in_scientific_notation(desk: Desk) -> None:
    desk.says(HOUSING, "任务45 改造107万平方米")
    answer = desk.says(HOUSING, "任务45不是1070000平方米，是1075000平方米")
    assert "1075000平方米" in answer
    assert "e+" not in answer + str(desk.reports())


def test_nothing_is_taken_back_against_the_words(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 建成2处")
    for words in ("别撤回任务60", "任务60 撤回吗？", "先不撤回任务60"):
        desk.says(SCHOOLS, words)
    assert desk.standing()["任务60", "2023-03"]["progress"] == "建成2处"


def test_a_report_in_between_ends_the_question(desk: Desk) -> None:
    desk.says(PARKS, "口袋公园建成6处")
    desk.says(PARKS, "任务94 绿道建成1公里")
    desk.says(PARKS, "实事20")
    assert {key[0] for key in desk.standing()} == {"任务94"}


def test_what_is_refused_does_not_wait(desk: Desk) -> None:
    assert "责任单位" in desk.says(PARKS, "第60项已建成3处")
    desk.says(PARKS, "任务94")
    assert desk.reports() == []
