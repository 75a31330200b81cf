"""Which items a message is about."""

from __future__ import annotations

import pytest

from handlers.reading.mentions import find_mentions
from handlers.reading.normalise import Text
from handlers.reading.shapes import Doubt, Intent, Role
from tests.handlers.reading.says import HOUSING, SCHOOLS, names, said


@pytest.mark.parametrize(
    "name",
    [
        "任务42",
        "任务 42",
        "任务４２",
        "任务：42",
        "任务42号",
        "第42项",
        "42号",
        "42",
        "#42",
        "No.42",
        "附件1第42项",
        "任务四十二",
        "年度任务42",
        "任物四十二",
        "人物四十二",
        "嗯任务四十二",
        "第四十二项任务",
    ],
)
def test_ways_to_name_a_task(name: str) -> None:
    assert names(said(f"{name} 清零5个项目，没问题", mine=HOUSING)) == ["任务42"]


@pytest.mark.parametrize(
    "name",
    ["实事13", "民生13", "民生实事13", "附件2第13项", "实事第十三项", "13号实事", "实是13", "民声十三"],
)
def test_ways_to_name_a_livelihood_item(name: str) -> None:
    assert names(said(f"{name} 封顶1150套", mine=HOUSING)) == ["实事13"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("任务61-65", "61 62 63 64 65"),
        ("任务61至63", "61 62 63"),
        ("任务61到任务63", "61 62 63"),
        ("任务六十一到六十三", "61 62 63"),
        ("任务60至63（62除外）", "60 61 63"),
        ("任务60至63(除61、62外)", "60 63"),
        ("任务61/63", "61 63"),
        ("任务61、任务63", "61 63"),
        ("任务61，62，63", "61 62 63"),
        ("任务61 62 63", "61 62 63"),
        ("任务61和62以及63", "61 62 63"),
        ("任务61；任务62", "61 62"),
    ],
)
def test_enumerations_and_ranges(words: str, expected: str) -> None:
    assert names(said(f"{words} 都正常推进")) == [f"任务{number}" for number in expected.split()]


@pytest.mark.parametrize(
    "text",
    [
        "任务42 完成任务60%，清零项目5个",
        "任务42 参照实事13的做法，清零项目5个",
        "任务42 与任务47征收同步推进，清零项目5个",
        "任务42 全年任务26个，清零项目5个",
        "任务42 清零项目5个，5月15日前再清3个",
    ],
)
def test_what_is_merely_mentioned_gets_no_entry(text: str) -> None:
    assert names(said(text, mine=HOUSING)) == ["任务42"]


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("还没动", {"asked": "任务61"}, ["任务61"]),
        ("第二个还没动", {"asked": "任务61 任务63"}, ["任务63"]),
        ("1、已开工3处 2、还没动", {"asked": "任务60 任务63"}, ["任务60", "任务63"]),
        ("两项都没动", {"asked": "任务61 任务63"}, ["任务61", "任务63"]),
        ("已开工3处", {"mine": "任务60"}, ["任务60"]),
        ("劳动教育基地建了35处", {}, ["实事5"]),
        ("已开工3处", {"quote": "请报任务60的进展"}, ["任务60"]),
        ("第二个没动", {"quote": "请报任务60、任务63的进展", "asked": "任务60 任务63"}, ["任务63"]),
    ],
)
def test_items_without_a_name(text: str, known: dict[str, str], expected: list[str]) -> None:
    assert names(said(text, **known)) == expected


@pytest.mark.parametrize(
    ("text", "known", "doubt", "candidates"),
    [
        ("9号正常推进", {"mine": HOUSING}, Doubt.SEVERAL_ITEMS, ["任务9", "实事9"]),
        ("完成75%", {}, Doubt.NO_ITEM, []),
        ("没问题", {"asked": "实事1 实事3"}, Doubt.NO_ITEM, ["实事1", "实事3"]),
        ("任务130 已完成招标", {}, Doubt.NO_SUCH_ITEM, ["任务130"]),
        ("任务42 幼儿园主体封顶2处", {}, Doubt.NOT_MATCHING, ["任务42"]),
        ("任务61还是62来着，签约2对", {}, Doubt.SEVERAL_ITEMS, ["任务61", "任务62"]),
        ("口袋公园建成6处", {"mine": "任务94 实事20"}, Doubt.SEVERAL_ITEMS, ["任务94", "实事20"]),
        ("任务60", {}, Doubt.NO_CONTENT, ["任务60"]),
        (
            "任务90 签约居民186户，上新街片区更新街面招商23家",
            {"mine": HOUSING},
            Doubt.NOT_MATCHING,
            ["任务90", "任务46"],
        ),
    ],
)
def test_what_does_not_tell_the_item_is_asked_about(
    text: str, known: dict[str, str], doubt: Doubt, candidates: list[str]
) -> None:
    reading = said(text, **known)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, doubt)
    assert [str(ref) for ref in reading.candidates] == candidates
    assert all(entry.item is None or not entry.progress for entry in reading.entries)


def test_each_item_gets_its_own_words() -> None:
    reading = said("任务61 签约2对，没问题；任务62 创建3所，下一步暑期验收；实事4 讲座41场")
    assert [(str(entry.item), entry.progress, entry.problem) for entry in reading.entries] == [
        ("任务61", "签约2对", ""),
        ("任务62", "创建3所", None),
        ("实事4", "讲座41场", None),
    ]


def test_the_last_words_may_be_about_all() -> None:
    reading = said("任务61 签约2对；任务62 创建3所。两项均无问题，阶段目标均已完成")
    assert [(entry.problem, entry.stage_met) for entry in reading.entries] == [("", True)] * 2


def test_in_turn() -> None:
    reading = said("实事1、2、3分别报：建成3处；发放校服120套；点位上线80个")
    assert [entry.progress for entry in reading.entries] == ["建成3处", "发放校服120套", "点位上线80个"]


def test_the_same_as_another_item() -> None:
    reading = said("任务60 建成2处，没问题；实事1 数据同任务60")
    assert [(entry.progress, entry.problem) for entry in reading.entries] == [
        ("建成2处", ""),
        ("建成2处", None),
    ]


def test_strangers_and_the_office_name_any_item() -> None:
    assert names(said("任务42 清零5个项目", mine="")) == ["任务42"]
    assert names(said("任务42 清零5个项目", mine="", role=Role.OFFICE)) == ["任务42"]


def test_a_list_of_points_is_no_list_of_items() -> None:
    reading = said("任务60 完成情况：1、建成2处；2、在建4处。问题：无", mine=SCHOOLS)
    assert names(reading) == ["任务60"]


@pytest.mark.parametrize(
    ("text", "own", "others"),
    [
        ("任务42 清零5个；任务60 建成8处", "任务42", "任务60"),
        ("任务四十二清了五个任务六十建成八处", "任务42", "任务60"),
        ("任务45-48 均正常推进", "任务45 任务46 任务47", "任务48"),
        ("任务42 清零5个；任务60 建成8处；两项均无问题", "任务42", "任务60"),
        ("更正 任务42 清零12个；任务60 建成9处", "任务42", "任务60"),
    ],
)
def test_items_of_others_are_set_aside(text: str, own: str, others: str) -> None:
    reading = said(text, mine=HOUSING)
    assert names(reading) == own.split()
    assert list(map(str, reading.others)) == others.split()


@pytest.mark.parametrize(
    "text",
    [
        "任务1-110 均正常推进",  # mostly others': the range is mistyped
        "任务42清零5户并协助任务60建成8处",  # amid the words about an own item
        "任务60 建成8处（任务42）",  # nothing is said about the own one
    ],
)
def test_what_is_not_clearly_the_own_is_asked_about(text: str) -> None:
    reading = said(text, mine=HOUSING)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.NOT_MATCHING)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("任务44 7、8月完成安置房350套", (44,)),
        ("任务44 一、二季度完成安置房350套", (44,)),
        ("任务44、45 三、四季度完成安置房350套", (44, 45)),
        ("任务44 5、6、7月累计完成9套", (44,)),
        ("任务44、45 7月完成", (44, 45)),
        ("任务44、45、46", (44, 45, 46)),
    ],
)
def test_months_after_a_name_are_no_items(text: str, numbers: tuple[int, ...]) -> None:
    (mention,) = find_mentions(Text.of(text).norm)
    assert mention.plain_numbers == numbers
