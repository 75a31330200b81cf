"""A report that the office sends back: it no longer counts, is owed anew, and is mended, not written anew."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.duties.owed import DutyKind, Terms, owed
from handlers.errors import InputError
from handlers.ledger.months import Month
from storage import reviewing
from storage.duties import done_at
from storage.packaged import YEAR, packaged_roster
from storage.registers import load_register
from tests.desk import MORNING, SHANGHAI, Desk
from tests.storage.contents import ref

UNIT = "区住房城乡建设局"
MARCH = Month(2023, 3)
OF = (ref("实事13"), UNIT, MARCH)


@pytest.fixture
def who() -> str:
    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    return next(iter(rows[0].identities.values()))


def send_back(desk: Desk, reason: str = "下一步不具体", version: int | None = None) -> int:
    with desk.database.session() as session:
        return reviewing.return_report(session, OF, reason, "督查室", desk.clock(), version)


def test_it_is_owed_again_two_working_days_on(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集3100套，问题：无，下一步：加快验收，阶段目标已完成")
    assert send_back(desk) == 1
    answer = desk.says(who, "我们还有哪几项没报")
    assert "被退回 实事13（3月，4月10日（周一）前重报）：下一步不具体" in answer
    assert desk.standing() == {}
    (row,) = desk.reports()
    assert (row["state"], row["reason"], row["decided_by"]) == ("returned", "下一步不具体", "督查室")


def test_what_is_mended_keeps_the_rest(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集3100套，问题：无，下一步：加快验收，阶段目标已完成")
    send_back(desk)
    answer = desk.says(who, "实事13 下一步：5月20日前验收600套")
    assert "该月报告被退回，按重报记，第2版" in answer
    report = desk.standing()["实事13", "2023-03"]
    assert (report["progress"], report["next_step"]) == ("已筹集3100套", "5月20日前验收600套")
    assert [row["state"] for row in desk.reports()] == ["superseded", "filed"]
    assert "被退回" not in desk.says(who, "我们还有哪几项没报")


def test_a_correction_mends_it_as_well(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集3100套")
    send_back(desk)
    desk.says(who, "更正 实事13 完成情况：已筹集3200套")
    assert desk.standing()["实事13", "2023-03"]["version"] == 2


def test_what_was_owed_on_a_day_in_the_past(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集3100套")
    desk.clock.forward(hours=1)
    send_back(desk)
    desk.clock.forward(days=1)
    desk.says(who, "实事13 已筹集3200套")

    def of_march(hours: int) -> set[DutyKind]:
        with desk.database.session() as session:
            register = load_register(session, YEAR)
            at = MORNING.replace(hour=MORNING.hour + hours % 24, day=MORNING.day + hours // 24)
            done = done_at(session.connection(), register, SHANGHAI, at=at)
            open_duties = owed(register, done, Terms(), date(2023, 4, 8))
        return {duty.kind for duty in open_duties if (duty.item, duty.month) == (OF[0], MARCH)}

    assert DutyKind.RETURNED_REPORT not in of_march(0)
    assert DutyKind.RETURNED_REPORT in of_march(2)
    assert DutyKind.RETURNED_REPORT not in of_march(26)


def test_a_newer_version_is_not_sent_back_unseen(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集3100套")
    desk.says(who, "更正 实事13 完成情况：已筹集3200套")
    with pytest.raises(InputError, match="已有第2版（您看的是第1版）"):
        send_back(desk, version=1)
    assert send_back(desk, version=2) == 2
    with pytest.raises(InputError, match="第2版已由督查室于4月6日10:12退回"):
        send_back(desk)


def test_who_asks_whether_it_is_reported_hears_that_it_came_back(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集3100套")
    send_back(desk)
    answer = desk.says(who, "实事13 报了没")
    assert "被退回：下一步不具体" in answer
    assert "已筹集3100套" in answer
    owed_now = desk.says(who, "我们还有哪几项没报")
    assert owed_now.count("实事13") == 1 + owed_now.count("、实事13")  # not under 还没报 besides


def test_a_reason_is_needed(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集3100套")
    with pytest.raises(InputError, match="原因"):
        send_back(desk, reason=" ")
    assert desk.standing()
