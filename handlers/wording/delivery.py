"""What the office is told about delivery: what did not arrive, and what is nearly used up."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.bulletins.recalling import Recallable

SHOWN = 15  # lines of a list on a phone
_KINDS = {
    "answer": "答复",
    "provisional_calendar": "放假安排提醒",
    "quota_warning": "额度提醒",
    "undelivered": "未送达清单",
}
_ENDINGS = {
    "_reminder": "提醒",
    "_overdue": "逾期提醒",
    "_returned": "退回通知",
    "_bulletin": "通报",
    "_summary": "摘要",
    "_preview": "预览",
}


def kind_spoken(kind: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    return next((words for end, words in _ENDINGS.items() if kind.endswith(end)), "通知")


def undelivered(lines: Sequence[tuple[int, str, str, str]]) -> str:
    """`lines`: number, kind, to whom, why; one of each letter that did not arrive."""
    shown = [f"{number} {kind_spoken(kind)} → {to}：{why}" for number, kind, to, why in lines[:SHOWN]]
    rest = len(lines) - SHOWN
    if rest > 0:
        shown.append(f"……另有{rest}条，见 ducha outbox list --failed")
    shown.append("处理好后可重发：ducha outbox retry 编号")
    return "\n".join([f"有{len(lines)}条消息没有送达：", *shown])


def quota_nearly_used(name: str, used: int, most: int) -> str:
    share = 100 * used // most
    return (
        f"{name}本月已用{used}次，额度{most}次（{share}%）。\n"
        "用完后只发答复、逾期催报和退回通知，其他提醒和摘要暂停。"
        "可升级版本，或把部分人员改到另一平台、群改用企业微信。"
    )


def quota_used_up(name: str) -> str:
    return (
        f"{name}本月额度已用完：平台不再转来消息内容，发消息的人已请其改用别的方式。\n"
        "请尽快升级版本或增购，或请大家改用另一平台报送。"
    )


def recalling(what: str, found: Recallable) -> str:
    """Before it is done: from how many of how many chats it can be taken back."""
    return f"正在从{_of(found.count, len(found.possible))}撤回{what}，结果稍后告诉您。{_rest(found)}"


def recalled(what: str, found: Recallable) -> str:
    """The outcome: from how many of how many chats it was taken back."""
    if not found.taken_back:
        return f"{what}没有撤回。{_rest(found)}"
    return f"{what}已从{_of(found.count, len(found.taken_back))}撤回。{_rest(found)}"


def not_recallable(what: str, found: Recallable) -> str:
    if found.running:
        return f"正在撤回{what}，结果稍后告诉您。"
    if found.taken_back and not found.impossible:
        return f"{what}已经撤回。"
    if not found.count:
        return f"{what}没有发到任何地方，不用撤回。"
    return f"{what}不能撤回。{_rest(found)}"


def _of(count: int, some: int) -> str:
    return f"{count}处中的{some}处"


def _rest(found: Recallable) -> str:
    if not found.impossible:
        return ""
    shown = "；".join(f"{to}（{why}）" for to, why in found.impossible[:SHOWN])
    more = f"等{len(found.impossible)}处" if len(found.impossible) > SHOWN else ""
    return f"撤不回的：{shown}{more}，请到那里另行说明。"


def not_attached(name: str, *, deleted: bool) -> str:
    """What stands in place of an attachment that can't be sent here."""
    if deleted:
        return f"（附件“{name}”已过保存期删除，需要请联系督查室。）"
    return f"（附件“{name}”在这里发不了，需要请联系督查室。）"
