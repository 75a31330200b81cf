"""Pictures, files and links are kept with the report they are sent with; nothing is asked for or fetched."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from handlers.desk.evidence import chosen_among
from handlers.ledger.people import RoleName
from storage.item_story import story_of
from storage.packaged import YEAR, packaged_roster
from storage.rows import EvidenceRow, HistoryRow
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

ONE = "实事13 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成"
TWO = f"{ONE}\n任务1 完成情况：正常推进；问题：无；下一步：继续；阶段目标：已完成"


@pytest.fixture
def who() -> str:
    row = next(
        row for row in packaged_roster().rows if row.unit == "区住房城乡建设局" and "wecom" in row.identities
    )
    return row.identities["wecom"]


def kept(desk: Desk) -> list[Any]:
    with desk.database.session() as session:
        return list(session.scalars(select(EvidenceRow).order_by(EvidenceRow.id)))


def places(desk: Desk) -> list[tuple[str, str | None]]:
    with desk.database.session() as session:
        rows = session.scalars(select(HistoryRow).where(HistoryRow.what == "evidence.kept"))
        return [(row.subject, row.detail["period"]) for row in rows]


def sends_picture(desk: Desk, who: str) -> str:
    return desk.wecom(desk.stand_in.wecom.image(who))


def test_after_the_report(desk: Desk, who: str) -> None:
    desk.says(who, ONE)
    desk.clock.forward(minutes=29)
    assert sends_picture(desk, who) == "图片已附到实事13（3月）。"
    assert places(desk) == [("实事13", "2023-03")]
    (row,) = kept(desk)
    assert (row.kind, row.month) == ("image", "2023-03")
    assert row.handle.startswith("MEDIA")
    assert "附件：图片1张" in desk.says(who, "详情")


def test_before_the_report(desk: Desk, who: str) -> None:
    assert "30分钟内接着报的那一项会自动附上" in sends_picture(desk, who)
    assert kept(desk)[0].item_id is None
    desk.clock.forward(minutes=20)
    assert desk.says(who, ONE).endswith("图片已附到实事13（3月）。")
    assert kept(desk)[0].item_id is not None
    assert len(kept(desk)) == 1


@pytest.mark.parametrize("minutes", [31, 600])
def test_too_far_from_a_report_it_stays_alone(desk: Desk, who: str, minutes: int) -> None:
    sends_picture(desk, who)
    desk.clock.forward(minutes=minutes)
    assert "附到" not in desk.says(who, ONE)
    desk.clock.forward(minutes=minutes)
    assert "自动附上" in sends_picture(desk, who)
    assert places(desk) == []


def test_of_several_items_it_is_asked_once(desk: Desk, who: str) -> None:
    desk.says(who, TWO)
    assert (
        sends_picture(desk, who)
        == "图片（文件）附到哪一项？回序号或编号：1.实事13　2.任务1；不用附就不必回。"
    )
    assert sends_picture(desk, who) == "已收到，和前面的一起等您选附到哪一项。"
    assert desk.says(who, "2") == "图片2张已附到任务1（3月）。"
    assert places(desk) == [("任务1", "2023-03")]
    assert sends_picture(desk, who) == "图片已附到任务1（3月）。", "where the others went"
    assert len(desk.reports()) == 2


def test_answered_by_the_items_name(desk: Desk, who: str) -> None:
    desk.says(who, TWO)
    sends_picture(desk, who)
    assert desk.says(who, "实事13") == "图片已附到实事13（3月）。"
    assert [row.month for row in kept(desk)] == ["2023-03"]


def test_who_goes_on_reporting_is_not_held_up(desk: Desk, who: str) -> None:
    desk.says(who, TWO)
    sends_picture(desk, who)
    assert "已更正 实事13" in desk.says(who, "更正 实事13 完成情况：已筹集3200套")


def test_a_link_in_the_words_is_kept_and_not_followed(desk: Desk, who: str) -> None:
    desk.says(who, ONE.replace("3100套", "3100套，见 https://news.example.gov.cn/a?id=1"))
    (row,) = kept(desk)
    assert (row.kind, row.handle) == ("link", "https://news.example.gov.cn/a?id=1")
    assert "链接1个" in desk.says(who, "详情")


def test_a_picture_within_the_message(desk: Desk) -> None:
    row = next(
        row
        for row in packaged_roster().rows
        if row.unit == "区工业和信息化局" and row.identities.get("dingtalk")
    )
    account = row.identities["dingtalk"]
    item = desk.says(account, "还有哪几项没报").split("：")[2].split("、")[0].split("（")[0].split("\n")[0]
    parts = [
        {"text": f"{item} 完成情况：正常推进；阶段目标：已完成"},
        {"type": "picture", "downloadCode": "c1"},
    ]
    answer = desk.dingtalk(desk.stand_in.dingtalk.rich_text(account, parts))
    assert f"图片已附到{item}（3月）" in answer
    assert kept(desk)[0].handle == "c1"


def test_shown_in_the_items_story_and_the_history(desk: Desk, who: str) -> None:
    desk.says(who, ONE)
    desk.wecom(desk.stand_in.wecom.file(who, "现场照片.pdf"))
    with desk.database.session() as session:
        story = story_of(session, YEAR, ref("实事13"), desk.clock().date(), SHANGHAI)
    assert story["changes"][-1]["text"] == "区住房城乡建设局为实事13（3月）附文件1个：现场照片.pdf"


def test_the_office_sends_a_picture(desk: Desk) -> None:
    account = next(row.identities["wecom"] for row in packaged_roster().rows if row.role is RoleName.OFFICE)
    assert "我只能读文字" in sends_picture(desk, account)
    assert kept(desk) == []


def test_numbers_are_choices() -> None:
    items = (ref("实事13"), ref("任务2"), ref("任务1"))
    assert chosen_among("2", items) == (ref("任务2"),)
    assert chosen_among("第3项", items) == (ref("任务1"),)
    assert chosen_among("任务1", items) == (ref("任务1"),)
    assert chosen_among("9", items) == ()
    assert chosen_among("任务99", items) == ()
