"""Bulletins on their way: previews to the office's people, publication to the group chats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import Bulletin
from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.recalling import Recallable
from handlers.desk.bulletin_words import Act, BulletinReply
from handlers.desk.bulletins import BulletinDesk
from handlers.duties.deadlines import local_day
from handlers.duties.hours import Hours
from handlers.errors import InputError
from handlers.ledger.people import RoleName
from handlers.wording import previews, reviewing
from handlers.wording.pages import PLAIN, ChatForm, chat_pages
from storage import bulletins, kept_bulletins, outbox
from storage.bulletin_drafts import redrafted
from storage.history import last_change
from storage.house import House
from storage.outbox import Push
from storage.people.groups import GroupMethod, GroupPurpose
from storage.recalls import recallable_bulletin
from storage.rows import GroupRow
from storage.senders import Address, addresses_of
from storage.states import Channel
from storage.trial import trial_mark
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


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft composed anew for comparison, outside any transaction that writes.

    `mark` is the ledger's last change then: while it is the last one, what was seen still holds. `bulletin`
    and `changes` are what would be different, `wrong` why it can't be drafted any more.
    """

    number: int
    mark: int
    bulletin: Bulletin | None = None
    changes: tuple[str, ...] = ()
    wrong: str = ""

    def holds(self, connection: Connection) -> bool:
        return self.mark == last_change(connection)


def look_over(connection: Connection, number: int, house: House, now: datetime) -> Looked:
    """Compose it; nothing for one that is not open, or that there is not."""
    mark = last_change(connection)
    try:
        if not kept_bulletins.load(connection, number).state.is_open:
            return Looked(number, mark)
    except InputError:
        return Looked(number, mark)
    try:
        return Looked(number, mark, *redrafted(connection, number, house, now))
    except InputError as error:
        return Looked(number, mark, wrong=str(error))


class NowhereError(InputError):
    """No chat would get the bulletin."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number}号通报没有发布，也没有占用期号：{reviewing.NO_GROUP}")


def publish_and_send(
    session: Session,
    number: int,
    by: str,
    now: datetime,
    house: House,
    *,
    naming: bool,
    without_group: bool = False,
) -> KeptBulletin:
    """Publish, and put its pages into the outbox for each group chat meant for everybody. InputError.

    In a trial the office's people get them in place of the chats. What nobody would get takes no number,
    unless the office spreads it itself (`without_group`; then no chat gets it).
    """
    take_turn(session)
    groups = [] if without_group else _groups(session)
    if not (groups or without_group or house.trial):
        raise NowhereError(number)
    known = [(group.id, group.name) for group in groups]
    kept = bulletins.publish(session, number, by, now, house, naming=naming, groups=known)
    session.flush()
    office = addresses_of(session, RoleName.OFFICE, house.platforms) if house.trial else []
    for push in _to_office(kept, groups, office) if house.trial else _to_groups(kept, groups):
        outbox.put_push(session.connection(), push, now)
    return kept


def _to_groups(kept: KeptBulletin, groups: Sequence[GroupRow]) -> Iterator[Push]:
    for group in groups:
        form = _FORMS.get((group.platform, group.way), PLAIN)
        for number, page in enumerate(_pages(kept, form), 1):
            yield Push(
                key=f"bulletin:{kept.number}:{group.id}:{number}",
                kind=f"{kept.kind.value}_bulletin",
                platform=group.platform,
                receiver=str(group.id),
                text=page,
                channel=Channel.GROUP,
                markdown=form.markdown,
            )


def _to_office(kept: KeptBulletin, groups: Sequence[GroupRow], office: Sequence[Address]) -> Iterator[Push]:
    meant_for = "、".join(f"群“{group.name}”" for group in groups) or "群（还没有登记）"
    for address in office:
        for number, page in enumerate(_pages(kept, PLAIN), 1):
            yield Push(
                key=f"bulletin:{kept.number}:{address.person_id}:{number}:trial",
                kind=f"{kept.kind.value}_bulletin",
                platform=address.platform,
                receiver=address.user_id,
                text=trial_mark(page, meant_for),
            )


def _pages(kept: KeptBulletin, form: ChatForm) -> Sequence[str]:
    return chat_pages(kept.texts.form(naming=bool(kept.naming)), kept.figures, form, kept.serial or "")


def send_preview(
    session: Session,
    kept: KeptBulletin,
    office: Sequence[Address],
    house: House,
    now: datetime,
    first: str = "",
) -> None:
    """The draft with its number to each of the office's people; that no chat would get it is said first.

    A page is sent once: of a draft that is previewed again, only what is different.
    """
    nowhere = "" if house.trial or _groups(session) else reviewing.NO_GROUP
    pages = previews.preview(kept, house.zone, "\n".join(filter(None, (nowhere, first))))
    for address in office:
        for page, text in enumerate(pages, 1):
            said = sha256(text.encode()).hexdigest()[:16]
            key = f"preview:{kept.number}:{address.person_id}:{page}:{said}"
            push = Push(key, "bulletin_preview", address.platform, address.user_id, text)
            outbox.put_push(session.connection(), push, now)


def tell_office(session: Session, office: Sequence[Address], key: str, text: str, now: datetime) -> None:
    """Something about bulletins that the office has to know; once by key."""
    for address in office:
        push = Push(f"{key}:{address.person_id}", "bulletin_news", address.platform, address.user_id, text)
        outbox.put_push(session.connection(), push, now)


def bulletin_desk(
    connection: Connection,
    reply: BulletinReply,
    now: datetime,
    house: House,
    looked: Looked | None = None,
) -> BulletinDesk:
    """What a reply is decided from. Who acts takes the turn first: what is seen here still stands then.

    `looked` was seen before the turn was taken; it is used where nothing has changed since.
    """
    with Session(connection) as session:
        if reply.act is not Act.PREVIEW:
            take_turn(session)
        if not reply.names_one:
            return BulletinDesk(waiting=tuple(kept_bulletins.listed(connection, only_open=True)))
        kept, others = _meant(connection, reply, now, house)
        if kept is None or others:
            return BulletinDesk(kept, others=others)
        year = local_day(now, house.zone).year
        serial = bulletins.next_serial(session, kept.kind, year, trial=house.trial)
        groups = tuple(group.name for group in _groups(session))
        hours = house.hours_now(connection)
        morning = hours.spread(hours.next_morning(now), f"bulletin:{kept.number}")
        fresh = Looked(kept.number, 0)
        if reply.act is Act.PUBLISH:
            fresh = _fresh(connection, kept.number, now, house, looked)
        return BulletinDesk(
            kept,
            next_serial=serial,
            groups=groups,
            trial=house.trial,
            quiet=_quiet(hours, now),
            morning=morning,
            soon=morning - now < timedelta(days=1),
            recallable=recallable_bulletin(connection, kept.number, now)
            if reply.act is Act.RECALL
            else Recallable(),
            changes=fresh.changes,
            wrong=fresh.wrong,
            anew=fresh.bulletin,
        )


def _meant(
    connection: Connection, reply: BulletinReply, now: datetime, house: House
) -> tuple[KeptBulletin | None, tuple[KeptBulletin, ...]]:
    """Which bulletin was named, and those that may have been meant as well."""
    year = reply.year or local_day(now, house.zone).year
    if reply.serial is not None:
        found = kept_bulletins.with_serial(
            connection, reply.serial, year, trial=house.trial, other_years=reply.year is None
        )
        return (found[0], ()) if len(found) == 1 else (None, tuple(found))
    number = reply.number or 0
    try:
        kept = kept_bulletins.load(connection, number)
    except InputError:
        kept = None
    if not reply.plain:
        return kept, ()
    found = kept_bulletins.with_serial(connection, number, year, trial=house.trial)
    return kept, tuple(one for one in found if one.number != number)


def _fresh(connection: Connection, number: int, now: datetime, house: House, looked: Looked | None) -> Looked:
    """What was seen before, where it still holds; else seen now."""
    if looked is not None and looked.number == number and looked.holds(connection):
        return looked
    return look_over(connection, number, house, now)


def redraft_and_preview(
    session: Session,
    number: int,
    by: str,
    now: datetime,
    house: House,
    publish_at: datetime | None = None,
    *,
    looked: Looked | None = None,
) -> tuple[str, ...]:
    """Compose the draft anew where the ledger has changed, and preview it again; what has. InputError."""
    kept, changes = redraft(session, number, by, now, house, publish_at, looked=looked)
    if changes:
        office = addresses_of(session, RoleName.OFFICE, house.platforms)
        first = reviewing.redrafted(changes, kept.version)
        send_preview(session, kept, office, house, now, first)
    return changes


def redraft(
    session: Session,
    number: int,
    by: str,
    now: datetime,
    house: House,
    publish_at: datetime | None = None,
    *,
    looked: Looked | None = None,
) -> tuple[KeptBulletin, tuple[str, ...]]:
    """The draft as the ledger is now, and what is different in it. InputError.

    What was `looked` at before is taken where it still holds, so that nothing is composed while others wait.
    """
    take_turn(session)
    connection = session.connection()
    if looked is not None and looked.number == number and not looked.wrong and looked.holds(connection):
        bulletin, changes = looked.bulletin, looked.changes
    else:
        bulletin, changes = redrafted(connection, number, house, now)
    if bulletin is None:
        return kept_bulletins.load(session.connection(), number), ()
    return bulletins.redraft(session, number, bulletin, by, now, publish_at), changes


def _quiet(hours: Hours, now: datetime) -> str:
    """Which hours of rest it is in, "" for none."""
    if hours.allows(now):
        return ""
    here = now.astimezone(hours.zone)
    return str(hours.quiet).replace("-", "—") if hours.quiet.covers(here.time()) else "休息日"


def _groups(session: Session) -> Sequence[GroupRow]:
    statement = select(GroupRow).where(GroupRow.purpose == GroupPurpose.EVERYBODY).order_by(GroupRow.id)
    return session.scalars(statement).all()
