"""撤回通报 12: from the chats whose platform takes back; the office hears from how many, and where not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.platforms.simulator.faults import SERVER_ERROR, TIMEOUT, answering
from bot.platforms.simulator.tenants import Group
from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.recalling import OutThere, recallable
from handlers.desk.bulletin_words import Act, BulletinReply, bulletin_reply
from handlers.ledger.months import Month
from handlers.ledger.people import RoleName
from schedules.bulletins import due_bulletins
from storage import bulletin_drafts, bulletins, outbox, recalls
from storage.bulletin_export import bulletins_json
from storage.enrolling import take_groups
from storage.house import House
from tests.conversations.test_bulletins import DUE, kept, pages
from tests.desk import GROUP, SHANGHAI, Desk
from tests.storage.contents import history, some_groups

HOUSE = House(SHANGHAI, ("wecom", "dingtalk"), date(2023, 4, 1))
KEY = "5f3a-key-0001"
OFFICE = "dt-0158"


@pytest.fixture
def published(desk: Desk) -> str:
    """In two DingTalk groups that the robot is in, and one WeCom webhook; who may take it back."""
    desk.stand_in.wecom.tenant.webhooks[KEY] = Group("企业微信督查群", set())
    desk.stand_in.dingtalk.tenant.groups["cid-second"] = Group("钉钉二群", set())
    lines = (
        f"钉钉一群,全体,dingtalk,robot,{GROUP},",
        "钉钉二群,全体,dingtalk,robot,cid-second,",
        f"企业微信督查群,全体,wecom,webhook,{KEY},",
    )
    with desk.database.session() as session:
        take_groups(session, some_groups(*lines), "test", DUE)
    desk.clock.now = DUE
    due_bulletins(desk.database, HOUSE, DUE)
    office = desk.account_of(RoleName.OFFICE)
    assert "已发布" in desk.says(office, "发布 1")
    desk.relay()
    return office


def shown(desk: Desk, chat: str) -> list[str]:
    return [
        line.text
        for line in desk.stand_in.transcript.lines()
        if line.to == chat and line.via in ("groupMessages", "webhook/send")
    ]


def told(desk: Desk) -> str:
    """What somebody of the office who is on both platforms was last told unasked."""
    return desk.stand_in.transcript.of_person("dingtalk", OFFICE)[-1].text


@pytest.mark.parametrize(
    ("text", "number", "plain"),
    [
        ("撤回通报 12", 12, True),
        ("请撤回12号通报。", 12, False),
        ("撤回通报第12号", 12, False),
        ("撤回通报", None, False),
    ],
)
def test_how_it_is_read(text: str, number: int | None, *, plain: bool) -> None:
    assert bulletin_reply(text) == BulletinReply(Act.RECALL, number, plain=plain)


@pytest.mark.parametrize(
    "text", ["撤回第3期", "撤回通报第3期", "请撤回督查通报〔2023〕第3期。", "撤回第3期通报"]
)
def test_a_serial_number_is_no_number_of_a_draft(text: str) -> None:
    year = 2023 if "2023" in text else None
    assert bulletin_reply(text) == BulletinReply(Act.RECALL, None, serial=3, year=year)


def test_a_report_to_be_withdrawn_is_no_bulletin() -> None:
    for text in ("撤回 任务12", "撤回12", "撤回通报 12 和任务3"):
        assert bulletin_reply(text) is None


def test_taken_back_where_it_can_be_and_told_where_not(desk: Desk, published: str) -> None:
    assert shown(desk, GROUP)
    assert shown(desk, "cid-second")
    answer = desk.says(published, "撤回通报 1")
    assert "正在从3处中的2处撤回1号通报" in answer
    assert "群“企业微信督查群”（这种方式发出的，平台不能撤回），请到那里另行说明" in answer
    desk.relay()
    assert not shown(desk, GROUP)
    assert not shown(desk, "cid-second")
    assert shown(desk, "企业微信督查群")
    assert "1号通报已从3处中的2处撤回。撤不回的：群“企业微信督查群”" in told(desk)
    out = kept(desk)
    assert (out.label, out.recalled_by, out.still_in) == ("部分撤回", "周玉珍", ("群“企业微信督查群”",))
    [asked, done] = [row for row in history(desk.database) if "recall" in row[0]]
    assert (asked[0], asked[2], done[0], done[2]) == (
        *("bulletin.recall_asked", "周玉珍", "bulletin.recalled", "周玉珍"),
    )
    with desk.database.reading() as connection:
        [exported] = bulletins_json(connection, None, SHANGHAI)
    assert exported["recalled_from"] == ["群“钉钉一群”", "群“钉钉二群”"]
    assert "部分撤回" in desk.says(published, "发布 1")
    assert "1号通报不能撤回" in desk.says(published, "撤回通报 1")


def test_no_call_is_made_in_a_transaction(desk: Desk, published: str, monkeypatch: Any) -> None:
    session = desk.program.platforms["dingtalk"]._client._session  # type: ignore[attr-defined]
    real, seen = session.request, []

    def request(*arguments: Any, **named: Any) -> Any:
        seen.append(desk.database.in_transaction)
        return real(*arguments, **named)

    desk.says(published, "撤回通报 1")
    monkeypatch.setattr(session, "request", request)
    desk.relay()
    assert len(seen) >= 2
    assert not any(seen)


def test_what_breaks_in_taking_back_holds_up_no_letter(desk: Desk, monkeypatch: Any) -> None:
    def broken() -> int:
        raise RuntimeError("a bug")

    monkeypatch.setattr(desk.program.relay, "_also", (broken,))
    assert desk.says("dt-0020", "帮助")


def test_after_a_day_nothing_comes_back(desk: Desk, published: str) -> None:
    desk.clock.forward(hours=25)
    answer = desk.says(published, "撤回通报 1")
    assert "1号通报不能撤回" in answer
    assert "群“钉钉一群”（发出已超过24小时）" in answer
    assert kept(desk).recalled_at is None


def test_a_passing_failure_is_tried_again(desk: Desk, published: str) -> None:
    path = "/v1.0/robot/groupMessages/recall"
    desk.stand_in.faults.script(path, SERVER_ERROR, TIMEOUT)
    desk.says(published, "撤回通报 1")
    desk.relay()
    assert kept(desk).recalled_at is None
    assert "正在撤回" in desk.says(published, "撤回通报 1")
    desk.clock.forward(seconds=11)
    desk.relay()
    assert not shown(desk, GROUP)
    assert "已从3处中的2处撤回" in told(desk)


def test_what_the_platform_refuses_is_told(desk: Desk, published: str) -> None:
    path = "/v1.0/robot/groupMessages/recall"
    refusal = answering({"successResult": [], "failedResult": {"k": "会话不存在"}})
    desk.stand_in.faults.script(path, refusal)
    desk.says(published, "撤回通报 1")
    desk.relay()
    assert "已从3处中的1处撤回" in told(desk)
    assert "会话不存在" in told(desk)
    assert "1号通报" in desk.says(published, "撤回通报 1")  # and once more


def test_what_is_not_out_yet_is_stopped(desk: Desk) -> None:
    with desk.database.session() as session:
        take_groups(session, some_groups(f"群,全体,wecom,webhook,{KEY},"), "test", DUE)
    desk.stand_in.wecom.tenant.webhooks[KEY] = Group("群", set())
    desk.clock.now = DUE
    due_bulletins(desk.database, HOUSE, DUE)
    office = desk.account_of(RoleName.OFFICE)
    desk.says(office, "发布 1")
    assert "正在从1处中的1处撤回" in desk.says(office, "撤回通报 1")
    desk.relay()
    assert not shown(desk, "群")
    assert {row.state.value for row in pages(desk)} == {"dropped"}
    assert kept(desk).label == "已撤回"
    assert "1号通报已经撤回" in desk.says(office, "撤回通报 1")


def test_only_the_office_and_only_what_is_published(desk: Desk, published: str) -> None:
    for who in (desk.account_of(RoleName.CONTACT), desk.account_of(RoleName.LEADER)):
        assert "正在" not in desk.says(who, "撤回通报 1")
    assert "没有9号通报" in desk.says(published, "撤回通报 9")
    assert "请写明编号" in desk.says(published, "撤回通报")


def test_a_recalled_one_is_drafted_anew(desk: Desk, published: str) -> None:
    desk.says(published, "撤回通报 1")
    desk.relay()
    with desk.database.reading() as connection:
        composed = bulletin_drafts.draft_of(
            connection, BulletinKind.LIVELIHOOD, Month(2023, 3), HOUSE, desk.clock.now
        )
    key = bulletins.key_of(composed)
    with desk.database.session() as session:
        assert bulletins.add_draft(session, composed, key, "周玉珍", desk.clock.now) is None
        assert bulletins.add_draft(session, composed, key, "周玉珍", desk.clock.now, replaces=True) == 2
    assert kept(desk).label == "部分撤回"
    assert due_bulletins(desk.database, HOUSE, desk.clock.now) == 0


def test_a_letter_that_is_being_sent_is_taken_back_when_it_is_out(desk: Desk) -> None:
    now = desk.clock.now
    push = outbox.Push("a", "notice", "dingtalk", OFFICE, "发错了")
    desk.database.write(lambda connection: outbox.put_push(connection, push, now))
    [letter] = desk.database.write(lambda connection: outbox.claim(connection, now))
    with desk.database.session() as session:
        recalls.recall_letters(session, [letter.id], "test", now)
    desk.program.relay.run_once()
    desk.database.write(lambda connection: outbox.retry(connection, letter, "busy", None, now))
    desk.clock.forward(seconds=15)
    desk.relay()
    desk.clock.forward(minutes=5)
    desk.relay()
    assert not desk.stand_in.transcript.of_person("dingtalk", OFFICE)
    assert [row for row in history(desk.database) if row[0] == "letters.recalled"]


def test_every_page_of_a_chat_counts() -> None:
    now = DUE

    def page(to: str, *, names_it: bool = True, hours: float = 1, back: bool = False) -> OutThere:
        return OutThere(
            to, is_out=True, names_it=names_it, taken_back=back, sent_at=now - timedelta(hours=hours)
        )

    found = recallable(
        [
            *(page("甲"), page("甲", hours=23.9)),
            *(page("乙"), page("乙", hours=24.1)),
            *(page("丙", back=True), page("丁", names_it=False)),
        ],
        now,
    )
    assert found.possible == ("甲",)
    assert [to for to, _ in found.impossible] == ["乙", "丁"]
    assert found.taken_back == ("丙",)
    assert found.count == 4
