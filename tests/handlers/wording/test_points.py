"""Questions about reports: polite, one sentence, within the room there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.points import Point, PointKind
from handlers.wording.phrases import size
from handlers.wording.points import question, questions
from tests.builders import ref

FALLS = Point(PointKind.FALLS, "a", "累计数由2月的3100套降为3000套")
SHARE = Point(PointKind.SHARE_DISAGREES, "b", "8处按13处算约61.5%，报的是80%")
UNIT = Point(PointKind.UNIT_JUMPS, "c", "3月按“套”报1200套，这次按“户”报1300户")
EMPTY = Point(PointKind.NO_CONTENT, "d", "“正常推进”之外没有写到具体进展")


def test_one_point_is_one_sentence_with_both_ways_out() -> None:
    assert question(ref("实事13"), [FALLS]) == (
        "麻烦核对实事13：累计数由2月的3100套降为3000套"
        "（要改发“更正 实事13 完成情况：…”，属实回“说明 实事13 …”即可）。"
    )


def test_of_many_points_the_first_two_are_named() -> None:
    told = question(ref("实事13"), [UNIT, FALLS, SHARE])
    assert UNIT.said in told
    assert FALLS.said in told
    assert SHARE.said not in told
    assert "共3处" in told


def test_empty_words_are_asked_for_one_fact() -> None:
    assert question(ref("任务61"), [EMPTY]) == (
        "任务61“正常推进”之外没有写到具体进展，方便时请补一句数字、环节或日期"
        "（发“更正 任务61 完成情况：…”，确无变化回“说明 任务61 …”即可）。"
    )


def test_nothing_to_ask_is_nothing_said() -> None:
    assert question(ref("任务61"), []) == ""
    assert questions([(ref("任务61"), [])], 200) == ""


def test_many_items_in_short() -> None:
    asked = [
        (ref("实事6"), [SHARE]),
        (ref("任务42"), [FALLS]),
        (ref("任务61"), [EMPTY]),
        (ref("任务62"), [EMPTY]),
    ]
    assert questions(asked, 400) == (
        "请核对：任务42累计数下降、实事6比例与数量不符、任务61、任务62还缺具体进展"
        "（要改发“更正 任务42 完成情况：…”，属实回“说明 任务42 …”即可）。"
    )


def test_little_room_keeps_the_most_important() -> None:
    asked = [
        (ref("实事6"), [SHARE]),
        (ref("任务42"), [FALLS]),
        (ref("任务61"), [EMPTY]),
        (ref("任务62"), [EMPTY]),
    ]
    told = questions(asked, 170)
    assert told.startswith("请核对：任务42累计数下降，另有3项（")


@pytest.mark.parametrize("word", ["错误", "不实", "虚报", "必须", "责令", "严禁", "退回", "拒绝"])
def test_no_question_accuses(word: str) -> None:
    for point in (FALLS, SHARE, UNIT, EMPTY):
        assert word not in question(ref("实事6"), [point]) + questions([(ref("实事6"), [point])], 400)


@given(
    asked=st.lists(
        st.tuples(
            st.builds(ItemRef, st.sampled_from(ItemKind), st.integers(1, 110)),
            st.lists(st.sampled_from([FALLS, SHARE, UNIT, EMPTY]), max_size=3),
        ),
        max_size=20,
        unique_by=lambda pair: pair[0],
    ),
    limit=st.integers(0, 600),
)
def test_the_short_form_keeps_its_room(asked: list[tuple[ItemRef, list[Point]]], limit: int) -> None:
    assert size(questions(asked, limit)) <= max(limit, 3)
