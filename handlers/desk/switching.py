"""The office's stop-all switch in chat: 暂停推送, 恢复推送."""

from __future__ import annotations

import re

from handlers.desk.effects import Decision, SwitchPushes
from handlers.wording import guidance

_POLITE, _ALL, _WHAT = r"\s*(?:请|麻烦)?(?:先|把)?", r"(?:一下)?(?:所有|全部|一切)?(?:的)?", r"(?:消息)?推送"
_END = r"(?:吧|一下|了)?[。！!\s]*"
_PAUSE = re.compile(
    rf"{_POLITE}(?:暂停|停止|停掉|停下){_ALL}{_WHAT}{_END}|{_POLITE}{_ALL}{_WHAT}(?:暂停|停){_END}"
)
_RESUME = re.compile(rf"{_POLITE}(?:恢复|继续|重新开始){_ALL}{_WHAT}{_END}|{_POLITE}{_ALL}{_WHAT}恢复{_END}")


def switch_said(text: str) -> bool | None:
    """Whether pushes are to be held (True) or let go (False); None for anything else."""
    if _PAUSE.fullmatch(text):
        return True
    return False if _RESUME.fullmatch(text) else None


def switched(*, pause: bool, paused: bool, in_group: bool) -> Decision:
    """What follows; who may say it has been seen to."""
    if in_group:
        return Decision(guidance.only_direct("暂停推送" if pause else "恢复推送"))
    if pause == paused:
        return Decision(guidance.PAUSED_ALREADY if paused else guidance.NOT_PAUSED)
    return Decision(guidance.PAUSED if pause else guidance.RESUMED, (SwitchPushes(pause),))
