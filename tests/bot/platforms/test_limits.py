from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.limits import CUT_HINT, ID_LIMIT, check_age, check_id, check_size, fit, moment
from bot.platforms.port import TooLargeError
from handlers.errors import InboundError, StaleError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(TEXTS, st.integers(0, 400))
def test_a_fitted_text_keeps_the_limit(text: str, limit: int) -> None:
    assert len(fit(text, limit).encode()) <= limit


@given(TEXTS)
def test_what_fits_is_untouched(text: str) -> None:
    assert fit(text, len(text.encode())) == text


def test_cuts_at_a_line_end() -> None:
    text = "任务1 已完成\n任务2 进行中\n任务3 未开工" + "。" * 40
    assert fit(text, 80) == "任务1 已完成\n任务2 进行中" + CUT_HINT


def test_keeps_a_line_that_fits_exactly() -> None:
    line = "任务1 已完成"
    limit = len((line + CUT_HINT).encode())
    assert fit(line + "\n" + "长" * 100, limit) == line + CUT_HINT


def test_cuts_one_long_line_between_characters() -> None:
    fitted = fit("督" * 100, 100)
    assert fitted.endswith(CUT_HINT)
    assert set(fitted.removesuffix(CUT_HINT)) == {"督"}


def test_a_limit_below_the_hint_gives_no_hint() -> None:
    assert fit("督查督查督查", 7) == "督查"


def test_sizes_and_ids() -> None:
    check_size(b"12", 2)
    with pytest.raises(TooLargeError) as caught:
        check_size(b"123", 2)
    assert caught.value.status == 413
    assert check_id("sender", "z" * ID_LIMIT) == "z" * ID_LIMIT
    with pytest.raises(InboundError):
        check_id("sender", "z" * (ID_LIMIT + 1))


def test_age_counts_in_both_directions() -> None:
    now = datetime(2023, 4, 3, tzinfo=UTC)
    check_age(now.timestamp() - 60, now, 60)
    check_age(now.timestamp() + 60, now, 60)
    for sent in (now.timestamp() - 61, now.timestamp() + 61):
        with pytest.raises(StaleError):
            check_age(sent, now, 60)


def test_a_moment_beyond_all_calendars_is_none() -> None:
    assert moment(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert moment(1e15) is None
    assert moment(float("inf")) is None
