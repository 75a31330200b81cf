"""The stop-all switch in chat: only the office, only direct; answers go on."""

from __future__ import annotations

from datetime import datetime

from handlers.ledger.people import RoleName
from storage import outbox
from storage.outbox import Push
from storage.packaged import packaged_roster
from tests.desk import SHANGHAI, Desk

NOW = datetime(2023, 4, 6, 10, 12, tzinfo=SHANGHAI)


def put(desk: Desk, key: str, text: str) -> None:
    row = next(row for row in packaged_roster().rows if "wecom" in row.identities)
    with desk.database.session() as session:
        push = Push(key, "bulletin_news", "wecom", row.identities["wecom"], text)
        outbox.put_push(session.connection(), push, desk.clock())


def said(desk: Desk) -> str:
    desk.relay()
    return "\n".join(line.text for line in desk.stand_in.transcript.said_by_bot())


def test_nothing_leaves_during_a_pause_and_answers_do(desk: Desk) -> None:
    office = desk.account_of(RoleName.OFFICE)
    put(desk, "before", "暂停以前放进去的")
    assert "已暂停推送" in desk.says(office, "请暂停所有推送。")
    put(desk, "during", "暂停期间放进去的")
    assert "放进去的" not in said(desk)
    assert "已经是暂停的" in desk.says(office, "暂停推送")
    contact = next(
        r for r in packaged_roster().rows if any(a.startswith("dt-") for a in r.identities.values())
    )
    assert desk.says(contact.identities["dingtalk"], "帮助")
    assert "已恢复推送" in desk.says(office, "恢复推送")
    assert "放进去的" not in said(desk)  # spread over the next minutes
    desk.clock.forward(hours=1)
    assert "暂停以前放进去的" in said(desk)
    assert "暂停期间放进去的" in said(desk)
    assert "推送没有暂停" in desk.says(office, "恢复推送")


def test_a_contact_cannot(desk: Desk) -> None:
    contact = desk.account_of(RoleName.CONTACT)
    assert "已暂停推送" not in desk.says(contact, "暂停推送")
    put(desk, "after", "照常发出")
    assert "照常发出" in said(desk)
