"""Plans (annex 3): goals of the four quarters, who answers for them, a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.reading.catalog import grams
from handlers.reading.clauses import without_enumerator
from handlers.reading.measures import UNIT
from handlers.reading.month_ends import month_ends
from handlers.reading.normalise import Text
from handlers.reading.numerals import NUMBER
from handlers.reading.shapes import PlanWords
from handlers.reading.values import is_blank, is_stage_word

_Q = r"(?:第?[一二三四1-4])"
# 一季渡：, 一节度：, 一季： : one character is another or is missing, and a colon shows that it is a heading
_SLIP = (
    rf"(?<![十百\d.])(?P<slip>{_Q})个?(?:季(?![初中前稻])[一-龥]?|[计记际技级几既纪寄节即李委秀孝奉柔][度渡]|[^年月季进难强热程温\W\d]度)"
    r"(?=\s?(?:的?(?:目标|计划))?\s?(?::|改[为成]|调整为|应为|更正为))"
)
# 因征地滞后 tells why; 因病致贫, 因地制宜, 因城施策 do not
_SINCE = (
    r"(?:主要|系|都)?(?:是)?(?:因为|由于|因(?![此而素子果]|地制宜|时制宜|势利导|[一-龥]{1,2}(?:施策|施教|制宜|而异|施治)|公(?:外出|负伤|牺牲|出国)"
    r"|[一-龥]{1,2}(?:致贫|返贫|致困|辍学|失学|失业|受灾|倒房)))"
)
_MONTHLY = re.compile(
    rf"每个?月(?!\d{{1,2}}[日号]|底|末|初|上旬|中旬|下旬|报|上报|填报)[^，,;；。\n]{{0,14}}?{NUMBER}[余多]?[万亿]?(?:{UNIT}|%)"
)
_MARK = re.compile(
    rf"(?P<every>每个?季度|各季度)|前(?P<first>[两二三23])个?季度|后(?P<last>[两二三23])个?季度"
    rf"|(?P<half>[上下])半(?:年|[^月场身夜天区段部\W\d](?=\s?:))|(?P<list>{_Q}(?:\s?[、,，和及/\-~至到]?\s?{_Q}){{0,3}})\s?个?季度"
    r"|(?P<year>全年|年底(?:之?前)?|年末|12月(?:底|末)(?:之?前)?)(?=\s?(?:目标|计划)?\s?:)"
    rf"|{_SLIP}"
    r"|q(?P<q>[1-4](?:\s?[、,，和及/\-~至到]\s?q?[1-4]){0,3})|(?P<edge>首|末)季度"
    r"|(?P<deputy>分管(?:的?(?:负责人|领导|负责同志|同志))?)|(?P<principal>主要(?:负责人|领导"
    r"|负责同志)|负责人|责任人|一把手|牵头人)|(?P<remark>备注|说明)(?=\s*[:：,，\s是为])"
    r"|(?P<because>(?:(?:计划|目标)?(?:调整|变更|修改|更正|改动|延期)的?)?(?:原因|理由|缘由))(?=\s*[:：,，是为])"
    rf"|(?<=[,，;；。\n])\s?(?P<since>{_SINCE})"
)
_HINT = re.compile("[季q半]|[一二三四1-4]个?[一-龥]度")  # every heading of a quarter has one of these
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
_GOALS = ("q1", "q2", "q3", "q4")
_REASON = re.compile(rf"[,，;；。\n]\s?{_SINCE}(?P<reason>[^;；。\n]+)")
_REASONS = frozenset({"because", "since"})
_ORDER = ("一", "二", "三", "四")
_PLAN_WORD = re.compile(
    r"计划(?=表|[\s:：，,。】\])]|报送|上报|填报|一样|相同|如下|是|为"
    r"|第?[一二三四1-4](?:[、,到至~\-][一二三四1-4])?个?季度|q[1-4]|[上下]半年|每个?季度"
    r"|[前后][两三]个?季度"
    r"|任务|实事|民生|附件|更正|有?调整|修改|改|$)"
)
# 青年就业计划, 三年行动计划: the name of a programme, not of the form
_OF_THE_FORM = re.compile(
    r"(?:^|[^一-龥]|[的地是把将报填交改定发写做为有按本该此份张条项号下个件版了]|落实|年度?|全年|季度|半年|更正|订正|修正|变更|调整|撤[回销]|补充|推进"
    r"|工作|单位|街道|集团|中心|公司|[局委办联会院所队站科]|目标|任务|实事|附件三?|提交|报送|补|原|新|[一二三四五六七八九十])$"
)
_HEADS_THE_FORM = re.compile(r"[\s】\])]*[:：]|表|报送|上报|填报|如下")
_CARRIED_OUT = re.compile(r"实施|启动|开展|推行|执行|印发|出台|制定|依托|落实(?=[一-龥])")
_NEXT_PLAN = re.compile(
    r"(?:下一?步|下一?阶段|后续|下月|工作|按|按照|完成|推进|超|扶助|三年行动|行动|整改|帮扶|落实"
    r"|序时)(?:的)?$"
)
# 两项 at the end of a goal begins what is said of all (两项主要负责人均为…)
_SHARED_HEAD = re.compile(
    r"[\n;；。] ?(?:(?:以上|上述|这)?[两二三四五六七八九\d几]项的?|均|都[是为])[ \n]?\Z"
)
_SHARED_LENGTH = 12
_AND = re.compile(r"[^:;；。\n]{2,5}\s?[、和及与]\s?")  # 上半年、 before another quarter


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
    if named := found["list"] or found["slip"] or found["q"]:
        return _quarters(named)
    return (str(found.lastgroup),)


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
            if marks[-1].keys != ("q4",):
                continue  # 前三季度每季度10个
            marks.pop()  # 全年计划：每季度10个
        if norm[max(start, found.start() - 2) : found.start()] in {"完成", "达到", "本月"}:
            continue
        after = _AFTER_MARK.match(norm, found.end(), end)
        begins = norm[found.start() - 1] in ";；。\n" or (after and ":" in after[0])
        if marks and marks[-1].keys[0] in _REASONS and not begins:
            continue  # 原因：上半年用工少
        marks.append(_Mark(keys, found.start(), after.end() if after else found.end()))
    return marks


def _with_month_ends(marks: list[_Mark], norm: str, start: int, end: int) -> list[_Mark]:
    """3月底, 6月底 … stand for the quarters where none is named; before the reasons only."""
    if any(mark.keys[0] in _GOALS and mark.keys != ("q4",) for mark in marks):
        return marks
    stop = min((mark.start for mark in marks if mark.keys[0] in _REASONS), default=end)
    ends = [_Mark((key,), at, after) for key, at, after in month_ends(norm, start, stop)]
    there = {mark.end for mark in ends}
    kept = [
        mark for mark in marks if mark.keys[0] not in _GOALS or (ends and mark.end not in there) or not ends
    ]
    return sorted([*kept, *ends], key=lambda mark: mark.start)


def quarters_named(norm: str, start: int, end: int) -> int:
    """How many quarter headings there are."""
    if not _HINT.search(norm, start, end):
        return 0
    return sum(mark.keys[0].startswith("q") for mark in _marks(norm, start, end))


def monthly_goal(norm: str, start: int, end: int) -> int | None:
    """Where a goal for every month (每月完成2处) begins, which is every quarter's where none is named."""
    found = _MONTHLY.search(norm, start, end)
    return found.start() if found else None


def plan_of(text: Text, start: int, end: int, *, changes: bool = False) -> PlanWords | None:
    """The plan in norm[start:end]; None if nothing of a plan is there.

    Only where it `changes` one, a reason behind a goal (…，因征地滞后) is none of its words.
    """
    values = _values(text, start, end, changes=changes)
    values.pop("because", None)
    return PlanWords(**values) if values else None


def reason_of(text: Text, start: int, end: int, *, changes: bool = False) -> str | None:
    """Why the plan is to be changed: 调整原因：…, and where it `changes` one …，因为…"""
    return _values(text, start, end, changes=changes).get("because")


def without_reasons(words: PlanWords) -> tuple[PlanWords, str | None]:
    """The goals without the reasons behind them (完成4公里，因征地滞后), and these.

    What follows a reason after a full stop or semicolon stays with the goal.
    """
    goals: dict[str, str] = {}
    reasons: dict[str, None] = {}
    for name in _GOALS:
        text = Text.of(getattr(words, name) or "")
        found = _REASON.search(text.norm)
        if found is None or not any(map(str.isalnum, text.norm[: found.start()])):
            continue
        rest = text.cut(found.end(), len(text.norm))
        goals[name] = "；".join(part for part in (text.cut(0, found.start()), rest) if part)
        reasons[text.cut(*found.span("reason"))] = None
    return replace(words, **goals), "；".join(reasons) or None


def _values(text: Text, start: int, end: int, *, changes: bool) -> dict[str, str]:
    """What stands behind each mark; of a goal for every month (每月2处) all of its clause, for each quarter."""
    marks = _with_month_ends(_marks(text.norm, start, end), text.norm, start, end)
    marks = [mark for mark in marks if changes or mark.keys != ("since",)]
    stop = min((mark.start for mark in marks), default=end)
    if (monthly := monthly_goal(text.norm, start, stop)) is not None:
        marks.insert(0, _Mark(_GOALS, monthly, monthly))
    marks = _enumerated(marks, text.norm)
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
                name = "because" if key == "since" else key
                values[name] = _beside(values.get(name), value) if name in _GOALS else values.get(name, value)
    return values


def _enumerated(marks: list[_Mark], norm: str) -> list[_Mark]:
    """上半年、下半年各建成2处: what stands behind the last of them is said of all."""
    kept: list[_Mark] = []
    for mark in marks:
        before = kept[-1] if kept and kept[-1].keys[0] in _GOALS and mark.keys[0] in _GOALS else None
        if before and _AND.fullmatch(norm, before.start, mark.start):
            kept[-1] = _Mark(tuple(sorted({*before.keys, *mark.keys})), mark.start, mark.end)
        else:
            kept.append(mark)
    return kept


def _beside(before: str | None, value: str) -> str:
    """每季度50人；二季度：开工1处: whatever was said of a quarter stands there, each goal once."""
    if before is None:
        return value
    return before if value in before.split("；") else f"{before}；{value}"


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
    return any(_names_the_form(norm, found) for found in _PLAN_WORD.finditer(norm))


def _names_the_form(norm: str, found: re.Match[str]) -> bool:
    before = norm[max(0, found.start() - 8) : found.start()]
    if _NEXT_PLAN.search(before[-5:]):
        return False
    headed = _HEADS_THE_FORM.match(norm, found.end()) is not None and not _CARRIED_OUT.search(before)
    return headed or _OF_THE_FORM.search(before) is not None


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
    if is_stage_word(cells[-1]):  # a row of reports
        return None
    q1, q2, q3, q4, principal, deputy = cells[:6]
    return PlanWords(q1, q2, q3, q4, principal, deputy, cells[6] if len(cells) > 6 else None)


def _is_item_text(words: str, item_text: str) -> bool:
    said = set(grams(words))
    return bool(said) and len(said & set(grams(item_text))) >= 0.6 * len(said)
