"""Long texts in parts: nothing lost, nothing too long, cut where a reader would stop."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.dingtalk.channels import bytes_in_json
from bot.platforms.port import bytes_of
from bot.platforms.splitting import MOST, split

_NUMBER = re.compile(r"\n（(\d+)/(\d+)）$")
WORDS = st.text(st.sampled_from('任务45 \n\n。督"\\a'), max_size=1500)


@given(WORDS, st.sampled_from([bytes_of, bytes_in_json]), st.integers(120, 600))
def test_all_of_it_in_parts_that_fit(text: str, size: object, limit: int) -> None:
    assert callable(size)
    parts = split(text, limit, size)
    assert all(size(part) <= limit for part in parts)
    if len(parts) == 1:
        assert parts == [text]
        return
    assert [_NUMBER.search(part).groups() for part in parts] == [  # type: ignore[union-attr]
        (str(number), str(len(parts))) for number in range(1, len(parts) + 1)
    ]
    joined = "".join(_NUMBER.sub("", part) for part in parts)
    if len(parts) < MOST:
        assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)


def test_a_text_that_fits_is_left_alone() -> None:
    assert split("任务45\n", 9, bytes_of) == ["任务45\n"]


def test_paragraphs_stay_together_where_they_can() -> None:
    text = "\n\n".join(f"一、任务{number}\n" + "进展" * 20 for number in range(8))
    parts = split(text, 500, bytes_of)
    assert len(parts) > 1
    assert all(part.startswith("一、任务") for part in parts)


@pytest.mark.parametrize("limit", [60, 100])
def test_one_endless_line_is_cut_between_characters(limit: int) -> None:
    parts = split("督" * 200, limit, bytes_of)
    assert "".join(_NUMBER.sub("", part) for part in parts) == "督" * 200
    assert "\ufffd" not in "".join(parts)
