"""Corrections that fill several fields of the form, as the bot itself teaches them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.shapes import Entry, Intent, Quantity
from tests.handlers.reading.says import only, said

FIELDS = {
    "progress": ("完成情况", "累计新增城镇就业3599人", "累计新增城镇就业3599人"),
    "problem": ("问题", "用工少", "用工少"),
    "cause": ("原因", "订单不足", "订单不足"),
    "next_step": ("下一步", "组织招聘会", "组织招聘会"),
    "stage_met": ("阶段目标", "未完成", False),
}


def amended(words: str) -> Entry:
    reading = said(words, mine="实事10")
    assert reading.intent is Intent.AMEND
    return only(reading)


def test_the_correction_that_the_bot_teaches() -> None:
    entry = amended("更正 实事10 完成情况：累计新增城镇就业3599人；问题：无；阶段目标：已完成")
    assert (entry.progress, entry.problem, entry.stage_met) == ("累计新增城镇就业3599人", "", True)
    assert entry.quantities == (Quantity(3599, "人"),)


@given(
    st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, unique=True),
    st.sampled_from("：:"),
    st.sampled_from(["；", ";", "。", "\n"]),
    st.sampled_from(["更正 实事10 {}", "实事10 更正：{}", "实事10 填错了，{}"]),
)
def test_any_fields_in_any_order(names: list[str], colon: str, between: str, form: str) -> None:
    told = between.join(f"{FIELDS[name][0]}{colon}{FIELDS[name][1]}" for name in names)
    entry = amended(form.format(told))
    assert {name: getattr(entry, name) for name in FIELDS} == {
        name: FIELDS[name][2] if name in names else None for name in FIELDS
    }


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("更正 实事10 阶段目标：未完成", False),
        ("实事10 更正：阶段目标应为未完成，不是已完成", False),
        ("更正 实事10 阶段目标应为已完成；下一步：组织招聘会", True),
    ],
)
def test_the_stage_goal_as_it_is_corrected(words: str, met: bool) -> None:
    assert amended(words).stage_met is met
