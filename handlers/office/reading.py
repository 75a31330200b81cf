"""Reads an order: a verb, and beside it items, units, a leader, a month and a reason in any order.

Only the office's messages are read so. Whoever reports for a unit as well must begin with the verb, since
任务42 已办结 may be a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.register import Register
from handlers.office.orders import Act, Order
from handlers.reading.mentions import find_mentions
from handlers.reading.monthwords import NO, stated_in_heading
from handlers.reading.normalise import Text
from handlers.reading.numerals import whole
from handlers.reading.shapes import Written
from handlers.reading.vocabulary import pattern
from handlers.standings.lights import Light

_LONGEST = 400
_POLITE = (
    r"\s*(?:请|麻烦|帮忙|帮我|帮|你|给我|我要|我想|想|再|看看|看一?下|看|查一?下|查看|查|列一?下|列出|列)*\s*"
)
_JOINING = "〈绑定 换绑 登记 交接 代理 解绑〉的?(?:申请)?(?=[\\s:：第,，、\\d号。]|原因|理由|$)"
_VERBS: tuple[tuple[Act, re.Pattern[str]], ...] = (
    (Act.JOIN_REFUSE, pattern(f"(?:不|暂不|先不)〈能 可以 予〉?同意{_JOINING}", f"〈拒绝 退回〉{_JOINING}")),
    (Act.JOIN_ACCEPT, pattern(f"〈同意 批准 通过 准予〉{_JOINING}")),
    (
        Act.REFUSE,
        pattern(
            "〈不 暂不 先不 不予〉〈能 可以 可〉?〈同意 给〉?〈其 它〉?〈办结 销号〉",
            "退回办结(?:申请)?",
            "办结(?:申请)?退回",
        ),
    ),
    (Act.HEAD_CONFIRMS, pattern("〈开启 打开 启用 关闭 停用 取消〉?负责人确认")),
    (Act.REOPEN, pattern("重新打开", "重新启动", "恢复办理", "〈取消 撤销〉〈办结 销号〉")),
    (
        Act.ACCEPT_PLANS,
        pattern(
            "〈同意 接受 通过〉〈全部 所有〉的?计划",
            "〈全部 所有〉计划〈都 全部〉?〈同意 通过 接受〉",
            "计划〈全部 都〉〈同意 通过 接受〉",
        ),
    ),
    (Act.RETURN_PLAN, pattern(r"〈退回 不同意〉[^，。\n]{0,20}计划", r"计划[^，。\n]{0,8}退回")),
    (
        Act.ACCEPT_PLAN,
        pattern(r"〈同意 接受 通过〉[^，。\n]{0,24}计划", r"计划[^，。\n]{0,6}〈同意 通过 接受〉"),
    ),
    (Act.CLOSE, pattern("〈同意 准予 可以 予以 批准〉?〈其 它〉?〈办结 销号 销账〉")),
    (Act.RETURN, pattern("〈退回 打回 驳回 退掉〉〈去 给 重报〉?")),
    (Act.WAVE, pattern("放行")),
    (
        Act.LIFT,
        pattern(
            "〈取消 撤销 不再 去掉〉〈手工 人工〉?〈设灯 标灯 设的?灯 手工灯 标红 标黄 标绿〉",
            "恢复〈自动 系统〉?评灯",
        ),
    ),
    (
        Act.LIGHT,
        pattern("〈亮 标 改 调 设 挂 打 置 变 转 定〉〈成 为 一?个 到 上〉*〈红 黄 绿〉〈灯 牌 色〉*"),
    ),
    (Act.LEAD, pattern("牵头〈单位 部门〉?〈定 改 是 为 由〉*")),
    (
        Act.DRAFT,
        pattern(
            r"〈起草 拟 生成 写 出 做〉[^，。\n]{0,14}〈通报 简报〉", r"〈起草 拟 生成 写 出 做〉?\s*重大事项"
        ),
    ),
    (Act.ANNOUNCE, pattern("公告")),
    (
        Act.URGE,
        pattern(
            "〈催报 催办 催一催 催一?下 催催 催〉报?(?![化收款缴熟生促])",
            r"提醒[^，。\n]{0,12}〈未报 没报 没交 未交〉的?(?:单位)?",
        ),
    ),
    (
        Act.MISSING,
        pattern(
            "〈谁 哪些 哪几个 哪些个 哪家 还有谁 还有哪些 有谁〉〈单位 部门〉?〈还 都〉?"
            "〈没 未〉有?〈报 交 填〉〈送 上来〉?",
            "〈未报 没报 欠报〉送?〈名单 情况 单位〉?",
            "〈报送 报的?〉情况",
        ),
    ),
    (
        Act.LIGHTS,
        pattern(
            "〈哪些 哪几项 有哪些 几个〉?[^，。\n]{0,4}〈红黄绿灯 红黄灯 红绿灯 红灯 黄灯 绿灯 亮灯〉"
            "〈情况 的?事项 有哪些 的〉?"
        ),
    ),
    (
        Act.WAITING,
        pattern("待办(?:事项)?", "〈有 还有〉?〈什么 哪些 啥〉〈要 等 待〉我?们?〈办 审 审核 处理〉的?"),
    ),
    (
        Act.OVERVIEW,
        pattern(
            "台账〈情况 总览〉?",
            "〈总体 整体 全区〉〈情况 进度 进展〉",
            "总览",
            "我〈分管 牵头 负责 联系〉的?〈事项 工作 任务 实事〉?〈情况 进度 进展〉?〈怎么样 如何〉?",
        ),
    ),
    (
        Act.SPOT_CHECK,
        pattern(
            r"(?:随机)?〈抽查 抽检〉\s*〈\d{1,2} [一二两三四五六七八九十]〉?\s*〈项 个 件 家 份〉?",
            r"随机〈抽 挑 选〉\s*〈\d{1,2} [一二两三四五六七八九十]〉\s*〈项 个 件 份〉?",
        ),
    ),
    (Act.SETTINGS, pattern("设置")),
    (Act.PEOPLE, pattern("名单", "联络员")),
)
_REASON = re.compile(r"(?:原因|理由|因为|由于|事由)(?:是|为)?[ \t]*[:：]?[ \t]*|[:：]")
_FILLER = re.compile(
    r"[\s，,。.、;；:：!！?？（）()]|的|了|吧|呢|吗|把|将|给|由|对|请|麻烦|一下|上报|报告|情况|单位|灯|申请|通知|都有|有|是"
    r"|所有|全部|各|本月|上月|这个月|上个月"
)
_OWED = re.compile("[还都]*[没未]有?(?:按时)?[报交填]送?上?来?")
_TOLD = re.compile("[了过]")
_COUNT = re.compile(r"\d{1,2}|[一二两三四五六七八九十]")
_LIGHTS = {"红": Light.RED, "黄": Light.YELLOW, "绿": Light.GREEN}


@dataclass(frozen=True, slots=True)
class Ground:
    """What an order is read against: the ledger year, and when it was written."""

    register: Register
    written: Written


def order_in(text: str, ground: Ground, *, reports_too: bool = False) -> Order | None:
    """The order that a message of the office is; None where it is none, or more than an order holds."""
    said = Text.of(text)
    if len(said.norm) > _LONGEST:
        return None
    polite = re.match(_POLITE, said.norm)
    start = polite.end() if polite else 0
    found = _verb(said.norm, start, first_only=reports_too)
    if found is None:
        return None
    act, span = found
    if _TOLD.match(said.norm, span[1]):
        return None  # 催了一下: it is told what was done
    return _order(act, span, said, ground)


def _verb(norm: str, start: int, *, first_only: bool) -> tuple[Act, tuple[int, int]] | None:
    """The verb at the head; else, behind nothing but what it is about (任务42 标红)."""
    for act, verb in _VERBS:
        if at := verb.match(norm, start):
            return act, at.span()
    if first_only:
        return None
    head = _head(norm)
    for act, verb in _VERBS:
        if at := verb.search(norm, start, head):
            return act, at.span()
    return None


def _head(norm: str) -> int:
    """Where the first clause ends: a verb behind it is somebody's story."""
    end = re.search(r"[。;；\n:：]", norm)
    return end.start() if end else len(norm)


def _order(act: Act, verb: tuple[int, int], said: Text, ground: Ground) -> Order | None:
    norm = said.norm
    if act is Act.ANNOUNCE:
        return Order(act, words=said.cut(verb[1], len(norm)))
    if act in (Act.JOIN_ACCEPT, Act.JOIN_REFUSE):
        return _on_requests(act, verb, said)
    reason = _REASON.search(norm, verb[1])
    about_end = reason.start() if reason else len(norm)
    spans = [verb]
    items: list[ItemRef] = []
    for start, end, refs in _items(norm[:about_end], ground.register):
        items += refs
        spans.append((start, end))
    units = []
    for start, end, unit_id in _units(norm[:about_end], ground.register):
        units.append(unit_id)
        spans.append((start, end))
    leader = next((one for one in _leaders(ground.register) if one in norm[:about_end]), "")
    month = stated_in_heading(norm[:about_end], ground.written)
    if _left(said, spans, verb[0], leader):
        return None  # 昨天又催了区住建局
    left = _left(said, spans, about_end, leader)
    words = said.cut(reason.end(), len(norm)) if reason else left
    if act is Act.SPOT_CHECK:
        number = _COUNT.search(norm, *verb)
        count = whole(number[0]) if number else len(items)
        return Order(
            act, tuple(dict.fromkeys(items)), tuple(dict.fromkeys(units)), leader, month, words, count=count
        )
    if act in (Act.DRAFT, Act.HEAD_CONFIRMS):
        words = said.cut(verb[0], len(norm))
    if act.asks and left:
        return None  # it says more than a question of this kind holds: 台账里的任务42写错了
    if act is Act.URGE and not _FILLER.sub("", _OWED.sub("", words)):
        words = ""  # 催报所有没报的单位
    light = next((light for word, light in _LIGHTS.items() if word in norm[verb[0] : verb[1]]), None)
    if act is Act.LIGHTS and ("红黄" in norm or "红绿" in norm or "亮灯" in norm):
        light = None
    return Order(act, tuple(dict.fromkeys(items)), tuple(dict.fromkeys(units)), leader, month, words, light)


def _on_requests(act: Act, verb: tuple[int, int], said: Text) -> Order:
    """同意绑定 3、4: the numbers are those of requests."""
    numbers = _NUMBERS.match(said.norm, verb[1])
    end = numbers.end() if numbers else verb[1]
    reason = _REASON.match(said.norm, end)
    words = said.cut(reason.end() if reason else end, len(said.norm)).strip()
    named = tuple(dict.fromkeys(map(int, re.findall(r"\d+", numbers[0])))) if numbers else ()
    return Order(act, words=words, numbers=named)


_NUMBERS = re.compile(r"[\s:：第]*\d{1,6}(?:[\s、,，和号第]+\d{1,6})*\s*号?(?:申请)?[\s,，;；。]*")


def _items(norm: str, register: Register) -> Iterator[tuple[int, int, tuple[ItemRef, ...]]]:
    """The items that are named; a bare number counts where just one item of the year has it."""
    for mention in find_mentions(norm):
        refs = tuple(ref for kind, no in mention.numbers for ref in _known(kind, no, register))
        if refs:
            yield mention.start, mention.end, refs


def _known(kind: ItemKind | None, no: int, register: Register) -> tuple[ItemRef, ...]:
    if kind is not None:
        return (ItemRef(kind, no),)
    there = [ref for one in ItemKind if (ref := ItemRef(one, no)) in register.items]
    return tuple(there) if len(there) == 1 else ()


def _units(norm: str, register: Register) -> Iterator[tuple[int, int, int]]:
    """The units that are named, by any of their names; of two that overlap the longer one."""
    found = [
        (at, at + len(name), unit.id)
        for unit in register.units.values()
        for name in _names(unit.name, unit.aliases)
        if len(name) > 1 and (at := norm.find(name)) >= 0
    ]
    taken: list[tuple[int, int]] = []
    for start, end, unit_id in sorted(found, key=lambda one: one[0] - one[1]):
        if all(end <= before or start >= behind for before, behind in taken):
            taken.append((start, end))
            yield start, end, unit_id


def _names(name: str, aliases: Iterable[str]) -> Iterator[str]:
    """区住房城乡建设局 is also called 住房城乡建设局, in the norm's width and case."""
    for one in (name, *aliases):
        folded = Text.of(one).norm
        yield folded
        if folded[:1] in "区县市" and len(folded) > 3:
            yield folded[1:]


def _leaders(register: Register) -> list[str]:
    return list(dict.fromkeys(name for entry in register.items.values() for name in entry.item.leaders))


def _left(said: Text, spans: list[tuple[int, int]], end: int, leader: str) -> str:
    """What is said beside the verb and what it is about; "" where that is only filling."""
    rest, at = [], 0
    for start, stop in sorted(spans):
        rest.append(said.norm[at : max(at, min(start, end))])
        at = max(at, stop)
    rest.append(said.norm[at:end] if at < end else "")
    words = "".join(rest).replace(leader, "") if leader else "".join(rest)
    words = _MONTH.sub("", re.sub(_POLITE, "", words, count=1))
    if not _FILLER.sub("", words):
        return ""
    longest = max(rest, key=len)
    start = said.norm.find(longest)
    return said.cut(start, start + len(longest))


_MONTH = re.compile(rf"(?:20\d\d年)?{NO}月(?:份|底)?")


def confirms(text: str) -> bool:
    """确认: yes to what an order would do to many."""
    return bool(_YES.fullmatch(Text.of(text).norm))


def cancels(text: str) -> bool:
    return bool(_NO.fullmatch(Text.of(text).norm))


def waits_for_a_word(text: str) -> bool:
    """确认 or 取消, which mean nothing where no order waits."""
    return bool(_ONLY.fullmatch(Text.of(text).norm))


_END = r"[\s。.!！吧的了]*"
_YES = re.compile(rf"\s*(?:确认(?:执行|发送|发)?|确定|是的?|好的?|可以|执行|发吧?){_END}")
_NO = re.compile(rf"\s*(?:取消|算了|不(?:用|要|发|催|必)?(?:发|了)?|先不(?:发|催)?|别(?:发|催)?|否){_END}")
_ONLY = re.compile(rf"\s*(?:确认(?:执行|发送|发)?|取消){_END}")
