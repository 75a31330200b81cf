"""What changed between two readings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.ledger.items import Comparator, Indicator, IndicatorKind, Item, ItemRef
from storage.notices.differences import Change, FieldChange, Head, ItemChange, diff_heads, diff_items

BUILT = Indicator("建成", IndicatorKind.AMOUNT, Comparator.EQUAL, 8.0, "处", "8处")
RATE = Indicator("覆盖率", IndicatorKind.RATIO, Comparator.RANGE, 90.0, "%", "90%至95%", high=95.0)
HEAD = Head("市中政办发〔2023〕1号", "关于印发任务分工的通知", date(2023, 2, 1))


def an_item(name: str, text: str = "建成8处。") -> Item:
    return Item(ref=ItemRef.parse(name), text=text, units=("区教育体育局",), leaders=("张源",))


def test_no_change() -> None:
    items = [an_item("任务1"), an_item("实事1")]
    assert diff_items(items, list(reversed(items))) == ()


def test_added_dropped_and_changed_in_the_notices_order() -> None:
    old = [an_item("任务2"), an_item("任务10"), an_item("实事1")]
    changed = replace(
        an_item("任务10"), text="建成9处。", units=("区教育体育局", "区财政局"), lead_known=True
    )
    new = [an_item("实事1"), an_item("任务3"), changed]
    assert diff_items(old, new) == (
        ItemChange(ItemRef.parse("任务2"), Change.DROPPED),
        ItemChange(ItemRef.parse("任务3"), Change.ADDED),
        ItemChange(
            ItemRef.parse("任务10"),
            Change.CHANGED,
            (
                FieldChange("text", "建成8处。", "建成9处。"),
                FieldChange("units", "区教育体育局", "区教育体育局、区财政局"),
                FieldChange("lead_known", "否", "是"),
            ),
        ),
    )


def with_indicators(*indicators: Indicator) -> Item:
    return replace(an_item("任务1"), indicators=indicators)


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ((), (BUILT,), None, "建成=8处（数量，“8处”）"),
        ((BUILT, RATE), (BUILT,), "覆盖率90～95%（比率，“90%至95%”）", None),
        (
            (BUILT, RATE),
            (replace(BUILT, op=Comparator.AT_LEAST), RATE),
            "建成=8处（数量，“8处”）",
            "建成≥8处（数量，“8处”）",
        ),
        (
            (BUILT, RATE),
            (RATE, BUILT),
            "建成=8处（数量，“8处”）；覆盖率90～95%（比率，“90%至95%”）",
            "覆盖率90～95%（比率，“90%至95%”）；建成=8处（数量，“8处”）",
        ),
    ],
    ids=["new", "gone", "read otherwise", "in another order"],
)
def test_indicators_that_are_drawn_otherwise_count(
    old: tuple[Indicator, ...], new: tuple[Indicator, ...], before: str | None, after: str | None
) -> None:
    [change] = diff_items([with_indicators(*old)], [with_indicators(*new)])
    assert change.fields == (FieldChange("indicators", before, after),)
    assert change.only_redrawn


@pytest.mark.parametrize(
    "change",
    [
        *({"metric": "新建"}, {"kind": IndicatorKind.STANDARD}, {"op": Comparator.ABOUT}, {"value": 8.5}),
        *({"unit": "座"}, {"raw": "八处"}, {"high": 9.0}),
    ],
    ids=lambda change: next(iter(change)),
)
def test_no_difference_of_an_indicator_looks_like_none(change: dict[str, Any]) -> None:
    other = replace(BUILT, **change)
    [found] = diff_items([with_indicators(BUILT)], [with_indicators(other)])
    [field] = found.fields
    assert field.before != field.after


def test_a_changed_row_is_more_than_redrawn() -> None:
    [change] = diff_items([an_item("任务1")], [replace(with_indicators(BUILT), text="建成9处。")])
    assert [field.name for field in change.fields] == ["text", "indicators"]
    assert not change.only_redrawn
    [gone] = diff_items([an_item("任务1")], [])
    assert not gone.only_redrawn


def test_a_changed_head() -> None:
    assert diff_heads(HEAD, HEAD) == ()
    assert diff_heads(HEAD, Head("市中政办发〔2023〕2号", HEAD.title, date(2023, 2, 3))) == (
        FieldChange("number", "市中政办发〔2023〕1号", "市中政办发〔2023〕2号"),
        FieldChange("issued_on", "2023-02-01", "2023-02-03"),
    )


def test_a_file_without_a_head_changes_none_and_one_with_it_fills_it_in() -> None:
    nothing = Head(None, None, None)
    assert diff_heads(HEAD, nothing) == ()
    assert [field.before for field in diff_heads(nothing, HEAD)] == [None, None, None]
    assert HEAD.updated(nothing) == nothing.updated(HEAD) == HEAD


def test_questions_do_not_count() -> None:
    asked = replace(an_item("任务1"), questions=("请确认",))
    assert diff_items([an_item("任务1")], [asked]) == ()
