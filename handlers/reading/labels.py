"""Labels of the form (完成情况：…；问题：…) and everything people make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import islice

from rapidfuzz.distance import OSA

from handlers.reading.sounds import sound


class Label(Enum):
    """The columns of annex 4. ASIDE is a heading whose value is none of the fields."""

    PROGRESS = auto()
    PROBLEM = auto()
    CAUSE = auto()
    NEXT = auto()
    STAGE = auto()
    ASIDE = auto()


_WORDS = {
    Label.PROGRESS: (
        "完成情况 进展情况 推进情况 落实情况 工作进展 工作进度 工作情况 进展 进度 进度情况 完成进度 "
        "已完成工作 已完成 完成 情况 现状 干了啥 干了什么 做了啥 做了什么 成效 工作成效 主要工作 "
        "开展情况 工作开展情况 主要进展 任务进展 任务完成情况 累计完成 最新进展 项目进展 目前进展 "
        "目前进度 目前情况 进展描述 完成内容 已完成情况 已做工作 弄到哪了 到哪一步了 怎么样了"
    ),
    Label.PROBLEM: (
        "问题 存在问题 存在的问题 主要问题 困难 存在困难 难点 堵点 卡点 痛点 困难问题 未完成工作 "
        "遇到的问题 遇到问题 遇到的困难 遇到困难 啥问题 有啥问题 有什么问题 短板 不足 难题 瓶颈 "
        "需协调问题 需要协调的问题 需协调事项 存在不足 困难和问题 问题和困难 问题困难 存在的困难 "
        "存在困难和问题 问题及困难 难处 未完成事项 未完成 没完成 未完成情况 未完成部分 需协调解决 "
        "需要支持"
    ),
    Label.CAUSE: (
        "原因 原因分析 问题原因 未完成原因 症结 为啥 为什么 主要原因 成因 滞后原因 产生原因 问题分析 "
        "什么原因 啥原因 没完成原因"
    ),
    Label.NEXT: (
        "下一步 下一步计划 下一步工作 下一步措施 下一步打算 下一步安排 下一步工作计划 下一步工作打算 "
        "下步 下步打算 下步计划 下步工作 下步措施 措施 对策 后续安排 后续计划 后续工作 后续措施 "
        "下阶段 下阶段计划 下阶段工作 下一阶段 下月计划 整改措施 打算 工作打算 咋办 怎么办 解决措施 "
        "工作计划 解决办法 应对措施 推进措施 下周计划 改进措施 下一步举措 举措 接下来 下月打算 "
        "后面打算 下一步怎么干 后续打算 下一步推进措施 计划 安排 下一步思路"
    ),
    Label.STAGE: (
        "阶段目标 阶段任务 阶段性目标 阶段任务目标 季度目标 序时进度 时序进度 是否按期 是否完成 "
        "达标情况 是否达标 是否达到序时进度 是否完成阶段目标 是否完成阶段任务目标 是否完成阶段任务 "
        "阶段目标完成情况 季度目标完成情况 阶段目标是否完成 目标是否完成 本季度目标 是否达成 "
        "是否按期完成 完成与否 目标完成情况 是否完成季度目标 本阶段目标 阶段完成情况 目标达成情况 "
        "是否如期"
    ),
    Label.ASIDE: (
        "填报单位 填报人 填报时间 联系电话 责任单位 联络员 单位 序号 事项 季度计划完成目标 重点任务 "
        "民生实事内容 年度目标 全年目标 工作目标 联系人 电话 负责人签字 附件 牵头单位 事项名称 "
        "任务名称 目标任务 报送人 报送单位 报送时间 计划目标"
    ),
}
_LABELS = {word: label for label, words in _WORDS.items() for word in words.split()}
# alone between blanks or line ends these are surely headings, not words of a sentence
_PLAIN_WORDS = (
    "完成情况 进展情况 推进情况 落实情况 工作进展 问题 存在问题 存在的问题 主要问题 原因 原因分析 "
    "下一步 下一步计划 下一步工作 下一步措施 下一步打算 下步打算 下步计划 下步措施 阶段目标 "
    "阶段任务目标 季度目标 是否完成阶段任务目标 是否完成阶段目标 阶段目标完成情况 序时进度 是否按期"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())
_ENDINGS = (
    (
        re.compile(r"(?:阶段|季度).{0,4}目标(?:完成情况|是否完成)?$|序时进度$|是否(?:按期|如期|达标)"),
        Label.STAGE,
    ),
    (re.compile(r"原因(?:分析)?$|症结$"), Label.CAUSE),
    (re.compile(r"(?:问题|困难|难点|堵点|卡点|难题|短板|未完成工作)$"), Label.PROBLEM),
    (re.compile(r"^(?:下一?步|下一?阶段|后续|下月).{0,6}$|(?:措施|打算|工作安排|工作计划)$"), Label.NEXT),
    (
        re.compile(r"(?:完成|进展|推进|落实|开展|工作|实施)情况$|进[展度]$"),
        Label.PROGRESS,
    ),
)
_MODIFIERS = re.compile(
    r"^(?:\d*月份?的?|[一二三四]季度|本月|本季度|目前|当前|现在|工作|具体|我局|我单位|主要|的|今年)+(?=..)"
)
_BY_SOUND: dict[str, str] = {}
for _word in sorted(_LABELS, key=lambda word: word not in _PLAIN):
    if len(_word) > 1:
        _BY_SOUND.setdefault(sound(_word), _word)
_LONG = tuple(word for word in _LABELS if len(word) >= 4)
_LONGEST = 14
_FORM = 3  # so many labels are a form
# 。下一步，加快建设: said as the head of a sentence, with a comma for the colon
_SPOKEN_NEXT = {word: label for word, label in _LABELS.items() if label is Label.NEXT and word[0] in "下接后"}
_BETWEEN = re.compile(rf"(?:{'|'.join(_PLAIN)})\s?(?P<sign>[/;；])")

_BRACKETED = re.compile(r"[【\[<《「『(]\s*(?P<token>[一-龥]{2,12})\s*[】\]>》」』)]\s*[:：]?")
_BREAKS = frozenset("\n;；。!！?？，,|\t -~】])）》>、:.✅①②③④⑤⑥⑦⑧⑨⑩…*·•▪●■◆")
_OPENINGS = "【[<《「『("
# a run of characters that may be a label, by what stands before and after it
_RUN = (
    rf"[一-龥]++(?:\((?!(?:{'|'.join(_PLAIN)})\))[一-龥]{{1,8}}\))?"
    r"(?=\s*[:\-~|，,】\]>》」』)]|\s|$)"
)
_BEFORE = re.escape("".join(sorted(_BREAKS)) + _OPENINGS)
_FIRST = re.compile(_RUN)
_TOKEN = re.compile(rf"(?:(?<=[{_BEFORE}])|(?<=\d)(?=月)){_RUN}")
_TERMINATOR = re.compile(r"\s*(?P<strong>:)\s*|\s*(?P<dash>-+|~+|\|+)\s*|(?P<blank>\s+|$)|(?P<comma>[，,])")


@dataclass(frozen=True, slots=True)
class Heading:
    """A label found in the text: where it stands, and where its value begins."""

    label: Label
    start: int
    value_start: int


@lru_cache(maxsize=8192)
def label_of(token: str) -> Label | None:
    """What a label with a colon or in brackets stands for, however it is spelled."""
    for word in (token, _MODIFIERS.sub("", token)):
        if word in _LABELS:
            return _LABELS[word]
    for ending, label in _ENDINGS:
        if ending.search(token):
            return label
    return _misspelt(token)


@lru_cache(maxsize=8192)
def _misspelt(token: str) -> Label | None:
    if len(token) < 2:
        return None
    heard = _BY_SOUND.get(sound(token))
    if heard:
        return _LABELS[heard]
    if len(token) >= 4:
        for word in _LONG:
            if abs(len(word) - len(token)) <= 1 and OSA.distance(token, word, score_cutoff=1) <= 1:
                return _LABELS[word]
    return None


@lru_cache(maxsize=8192)
def _plain_label(token: str) -> Label | None:
    """A label without a colon: only the unmistakable ones, also as they sound."""
    if token in _PLAIN:
        return _LABELS[token]
    if len(token) >= 3:
        heard = _BY_SOUND.get(sound(token))
        if heard in _PLAIN:
            return _LABELS[heard]
    return None


def labels_in(norm: str, start: int, end: int) -> int:
    """How many labels norm[start:end] has, counted up to two, which make a form."""
    found = len(list(islice(_headings(norm, start, end), 2)))
    if found < 2 and len(list(islice(_listed(norm, start, end), _FORM))) == _FORM:
        return 2
    return found


def headings(norm: str, start: int, end: int) -> list[Heading]:
    """The labels in norm[start:end], in order."""
    found = list(_headings(norm, start, end))
    if len(found) < _FORM:
        listed = list(_listed(norm, start, end))
        if len(listed) >= _FORM and len(listed) > len(found):
            return listed
    return found


def _listed(norm: str, start: int, end: int) -> Iterator[Heading]:
    """完成情况/拆除210块/问题/无: labels and values alike between the same sign."""
    sign = _BETWEEN.search(norm, start, end) if any(sign in norm for sign in "/;；") else None
    if not sign:
        return
    at = start
    while at < end:
        stop = norm.find(sign["sign"], at, end)
        words = norm[at : stop if stop >= 0 else end].strip()
        label = _plain_label(words) if words and stop >= 0 else None
        if label:
            yield Heading(label, at, stop + 1)
        at = stop + 1 if stop >= 0 else end


def _headings(norm: str, start: int, end: int) -> Iterator[Heading]:
    at = start
    while found := (at == start and _FIRST.match(norm, at, end)) or _TOKEN.search(norm, at, end):
        at = found.end()
        heading = _bracketed(norm, found, start, end) or _terminated(norm, found, start, end)
        if heading:
            yield heading
            at = max(at, heading.value_start)


def _bracketed(norm: str, token: re.Match[str], start: int, end: int) -> Heading | None:
    if token.start() <= start or norm[token.start() - 1] not in _OPENINGS + " ":
        return None
    at = token.start() - 1
    while at > start and norm[at] == " ":
        at -= 1
    found = _BRACKETED.match(norm, at, end)
    if not found or found.end("token") != token.end():
        return None
    label = label_of(found["token"]) if norm[at] in "【[<《「『" else _plain_label(found["token"])
    return Heading(label, at, found.end()) if label else None


def _terminated(norm: str, token: re.Match[str], start: int, end: int) -> Heading | None:
    words, begin = token[0], token.start()
    before = norm[begin - 1] if begin > start else "\n"
    if before.isdigit() and words.startswith("月"):
        pass  # 5月完成情况：
    elif before not in _BREAKS:
        return None
    stop = _TERMINATOR.match(norm, token.end(), end)
    if not stop or len(words) > _LONGEST:
        return None
    if stop["strong"] or (stop["dash"] and norm[token.end() : stop.end()].strip() and before in _BREAKS):
        label = label_of(words) if stop["strong"] else _dashed(words)
    elif stop["comma"]:
        label = _SPOKEN_NEXT.get(words) or (_plain_label(words) if len(words) >= 4 else None)
    else:
        label = _plain_label(words)
    return Heading(label, begin, stop.end()) if label else None


def _dashed(words: str) -> Label | None:
    return _LABELS.get(words) or _misspelt(words)
