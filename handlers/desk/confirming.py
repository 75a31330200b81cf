"""The head of a unit answers for its reports where the unit wants that: 同意, 不同意 任务42 原因：…."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.desk.effects import ConfirmReports, Decision, RefuseReports
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportContent, ReportKey
from handlers.reading.mentions import find_mentions
from handlers.reading.normalise import Text
from handlers.wording import confirming as words

_AGREES = re.compile(
    r"\s*(?:全部|都|以上|均)?(?:同意|确认|可以上?报|没有?意见|无意见)(?:上报|报送)?(?:全部|以上)?(?P<rest>.*)",
    re.DOTALL,
)
_REFUSES = re.compile(r"\s*(?:不同意|不确认|退回|有误)(?:上报|报送)?(?P<rest>.*)", re.DOTALL)
_REASON = re.compile(r"(?:原因|理由|因为)(?:是|为)?\s*[:：]?\s*|[:：]")
_FILLER = re.compile(r"[\s，,。.、;；!！的了吧和及与]|上报|报送|项")


@dataclass(frozen=True, slots=True)
class HeadWord:
    """`items` () means all that wait; `reason` is why not."""

    agreed: bool
    items: tuple[ItemRef, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report that waits for the head; `reporter` has filed it."""

    key: ReportKey
    version: int
    unit: str
    reporter: str
    content: ReportContent


def head_word(text: str) -> HeadWord | None:
    """Read it; None for anything else, and for a sentence that says more."""
    said = Text.of(text)
    refuses = _REFUSES.fullmatch(said.norm)
    found = refuses or _AGREES.fullmatch(said.norm)
    if found is None or len(said.norm) > 400:
        return None
    begin = found.start("rest")
    rest = said.norm[begin:]
    reason = _REASON.search(rest) if refuses else None
    about = rest[: reason.start()] if reason else rest
    items: list[ItemRef] = []
    left, at = "", 0
    for mention in find_mentions(about):
        items += [ItemRef(kind, no) for kind, no in mention.numbers if kind is not None]
        left += about[at : mention.start]
        at = mention.end
    left += about[at:]
    if refuses:
        end = reason.end() if reason else len(about) - len(about[at:])
        return HeadWord(False, tuple(items), said.cut(begin + end, len(said.norm)).strip(" ，,。："))
    return None if _FILLER.sub("", left) else HeadWord(True, tuple(dict.fromkeys(items)))


def answered(word: HeadWord, waiting: Sequence[WaitingReport], today: date) -> Decision:
    """All that wait, or those that are named. What is refused goes back to who has filed it."""
    meant = [one for one in waiting if not word.items or one.key.item in word.items]
    if not meant:
        return Decision(words.nothing_waits(word.items))
    if word.agreed:
        effect = ConfirmReports(tuple((one.key, one.version) for one in meant))
        left = len(waiting) - len(meant)
        return Decision(words.confirmed([one.key for one in meant], left, today), (effect,))
    if len({one.key.item for one in meant}) > 1 and not word.items:
        return Decision(words.refuse_which([one.key.item for one in meant]))
    if not word.reason:
        return Decision(words.why(meant[0].key.item))
    refuse = RefuseReports(tuple((one.key, one.version) for one in meant), word.reason)
    return Decision(words.refused([one.key for one in meant], word.reason, today), (refuse,))


def confirming_units(unit_ids: Sequence[int], registers: Sequence[Register]) -> tuple[int, ...]:
    """Those of the units whose reports wait for a head."""
    return tuple(
        unit_id
        for unit_id in unit_ids
        if any(one.units[unit_id].head_confirms for one in registers if unit_id in one.units)
    )
