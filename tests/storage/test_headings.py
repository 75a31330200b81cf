"""Of two headings that may both mean the item, the column that holds its name is it."""

from __future__ import annotations

import pytest

from storage.takeover.headings import find_headings
from storage.takeover.reports import FIELDS

HEAD = ["序号", "事项", "责任单位", "月份", "进展"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["任务42", "拆迁清零", "区住房城乡建设局", "3月", "清零11个"], 0),
        (["1", "任务42", "区住房城乡建设局", "3月", "清零11个"], 1),
        (["1", "拆迁清零", "区住房城乡建设局", "3月", "清零11个"], 1),
    ],
)
def test_which_of_both_is_the_item(row: list[str], column: int) -> None:
    found = find_headings([(1, HEAD), (2, row)], FIELDS)
    assert found is not None
    assert found.columns["item"] == column
    assert ("事项" in found.unread) is (column == 0)
