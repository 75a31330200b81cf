"""Plans (annex 3): goals of the four quarters, who answers for them, a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.reading.catalog import grams
from handlers.reading.clauses import without_enumerator
from handlers.reading.normalise import Text
from handlers.reading.shapes import PlanWords
from handlers.reading.values import is_blank

_Q = r"(?:第?[一二三四1-4])"
_MARK = re.compile(
    rf"(?P<every>每个?季度|各季度)|前(?P<first>[两二三23])个?季度|后(?P<last>[两二三23])个?季度"
    rf"|(?P<half>[上下])半年|(?P<list>{_Q}(?:\s?[、,，和及/\-~至到]?\s?{_Q}){{0,3}})\s?个?季度"
    r"|(?P<year>全年|年底(?:之?前)?|年末|12月(?:底|末)(?:之?前)?)(?=\s?(?:目标|计划)?\s?:)"
    r"|q(?P<q>[1-4](?:\s?[、,，和及/\-~至到]\s?q?[1-4]){0,3})|(?P<edge>首|末)季度"
    r"|(?P<deputy>分管(?:的?(?:负责人|领导|负责同志|同志))?)|(?P<principal>主要(?:负责人|领导"
    r"|负责同志)|负责人|责任人|一把手|牵头人)|(?P<remark>备注|说明)(?=\s*[:：,，\s是为])"
    r"|(?P<because>(?:(?:计划|目标)?(?:调整|变更|修改|更正|改动|延期)的?)?(?:原因|理由|缘由))(?=\s*[:：,，是为])"
    r"|(?<=[,，;；。\n])\s?(?P<since>(?:主要)?(?:是)?(?:因为|由于))"
)
_HINT = re.compile("[季q]|半年")  # every heading of a quarter has one of these
_NOT_A_MARK = re.compile(r"(?:末|底|初|前|之前|的?目标(?!\s*[:：])|任务|计划数|gdp|实际|累计|以来|签字)")
_AT_END = re.compile(r"(?:末|底)(?:之?前)?\s?(?:目标|计划)?\s?:")  # 三季度末：建成5处
_AFTER_MARK = re.compile(
    r"(?:的?(?:目标|计划|安排|推进计划|打算)(?=\s*[:：]))?(?:均|都)?(?:就?是|为|改为|改成|调整为"
    r"|应为|应该是|更正为|[:：,，\s~\-、)）】\]])*"
)
_NAME = re.compile(
    r"(?:均|都)?(?:就?是|为|改为|改成|换成|换为|调整为|[:：,，\s])*(?P<name>[一-龥a-z·]{2,8}(?:、[一-龥·]{2,4})*)"
)
_UNDECIDED = re.compile(r"待定|暂无|未定|待明确|空缺|同上|无")
_ORDER = ("一", "二", "三", "四")
_PLAN_WORD = re.compile(
    r"计划(?=表|[\s:：，,。】\])]|报送|上报|填报|一样|相同|如下|是|为"
    r"|第?[一二三四1-4](?:[、,到至~\-][一二三四1-4])?个?季度|q[1-4]|[上下]半年|每个?季度"
    r"|[前后][两三]个?季度"
    r"|任务|实事|民生|附件|更正|有?调整|修改|改|$)"
)
_NEXT_PLAN = re.compile(
    r"(?:下一?步|下一?阶段|后续|下月|工作|按|按照|完成|推进|超|扶助|三年行动|行动|整改|帮扶|落实"
    r"|序时)(?:的)?$"
)
# 两项 at the end of a goal begins what is said of all (两项主要负责人均为…)
_SHARED_HEAD = re.compile(
    r"[\n;；。] ?(?:(?:以上|上述|这)?[两二三四五六七八九\d几]项的?|均|都[是为])[ \n]?\Z"
)
_SHARED_LENGTH = 12


@dataclass(frozen=True, slots=True)
class _Mark:
    keys: tuple[str, ...]
    start: int
    end: int


def _quarters(words: str) -> tuple[str, ...]:
    digits = [
        int(char) if char.isdecimal() else _ORDER.index(char) + 1
        for char in re.findall("[一二三四1-4]", words)
    ]
    if re.search(r"[-~至到]", words) and len(digits) == 2:
        digits = list(range(digits[0], digits[1] + 1))
    return tuple(f"q{digit}" for digit in sorted(set(digits)))


def _keys(found: re.Match[str]) -> tuple[str, ...]:
    if found["every"]:
        return _quarters("1-4")
    if found["year"]:
        return ("q4",)
    if found["first"]:
        return _quarters("1-3" if found["first"] in "三3" else "1-2")
    if found["last"]:
        return _quarters("2-4" if found["last"] in "三3" else "3-4")
    if found["half"]:
        return _quarters("1-2" if found["half"] == "上" else "3-4")
    if found["edge"]:
        return ("q1",) if found["edge"] == "首" else ("q4",)
    if found["list"] or found["q"]:
        return _quarters(found["list"] or found["q"])
    return ("because",) if found["since"] else (str(found.lastgroup),)


def _marks(norm: str, start: int, end: int) -> list[_Mark]:
    marks: list[_Mark] = []
    for found in _MARK.finditer(norm, start, end):
        keys = _keys(found)
        if keys[0].startswith("q") and _NOT_A_MARK.match(norm, found.end(), end):
            if not (at_end := _AT_END.match(norm, found.end(), end)):
                continue
            marks.append(_Mark(keys, found.start(), at_end.end()))
            continue
        if found["every"] and marks and marks[-1].end == found.start():
            continue  # 前三季度每季度10个
        if norm[max(start, found.start() - 2) : found.start()] in {"完成", "达到", "本月"}:
            continue
        after = _AFTER_MARK.match(norm, found.end(), end)
        if marks and marks[-1].keys == ("because",) and not (after and ":" in after[0]):
            continue  # 原因：上半年用工少
        marks.append(_Mark(keys, found.start(), after.end() if after else found.end()))
    return marks


def quarters_named(norm: str, start: int, end: int) -> int:
    """How many quarter headings there are."""
    if not _HINT.search(norm, start, end):
        return 0
    return sum(mark.keys[0].startswith("q") for mark in _marks(norm, start, end))


def plan_of(text: Text, start: int, end: int) -> PlanWords | None:
    """The plan in norm[start:end]; None if nothing of a plan is there."""
    values = _values(text, start, end)
    values.pop("because", None)
    return PlanWords(**values) if values else None


def reason_of(text: Text, start: int, end: int) -> str | None:
    """Why the plan is to be changed: 调整原因：…, …，因为…"""
    return _values(text, start, end).get("because")


def _values(text: Text, start: int, end: int) -> dict[str, str]:
    """What stands behind each mark."""
    marks = _marks(text.norm, start, end)
    values: dict[str, str] = {}
    for at, mark in enumerate(marks):
        following = marks[at + 1] if at + 1 < len(marks) else None
        stop = without_enumerator(text.norm, mark.end, following.start if following else end)
        for key in mark.keys:
            value = (
                _person(text, mark.end, stop)
                if key in {"principal", "deputy"}
                else _goal(text, mark.end, stop)
            )
            if value:
                values.setdefault(key, value)
    return values


def _goal(text: Text, start: int, stop: int) -> str | None:
    shared = _SHARED_HEAD.search(text.norm, max(start, stop - _SHARED_LENGTH), stop)
    words = text.cut(start, shared.start() if shared else stop)
    return None if is_blank(words) else words


def _person(text: Text, start: int, stop: int) -> str | None:
    found = _NAME.match(text.norm, start, stop)
    if not found or _UNDECIDED.match(found["name"]):
        return None
    return text.cut(*found.span("name"))


def says_plan(norm: str) -> bool:
    """The word 计划 as the name of the form, not 下一步计划 or 按计划推进."""
    return any(
        not _NEXT_PLAN.search(norm[max(0, found.start() - 5) : found.start()])
        for found in _PLAN_WORD.finditer(norm)
    )


def row_of(text: Text, start: int, end: int, item_text: str) -> PlanWords | None:
    """A row pasted from the table: (item,) four quarters, principal, deputy, remark."""
    spans = [
        (found.start(), found.end())
        for found in re.finditer(r"[^\t|\n]+", text.norm[start:end].split("\n", 1)[0])
    ]
    cells = [
        text.cut(start + low, start + high)
        for low, high in spans
        if text.norm[start + low : start + high].strip()
    ]
    if cells and _is_item_text(cells[0], item_text):
        cells = cells[1:]
    if len(cells) < 6 or not all(re.fullmatch(r"[一-龥·]{2,4}", name) for name in cells[4:6]):
        return None
    q1, q2, q3, q4, principal, deputy = cells[:6]
    return PlanWords(q1, q2, q3, q4, principal, deputy, cells[6] if len(cells) > 6 else None)


def _is_item_text(words: str, item_text: str) -> bool:
    said = set(grams(words))
    return bool(said) and len(said & set(grams(item_text))) >= 0.6 * len(said)
