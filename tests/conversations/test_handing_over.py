"""An item that has gone to another unit, or out of the ledger, in chat."""

from __future__ import annotations

from datetime import date

import pytest

from storage.item_changes import drop_item
from storage.moving import Decision, move_item
from storage.packaged import YEAR
from tests.desk import MORNING, SHANGHAI, Desk
from tests.storage.contents import HOUSING, ref

NEW = "qianping.cgj"  # 钱平, 区城管局
BY = "命令行（某人）"


def decision(on: date) -> Decision:
    return Decision(on, "区政府专题会议纪要第8期", BY, MORNING, SHANGHAI)


@pytest.fixture
def moved(desk: Desk) -> Desk:
    """任务42 goes from 区住房城乡建设局 to 区城管局 on 6 April; March is due on the 10th."""
    assert "已记录" in desk.says(HOUSING, "2月 任务42 已清零8个项目")
    with desk.database.session() as session:
        units = ("区住房城乡建设局", "区城管局")
        move_item(session, YEAR, ref("任务42"), units, decision(MORNING.date()))
    return desk


def test_the_former_contact_is_told_and_the_new_one_can_report(moved: Desk) -> None:
    moved.clock.forward(days=1)
    told = moved.says(HOUSING, "任务42 已清零11个项目")
    assert "已于4月6日移交区城管局" in told
    assert "以后由其填报" in told
    assert "已记录" in moved.says(NEW, "任务42 已清零11个项目")
    march = [row for row in moved.reports() if row["month"] == "2023-03"]
    assert [(row["unit"], row["state"]) for row in march] == [("区城管局", "filed")]


def test_what_was_reported_before_stays_to_be_seen(moved: Desk) -> None:
    moved.clock.forward(days=1)
    assert "已清零8个项目" in moved.says(HOUSING, "任务42 报了没")


def test_on_the_day_itself_the_former_contact_may_still_report(moved: Desk) -> None:
    assert "已记录" in moved.says(HOUSING, "3月 任务42 已清零11个项目")


def test_who_has_handed_over_owes_nothing_more(moved: Desk) -> None:
    moved.clock.forward(days=1)
    assert "任务42" not in moved.says(HOUSING, "还有哪几项没报")
    assert "任务42" in moved.says(NEW, "还有哪几项没报")


def test_of_a_dropped_item_it_is_said_so(desk: Desk) -> None:
    with desk.database.session() as session:
        drop_item(session, YEAR, ref("任务42"), decision(date(2023, 4, 3)))
    told = desk.says(HOUSING, "任务42 已清零11个项目")
    assert "已于4月3日撤项，不用再报" in told
    assert not desk.reports()
