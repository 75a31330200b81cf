"""ducha bulletin, and its export."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from handlers.bulletins.kept import Texts
from storage import bulletins
from storage.bulletin_letters import Looked, look_over
from storage.house import House
from storage.transactions import Database
from tests.bot.cli.conftest import Ducha
from tests.desk import SHANGHAI
from tests.storage.contents import HOUSING
from tests.storage.filing import file_report


@pytest.fixture
def office(ducha: Ducha, ledger: Database, monkeypatch: pytest.MonkeyPatch) -> Ducha:
    ducha.uses(ledger)
    monkeypatch.setattr("bot.cli.bulletins.utc_now", lambda: datetime(2023, 4, 11, 10, 6, tzinfo=SHANGHAI))
    return ducha


def test_drafted_shown_published_exported(office: Ducha) -> None:
    drafted = office("bulletin", "draft", "livelihood", "--month", "2023-03")
    assert drafted.status == 0
    assert "已拟成1号通报" in drafted.err
    shown = office("bulletin", "show", "1")
    assert "—— 点名的文本 ——" in shown.out
    assert "—— 不点名的文本 ——" in shown.out
    assert "实事20" in shown.out
    assert "待发布" in office("bulletin", "list", "--year", "2023").out
    assert office("bulletin", "hold", "1").status == 0
    assert office("bulletin", "publish", "1", "--naming").refused_in_one_line("绑定本群 全体")
    published = office("bulletin", "publish", "1", "--naming", "--without-group")
    assert "督查通报〔2023〕第1期" in published.err
    assert "请自行印发" in published.err
    (row,) = json.loads(office("export", "bulletins", "--year", "2023", "--format", "json").out)
    assert (row["serial"], row["state"], row["naming"]) == ("督查通报〔2023〕第1期", "published", True)
    assert row["published_text"] == row["text"]
    assert sum(row["figures"]["counts"].values()) == row["figures"]["total"] == 20
    assert json.loads(office("bulletin", "list", "--format", "json").out) == [row]
    assert json.loads(office("export", "bulletins", "--year", "2022", "--format", "json").out) == []


def test_each_kind_can_be_drafted(office: Ducha) -> None:
    assert office("bulletin", "draft", "overall", "--quarter", "2023Q1").status == 0
    assert office("bulletin", "draft", "circular", "--month", "2023-03").status == 0
    assert office("bulletin", "draft", "major", "--item", "实事13").status == 0
    assert office("close", "任务1", "--year", "2023").status == 0
    assert office("bulletin", "draft", "livelihood").status == 0
    again = office("bulletin", "draft", "livelihood", "--month", "2023-03", "--again")
    assert "已拟成5号通报" in again.err
    assert "共4件通报" in office("bulletin", "list").out


def test_several_closed_items_in_one(office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.standing.utc_now", lambda: datetime(2023, 4, 11, 9, 50, tzinfo=SHANGHAI))
    for item in ("任务12", "实事5", "实事8"):
        assert office("close", item, "--year", "2023").status == 0
    items = ("--item", "实事8", "--item", "任务12", "--item", "实事8")
    assert office("bulletin", "draft", "completed", *items).status == 0
    shown = office("bulletin", "show", "1")
    assert "关于任务12、实事8办结情况的通报" in shown.out
    assert "—— 文本 ——" in shown.out
    again = ("bulletin", "draft", "completed", "--item", "实事8", "--item", "实事5")
    assert office(*again).refused_in_one_line("已经拟过")
    assert office(*again, "--again").status == 0
    (row,) = json.loads(office("bulletin", "list", "--format", "json").out)[1:]
    assert row["items"] == [one["item"] for one in row["figures"]["closings"]] == ["实事5", "实事8"]


def test_the_rules(office: Ducha) -> None:
    assert "auto" in office("bulletin", "rules").out
    changed = office("bulletin", "rules", "--review", "manual", "--hold-hours", "2", "--office", "某区督查室")
    assert "manual" in changed.out
    assert "某区督查室" in office("bulletin", "rules").out
    assert "等人发布" in office("history", "bulletins").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("draft", "livelihood", "--month", "2023-13"), "写法是 2023-03"),
        (("draft", "livelihood", "--month", "2023-04"), "还没有结束"),
        (("draft", "livelihood", "--month", "2022-03"), "2022年的台账还没有导入"),
        (("draft", "livelihood", "--quarter", "2023Q1"), "--quarter"),
        (("draft", "overall", "--quarter", "2023Q5"), "写法是 2023Q1"),
        (("draft", "major"), "--item"),
        (("draft", "overall", "--item", "实事1"), "--item"),
        (("draft", "major", "--item", "实事1", "--item", "实事2"), "只写一个事项"),
        (("draft", "completed", "--item", "实事13"), "没有办结"),
        (("draft", "major", "--item", "任务999"), "没有任务999"),
        (("publish", "7"), "没有7号通报"),
        (("correct", "7"), "没有7号通报"),
        (("rules", "--hold-hours", "0"), "工作小时"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_can_not_be_done_is_one_line(office: Ducha, arguments: tuple[str, ...], said: str) -> None:
    assert office("bulletin", *arguments).refused_in_one_line(said)


def test_what_is_nowhere_cannot_be_taken_back(office: Ducha) -> None:
    assert office("bulletin", "recall", "7").refused_in_one_line("没有7号通报")


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.bulletins.utc_now", lambda: datetime(2023, 4, 11, 10, 40, tzinfo=SHANGHAI))


def test_an_edited_text_goes_out_as_drafted_only_where_that_is_said(
    office: Ducha, ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office("bulletin", "draft", "livelihood", "--month", "2023-03").status == 0
    words = Texts("关于某事的通报\n请尽快报送。", "关于某事的通报\n请尽快报送。")
    drafted = datetime(2023, 4, 11, 10, 6, tzinfo=SHANGHAI)
    with ledger.session() as session:
        bulletins.edit(session, 1, words, "赵敏", drafted)
    file_report(ledger, HOUSING, "实事13", "2023-03", "已清零11个", now=drafted + timedelta(minutes=5))
    later(monkeypatch)
    refused = office("bulletin", "publish", "1", "--without-group")
    assert refused.refused_in_one_line("没有发布：拟稿后有变动，文本经人工修改", "--as-drafted")
    assert "待发布" in office("bulletin", "list").out
    out = office("bulletin", "publish", "1", "--without-group", "--as-drafted")
    assert "督查通报〔2023〕第1期" in out.err


def test_what_has_changed_since_is_drafted_anew_even_as_drafted(
    office: Ducha, ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office("bulletin", "draft", "livelihood", "--month", "2023-03").status == 0
    at = datetime(2023, 4, 11, 10, 11, tzinfo=SHANGHAI)
    file_report(ledger, HOUSING, "实事13", "2023-03", "已清零11个", now=at)
    later(monkeypatch)
    command = ("bulletin", "publish", "1", "--without-group", "--as-drafted")
    assert office(*command).refused_in_one_line("拟稿后有变动，已重拟")
    assert "督查通报〔2023〕第1期" in office(*command).err


def test_what_changes_while_it_is_looked_over_is_not_published(
    office: Ducha, ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office("bulletin", "draft", "livelihood", "--month", "2023-03").status == 0

    def meanwhile(connection: Connection, number: int, house: House, now: datetime) -> Looked:
        looked = look_over(connection, number, house, now)
        return replace(looked, mark=looked.mark - 1)  # something has been written since

    monkeypatch.setattr("bot.cli.bulletins.look_over", meanwhile)
    assert office("bulletin", "publish", "1", "--without-group").refused_in_one_line("请再执行一次")
