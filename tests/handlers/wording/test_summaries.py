"""A leader's summary: exceptions first, one phone screen, counts that sum to the total."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ledger.items import Item, ItemKind, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.standings.concerns import Concern, asks_for_coordination, notable
from handlers.standings.lights import Light
from handlers.standings.picture import Ground, ItemStanding, Stage, Standing, UnitStanding
from handlers.wording.standings import STAGES
from handlers.wording.summaries import LINES, WIDTH, summary
from tests.handlers.standings.builders import reports

UNITS = {1: "区住房城乡建设局", 2: "区委统筹疫情防控和经济运行工作领导小组（指挥部）"}
CLASSES = {
    Stage.COMPLETED: (Light.GREEN, Ground.CLOSED),
    Stage.ON_PLAN: (Light.GREEN, Ground.STAGE),
    Stage.BEHIND: (Light.RED, Ground.STAGE),
    Stage.NOT_ASSESSABLE: (Light.UNRATED, Ground.NOT_READABLE),
    Stage.WITHOUT_PLAN: (Light.NO_PLAN, Ground.NO_PLAN),
    Stage.NOT_REPORTED: (Light.UNRATED, Ground.NOT_REPORTED),
}


def a_standing(*stages: Stage, problem: str = "") -> Standing:
    items = []
    for number, stage in enumerate(stages, 1):
        light, ground = CLASSES[stage]
        name = ItemRef(ItemKind.TASK, number)
        (report,) = reports(str(name), 1, {3: ReportContent("已开工", problem=problem)})
        unit = UnitStanding(name, 1, Month(2023, 3), stage, light, ground, report=report, latest=report)
        item = Item(name, "统筹推进7个片区18个项目的拆迁清零以及14个新片区26个项目的征收拆迁。")
        items.append(ItemStanding(item, (1,), True, stage, light, ground, (), (unit,)))
    return Standing(2023, date(2023, 4, 11), Month(2023, 3), tuple(items))


def the_text(standing: Standing, late: set[int] = frozenset(), finished: set[int] = frozenset()) -> str:  # type: ignore[assignment]
    refs = {one.ref.no: one.ref for one in standing.items}
    found = notable(
        standing,
        {refs[number]: (2, 1) for number in late if number in refs},
        {refs[number] for number in finished if number in refs},
    )
    return summary(standing, found, UNITS, monthly=True)


@given(
    st.lists(st.sampled_from(Stage), min_size=1, max_size=130),
    st.sets(st.integers(1, 130)),
    st.sets(st.integers(1, 130)),
    st.sampled_from(["", "资金缺口较大，恳请区里协调解决" * 5]),
)
def test_one_phone_screen_however_many_items(
    stages: list[Stage], late: set[int], finished: set[int], problem: str
) -> None:
    text = the_text(a_standing(*stages, problem=problem), late, finished)
    lines = text.splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH
    counts = "".join(lines[-2:] if lines[-2].endswith("、") else lines[-1:])
    assert f"共{len(stages)}项" in counts
    found = re.findall(f"({'|'.join(STAGES.values())})(\\d+)", counts)
    assert sum(int(count) for _, count in found) == len(stages)


def test_nothing_to_worry_about_is_two_lines() -> None:
    text = the_text(a_standing(Stage.ON_PLAN, Stage.ON_PLAN, Stage.COMPLETED))
    assert text.splitlines() == [
        "【每月摘要】您牵头的3项，截至3月底没有需要您过问的。",
        "已办结1、按计划推进2，共3项",
    ]


def test_exceptions_come_first_each_item_once() -> None:
    standing = a_standing(Stage.NOT_REPORTED, Stage.BEHIND, Stage.COMPLETED, Stage.ON_PLAN)
    lines = the_text(standing, late={1, 2}, finished={3}).splitlines()
    assert lines[1] == "红灯1、逾期未报2、新办结1"
    assert lines[2].startswith("红灯·逾期未报 任务2 ")
    assert lines[3].startswith("逾期未报 任务1 ")
    assert lines[4].startswith("新办结 任务3 ")
    assert "任务4" not in "".join(lines)


def test_of_each_concern_some_are_named() -> None:
    standing = a_standing(*[Stage.BEHIND] * 40, Stage.NOT_REPORTED, Stage.COMPLETED)
    text = the_text(standing, late={41}, finished={42})
    assert "逾期未报 任务41" in text
    assert "新办结 任务42" in text
    assert "另有28项，要看发：其余的" in text


@pytest.mark.parametrize(
    ("problem", "asks"),
    [
        ("征地受阻，需区里协调", True),
        ("资金未到位，恳请支持", True),
        ("提请区政府专题研究", True),
        ("需上级部门给予政策支持", True),
        ("无需要协调解决的问题", False),
        ("暂无需协调的事项", False),
        ("已协调解决", False),
        ("雨天影响施工", False),
        ("", False),
        (None, False),
    ],
)
def test_who_asks_for_coordination(problem: str | None, asks: bool) -> None:
    assert asks_for_coordination(ReportContent("已开工", problem=problem)) is asks


def test_what_is_closed_asks_for_nothing() -> None:
    standing = a_standing(Stage.COMPLETED, Stage.ON_PLAN, problem="需区里协调")
    (found,) = notable(standing, {}, ())
    assert (found.standing.ref.no, found.concerns) == (2, (Concern.COORDINATION,))
