"""Whose a figure is: what the answer says it understood is what the standing counts, and nothing else."""

from __future__ import annotations

from datetime import date

from handlers.standings.lights import Measured
from storage.packaged import YEAR, packaged_roster
from storage.standings import standing_on
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

APRIL = date(2023, 4, 7)
GARDENS = "区园林绿化服务中心"


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
