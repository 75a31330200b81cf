"""All names of items in a message, in the order of the text, with what an enumeration leaves out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from handlers.reading.barenumbers import CONTRAST, Numbers, bare_heads, bare_inside
from handlers.reading.leftout import LeftOut, left_out
from handlers.reading.names import Mention, named

_CONTRASTS = re.compile(rf"(?:但是?|不过|{CONTRAST})")
_SET_APART = re.compile(rf"(?:但是?|不过|{CONTRAST})\s*$")
_AMONG = re.compile(r"(?<=[，,;；。\n ])其中的?\s?$")
_AMENDING_HEAD = re.compile(r"\s*(?:更正|订正|补充|补报|修改|勘误)[:：\s]*")


def find_mentions(norm: str, numbers: Numbers | None = None) -> list[Mention]:
    """All names of items in the order of the text, without overlap.

    Without the `numbers` of the sender's items a bare number names one only at the head of a line.
    """
    found = list(named(norm))
    found = _beside(found, bare_heads(norm))
    if numbers and numbers.own:
        inside = list(bare_inside(norm, numbers))
        mine = sum(one.plain_numbers[0] in numbers.own for one in inside)
        if found or _AMENDING_HEAD.match(norm) or mine > 1:
            found = _beside(found, inside)
    found = _with_exceptions(norm, [_among(norm, mention) for mention in found])
    return [_doubted(norm, mention, found) for mention in found]


def _among(norm: str, mention: Mention) -> Mention:
    """…，其中任务64占比79%: something of its own on one of several."""
    low = max(0, mention.start - 4)
    found = None if mention.at_head else _AMONG.search(norm[low : mention.start])
    return replace(mention, start=low + found.start(), at_head=True) if found else mention


def _doubted(norm: str, mention: Mention, found: list[Mention]) -> Mention:
    """A single bare number after a mere blank (目前 45 正在推进) may count something."""
    alone = mention.inside and norm[mention.start - 1] in " \t" and sum(one.bare for one in found) == 1
    if alone and not _AMENDING_HEAD.fullmatch(norm, 0, mention.start):
        return replace(mention, doubtful=True)
    return mention


def _beside(names: list[Mention], more: Iterable[Mention]) -> list[Mention]:
    """Both, where those that overlap a name are left out."""
    free = [
        found
        for found in more
        if not any(name.start < found.end and found.start < name.end for name in _near(names, found))
    ]
    return sorted(names + free, key=lambda mention: mention.start) if free else names


def _near(names: list[Mention], found: Mention) -> list[Mention]:
    low, high = 0, len(names)
    while low < high:
        middle = (low + high) // 2
        if names[middle].end <= found.start:
            low = middle + 1
        else:
            high = middle
    return names[low : low + 2]


def _with_exceptions(norm: str, mentions: list[Mention]) -> list[Mention]:
    """任务95-98正常 97除外, 任务60-65正常，但64只有75%: the words before hold for the others only."""
    if not any(mention.several for mention in mentions):
        return mentions
    outs = list(left_out(norm))
    covered = {
        mention.start
        for mention in mentions
        if any(out.start <= mention.start < out.end for out in _near_out(outs, mention))
    }
    marks = [
        Mention(out.start, out.end, tuple((None, no) for no in out.numbers), at_head=True, left_out=True)
        for out in outs
    ]
    found: list[Mention] = []
    wide: int | None = None  # where the last enumeration stands
    ahead: tuple[int, ...] = ()  # 除62外，…: left out of the enumeration that follows
    reached = 0
    for mention in sorted([*mentions, *marks], key=lambda one: (one.start, not one.left_out)):
        of_it = wide is not None and bool(set(mention.plain_numbers) & set(found[wide].plain_numbers))
        if mention.left_out:
            if of_it and wide is not None:
                found[wide] = _without(found[wide], mention.plain_numbers)
                # what follows is about the others too
                found.append(replace(mention, numbers=found[wide].numbers))
            else:
                ahead, reached = mention.plain_numbers, mention.end
            continue
        if mention.start < reached:
            continue
        if mention.several and set(ahead) & set(mention.plain_numbers):
            mention, ahead = _without(mention, ahead), ()  # noqa: PLW2901
        if mention.start in covered and found and found[-1].left_out and mention.start < found[-1].end:
            continue
        if of_it and wide is not None and (lead := _set_apart(norm, mention)) is not None:
            found[wide] = _without(found[wide], mention.plain_numbers)
            mention = replace(mention, start=lead, at_head=True)  # noqa: PLW2901
        elif mention.several:
            wide = len(found)
        found.append(mention)
    return found


def _near_out(outs: list[LeftOut], mention: Mention) -> list[LeftOut]:
    at = bisect_right(outs, mention.start, key=lambda out: out.start)
    return outs[max(0, at - 1) : at]


def _set_apart(norm: str, mention: Mention) -> int | None:
    """Where the word begins that sets a mention apart from all (但, 只有, 除了), or none."""
    low = max(0, mention.start - 4)
    before = _SET_APART.search(norm[low : mention.start])
    if before:
        return low + before.start()
    return mention.start if mention.inside and _CONTRASTS.match(norm, mention.start) else None


def _without(mention: Mention, numbers: tuple[int, ...]) -> Mention:
    return replace(mention, numbers=tuple(pair for pair in mention.numbers if pair[1] not in numbers))
