"""The office's replies on bulletins: 发布 12, 发布 12 点名 明早, 暂缓 12, 修改 12 …, 预览 12, 更正通报 12."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.bulletins.kept import KeptBulletin, Texts
from handlers.bulletins.recalling import Recallable
from handlers.bulletins.reconciling import unknown_numbers
from handlers.desk.effects import (
    AskForCorrection,
    Decision,
    EditBulletin,
    HoldBulletin,
    PublishBulletin,
    RecallBulletin,
    RedraftBulletin,
    ScheduleBulletin,
)
from handlers.wording import delivery, reviewing


class Act(StrEnum):
    PUBLISH = "发布"
    HOLD = "暂缓"
    EDIT = "修改"
    PREVIEW = "预览"
    CORRECT = "更正通报"
    RECALL = "撤回通报"


class When(StrEnum):
    """What was said of the hour; in quiet hours it is asked for."""

    NOW = "现在"
    MORNING = "明早"


_HEAD = re.compile(
    r"\s*(?:请|麻烦)?\s*(?P<act>发布|暂缓|修改|预览|更正通报)(?:通报)?\s*第?\s*(?P<number>\d{1,6})\s*号?(?:通报)?"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_BARE = re.compile(r"\s*(?:请|麻烦)?(?P<act>发布|暂缓|更正通报)(?:通报)?(?:吧|一下)?[。！!\s]*")
_LIST = re.compile(r"\s*(?:请|麻烦)?(?:预览|(?:预览|查看|看)?通报)(?:一下)?[。！!？?\s]*")
_WHEN = re.compile(r"\s*(?:(?P<now>现在就发|现在发?)|明早(?:再发|发)?)[。！!\s]*")
_SAID = re.compile(
    r"[\s，,（(]*(?:(?P<naming>点名版|点名|全文)|(?P<as_drafted>原稿)|(?P<now>现在就发|现在|马上|立即|立刻)"
    r"|(?P<morning>(?:明早|明天早上|明天上午|明天一早|上班后|早上)(?:再发|发)?))[\s）)。！!]*"
)
_RECALL = re.compile(
    r"\s*(?:请|麻烦)?(?:撤回|撤销|撤下)\s*(?:通报\s*第?\s*(?P<one>\d{1,6})\s*号?(?:通报)?|第?\s*(?P<other>\d{1,6})\s*号通报"
    r"|通报)(?:吧|一下)?[。！!\s]*"
)
_NOTHING = re.compile(r"[\s。！!吧了]*")
_PASSAGE = re.compile(
    r"\s*(?:把|将)?[“\"「](?P<old>.+?)[”\"」]\s*(?:改为|改成|换成)\s*"
    r"[“\"「](?P<new>.*)[”\"」][。\s]*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class BulletinReply:
    """What somebody of the office says of a bulletin. `number` None: it was not said which."""

    act: Act
    number: int | None
    naming: bool = False
    words: str = ""
    when: When | None = None
    as_drafted: bool = False


@dataclass(frozen=True, slots=True)
class BulletinDesk:
    """What a reply is decided from: the bulletin it names, and those that wait.

    `next_serial` is the number that it would have if published now; `groups` the chats it would go to, or in
    a `trial` would not. In quiet hours `quiet` says which; `morning` is when the next hours begin, `soon`
    whether that is within a day. `recallable` is from where it can be taken back. `changes` are what is
    different in the ledger since it was drafted; `wrong` is why it can't be drafted any more.
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


def bulletin_reply(text: str) -> BulletinReply | None:
    """Read a reply; None for anything else, also where more is said than such a reply holds."""
    if found := _RECALL.fullmatch(text):
        number = found["one"] or found["other"]
        return BulletinReply(Act.RECALL, int(number) if number else None)
    if found := _WHEN.fullmatch(text):
        return BulletinReply(Act.PUBLISH, None, when=When.NOW if found["now"] else When.MORNING)
    if _LIST.fullmatch(text):
        return BulletinReply(Act.PREVIEW, None)
    if found := _BARE.fullmatch(text):
        return BulletinReply(Act(found["act"]), None)
    found = _HEAD.fullmatch(text)
    if found is None:
        return None
    act, number, rest = Act(found["act"]), int(found["number"]), found["rest"]
    if act is Act.EDIT:
        words = rest.strip().lstrip("：:，,").strip()
        return BulletinReply(act, number, words=words)
    if _NOTHING.fullmatch(rest):
        return BulletinReply(act, number)
    return _publish_how(number, rest) if act is Act.PUBLISH else None


def _publish_how(number: int, rest: str) -> BulletinReply | None:
    """点名, 现在, 明早, 原稿, in any order and nothing else."""
    naming, as_drafted, when, at = False, False, None, 0
    while at < len(rest):
        found = _SAID.match(rest, at)
        if found is None:
            return None
        naming |= bool(found["naming"])
        as_drafted |= bool(found["as_drafted"])
        when = When.NOW if found["now"] else When.MORNING if found["morning"] else when
        at = found.end()
    return BulletinReply(Act.PUBLISH, number, naming, when=when, as_drafted=as_drafted)


def decided(
    reply: BulletinReply, desk: BulletinDesk, zone: ZoneInfo, limit: int, *, in_group: bool
) -> Decision:
    """What follows; who may say it has been seen to (only the office's replies are read)."""
    if in_group:
        return Decision(reviewing.only_direct(reply.act.value))
    if reply.number is None and reply.act is Act.RECALL:
        return Decision(reviewing.WHICH_TO_RECALL)
    if reply.number is None:
        return Decision(
            reviewing.which(desk.waiting, reply.act.value, reply.when.value if reply.when else "")
        )
    kept = desk.kept
    if kept is None:
        return Decision(reviewing.no_such(reply.number))
    if reply.act is Act.PREVIEW:
        return Decision(reviewing.shown(kept, zone, limit))
    if reply.act is Act.CORRECT:
        if kept.state.is_open:
            return Decision(reviewing.not_published_yet(kept.number))
        return Decision(reviewing.correction_asked(kept.number), (AskForCorrection(kept.number),))
    if reply.act is Act.RECALL:
        return _recalled(kept, desk.recallable)
    if not kept.state.is_open:
        return Decision(reviewing.not_open(kept, zone))
    match reply.act:
        case Act.HOLD:
            return Decision(reviewing.held(kept), (HoldBulletin(kept.number),))
        case Act.EDIT:
            return _edited(reply, kept)
        case _:
            return _published(reply, kept, desk, zone)


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
        return Decision(told, (RedraftBulletin(kept.number),))
    if desk.changes and not reply.as_drafted:
        return Decision(reviewing.changed_since_edited(kept, desk.changes, naming=reply.naming))
    named = kept.names_laggards(naming=reply.naming)
    if named and not reply.naming:
        return Decision(reviewing.confirm_names(kept, named))
    if reply.when is When.MORNING and desk.morning is not None:
        schedule = ScheduleBulletin(kept.number, reply.naming, desk.morning, as_drafted=reply.as_drafted)
        return Decision(reviewing.scheduled(kept, desk.morning, zone, naming=reply.naming), (schedule,))
    if desk.quiet and desk.morning is not None and reply.when is None:
        later = None if desk.soon else desk.morning
        how = reviewing.how_to_publish(kept.number, naming=reply.naming, as_drafted=reply.as_drafted)
        return Decision(reviewing.now_or_later(how, desk.quiet, later, zone))
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
