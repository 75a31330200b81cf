"""What a head says to reports that wait."""

from __future__ import annotations

import pytest

from handlers.desk.confirming import HeadWord, head_word
from tests.builders import ref


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("同意", HeadWord(True)),
        ("都同意。", HeadWord(True)),
        ("同意上报", HeadWord(True)),
        ("没意见", HeadWord(True)),
        ("同意 任务42", HeadWord(True, (ref("任务42"),))),
        ("同意任务42、实事13", HeadWord(True, (ref("任务42"), ref("实事13")))),
        ("不同意 任务42 原因：数字不对", HeadWord(False, (ref("任务42"),), "数字不对")),
        ("不同意任务42，数字不对", HeadWord(False, (ref("任务42"),), "数字不对")),
        ("不同意", HeadWord(False)),
    ],
)
def test_read(text: str, word: HeadWord) -> None:
    assert head_word(text) == word


@pytest.mark.parametrize(
    "text", ["同意计划 任务42", "同意绑定 3", "同意他们的意见，但要抓紧", "任务42 已完成", "好的"]
)
def test_anything_else(text: str) -> None:
    assert head_word(text) is None
