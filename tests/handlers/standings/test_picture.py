"""The classes partition the items, whatever the ledger holds and whatever part of it is looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.drawing import draw
from handlers.standings.facts import Baseline, Facts, HandSet, Rules
from handlers.standings.lights import Light
from handlers.standings.picture import Stage, Standing, judged_month
from tests.builders import EDUCATION, HOUSING, ref
from tests.handlers.standings.builders import FLATS, JOBS, QUALITY, SCHOOLS, a_baseline, a_year, reports, said

TEXTS = {"任务1": JOBS, "任务2": SCHOOLS, "任务3": QUALITY, "实事1": FLATS}
PLANS = (
    None,
    a_baseline("完成3000人", "完成9000人", "", "完成17800人"),
    a_baseline("印发方案", "启动", "评估", "验收"),
    a_baseline("开工2处", "建成3处，开工4处", "", "建成8处，开工6处"),
)
SAID = (
    "累计新增就业5000人",
    "本月新增900人",
    "建成1处，开工3处",
    "无进展",
    "筹集300套（间），完成40%",
    "已启动",
)
PLACES = [(ref(name), unit) for name in TEXTS for unit in (HOUSING, EDUCATION)]


def _facts(data: st.DataObject) -> Facts:
    plans: dict[tuple[ItemRef, int], Baseline] = {}
    filed = {}
    for item, unit in PLACES:
        plan = data.draw(st.sampled_from(PLANS))
        if plan is not None:
            plans[item, unit] = plan
        months = data.draw(st.sets(st.integers(1, 12), max_size=4))
        contents = {
            month: said(
                data.draw(st.sampled_from(SAID)), stage_met=data.draw(st.sampled_from([True, False, None]))
            )
            for month in months
        }
        filed[item, unit] = reports(str(item), unit, contents)
    closed = {ref(name): date(2023, 6, 1) for name in data.draw(st.sets(st.sampled_from(sorted(TEXTS))))}
    return Facts(plans, reports=filed, closed=closed)


@given(st.data(), st.dates(date(2023, 1, 1), date(2024, 3, 1)))
def test_classes_sum_to_the_total_of_every_selection(data: st.DataObject, on: date) -> None:
    register = a_year(
        TEXTS, (HOUSING, EDUCATION), lead=data.draw(st.sampled_from([HOUSING, EDUCATION, None]))
    )
    facts = _facts(data)
    standing = draw(register, facts, Rules(), on)
    assert sum(standing.counts().values()) == len(TEXTS)
    chosen = data.draw(st.sets(st.sampled_from(sorted(TEXTS))))
    part: Standing = standing.of(lambda item: str(item.ref) in chosen)
    assert sum(part.counts().values()) == len(chosen)
    assert sum(sum(counts.values()) for counts in part.by_category().values()) == len(chosen)
    for unit_id, counts in part.by_unit().items():
        assert sum(counts.values()) == len(part.of_unit(unit_id).items)
    for leader, counts in part.by_leader().items():
        assert counts == part.of_leader(leader).counts()
    for item in standing.items:
        assert (item.stage is Stage.BEHIND) == (item.light in {Light.YELLOW, Light.RED})
        assert item.light is not Light.GREEN or item.stage in {Stage.ON_PLAN, Stage.COMPLETED}
        for unit in item.units:
            planned = (item.ref, unit.unit_id) in facts.plans
            assert unit.light is not Light.GREEN or unit.stage is Stage.COMPLETED or planned
            assert len(unit.measured) >= len(item.item.indicators)


@given(st.data())
def test_the_same_facts_give_the_same_picture(data: st.DataObject) -> None:
    register, facts = a_year(TEXTS, (HOUSING, EDUCATION)), _facts(data)
    assert draw(register, facts, Rules(), date(2023, 8, 2)) == draw(
        register, facts, Rules(), date(2023, 8, 2)
    )


def test_the_month_that_is_judged_has_ended() -> None:
    assert judged_month(2023, date(2023, 1, 30)) is None
    assert judged_month(2023, date(2023, 1, 31)) == Month(2023, 1)
    assert judged_month(2023, date(2023, 4, 10)) == Month(2023, 3)
    assert judged_month(2023, date(2024, 1, 20)) == Month(2023, 12)
    assert judged_month(2023, date(2022, 12, 1)) is None


def test_an_items_light_set_by_hand_decides_its_class() -> None:
    register = a_year({"任务1": JOBS})
    at = datetime(2023, 5, 1, tzinfo=UTC)
    by_hand: dict[tuple[ItemRef, int | None], HandSet] = {
        (ref("任务1"), None): HandSet(Light.YELLOW, "用地未批", "赵敏", at)
    }
    (item,) = draw(register, Facts(by_hand=by_hand), Rules(), date(2023, 5, 2)).items
    assert (item.light, item.stage) == (Light.YELLOW, Stage.BEHIND)
