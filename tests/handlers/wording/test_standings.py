"""The sentence that explains a light."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.ledger.items import IndicatorKind
from handlers.standings.matching import Target
from handlers.wording.receipts import content_lines
from handlers.wording.standings import aim, amount, explain
from tests.builders import ref
from tests.handlers.standings.builders import a_baseline, said, stands


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (8000 / 3, "人", "2667人"),
        (100 / 3, "间", "33.3间"),
        (17800, "人", "1.78万人"),
        (190_000_000, "元", "1.9亿元"),
        (123.45, "公里", "123.5公里"),
        (104.26, "%", "104.3%"),
    ],
)
def test_amounts_as_people_say_them(value: float, unit: str, words: str) -> None:
    assert amount(value, Target("新增", unit)) == words


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (1, 2, "家", "1-2家"),
        (8000, 12000, "人", "8000人-1.2万人"),
        (2e9, 3e9, "元", "20-30亿元"),
        (5, None, "处", "5处"),
        (None, None, "处", ""),
    ],
)
def test_a_range_keeps_both_ends(low: float | None, high: float | None, unit: str, words: str) -> None:
    assert aim(Target("培育", unit, value=low, high=high)) == words


def test_of_many_figures_those_furthest_behind_are_named() -> None:
    plan = a_baseline("就业100人，公寓20间，课程30项")
    text = "新增就业400人，建设公寓80间，研发课程120项。"
    report = said("新增就业130人，建设公寓19间，研发课程29项")
    assert explain(stands(text, plan, {3: report}, date(2023, 4, 5))) == (
        "截至3月底，建设公寓累计19间，序时应达20间，为应达的95%；"
        "研发课程累计29项，序时应达30项，为应达的96.7%；另1个指标同样"
    )


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        ("引入市外投资同比增长9.2%", "引入市外投资增长9.2%，按计划应增长10%，为应达的92%"),
        ("引入市外投资同比下降2.1%", "引入市外投资下降2.1%，按计划应增长10%"),
    ],
)
def test_growth_says_its_direction(progress: str, words: str) -> None:
    plan = a_baseline("增长10%", "增长12%", "增长13%", "增长15%")
    unit = stands("引入市外投资增长15%以上。", plan, {4: said(progress)})
    assert unit.measured[0].target.kind is IndicatorKind.GROWTH
    assert explain(unit) == f"截至4月底，{words}"


def test_a_standard_is_neither_this_months_nor_a_total() -> None:
    key = stands("新增就业400人。", a_baseline("就业100人"), {4: said("就业1人")}).report
    assert key is not None
    lines = content_lines(said("补助标准由每人每年670元提高到730元，提高60元"), key.key)
    assert "读到数据：670元、730元、60元" in lines
    assert key.key.item == ref("任务1")
