"""The goal of a quarter that is over says nothing of this one's; a rate stays a rate when all is done."""

from __future__ import annotations

import pytest

from handlers.reading.values import stage_answer
from tests.handlers.reading.says import only, said

LATER = "一季度目标已全部完成，二季度正在办理开工手续"


@pytest.mark.parametrize(
    ("text", "on", "met"),
    [
        (LATER, (2023, 5, 6), None),  # of April
        (f"4月份{LATER}", (2023, 4, 28), None),
        (LATER, (2023, 4, 28), None),
        ("一季度目标未完成", (2023, 6, 5), None),
        ("一季度目标已全部完成", (2023, 4, 6), True),  # of March
        ("二季度目标已全部完成", (2023, 4, 6), True),  # ahead
        ("完成二季度目标", (2023, 5, 6), True),
        ("三季度目标已完成", (2023, 10, 9), True),
        ("四季度目标已完成", (2024, 1, 5), True),
        ("阶段性目标已完成，二季度正在办理开工手续", (2023, 5, 6), True),
    ],
)
def test_only_the_goal_of_the_reported_quarter(text: str, on: tuple[int, int, int], met: bool | None) -> None:
    assert only(said(f"任务60 {text}", on=on)).stage_met is met


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("占比81%，已全部完成，申请销号", [81]),
        ("已完成，占比81%", [81]),
        ("占比81%，已完成", [81]),
        ("完成81%，已完成，申请销号", []),
        ("任务已完成，申请销号", []),
    ],
)
def test_a_stated_rate_beside_finished_is_a_figure(text: str, rates: list[float]) -> None:
    entry = only(said(f"任务60 {text}"))
    assert (entry.finished, entry.percent) == (True, 100)
    assert [one.value for one in entry.quantities] == rates


@pytest.mark.parametrize(("answer", "met"), [("基本完成", None), ("部分完成", False), ("已完成", True)])
def test_nearly_is_neither_yes_nor_no(answer: str, met: bool | None) -> None:
    assert stage_answer(answer) is met
