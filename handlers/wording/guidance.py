"""What the bot says when nothing was written: help, the way in, and questions back."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.duties.deadlines import Deadline
from handlers.errors import InputError
from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.register import Register
from handlers.messages import MessageKind
from handlers.reading.shapes import Doubt, Reading
from handlers.wording.phrases import cut, names, short_title, spoken_deadline

TEMPLATE = "{item} 完成情况：…；问题：无；下一步：…；阶段目标：已完成"
_PLANS_NAMED = 5  # so many items are spelt out
RECEIVED_BUT_FAILED = "已收到，内容已保存，但处理时出了问题，正在核查，会自动重试；不用重发。"
NOT_UNDERSTOOD_KIND = {
    MessageKind.IMAGE: "图片",
    MessageKind.VOICE: "语音",
    MessageKind.VIDEO: "视频",
    MessageKind.FILE: "文件",
    MessageKind.LOCATION: "位置",
    MessageKind.LINK: "链接",
}


def welcome_stranger() -> str:
    return (
        "您好，这里是督查助手。您的账号还没有登记，这条消息已留存，台账没有改动。\n"
        "请发：绑定 单位 姓名 手机号（如：绑定 区水务局 李海 139…），核对无误即可填报。"
    )


def help_text(mine: Sequence[ItemRef]) -> str:
    item = mine[0] if mine else ItemRef(ItemKind.LIVELIHOOD, 13)
    lines = [
        "一条消息就能报，照着改：",
        TEMPLATE.format(item=item),
        "几项可以写在一条里，每项一行；情况相同的可写 任务61-65 正常推进，阶段目标已完成。",
        f"改：更正 {item} 完成情况：…　撤：撤回 {item}　查：{item} 报了没",
        f"计划：计划 {item} 一季度：…；二季度：…　看计划：{item}的计划",
        f"问到数字：属实就回 说明 {item} …，或回“累计”“本月”",
        "没有变化的：其余无变化（照上月记）　回看：我报的、未报、本季度目标",
        "月份不写就按上月（截止日前），要指定就写：3月 任务…",
    ]
    if mine:
        lines.append(f"您单位的事项：{names(mine, 24)}")
    return "\n".join(lines)


def unsupported(kind: MessageKind) -> str:
    example = f"如：{TEMPLATE.format(item='实事13')}"
    if kind is MessageKind.WITHHELD:
        return (
            "这条消息的内容没有收到：平台本月的消息额度已用完，只告诉我您发过消息，没有登记。"
            "请改用另一平台发给我，或直接联系督查室。"
        )
    what = NOT_UNDERSTOOD_KIND.get(kind)
    if what is None:
        return f"这条消息没有读到文字（类型不支持，或平台没有送来内容）。请用文字再发一次，{example}"
    return f"{what}已收到并留存，但我只能读文字。请发文字，{example}"


def no_ledger(year: int) -> str:
    return f"{year}年的台账还没有导入，消息已留存。请联系督查室。"


def plans_count_totals(items: Sequence[ItemRef]) -> str:
    """累计 to the question what the goals of a plan count."""
    return f"好的，{names(items, _PLANS_NAMED)}计划各季度的数字按累计数记，计划不变。"


def plans_gone(items: Sequence[ItemRef]) -> str:
    """新增, while the plan has been withdrawn or changed meanwhile."""
    return f"{names(items, _PLANS_NAMED)}的计划已有变动，请发“更正计划 {items[0]} 一季度：…”。"


def nothing_to_explain(item: ItemRef) -> str:
    return f"{item}没有待说明的地方，这条没有记录。要报进展请发：{item} 完成情况：…"


def acknowledged() -> str:
    return "好的。要报进展时直接发：任务N 完成情况：…"


def provisional_calendar(year: int, deadlines: Sequence[Deadline]) -> str:
    """Told to the office once a year, while the State Council has not announced the days off."""
    dates = "、".join(spoken_deadline(deadline) for deadline in deadlines)
    return (
        f"{year}年的放假安排还没有公布（或本系统还没有收录），以下截止日为推算，均标为暂定：{dates}。\n"
        f"公布后请核对：ducha calendar show --year {year}；调休用 ducha calendar set 录入，"
        f"核对无误后运行 ducha calendar confirm {year}。"
    )


def ask_back(reading: Reading, mine: Sequence[ItemRef], registers: Sequence[Register]) -> str:
    """The question that the doubt calls for. It never offers a number without 任务 or 实事 before it."""
    match reading.doubt:
        case Doubt.SEVERAL_ITEMS if reading.candidates:
            return (
                f"可能是{_described(reading.candidates, registers)}，拿不准，没有记录。\n"
                f"请回复事项编号（如：{reading.candidates[0]}），我就把刚才这条记到那一项。"
            )
        case Doubt.NO_SUCH_ITEM:
            which = names(reading.candidates, 5) or "这个编号"
            return f"{which}不在台账里{_ranges(registers)}，没有记录。请核对编号。"
        case Doubt.NOT_MATCHING if reading.candidates:
            return (
                f"编号和内容对不上：{_described(reading.candidates, registers)}。没有记录。\n"
                f"请回复正确的编号（如：{_example(mine)}），我就把刚才这条记到那一项。"
            )
        case Doubt.SEVERAL_IN_ONE:
            item = _example(reading.candidates or mine)
            return (
                "刚才那条里写了几项，分不清哪句是哪一项的，没有记录。\n"
                f"请每项一行重发，如：{TEMPLATE.format(item=item)}"
            )
        case Doubt.NO_CONTENT if reading.entries and reading.entries[0].item:
            item = reading.entries[0].item
            return (
                f"{item}的情况没看明白，没有记录，以前报的也没有改动。请发：{TEMPLATE.format(item=item)}\n"
                f"已报的要改：更正 {item} 完成情况：…　要撤：撤回 {item}"
            )
        case Doubt.UNFILLED if reading.candidates:
            what, instead = ("的计划", "各季度的目标") if reading.about_plan else ("", "实际情况")
            blank = names(reading.candidates, 24)
            return f"{blank}{what} 还是空白模板，没有记录：请把“…”换成{instead}再发。"
        case Doubt.NO_QUARTERS:
            item = _example(reading.candidates or mine)
            return (
                "看样子是计划，但没看出是哪个季度的，没有记录。\n"
                f"请发：计划 {item} 一季度：…；二季度：…；三季度：…；四季度：…"
            )
        case Doubt.NOT_AN_ORDER:
            return "这条消息不能当作指令执行，没有记录。要报进展请发：任务N 完成情况：…"
        case _:
            return _which_item(mine)


def _which_item(mine: Sequence[ItemRef]) -> str:
    lines = [
        f"没看出说的是哪一项，没有记录。请回复事项编号（如：{_example(mine)}），我就把刚才这条记到那一项。"
    ]
    if mine:
        lines.append(f"您单位的事项：{names(mine, 24)}")
    return "\n".join(lines)


def _example(mine: Sequence[ItemRef]) -> ItemRef:
    """An item to show how a name is written: one of the sender's own."""
    return mine[0] if mine else ItemRef(ItemKind.TASK, 45)


def not_carried_out(error: InputError) -> str:
    """Why an order could not be carried out: the ledger has it otherwise by now."""
    return f"没有执行：{error}"


def stands(error: InputError) -> str:
    """Somebody else has decided otherwise: to be replaced only with a word."""
    return f"没有执行：{error}。确要改动请回“确认”，不改请回“取消”。"


def for_which_unit() -> str:
    """代填 without a unit, or without what is to be entered."""
    return "没看出代哪个单位填什么，没有记录。请照着写：代填 区水务局 任务60 完成情况：…；问题：无；下一步：…"


NOTHING_WAITS = "没有等您确认的操作（超过半小时的要重新发起）。"
NOT_DONE = "好的，没有执行。"
PAUSED = "已暂停推送：提醒、摘要和通报都先不发，收到的消息照常登记和回复。恢复请回：恢复推送"
PAUSED_ALREADY = "推送已经是暂停的。恢复请回：恢复推送"
RESUMED = "已恢复推送：暂停期间积下的，仍有效的从下一个可推送的时段起陆续发出，过时的不再发。"
NOT_PAUSED = "推送没有暂停，照常进行。"


def preferred(platform: str) -> str:
    return f"好的，以后的提醒和推送发到您的{platform}。您发消息的答复仍在原处。"


def preferred_already(platform: str) -> str:
    return f"提醒和推送本来就发到您的{platform}。"


def not_on_platform(platform: str, now: str) -> str:
    stays = f"，仍发到{now}" if now else ""
    return f"名单里没有您的{platform}账号{stays}。请联系督查室补登账号，再发一次。"


def platform_is_off(platform: str, now: str) -> str:
    stays = f"，仍发到{now}" if now else ""
    return f"这里还没有启用{platform}{stays}。"


def only_direct(word: str) -> str:
    return f"“{word}”请单独发给我，群里不办理。"


def still_waiting(items: Sequence[ItemRef]) -> str:
    return f"刚才那条还没有记录：请回复事项编号（如：{_example(items)}），或把它重发一遍并写明编号。"


def withdraw_which(written: Sequence[ItemRef], mine: Sequence[ItemRef]) -> str:
    """Which report is to be withdrawn? The last message's items are offered."""
    if written:
        listed = "、".join(map(str, written[:20]))
        return f"您上一条记的是{listed}，还没有撤回。要撤回请回：撤回 {listed}（全部撤回也可回：是的）"
    return f"没看出要撤回哪一项，没有改动。请写明编号，如：撤回 {_example(mine)}"


def amend_which(written: Sequence[ItemRef], mine: Sequence[ItemRef]) -> str:
    """更正 alone: which item, and what is right?"""
    of = f"您上一条记的是{names(written, 12)}。" if written else ""
    return f"{of}要更正哪一项、改成什么？请写在一条里发，如：更正 {_example(written or mine)} 完成情况：…"


def nothing_withdrawn() -> str:
    return "好的，没有撤回。"


def _described(items: Sequence[ItemRef], registers: Sequence[Register]) -> str:
    return "、".join(_with_title(item, registers) for item in items[:6])


def _with_title(item: ItemRef, registers: Sequence[Register]) -> str:
    for register in reversed(registers):
        if item in register.items:
            return f"{item}（{short_title(register.items[item].item.text)}）"
    return str(item)


def _ranges(registers: Sequence[Register]) -> str:
    if not registers:
        return ""
    numbers: dict[ItemKind, list[int]] = {}
    for ref in registers[-1].items:
        numbers.setdefault(ref.kind, []).append(ref.no)
    spans = [f"{ItemRef(kind, min(nos))}—{max(nos)}" for kind, nos in sorted(numbers.items(), reverse=True)]
    return f"（{registers[-1].year}年有{cut('、'.join(spans), 120)}）"


def only_office(what: str) -> str:
    """Somebody else has used the words by which the office acts."""
    return f"只有督查室可以{what}。"
