"""Pictures, files and links belong to the report they are sent with. They are never asked for (domain.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.desk.effects import Ask, Decision, Effect, KeepEvidence, Piece, StopAsking
from handlers.desk.followups import items_chosen
from handlers.desk.outcomes import Filed, Outcome
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import ReportKey
from handlers.messages import InboundMessage, MessageKind
from handlers.wording import evidence as words

TOGETHER = timedelta(minutes=30)
"""A picture within this time before or after a report is meant for it."""
KINDS = frozenset({MessageKind.IMAGE, MessageKind.FILE, MessageKind.VIDEO, MessageKind.LINK})
_URL = re.compile(r"https?://[^\s，。；、（）()<>“”\"']+", re.IGNORECASE)
_NUMBER = re.compile(r"第?([1-9]\d?)(?:个|项|条|号)?[。.!]?")
ROOM = 400  # bytes that an answer to a report leaves for what is said about evidence
_MOST = 20  # pieces of one message


@dataclass(frozen=True, slots=True)
class EvidenceDesk:
    """`reported` are the reports that the sender's last writing message wrote, `recent` if that was just now.

    `waiting` are pieces of earlier messages that belong to no report yet, `chosen` is where the last went.
    """

    reported: tuple[ReportKey, ...] = ()
    recent: bool = False
    waiting: tuple[Piece, ...] = field(default=(), repr=False)
    chosen: ReportKey | None = None


def pieces_of(message: InboundMessage) -> tuple[Piece, ...]:
    """What came along with a message; the links in its text too, which are kept and never followed."""
    files = [
        Piece(one.kind, one.handle, one.name)
        for one in message.attachments
        if one.kind in KINDS and one.handle
    ]
    links = [Piece(MessageKind.LINK, url) for url in dict.fromkeys(_URL.findall(message.text))]
    return tuple([*files, *links][:_MOST])


def chosen_among(text: str, candidates: Sequence[ItemRef]) -> tuple[ItemRef, ...]:
    """The answer to "to which item?": 2 is the second of those that were listed."""
    number = _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", text[:20]).split()))
    if number is not None and int(number[1]) <= len(candidates):
        return (candidates[int(number[1]) - 1],)
    return tuple(item for item in items_chosen(text, candidates, candidates) if item in candidates)


def alone(
    pieces: tuple[Piece, ...], desk: EvidenceDesk, asked: tuple[ItemRef, ...], today: date, *, busy: bool
) -> Decision:
    """A picture without words: to the report just before, or kept for the one that follows.

    `asked`: the question to which of these items is open; `busy`: another one is.
    """
    keep = KeepEvidence(None, pieces)
    if not desk.recent or not desk.reported:
        return Decision(words.waits_for_report(pieces), (keep,))
    if desk.chosen is not None or len(desk.reported) == 1:
        return _attached(desk.chosen or desk.reported[0], (*desk.waiting, *pieces), today)
    if asked:
        return Decision(words.still_asking(), (keep,))
    if busy:
        return Decision(words.send_again(pieces))
    items = tuple(dict.fromkeys(key.item for key in desk.reported))
    return Decision(words.which(items), (keep, Ask(items, evidence=True)))


def placed(items: tuple[ItemRef, ...], desk: EvidenceDesk, today: date) -> Decision:
    """The answer to "to which item?"."""
    keys = [key for key in desk.reported if key.item in items]
    if not keys or not desk.waiting:
        return Decision(words.nothing_waits(), (StopAsking(),))
    said = [_attached(key, desk.waiting, today) for key in keys]
    effects = tuple(effect for one in said for effect in one.effects)
    return Decision("\n".join(one.answer for one in said), (*effects, StopAsking()))


def with_report(
    decision: Decision,
    outcomes: Sequence[Outcome],
    pieces: tuple[Piece, ...],
    desk: EvidenceDesk,
    today: date,
) -> Decision:
    """The report and what was sent with it or just before; of several items it is asked, unless a question
    about the report itself is open.
    """
    filed = [outcome for outcome in outcomes if isinstance(outcome, Filed)]
    files = (*desk.waiting, *(one for one in pieces if one.kind is not MessageKind.LINK or one.name))
    links = [one for one in pieces if one.kind is MessageKind.LINK and not one.name]
    if not filed:
        return decision
    effects: list[Effect] = list(decision.effects)
    for link in links:
        effects += [KeepEvidence(one.key, (link,)) for one in filed if len(filed) == 1 or _says(one, link)]
    if not files:
        return Decision(decision.answer, tuple(effects))
    if len(filed) == 1:
        more = _attached(filed[0].key, files, today)
        return Decision(f"{decision.answer}\n{more.answer}", (*effects, *more.effects))
    if any(isinstance(effect, Ask) for effect in effects):
        return Decision(f"{decision.answer}\n{words.send_again(files)}", tuple(effects))
    items = tuple(dict.fromkeys(outcome.key.item for outcome in filed))
    new = tuple(one for one in files if one.row_id is None)
    keep = (KeepEvidence(None, new),) if new else ()
    return Decision(f"{decision.answer}\n{words.which(items)}", (*effects, *keep, Ask(items, evidence=True)))


def _says(filed: Filed, link: Piece) -> bool:
    content = filed.content
    return any(link.handle in (part or "") for part in (content.progress, content.problem, content.next_step))


def _attached(key: ReportKey, pieces: tuple[Piece, ...], today: date) -> Decision:
    return Decision(words.attached(key, pieces, today), (KeepEvidence(key, pieces),))
