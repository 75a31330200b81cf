"""What changed between two readings."""

from __future__ import annotations

from dataclasses import replace

from handlers.ledger.items import Item, ItemRef
from storage.notices.differences import Change, FieldChange, ItemChange, diff_items


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


def test_questions_and_what_follows_from_the_text_do_not_count() -> None:
    asked = replace(an_item("任务1"), questions=("请确认",))
    assert diff_items([an_item("任务1")], [asked]) == ()
