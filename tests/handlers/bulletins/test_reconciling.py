"""Bulletins add up, whatever the ledger holds; and one that does not is refused with every place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.bulletins.bulletin import BulletinKind, Closing, figures_of
from handlers.bulletins.reconciling import DisagreementError, reconcile, unknown_numbers
from handlers.bulletins.shares import add_up, shares
from handlers.ledger.items import ItemKind
from handlers.standings.facts import Facts
from handlers.standings.picture import Stage
from handlers.wording.bulletins import text
from tests.builders import ref
from tests.handlers.bulletins.builders import (
    PLANS,
    TEXTS,
    a_bulletin,
    facts,
    the_mixed,
)
from tests.handlers.standings.builders import said

SAID = (
    "累计建成2处",
    "完成10场",
    "检查2900人",
    "无进展",
    "正在推进，完成40%",
    "已建成3处，投资1.9亿元",
    "1.5万人受益",
)
PLACES = [(name, unit) for name, (_, units) in TEXTS.items() for unit in units]


@st.composite
def ledgers(draw: st.DrawFn) -> Facts:
    reported = {
        place: {
            month: said(
                draw(st.sampled_from(SAID)),
                stage_met=draw(st.sampled_from([True, False, None])),
                problem=draw(st.sampled_from([None, "", "缺口资金120万元"])),
                next_step=draw(st.sampled_from([None, "6月底前再完成3处"])),
            )
            for month in draw(st.sets(st.integers(1, 12), max_size=4))
        }
        for place in draw(st.sets(st.sampled_from(PLACES)))
    }
    planned = {name: PLANS[name] for name in draw(st.sets(st.sampled_from(sorted(PLANS))))}
    closed = {name: date(2023, 2, 1) for name in draw(st.sets(st.sampled_from(sorted(TEXTS)), max_size=2))}
    return facts({place: of for place, of in reported.items() if of}, planned, closed)


@given(ledgers(), st.integers(1, 12), st.sampled_from(list(BulletinKind)))
def test_every_bulletin_reconciles(known: Facts, month: int, kind: BulletinKind) -> None:
    item = ref("实事2") if kind.is_of_chosen_items else None
    bulletin, part = a_bulletin(known, month, kind, item=item)
    assert reconcile(bulletin, part) == ()
    assert sum(bulletin.counts.values()) == len(bulletin.rows)
    if bulletin.timeliness:
        late = bulletin.timeliness
        parts = [late.in_time, *map(late.count, (late.late, late.returned, late.missing))]
        assert sum(parts) == late.due
        assert min(parts) >= 0


@given(ledgers(), st.sets(st.sampled_from(sorted(TEXTS)), min_size=1), st.data())
def test_every_bulletin_on_closed_items_reconciles(
    known: Facts, names: set[str], data: st.DataObject
) -> None:
    notes = st.sampled_from(["", "已核实", "抽查12处，合格率100", "实地看了3处。\n已办结7项手续。"])
    days = st.dates(date(2023, 2, 1), date(2023, 3, 31))
    closings = [Closing(ref(name), data.draw(days), data.draw(notes)) for name in names]
    closed = replace(known, closed={one.item: one.on for one in closings})
    bulletin, part = a_bulletin(closed, 3, BulletinKind.COMPLETED, closings=closings)
    assert reconcile(bulletin, part) == ()
    words = text(bulletin, naming=True)
    assert words == text(bulletin, naming=False)
    assert f"至此，{len(TEXTS)}项民生实事已办结{len(names)}项。" in words
    assert all(name in words for name in names)


def test_closed_items_that_disagree_with_their_table_are_named() -> None:
    closings = [Closing(ref(name), date(2023, 3, 28)) for name in ("实事1", "实事5")]
    bulletin, part = a_bulletin(the_mixed(), 3, BulletinKind.COMPLETED, closings=closings)
    assert "实事1：正文为已办结，表中为按计划推进" in reconcile(bulletin, part)
    fewer = replace(bulletin, closings=tuple(closings[:1]))
    assert "正文列出实事1，表中为实事1、实事5" in reconcile(fewer, part)
    wrong = replace(bulletin, completed_of={ItemKind.LIVELIHOOD: (0, 5)})
    assert "民生实事：通报为5项中已办结0项，表中已办结1项" in reconcile(wrong, part)
    words = text(bulletin, naming=True).replace("已办结1项", "已办结2项")
    assert unknown_numbers(words, figures_of(bulletin)) == ("5项民生实事已办结2项",)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=7).filter(any))
def test_each_share_is_rounded_by_itself_and_equal_counts_have_equal_shares(counts: list[int]) -> None:
    of = shares(dict(enumerate(counts)))
    for at, count in enumerate(counts):
        exact = Decimal(100 * count) / sum(counts)
        assert of[at] == str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
        assert all((of[at] == of[other]) or count != counts[other] for other in of)
    assert add_up(of.values()) == (sum(map(Decimal, of.values())) == 100)


@pytest.mark.parametrize(
    ("counts", "told", "whole"),
    [
        ((1, 1, 1), ("33.3", "33.3", "33.3"), False),
        ((41, 41, 48), ("31.5", "31.5", "36.9"), False),
        ((3, 1, 1), ("60.0", "20.0", "20.0"), True),
        ((1, 2, 13), ("6.3", "12.5", "81.3"), False),
    ],
)
def test_shares_and_whether_they_make_the_whole(
    counts: tuple[int, ...], told: tuple[str, ...], *, whole: bool
) -> None:
    of = shares(dict(enumerate(counts)))
    assert tuple(of.values()) == told
    assert add_up(told) is whole


def test_rounding_is_told_only_where_the_shares_miss_the_whole() -> None:
    bulletin, _ = a_bulletin(the_mixed(), 3)
    assert "四舍五入" not in text(bulletin, naming=True)
    three = {Stage.ON_PLAN: 1, Stage.BEHIND: 1, Stage.WITHOUT_PLAN: 1}
    uneven = replace(bulletin, rows=bulletin.rows[:3], counts=three, shares=shares(three))
    assert "占比按四舍五入保留一位小数，合计不等于100%。）" in text(uneven, naming=True)


def test_of_nothing_there_are_no_shares() -> None:
    assert shares({"a": 0}) == {}


def test_a_row_that_disagrees_with_the_ledger_is_named() -> None:
    bulletin, part = a_bulletin(the_mixed(), 3)
    first, *others = bulletin.rows
    wrong = replace(bulletin, rows=(replace(first, stage=Stage.BEHIND), *others))
    places = reconcile(wrong, part)
    assert "实事1：表中为进度滞后，台账为按计划推进" in places
    assert "按计划推进：统计为1项，表中0行" in places
    lost = replace(bulletin, rows=tuple(others))
    assert "实事1：表中为没有这一项，台账为按计划推进" in reconcile(lost, part)
    assert "各类合计5项，表中4行" in reconcile(lost, part)


def test_counts_shares_and_parts_that_disagree_are_named() -> None:
    bulletin, part = a_bulletin(the_mixed(), 3)
    more = replace(bulletin, counts={**bulletin.counts, Stage.ON_PLAN: 2})
    assert "按计划推进：通报为2项，台账为1项" in reconcile(more, part)
    rounded = replace(bulletin, shares={**bulletin.shares, Stage.BEHIND: "40.1"})
    assert "进度滞后：占比为40.1%，按项数算为40.0%" in reconcile(rounded, part)
    parts = replace(bulletin, by_kind={ItemKind.LIVELIHOOD: {**bulletin.counts, Stage.BEHIND: 1}})
    assert "进度滞后：统计为2项，分类相加为1项" in reconcile(parts, part)
    late = bulletin.timeliness
    assert late is not None
    reports = replace(bulletin, timeliness=replace(late, in_time=late.in_time + 1))
    assert "报送情况：应报5项次，各类相加为6项次" in reconcile(reports, part)
    refused = DisagreementError("关于…的通报", reconcile(reports, part))
    assert "以下各处不一致：报送情况" in str(refused)


@pytest.mark.parametrize(
    ("old", "new", "strange"),
    [
        ("进度滞后2项", "进度滞后3项", "进度滞后3项，占40.0%"),
        ("累计15场", "累计16场", "16场"),
        ("滞后2项，占40.0%", "滞后2项，占20.0%", "进度滞后2项，占20.0%"),
        ("4月10日", "4月12日", "12日"),
        ("实事4（", "实事9（", "实事9"),
        ("未报送2项次", "未报送3项次", "未报送3项次"),
    ],
)
def test_a_number_that_is_in_no_table_is_found(old: str, new: str, strange: str) -> None:
    bulletin, _ = a_bulletin(the_mixed(), 3)
    words = text(bulletin, naming=True)
    assert old in words
    assert strange in unknown_numbers(words.replace(old, new), figures_of(bulletin))
    assert unknown_numbers(words, figures_of(bulletin)) == ()


def test_a_person_may_word_a_number_differently() -> None:
    figures = figures_of(a_bulletin(the_mixed(), 3)[0])
    assert unknown_numbers("实事2共办了15个专场讲座。\n2. 抓紧办理", figures) == ("15个",)
    assert unknown_numbers("实事2共办了15个专场讲座。\n2. 抓紧办理", figures, loose=True) == ()
    assert unknown_numbers("实事2共办了17个专场讲座。", figures, loose=True) == ("17个",)
