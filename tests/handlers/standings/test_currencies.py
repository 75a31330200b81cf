"""Money stays in its currency: 0.6亿美元 are no 0.6亿元, read back or measured."""

from __future__ import annotations

import pytest

from handlers.standings.figures import scaled
from handlers.wording.phrases import figures
from handlers.wording.standings import of_target
from tests.handlers.standings.builders import a_baseline, said, stands

YUAN = "技术合同成交额90亿元。"
DOLLARS = "实际使用外资1亿美元。"


def test_it_is_read_back_as_it_was_written() -> None:
    assert figures(said("实际使用外资0.6亿美元，到位资金1.2亿元")) == "0.6亿美元、1.2亿元"


def test_on_its_own_scale() -> None:
    assert scaled(0.6, "亿美元") == (60_000_000, "美元")
    assert scaled(0.6, "亿元") == (60_000_000, "元")


@pytest.mark.parametrize(("text", "expected"), [(DOLLARS, 60_000_000), (YUAN, None)])
def test_it_measures_only_what_is_wanted_in_that_currency(text: str, expected: float | None) -> None:
    plan = a_baseline("实际使用外资0.5亿美元", "", "", "") if text is DOLLARS else None
    (measured,) = stands(text, plan, {4: said("实际使用外资0.6亿美元")}).measured
    assert (measured.reached.value if measured.reached else None) == expected


def test_and_is_said_in_it() -> None:
    (measured,) = stands(DOLLARS, None, {4: said("实际使用外资0.6亿美元")}).measured
    assert "累计6000万美元" in of_target(measured)
