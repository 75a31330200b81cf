"""How people type: greetings, thanks, full-width digits, numbered lines. None of it changes what is meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bot.simulation.dice import dice
from bot.simulation.events import Message

_NAMED = re.compile(r"^(任务|实事)(\d+) (?=\S)", re.MULTILINE)
_HEAD = re.compile(r"^(?=(?:任务|实事)\d+)", re.MULTILINE)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_GREETINGS = ("您好", "你好，报一下情况", "督查室：", "领导好！", "@督查助手", "各位好，我单位情况如下：")
_THANKS = ("请查收。", "以上，谢谢！", "请审阅", "收到请回复，谢谢", "如有问题请联系我")

Habit = Callable[[str, Random], str]


def _greets(text: str, chance: Random) -> str:
    return f"{chance.choice(_GREETINGS)}\n{text}"


def _thanks(text: str, chance: Random) -> str:
    return f"{text}\n{chance.choice(_THANKS)}"


def _wide(text: str, _: Random) -> str:
    return text.translate(_WIDE)


def _colon(text: str, _: Random) -> str:
    return _NAMED.sub(r"\1\2：", text)


def _no_space(text: str, _: Random) -> str:
    return _NAMED.sub(r"\1\2", text)


def _numbered(text: str, _: Random) -> str:
    counted = iter(range(1, 100))
    return _HEAD.sub(lambda _: f"{next(counted)}、", text)


def _spaced(text: str, _: Random) -> str:
    return re.sub(r"\n(?=(?:任务|实事)\d+)", "\n\n", text)


def _of_the_year(text: str, _: Random) -> str:
    return _NAMED.sub(lambda found: f"{'年度' * (found[1] == '任务')}{found[0]}", text)


_HABITS: tuple[tuple[float, Habit], ...] = (
    (0.25, _greets),
    (0.25, _thanks),
    (0.12, _wide),
    (0.12, _colon),
    (0.08, _no_space),
    (0.10, _numbered),
    (0.15, _spaced),
    (0.06, _of_the_year),
)
CHATTER = ("收到", "好的，谢谢", "👌", "知道了，这两天报", "收到，马上统计", "嗯嗯")


def as_typed(message: Message, seed: int) -> str:
    """The message's text as its sender types it: some habits are the person's, some come now and then."""
    if not (message.reports or message.plans) or message.text.startswith("更正"):
        return message.text
    now = dice(seed, "typed", message.account.user, message.at.isoformat())
    text = message.text
    for often, habit in _HABITS:
        person = dice(seed, "habit", message.account.user, habit.__name__).random()
        if now.random() < (0.8 if person < often else often / 4):
            text = habit(text, now)
    return text
