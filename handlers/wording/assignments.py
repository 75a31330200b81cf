"""What is said about assignments: instructions of leaders, spot checks, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from handlers.ledger.assignments import Assignment, AssignmentKind, Result
from handlers.ledger.items import ItemRef
from handlers.wording.phrases import cut, names, short_title, size, spoken_day

Named = Callable[[int], str]
_RESULTS = {Result.DONE: "已办结", Result.TRUE: "属实", Result.FALSE: "不实"}
_WORDS = 600  # bytes of one text where several are shown


def _about(one: Assignment) -> str:
    if one.item is None:
        return ""
    return f"{one.item}{f'{one.month.month}月情况' if one.month else ''}"


# To whom it is given


def to_unit(one: Assignment, title: str) -> str:
    """To the contacts of a unit: what, until when, how to answer."""
    what = f"{one.item} {short_title(title, 14)}" if one.item else ""
    if one.kind is AssignmentKind.SPOT_CHECK and one.month is not None:
        return (
            f"【{one.name}】请核实{what}的{one.month.month}月情况：{one.words}\n"
            f"{spoken_day(one.due_on)}前回一条：{one.name} …（在哪里、做到什么程度；"
            "有照片、材料可一并发来，不是必须）"
        )
    return (
        f"【{one.name}】{one.given_by}对{what}批示：\n{cut(one.words, 1200)}\n"
        f"{spoken_day(one.due_on)}前回一条：{one.name} …（落实情况）"
    )


def to_office(one: Assignment, units: Sequence[str]) -> str:
    """A leader has given an instruction."""
    what = f"对{one.item}" if one.item else ""
    whom = (
        f"已转{names(units, 4)}，要求{spoken_day(one.due_on)}前回复。"
        if units
        else "没有涉及具体单位，请督查室办理。"
    )
    return (
        f"【{one.name}】{one.given_by}{what}批示：\n{cut(one.words, 1200)}\n{whom}"
        f"\n改期限回：{one.name} 延期到X月X日；办完回：{one.name} 办结"
    )


def news(one: Assignment, unit: str, words: str, *, office: bool) -> str:
    """A unit has answered: to who has given it, and to the office."""
    how = _how_to_settle(one) if office else ""
    return f"【{one.name}】{unit}就{_about(one)}回复：\n{cut(words, 1400)}{how}"


def _how_to_settle(one: Assignment) -> str:
    if one.kind is AssignmentKind.SPOT_CHECK:
        return f"\n核实后回：{one.name} 属实，或 {one.name} 不实 原因：…"
    return f"\n没有别的要求请回：{one.name} 办结"


# Answers


def instruction_taken(item: ItemRef | None, units: Sequence[str], due: date) -> str:
    if item is None:
        return "已转督查室办理，有结果会告诉您。"
    return f"已记下您对{item}的批示，转{names(units, 3)}和督查室，{spoken_day(due)}前回复您。"


def one_item_each(items: Sequence[ItemRef]) -> str:
    return f"您说到{names(items, 6)}，请一项发一条，以便分别转办；这条还没有转。"


def unknown_item(item: ItemRef) -> str:
    return f"台账里没有{item}，请核对编号；这条还没有转。"


def not_led(item: ItemRef) -> str:
    return f"{item}不在您分管的事项里，这条还没有转。要转请告知督查室。"


def which_item() -> str:
    return "请带上事项编号，我就转给责任单位和督查室，如：任务42 月底前拿出办法。"


def which(waiting: Sequence[Assignment], kind: AssignmentKind) -> str:
    if not waiting:
        return f"没有等您单位回复的{kind.spoken}，这条没有记录。"
    listed = "、".join(f"{one.name}（{_about(one)}）" for one in waiting[:6])
    return f"等您单位回复的有{listed}。请写明是哪一件，如：{waiting[0].name} …"


def no_such(kind: AssignmentKind, number: int | None) -> str:
    return f"没有{kind.spoken}{number or ''}，没有改动。发“{kind.spoken}”看还没有办结的。"


def settled_already(one: Assignment) -> str:
    result = f"：{_RESULTS[one.result]}" if one.result else ""
    return f"{one.name}（{_about(one)}）已经了结{result}，没有改动。"


def not_for_you(one: Assignment) -> str:
    return f"{one.name}不是交给您单位的，这条没有记录。"


def answered(one: Assignment, words: str) -> str:
    told = "批示的领导和督查室" if one.kind is AssignmentKind.INSTRUCTION else "督查室"
    return (
        f"已收到{one.name}（{_about(one)}）的回复，转{told}：\n{cut(words, _WORDS)}\n要补充再发：{one.name} …"
    )


def until_when(one: Assignment) -> str:
    return f"请写明延到哪一天，如：{one.name} 延期到{spoken_day(one.due_on)}；没有改动。"


def extended(one: Assignment, day: date) -> str:
    return f"{one.name}的期限由{spoken_day(one.due_on)}改为{spoken_day(day)}。"


def how_to_settle(one: Assignment) -> str:
    return f"{one.name}没有改动。{_how_to_settle(one).strip()}"


def why_false(one: Assignment) -> str:
    return f"请写明哪里不实，如：{one.name} 不实 原因：现场只建成2处。没有改动。"


def settled(one: Assignment, result: Result, named: Named) -> str:
    said = f"{one.name}（{_about(one)}）已记为{_RESULTS[result]}。"
    if result is Result.FALSE and one.item and one.month and one.answers:
        unit = named(one.answers[0].unit_id)
        said += f"要退回这份报告请回：退回 {one.item} {unit} {one.month.month}月 原因：…"
    silent = [named(unit_id) for unit_id in one.waits_for]
    return said + (f"（{names(silent, 3)}没有回复）" if silent else "")


def listed(found: Sequence[Assignment], kind: AssignmentKind, named: Named, today: date, limit: int) -> str:
    """What is open, the most urgent first."""
    if not found:
        return f"没有在办的{kind.spoken}。"
    lines = [f"在办的{kind.spoken}{len(found)}件："]
    ordered = sorted(found, key=lambda one: (one.due_on, one.number))
    for at, one in enumerate(ordered):
        words = short_title(one.words.replace("\n", " "), 24)
        line = f"{one.name} {_about(one)}：{words}（{_state(one, named, today)}）"
        rest = f"另有{len(ordered) - at}件。"
        if size("\n".join([*lines, line, rest])) > limit:
            return "\n".join([*lines, rest])
        lines.append(line)
    return "\n".join(lines)


def _state(one: Assignment, named: Named, today: date) -> str:
    due = f"{spoken_day(one.due_on)}{'已到期' if today > one.due_on else '前'}"
    if not one.answers:
        return f"督查室办理，{due}"
    waiting = [named(unit_id) for unit_id in one.waits_for]
    return f"{due}，等{names(waiting, 2)}" if waiting else "已回复，待了结"


def in_full(one: Assignment, named: Named, today: date, limit: int, *, office: bool) -> str:
    state = _state(one, named, today) if one.result is None else _RESULTS[one.result]
    lines = [
        f"{one.name} {_about(one)}（{state}）",
        f"{one.given_by} {spoken_day(one.given_on)}：{cut(one.words, _WORDS)}",
    ]
    if one.seed:
        lines.append(f"抽取种子：{one.seed}")
    for answer in one.answers:
        if answer.words is not None:
            on = f"（{spoken_day(answer.on)}）" if answer.on else ""
            lines.append(f"{named(answer.unit_id)}回复{on}：{cut(answer.words, _WORDS)}")
    if one.result_words:
        lines.append(f"结论：{cut(one.result_words, _WORDS)}")
    if office and one.is_open:
        lines.append(_how_to_settle(one).strip())
    return cut("\n".join(lines), limit)
