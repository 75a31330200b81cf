"""走访28家 is no result: figures of an activity are not counted for a target that does not name it."""

from __future__ import annotations

import pytest

from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Quantity
from handlers.standings.figures import figures_of
from handlers.standings.matching import Target, match

BANKS = Target("新引进培育科创金融机构", "家", value=10)
VISITS = Target("走访服务企业", "家", value=100)


def counted(words: str, number: float, target: Target) -> list[float]:
    content = ReportContent(progress=words, quantities=(Quantity(number, "家"),))
    return [figure.value for figures in match(figures_of(content), [target]).values() for figure in figures]


@pytest.mark.parametrize("words", ["走访金融机构28家", "对接企业28家", "签约意向28家", "截至3月底，洽谈28家"])
def test_an_activity_is_no_result(words: str) -> None:
    assert counted(words, 28, BANKS) == []


@pytest.mark.parametrize("words", ["走访后新引进28家", "已引进28家", "累计28家", "经对接洽谈，落地28家"])
def test_a_result_is_counted(words: str) -> None:
    assert counted(words, 28, BANKS) == [28]


def test_an_activity_that_is_the_target_is_counted() -> None:
    assert counted("走访企业28家", 28, VISITS) == [28]
