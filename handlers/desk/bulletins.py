"""What follows from the office's replies on bulletins (`bulletin_words`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.bulletins.bulletin import Bulletin
from handlers.bulletins.kept import KeptBulletin, Texts
from handlers.bulletins.recalling import Recallable
from handlers.bulletins.reconciling import unknown_numbers
from handlers.desk.bulletin_words import Act, BulletinReply, When
from handlers.desk.effects import (
    Ask,
    AskForCorrection,
    Decision,
    EditBulletin,
    HoldBulletin,
    PublishBulletin,
    Publishing,
    RecallBulletin,
    RedraftBulletin,
    ScheduleBulletin,
)
from handlers.wording import delivery, previews, reviewing

_PASSAGE = re.compile(
    r"\s*(?:把|将)?[“\"「](?P<old>.+?)[”\"」]\s*(?:改为|改成|换成)\s*"
    r"[“\"「](?P<new>.*)[”\"」][。\s]*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class BulletinDesk:
    """What a reply is decided from: the bulletin it names, and those that wait.

    `next_serial` is the number that it would have if published now; `groups` the chats it would go to, or in
    a `trial` would not. In quiet hours `quiet` says which; `morning` is when the next hours begin, `soon`
    whether that is within a day. `recallable` is from where it can be taken back. `changes` are what is
    different in the ledger since it was drafted; `wrong` is why it can't be drafted any more, `anew` as it
    would be. `others` are those that may be meant as well: with the serial number that was said, or that is
    the same as the number.
    """

    kept: KeptBulletin | None = None
    waiting: tuple[KeptBulletin, ...] = ()
    next_serial: str = ""
    groups: tuple[str, ...] = field(default=())
    trial: bool = False
    quiet: str = ""
    morning: datetime | None = None
    soon: bool = True
    recallable: Recallable = field(default_factory=Recallable)
    changes: tuple[str, ...] = ()
    wrong: str = ""
    anew: Bulletin | None = None
    others: tuple[KeptBulletin, ...] = ()


def decided(
    reply: BulletinReply, desk: BulletinDesk, zone: ZoneInfo, limit: int, *, in_group: bool
) -> Decision:
    """What follows; who may say it has been seen to (only the office's replies are read)."""
    if in_group:
        return Decision(reviewing.only_direct(reply.act.value))
    if not reply.names_one:
        return Decision(_which(reply, desk))
    kept = desk.kept
    if desk.others:
        return Decision(reviewing.which_number(kept, desk.others, reply.act.value))
    if kept is None:
        return Decision(reviewing.no_such(reply.number, reply.serial))
    if reply.act is Act.PREVIEW:
        return Decision(previews.shown(kept, zone, limit, reply.page, whole=reply.whole))
    match reply.act:
        case Act.CORRECT:
            return _corrected(kept)
        case Act.RECALL:
            return _recalled(kept, desk.recallable)
        case _ if not kept.state.is_open:
            return Decision(reviewing.not_open(kept, zone))
        case Act.HOLD:
            return Decision(reviewing.held(kept), (HoldBulletin(kept.number),))
        case Act.EDIT:
            return _edited(reply, kept)
        case _:
            return _published(reply, kept, desk, zone)


def _which(reply: BulletinReply, desk: BulletinDesk) -> str:
    if reply.act is Act.RECALL:
        return reviewing.WHICH_TO_RECALL
    return reviewing.which(desk.waiting, reply.act.value, reply.when.value if reply.when else "")


def _corrected(kept: KeptBulletin) -> Decision:
    if kept.state.is_open:
        return Decision(reviewing.not_published_yet(kept.number))
    return Decision(reviewing.correction_asked(kept.number), (AskForCorrection(kept.number),))


def _recalled(kept: KeptBulletin, found: Recallable) -> Decision:
    """Nothing more is asked: the sooner the better."""
    what = f"{kept.number}号通报"
    if kept.state.is_open:
        return Decision(reviewing.nothing_to_recall(kept.number))
    if found.running or not found.possible:
        return Decision(delivery.not_recallable(what, found))
    return Decision(delivery.recalling(what, found), (RecallBulletin(kept.number),))


def _published(reply: BulletinReply, kept: KeptBulletin, desk: BulletinDesk, zone: ZoneInfo) -> Decision:
    """At once; late in the evening it is asked: now or in the morning (domain.md).

    What no longer agrees with the ledger is drafted anew and not published; a text that a person has written
    only where it is wanted as it stands (原稿).
    """
    if desk.wrong:
        return Decision(reviewing.not_publishable(kept, desk.wrong))
    if desk.changes and not kept.edited:
        told = reviewing.drafted_anew(kept, desk.changes)
        return Decision(told, (RedraftBulletin(kept.number, desk.anew, desk.changes),))
    if desk.changes and not reply.as_drafted:
        return Decision(reviewing.changed_since_edited(kept, desk.changes, naming=reply.naming))
    named = kept.names_laggards(naming=reply.naming)
    if named and not reply.naming:
        return Decision(reviewing.confirm_names(kept, named))
    if not desk.groups and not desk.trial and not reply.without_group:
        return Decision(reviewing.nowhere(kept, naming=reply.naming))
    if reply.without_group:
        effect = PublishBulletin(kept.number, reply.naming, without_group=True)
        told = reviewing.published_as(kept, desk.next_serial, (), naming=reply.naming, trial=desk.trial)
        return Decision(told, (effect,))
    if reply.when is When.MORNING and desk.morning is not None:
        schedule = ScheduleBulletin(kept.number, reply.naming, desk.morning, as_drafted=reply.as_drafted)
        return Decision(reviewing.scheduled(kept, desk.morning, zone, naming=reply.naming), (schedule,))
    if desk.quiet and desk.morning is not None and reply.when is None:
        later = None if desk.soon else desk.morning
        how = reviewing.how_to_publish(kept.number, naming=reply.naming, as_drafted=reply.as_drafted)
        asked = Ask((), publishing=Publishing(kept.number, reply.naming, reply.as_drafted))
        return Decision(reviewing.now_or_later(how, desk.quiet, later, zone), (asked,))
    effect = PublishBulletin(kept.number, reply.naming)
    told = reviewing.published_as(kept, desk.next_serial, desk.groups, naming=reply.naming, trial=desk.trial)
    return Decision(told, (effect,))


def _edited(reply: BulletinReply, kept: KeptBulletin) -> Decision:
    """A passage, or the whole text. Its numbers must be found in the figures that are kept."""
    if not reply.words:
        return Decision(reviewing.how_to_edit(kept.number))
    if passage := _PASSAGE.fullmatch(reply.words):
        if passage["old"] not in kept.texts.full:
            return Decision(reviewing.passage_missing(kept.number, passage["old"]))
        full, unnamed = (
            said.replace(passage["old"], passage["new"]) for said in (kept.texts.full, kept.texts.unnamed)
        )
        texts = Texts(full, unnamed)
    else:
        texts = _whole(reply.words, kept)
    if unknown := _unknown(texts, kept.figures):
        return Decision(reviewing.numbers_unknown(kept.number, unknown))
    return Decision(reviewing.edited(kept), (EditBulletin(kept.number, texts),))


def _whole(words: str, kept: KeptBulletin) -> Texts:
    """A text that a person has written is both forms; without a title of its own it keeps the old one."""
    first = words.split("\n", 1)[0].strip()
    said = words if first.endswith("通报") else f"{kept.title}\n{words}"
    return Texts(said, said)


def _unknown(texts: Texts, figures: Mapping[str, object]) -> tuple[str, ...]:
    return unknown_numbers(texts.full, figures, loose=True)
