"""A plan is never a report: quarters by their ends, the year's goal, and none at all."""

from __future__ import annotations

import pytest

from handlers.reading import Catalog, read
from handlers.reading.shapes import Doubt, Intent, Scope
from storage.packaged import packaged_notice
from tests.builders import at

CATALOG = Catalog.of(packaged_notice().items)
MINE = tuple(item.ref for item in packaged_notice().items if "区教育体育局" in item.units)
SCOPE = Scope(received_at=at(), unit="区教育体育局", mine=MINE)


@pytest.mark.parametrize(
    "words",
    [
        "计划 任务60 三季度末：建成5处；年底：建成8处",
        "计划 任务60 第三季度底前：建成5处；全年：建成8处",
        "计划：任务60 三季度：建成5处；12月底前：建成8处",
    ],
)
def test_quarters_may_be_named_by_their_ends(words: str) -> None:
    reading = read(words, SCOPE, CATALOG)
    (entry,) = reading.entries
    assert reading.intent is Intent.PLAN
    assert entry.plan is not None
    assert (entry.plan.q3, entry.plan.q4) == ("建成5处", "建成8处")


@pytest.mark.parametrize("words", ["计划 任务60 每月开展讲座8场", "计划 任务60 建成5处"])
def test_a_plan_that_tells_no_quarter_is_asked_about(words: str) -> None:
    reading = read(words, SCOPE, CATALOG)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.NO_QUARTERS)
