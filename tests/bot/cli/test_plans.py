"""ducha plan: what waits, what is the baseline, who owes one, and the decisions on it; ducha history."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cli.context import out
from tests.bot.cli.conftest import Ducha
from tests.conversations.test_standing import PLAN, UNIT, contact
from tests.desk import Desk

IN_2023 = ("--year", "2023")


@pytest.fixture
def office(ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Ducha:
    """The command beside a running desk, where one plan waits."""
    monkeypatch.setattr(out, "width", 200)
    ducha.uses(desk.database)
    desk.says(contact(desk), PLAN)
    return ducha


def listed(office: Ducha, state: str, *more: str) -> list[dict[str, Any]]:
    outcome = office("plan", "list", *IN_2023, "--state", state, "--format", "json", *more)
    assert outcome.status == 0
    rows: list[dict[str, Any]] = json.loads(outcome.out)
    return rows


def test_plans_are_listed_by_where_they_stand(office: Ducha, desk: Desk) -> None:
    (waiting,) = listed(office, "waiting")
    assert (waiting["item"], waiting["unit"], waiting["version"], waiting["state"]) == (
        "实事10",
        UNIT,
        1,
        "filed",
    )
    missing = listed(office, "missing")
    assert ("实事10", UNIT) not in {(row["item"], row["unit"]) for row in missing}
    assert all(row["version"] is None and row["due_on"] == "2023-02-15" for row in missing)
    assert len(listed(office, "all")) == len(missing) + 1
    assert office("plan", "accept", "实事10", UNIT, *IN_2023).status == 0
    desk.says(contact(desk), "更正计划 实事10 一季度：新增城镇就业2000人")
    both = listed(office, "all", "--unit", UNIT)
    assert [(row["version"], row["state"]) for row in both if row["version"]] == [
        (1, "accepted"),
        (2, "requested"),
    ]
    assert office("plan", "return", "实事10", UNIT, "--reason", "不能下调", *IN_2023).status == 0
    table = office("plan", "list", *IN_2023, "--state", "returned").out
    assert all(word in table for word in ("实事10", UNIT, "第2版", "变更未同意", "4月6日 10:12", "不能下调"))
    assert "应于2023-02-15前报" in office("plan", "list", *IN_2023, "--state", "missing").out


def test_on_a_narrow_terminal_nothing_is_cut_off(office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 60)
    table = office("plan", "list", *IN_2023, "--state", "waiting").out
    assert "…" not in table
    columns = zip(*(line.split("│") for line in table.splitlines() if "│" in line), strict=True)
    assert UNIT in ["".join(part.strip() for part in column) for column in columns]


def test_who_has_nothing_to_file_owes_no_plan(office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    units = len(listed(office, "missing"))
    closed = [row for row in listed(office, "missing") if row["item"] == "任务1"]
    assert closed
    assert office("close", "任务1", *IN_2023).status == 0
    assert len(listed(office, "missing")) == units - len(closed)
    monkeypatch.setenv("DUCHA_GO_LIVE", "2023-03-01")
    assert listed(office, "missing") == []


def test_a_plan_that_was_taken_back_is_missing(office: Ducha, desk: Desk) -> None:
    desk.says(contact(desk), "撤回 实事10 的计划")
    assert listed(office, "waiting") == []
    assert ("实事10", UNIT) in {(row["item"], row["unit"]) for row in listed(office, "missing")}


def test_a_plan_is_shown_with_all_its_changes(office: Ducha, desk: Desk) -> None:
    office("plan", "accept", "实事10", UNIT, *IN_2023, "--version", "1")
    desk.clock.forward(days=1)
    desk.says(contact(desk), "更正计划 实事10 一季度：新增城镇就业2000人")
    office("--by", "张三", "plan", "return", "实事10", UNIT, "--reason", "不能下调", *IN_2023)
    shown = office("plan", "show", "实事10", "区人社局", *IN_2023).out.splitlines()
    assert shown[:3] == [
        f"实事10 {UNIT} 2023年落实计划",
        "基准（第1版，已锁定）",
        "  一季度：新增城镇就业4000人",
    ]
    second = shown[shown.index("第2版 变更未同意") :]
    assert second[1].startswith("  4月7日 10:12 ")
    assert "上报（企业微信消息" in second[1]
    assert second[2] == "  一季度：新增城镇就业4000人 → 新增城镇就业2000人"
    assert second[3].endswith("命令行（张三） 退回：不能下调")
    assert len(second) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "show", "实事10", "区残联", *IN_2023), "区残联没有报过实事10的计划"),
        (("plan", "list", "--year", "2020"), "2020年的台账还没有导入"),
        (("plan", "list", "--unit", "火星局"), "没有单位“火星局”"),
        (("plan", "accept", "实事10", UNIT, "--version", "2", *IN_2023), "没有第2版"),
        (("plan", "accept", "--all", "--version", "2", *IN_2023), "--all"),
        (("history", "火星局"), "没有单位“火星局”"),
        (("history", "--from", "2023-04-08", "--to", "2023-04-07"), "--from"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_one_line(office: Ducha, arguments: tuple[str, ...], said: str) -> None:
    assert office(*arguments).refused_in_one_line(said)


def test_the_second_hears_by_whom_and_when(office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    accept = ("plan", "accept", "实事10", UNIT, *IN_2023)
    assert office("--by", "张三", *accept).status == 0
    assert office("--by", "李四", *accept).refused_in_one_line("第1版已由命令行（张三）于", "接受")
    assert office("--by", "张三", "close", "任务1", *IN_2023).status == 0
    here = office("--by", "李四", "close", "任务1", *IN_2023)
    assert here.refused_in_one_line("任务1已由命令行（张三）于", "办结")
    monkeypatch.setenv("DUCHA_TIMEZONE", "America/New_York")
    assert office("close", "任务1", *IN_2023).err != here.err, "the time is that of the office"


def test_the_history_tells_who_when_and_from_where(office: Ducha, desk: Desk) -> None:
    desk.says(contact(desk), "实事10 截至3月底，累计新增城镇就业3000人；问题：无；阶段目标：未完成")
    office("--by", "张三", "plan", "accept", "实事10", UNIT, *IN_2023)
    office("light", "set", "任务2", "red", "--reason", "请电13812345678", *IN_2023)
    first, second, third = office("history", "实事10").out.splitlines()
    assert first.startswith("2023-04-06 10:12 ")
    assert "（企业微信消息" in first
    assert first.endswith(f"{UNIT}上报实事10的落实计划（第1版）")
    assert second.endswith(f"{UNIT}报送实事10的3月情况（第1版）")
    assert "命令行（张三）：接受" in third
    rows = json.loads(office("history", "--format", "json", "--limit", "2").out)
    assert [(row["what"], row["subject"]) for row in rows] == [
        ("plan.accepted", "实事10"),
        ("light.set", "任务2"),
    ]
    assert "只列出最近1条" in office("history", "--limit", "1").err
    assert "没有这样的记录" in office("history", "--to", "2020-01-01").err


def test_no_phone_number_and_no_secret_is_in_the_history(office: Ducha) -> None:
    from storage.packaged import packaged_roster  # noqa: PLC0415

    office("light", "set", "任务2", "red", "--reason", "请电13812345678", *IN_2023)
    told = [office("history", "--format", form).out for form in ("text", "json")]
    phones = {row.phone for row in packaged_roster().rows if row.phone} | {"13812345678"}
    assert len(phones) > 1
    assert not [phone for phone in phones for text in told if phone in text]
    assert all("138********" in text for text in told)
