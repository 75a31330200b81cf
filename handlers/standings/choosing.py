"""Of several figures for one target the one that is meant: a whole before its parts, a total before all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from handlers.standings.figures import Figure
from handlers.standings.senses import is_nameless, likeness, names_of, thing_of, without_verb
from handlers.standings.times import Span

_DONE = re.compile(r"建成|完成|竣工|完工|交付|投用|投入使用|办结|验收|发放|举办|开展|新增|筹集|改造")
_BEGUN = re.compile(r"开工|启动|动工|进场|签约|在建|立项|谋划")
_TOTAL = re.compile(r"累[计记]|总共|共计|合计|总计")
NET = "净增"
"""Less what has gone: it tells one figure from another as a name does."""
_SUCH_AS = "等"
_AND = re.compile(r"、|以及|和|与|及")


def chosen(figures: Sequence[Figure], metric: str) -> tuple[Figure, ...]:
    """The total, what one month adds and what quarters add, of the figures that may be the target's.

    None where it is unsure.
    """
    figures = _wholes(figures, metric)
    adding = _single([figure for figure in figures if figure.adds], metric)
    so_far = _single([figure for figure in figures if not (figure.adds or figure.own)], metric)
    return tuple(figure for figure in (so_far, adding, *_of_quarters(figures, metric)) if figure is not None)


def _of_quarters(figures: Sequence[Figure], metric: str) -> tuple[Figure, ...]:
    """One for each quarter, in their order; none where of one it is unsure which."""
    quarters = sorted({figure.quarter or 0 for figure in figures if figure.own})
    found = [_single([one for one in figures if one.own and one.quarter == at], metric) for at in quarters]
    return () if None in found else tuple(one for one in found if one is not None)


def _wholes(figures: Sequence[Figure], metric: str) -> list[Figure]:
    """Without the parts of what is there; but a part that the metric names, and not the whole, is meant."""
    wholes = [one for one in figures if one.part_of is None]
    parts = [one for one in figures if one.part_of is not None]
    meant = [
        part
        for part in parts
        if not _members(metric)
        and thing_of(part.clause).name & thing_of(metric).name
        and not any(thing_of(whole.clause).name & thing_of(metric).name for whole in _whole_of(part, wholes))
    ]
    if meant:
        left_out = [whole for part in meant for whole in _whole_of(part, wholes)]
        return [one for one in figures if one in meant or (one in wholes and one not in left_out)]
    return [one for one in figures if one in wholes or not _whole_of(one, wholes)]


def _whole_of(part: Figure, wholes: Sequence[Figure]) -> list[Figure]:
    return [whole for whole in wholes if whole.value == part.part_of]


def _single(figures: Sequence[Figure], metric: str) -> Figure | None:
    """The one figure meant: all say the same, or one is what is done and the others only begun."""
    if (together := _together(figures, metric)) is not None:
        return together[0] if together else None
    if len({figure.value for figure in figures}) <= 1:
        return figures[0] if figures else None
    best = max(likeness(figure.words, metric) for figure in figures)
    likely = [figure for figure in figures if likeness(figure.words, metric) == best]
    if (total := _total(figures, likely, metric)) is not None:
        return total
    if len(likely) > 1:
        wanted = _BEGUN if _BEGUN.search(metric) else _DONE
        likely = [figure for figure in likely if wanted.search(figure.words)]
    return likely[0] if len(likely) == 1 else None


def _total(figures: Sequence[Figure], likely: Sequence[Figure], metric: str) -> Figure | None:
    """累计7家 of 机构再落地1家，累计7家; 净增58家 where the net growth is wanted."""
    if NET in metric:
        net = [one for one in figures if NET in one.clause]
        if len({one.value for one in net}) == 1:
            return net[0]
    totals = [
        one for one in figures if _TOTAL.search(one.clause) and (one in likely or is_nameless(one.clause))
    ]
    most = max(one.value for one in figures)
    return totals[0] if {one.value for one in totals} == {most} else None


def _together(figures: Sequence[Figure], metric: str) -> list[Figure] | None:
    """The sum of 博士80名、硕士450名 for 硕士、博士; empty where a member is missing.

    None where they are no members of what the metric lists: each figure one, and a total none. One member
    alone often stands for the whole list (口袋公园), but not where the list names examples (博士等青年人才).
    """
    members = _members(metric)
    if not members or any(figure.span is None for figure in figures):
        return None  # what a plan adds up is read there
    places = [_member(figure, members) for figure in figures]
    if None in places or len(set(places)) < len(places):
        return None
    if any(figure.span is Span.SO_FAR and _TOTAL.search(figure.clause) for figure in figures[1:]):
        return None
    if len(places) < len(members):
        return None if len(places) == 1 and _SUCH_AS not in metric else []
    words = "、".join(figure.clause for figure in figures)
    return [replace(figures[0], value=sum(figure.value for figure in figures), words=words)]


def _member(figure: Figure, members: Sequence[frozenset[str]]) -> int | None:
    """The one member that a figure names."""
    said = names_of(figure.clause)
    found = [at for at, member in enumerate(members) if member & said]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1024)
def _members(metric: str) -> tuple[frozenset[str], ...]:
    """What tells the members of a list apart: 口袋, 社区 and 古树 of 口袋公园、社区公园、古树公园."""
    names = [names_of(name) for name in _AND.split(without_verb(metric).partition(_SUCH_AS)[0])]
    own = tuple(
        name - frozenset().union(*(other for there, other in enumerate(names) if there != at))
        for at, name in enumerate(names)
    )
    return own if len(own) > 1 and all(own) else ()
