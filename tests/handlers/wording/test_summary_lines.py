"""Lines of a summary are cut to the screen, and never within a number."""

from __future__ import annotations

import pytest

from handlers.wording.summaries import WIDTH, _line


@pytest.mark.parametrize("ahead", range(8))
def test_a_number_is_whole_or_left_out(ahead: int) -> None:
    text = "红灯 任务69 城镇新增就业：" + "甲" * ahead + "累计2695人，序时应达35667人，为应达的76%"
    line = _line(text)
    assert len(line) <= WIDTH
    for number in ("2695人", "35667人", "76%"):
        if number[:2] in line.replace("任务69", ""):
            assert number in line or number[:-1] in line


def test_short_lines_stay() -> None:
    assert _line("红灯 实事10 城镇就业：累计2695人") == "红灯 实事10 城镇就业：累计2695人"
