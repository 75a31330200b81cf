"""Plans whose totals fall from one quarter to the next."""

from __future__ import annotations

import pytest

from handlers.checking.falling import falling
from handlers.desk.counting import PlanCounts, plan_counts
from handlers.ledger.indicators import draw_indicators
from handlers.reading.shapes import PlanWords
from tests.builders import ref


@pytest.mark.parametrize(
    ("text", "quarters", "said"),
    [
        ("建成学校8处。", "5处/3处//", "二季度3处少于一季度5处"),
        ("建成学校8处。", "开工/5处//3处", "四季度3处少于二季度5处"),
        ("完成投资90亿元。", "完成投资20亿/完成投资15亿/60亿/90亿", "二季度15亿元少于一季度20亿元"),
        ("提升工作质量。", "完成30%/完成20%/完成30%/完成20%", "二季度20%少于一季度30%"),
        ("建成学校8处。", "2处/2处/2处/2处", ""),
        ("建成学校8处。", "5处/再建3处//", ""),
        ("建成学校8处。", "每月建成1处/每月建成1处//", ""),
        ("新增就业1.78万人。", "5000人/4800人/4000人/4000人", ""),  # they add up to the year's
        ("空置率降低到3%以下。", "5%/4%/3%/3%", ""),
        ("建成学校8处。", "剩余隐患9处/剩余隐患3处//", ""),
    ],
)
def test_only_totals_that_should_grow_are_asked_about(text: str, quarters: str, said: str) -> None:
    words = PlanWords(*[goal or None for goal in quarters.split("/")])
    assert falling(words, draw_indicators(text)) == ((said,) if said else ())


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("新增", True),
        ("是每季度新增数", True),
        ("任务60 新增", True),
        ("都是当季新增的", True),
        ("累计", False),
        ("任务60是累计数", False),
        ("累计数。", False),
        ("新增3处", None),
        ("任务61 新增", None),
        ("累计建成5处", None),
    ],
)
def test_an_answer_is_nothing_else(text: str, own: bool | None) -> None:
    items = (ref("任务60"),)
    assert plan_counts(text, items) == (None if own is None else PlanCounts(items, own))
    assert plan_counts(text, ()) is None
