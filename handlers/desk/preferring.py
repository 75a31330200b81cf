"""Where a person on several platforms wants the pushes: 用钉钉提醒我, 以后发企业微信, 推送发到钉钉."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.desk.effects import Decision, PreferPlatform
from handlers.ledger.people import Person
from handlers.messages import SPOKEN_PLATFORMS
from handlers.wording import guidance

_CALLED = {"企业微信": "wecom", "企微": "wecom", "钉钉": "dingtalk"}
_WHERE = rf"(?:我的|我)?(?P<platform>{'|'.join(_CALLED)})(?:上|里|上面|那边)?"
_WHAT = r"(?:消息推送|推送|提醒|通知|催报|消息)"
_LATER = r"(?:以后|今后|往后|后面|从现在起|从今天起)"
_POLITE = r"\s*(?:请|麻烦|你好[，,]?)?\s*"
_END = r"(?:吧|就行|即可|好了|就好|了)?[。！!\s]*"
_BY = r"(?:改用|换用|用|通过|在|走)"
_TO = (
    r"(?:都|请|就|统一|改)*(?:发送到|发送给|发到|发在|发给|推送到|推到|转到|改到|换到|改成|换成|发|走|用|在)"
)
_LONGEST = 40
_WISHES = tuple(
    re.compile(_POLITE + words + _END)
    for words in (
        rf"(?:{_LATER}[，,]?)?(?:都|请)*{_BY}{_WHERE}(?:来)?(?:给我|向我)?(?:发)?{_WHAT}(?:我|给我)?",
        rf"(?:{_LATER}[，,]?)?(?:请|把|我的|给我的)*{_WHAT}(?:以后|今后)?{_TO}{_WHERE}",
        rf"{_LATER}[，,]?{_TO}{_WHERE}",
    )
)


@dataclass(frozen=True, slots=True)
class Accounts:
    """On which platforms a person is, which are switched on, and which one was preferred until now.

    `taken` is where pushes go at present.
    """

    on: frozenset[str] = frozenset()
    switched_on: frozenset[str] = frozenset()
    prefers: str | None = None
    taken: str = ""


def platform_wished(text: str) -> str | None:
    """The platform that a person wants to be pushed on; None where more or something else is said."""
    if len(text) > _LONGEST:
        return None
    for wish in _WISHES:
        if found := wish.fullmatch(text):
            return _CALLED[found["platform"]]
    return None


def preferred(platform: str, person: Person, accounts: Accounts) -> Decision:
    """What follows: only where the person can be reached there; answers stay where the question came."""
    spoken, now = SPOKEN_PLATFORMS[platform], SPOKEN_PLATFORMS.get(accounts.taken, "")
    if platform not in accounts.on:
        return Decision(guidance.not_on_platform(spoken, now))
    if platform not in accounts.switched_on:
        return Decision(guidance.platform_is_off(spoken, now))
    if platform == accounts.prefers:
        return Decision(guidance.preferred_already(spoken))
    return Decision(guidance.preferred(spoken), (PreferPlatform(person.id, platform),))
