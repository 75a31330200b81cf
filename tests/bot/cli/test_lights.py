"""ducha light: thresholds with a preview, names and colours, lights by hand."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from storage.transactions import Database
from tests.bot.cli.conftest import Ducha
from tests.conversations.test_standing import accept, contact
from tests.desk import SHANGHAI, Desk

IN_2023 = ("--year", "2023")
GREEN = ("light", "look", "green")


@pytest.fixture
def office(ducha: Ducha, ledger: Database) -> Ducha:
    ducha.uses(ledger)
    return ducha


def test_names_and_colours_are_changed_wherever_they_are_shown(office: Ducha) -> None:
    outcome = office(*GREEN, "--name", "正常推进", "--colour", "#1B5E20")
    assert (outcome.status, outcome.err) == (0, "green：绿灯（#2e7d32）→ 正常推进（#1b5e20），已生效。\n")
    assert "没有变化" in office(*GREEN, "--name", "正常推进").err
    assert "正常推进" in office("light", "show").out
    shown = json.loads(office("light", "show", "--format", "json").out)
    assert shown["lights"]["green"] == {"name": "正常推进", "colour": "#1b5e20"}
    assert shown["thresholds"] == {"green": 0.9, "yellow": 0.7}
    assert office("close", "任务1", *IN_2023).status == 0
    items = json.loads(office("standing", *IN_2023, "--format", "json").out)["items"]
    closed = next(item for item in items if item["item"] == "任务1")
    assert (closed["light"], closed["light_name"], closed["light_colour"]) == ("green", "正常推进", "#1b5e20")
    assert all(unit["light_name"] == "正常推进" for unit in closed["units"])
    assert "正常推进" in office("standing", *IN_2023, "--item", "任务1").out
    assert "绿灯为“正常推进”#1b5e20" in office("history", "lights").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*GREEN,), "写明 --name 或 --colour"),
        ((*GREEN, "--name", "红灯"), "已经是另一种灯（red）的名称"),
        ((*GREEN, "--name", "一二三四五六七八九"), "1到8个字"),
        ((*GREEN, "--colour", "green"), "#rrggbb"),
        (("light", "look", "blue", "--name", "蓝灯"), "blue"),
    ],
)
def test_a_wrong_look_is_refused_in_one_line(office: Ducha, arguments: tuple[str, ...], said: str) -> None:
    assert office(*arguments).refused_in_one_line(said)


def test_the_preview_tells_what_would_turn(office: Ducha, desk: Desk) -> None:
    desk.clock.now = datetime(2024, 1, 5, 10, tzinfo=SHANGHAI)  # the year is judged at its end
    who = contact(desk)
    desk.says(who, "计划 实事10 2023年四季度：新增城镇就业1.78万人")
    accept(desk, "实事10")
    desk.says(who, "实事10 12月份累计新增城镇就业1.5万人，阶段目标已完成")
    preview = office("light", "thresholds", "80", "60", *IN_2023)
    assert preview.out == "绿灯线 90% → 80%，黄灯线 70% → 60%\n实事10：黄灯 → 绿灯\n"
    assert preview.err == "1项变灯。未改动；确认后加 --apply。\n"
    assert json.loads(office("light", "show", "--format", "json").out)["thresholds"]["green"] == 0.9
    applied = office("light", "thresholds", "80", "60", "--apply", *IN_2023)
    assert (applied.out, applied.err) == (preview.out, "1项变灯。已生效。\n")
    assert office("light", "thresholds", "80", "60", *IN_2023).err.startswith("0项变灯")


def test_anothers_light_is_replaced_only_on_purpose(office: Ducha) -> None:
    red = ("light", "set", "任务2", "red", "--reason", "用地未批", *IN_2023)
    green = ("light", "set", "任务2", "green", "--reason", "批了", *IN_2023)
    assert office("--by", "张三", *red).status == 0
    refused = office("--by", "李四", *green)
    assert refused.refused_in_one_line("任务2的灯（红灯，原因：用地未批）", "命令行（张三）于", "--replace")
    assert office("--by", "李四", *green, "--replace").status == 0
    assert office("--by", "李四", *red).status == 0, "one's own"
