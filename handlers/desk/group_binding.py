"""A group chat tells what it is for: @督查助手 绑定本群 全体, 绑定本群 区水务局, 解绑本群."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.desk.effects import BindGroup, Decision, UnbindGroup
from handlers.ledger.people import Person, RoleName
from handlers.wording import groups

_POLITE, _THIS = r"\s*(?:请|麻烦)?\s*(?:帮忙|帮我)?(?:把)?", r"(?:本群|这个群|此群)"
_AS = r"(?:为|成|作为|作|到|给|用于|用途|用途是|用途为|是)?"
_BIND = re.compile(
    rf"{_POLITE}(?:绑定{_THIS}|{_THIS}绑定|登记{_THIS}|{_THIS}登记){_AS}[\s:：，,]*(?P<purpose>[^\n]{{0,60}})"
)
_UNBIND = re.compile(
    rf"{_POLITE}(?:(?:解绑|取消绑定|解除绑定){_THIS}|{_THIS}(?:解绑|取消绑定|解除绑定))(?:吧|了)?[。！!\s]*"
)
_ENDS = re.compile(r"(?:的?群|使用|专用|用)?[。！!，,\s]*$")
EVERYBODY, OFFICE, LEADERS = "全体", "督查室", "领导"
_PURPOSES = {
    **dict.fromkeys(("全体", "全体单位", "全体人员", "全体成员", "各单位", "所有单位", "全部"), EVERYBODY),
    **dict.fromkeys(("督查室", "督查室内部"), OFFICE),
    **dict.fromkeys(("领导", "区领导", "领导班子"), LEADERS),
}


@dataclass(frozen=True, slots=True)
class GroupWord:
    """`purpose` is 全体, 督查室, 领导, else what was written for a unit; None takes the group out again."""

    purpose: str | None

    @property
    def is_unit(self) -> bool:
        return bool(self.purpose) and self.purpose not in (EVERYBODY, OFFICE, LEADERS)


@dataclass(frozen=True, slots=True)
class GroupDesk:
    """What a word about a group is decided from.

    `platform`, `chat_id` and `name` are the group's; `bound` is what it is for until now. `unit` is the unit
    that was meant, "" where none is known by that name; then `nearest` are those that sound like it.
    """

    platform: str
    chat_id: str
    name: str
    bound: tuple[str, ...] = ()
    unit: str = ""
    nearest: tuple[str, ...] = ()


def group_word(text: str) -> GroupWord | None:
    """Read it; None for anything else."""
    if _UNBIND.fullmatch(text):
        return GroupWord(None)
    found = _BIND.fullmatch(text)
    if found is None:
        return None
    written = found["purpose"].strip(" 　“”\"'")
    short = _ENDS.sub("", written)
    return GroupWord(_PURPOSES.get(written) or _PURPOSES.get(short) or short)


def bound(word: GroupWord, desk: GroupDesk | None, sender: Person | None) -> Decision:
    """What follows. Only the office says what a group is for, and only there; `desk` None: not in a group."""
    if sender is None or RoleName.OFFICE not in sender.roles:
        return Decision(groups.ONLY_OFFICE)
    if desk is None:
        return Decision(groups.SAY_IT_THERE)
    if word.purpose is None:
        if not desk.bound:
            return Decision(groups.NOT_BOUND)
        return Decision(groups.unbound(desk.name, desk.bound), (UnbindGroup(desk.platform, desk.chat_id),))
    if not word.purpose:
        return Decision(groups.what_for(desk.bound))
    if word.is_unit and not desk.unit:
        return Decision(groups.unknown_unit(word.purpose, desk.nearest))
    purpose = desk.unit or word.purpose
    if desk.bound == (purpose,):
        return Decision(groups.bound_already(purpose))
    effect = BindGroup(desk.platform, desk.chat_id, desk.name, purpose)
    return Decision(groups.bound(desk.name, purpose, desk.bound), (effect,))
