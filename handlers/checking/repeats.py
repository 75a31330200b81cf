"""Words that tell nothing new: last month's text once more, or a phrase that fits any item in any month."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

from handlers.ledger.items import Item
from handlers.ledger.months import Month
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportContent, ReportVersion
from handlers.reading.normalise import Text
from handlers.reading.vocabulary import any_of

_MONTH_NAMES = re.compile(
    r"(?:20\d\d年)?(?:1月?[-~至到])?(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:\d{1,2}[日号]|份|底|末)?|[一二三四]季度"
)
_NOT_WORDS = re.compile(r"[\W_]+")
_SHORTEST = 8
_LONG_RUN = 3  # months of 无变化
# what may be said month after month: there is nothing new, it has not begun, it is done
_STANDING = re.compile(
    r"无[新大明显]*[进变]|没[有啥什么新大]*[进变动]|未[变动]|不变|暂无|同上月|与上个?月|[跟和]上个?月|老样子|照旧|[未没][^，,。;；]{0,6}(?:开工|启动|开始|开展|实施|动工|批复|下达|进场)"
)
_DONE = re.compile(
    r"(?:已|全部|均|都|按期|提前|圆满)[^，,。;；未没]{0,14}(?:完成|完毕|完工|竣工|到位|办结|投用|验收|达标|交付|发放|落实|印发|出台|成立|挂牌|提高|上调|执行)了?$"
)
_EMPTY = any_of(
    "目前 当前 现 现在 现阶段 本月 近期 今年 今年以来 以来 各项 相关 有关 具体 "
    "重点 全部 所有 整体 总体 基本 仍 还 均 都 也 已 已经 正 正在 在 处于 "
    "工作 项目 任务 事项 该项 此项 本项 该 此 各 我局 我单位 我们 我街道 按 "
    "按照 依照 根据 严格 计划 时间节点 时间 节点 序时 进度 要求 方案 部署 安排 "
    "既定 预定 年度 稳步 有序 积极 持续 加快 扎实 全力 大力 稳妥 正常 顺利 良好 "
    "平稳 稳定 有效 深入 认真 着力 不断 继续 进一步 有力 全面 同步 逐步 逐项 "
    "抓紧 努力 推进 推动 开展 进行 进展 落实 实施 运行 跟进 办理 抓好 做好 加强 "
    "强化 提升 中 之中 当中 过程 阶段 状态 情况 走 着 的 地 得 了 并 和 对 "
    "把 将 以 且 一切 高度重视 加大力度 力度 统筹 协调 衔接 配合 下步 下一步 "
    "工作中 较为 比较 顺 呢 哈 吧 啦"
)
_EMPTY_WORDS = re.compile(_EMPTY)
_PHRASE = re.compile(
    "推进|推动|开展|进行|落实|实施|按计划|进展|运行|跟进|办理|顺利|正常|良好|抓好|抓紧|加强|计划走"
)
_FACT = re.compile(r"\d|[年日号周]|月[前底初中旬]|[无没零未不]")  # 无进展 is an honest answer


def same_text(content: ReportContent, before: ReportVersion | None, month: Month) -> Point | None:
    """The progress of last month again, month names and punctuation aside.

    Nothing is asked where the unit says itself that all is as it was, of a state that may well last
    (无变化, 尚未开工, 已全部到位), of an item that is finished, and where the problem or the next step is
    a new one.
    """
    if before is None or before.key.month != month.previous or not content.progress:
        return None
    last = before.content
    if (
        content.unchanged
        or content.finished
        or last.finished
        or not last.progress
        or len(content.progress) < _SHORTEST
    ):
        return None
    words = _bare(content.progress)
    if len(words) < _SHORTEST or words != _bare(last.progress) or _may_stand(content):
        return None
    if any(
        new and new != old
        for new, old in ((content.problem, last.problem), (content.next_step, last.next_step))
    ):
        return None
    said = f"完成情况与{before.key.month.month}月报送的文字相同"
    return Point(PointKind.SAME_TEXT, f"{zlib.crc32(words.encode()):08x}:{len(words)}", said)


def unchanged_again(content: ReportContent, before: Sequence[ReportVersion], month: Month) -> Point | None:
    """无变化 for the third month in a row. Asked once: not after the first two, nor again in the fourth."""
    said = {report.key.month for report in before if report.content.unchanged}
    run = 1
    while month.plus(-run) in said:
        run += 1
    if not content.unchanged or content.finished or run != _LONG_RUN:
        return None
    return Point(PointKind.UNCHANGED, str(month), f"已连续{run}个月报“无变化”")


def no_content(content: ReportContent, item: Item) -> Point | None:
    """A phrase such as 正在有序推进, without a figure, step, place, date or word on the stage's goal."""
    progress = content.progress
    if not progress or content.quantities or content.percent is not None or content.stage_met is not None:
        return None
    if content.finished or content.problem or content.cause or not _is_empty(progress, item.text):
        return None
    if content.next_step and not _is_empty(content.next_step, item.text):
        return None
    words = _bare(progress)
    return Point(PointKind.NO_CONTENT, words[:60], f"“{words[:12]}”之外没有写到具体进展")


def _may_stand(content: ReportContent) -> bool:
    progress = (content.progress or "").rstrip("。.！! ")
    if _STANDING.search(progress):
        return True
    return bool(_DONE.search(progress)) or (content.percent or 0) >= 100


@lru_cache(maxsize=8192)
def _is_empty(words: str, item: str) -> bool:
    """Whether nothing is left but words of the item itself, when what any report says is taken away."""
    if len(words) > 60 or _FACT.search(words) or not _PHRASE.search(words):
        return False
    rest = _NOT_WORDS.sub("|", _EMPTY_WORDS.sub("|", words))
    return all(len(part) < 2 or part in item for part in rest.split("|"))


@lru_cache(maxsize=8192)
def _bare(words: str) -> str:
    """Without width, punctuation, blanks and the names of months."""
    return _NOT_WORDS.sub("", _MONTH_NAMES.sub("", Text.of(words).norm))
