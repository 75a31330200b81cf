"""ducha item, ducha leader: decisions in the middle of the year."""

from __future__ import annotations

import json

import pytest

from storage.transactions import Database
from tests.bot.cli.conftest import Ducha

SINCE_JULY = ("--year", "2023", "--on", "2023-07-01", "--reason", "专题会议纪要第8期")
OLD, NEW = "区住房城乡建设局", "区城管局"
MOVE = ("item", "move", "任务42", "--from", OLD, "--to", NEW, *SINCE_JULY)


@pytest.fixture
def office(ducha: Ducha, ledger: Database) -> Ducha:
    ducha.uses(ledger)
    return ducha


def leads(office: Ducha, day: str) -> list[str]:
    shown = office("standing", "--year", "2023", "--at", day, "--item", "任务42", "--format", "json")
    return [unit["unit"] for unit in json.loads(shown.out)["items"][0]["units"]]


def test_an_item_is_moved_and_its_history_shows_it(office: Ducha) -> None:
    assert f"由{OLD}移交{NEW}" in office(*MOVE).err
    assert "没有变化" in office(*MOVE).err
    assert f"任务42自2023-07-01起由{OLD}移交{NEW}，原因：专题会议纪要第8期" in office("history", NEW).out
    shown = office("item", "show", "任务42", "--year", "2023").out
    assert f"{OLD}（年初至2023-07-01）" in shown
    assert f"{NEW}（2023-07-01至今）" in shown
    assert "移交" in shown
    assert OLD in leads(office, "2023-06-30")
    assert NEW in leads(office, "2023-07-01")
    assert OLD not in leads(office, "2023-07-01")


def test_a_unit_that_is_not_known_is_refused_with_the_nearest(office: Ducha) -> None:
    wrong = office("item", "move", "任务42", "--from", OLD, "--to", "区城管执法局", *SINCE_JULY)
    assert wrong.refused_in_one_line("没有单位“区城管执法局”", "区城管局")


def test_items_are_dropped_restored_and_added(office: Ducha) -> None:
    assert "起撤项" in office("item", "drop", "任务42", *SINCE_JULY).err
    assert "撤项" in office("item", "show", "任务42", "--year", "2023").out
    assert office("item", "move", "任务42", "--from", OLD, "--to", NEW, *SINCE_JULY).refused_in_one_line(
        "撤项"
    )
    assert "起恢复" in office("item", "restore", "任务42", *SINCE_JULY).err
    new = ("--kind", "livelihood", "--text", "新建公厕12座。", "--unit", NEW, "--leader", "孟庆顺")
    assert "实事21自2023-07-01起列入台账" in office("item", "add", *new, *SINCE_JULY).err
    assert "已在台账里" in office("item", "add", *new, *SINCE_JULY).err
    story = json.loads(office("item", "show", "实事21", "--year", "2023", "--format", "json").out)
    assert (story["indicators"], story["leaders"][0]["name"]) == (["新建公厕12座"], "孟庆顺")
    assert len(office("history", "closing").out.splitlines()) == 3


def test_a_lead_is_changed_from_a_day_on(office: Ducha) -> None:
    other = office("item", "lead", "任务42", "区自然资源局", *SINCE_JULY)
    assert other.refused_in_one_line("ducha settle lead")
    office("settle", "lead", "任务42", OLD, "--year", "2023")
    assert (
        f"由区自然资源局牵头（原{OLD}）" in office("item", "lead", "任务42", "区自然资源局", *SINCE_JULY).err
    )


def test_a_leader_is_succeeded(office: Ducha) -> None:
    since = ("--on", "2023-07-01", "--reason", "区人大常委会任命")
    done = office("leader", "succeed", "孟庆顺", "王新任", *since)
    assert "王新任自2023-07-01起接任孟庆顺" in done.err
    assert "名单里还没有领导王新任" in done.err
    assert "王新任自2023-07-01起接任孟庆顺" in office("history", "roster").out
    by = json.loads(office("standing", "--year", "2023", "--at", "2023-07-02", "--format", "json").out)[
        "by_leader"
    ]
    before = json.loads(office("standing", "--year", "2023", "--at", "2023-06-30", "--format", "json").out)
    assert "王新任" in by
    assert "孟庆顺" not in by
    assert "孟庆顺" in before["by_leader"]
    assert office("leader", "succeed", "张永龙", "王新任", *since).refused_in_one_line("是否应为张永虎")
