"""From a plan typed in chat to a light with its reason, and from there to closing."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import event

from bot.showing import lines_of
from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import RoleName
from handlers.standings.lights import Light
from handlers.standings.picture import ItemStanding, Stage, Standing
from handlers.wording.standings import explain_item
from storage import deciding, reviewing
from storage.exporting import plans_json
from storage.packaged import YEAR
from storage.registers import load_register
from storage.standings import facts_at, standing_on
from tests.desk import MORNING, SHANGHAI, Desk
from tests.storage.contents import ref

OFFICE = "督查室"
JOBS = "实事10"  # 新增城镇就业1.78万人以上, …
UNIT = "区人力资源社会保障局"
PLAN = (
    "计划 实事10 一季度：新增城镇就业4000人；二季度：新增城镇就业1万人；三季度：新增城镇就业1.4万人；"
    "四季度：新增城镇就业1.78万人，建设零工公寓200间。主要负责人：王强，分管负责人：李敏"
)


def contact(desk: Desk) -> str:
    """The contact of the unit that leads 实事10."""
    from storage.packaged import packaged_roster  # noqa: PLC0415

    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    return next(iter(rows[0].identities.values()))


def at(day: date, hour: int = 18) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def picture(desk: Desk, day: date) -> Standing:
    with desk.database.reading() as connection:
        return standing_on(connection, YEAR, day, SHANGHAI)[1]


def standing_of(desk: Desk, name: str, day: date) -> ItemStanding:
    (item,) = picture(desk, day).of(lambda one: one.ref == ref(name)).items
    return item


def accept(desk: Desk, name: str) -> None:
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, ref(name), UNIT, OFFICE, desk.clock())


def test_from_a_plan_to_a_light(desk: Desk) -> None:
    who = contact(desk)
    assert "实事10" in desk.says(who, PLAN)
    assert standing_of(desk, JOBS, date(2023, 4, 7)).light is Light.NO_PLAN
    assert explain_item(standing_of(desk, JOBS, date(2023, 4, 7))).startswith("落实计划已报，待督查室审核")
    accept(desk, JOBS)
    desk.says(who, "实事10 截至3月底，累计新增城镇就业3000人；问题：无；阶段目标：未完成")
    item = standing_of(desk, JOBS, date(2023, 4, 7))
    assert (item.light, item.stage) == (Light.RED, Stage.BEHIND)  # the first quarter's stage is missed
    assert "3000人" in explain_item(item)
    desk.says(who, "更正 实事10 累计新增城镇就业4100人，阶段目标已完成")
    item = standing_of(desk, JOBS, date(2023, 4, 7))
    assert item.light is Light.GREEN
    assert "4100人，序时应达4000人" in explain_item(item)
    assert "牵头单位暂按首位" in explain_item(item)


def test_every_item_is_in_one_class(desk: Desk) -> None:
    counts = picture(desk, date(2023, 4, 7)).counts()
    assert sum(counts.values()) == 130
    assert counts[Stage.WITHOUT_PLAN] > 100


def test_a_day_in_the_past_is_shown_as_it_was(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    desk.says(who, "实事10 累计新增城镇就业3000人，阶段目标未完成")
    desk.clock.now = at(date(2023, 4, 20))
    desk.says(who, "更正 实事10 3月份累计新增城镇就业4100人，阶段目标已完成")
    assert standing_of(desk, JOBS, date(2023, 4, 21)).light is Light.GREEN
    assert standing_of(desk, JOBS, date(2023, 4, 10)).light is not Light.GREEN


def test_a_locked_plan_is_changed_only_by_the_office(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    desk.says(who, "实事10 累计新增城镇就业3000人，阶段目标已完成")
    before = standing_of(desk, JOBS, date(2023, 4, 7)).light
    answer = desk.says(who, "更正计划 实事10 一季度：新增城镇就业2000人")
    assert "落实计划已锁定" in answer
    assert standing_of(desk, JOBS, date(2023, 4, 7)).light is before
    with desk.database.session() as session:
        deciding.return_plan(session, YEAR, ref(JOBS), UNIT, "不能下调", OFFICE, desk.clock())
    assert standing_of(desk, JOBS, date(2023, 4, 7)).light is before
    answer = desk.says(who, "更正计划 实事10 一季度：新增城镇就业3000人")
    assert "一季度：新增城镇就业4000人 → 新增城镇就业3000人" in answer
    assert "还缺调整原因" in answer
    with pytest.raises(InputError, match="还没有写原因"):
        accept(desk, JOBS)
    assert "调整原因：企业用工减少" in desk.says(who, "更正计划 实事10 原因：企业用工减少")
    accept(desk, JOBS)
    after = standing_of(desk, JOBS, date(2023, 4, 7))
    assert after.light is Light.GREEN
    assert after.units[0].goal == "新增城镇就业3000人"


def test_a_change_that_the_unit_explained_by_phone(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    desk.says(who, "更正计划 实事10 一季度：新增城镇就业3000人")
    with desk.database.session() as session:
        deciding.accept_plan(
            session, YEAR, ref(JOBS), UNIT, OFFICE, desk.clock(), because="电话说明企业用工减少"
        )
    with desk.database.reading() as connection:
        _, changed = plans_json(connection, YEAR, SHANGHAI)
    assert (changed["state"], changed["because"]) == ("accepted", "电话说明企业用工减少（督查室代写）")


def test_what_was_sent_back_is_said_so(desk: Desk) -> None:
    who, day = contact(desk), date(2023, 4, 7)
    desk.says(who, PLAN)
    desk.clock.now = at(date(2023, 4, 8))
    with desk.database.session() as session:
        deciding.return_plan(session, YEAR, ref(JOBS), UNIT, "缺零工市场", OFFICE, desk.clock())
    assert explain_item(standing_of(desk, JOBS, date(2023, 4, 9))).startswith("落实计划被退回，还没有重报")
    assert explain_item(standing_of(desk, JOBS, day)).startswith("落实计划已报，待督查室审核")
    assert "按重报记" in desk.says(who, "更正计划 实事10 二季度：新增城镇就业1万人，零工市场1家")
    assert explain_item(standing_of(desk, JOBS, date(2023, 4, 9))).startswith("落实计划已报，待督查室审核")
    accept(desk, JOBS)
    desk.says(who, "实事10 3月份累计新增城镇就业4100人，阶段目标已完成")
    desk.clock.forward(hours=1)
    with desk.database.session() as session:
        of = (ref(JOBS), UNIT, Month(2023, 3))
        reviewing.return_report(session, of, "缺零工公寓", OFFICE, desk.clock())
    assert explain_item(standing_of(desk, JOBS, date(2023, 4, 9))).startswith("3月情况被退回，还没有重报")


def test_a_plan_is_shown_to_who_asks(desk: Desk) -> None:
    who = contact(desk)
    assert "还没有报落实计划" in desk.says(who, "实事10的计划")
    desk.says(who, PLAN)
    assert "待督查室审核" in desk.says(who, "实事10的计划是什么")
    accept(desk, JOBS)
    desk.says(who, "更正计划 实事10 一季度：新增城镇就业3000人；原因：企业用工减少")
    answer = desk.says(who, "看一下实事10的计划")
    assert "已接受，锁定" in answer
    assert "一季度：新增城镇就业4000人" in answer
    assert "申请调整，待督查室审核" in answer
    assert "一季度：新增城镇就业4000人 → 新增城镇就业3000人" in answer
    office = desk.account_of(RoleName.OFFICE)
    assert UNIT in desk.says(office, "实事10的计划")
    assert desk.reports() == []


def test_a_request_is_taken_back(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    for words in ("撤回 实事10 的计划", "更正计划 实事10 一季度：新增城镇就业4000人"):
        desk.says(who, "更正计划 实事10 一季度：新增城镇就业3000人；原因：企业用工减少")
        assert "仍按已锁定的计划" in desk.says(who, words)
        with pytest.raises(InputError):
            accept(desk, JOBS)
    with desk.database.reading() as connection:
        states = [plan["state"] for plan in plans_json(connection, YEAR, SHANGHAI)]
    assert states == ["accepted", "withdrawn", "withdrawn"]


def test_an_application_on_the_running_month_is_seen(desk: Desk) -> None:
    desk.says(contact(desk), "实事10 4月份已全部完成，申请销号")
    assert standing_of(desk, JOBS, date(2023, 4, 7)).units[0].applied
    desk.clock.forward(minutes=1)
    with desk.database.session() as session:
        deciding.take_step(session, YEAR, ref(JOBS), ClosingStep.REFUSED, "佐证不全", OFFICE, desk.clock())
    with desk.database.session() as session, pytest.raises(InputError, match="没有可退回的"):
        deciding.take_step(session, YEAR, ref(JOBS), ClosingStep.REFUSED, "再退", OFFICE, desk.clock())


def test_a_closed_item_gets_no_light_by_hand(desk: Desk) -> None:
    _step(desk, ClosingStep.CLOSED, None)
    with desk.database.session() as session, pytest.raises(InputError, match="已经办结"):
        deciding.set_light(session, YEAR, (ref(JOBS), None), Light.RED, "用地未批", OFFICE, desk.clock())


def test_a_locked_plan_is_not_taken_back(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    assert "已由督查室接受并锁定" in desk.says(who, "撤回 实事10 的计划")
    with desk.database.reading() as connection:
        assert [plan["state"] for plan in plans_json(connection, YEAR, SHANGHAI)] == ["accepted"]


def test_every_version_of_a_plan_is_exported(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    desk.says(who, "更正计划 实事10 一季度：新增城镇就业2000人")
    with desk.database.reading() as connection:
        first, second = plans_json(connection, YEAR, SHANGHAI)
        assert plans_json(connection, YEAR + 1, SHANGHAI) == []
    assert (first["state"], first["decided_by"], first["q1"]) == ("accepted", OFFICE, "新增城镇就业4000人")
    assert (second["state"], second["version"], second["q1"]) == ("requested", 2, "新增城镇就业2000人")
    assert second["q4"] == first["q4"]
    assert (first["unit"], first["principal"], first["year"]) == (UNIT, "王强", 2023)


def test_closing_and_opening_again(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    desk.says(who, "实事10 已全部完成，累计新增城镇就业1.8万人")
    day = date(2023, 4, 7)
    assert standing_of(desk, JOBS, day).units[0].applied
    _step(desk, ClosingStep.REFUSED, "零工公寓还没有验收")
    assert not standing_of(desk, JOBS, day).units[0].applied
    desk.clock.forward(hours=1)
    desk.says(who, "实事10 已全部完成，零工公寓200间已验收")
    assert standing_of(desk, JOBS, day).units[0].applied
    _step(desk, ClosingStep.CLOSED, None)
    assert standing_of(desk, JOBS, day).stage is Stage.COMPLETED
    assert "督查室已办结，不用再报" in desk.says(who, "实事10 零工公寓200间全部入住")
    with pytest.raises(InputError, match="实事10已由督查室于4月6日11:22办结"):
        _step(desk, ClosingStep.CLOSED, None)
    _step(desk, ClosingStep.REOPENED, "回访发现两间未投用")
    assert standing_of(desk, JOBS, day).stage is not Stage.COMPLETED


def _step(desk: Desk, step: ClosingStep, reason: str | None) -> None:
    desk.clock.forward(minutes=5)
    with desk.database.session() as session:
        deciding.take_step(session, YEAR, ref(JOBS), step, reason, OFFICE, desk.clock())


def test_a_light_set_by_hand_and_lifted(desk: Desk) -> None:
    day = date(2023, 4, 7)
    for light, reason in ((Light.RED, "用地未批"), (None, "")):
        with desk.database.session() as session:
            deciding.set_light(session, YEAR, (ref(JOBS), None), light, reason, OFFICE, desk.clock())
        item = standing_of(desk, JOBS, day)
        assert (item.light is Light.RED) == (light is not None)
    with desk.database.session() as session, pytest.raises(InputError, match="没有由督查室设定的灯"):
        deciding.set_light(session, YEAR, (ref(JOBS), None), None, "", OFFICE, desk.clock())


def test_units_are_named_where_the_wrong_one_is_meant(desk: Desk) -> None:
    with desk.database.session() as session, pytest.raises(InputError, match="不由区残联负责"):
        deciding.accept_plan(session, YEAR, ItemRef.parse(JOBS), "区残联", OFFICE, MORNING)


def test_the_number_of_statements_does_not_grow(desk: Desk) -> None:
    who = contact(desk)
    desk.says(who, PLAN)
    accept(desk, JOBS)
    counted: list[int] = []
    for month in ("2月份", "3月份"):
        desk.says(who, f"实事10 {month}累计新增城镇就业3000人，阶段目标已完成")
        statements: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_: object, seen: list[str] = statements) -> None:
            seen.append(statement)

        with desk.database.session() as session:
            register = load_register(session, YEAR)
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", note)
            facts_at(connection, register, at(date(2023, 4, 7)), SHANGHAI)
            event.remove(connection, "before_cursor_execute", note)
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 9


def test_a_stated_share_of_several_indicators_is_shown_as_stated(desk: Desk) -> None:
    desk.says(contact(desk), "实事10 总体进度45%，问题：无，下一步：继续，阶段目标：已完成")
    with desk.database.reading() as connection:
        register, whole = standing_on(connection, YEAR, date(2023, 4, 7), SHANGHAI)
    (item,) = whole.of(lambda one: one.ref == ref(JOBS)).items
    lines = list(lines_of(item, register, whole.rules.looks))
    assert "    填报完成比例 45%" in lines
    assert len([line for line in lines if line.startswith("  指标")]) == 3
    assert not any("45%" in line for line in lines if line.startswith("  指标"))
