"""分别: the first name goes with the first figure, the second with the second, however they are joined."""

from __future__ import annotations

import re

from handlers.reading.measures import UNIT
from handlers.reading.numerals import NUMBER

_STOPS = "，,;；。!！?？:：\n"
_FIGURE = (
    rf"(?:百分之{NUMBER}|{NUMBER} ?[余多]?(?:[百千十]?万|亿)? ?[余多]?(?:%|％|‰|[万亿]?元|{UNIT}))"
    r"(?:以上|以下|以内|左右|余|多)?(?:[（(][^（()）\n]*[)）])?"
)
_FIGURES = rf"{_FIGURE}(?:\s?(?:、|和|与|及|以及|[，,](?={_FIGURE}(?:[{_STOPS}、和]|$)))\s?{_FIGURE})*"
_TOLD = re.compile(
    rf"(?P<left>(?:(?!分别)[^{_STOPS}]){{0,80}})分别(?P<middle>(?:(?!分别)[^{_STOPS}\d]){{0,40}}?)"
    rf"(?P<figures>{_FIGURES})(?P<after>[^{_STOPS}\d]{{0,80}})"
)
_ONE_FIGURE = re.compile(_FIGURE)
_AT_ANY = re.compile(r"、|以及|和|与|及")
_TIME = re.compile(
    r"^\s?(?:截[至止](?:目前|\d{1,2}月(?:\d{1,2}日|[底末份])?)|[本当上]月份?|(?:1 ?[-—–~至到] ?)?\d{1,2}月份?"
    r"|(?:今年|年初)以来|今年|目前|累计|总共|共计?|已经?|全区|我区)*"
)
_ONLY_TIME = re.compile(r"[第一二三四五六七八九十\d]+(?:季度?|月份?|年|日|期|批)?|[上下]半年")
_VERB = re.compile(r"^(?:已|完成|达到?|实现|新增|为|是|有)+")
_OWN_WORK = re.compile(
    r"^(?:[新改扩续重迁]*[、]?[改扩]?建|改造|提升|修缮|开工|竣工|完工|建成|启动|新增|更新|引进|培育|认定|备案|申报)+(?=[一-鿥]{2})"
)
_ONLY_WORK = re.compile(rf"{_OWN_WORK.pattern.removesuffix('(?=[一-鿥]{2})')}$")


def spelt_out(words: str) -> str:
    """新建、改扩建学校分别完成3处、5处 as 新建学校完成3处，改扩建学校完成5处.

    Where there are not as many names as figures nothing is told apart: the clause is kept in one piece, so
    that `untold` knows it.
    """
    return _TOLD.sub(_each_with_its_own, words) if "分别" in words else words


def untold(clause: str) -> bool:
    """Whether the figures of a clause that was spelt out belong to its names in no known way.

    分别为8处、6处 names nothing: there the notice's order tells.
    """
    before, told, after = clause.partition("分别")
    if not told or len(figures := list(_ONE_FIGURE.finditer(after))) < 2:
        return False
    return bool(_TIME.sub("", before).strip()) or "和" in after[: figures[0].start()]


def without_untold(words: str) -> str:
    """Spelt-out words without the clauses whose figures belong to nothing."""
    if "分别" not in words:
        return words
    return "".join(part for part in re.split(r"(?<=[，,;；。\n])", words) if not untold(part))


def _each_with_its_own(found: re.Match[str]) -> str:
    figures = _ONE_FIGURE.findall(found["figures"])
    time = _TIME.match(found["left"])
    begin = time[0] if time else ""
    subject, verb = found["left"][len(begin) :], found["middle"]
    if not _AT_ANY.search(subject) and _AT_ANY.search(verb):
        lead = _VERB.match(verb)
        verb, subject = lead[0] if lead else "", subject + verb[len(lead[0]) if lead else 0 :]
    if not subject.strip() or (len(figures) == 1 and not _AT_ANY.search(subject)):
        return found[0]
    names = _names(subject, len(figures))
    if not names:
        return re.sub(rf"{_AT_ANY.pattern}|[，,]", "和", found[0])
    after = found["after"]
    return "，".join(
        f"{begin}{name}{verb}{figure}{after}" for name, figure in zip(names, figures, strict=True)
    )


def _names(subject: str, wanted: int) -> tuple[str, ...]:
    """As many names as wanted, each in full; none where there are more or fewer."""
    for names in (subject.split("、"), _AT_ANY.split(subject)):
        if len(names) == wanted > 1 and all(names) and not any(map(_ONLY_TIME.fullmatch, names)):
            thing = _OWN_WORK.sub("", names[-1])
            return tuple(f"{name}{thing}" if _ONLY_WORK.match(name) else name for name in names)
    return ()
