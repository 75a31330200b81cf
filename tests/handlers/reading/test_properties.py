"""What holds for any text."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reading import read
from handlers.reading.normalise import Text
from handlers.reading.shapes import Intent, Role
from handlers.reading.told import JOINT
from tests.handlers.reading.corpus import catalog, messages
from tests.handlers.reading.says import SCHOOLS, names, only, said, scope

_WRITES = {Intent.REPORT, Intent.PLAN, Intent.AMEND}
_FRAGMENTS = [
    *[
        "任务60",
        "实事3",
        "任务61-63",
        "42",
        "完成情况：",
        "问题：",
        "下一步",
        "阶段目标",
        "已建成3处",
        "没问题",
        "，",
        "；",
        "。",
        "（",
        "）",
        "计划",
        "一季度",
        "更正",
        "撤回",
    ],
    *[
        "不是",
        "但是",
        "还有",
        "四成",
        "5月",
        "截至3月底",
        "第一个",
        "%",
        "一",
        "第",
        "|",
        "“",
        "”",
        "幼儿园",
        "主要是",
        "都",
        "😀",
        "①",
        "1、",
        "百分之",
    ],
    *("\n", "\t", "@督查助手 "),
]
_messages = st.lists(st.sampled_from(_FRAGMENTS) | st.text(max_size=6), max_size=24).map("".join)
_goal = st.text(alphabet="建成开工道路学校安置房签约验收招标", min_size=4, max_size=12)
_number = st.integers(1, 9999)


@given(st.text() | _messages)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    for known in (
        scope(),
        scope(mine="任务60"),
        scope(mine="", role=Role.OFFICE),
        scope(asked="任务60 实事3"),
    ):
        reading = read(text, known, catalog())
        for entry in reading.entries:
            words = (entry.progress, entry.problem, entry.cause, entry.next_step)
            assert all(piece in text for word in words if word for piece in word.split(JOINT))


@given(_messages)
@settings(max_examples=200, deadline=None)
def test_a_contact_writes_only_own_items(text: str) -> None:
    reading = said(text)
    if reading.intent in _WRITES:
        assert set(names(reading)) <= set(SCHOOLS.split())


@given(st.text(max_size=80) | _messages)
@settings(deadline=None)
def test_words_are_found_again_in_the_original(text: str) -> None:
    folded = Text.of(text)
    assert folded.cut(0, len(folded.norm)) in text


@given(
    progress=_goal,
    count=_number,
    next_step=_goal,
    met=st.booleans(),
    number=st.sampled_from([60, 61, 62, 63, 64]),
)
@settings(deadline=None)
def test_what_the_template_teaches_is_read_back(
    progress: str, count: int, next_step: str, met: bool, number: int
) -> None:
    stage = "已完成" if met else "未完成"
    text = f"任务{number} 完成情况：{progress}{count}处；问题：无；下一步：{next_step}；阶段目标：{stage}"
    entry = only(said(text))
    assert str(entry.item) == f"任务{number}"
    assert (entry.progress, entry.problem, entry.next_step) == (f"{progress}{count}处", "", next_step)
    assert entry.stage_met is met


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


_VARIANTS: dict[str, Callable[[str], str]] = {
    "full width": _full_width,
    "half width": lambda text: "".join(
        unicodedata.normalize("NFKC", char) if char in "：；！？（）" else char for char in text
    ),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "blanks": lambda text: text.replace(" ", "　"),
    "around": lambda text: f"\n {text} \n",
}


@pytest.mark.parametrize("variant", _VARIANTS)
def test_width_and_line_ends_do_not_change_the_items(variant: str) -> None:
    for message in messages("dev.jsonl"):
        if "http" in message.text or "@" in message.text or "<" in message.text or "DROP" in message.text:
            continue
        first = read(message.text, message.scope, catalog())
        second = read(_VARIANTS[variant](message.text), message.scope, catalog())
        assert (first.intent, names(first)) == (second.intent, names(second)), message.text


_REPEATED = [
    *[
        "任务60完成3处，",
        "任务1-110、",
        "1",
        "完",
        "一百",
        "（",
        "问题：",
        "-",
        "一季度",
        "@督查助手",
        "1、",
        "的",
        "还有",
        "没",
        "“",
        "9%",
        "第",
        "。",
        "都没问题",
    ],
    *(" ", "\n", "42\n", "\t", "占50% "),
]


@pytest.mark.parametrize("unit", _REPEATED)
def test_long_texts_take_bounded_time(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    start = time.perf_counter()
    read(text, scope(), catalog())
    read(text, scope(mine="", role=Role.OFFICE), catalog())
    assert time.perf_counter() - start < 30
