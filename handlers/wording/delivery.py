"""What the office is told about delivery: what did not arrive, and what is nearly used up."""

from __future__ import annotations

from collections.abc import Sequence

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
