"""Figures in words of progress: what was achieved, and the share of the item that is done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.reading.measures import CURRENCIES, SAME_UNIT, UNIT, names_money
from handlers.reading.numerals import NUMBER, value
from handlers.reading.shapes import Quantity

_SCALES = {
    "": 1.0,
    "百": 100.0,
    "千": 1000.0,
    "万": 10000.0,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
}
_FIGURE = re.compile(
    rf"(?<![a-z\d.第/])(?:(?<!\d)(?P<sign>[-+])(?=\d))?"
    rf"(?:百分之(?P<share>{NUMBER})"
    rf"|(?P<tenths>[一二三四五六七八九]"
    rf"|\d(?:\.\d)?)成(?P<rest>[半一二三四五六七八九])?(?![立效果员本为功交熟])"
    rf"|(?P<no>{NUMBER}) {{0,2}}[余多来几]? {{0,2}}(?:(?P<percent>%)"
    rf"|(?:/ {{0,2}}(?P<of>\d{{1,12}}(?:\.\d{{1,6}})?) {{0,2}})?(?P<scale>[百千十]?万|亿)?"
    rf" ?[余多]? ?(?P<unit>{UNIT})(?P<pair>\(间\))?"
    rf"|(?P<bare_yi>亿)))"
)
_IDIOM = re.compile(
    r"一[人户企村街园校楼区点事岗店品县河山]一"
    r"|一(?:批|系列|些|定|步|般|直|样|时|旦|并|起|体|键|网|窗|口|条龙|件事|次性|站式|对一|刻钟|把手"
    r"|张网|个月|部分|家人|部)"
)
_PAIRED = re.compile(r"([一二两三四五六七八九十百千])[^十百千万点零\d\W]\1[^十百千万点零\d\W]")  # 五进五送
_TARGET_BEFORE = re.compile(
    r"(?:(?:今年|全年|年度|年内|年底前?|20\d\d年)[一-龥]{0,3}?(?:要|应|需|拟|任务|目标)[一-龥]{0,2}|(?:离|距离?)(?=$)|目标(?:任务)?|任务数|总任务|全年任务|年度任务|全年|年度|应(?!急|届)|需|须|拟|预计|力争|确保"
    r"|将|争取|指标|(?<![按照据依])计划(?:[一-龥]{2}|总投资)?|要求|达标线|原报|原填|原来|不是|去年"
    r"|上年|上年同期|总投资|概算)(?:为|是|数|值|共|约|完成|达到?|年底|年内|[:：])*\s*$"
)
_TARGET_AFTER = re.compile(
    r"(?:以上|以下|左右)?的?(?:年度|全年|总)?(?:目标|任务(?!点)|计划(?!生育)|指标)|(?:以上|以下)\)"
    r"|\s*的\s*\d+(?:\.\d+)?%|\s*的(?:百分之|[一二三四五六七八九]成)|\s*中(?![心标介小学])"
)
_SHARE_AIMED_AT = re.compile(r"(?:以上|以下|左右)?的?(?:年度|全年|既定)?(?:目标|指标|要求)")
_REST_BEFORE = re.compile(
    r"(?:^余|(?<=[，,；;。 ])余|仅余|剩余[一-龥]{0,4}|剩下|剩|余下|尚余|还差|差|还有|尚有|仍有|尚未\S{0,4}|还没\S{0,4}|未\S{0,3}|没\S{0,3}"
    r"|其余)(?:的|约)?\s*$"
)
_OTHERS_DONE = re.compile(r"(?:都|均|已|全)[^，,;；。没未不]*(?:了|完成|签|毕|完工)")  # 其余193户都签了
_SPAN_BEFORE = re.compile(r"(?:近|过去?|最后|再|历时|用时|自|满|未来|每|距|逾期|超过?期)\s*$")
_ORDERED = frozenset(
    {"批", "期", "类", "档"}
)  # 二批申报, 一期工程: with a Chinese numeral the one of that rank
_POINTS = frozenset({"项", "条", "点"})
_TIME_UNITS = frozenset({"天", "小时", "分钟"})
_TIME_NAME = re.compile(
    r"\s*(?:内|前|后|以内|之内|热线|绿色|就医|生活圈|服务圈|心理|便民|营业|自助|开放|开通|在线"
    r"|不间断|受理|响应|巡|不打烊|监测|值守|全天)"
)
_WHOLE = re.compile(r"(?:共有?|总共|总计|合计|共计|涉及|辖|现有|原有|总数|全区有|一共)\s*$")
_BRACKETED_WHOLE = re.compile(r"\((?:总共?|共|总计|合计|全部)(?:有|计)?$")
_VERB = re.compile(
    r"申报|推荐|抓获|打掉|采购|配备|引育|招引|发现|排查|检查|摸排|受理|签约|建成|完成|开展|新增|组织|走访|收集|征集|推出|推介|挂牌|出让|投放"
    r"|开发|巡查|启动|整改|改造|整治|清理|建设|办结|发放|举办|培育|引进|认定|开工|封顶|落地|服务"
    r"|培训|惠及|覆盖|实施|打造|达到?|收到|处罚|创建|已"
)
_ACHIEVED_BETWEEN = re.compile(
    r"已|完成|开工|完工|封顶|竣工|签|建成|启动|办结|清零|整改|挂牌|投用|通过|落实|改造|实施|进场"
)
_ALREADY = re.compile(
    r"(?:中|目前|现|其中)?已|(?:中|目前|现)?(?:建成|完成|完工|竣工|开工|封顶|挂牌|启动|投用)(?=共?约?$)"
)
_OF_IT = re.compile(r"(?:目前|现)?(?:已经?)?[一-龥]{1,2}[了完成好掉出]共?约?")
_THEREOF = re.compile(r"[，,]\s*(?:其中|目前|现)?已")
_CLAUSE_BREAK = re.compile(r"[，,;；。!！?？\n]")
_NP_START = re.compile(r"(?:^|[，,;；。\n：:、]|全区|我区|辖区|全部|对|在|的|\d[个家处]\S{1,10}?)\s*$")

_SHARE_OF_TARGET = re.compile(
    r"(?:占|完成|达到?|为|到|兑现|实现)[^，,;；。\n]{0,14}(?:全年|年度|年|总|目标|任务|计划|总量"
    r"|总数|总任务|指标|应\S{1,3}数)[^，,;；。\n占]{0,12}$"
)
_DIRECT_SHARE = re.compile(
    r"(?:^|[，,;；。\s(（、])(?:约|已|大概|大约)?占(?:比)?(?:约|到|了|达)?$|(?:整体|总体|全部工作|总的)(?:约|已|大概|也)?(?:完成|进度)了?(?:约)?$"
)
_SHARE_OF_AMOUNT = re.compile(rf"占\s*(?:全部|总共|总计)?\s*{NUMBER}[余多]?万?{UNIT}[一-龥]{{0,4}}的$")
_CLASS_BEFORE = re.compile(r"(?:过|超过?|上)$")  # 过亿元企业, 超10亿元项目
_CLASS_AFTER = re.compile(r"(?:以上|以下)?的?(?:企业|项目|产业|大关|(?<=的)\d)")
_DONE_RATE = re.compile(
    r"^(?:现|目前|当前|截至目前|累计|已经|已|共|总体|整体|总|全年|年度|目标|任务|本项|该项|此项|这项"
    r"|工作|项目|本月底?|约|大概|大约|差不多|预估|形象|"
    r"完成率|完成度|完成比例|完成进度|完成|进度|进展|推进|达成率|达成|达到?|为|是|约为|到|至|了|的"
    r"|率|[:：\s(（])*+$"
)
_COUNT_BEFORE = re.compile(rf"{NUMBER}[余多]?[万亿]?(?:{UNIT})(?:了|[(（])?")
_DONE_AFTER = re.compile(
    r"\s*(?:的?(?:任务|目标|工作|全年任务|进度)?(?:已|都|均)?(?:完成|达成))(?:[，,;；。\s]|了|$)"
)
_AFTER_COUNT = re.compile(rf"(?:{NUMBER}[万亿]?{UNIT}\s*[(（]?|[(（])(?:约)?$")


@dataclass(frozen=True, slots=True)
class Figures:
    quantities: tuple[Quantity, ...] = ()
    percent: float | None = None


def figures(words: str) -> Figures:
    """The achieved figures of progress (normalised words), in order, and the share done."""
    found_all = [found for found in _FIGURE.finditer(words) if not _is_name(words, found)]
    quantities: list[Quantity] = []
    percent: float | None = None
    for at, found in enumerate(found_all):
        before = _clause_before(words, found.start())
        share = _percent(found)
        if share is not None and _is_share_done(words, found, before):
            percent = share if percent is None else percent
        elif _is_target(words, found, before):
            continue
        elif share is not None:
            if not found["tenths"]:
                quantities.append(Quantity(-share if found["sign"] == "-" else share, "%"))
        elif not _is_whole(words, found, found_all[at + 1 : at + 4], before):
            quantities.extend(_quantity(found, before))
    return Figures(tuple(quantities), percent)


def _percent(found: re.Match[str]) -> float | None:
    if found["percent"]:
        return value(found["no"])
    if found["share"]:
        return value(found["share"])
    if found["tenths"]:
        rest = found["rest"]
        return value(found["tenths"]) * 10 + (5 if rest == "半" else value(rest) if rest else 0)
    return None


def _quantity(found: re.Match[str], before: str) -> tuple[Quantity, ...]:
    number = value(found["no"])
    if found["bare_yi"]:
        return (Quantity(number, "亿元"),)
    scale, unit = found["scale"] or "", found["unit"]
    if unit == "万":  # 3100万 alone and 投资3100万 are money; 入户1.2万 does not say what of
        alone = not any(map(str.isalpha, found.string.replace(found[0], "")))
        money = alone or names_money(before, found.string[found.end() :])
        return (Quantity(number, "万元"),) if money else ()
    unit = SAME_UNIT.get(unit, unit)
    if unit in CURRENCIES and scale:
        return (Quantity(number, scale + unit),)
    sign = -1.0 if found["sign"] == "-" else 1.0
    amount = round(sign * number * _SCALES[scale], 6)
    return (Quantity(amount, unit + (found["pair"] or "")),)


def _is_name(words: str, found: re.Match[str]) -> bool:
    """一户一策, 第二批, 一批, 24小时热线: words that hold a number and count nothing."""
    start, end = found.span()
    if found["sign"] and not re.search(
        r"(?:比|增长|下降|增幅|降幅|为|是|[:：]|^)\s*$", words[max(0, start - 3) : start]
    ):
        return words[start - 1 : start].isdigit()
    if words[max(0, start - 1) : start] in {"-", "~"} and words[max(0, start - 2) : start - 1].isdigit():
        return True
    if words[start] == "一" and _IDIOM.match(words, start):
        return True
    if words.rfind("“", 0, start) > words.rfind("”", 0, start) and "”" in words[end:]:
        return True  # “十个100”案例
    if _PAIRED.match(words, start) or _PAIRED.match(words, max(0, start - 2)):
        return True
    if _CLASS_BEFORE.search(words[max(0, start - 2) : start]) and _CLASS_AFTER.match(words, end):
        return True
    unit = found["unit"]
    if (
        unit in _POINTS
        and words[max(0, start - 1) : start] == "、"
        and words[start - 2 : start - 1].isdigit()
    ):
        return True  # 7、8项
    if unit in _TIME_UNITS:
        return bool(_TIME_NAME.match(words, end) or _SPAN_BEFORE.search(words[max(0, start - 3) : start]))
    return unit in _ORDERED and not words[start].isdigit()


def _clause_before(words: str, at: int) -> str:
    low = max(0, at - 40)
    cut = low
    for found in _CLAUSE_BREAK.finditer(words, low, at):
        cut = found.end()
    return words[cut:at]


def _is_target(words: str, found: re.Match[str], before: str) -> bool:
    if _OTHERS_DONE.match(words, found.end()) and before.endswith("其余"):
        return False
    if any(told.search(before) for told in (_TARGET_BEFORE, _REST_BEFORE, _BRACKETED_WHOLE)):
        return True
    if found["percent"] or found["share"] or found["tenths"]:
        return bool(_SHARE_AIMED_AT.match(words, found.end()))
    return bool(_TARGET_AFTER.match(words, found.end()))


def _is_share_done(words: str, found: re.Match[str], before: str) -> bool:
    if _SHARE_OF_TARGET.search(before) or _SHARE_OF_AMOUNT.search(before) or _DIRECT_SHARE.search(before):
        return True
    tail = before.rstrip()
    if _DONE_RATE.match(_COUNT_BEFORE.split(tail)[-1]):
        return True
    if _AFTER_COUNT.search(tail):
        return True
    return bool(not tail and _DONE_AFTER.match(words, found.end()))


def _is_part(whole: re.Match[str], part: re.Match[str], between: str) -> bool:
    """保租房4700套筹集了3860套: less of the same."""
    if not whole["no"] or not part["no"] or whole["scale"] != part["scale"]:
        return False
    return bool(_OF_IT.fullmatch(between)) and value(part["no"]) <= value(whole["no"])


def _is_whole(words: str, found: re.Match[str], later: list[re.Match[str]], before: str) -> bool:
    """13处精品日间照料中心已开工9处: the first figure is the whole of which the second is done."""
    for other in later:
        between = words[found.end() : other.start()]
        broken = _CLAUSE_BREAK.search(between)
        if broken and not _WHOLE.search(before):
            # 低效地块114个，已启动71个
            same = other["unit"] == found["unit"] and not _VERB.search(before)
            return same and bool(_THEREOF.match(between))
        if other["unit"] != found["unit"] or other["percent"]:
            continue
        if _WHOLE.search(before):
            return bool(_ACHIEVED_BETWEEN.search(between))
        starts = bool(_NP_START.search(before)) or not before.strip()
        noun_follows = bool(re.match(r"[一-龥“”\"]{2}", between)) and not re.match(
            r"已|全|均|都|正|完|[、和及]", between
        )
        if starts and noun_follows and not re.search(r"[、和及与]\s*$|[、]", between):
            return True
        if not _VERB.search(before) and (_ALREADY.match(between) or _is_part(found, other, between)):
            return True
    return False
