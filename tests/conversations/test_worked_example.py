"""docs/worked-example.zh.md is what really happens; and what happens is right."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from handlers.standings.lights import Light, Measured
from tests.bot.cli.conftest import Ducha, ducha  # noqa: F401 -- a fixture
from tests.conversations.worked_example.document import written
from tests.conversations.worked_example.scenes import MonthEnd, Step, script
from tests.conversations.worked_example.stage import Stage, Told
from tests.desk import Desk

DOCUMENT = Path(__file__).parents[2] / "docs" / "worked-example.zh.md"
GREEN, YELLOW, RED = Light.GREEN, Light.YELLOW, Light.RED
NONE, NO_PLAN = Light.UNRATED, Light.NO_PLAN
PARKS, STREET = "区园区管理服务中心", "泺源街道办事处"
JOBS, FLATS, MARKET = "新增城镇就业", "建设零工公寓", "发展公益性零工市场"
PROJECTS, INVESTED = "新引进落户招商项目", "引入市外投资"
SHARE, STANDARD = "省二类园以上优质园占比", "居民医保财政补助标准"
LARGE, LARGEST = "新培育营收过亿元企业", "过10亿元企业"

Figures = dict[str, tuple[float | None, float | None]]
# worked out by hand from the plans in the script: day, item (unit), light, and what is reached and expected
LIGHTS: list[tuple[str, str, Light, Figures]] = [
    ("02-08", "实事10", NO_PLAN, {}),
    ("02-20", "实事10", NONE, {}),
    ("03-08", "实事10", GREEN, {JOBS: (820 + 1650, 4000 / 3 * 2), MARKET: (None, 0), FLATS: (None, 0)}),
    ("04-06", "实事10", YELLOW, {JOBS: (3100, 4000)}),
    ("04-07", "实事10", RED, {JOBS: (3100, 4000)}),
    ("05-09", "实事10", GREEN, {JOBS: (5300, 5700), MARKET: (None, 0)}),
    ("06-07", "实事10", YELLOW, {JOBS: (5250, 7400), MARKET: (None, 0)}),
    ("07-06", "实事10", NONE, {}),
    ("07-07", "实事10", GREEN, {JOBS: (8700, 9100), MARKET: (1, 1)}),
    ("08-04", "实事10", NONE, {JOBS: (10700, 9100 + 4400 / 3), FLATS: (None, 100 / 3)}),
    ("08-07", "实事10", RED, {FLATS: (20, 100 / 3)}),
    ("08-14", "实事10", RED, {FLATS: (20, 100 / 3)}),
    ("08-15", "实事10", GREEN, {FLATS: (20, 20), MARKET: (1, 1)}),
    ("09-08", "实事10", NONE, {}),
    ("11-06", "实事10", GREEN, {JOBS: (17900, 13500 + 4300 / 3), FLATS: (200, 60 + 140 / 3)}),
    ("12-20", "实事10", YELLOW, {JOBS: (18200, 13500 + 4300 / 3 * 2)}),
    ("2024-01-08", "实事10", YELLOW, {JOBS: (18650, 17800), FLATS: (200, 200)}),
    ("03-07", "任务25", GREEN, {INVESTED: (8.5, None)}),
    ("04-10", "任务25", GREEN, {PROJECTS: (33 + 7, 30 + 12), INVESTED: (9.2, 10)}),
    ("04-10", f"任务25 {PARKS}", RED, {PROJECTS: (7, 12)}),
    ("05-09", "任务25", RED, {INVESTED: (-2.1, 10)}),
    ("03-07", "任务64", YELLOW, {SHARE: (71.3, None)}),
    ("04-10", "任务64", GREEN, {SHARE: (72.4, 72)}),
    ("05-09", "任务64", GREEN, {SHARE: (72.4, 72)}),
    ("07-07", "任务64", RED, {SHARE: (73.1, 74)}),
    ("10-10", "任务64", GREEN, {SHARE: (78.5, 78)}),
    ("12-06", "任务64", GREEN, {SHARE: (79.6, 78)}),
    ("2024-01-08", "任务64", GREEN, {SHARE: (80.8, 80)}),
    ("03-07", "实事19", YELLOW, {STANDARD: (None, None)}),
    ("04-10", "实事19", GREEN, {STANDARD: (None, None)}),
    ("06-07", "实事19", YELLOW, {STANDARD: (670, None)}),
    ("07-07", "实事19", RED, {STANDARD: (670, 730)}),
    ("08-07", "实事19", GREEN, {STANDARD: (730, 730), f"{STANDARD}提高": (60, 60)}),
    ("07-07", "任务46", RED, {}),
    ("07-06", f"任务46 {STREET}", GREEN, {}),
    ("07-07", f"任务46 {STREET}", NONE, {}),
    ("07-10", f"任务46 {STREET}", RED, {}),
    ("2024-01-08", "任务46", GREEN, {}),
    ("07-07", "任务21", GREEN, {LARGE: (2, 2), LARGEST: (None, 0)}),
    ("2024-01-08", "任务21", GREEN, {LARGE: (6, 5), LARGEST: (2, 1)}),
]  # fmt: skip
CLOSED = [("12-08", "实事10"), ("2024-01-09", "实事10"), ("10-10", "实事19"), ("2024-01-09", "任务46")]


@pytest.fixture
def stage(desk: Desk, ducha: Ducha, monkeypatch: pytest.MonkeyPatch) -> Stage:  # noqa: F811
    """The program, its command line at the same database and by the same clock."""
    ducha.uses(desk.database)
    for name, module in list(sys.modules.items()):
        if name.startswith("bot.cli.") and hasattr(module, "utc_now"):
            monkeypatch.setattr(module, "utc_now", desk.clock)

    def run(arguments: list[str]) -> str:
        outcome = ducha(*arguments)
        said = f"{outcome.out}{outcome.err}".strip()
        assert outcome.status == 0, said
        return said

    return Stage(desk, run)


def test_the_document_tells_what_happens_and_it_is_right(stage: Stage, rewrite_golden: bool) -> None:
    scenes = script()
    told = stage.play(scenes)
    _is_right(told)
    now = written(scenes, told)
    if rewrite_golden:
        DOCUMENT.write_text(now, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == now


def _is_right(told: dict[Step, Told]) -> None:
    """Facts that no rewriting of the document can change."""
    ends = {_name(step): said for step, said in told.items() if isinstance(step, MonthEnd)}
    for day, where, light, figures in LIGHTS:
        said = ends.pop((day, where))
        assert said.light is light, (day, where, said.words)
        for metric, figure in figures.items():
            assert _figures(said)[metric] == pytest.approx(figure), (day, where, metric)
    for closed in CLOSED:
        assert ends.pop(closed).words == "绿灯：督查室已办结"
    assert ends == {}


def _figures(said: Told) -> Figures:
    measured: tuple[Measured, ...] = (
        said.unit.measured if said.unit else said.item.measured if said.item else ()
    )
    return {one.target.metric: (one.reached.value if one.reached else None, one.expected) for one in measured}


def _name(end: MonthEnd) -> tuple[str, str]:
    day = f"{end.on:%m-%d}" if end.on < date(2024, 1, 1) else end.on.isoformat()
    return day, f"{end.item} {end.unit}" if end.unit else end.item
