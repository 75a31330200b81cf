"""The preview of new thresholds: items that turn, and units that turn on an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.standings.drawing import draw
from handlers.standings.facts import Facts, Rules
from handlers.standings.lights import Thresholds
from handlers.wording.turning import thresholds_changed, what_turns
from tests.builders import EDUCATION, HOUSING, ref
from tests.handlers.standings.builders import JOBS, a_baseline, a_year, reports, said

PLAN = a_baseline("完成4000人", "完成9000人", "完成15000人", "完成17800人")
WANTED = Rules(Thresholds(0.8, 0.6))
YEAR_END_OF_MARCH = date(2023, 4, 7)


def preview(*, lead: int, supporting: int) -> tuple[list[str], str]:
    """Both units should have 4000人 by the end of March and report so many."""
    register = a_year({"任务1": JOBS}, (HOUSING, EDUCATION))
    places = {(ref("任务1"), HOUSING): lead, (ref("任务1"), EDUCATION): supporting}
    facts = Facts(
        plans=dict.fromkeys(places, PLAN),
        reports={
            (item, unit): reports(
                str(item), unit, {3: replace(said(f"新增城镇就业{reached}人"), stage_met=True)}
            )
            for (item, unit), reached in places.items()
        },
    )
    before, after = (draw(register, facts, rules, YEAR_END_OF_MARCH) for rules in (Rules(), WANTED))
    return what_turns(before, after, register)


def test_an_item_that_stays_is_shown_where_a_supporting_unit_turns() -> None:
    lines, told = preview(lead=4000, supporting=3400)
    assert lines == ["任务1：绿灯不变", "  区教育体育局（配合）：黄灯 → 绿灯"]
    assert told == "0项变灯，另有1项只有其中单位变灯。"


def test_an_item_turns_with_its_lead() -> None:
    lines, told = preview(lead=3400, supporting=2600)
    assert lines == [
        "任务1：黄灯 → 绿灯",
        "  区住房城乡建设局（牵头）：黄灯 → 绿灯",
        "  区教育体育局（配合）：红灯 → 黄灯",
    ]
    assert told == "1项变灯。"


def test_nothing_turns() -> None:
    assert preview(lead=4000, supporting=1000) == ([], "0项变灯。")


def test_the_thresholds_are_told_by_the_names_of_the_lights() -> None:
    assert thresholds_changed(Rules(), WANTED) == "绿灯线 90% → 80%，黄灯线 70% → 60%"
