"""What a unit owes follows its messages and the office's decisions, from the database."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from handlers.duties.owed import Duty, DutyKind, Terms, owed
from handlers.ledger.closing import ClosingStep
from handlers.ledger.links import LinkState
from handlers.ledger.months import Month
from storage import deciding
from storage.duties import done_at
from storage.packaged import YEAR, packaged_roster
from storage.registers import load_register
from storage.settling import settle_link
from storage.unit_names import unit_named
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

UNIT = "区人力资源社会保障局"
JOBS = ref("实事10")
PLAN = "计划 实事10 一季度：新增就业4000人；二季度：1万人；三季度：1.4万人；四季度：1.78万人"
TODAY = date(2023, 4, 6)


@pytest.fixture
def who() -> str:
    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    return next(iter(rows[0].identities.values()))


def duties(desk: Desk, on: date = TODAY, terms: Terms | None = None) -> list[Duty]:
    """What the unit owes on 实事10."""
    with desk.database.session() as session:
        register, connection = load_register(session, YEAR), session.connection()
        unit_id = unit_named(connection, UNIT)
        done = done_at(connection, register, SHANGHAI, units=[unit_id])
        found = owed(register, done, terms or Terms(), on, [unit_id])
    return [duty for duty in found if duty.item == JOBS]


def kinds(desk: Desk) -> list[DutyKind]:
    return [duty.kind for duty in duties(desk)]


def test_nothing_said_owes_the_plan_and_three_months(desk: Desk) -> None:
    assert kinds(desk) == [DutyKind.PLAN, *[DutyKind.REPORT] * 3]


def test_a_plan_returned_is_owed_again_and_mended(desk: Desk, who: str) -> None:
    desk.says(who, PLAN)
    assert DutyKind.PLAN not in kinds(desk)
    with desk.database.session() as session:
        deciding.return_plan(session, YEAR, JOBS, UNIT, "二季度目标偏低", "督查室", desk.clock())
    (duty,) = [duty for duty in duties(desk) if duty.month is None]
    assert (duty.kind, duty.note) == (DutyKind.RETURNED_PLAN, "二季度目标偏低")
    assert duty.deadline.on == date(2023, 4, 10)
    answer = desk.says(who, "更正计划 实事10 二季度：新增就业1.1万人")
    assert "一季度：新增就业4000人" in answer  # what was not changed stays
    assert {duty.month for duty in duties(desk)} == {Month(2023, month) for month in (1, 2, 3)}


def test_a_refused_change_leaves_the_plan(desk: Desk, who: str) -> None:
    desk.says(who, PLAN)
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, JOBS, UNIT, "督查室", desk.clock())
    desk.says(who, "更正计划 实事10 二季度：新增就业8000人；原因：企业用工减少")
    with desk.database.session() as session:
        deciding.return_plan(session, YEAR, JOBS, UNIT, "不能下调", "督查室", desk.clock())
    assert all(duty.kind is DutyKind.REPORT for duty in duties(desk))


def test_what_is_closed_owes_nothing_until_it_is_reopened(desk: Desk) -> None:
    for step, owes in ((ClosingStep.CLOSED, False), (ClosingStep.REOPENED, True)):
        with desk.database.session() as session:
            deciding.take_step(session, YEAR, JOBS, step, "回访", "督查室", desk.clock())
        assert bool(kinds(desk)) is owes


def test_one_report_serves_linked_items(desk: Desk, who: str) -> None:
    with desk.database.session() as session:
        settle_link(session, YEAR, (ref("任务69"), JOBS), LinkState.CONFIRMED, "督查室", desk.clock())
    desk.says(who, "任务69 累计新增就业4100人，问题：无，下一步：办好招聘会，阶段目标已完成")
    assert Month(2023, 3) not in {duty.month for duty in duties(desk)}


def test_before_go_live_nothing_counts(desk: Desk) -> None:
    found = duties(desk, terms=Terms(go_live=date(2023, 4, 1)))
    assert [(duty.kind, duty.month) for duty in found] == [(DutyKind.REPORT, Month(2023, 3))]


def test_what_fell_due_while_it_was_closed_is_not_owed_after_reopening(desk: Desk) -> None:
    for day, step in ((date(2023, 5, 15), ClosingStep.CLOSED), (date(2023, 8, 1), ClosingStep.REOPENED)):
        desk.clock.now = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
        with desk.database.session() as session:
            deciding.take_step(session, YEAR, JOBS, step, "回访", "督查室", desk.clock())
    months = [duty.month.month for duty in duties(desk, date(2023, 8, 2)) if duty.month]
    assert months == [1, 2, 3, 4, 7]  # May's and June's were due while it was closed
