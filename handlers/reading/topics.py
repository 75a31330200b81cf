"""Which items a message is about, and which of its words belong to each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.ledger.items import ItemKind, ItemRef
from handlers.reading.catalog import Catalog
from handlers.reading.mentions import find_mentions
from handlers.reading.names import Mention
from handlers.reading.places import by_place, glued
from handlers.reading.planheads import heads_plan
from handlers.reading.shapes import Doubt, Scope

_LIST_UP_TO = 10  # smaller numbers at the head of a line number the points of a report
_REFERS_BEFORE = re.compile(
    r"(?:参照|参考|比照|借鉴|学习|结合|配合|依托|见|详见|类似|同|与|和|跟|像|随|纳入|并入|包含|包括"
    r"|衔接|对接|支撑|属于|依据|根据|按照?|照|来自|源自|对照|关联|涉及|比|除|除了)\s*(?:上面|上述"
    r"|前面)?(?:的)?\s*$"
)
_BELONGS = re.compile("[是属算为]\\s*$")  # 3处里有1处是任务62的学校
_REFERS_AFTER = re.compile(r"\s*的?(?:做法|经验|模式|标准|口径|思路|要求|套路|那样|同步|一样|一致|相同)")
_SAME_AS = re.compile(
    r"^[\s:：,，]*(?:的)?(?:数据|情况|进展|内容|数字|进度|其他|都|也|各项)*(?:都|均|也)?(?:同|与|和"
    r"|跟|参照|参见|见|按)(?:上面的?|上述|前面的?)?\s*$"
)
_SAME_SIGN = re.compile("[同与和跟照见按]")
_AS_ABOVE = re.compile(r"[\s:：,，]*(?:的)?(?:数据|情况|进展)?(?:都|也)?同上[\s。.!！;；，,]*")
_SAME_AFTER = re.compile(
    r"^\s*(?:的)?(?:数据|情况|进展|内容|数字)?(?:一样|相同|一致|完全一样|那条|数据|情况)?[\s。.!！;；，,]*$"
)
_RUN_ON = re.compile(
    r"(?:[个家处套间户栋座场人名件条项次所对块篇期部支]|了|问题|困难|%|过半|完|吧|呢|啊|嗯|正常|顺利"
    r"|完成)\s*$"
)
_PUNCTUATION = re.compile(r"[，,；;。:：\n]")
_FIELD_BEFORE = re.compile(
    r"(?:(?:问题|困难|原因|下一步|打算|措施|备注|说明)[ \t]*[:：]"
    r"|(?:^|[，,；;。\n \t])(?:主要|存在|突出|存在的?主要|目前)的?(?:问题|困难|原因))[ \t]*\Z"
)
_UNSURE = re.compile(
    r"不知道|哪个|哪一个|拿不准|分不清|记不清|搞不清|不确定|不清楚|来着|忘了|好像是|可能是|大概是"
    r"|应该是任务|应该是实事|不晓得|弄不清|还是(?:任务|实事|民生)\d"
)
_BOTH_ALIKE = re.compile(
    r"\s*(?:的)?(?:数据|情况|进展|内容|数字)?(?:都|也)?(?:一样|相同|一致)[\s。.!！;；，,]*$"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Items named together; norm[end:stop] is said about them, or the same as about `same_as`.

    `apart` where the name clearly begins something new, so that the words before it are complete.
    """

    refs: tuple[ItemRef, ...]
    start: int
    end: int
    stop: int
    same_as: ItemRef | None = None
    apart: bool = True


@dataclass(frozen=True, slots=True)
class Topics:
    found: tuple[Topic, ...] = ()
    doubt: Doubt | None = None
    candidates: tuple[ItemRef, ...] = ()
    preface_end: int = 0  # words before the first name

    @property
    def refs(self) -> tuple[ItemRef, ...]:
        return tuple(dict.fromkeys(ref for topic in self.found for ref in topic.refs))


def topics(
    norm: str, start: int, scope: Scope, catalog: Catalog, named: list[Mention] | None = None
) -> Topics:
    """The names of items in norm[start:] (`named` where known) as far as the message is about them."""
    body = norm[start:]
    mentions = _meant(body, find_mentions(body) if named is None else named, scope)
    placed = by_place(body, scope) if not mentions else glued(body, mentions, scope)
    resolved = placed or [(mention, *_resolve(mention, scope, catalog)) for mention in mentions]
    if not resolved:
        return Topics(preface_end=len(norm))
    doubt = next((doubt for _, _, doubt in resolved if doubt), None)
    candidates = tuple(
        dict.fromkeys(ref for _, refs, fault in resolved if not doubt or fault for ref in refs)
    )
    if any(mention.doubtful for mention in mentions) or _unsure(body, mentions):
        doubt, candidates = (
            Doubt.SEVERAL_ITEMS,
            tuple(dict.fromkeys(ref for _, refs, _ in resolved for ref in refs)),
        )
    found = _divided(body, start, resolved)
    return Topics(found, doubt, candidates if doubt else (), start + resolved[0][0].start)


def _unsure(body: str, mentions: list[Mention]) -> bool:
    return any(
        _UNSURE.search(body[max(0, mention.start - 6) : mention.end + 14])
        for mention in mentions
        if not mention.ranged
    )


# ---------------------------------------------------------------- which mentions count
def _meant(body: str, mentions: list[Mention], scope: Scope) -> list[Mention]:
    named = [mention for mention in mentions if not mention.bare]
    kept: list[Mention] = []
    marks = _list_marks(body, mentions)
    for mention in mentions:
        if mention.left_out:
            kept.append(mention)
            continue
        stray = mention.inside and mention.doubtful
        if mention.bare and (
            mention.start in marks or not (stray or _fits_bare(mention, scope, bool(named)))
        ):
            continue
        if not mention.bare and _is_reference(body, mention, kept):
            continue
        unsure = _in_a_field(body, mention, kept) or _may_be_a_point(mention, kept)
        kept.append(replace(mention, doubtful=True) if unsure else mention)
    return kept


def _in_a_field(body: str, mention: Mention, before: list[Mention]) -> bool:
    """问题：任务61的老师不够, under another item: about which of the two is it?"""
    if not before:
        return False
    if mention.inside and body[mention.start - 1] in ":：(（":
        return True
    return bool(_FIELD_BEFORE.search(body[max(0, mention.start - 10) : mention.start]))


def _may_be_a_point(mention: Mention, before: list[Mention]) -> bool:
    """任务42清零3个，9启动3个片区: an item, or a point of what is said? In a run of items, an item."""
    number = mention.numbers[0][1]
    if not mention.inside or number >= _LIST_UP_TO or not any(not one.bare for one in before):
        return False
    return before[-1].plain_numbers[-1:] != (number - 1,)


def _fits_bare(mention: Mention, scope: Scope, beside_names: bool) -> bool:
    numbers = [number for _, number in mention.numbers]
    if beside_names and min(numbers) < _LIST_UP_TO and not mention.inside:
        return False  # a point of a list
    own = {ref.no for ref in scope.mine}
    return all(number in own for number in numbers) if own else not beside_names


def _list_marks(body: str, mentions: list[Mention]) -> set[int]:
    """1、 2、 3、 number the points of a message."""
    bare = [mention for mention in mentions if mention.bare and not mention.inside and not mention.several]
    numbers = [mention.numbers[0][1] for mention in bare]
    if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        return {mention.start for mention in bare}
    if len(numbers) == 1 and numbers[0] == 1 and re.match(r"\s*[、.)]", body[bare[0].end :][:3]):
        return {bare[0].start}
    return set()


def _is_reference(body: str, mention: Mention, before: list[Mention]) -> bool:
    """参照实事13的做法, 与任务41征收同步推进: the item is mentioned, not reported on."""
    lead = body[max(0, mention.start - 10) : mention.start]
    if mention.several and mention.at_head:
        return False
    if _REFERS_AFTER.match(body, mention.end) and (before or not mention.at_head):
        return not (not before and body[mention.end : mention.end + 2] in {"一样", "同步"})
    if mention.at_head:
        return False
    if _BELONGS.search(lead) and body[mention.end : mention.end + 1] == "的":
        return True
    if _REFERS_BEFORE.search(lead):
        return True
    if not before or not _PUNCTUATION.search(body):
        return False  # dictation runs on from one item to the next
    return not _RUN_ON.search(lead)


# ---------------------------------------------------------------- which items they name
def _resolve(mention: Mention, scope: Scope, catalog: Catalog) -> tuple[tuple[ItemRef, ...], Doubt | None]:
    refs: list[ItemRef] = []
    doubt: Doubt | None = None
    for kind, number in mention.numbers:
        found, fault = _one(kind, number, scope, catalog)
        refs.extend(found)
        doubt = doubt or fault
    return tuple(refs), doubt


def _one(
    kind: ItemKind | None, number: int, scope: Scope, catalog: Catalog
) -> tuple[tuple[ItemRef, ...], Doubt | None]:
    if number < 1:
        return (), Doubt.NO_SUCH_ITEM
    if kind:
        ref = ItemRef(kind, number)
        return (ref,), None if ref in catalog else Doubt.NO_SUCH_ITEM
    both = (ItemRef(ItemKind.TASK, number), ItemRef(ItemKind.LIVELIHOOD, number))
    known = tuple(ref for ref in both if ref in catalog)
    own = tuple(ref for ref in known if ref in scope.mine)
    if scope.asked and len(own) > 1:
        asked = tuple(ref for ref in own if ref in scope.asked.items)
        own = asked if len(asked) == 1 else own
    if len(own) == 1:
        return own, None
    if own:
        return own, Doubt.SEVERAL_ITEMS
    if not known:
        return both[:1], Doubt.NO_SUCH_ITEM
    return known, Doubt.SEVERAL_ITEMS if len(known) > 1 else None


# ---------------------------------------------------------------- whose words are whose
def _divided(
    body: str, offset: int, resolved: list[tuple[Mention, tuple[ItemRef, ...], Doubt | None]]
) -> tuple[Topic, ...]:
    found: list[Topic] = []
    told: set[ItemRef] = set()
    for at, (mention, refs, _) in enumerate(resolved):
        stop = resolved[at + 1][0].start if at + 1 < len(resolved) else len(body)
        if mention.left_out and not any(map(str.isalnum, body[mention.end : stop])):
            continue
        same_as = _copied(body, mention, stop)
        named = refs
        if told and not same_as and _AS_ABOVE.fullmatch(body[mention.end : stop]):
            same_as = found[-1].refs[-1] if found and found[-1].refs else None
        if len(refs) > 1 and refs[-1] in told and _BOTH_ALIKE.match(body[mention.end : stop]):
            named, same_as = refs[:-1], refs[-1]  # 实事10跟任务69一样
        told.update(named)
        start, end = offset + mention.start, offset + mention.end
        found.append(Topic(named, start, end, offset + stop, same_as, _begins(body, mention)))
    return tuple(_together(body, offset, found))


def _begins(body: str, mention: Mention) -> bool:
    """At the head of a clause, or where dictation runs on from one item to the next."""
    return mention.at_head or bool(_RUN_ON.search(body[max(0, mention.start - 10) : mention.start]))


def _together(body: str, offset: int, found: list[Topic]) -> list[Topic]:
    """任务61；任务62：正常 says the same of both: a name without words shares those of the next."""
    joined: list[Topic] = []
    last_at = {ref: at for at, topic in enumerate(found) for ref in topic.refs}
    for at, topic in enumerate(found):
        silent = (
            joined
            and not joined[-1].same_as
            and not heads_plan(body, topic.start - offset)
            and not any(map(str.isalnum, body[joined[-1].end - offset : topic.start - offset]))
        )
        if silent and set(topic.refs) <= set(joined[-1].refs):  # 任务25、任务17：⏎任务25 …
            last = joined.pop()
            if left := tuple(ref for ref in last.refs if last_at[ref] < at):
                topic = replace(topic, refs=tuple(dict.fromkeys(left + topic.refs)), start=last.start)  # noqa: PLW2901
            joined.append(topic)
        elif silent:
            last = joined.pop()
            refs = tuple(dict.fromkeys(last.refs + topic.refs))
            joined.append(Topic(refs, last.start, topic.end, topic.stop, topic.same_as, last.apart))
        else:
            joined.append(topic)
    return joined


def _copied(body: str, mention: Mention, stop: int) -> ItemRef | None:
    """数据同任务69 as all that is said."""
    said = body[mention.end : min(stop, mention.end + 60)]
    if not _SAME_SIGN.search(said):
        return None
    for other in find_mentions(said):
        if other.bare or other.several or other.numbers[0][0] is None:
            continue
        if _SAME_AS.match(said[: other.start]) and _SAME_AFTER.match(said[other.end :]):
            kind, number = other.numbers[0]
            return ItemRef(kind, number) if kind and number else None
    return None
