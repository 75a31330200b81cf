"""What the office says of bulletins: 发布 12 点名 明早, 暂缓 12, 修改 12 …, 预览 12 全文, 更正通报 12号.

A bulletin has two numbers: 12号 is that of the draft, by which the office handles it; 第3期 is the serial
number that it got when it was published. A bare number is that of the draft; what is done to published ones
(更正, 撤回) is asked back where it could be either (`BulletinReply.plain`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class BulletinReply:
    """What somebody of the office says of a bulletin. `number` None: it was not said which.

    `serial`: it was said by its serial number (第3期), of `year` where that was said. `plain`: neither 号 nor
    期 was said. `whole` and `page` are of a preview. `without_group`: published though no chat would get it.
    """

    act: Act
    number: int | None
    naming: bool = False
    words: str = ""
    when: When | None = None
    as_drafted: bool = False
    serial: int | None = None
    year: int | None = None
    plain: bool = False
    whole: bool = False
    page: int = 1
    without_group: bool = False

    @property
    def names_one(self) -> bool:
        return self.number is not None or self.serial is not None


# 〔2023〕第3期, 督查通报〔2023〕第3期; 12, 12号, 第12号通报
_SERIAL = (
    r"\s*(?:督查)?(?:通报)?\s*(?:[〔\[［(（【]?(?P<year>20\d\d)[〕\]］)）】年]?\s*)?"
    r"(?:试行)?第?\s*(?P<serial>\d{1,4})\s*期(?:通报)?"
)
_NUMBER = r"(?:通报)?\s*第?\s*(?P<number>\d{1,6})\s*(?P<hao>号)?(?:通报)?"
_HEAD = re.compile(
    rf"\s*(?:请|麻烦)?\s*(?P<act>发布|暂缓|修改|预览|更正通报)(?:{_SERIAL}|{_NUMBER})(?P<rest>.*)", re.DOTALL
)
_BARE = re.compile(r"\s*(?:请|麻烦)?(?P<act>发布|暂缓|更正通报)(?:通报)?(?:吧|一下)?[。！!\s]*")
_LIST = re.compile(r"\s*(?:请|麻烦)?(?:预览|(?:预览|查看|看)?通报)(?:一下)?[。！!？?\s]*")
_HOUR = (
    r"(?:(?P<now>现在就发|现在发?|马上发?|立即发?|立刻发?)"
    r"|(?P<morning>(?:明早|明天早上|明天上午|明天一早|上班后|早上)(?:再发|发)?))"
)
_WHEN = re.compile(rf"\s*{_HOUR}[吧。！!\s]*")
_SAID = re.compile(
    r"[\s，,（(]*(?:(?P<naming>点名版|点名|全文)|(?P<as_drafted>原稿)|(?P<alone>自行印发|自行转发)"
    rf"|{_HOUR})[\s）)。！!]*"
)
_PAGE = re.compile(
    r"[\s，,]*(?P<whole>全文|附表|全部)?[\s，,]*(?:第?\s*(?P<page>\d{1,3})\s*页?)?[\s。！!吧了]*"
)
_RECALL = re.compile(
    rf"\s*(?:请|麻烦)?(?:撤回|撤销|撤下)\s*(?:{_SERIAL}|通报\s*第?\s*(?P<one>\d{{1,6}})\s*(?P<hao>号)?(?:通报)?"
    r"|第?\s*(?P<other>\d{1,6})\s*号通报|通报)(?:吧|一下)?[。！!\s]*"
)
_NOTHING = re.compile(r"[\s。！!吧了]*")


def bulletin_reply(text: str) -> BulletinReply | None:
    """Read a reply; None for anything else, also where more is said than such a reply holds."""
    if found := _RECALL.fullmatch(text):
        number = found["one"] or found["other"]
        plain = bool(found["one"]) and not found["hao"]
        return _of(found, BulletinReply(Act.RECALL, int(number) if number else None, plain=plain))
    if when := hour(text):
        return BulletinReply(Act.PUBLISH, None, when=when)
    if _LIST.fullmatch(text):
        return BulletinReply(Act.PREVIEW, None)
    if found := _BARE.fullmatch(text):
        return BulletinReply(Act(found["act"]), None)
    found = _HEAD.fullmatch(text)
    return None if found is None else _with_rest(found)


def hour(text: str) -> When | None:
    """A bare 现在 or 明早: the answer to the question when."""
    found = _WHEN.fullmatch(text)
    return None if found is None else When.NOW if found["now"] else When.MORNING


def _of(found: re.Match[str], reply: BulletinReply) -> BulletinReply:
    """With the serial number, where it was that which was said."""
    if not found["serial"]:
        return reply
    year = int(found["year"]) if found["year"] else None
    return BulletinReply(reply.act, None, serial=int(found["serial"]), year=year)


def _with_rest(found: re.Match[str]) -> BulletinReply | None:
    act, rest = Act(found["act"]), found["rest"]
    number = int(found["number"]) if found["number"] else None
    plain = act is Act.CORRECT and number is not None and not found["hao"]
    reply = _of(found, BulletinReply(act, number, plain=plain))
    if act is Act.EDIT:
        return BulletinReply(
            act, number, words=rest.strip().lstrip("：:，,").strip(), serial=reply.serial, year=reply.year
        )
    if _NOTHING.fullmatch(rest):
        return reply
    if act is Act.PREVIEW and (which := _PAGE.fullmatch(rest)):
        page = max(1, int(which["page"] or 1))
        return BulletinReply(
            act, number, serial=reply.serial, year=reply.year, whole=bool(which["whole"]), page=page
        )
    return _publish_how(number, rest) if act is Act.PUBLISH and number is not None else None


def _publish_how(number: int, rest: str) -> BulletinReply | None:
    """点名, 现在, 明早, 原稿, 自行印发, in any order and nothing else."""
    naming, as_drafted, alone, when, at = False, False, False, None, 0
    while at < len(rest):
        found = _SAID.match(rest, at)
        if found is None:
            return None
        naming |= bool(found["naming"])
        as_drafted |= bool(found["as_drafted"])
        alone |= bool(found["alone"])
        when = When.NOW if found["now"] else When.MORNING if found["morning"] else when
        at = found.end()
    return BulletinReply(Act.PUBLISH, number, naming, when=when, as_drafted=as_drafted, without_group=alone)
