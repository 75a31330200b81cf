"""What can't be written: nothing is said of the items, or it has to be asked which are meant."""

from __future__ import annotations

from handlers.ledger.items import ItemRef
from handlers.reading import content, intents
from handlers.reading.message import Message, entry
from handlers.reading.parts import Unsure, not_theirs
from handlers.reading.shapes import Doubt, Entry, Intent, Reading
from handlers.reading.substance import only_talks
from handlers.reading.topics import Topics

_HARDLY = 1.0  # words with so little of any item are no report


def nothing_said(refs: tuple[ItemRef, ...]) -> Reading:
    """The items are named, and nothing is said of them that could be written."""
    return Reading(Intent.UNCLEAR, tuple(map(Entry, refs)), doubt=Doubt.NO_CONTENT, candidates=refs)


def left_open(
    named: tuple[ItemRef, ...], unfilled: tuple[ItemRef, ...], *, about_plan: bool = False
) -> Reading:
    """Nothing can be written: a form came back as it was sent, or what is said of the items is not clear."""
    if not unfilled:
        return nothing_said(named)
    entries = tuple(map(Entry, unfilled))
    return Reading(Intent.UNCLEAR, entries, doubt=Doubt.UNFILLED, candidates=unfilled, about_plan=about_plan)


def nothing_written(
    message: Message,
    found: Topics,
    others: tuple[ItemRef, ...],
    unfilled: tuple[ItemRef, ...],
    *,
    about_plan: bool = False,
) -> Reading:
    if others and not unfilled:
        return to_ask(message, not_theirs(found, others))
    return left_open(found.refs, unfilled, about_plan=about_plan)


def to_ask(message: Message, unsure: Unsure) -> Reading:
    """Unclear, with what was said kept; or small talk, where nothing sounds like a report."""
    if not unsure.named and not message.by_office and not _is_about_work(message):
        return Reading(Intent.CHITCHAT)
    said = message.said(unsure.start, message.end)
    entries = () if said.progress is None else (entry(None, said),)
    return Reading(
        Intent.UNCLEAR, entries, month=said.month, doubt=unsure.doubt, candidates=unsure.candidates
    )


def _is_about_work(message: Message) -> bool:
    if only_talks(message.body):
        return False
    if intents.sounds_like_a_report(message.body) or message.has_figures():
        return True
    return bool(content.fitting(content.scores(message.body, message.scope.mine, message.catalog), _HARDLY))
