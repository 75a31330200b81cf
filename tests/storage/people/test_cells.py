"""Cells: what is written can't run, what is shown tells no number."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.people.cells import cell_text, escape, looks_like_formula, masked_phone, quoted, unescape


@pytest.mark.parametrize("text", ["=1+1", "+1", "-5%", "@sum", "\t=1", "\r=1", "＝1", "＠张伟"])
def test_what_a_spreadsheet_would_run_is_escaped(text: str) -> None:
    assert escape(text) == f"'{text}"
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", ["", "区教育体育局", "'引文'", "5%-6%", "'"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert escape(text) == text
    assert unescape(text) == text


@given(st.text())
def test_no_written_text_looks_like_a_formula(text: str) -> None:
    assert not looks_like_formula(escape(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (19900001234, "19900001234"),
        (19900001234.0, "19900001234"),
        (2.5, "2.5"),
        (True, "是"),
        (False, "否"),
        (datetime(2023, 2, 15, 8, 0), "2023-02-15"),  # noqa: DTZ001 - as openpyxl gives it
        (date(2023, 2, 15), "2023-02-15"),
        (float("inf"), "inf"),
        ("文", "文"),
    ],
)
def test_values_are_read_as_a_person_sees_them(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_masked_phone_can_be_recognised_but_not_called() -> None:
    assert masked_phone("19900001234") == "199****1234"
    assert masked_phone("82078900") == "****"
    assert masked_phone("") == "****"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("填报员", "“填报员”"),
        ("19900001234", "“****”"),
        ("张伟 199 0000 1234", "“张伟 ****”"),
        ("１９９００００１２３４", "“****”"),
        ("SEC0123abcd", "“****”"),
        ("wechat", "“wechat”"),
        ("字" * 21, f"“{'字' * 20}…”"),
    ],
)
def test_quoted_cells_are_short_and_hide_numbers(text: str, shown: str) -> None:
    assert quoted(text) == shown
