"""Corrections: only what is new."""

from __future__ import annotations

import re

from handlers.reading.fields import fields
from handlers.reading.figures import Figures, figures
from handlers.reading.labels import Label, headings, label_of
from handlers.reading.measures import UNIT
from handlers.reading.normalise import Text
from handlers.reading.numerals import NUMBER
from handlers.reading.openings import skip_heading
from handlers.reading.shapes import Written
from handlers.reading.stages import stage_in
from handlers.reading.told import Said
from handlers.reading.values import is_blank, is_nothing, stage_answer

AMENDS = re.compile(
    r"报成|写成了|填成|更正|订正|修正(?!案)|勘误|纠正|(?:报|说|填|写|弄|搞|输|打|发)错|错了|有误|(?:数|据|字|条|个"
    r"|情况)[^，,;；。\n]{0,4}(?:不对|不准|不太对|不大对|对不上|有出入)|手滑|笔误|改为|改成|改一下"
    r"|改下|修改(?:一下|下|为|成|:|，)?|更改|应为|应该(?:是|为)|"
    r"不是[^，,;；。\n]{1,12}[，,]?\s*(?:是|而是|应是|应该|应为)|是[^，,;；。\n]{1,16}[，,]?\s*不是"
    r"|补充(?:一下|下|一条|说明|填报|:|，)|补一条|再加一条|调整为|变更为|(?:原报|上次报的|之前报的)"
    rf"|{NUMBER}{UNIT}[，,]?(?:而?不是|并非)约?{NUMBER}"
    rf"|不对[，,\s]+[^，,;；。\n]{{0,8}}[是为]\s*约?{NUMBER}"
)
_SET = r"(?:改成|改为|应为|应该是|应该为|更正为|修改为|调整为|变更为|换成|填成?|写成|改)"
_FIELD_SET = re.compile(
    rf"(?P<label>[一-龥]{{2,10}}?)(?:一栏|那栏|栏|那里|内容)?(?:(?:写|填|报|弄)错了?[，,\s]*|改一?下[，,\s]*)?(?:{_SET}|(?:要)?(?:再)?(?:加|增加|补充"
    rf"|添加|补)(?:一条|一个|上|一项|一句)?)\s*[:：,，]?\s*(?P<value>[^；;。\n]+)"
)
_STAGE_SET = re.compile(
    r"(?:阶段(?:性|任务)?目标|阶段任务|季度目标|序时进度|时序进度|达标情况"
    r"|是否按期)(?:完成情况)?[^，,;；。\n]{0,4}?(?:应该?是|应为|应该为|改成|改为|更正为|是"
    r"|:)\s*(?P<value>[^，,;；。\n]{1,8})"
)
_STAGE_WRONG = re.compile(
    r"(?:阶段(?:性|任务)?目标|阶段任务|季度目标|序时进度|是否按期)[^；;。\n]{0,24}(?:改成|改为|应为"
    r"|应该?是|更正为|其实|实际上?|是)\s*(?:应该?)?是?\s*(?P<value>(?:未|已|没|没有|尚未)?(?:完成|达成|达到|达标)|是|否)"
)
_NEW = re.compile(
    r"(?:应该?是|应该?为|应为|应是|改成|改为|[更订修纠]正[为成]|修改[为成]|更改[为成]|调整为|变更为|实际(?:上)?(?:应)?(?:是|为)?"
    r"|实为|而是|才是|正确(?:的)?(?:是|为)|(?<!不)(?<!也)(?<!还)(?<!应该)是|应当是)\s*[:：]?"
)
_OLD = re.compile(
    r"由[^，,;；。\n]{1,12}?(?=改[为成]|调整为|变更为|更正为)|[(（，,]? ?(?:(?:而?不是|并非)[^，,;；。\n()（）是]*"
    r"|(?:而非|非|原报|原来报的?|原来是|原填|原写的?|原为|之前报的?|上次报的?|误报为?|误写成?|误填为?"
    r"|写成了?|填成了?|报成了?)"
    r"[^，,;；。\n()（）]*)[)）]?"
)
_ANNOUNCED = re.compile(
    r"\s*(?:(?:刚才|上次|之前)?(?:没(?:写|报|填)[全完]|漏(?:写|报|填)?了?[^，,:\d]{0,4}|忘[了记][^，,:\d]{0,4})[，,]\s*(?=补充))?"
    r"(?:(?:报|说|填|写|弄|搞|发)错了?(?=[，,:：\s])|(?:再)?(?:补充|更正|订正|修正|修改"
    r"|勘误)(?:一下|下(?!一?步|个?月|一?阶段)|说明|填报|为|如下)*)\s*(?:[:：，,]|\s|(?=[一-龥]))\s*"
)
# 更正为4处: what is announced is the figure itself
_ANNOUNCED_FIGURE = re.compile(rf"\s*(?:[更订修纠]正|[修更]改|改|调整|变更)[为成]\s*[:：]?\s*约?共?{NUMBER}")
_BARE_FIGURE = re.compile(
    rf"\s*(?:[应该]*[是为]|共|约|计)*\s*{NUMBER}\s*(?:%|[万亿]?{UNIT}|[万亿]{{1,2}})[。.!！\s]*"
)
_UNCHANGED = re.compile(
    r"(?:其[他它余]|别的|剩下的)[^，,;；。\n]{0,6}(?:不变|不用改|不动|不用动|照旧)[^，,;；。\n]*"
)


def amended(text: Text, start: int, end: int, written: Written) -> Said:
    """The new values in norm[start:end]; empty if none can be told."""
    norm = text.norm
    begin, month, _ = skip_heading(norm, start, end, written)
    found = _ANNOUNCED.match(norm, begin, end)
    if found and not _ANNOUNCED_FIGURE.match(norm, begin, end):
        begin = found.end()
    said = Said(month=month)
    stage = _stage_set(norm, begin, end)
    labels = {heading.label for heading in headings(norm, begin, end)}
    if labels - {Label.STAGE, Label.ASIDE} or (labels and stage is None):
        return _filled_form(text, begin, end, said, stage, written)
    if stage is not None:
        said.stage_met = stage
        return said
    if _one_field(said, text, begin, end):
        return said
    if _new_figures(said, norm[begin:end]) or _only_complains(norm[begin:end]):
        return said
    return _restated(text, begin, end, said, written)


def _stage_set(norm: str, begin: int, end: int) -> bool | None:
    """阶段目标应该是未完成: the answer that now holds."""
    found = _STAGE_SET.search(norm, begin, end) or _STAGE_WRONG.search(norm, begin, end)
    return stage_answer(found["value"]) if found else None


def _filled_form(text: Text, begin: int, end: int, said: Said, stage: bool | None, written: Written) -> Said:
    """完成情况：…；问题：无；阶段目标：已完成: every field that has a label."""
    filled = fields(text, begin, end, written)
    filled.month = said.month or filled.month
    filled.stage_met = stage if filled.stage_met is None else filled.stage_met
    return filled


def _one_field(said: Said, text: Text, begin: int, end: int) -> bool:
    """下一步改成…, 问题再加一条：…"""
    for found in _FIELD_SET.finditer(text.norm, begin, end):
        label = label_of(found["label"])
        if label not in {Label.PROBLEM, Label.CAUSE, Label.NEXT, Label.PROGRESS}:
            continue
        low, high = found.span("value")
        if unchanged := _UNCHANGED.search(text.norm, low, high):
            high = unchanged.start()
        words, value = text.norm[low:high], text.cut(low, high)
        if label is Label.PROBLEM:
            said.problem = "" if is_nothing(words) else value
        elif label is Label.CAUSE:
            said.cause = None if is_blank(words) else value
        elif label is Label.NEXT:
            said.next_step = None if is_blank(words) else value
        else:
            return _progress_set(said, words, value)
        return True
    return False


def _progress_set(said: Said, words: str, value: str) -> bool:
    """完成情况改为…: a sentence is new progress, a bare figure only the figure."""
    said.figures = figures(words)
    if len(re.findall("[一-龥]", value)) > 4:
        said.progress = value
        said.stage_met = stage_in(words)
    return True


def _new_figures(said: Said, words: str) -> bool:
    """是8处不是7处, 应为5263人（原报5236人）: the figure that now holds."""
    told = _OLD.sub("，", words)
    contrasted = told != words
    found = None
    for found in _NEW.finditer(told):
        if re.match(r"\s*(?:约|大约|共)?[\d一二两三四五六七八九十百]", told[found.end() : found.end() + 4]):
            break
    else:
        if not contrasted:
            return False
    before = told[: found.start()] if found else ""
    new = told[found.end() :] if found else told
    subject = re.split(r"[，,;；。\n]", before)[-1]
    result = figures(f"{subject}{new}") if re.search(r"率|进度|占|完成", subject) else figures(new)
    if not result.quantities and result.percent is None:
        return False
    if result.percent is not None and not re.search(r"率|进度|占|完成|百分比|比例", f"{subject}{new}"):
        result = Figures(result.quantities, result.percent)
    said.figures = result
    return True


_COMPLAINT = re.compile(
    r"(?:数|据|字|条|个|情况|了|报|填|写|弄|搞)[^，,;；。\n]{0,4}(?:不对|不准|不太对|不大对|对不上"
    r"|有出入|错了?|有误)|(?:麻烦|请)?(?:帮忙)?(?:改|修改|更正|订正)(?:一?下|一改)?|手滑了?|更正"
    r"|说明"
)


def _only_complains(words: str) -> bool:
    """实事6昨天那个数不太对: wrong, but what would be right is not said."""
    told = [clause for clause in re.split(r"[，,;；。!！\s]+", words) if clause]
    return all(_COMPLAINT.search(clause) and not re.search(r"\d", clause) for clause in told)


def _restated(text: Text, begin: int, end: int, said: Said, written: Written) -> Said:
    """A new sentence without contrast: read like a report; of a bare figure, only the figure."""
    again = fields(text, begin, end, written)
    if _BARE_FIGURE.fullmatch(Text.of(again.progress or "").norm):
        again.progress = None
    again.month = said.month or again.month
    return again
