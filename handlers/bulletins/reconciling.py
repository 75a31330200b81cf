"""Whether a bulletin adds up: with itself, with the standing, and its text with its figures.

Many real bulletins do not (domain.md). Ours reconcile, or the draft refuses and says which rows disagree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handlers.bulletins.bulletin import Bulletin, BulletinKind, figures_of
from handlers.bulletins.shares import shares
from handlers.errors import InputError
from handlers.ledger.items import ItemKind
from handlers.standings.picture import Stage, Standing
from handlers.wording.bulletins import ITEMS, text
from handlers.wording.standings import STAGES

# A stop behind a number is no word of it: the text sets stops where a note or a cell has none.
_NUMBER = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)([万亿]?)([^\d\s。；，、：！？（）“”《》]?)")
_ITEM = re.compile(r"(?:任务|实事)([1-9]\d*)")
_ORDINAL = re.compile(r"^\s*\d+\s*[．.、)）]\s*", re.MULTILINE)
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_CAME = {
    "due": "应报",
    "in_time": "按时报送",
    "late": "逾期报送",
    "returned": "退回后尚未重报",
    "missing": "未报送",
}
_SCALE = {"": 1.0, "万": 1e4, "亿": 1e8}

Token = tuple[float, str]


class DisagreementError(InputError):
    """A bulletin that does not add up; the text lists every place."""

    def __init__(self, title: str, places: Iterable[str]) -> None:
        self.places = tuple(places)
        super().__init__(f"{title}没有生成，以下各处不一致：{'；'.join(self.places)}")


def reconcile(bulletin: Bulletin, standing: Standing | None) -> tuple[str, ...]:
    """Every place that disagrees, in words; () where all is in order.

    `standing` is the part of the ledger that the bulletin is about; None where it was compared before.
    """
    figures = figures_of(bulletin)
    texts = [text(bulletin, naming=naming) for naming in (True, False)]
    unknown = dict.fromkeys(one for said in texts for one in unknown_numbers(said, figures))
    return (
        *(_against(bulletin, standing) if standing is not None else ()),
        *_sums(bulletin),
        *_reports(bulletin),
        *_closings(bulletin),
        *(f"正文里的“{one}”在表和统计里找不到" for one in unknown),
    )


def _against(bulletin: Bulletin, standing: Standing) -> Iterator[str]:
    """Row by row against the standing, and its count anew."""
    stages = {item.ref: item.stage for item in standing.items}
    rows = {row.item: row.stage for row in bulletin.rows}
    for item in sorted(stages.keys() | rows.keys(), key=lambda ref: ref.sort_key):
        here, there = rows.get(item), stages.get(item)
        if here is not there:
            yield f"{item}：表中为{_spoken(here)}，台账为{_spoken(there)}"
    counted = Counter(stages.values())
    for stage, count in bulletin.counts.items():
        if counted[stage] != count:
            yield f"{STAGES[stage]}：通报为{count}项，台账为{counted[stage]}项"


def _spoken(stage: Stage | None) -> str:
    return STAGES[stage] if stage else "没有这一项"


def _sums(bulletin: Bulletin) -> Iterator[str]:
    total = sum(bulletin.counts.values())
    if total != bulletin.total:
        yield f"各类合计{total}项，表中{bulletin.total}行"
    for stage, count in bulletin.counts.items():
        if (in_table := len(bulletin.of(stage))) != count:
            yield f"{STAGES[stage]}：统计为{count}项，表中{in_table}行"
        if bulletin.by_kind and (parts := sum(of.get(stage, 0) for of in bulletin.by_kind.values())) != count:
            yield f"{STAGES[stage]}：统计为{count}项，分类相加为{parts}项"
    for stage, share in shares(bulletin.counts).items():
        if (told := bulletin.shares.get(stage)) != share:
            yield f"{STAGES[stage]}：占比为{told}%，按项数算为{share}%"


def _reports(bulletin: Bulletin) -> Iterator[str]:
    late = bulletin.timeliness
    if late is None:
        return
    parts = late.in_time + sum(late.count(debts) for debts in (late.late, late.returned, late.missing))
    if parts != late.due or late.in_time < 0:
        yield f"报送情况：应报{late.due}项次，各类相加为{parts}项次"


def _closings(bulletin: Bulletin) -> Iterator[str]:
    """What is told as closed are the rows of the table, and no more than the year has."""
    closed = [one.item for one in bulletin.closings]
    if closed and closed != [row.item for row in bulletin.rows]:
        there = "、".join(str(row.item) for row in bulletin.rows)
        yield f"正文列出{'、'.join(map(str, closed))}，表中为{there}"
    for row in bulletin.rows if closed else ():
        if row.stage is not Stage.COMPLETED:
            yield f"{row.item}：正文为已办结，表中为{STAGES[row.stage]}"
    for kind, (done, total) in bulletin.completed_of.items():
        here = sum(row.item.kind is kind for row in bulletin.of(Stage.COMPLETED))
        if not here <= done <= total:
            yield f"{ITEMS[kind]}：通报为{total}项中已办结{done}项，表中已办结{here}项"


def unknown_numbers(said: str, figures: Mapping[str, Any], *, loose: bool = False) -> tuple[str, ...]:
    """The numbers of a text, as they stand there, that the figures kept with the bulletin do not know.

    A number is known with the word behind it (12项, 5000人); `loose`, for a text that a person has written,
    takes it with any (5000个人). Items by name and the numbers of headings and entries are not figures.
    """
    known = _known(figures)
    values = {value for value, _ in known}
    items = {found for one in _strings(figures) for found in _ITEM.findall(one)}
    strange = [f"{found[0]}" for found in _ITEM.finditer(said) if found[1] not in items]
    strange += _misstated(said, figures)
    plain = _ITEM.sub("", _ORDINAL.sub("", said))
    for found in _NUMBER.finditer(plain):
        value = float(found[1]) * _SCALE[found[2]]
        if not (value in values if loose else (value, found[3]) in known):
            strange.append(found[0])
    return tuple(dict.fromkeys(strange))


def _misstated(said: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """A number beside the name of its class, or of how reports came in, that is another one's."""
    tables = [figures["counts"], *figures["by_kind"].values()]
    chosen = BulletinKind(figures["kind"]).is_of_chosen_items  # has the words of units and of the office
    for stage, label in STAGES.items() if not chosen else ():
        counts = {str(table.get(stage.value, 0)) for table in tables}
        for found in re.finditer(rf"{label}(\d+)项(?:，占([\d.]+)%)?", said):
            if found[1] not in counts or found[2] not in (None, figures["shares"].get(stage.value)):
                yield found[0]
    for kind, (done, total) in figures["completed_of"].items():
        for found in re.finditer(rf"(\d+)项{ITEMS[ItemKind(kind)]}已办结(\d+)项", said):
            if (found[1], found[2]) != (str(total), str(done)):
                yield found[0]
    if reports := figures.get("reports"):
        for name, word in _CAME.items():
            value = reports[name]
            count = value if isinstance(value, int) else sum(len(debt["items"]) for debt in value)
            for found in re.finditer(rf"{word}(\d+)项次", said):
                if found[1] != str(count):
                    yield found[0]


def _known(figures: Mapping[str, Any]) -> set[Token]:
    """What the figures say, each with the word that follows it in the text."""
    known = {
        (float(found[1]) * _SCALE[found[2]], found[3])
        for one in _strings(figures)
        for found in _NUMBER.finditer(_ITEM.sub("", one) + " ")
    }
    known |= {(float(count), "项") for count in _counts(figures)}
    known |= {(float(share), "%") for share in figures["shares"].values()} | {(100.0, "%")}
    for one in _strings(figures):
        for year, month, day in _DAY.findall(one):
            known |= {(float(year), "年"), (float(month), "月")} | ({(float(day), "日")} if day else set())
    month = int(figures["month"].partition("-")[2])
    known |= {(float(month % 12 + 1), "月"), (1.0, "月"), (float(figures["month"][:4]), "年")}
    reports = figures.get("reports")
    if reports:
        known.add((float(reports["units"]), "个"))
    return known


def _counts(figures: Mapping[str, Any]) -> Iterator[int]:
    yield figures["total"]
    yield from figures["counts"].values()
    for counts in figures["by_kind"].values():
        yield sum(counts.values())
        yield from counts.values()
    for of in figures["completed_of"].values():
        yield from of
    if reports := figures.get("reports"):
        yield from (reports["due"], reports["in_time"])
        for name in ("late", "returned", "missing"):
            yield sum(len(debt["items"]) for debt in reports[name])


def _strings(value: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
