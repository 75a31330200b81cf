"""What the words around a figure speak of: stages of work, activities, places, the thing counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from handlers.reading.measures import UNIT
from handlers.reading.numerals import NUMBER
from handlers.reading.vocabulary import any_of

# the stage of the work: a figure of one stage is never compared with one of another (开工 80, 封顶 60)
_BUILT = "建成 完工 竣工 交付 投用 投入使用 建好 建完 盖好 弄好 做完"
# what is done to a thing, whatever the thing is
_WORK = (
    f"{_BUILT} 开工 动工 进场 启动 封顶 主体 摘牌 出让 签约 签订 腾空 腾退 搬迁 拆除 清零 筹集 认定 入库 "
    "入选 备案 挂牌 授牌 验收 引进 落地 落户 培育 办结 发放 到位 改造 更新 "
    "新建 改建 扩建 修复 治理 配租 入住 "
    "分配 上线 发布 开发"
)
_STAGE = re.compile(
    any_of(
        f"{_WORK} 基础 桩基 外墙 保温 装修 立面 招标 中标 立项 设计 选址 前期 申报 受理 推荐 评审 整改 排查 "
        "检查 巡查 走访 摸排 调研 对接 洽谈 在谈 培训 发现 处罚 立案 查处 化解 "
        "拨付 参保 缴费 覆盖 惠及 服务 其中 "
        "投资 合同 融资 授信 放款 兑付 销售 拉动 产值 营收 税收 收入"
    )
)
DONE = frozenset(_BUILT.split())
# what says nothing of the thing itself
_EMPTY = (
    r"[上下]半年|[一二三1-3] ?[-—–~至到] ?[二三四2-4] ?季度|[前头][一二三两123]个?季度"
    r"|第?[一二三四1-4]季度|[本当]季度?"
    r"|截[至止]|累[计记]|共计|合计|总计|总共|共有|目前|现在|今年以来|[年月]初(?:以来|至今)|今年(?:至今)?|全年|以来"
    r"|全区|我区|全市|已经?|完成了?|达到?"
    r"|实现|新增|净增|约|近|余|多|个|的|了|均|全部|左右|月底|月份|月末|年|月|底|末|至|到|为|是|共|总|数量?|并|也|都|其他"
)
_GENERIC = re.compile(rf"{_EMPTY}|[零〇一二两三四五六七八九十百千万亿点]+")
_SAYS_NOTHING = re.compile(_EMPTY.replace("|年|", "|(?<![青少老])年|"))
_PLACE = re.compile(
    r"[一-鿥]{2,4}(?:片区|地块|街道|社区|村|路|小区|园区|镇|基地|标段|期)|[东西南北]区|\d+号|[一二三四]期"
)
_ONLY_WORK = re.compile(any_of(_WORK))
_CHINESE = re.compile(r"[一-鿥a-z]+")
# what belongs to the work and not to its result: 走访35家 is not 引进12家
_ACTIVITY = re.compile(
    any_of(
        "走访 对接 洽谈 在谈 意向 摸排 摸底 排查 检查 巡查 督查 调研 座谈 培训 宣传 征集 收集 受理 储备 申报 "
        "推荐 邀请 参会 参加 参与 选址 勘察 招标 立项 谋划 评审 方案 发现 处罚 立案 惠及 覆盖 涉及 现有 共有 "
        "帮扶 支出 拨付 投入(?!使用|运[营行]) 补贴 奖补 辖(?!区) "
        "服务(?=[了约近超\\d]|群众|居民|企业|市民|老年?人|学生|各类)"
    )
)
# after an activity these tell its result: 走访后新引进28家, 经对接洽谈，落地28家
_RESULT = re.compile(
    rf"{any_of(_BUILT)}|投用|投入使用|新增|筹集|改造|开工|启动|动工|进场|签约|引进|培育|打造|认定|落地|落户|达成|获评|入选|新建"
)
# what any target may be about: alone it tells which of its kind no more than 个 does
_KIND = re.compile(
    any_of(
        "企业 项目 机构 活动 工程 单位 任务 工作 社区 街道 小区 片区 中心 基地 场所 设施 平台 人才 群众 居民 "
        "事项 示范点"
    )
)
_KIND_AT_END = re.compile(rf"(?:{_KIND.pattern})$")
_PLAIN = re.compile(
    r"[本当上]月|[上下]半年|季度|同比|环比|平均|比?上年|去年|增长|提高|提升|增加|增幅|增速|上升|下降|降低|减少|上调|百分之"
    r"|建设|实施|推进|推动|打造|举办|举行|开展|组织|推出|建立|提供|持续|有序|顺利|正式|陆续|各项|进展|以上|以下|目标|进度"
    r"|超额|提前|圆满|分别|投入使用"
)
_FILLERS = frozenset(
    "新再又另还才就刚截建改做搞弄办干好完成毕齐掉在有没把我们本每各这那其中由从对和与及等"
    "起来去得着过能可于上下全区市增占超前"
)
_NUMBERED = re.compile(
    rf"{NUMBER} ?[余多来几]?(?:[百千十]?万|亿)? ?(?:元|%|％|‰|{UNIT})(?:[（(]间[)）])?"
    rf"|百分之{NUMBER}|{NUMBER}成{NUMBER}?|\d+(?:[.,/]\d+)*"
)
_RATE = re.compile(r"([一-鿥]{0,2})率")
_RATE_WORDS = re.compile(r"占比|比例|比重|占到|占|率")
_SHARE = re.compile(r"占比|比例|比重|占到|占")
_NOT_WORDS = re.compile(r"[^一-鿿a-zA-Z]+")
_NOT_TELLING = frozenset(
    "区率个化建改新增设完成开工发展业品大小中上下人家处项目等和与及的各全省市级一二三四五六七八九十"
)


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
class Thing:
    """What is counted: what it is called (pairs of characters) and of what kind it is (企业, 社区)."""

    name: frozenset[str]
    kinds: frozenset[str]

    @property
    def blank(self) -> bool:
        """Nothing is said of it: 完成5处, 竣工1530套."""
        return not (self.name or self.kinds)


@lru_cache(maxsize=8192)
def sense_of(words: str) -> Sense:
    """What the words speak of."""
    rest = _PLACE.sub("|", _STAGE.sub("|", words))
    runs = _CHINESE.findall(_GENERIC.sub("|", rest))
    return Sense(
        frozenset(_STAGE.findall(words)),
        frozenset(_PLACE.findall(_GENERIC.sub("|", words))),
        frozenset(pair for run in runs for pair in _pairs(run)),
    )


@lru_cache(maxsize=8192)
def thing_of(words: str) -> Thing:
    """What words count, without the work, the time, the number and whatever any report says."""
    rest = words
    for empty in (_NUMBERED, _ONLY_WORK, _SAYS_NOTHING, _PLAIN):
        rest = empty.sub("|", rest)
    runs = [run for run in _CHINESE.findall(_KIND.sub("|", rest)) if not _FILLERS.issuperset(run)]
    return Thing(
        frozenset(pair for run in runs for pair in _pairs(run) or [run]),
        frozenset(_KIND.findall(rest)),
    )


@lru_cache(maxsize=8192)
def is_nameless(words: str) -> bool:
    """Whether no thing is named, places aside: 完成5处, 竣工1530套, 舜玉路街道完成2个."""
    return thing_of(words).blank or thing_of(_PLACE.sub("|", words)).blank


def only_activity(words: str, metric: str) -> bool:
    """Whether words tell of an activity that the metric does not name, and of no result after it."""
    activities = list(_ACTIVITY.finditer(words))
    if not activities or any(found[0] in metric for found in activities):
        return False
    return not _RESULT.search(words, activities[-1].end())


def without_numbers(words: str) -> str:
    """完成主体封顶 of 完成3处主体封顶."""
    return _NUMBERED.sub("", words)


def other_rate(words: str, metric: str) -> bool:
    """Whether both name a rate or a share, and not the same: 上线率 is no 网办率."""
    said, wanted = _rate_of(words), _rate_of(metric)
    return said is not None and wanted is not None and not said & wanted


@lru_cache(maxsize=8192)
def of_another_rate(words: str, metric: str) -> bool:
    """Whether words tell another rate than the metric's: 占比 is no 网办率, 普惠园占比 no 优质园占比."""
    if other_rate(words, metric):
        return True
    named = thing_of(_RATE_WORDS.sub("|", words)).name
    return bool(named) and not any(word in metric for word in named)


def names_a_rate(words: str) -> bool:
    return _rate_of(words) is not None


def telling(words: str) -> frozenset[str]:
    """The characters that may tell one thing from another: 公 of 公厕, not 区 or 率."""
    return frozenset("".join(_CHINESE.findall(_KIND.sub("", words)))) - _NOT_TELLING


@lru_cache(maxsize=8192)
def names_of(words: str) -> frozenset[str]:
    """Pairs of characters of a name, without the kind (企业) that it ends in; 新建 and 改建 tell."""
    return pairs_of(_SAYS_NOTHING.sub("|", _KIND_AT_END.sub("", words)))


def without_verb(metric: str) -> str:
    """硕士、博士 of 引进硕士、博士; the whole of 新建、改扩建, where the verb is the name."""
    verb = _ONLY_WORK.match(metric)
    return metric[verb.end() :] if verb and _CHINESE.match(metric, verb.end()) else metric


def likeness(words: str, metric: str) -> int:
    """How many pairs of characters the words share with the name of what is measured."""
    return len(pairs_of(words) & pairs_of(metric))


@lru_cache(maxsize=8192)
def pairs_of(words: str) -> frozenset[str]:
    """All pairs of neighbouring characters."""
    return frozenset(pair for run in _NOT_WORDS.split(words) for pair in _pairs(run))


@lru_cache(maxsize=8192)
def _rate_of(words: str) -> frozenset[str] | None:
    rates = _RATE.findall(words)
    if rates:
        return frozenset(rates[-1]) or frozenset("率")
    return frozenset("占") if _SHARE.search(words) else None


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
