"""Whose a figure is: what the answer says it understood is what the standing counts, and nothing else."""

from __future__ import annotations

from datetime import date

from handlers.standings.lights import Measured
from storage import deciding
from storage.packaged import YEAR, packaged_roster
from storage.standings import standing_on
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

APRIL = date(2023, 4, 7)
GARDENS = "区园林绿化服务中心"
JOBS_UNIT = "区人力资源社会保障局"
SCHOOLS_UNIT = "区教育体育局"


def contact(desk: Desk, unit: str) -> str:
    rows = [row for row in packaged_roster().rows if row.unit == unit and row.identities]
    return next(iter(rows[0].identities.values()))


def measured(desk: Desk, item: str, unit: str) -> dict[str, Measured]:
    """How the unit stands with each of the item's indicators, by their names."""
    with desk.database.reading() as connection:
        register, standing = standing_on(connection, YEAR, APRIL, SHANGHAI)
    (found,) = standing.of(lambda one: one.ref == ref(item)).items
    (own,) = (one for one in found.units if register.units[one.unit_id].name == unit)
    return {one.target.metric: one for one in own.measured}


def reached(desk: Desk, item: str, unit: str) -> dict[str, float]:
    """What has been reached of each indicator that has a figure."""
    return {name: one.reached.value for name, one in measured(desk, item, unit).items() if one.reached}


def test_a_figure_of_another_thing_is_understood_and_not_counted(desk: Desk) -> None:
    who = contact(desk, GARDENS)
    answer = desk.says(who, "实事20 口袋公园4个，绿道2.1公里")
    assert "4个" in answer
    assert reached(desk, "实事20", GARDENS) == {"绿道": 2.1}
    desk.says(who, "更正 实事20 完成5处，绿道2.1公里，公厕改了四座")
    assert reached(desk, "实事20", GARDENS) == {
        "建设口袋公园、社区公园、古树公园": 5,
        "绿道": 2.1,
        "新建、改建公共卫生间": 4,
    }


def test_each_name_has_its_own_figure(desk: Desk) -> None:
    who = contact(desk, JOBS_UNIT)
    desk.says(
        who,
        "计划 实事10 一季度：失业再就业和城镇新增就业分别完成1000人、4000人；二季度：新增城镇就业9000人；"
        "三季度：新增城镇就业1.4万人；四季度：新增城镇就业1.78万人。主要负责人：王强，分管负责人：李敏",
    )
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, ref("实事10"), JOBS_UNIT, "督查室", desk.clock())
    answer = desk.says(who, "实事10 截至3月底，失业再就业和城镇新增就业分别完成1100人、4200人")
    assert "4200人" in answer
    jobs = measured(desk, "实事10", JOBS_UNIT)["新增城镇就业"]
    assert (jobs.reached.value if jobs.reached else None, jobs.expected) == (4200, 4000)


def test_a_bare_percentage_is_the_value_of_the_one_rate(desk: Desk) -> None:
    who = contact(desk, SCHOOLS_UNIT)
    desk.says(who, "计划 任务64 一季度：75%；二季度：76%；三季度：78%；四季度：80%。主要负责人：王强")
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, ref("任务64"), SCHOOLS_UNIT, "督查室", desk.clock())
    for words, share in (
        ("任务64 截至3月底，占比75.5%", 75.5),
        ("更正 任务64 75.8%", 75.8),
        ("更正 任务64 76%", 76),
    ):
        answer = desk.says(who, words)
        assert f"：{share}%" in answer
        assert f"完成{share}%" not in answer
        assert list(reached(desk, "任务64", SCHOOLS_UNIT).values()) == [share]
    assert [one.expected for one in measured(desk, "任务64", SCHOOLS_UNIT).values()] == [75]
    assert "完成76%" in desk.says(who, "更正 任务64 进展：完成76%")
    assert reached(desk, "任务64", SCHOOLS_UNIT) == {}
