"""What the tests of the shell share: calls as the platforms make them, and a look into inbox and outbox."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.platforms.port import RawRequest, Response
from bot.wiring import DINGTALK_PATH, WECOM_PATH
from storage.rows import InboxRow, OutboxRow
from storage.transactions import Database
from tests.desk import Desk

HOUSING = "fanwenbo.zjj"  # 区住房城乡建设局, WeCom
COMPANY = "dt-0020"  # 市中城投集团, DingTalk
SPEAKER = {"wecom": HOUSING, "dingtalk": COMPANY}
REPORT = {"wecom": "实事13 完成情况：已筹集3100套", "dingtalk": "任务44 完成情况：封顶2010套"}
PLATFORMS = ("wecom", "dingtalk")
PATHS = {"wecom": WECOM_PATH, "dingtalk": DINGTALK_PATH}


def written(desk: Desk, platform: str, text: str = "") -> RawRequest:
    """A contact of that platform reports (or writes `text`)."""
    people = desk.stand_in.wecom if platform == "wecom" else desk.stand_in.dingtalk
    return people.text(SPEAKER[platform], text or REPORT[platform])


def call(desk: Desk, platform: str, request: RawRequest) -> Response:
    return desk.call(PATHS[platform], request)


def forged(request: RawRequest) -> RawRequest:
    """The same call signed by somebody who does not know the secret."""
    if "sign" in request.headers:
        return replace(request, headers={**request.headers, "sign": "A" * 44})
    return replace(request, args={**request.args, "msg_signature": "0" * 40})


def shown(desk: Desk, platform: str, request: RawRequest, response: Response) -> str:
    """The answer as the person sees it; DingTalk's comes by the relay."""
    if platform == "wecom":
        return desk.stand_in.wecom.shows(request, response)
    before = len(desk.stand_in.transcript.said_by_bot())
    desk.stand_in.dingtalk.check_answer(response)
    desk.relay()
    lines = desk.stand_in.transcript.said_by_bot()[before:]
    return lines[-1].text if lines else ""


def inbox_rows(database: Database) -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(select(InboxRow).order_by(InboxRow.id)).mappings())


def outbox_rows(database: Database) -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(select(OutboxRow).order_by(OutboxRow.id)).mappings())


def nothing_stored(desk: Desk) -> bool:
    return not inbox_rows(desk.database) and not outbox_rows(desk.database) and not desk.reports()
