"""Small talk is never read as a report on the one item that may be meant."""

from __future__ import annotations

import pytest

from handlers.reading.shapes import Intent
from tests.handlers.reading.says import names, said

CHAT = """
天天报表 好嘞 先不报 报表好烦 收到马上弄 收到已阅 知道了，已转科长 表格我没看到啊 加班到现在，累死 等局长签字再报 没收到通知
材料还没写完 还没写好呢 数据还没出来 还没来得及 不是已经报了嘛 问题多着呢 没问题，马上报 好的没问题 行，没问题，明天给你
网络有问题，发不出去 怎么又变化了 变化真快 老样子，天天催 今天完成不了了 尽量完成 争取今天完成 保证完成任务 坚决落实
会尽快推进的 已安排专人 已经安排下去了 已转给基建科 已收到，谢谢 已知悉 等我2分钟 一会儿发2张照片 有3个科室没交 填了两次都失败
验收单我发你邮箱了 开工大吉 过两天统一填 哈哈哈你还会催人
"""


@pytest.mark.parametrize(
    "known", [{"mine": "任务109"}, {"asked": "任务61"}, {"mine": "实事13", "asked": "实事13"}]
)
@pytest.mark.parametrize("text", CHAT.split())
def test_small_talk_writes_nothing(text: str, known: dict[str, str]) -> None:
    assert said(text, **known).intent in {Intent.CHITCHAT, Intent.UNCLEAR, Intent.HELP, Intent.QUERY}


@pytest.mark.parametrize(
    "text",
    [
        "还没动",
        "无进展",
        "已完成",
        "正常推进",
        "老样子",
        "没变化",
        "还没开工",
        "进度过半",
        "招标完成",
        "完成了",
        "刚启动",
        "完成60%",
    ],
)
def test_a_state_answers_the_question(text: str) -> None:
    reading = said(text, asked="任务61")
    assert (reading.intent, names(reading)) == (Intent.REPORT, ["任务61"])


def test_a_bare_word_that_nobody_asked_for_is_asked_about() -> None:
    assert said("已完成", mine="任务109").intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    "text", ["本月化解积案5件", "化解积案工作已启动", "老旧信访件全部办结", "还是老样子"]
)
def test_content_reports_on_the_only_item(text: str) -> None:
    reading = said(text, mine="任务109")
    assert (reading.intent, names(reading)) == (Intent.REPORT, ["任务109"])


def test_digits_before_states_are_places_in_the_question() -> None:
    reading = said("1正常2没动3完成", asked="任务61 任务62 任务63")
    assert (reading.intent, names(reading)) == (Intent.REPORT, ["任务61", "任务62", "任务63"])


def test_what_comes_later_is_no_report() -> None:
    reading = said("63明天报，61、62正常", asked="任务61 任务62 任务63")
    assert (reading.intent, names(reading)) == (Intent.REPORT, ["任务61", "任务62"])


def test_what_is_said_of_the_others_is_no_cause() -> None:
    (entry,) = said("61没动，其余正常", asked="任务61 任务62").entries
    assert (entry.progress, entry.cause) == ("没动", None)
