"""Bulletins on their way: previews to the office's people, publication to the group chats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import assert_never

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.bulletins.kept import KeptBulletin
from handlers.desk.bulletins import Act, BulletinDesk, BulletinReply
from handlers.desk.effects import (
    AskForCorrection,
    BulletinEffect,
    EditBulletin,
    HoldBulletin,
    PublishBulletin,
)
from handlers.duties.deadlines import local_day
from handlers.errors import InputError
from handlers.wording.pages import PLAIN, ChatForm, chat_pages
from handlers.wording.reviewing import preview
from storage import bulletins, outbox
from storage.outbox import Push
from storage.people.groups import GroupMethod, GroupPurpose
from storage.rows import GroupRow
from storage.senders import Address
from storage.states import Channel
from storage.turns import take_turn

# What a chat renders: headings and bold, neither lists nor tables; a little below each platform's limit in
# bytes (2048, 4096, 18000), since a delivery may put a mark before the text.
_FORMS: Mapping[tuple[str, str], ChatForm] = {
    ("wecom", GroupMethod.APPCHAT): ChatForm(1900),
    ("wecom", GroupMethod.WEBHOOK): ChatForm(3900),
    ("wecom", GroupMethod.ROBOT): ChatForm(3900),
    ("dingtalk", GroupMethod.WEBHOOK): ChatForm(6000, join="\n\n"),
    ("dingtalk", GroupMethod.ROBOT): ChatForm(6000, join="\n\n"),
}


def publish_and_send(
    session: Session, number: int, by: str, now: datetime, year: int, *, naming: bool
) -> KeptBulletin:
    """Publish, and put its pages into the outbox for each group chat meant for everybody. InputError."""
    take_turn(session)
    groups = _groups(session)
    known = [(group.id, group.name) for group in groups]
    kept = bulletins.publish(session, number, by, now, year, naming=naming, groups=known)
    session.flush()
    text = kept.texts.form(naming=naming)
    for group in groups:
        form = _FORMS.get((group.platform, group.way), PLAIN)
        pages = chat_pages(text, kept.figures, form, kept.serial or "")
        for number_of_page, page in enumerate(pages, 1):
            push = Push(
                key=f"bulletin:{kept.number}:{group.id}:{number_of_page}",
                kind=f"{kept.kind.value}_bulletin",
                platform=group.platform,
                receiver=str(group.id),
                text=page,
                channel=Channel.GROUP,
                markdown=form.markdown,
            )
            outbox.put_push(session.connection(), push, now)
    return kept


def send_preview(
    session: Session, kept: KeptBulletin, office: Sequence[Address], zone: tzinfo, now: datetime
) -> None:
    """The draft with its number, in both forms, to each of the office's people; once a version."""
    pages = preview(kept, zone)
    for address in office:
        for page, text in enumerate(pages, 1):
            key = f"preview:{kept.number}:{kept.version}:{address.person_id}:{page}"
            push = Push(key, "bulletin_preview", address.platform, address.user_id, text)
            outbox.put_push(session.connection(), push, now)


def tell_office(session: Session, office: Sequence[Address], key: str, text: str, now: datetime) -> None:
    """Something about bulletins that the office has to know; once by key."""
    for address in office:
        push = Push(f"{key}:{address.person_id}", "bulletin_news", address.platform, address.user_id, text)
        outbox.put_push(session.connection(), push, now)


def bulletin_desk(connection: Connection, reply: BulletinReply, now: datetime, zone: tzinfo) -> BulletinDesk:
    """What a reply is decided from. Who acts takes the turn first: what is seen here still stands then."""
    with Session(connection) as session:
        if reply.act is not Act.PREVIEW:
            take_turn(session)
        if reply.number is None:
            return BulletinDesk(waiting=tuple(bulletins.listed(connection, only_open=True)))
        try:
            kept = bulletins.load(connection, reply.number)
        except InputError:
            return BulletinDesk()
        serial = bulletins.next_serial(session, kept.kind, local_day(now, zone).year)
        return BulletinDesk(kept, next_serial=serial, groups=tuple(group.name for group in _groups(session)))


def carry_out(connection: Connection, effect: BulletinEffect, by: str, now: datetime) -> None:
    """What the office has decided in chat."""
    with Session(connection) as session:
        match effect:
            case PublishBulletin(number, naming, year):
                publish_and_send(session, number, by, now, year, naming=naming)
            case HoldBulletin(number):
                bulletins.hold(session, number, by, now)
            case EditBulletin(number, texts):
                bulletins.edit(session, number, texts, by, now)
            case AskForCorrection(number):
                bulletins.ask_for_correction(session, number, by)
            case _ as never:
                assert_never(never)
        session.flush()


def _groups(session: Session) -> Sequence[GroupRow]:
    statement = select(GroupRow).where(GroupRow.purpose == GroupPurpose.EVERYBODY).order_by(GroupRow.id)
    return session.scalars(statement).all()
