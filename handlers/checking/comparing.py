"""Whether two figures speak of the same thing: the words around them, without what any report says.

A comparison that cannot be made with certainty is not made: a question too many costs more than one too few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from handlers.ledger.items import Indicator
from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Quantity
from handlers.reading.vocabulary import any_of
from handlers.standings.figures import Figure, figures_of
from handlers.standings.matching import Target, likeness, match, targets_of

# the stage of the work: a figure of one stage is never compared with one of another (开工 80, 封顶 60)
_BUILT = "建成 完工 竣工 交付 投用 投入使用 建好 建完 盖好 弄好 做完"
_STAGE = re.compile(
    any_of(
        f"{_BUILT} 开工 动工 进场 启动 封顶 主体 基础 桩基 外墙 保温 装修 立面 招标 中标 立项 设计 选址 前期 "
        "摘牌 出让 签约 签订 腾空 腾退 搬迁 拆除 清零 筹集 认定 申报 受理 推荐 入库 入选 备案 挂牌 授牌 验收 "
        "评审 整改 排查 检查 巡查 走访 摸排 调研 对接 洽谈 在谈 引进 落地 落户 培育 培训 发现 处罚 立案 查处 "
        "办结 化解 发放 拨付 到位 改造 更新 新建 改建 扩建 修复 治理 配租 入住 分配 上线 发布 开发 参保 缴费 "
        "覆盖 惠及 服务 其中 投资 合同 融资 授信 放款 兑付 销售 拉动 产值 营收 税收 收入"
    )
)
DONE = frozenset(_BUILT.split())
# what says nothing of the thing itself
_GENERIC = re.compile(
    r"截[至止]|累[计记]|共计|合计|总计|总共|共有|目前|现在|今年以来|年初以来|今年|全年|以来|全区|我区|全市|已经?|完成了?|达到?"
    r"|实现|新增|净增|约|近|余|多|个|的|了|均|全部|左右|月底|月份|月末|年|月|底|末|至|到|为|是|共|总|数量?|并|也|都|其他"
    r"|[零〇一二两三四五六七八九十百千万亿点]+"
)
_PLACE = re.compile(
    r"[一-鿥]{2,4}(?:片区|地块|街道|社区|村|路|小区|园区|镇|基地|标段|期)|[东西南北]区|\d+号|[一二三四]期"
)
_CHINESE = re.compile(r"[一-鿥a-z]+")
# counts that belong to the work and not to its result: 走访35家 is not 引进12家
_ACTIVITY = re.compile(
    any_of(
        "走访 摸排 排查 检查 巡查 调研 对接 洽谈 在谈 储备 申报 推荐 受理 发现 处罚 宣传 征集 收集 培训 "
        "惠及 覆盖 服务 涉及 辖 现有 共有 参加 参与 参会 邀请 帮扶 支出 保费 "
        "拨付 发放 到位 投入 补贴 奖补 评审 方案"
    )
)
_TOTAL = re.compile(
    r"累[计记]|总共|共计|合计|截[至止]|年初以来|今年以来|1 ?月?[-~至到] ?\d{1,2}月|全年|[前头]\S个?月"
)
_ONE_MONTH = re.compile(
    r"本月|当月|这个月|上个?月|本周|上周|今[天日]|昨[天日]|近[期日]|春节|五一|国庆|期间|季度|半年|暑期"
    r"|(?<![-~至到\d])\d{1,2}月(?!底|末)|[一二三四五六七八九十]+月份?"
)
_MORE_OF = re.compile(r"[又另]|再(?!就业|生)|增加|环比|新(?=签|开|建成|发|办)")
_MORE = re.compile(rf"{_MORE_OF.pattern}|净增|新(?=增|建|引|招|认|设|培|登|注|入|评)|(?<![一-鿥])新")
_SAME_FROM = 0.6
_MOST_FIGURES = 40


class Span(Enum):
    """Which time a figure counts, as far as its words tell."""

    SO_FAR = "so far"  # 累计, 截至
    MONTH = "month"  # 本月, 5月新增
    OTHER = "other"  # 二季度, 又签约: some part of the year
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Sense:
    """What words speak of: stages of work, places, and pairs of characters of all the rest."""

    stages: frozenset[str]
    places: frozenset[str]
    pairs: frozenset[str]

    @property
    def blank(self) -> bool:
        return not (self.stages or self.places or self.pairs)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a report, as written and on its scale.

    `target` is the index of the target that it surely measures.
    """

    quantity: Quantity
    figure: Figure
    sense: Sense
    span: Span
    target: int | None = None

    @property
    def value(self) -> float:
        return self.figure.value

    @property
    def is_total(self) -> bool:
        return self.span in {Span.SO_FAR, Span.UNSAID}


@lru_cache(maxsize=512)
def targets_for(indicators: tuple[Indicator, ...]) -> tuple[Target, ...]:
    """The targets of an item; kept, since every message asks for them."""
    return targets_of(indicators)


@lru_cache(maxsize=8192)
def told(content: ReportContent, targets: tuple[Target, ...]) -> tuple[Told, ...]:
    """The figures of a report, in its order; of a long table only the first ones."""
    if not content.quantities:
        return ()
    figures = figures_of(content)
    by_target = match(figures, targets) if targets else {}
    found = []
    for quantity, figure in zip(content.quantities, figures, strict=True):
        sense = sense_of(figure.words)
        index = next((at for at, chosen in by_target.items() if any(figure is one for one in chosen)), None)
        if index is not None and not _surely(figure, sense, targets, index):
            index = None
        found.append(Told(quantity, figure, sense, _span(figure, index is not None), index))
    return tuple(found[:_MOST_FIGURES])


@lru_cache(maxsize=8192)
def sense_of(words: str) -> Sense:
    """What the words speak of."""
    rest = _PLACE.sub("|", _STAGE.sub("|", words))
    pairs = {
        run[at : at + 2] for run in _CHINESE.findall(_GENERIC.sub("|", rest)) for at in range(len(run) - 1)
    }
    return Sense(
        frozenset(_STAGE.findall(words)),
        frozenset(_PLACE.findall(_GENERIC.sub("|", words))),
        frozenset(pairs),
    )


def former(one: Told, now: Sequence[Told], before: Sequence[Told]) -> Told | None:
    """The total among the figures of a former report that counts what `one` counts; None where unsure.

    Several figures that are said alike are told apart by their order, if there are as many now as before.
    """
    alike = [other for other in now if other.figure.unit == one.figure.unit and other.sense == one.sense]
    there = [
        other
        for other in before
        if other.figure.unit == one.figure.unit and other.is_total and same_thing(one, other)
    ]
    if len({other.value for other in there}) == 1 and len(alike) == 1:
        return there[0]
    if len(alike) == len(there) and all(other.sense == one.sense for other in there):
        return there[next(at for at, other in enumerate(alike) if other is one)]
    return None


def same_thing(one: Told, other: Told) -> bool:
    """Whether two figures count the same, unit of measure and time aside."""
    mine, its = one.sense, other.sense
    of_one_target = one.target is not None and one.target == other.target
    if of_one_target and (mine.blank or its.blank):
        return True
    if mine.stages != its.stages or mine.places != its.places:
        return False
    return of_one_target or _share(mine.pairs, its.pairs) >= _SAME_FROM


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    """How much two sets have in common, from 0 to 1 (Dice); two empty ones are alike."""
    together = len(first) + len(second)
    return 2 * len(first & second) / together if together else 1.0


def _surely(figure: Figure, sense: Sense, targets: Sequence[Target], index: int) -> bool:
    """Whether the words bear out the match: they name the target, and no other stage of its work."""
    target = targets[index]
    if sense.blank:
        return sum(one.unit == target.unit for one in targets) == 1
    if _ACTIVITY.search(figure.words) and not _ACTIVITY.search(target.metric):
        return False
    if sense.stages - DONE - frozenset(_STAGE.findall(target.metric)):
        return False
    return likeness(figure.words, target.metric) > 0


def _span(figure: Figure, of_target: bool) -> Span:
    """新增 may be a part of the target's name; elsewhere it is a part of the year's total."""
    words = figure.words
    if _TOTAL.search(words):
        return Span.SO_FAR
    if figure.adds:
        return Span.MONTH
    if _ONE_MONTH.search(words) or (_MORE_OF if of_target else _MORE).search(words):
        return Span.OTHER
    return Span.UNSAID
