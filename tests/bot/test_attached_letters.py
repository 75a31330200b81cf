"""A push with an attachment: the words, then the file; where it can't go the words say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.platforms.simulator.faults import SERVER_ERROR
from bot.platforms.simulator.tenants import Webhook
from handlers.errors import InputError
from storage import attachments, outbox
from storage.enrolling import take_groups
from storage.outbox import Push
from storage.rows import AttachmentRow, CallRow
from storage.states import Channel
from tests.bot.calls import COMPANY, HOUSING, outbox_rows
from tests.desk import Desk
from tests.storage.contents import some_groups

DATA = b"%PDF-1.7 " + b"d" * 100
TOKEN = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


def put(desk: Desk, *pushes: tuple[str, str], text: str = "请看附件", name: str = "通报.pdf") -> int:
    """The same attachment to each (platform, receiver)."""
    now = desk.clock.now
    with desk.database.session() as session:
        connection = session.connection()
        number = attachments.keep(connection, name, "application/pdf", DATA, now)
        for platform, to in pushes:
            channel = Channel.GROUP if to.isdigit() else Channel.DIRECT
            push = Push(to, "bulletin_news", platform, to, text, channel=channel, attachment=number)
            outbox.put_push(connection, push, now)
        return number


def seen(desk: Desk) -> list[tuple[str, str, bytes]]:
    return [(line.to, line.text, line.data) for line in desk.stand_in.transcript.said_by_bot()]


def stored(desk: Desk) -> Any:
    with desk.database.reading() as connection:
        return connection.execute(select(AttachmentRow.name, AttachmentRow.data)).one()


def test_the_words_and_then_the_file(desk: Desk) -> None:
    put(desk, ("wecom", HOUSING), ("dingtalk", COMPANY))
    desk.relay()
    assert sorted(seen(desk)) == sorted(
        (to, text, data)
        for to in (HOUSING, COMPANY)
        for text, data in (("请看附件", b""), ("［文件］通报.pdf", DATA))
    )
    assert {row["parts_sent"] for row in outbox_rows(desk.database)} <= {1, 2}
    assert all(len(row["receipts"]) == 2 for row in outbox_rows(desk.database))


def test_a_file_by_itself(desk: Desk) -> None:
    put(desk, ("wecom", HOUSING), text="")
    desk.relay()
    assert seen(desk) == [(HOUSING, "［文件］通报.pdf", DATA)]


def test_where_the_file_cannot_go_the_words_say_so(desk: Desk) -> None:
    desk.stand_in.dingtalk.tenant.webhooks[TOKEN] = Webhook("cid-hook")
    with desk.database.session() as session:
        take_groups(session, some_groups(f"群,全体,dingtalk,webhook,{TOKEN},"), "test", desk.clock.now)
    put(desk, ("dingtalk", "1"))
    desk.relay()
    [(_, text, data)] = seen(desk)
    assert text == "请看附件\n（附件“通报.pdf”在这里发不了，需要请联系督查室。）"
    assert data == b""


def test_after_a_failure_only_the_file_goes_again(desk: Desk) -> None:
    put(desk, ("wecom", HOUSING))
    desk.stand_in.faults.script("/cgi-bin/media/upload", SERVER_ERROR)
    desk.relay()
    assert [text for _, text, _ in seen(desk)] == ["请看附件"]
    desk.clock.forward(minutes=1)
    desk.relay()
    assert [text for _, text, _ in seen(desk)] == ["请看附件", "［文件］通报.pdf"]


def test_several_in_dingtalk_get_both_in_two_calls_and_one_upload(desk: Desk) -> None:
    put(desk, ("dingtalk", COMPANY), ("dingtalk", "dt-0158"), ("dingtalk", "dt-0160"))
    desk.relay()
    assert len(seen(desk)) == 6
    with desk.database.reading() as connection:
        counted = {row[0]: row[1] for row in connection.execute(select(CallRow.way, CallRow.count))}
    assert counted["dingtalk.private"] == 3  # words, upload, file


def test_different_files_are_not_put_together(desk: Desk) -> None:
    put(desk, ("dingtalk", COMPANY), name="甲.pdf")
    put(desk, ("dingtalk", "dt-0158"), name="乙.pdf")
    desk.relay()
    assert {(to, text) for to, text, data in seen(desk) if data} == {
        (COMPANY, "［文件］甲.pdf"),
        ("dt-0158", "［文件］乙.pdf"),
    }


def test_the_bytes_go_when_nobody_needs_them(desk: Desk) -> None:
    put(desk, ("wecom", HOUSING))
    clear = desk.program.clear_attachments
    assert clear(desk.clock.now + timedelta(days=2)) == 0  # not out yet
    desk.relay()
    assert clear(desk.clock.now + timedelta(days=2)) == 0  # its time is not over
    assert clear(desk.clock.now + timedelta(days=4)) == 1
    assert stored(desk) == ("通报.pdf", None)
    assert clear(desk.clock.now + timedelta(days=4)) == 0


def test_what_failed_may_go_again_for_a_week_and_then_says_that_it_is_gone(desk: Desk) -> None:
    put(desk, ("wecom", "nobody"))
    desk.relay()
    assert outbox_rows(desk.database)[0]["state"].value == "failed"
    clear = desk.program.clear_attachments
    assert clear(desk.clock.now + timedelta(days=9)) == 0
    assert clear(desk.clock.now + timedelta(days=11)) == 1
    put(desk, ("wecom", HOUSING))
    with desk.database.session() as session:
        session.execute(AttachmentRow.__table__.update().values(data=None))  # type: ignore[attr-defined]
    desk.relay()
    assert "已过保存期删除" in seen(desk)[-1][1]


def test_what_no_platform_takes_is_not_kept(desk: Desk) -> None:
    for name, data in (("大.pdf", b"x" * (attachments.MOST + 1)), ("小.pdf", b"x"), ("", DATA)):
        with pytest.raises(InputError), desk.database.session() as session:
            attachments.keep(session.connection(), name, "application/pdf", data, desk.clock.now)
    with desk.database.session() as session:
        number = attachments.keep(
            session.connection(), '../a"b\n.pdf', "application/pdf", DATA, desk.clock.now
        )
        assert attachments.load(session.connection(), number).name == "_a_b_.pdf"
