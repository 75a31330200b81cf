"""The words of a message shared out to the items they are about; where that can't be told, why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading import content
from handlers.reading.labels import headings
from handlers.reading.message import Message
from handlers.reading.normalise import Text
from handlers.reading.planheads import heads_change, heads_plan
from handlers.reading.respective import Shares, shares
from handlers.reading.shapes import Doubt
from handlers.reading.substance import is_a_report
from handlers.reading.told import Said
from handlers.reading.topics import Topic, Topics, topics
from handlers.reading.unplaced import unplaced

_ALL_ASKED = re.compile(
    r"\s*(?:以上|上述|这|那)?(?P<no>[两二三四五六七八九\d])(?:项|个|条|件)(?:工作|任务|事项)?(?:都|均|全|也)"
)
_DONE = re.compile(r"已|[一-龥]了$")
_COUNTS = "零一二三四五六七八九"
_OWN_ITEM = re.compile(
    r"\s*(?:我们|我局|我单位|我办|我街道|我中心|俺们|咱们|咱)?(?:那|这|该|此|负责的?那?)?(?:一"
    r"|唯一的?)?(?:项|个)"
    r"(?:工作|任务|事项|实事)?(?![月季周])(?=[一-龥，,:：\s])"
)


@dataclass(slots=True)
class Part:
    """norm[start:stop] is said about the items; or the same as about `same_as`.

    `month` is that of the last heading between two parts. `plan`: 计划 stands before the name, `changes`: 更正计划.
    """

    refs: tuple[ItemRef, ...]
    start: int
    stop: int
    same_as: ItemRef | None = None
    month: Month | None = None
    plan: bool = False
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """What has to be asked before anything is written. `start` is where the words about it begin."""

    doubt: Doubt
    candidates: tuple[ItemRef, ...]
    start: int
    named: bool = True


def parts_of(message: Message, found: Topics) -> list[Part] | Unsure:
    """The items of a message with their words."""
    if found.doubt:
        return Unsure(found.doubt, found.candidates, found.found[-1].end)
    if not found.found:
        return _unnamed(message)
    parts = [_part(message, topic) for topic in found.found]
    parts = _without_silent_strangers(message, parts)
    if not parts:  # only others' items, and nothing said of them
        return not_theirs(found, found.refs)
    if (others := others_in(message, parts)) and not _separable(message, found, parts):
        return not_theirs(found, others)
    if len(parts) == 1 and not any(map(str.isalnum, message.norm[parts[0].start : parts[0].stop])):
        # 已签约186户（任务46）: the words stand before the name
        parts[0].start, parts[0].stop = message.start, found.preface_end
    return _unplaced(message, parts) or _unshared(message, parts) or parts


def _part(message: Message, topic: Topic) -> Part:
    plan, changes = heads_plan(message.norm, topic.start), heads_change(message.norm, topic.start)
    return Part(topic.refs, topic.end, topic.stop, topic.same_as, plan=plan, changes=changes)


def _unplaced(message: Message, parts: list[Part]) -> Unsure | None:
    """Where the words about an item hold the bare number of another one."""
    own = frozenset(ref.no for ref in message.scope.mine)
    for part in parts:
        there = {ref.no for ref in part.refs} if len(part.refs) == 1 else set()
        numbers = set(unplaced(message.norm, part.start, part.stop, own)) - there
        if numbers:
            named = tuple(ref for ref in message.scope.mine if ref.no in numbers)
            return Unsure(Doubt.SEVERAL_ITEMS, tuple(dict.fromkeys(part.refs + named)), part.start)
    return None


def others_in(message: Message, parts: list[Part]) -> tuple[ItemRef, ...]:
    """The items that other units answer for: what is said about them is not the sender's to report."""
    refs = (ref for part in parts for ref in part.refs if not _may_be_theirs(message, ref))
    return tuple(dict.fromkeys(refs))


def not_theirs(found: Topics, others: tuple[ItemRef, ...]) -> Unsure:
    """Nothing in the message is clearly about an item of the sender's."""
    return Unsure(Doubt.NOT_MATCHING, others, found.found[-1].end)


def _separable(message: Message, found: Topics, parts: list[Part]) -> bool:
    """Whether the own items can be written although others' are named too.

    Not where another's name stands amid the words about an own item, nor where most of an enumeration is
    others': its numbers are rather wrong.
    """
    for topic in found.found:
        others = sum(not _may_be_theirs(message, ref) for ref in topic.refs)
        if others and (not topic.apart or len(topic.refs) > others > len(topic.refs) / 2):
            return False
    return any(_may_be_theirs(message, ref) for part in parts for ref in part.refs)


def _may_be_theirs(message: Message, ref: ItemRef) -> bool:
    return not message.scope.mine or ref in message.scope.mine


def _without_silent_strangers(message: Message, parts: list[Part]) -> list[Part]:
    """Others' items that nothing is reported on (任务32不是我们报) are left out."""
    if len(parts) < 2:
        return parts
    return [
        part
        for part in parts
        if all(_may_be_theirs(message, ref) for ref in part.refs)
        or part.same_as
        or part.plan
        or not message.said(part.start, part.stop).empty
    ]


# ---------------------------------------------------------------- no item is named
def _unnamed(message: Message) -> list[Part] | Unsure:
    """By what was quoted or asked, the unit's only item, or content that fits one item only."""
    asked, mine = _asked(message), message.scope.mine
    counted = _ALL_ASKED.match(message.body)
    if counted and len(asked) > 1 and _count(counted["no"]) == len(asked):
        return [Part(asked, message.start, message.end)]
    if len(asked) == 1 and (other := _contradicting(message, asked[0])):
        return Unsure(Doubt.SEVERAL_ITEMS, (asked[0], *other), message.start, named=False)
    if len(asked) != 1 and len(mine) != 1:
        fit = content.fitting(content.scores(message.body, mine, message.catalog))
        if len(fit) != 1:
            doubt = Doubt.SEVERAL_ITEMS if fit else Doubt.NO_ITEM
            return Unsure(doubt, fit or asked, message.start, named=False)
        if not is_a_report(message.body, asked=True, fits=_tells_something_done):
            return Unsure(Doubt.NO_CONTENT, fit, message.start, named=False)
        return [Part(fit, message.start, message.end)]
    only = asked if len(asked) == 1 else mine
    found = _OWN_ITEM.match(message.norm, message.start, message.end)
    if not _reports_on(message, only, asked=bool(asked or found)):
        return Unsure(Doubt.NO_ITEM, only, message.start, named=False)
    return [Part(only, found.end() if found else message.start, message.end)]


def _tells_something_done(words: str) -> bool:
    return bool(_DONE.search(words))


def _reports_on(message: Message, only: tuple[ItemRef, ...], *, asked: bool) -> bool:
    """Nothing names the one item that may be meant, so the words themselves have to be a report on it."""
    if headings(message.norm, message.start, message.end):
        return True

    def fits(words: str) -> bool:
        return any(content.scores(words, only, message.catalog).values())

    return is_a_report(message.body, asked=asked, fits=fits)


def _count(words: str) -> int:
    return int(words) if words.isdecimal() else _COUNTS.index(words.replace("两", "二"))


def _asked(message: Message) -> tuple[ItemRef, ...]:
    """The items of the quoted message, else those last asked about."""
    scope = message.scope
    if scope.quote:
        quoted = Text.of(scope.quote).norm
        refs = topics(quoted, 0, replace(scope, asked=None, quote=None), message.catalog).refs
        refs = tuple(ref for ref in refs if _may_be_theirs(message, ref))
        if refs:
            return refs
    return scope.asked.items if scope.asked else ()


def _contradicting(message: Message, ref: ItemRef) -> tuple[ItemRef, ...]:
    """Other items of the sender that the words fit, while they have nothing of this one."""
    found = content.scores(message.body, message.scope.mine, message.catalog)
    return () if found.get(ref) else content.fitting(found)


def contradicted(message: Message, ref: ItemRef, said: Said) -> tuple[ItemRef, ...]:
    """Where a number names one item of the sender's and the words clearly another: those that they fit."""
    words = Text.of(said.progress or "").norm
    if content.has_some_of(words, ref, message.catalog):
        return ()
    fit = content.fitting(content.scores(words, message.scope.mine, message.catalog))
    return tuple(other for other in fit if content.separate_words(words, other, message.catalog) > 1)


# ---------------------------------------------------------------- several items
def shared_out(message: Message, part: Part) -> Shares | None:
    """分别完成50处、30处 for the items of a part, one each."""
    if len(part.refs) < 2:
        return None
    found = shares(message.norm, part.start, part.stop, len(part.refs))
    return None if isinstance(found, int) else found


def _unshared(message: Message, parts: list[Part]) -> Unsure | None:
    """Where figures are shared out (分别) among more or fewer items than there are."""
    for part in parts:
        if len(part.refs) > 1 and isinstance(
            shares(message.norm, part.start, part.stop, len(part.refs)), int
        ):
            return Unsure(Doubt.SEVERAL_IN_ONE, part.refs, part.start)
    return None
