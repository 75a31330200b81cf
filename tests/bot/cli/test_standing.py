"""ducha standing, and what the office decides by command."""

from __future__ import annotations

import json

import pytest

from storage.transactions import Database
from tests.bot.cli.conftest import Ducha
from tests.desk import Desk

YEAR = ("--year", "2023")


@pytest.fixture
def office(ducha: Ducha, ledger: Database) -> Ducha:
    """The command on the real ledger."""
    ducha.uses(ledger)
    return ducha


def test_the_standing_reconciles(office: Ducha) -> None:
    outcome = office("standing", "--at", "2023-04-07", "--format", "json")
    assert outcome.status == 0
    picture = json.loads(outcome.out)
    assert picture["month"] == "2023-03"
    assert sum(picture["counts"].values()) == len(picture["items"]) == 130
    jobs = next(item for item in picture["items"] if item["item"] == "实事10")
    assert jobs["light"] == "no_plan"
    assert [one["target"] for one in jobs["indicators"]] == [17800, 1, 200]


def test_a_range_keeps_both_ends(office: Ducha) -> None:
    shown = office("standing", "--at", "2023-04-07", "--item", "任务21").out.replace("\n", "")
    assert "（目标1-2家）" in shown
    picture = json.loads(office("standing", "--at", "2023-04-07", "--format", "json").out)
    item = next(item for item in picture["items"] if item["item"] == "任务21")
    assert (1, 2) in [(one["target"], one["target_high"]) for one in item["indicators"]]


@pytest.mark.parametrize("act", [("return", "--reason", "不具体"), ("wave",)])
def test_the_year_of_a_report_is_that_of_its_month(office: Ducha, act: tuple[str, ...]) -> None:
    of = ("report", act[0], "实事13", "区住房城乡建设局", "--month", "2023-03", *act[1:])
    assert office(*of, "--year", "2022").refused_in_one_line("--year 2022", "2023-03")
    assert "--year" not in office(*of, *YEAR).err  # there is no such report; the year is right


@pytest.mark.parametrize(
    ("by", "name"), [("category", "民生实事"), ("leader", "张源"), ("unit", "区教育体育局")]
)
def test_how_many_of_each(office: Ducha, by: str, name: str) -> None:
    outcome = office("standing", "--at", "2023-04-07", "--by", by)
    assert outcome.status == 0
    assert name[:2] in outcome.out  # narrow columns fold
    picture = json.loads(office("standing", "--at", "2023-04-07", "--format", "json").out)
    assert sum(sum(counts.values()) for counts in picture["by_category"].values()) == 130


def test_promises_stand_with_their_item(office: Ducha, desk: Desk) -> None:
    desk.says(
        "fanwenbo.zjj", "任务42 完成情况：已清零9个；问题：无；下一步：预计6月底前清零14个；阶段目标：已完成"
    )
    told = "承诺 区住房城乡建设局：3月报告“预计6月底前清零14个”（6月30日，"
    assert f"{told}未到期）" in office("standing", "--at", "2023-04-07", "--item", "任务42").out
    assert f"{told}已到期）" in office("standing", "--at", "2023-07-01", "--item", "任务42").out
    assert told in office("item", "show", "任务42", *YEAR).out
    picture = json.loads(office("standing", "--at", "2023-07-01", "--item", "任务42", "--format", "json").out)
    assert [(one["by"], one["state"]) for one in picture["promises"]] == [("2023-06-30", "due")]


def test_a_part_of_it(office: Ducha) -> None:
    whole = office("standing", "--at", "2023-04-07")
    assert "共130项" in whole.out.replace("\n", "")
    part = office("standing", "--at", "2023-04-07", "--unit", "区残联", "--format", "json")
    items = json.loads(part.out)["items"]
    assert 0 < len(items) < 10
    assert all("区残联" in [unit["unit"] for unit in item["units"]] for item in items)
    one = office("standing", "--at", "2023-04-07", "--item", "实事10")
    assert "待计划" in one.out
    assert "新增城镇就业" in one.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("standing", "--at", "2022-04-07"), "2022年的台账还没有导入"),
        (("standing", "--at", "2023-04-07", "--unit", "没有的局"), "没有单位“没有的局”"),
        (("standing", "--at", "2023-04-07", "--leader", "没有这个人"), "请核对"),
        (("plan", "accept", "实事10", "区人力资源社会保障局", *YEAR), "没有等待审核的实事10计划"),
        (("plan", "accept", *YEAR), "--all"),
        (("plan", "return", "实事10", "区残联", "--reason", "不完整", *YEAR), "不由区残联负责"),
        (("reopen", "实事10", "--reason", "回访", *YEAR), "没有办结"),
        (("light", "lift", "实事10", *YEAR), "没有由督查室设定的灯"),
        (("light", "thresholds", "60", "80", *YEAR), "黄灯线不能高于绿灯线"),
        (("settle", "share", "实事10", "9", *YEAR), "没有第9个指标"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_can_not_be_done_is_one_line(office: Ducha, arguments: tuple[str, ...], said: str) -> None:
    assert office(*arguments).refused_in_one_line(said)


def test_in_january_the_year_before_is_meant(office: Ducha) -> None:
    picture = json.loads(office("standing", "--at", "2024-01-20", "--format", "json").out)
    assert (picture["year"], picture["month"]) == (2023, "2023-12")


def test_closing_and_lights_show(office: Ducha) -> None:
    assert office("close", "任务1", *YEAR).status == 0
    assert office("light", "set", "任务2", "red", "--reason", "用地未批", *YEAR).status == 0
    assert office("settle", "share", "实事10", "1", *YEAR).status == 0
    outcome = office("standing", *YEAR, "--format", "json")
    items = {item["item"]: item for item in json.loads(outcome.out)["items"]}
    assert items["任务1"]["stage"] == "completed"
    assert (items["任务2"]["light"], items["任务2"]["reason"]) == ("red", "督查室设定：用地未批")
    assert office("reopen", "任务1", "--reason", "回访发现问题", *YEAR).status == 0
    assert office("light", "thresholds", "80", "60", "--apply", *YEAR).status == 0


def test_plans_are_exported_by_year(office: Ducha) -> None:
    outcome = office("export", "plans", *YEAR, "--format", "json")
    assert (outcome.status, json.loads(outcome.out)) == (0, [])
    assert office("export", "plans", "--month", "2023-03", "--format", "json").refused_in_one_line("reports")
