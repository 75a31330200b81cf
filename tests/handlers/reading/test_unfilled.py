"""Forms that come back with their gaps: what nobody filled is not written, beside what was."""

from __future__ import annotations

import pytest

from handlers.reading.shapes import Doubt, Intent
from handlers.reading.values import is_placeholder, stage_answer
from tests.handlers.reading.says import HOUSING, names, only, said

GAPS = ["…", "……", "...", "......", "——", "＿", "＿＿＿", "“…”"]


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("head", ["", "更正 ", "3月份 "])
def test_a_form_with_its_gap_is_no_report(head: str, gap: str) -> None:
    reading = said(f"{head}实事9 完成情况：{gap}；问题：无；下一步：…；阶段目标：已完成/未完成", mine=HOUSING)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.UNFILLED)
    assert [str(item) for item in reading.candidates] == ["实事9"]


@pytest.mark.parametrize("gap", GAPS)
def test_a_gap_in_another_field_is_as_if_unsaid(gap: str) -> None:
    told = only(
        said(
            f"实事9 完成情况：已改造5个；问题：{gap}；原因：{gap}；下一步：{gap}；阶段目标：{gap}",
            mine=HOUSING,
        )
    )
    assert told.progress == "已改造5个"
    assert (told.problem, told.cause, told.next_step, told.stage_met) == (None, None, None, None)


def test_the_filled_beside_the_unfilled_is_read_as_usual() -> None:
    reading = said(
        "实事9 完成情况：…；问题：无；阶段目标：已完成\n实事13 完成情况：已筹集3100套", mine=HOUSING
    )
    assert (reading.intent, names(reading)) == (Intent.REPORT, ["实事13"])
    assert [str(item) for item in reading.unfilled] == ["实事9"]


def test_what_is_said_of_all_fills_no_gap() -> None:
    reading = said("实事9 完成情况：…\n实事13 完成情况：已筹集3100套；两项均无问题", mine=HOUSING)
    assert names(reading) == ["实事13"]
    assert [str(item) for item in reading.unfilled] == ["实事9"]


def test_the_copied_form_with_its_filled_twin_is_one_report() -> None:
    reading = said("实事9 完成情况：…；阶段目标：已完成\n实事9 完成情况：已改造5个；问题：无", mine=HOUSING)
    told = only(reading)
    assert (told.progress, told.problem, told.stage_met, reading.unfilled) == ("已改造5个", "", None, ())


def test_lines_without_labels_have_gaps_too() -> None:
    assert said("实事9\n…\n无\n…\n已完成", mine=HOUSING).doubt is Doubt.UNFILLED


@pytest.mark.parametrize("words", ["已改造…", "…5个", "无", "-", "/", "。", "5"])
def test_what_says_anything_is_no_gap(words: str) -> None:
    assert not is_placeholder(words)


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("已完成/未完成", None),
        ("未完成 / 已完成", None),
        ("是/否", None),
        ("（已完成、未完成）", None),
        ("已完成√/未完成", True),
        ("已完成/未完成（√）", False),
        ("已完成", True),
        ("未完成", False),
        ("达标/已完成", True),
    ],
)
def test_both_words_to_choose_from_are_no_answer(words: str, met: bool | None) -> None:
    told = only(said(f"实事9 完成情况：已改造5个；阶段目标：{words}", mine=HOUSING))
    assert told.stage_met is met


def test_a_chosen_word_alone_is_an_answer() -> None:
    assert stage_answer("未完成、滞后") is False
