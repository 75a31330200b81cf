"""Whether what has gone out can be taken back, and from where it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(hours=24)  # WeCom D94867; DingTalk 批量撤回人与机器人会话中机器人消息
NO_WAY = "这种方式发出的，平台不能撤回"
TOO_LATE = "发出已超过24小时"


@dataclass(frozen=True, slots=True)
class OutThere:
    """One letter of what is to be taken back. `to` is a chat or a person, as people call it.

    `is_out`: at least a part of it; `names_it`: the platform has told names by which it can be taken back.
    """

    to: str
    is_out: bool
    names_it: bool
    taken_back: bool
    sent_at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recallable:
    """The chats from which it can be taken back, and the others with the reason, in their order.

    `running`: that is being done already. `taken_back` are those where it has been.
    """

    possible: tuple[str, ...] = ()
    impossible: tuple[tuple[str, str], ...] = ()
    taken_back: tuple[str, ...] = ()
    running: bool = False

    @property
    def count(self) -> int:
        return len(self.possible) + len(self.impossible) + len(self.taken_back)


def recallable(letters: Iterable[OutThere], now: datetime, *, running: bool = False) -> Recallable:
    """A chat has got it back only when every page of it is."""
    chats: dict[str, list[OutThere]] = {}
    for letter in letters:
        chats.setdefault(letter.to, []).append(letter)
    possible, impossible, taken_back = [], [], []
    for to, pages in chats.items():
        left = [page for page in pages if not page.taken_back]
        reasons = [why for page in left if (why := why_not(page, now))]
        if not left:
            taken_back.append(to)
        elif reasons:
            impossible.append((to, reasons[0]))
        else:
            possible.append(to)
    return Recallable(tuple(possible), tuple(impossible), tuple(taken_back), running)


def why_not(letter: OutThere, now: datetime) -> str:
    """Why it can't be taken back, "" where it can; what is not out yet is only stopped."""
    if not letter.is_out:
        return ""
    if not letter.names_it:
        return NO_WAY
    return TOO_LATE if letter.sent_at is not None and now - letter.sent_at > WITHIN else ""
