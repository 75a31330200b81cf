"""read(): one message, what is known about its sender, and the items, to a Reading."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.ledger.items import ItemKind, ItemRef
from handlers.reading import content, intents
from handlers.reading.amending import AMENDS
from handlers.reading.catalog import Catalog
from handlers.reading.commands import command_in
from handlers.reading.correcting import amendment
from handlers.reading.labels import labels_in
from handlers.reading.left_open import nothing_said
from handlers.reading.message import Message
from handlers.reading.month_ends import month_ends
from handlers.reading.planning import has_plan_rows, no_goals, plan
from handlers.reading.plans import monthly_goal, quarters_named, says_plan
from handlers.reading.questions import (
    asks,
    asks_for_the_plan,
    asks_how_it_stands,
    asks_to_confirm,
    asks_what_is_owed,
)
from handlers.reading.shapes import Doubt, Entry, Intent, Reading, Scope
from handlers.reading.writing import report

_LOOK_UP = re.compile(r"\s*(?:请)?(?:帮我)?(?:查|看)")
_BARE_NUMBER = re.compile(r"(?<![\d年月])\d{1,3}(?![\d月年日号个])")
_AMENDS_PLAN = re.compile(r"\s*(?:修改|更正|调整|变更|订正)(?:一?下)?(?:一个)?[^，,;；。:：\n]{0,8}计划")
_PLAN_OF_ITEM = re.compile(r"\s*(?:任务|实事)\s*\d{1,4}的?(?:年度)?(?:落实)?计划\s*:")
_WHY_PLAN = re.compile(r"计划(?:的?(?:调整|变更|修改|更正))?的?(?:原因|理由)\s*[:：是为]")
_AMENDS_EARLY = 20  # in a filled form, a word of correction counts only before the fields
_ALIKE = 0.74  # a question is about all items that its words fit about equally


def read(text: str, scope: Scope, catalog: Catalog) -> Reading:
    """What the message says. Total: every text has a reading, and no item is ever guessed."""
    message = Message.of(text, scope, catalog)
    body = message.body
    if not any(map(str.isalnum, body)):
        return Reading(Intent.HELP if body and not body.strip("?!？！ ") and "?" in body else Intent.CHITCHAT)
    if intents.gives_orders_by_text(body):
        return Reading(Intent.UNCLEAR, doubt=Doubt.NOT_AN_ORDER)
    form = labels_in(message.norm, message.start, message.end)
    quarters = quarters_named(message.norm, message.start, message.end)
    if form < 2 and quarters < 2 and (spoken := _spoken(message)):
        return spoken
    found = message.topics
    correction = AMENDS.search(body) or _WHY_PLAN.search(body)
    if _is_plan(message, quarters, corrects=bool(correction)):
        return plan(message, found)
    if not correction and message.is_headed_plan:  # 计划 at the head is never a report
        return no_goals(message, found.refs)
    if correction and (not form or correction.start() < _AMENDS_EARLY):
        return amendment(message, found)
    return report(message, found)


def _is_plan(message: Message, quarters: int, *, corrects: bool) -> bool:
    if corrects and (quarters < 2 or _AMENDS_PLAN.match(message.body)):
        return False
    if quarters >= 3 or (quarters >= 1 and says_plan(message.body)) or has_plan_rows(message):
        return True
    if not quarters and _names_month_ends(message):
        return True
    if message.is_headed_plan and monthly_goal(message.norm, message.start, message.end) is not None:
        return True
    return quarters == 2 and not intents.sounds_like_a_report(message.body)


def _names_month_ends(message: Message) -> bool:
    """A plan by 3月底, 6月底 …: with its name at the head, with two of them, or with three headings."""
    ends = month_ends(message.norm, message.start, message.end)
    if not ends:
        return False
    if message.is_headed_plan or _PLAN_OF_ITEM.match(message.body):
        return True
    if len(ends) >= 2 and says_plan(message.body):
        return True
    return len(month_ends(message.norm, message.start, message.end, headed=True)) >= 3


def _spoken(message: Message) -> Reading | None:
    """Whatever is not a filled form: bindings, commands, questions, small talk."""
    body = message.body
    if intents.binds(body):
        return Reading(Intent.BIND)
    if command := command_in(body, by_office=message.by_office):
        entries = tuple(map(Entry, message.topics.refs))
        return Reading(Intent.COMMAND, entries, command, message.month_in(body))
    if asks_what_is_owed(body) or (asks_how_it_stands(body) and message.topics.refs):
        return _query(message)
    if intents.asks_for_help(body) and not (message.names_items() and message.has_figures()):
        return Reading(Intent.HELP)
    if asks_for_the_plan(body):
        return replace(_query(message), about_plan=True)
    if intents.withdraws(body):
        return _withdrawal(message)
    if intents.announces_a_correction(body):
        return Reading(Intent.AMEND)
    if intents.keeps(body) and not message.has_figures() and not asks(body):
        refs = message.topics.refs
        return nothing_said(refs) if refs else Reading(Intent.CHITCHAT)
    if asks_to_confirm(body) and message.topics.refs:
        return _query(message)
    if asks(body) and not message.has_figures():
        return _query(message)
    return Reading(Intent.CHITCHAT) if _is_chat(message) else None


def _is_chat(message: Message) -> bool:
    body = message.body
    named = bool(message.mentions)
    if intents.is_small_talk(body, names_items=named) or (message.to_others and not named):
        return True
    return intents.puts_off(body) and not intents.sounds_like_a_report(body) and not message.has_figures()


def _withdrawal(message: Message) -> Reading:
    named = message.topics
    if named.doubt:
        return Reading(Intent.UNCLEAR, doubt=named.doubt, candidates=named.candidates)
    entries = tuple(map(Entry, _withdrawn(message) or named.refs or _own_numbers(message)))
    month = message.month_in(message.body)
    return Reading(Intent.WITHDRAW, entries, month=month, about_plan=says_plan(message.body))


def _own_numbers(message: Message) -> tuple[ItemRef, ...]:
    """撤回65: bare numbers that only one item of the sender's can have."""
    refs = []
    for start, end in intents.withdrawn(message.norm):
        for number in _BARE_NUMBER.findall(message.norm[start:end]):
            own = [ref for ref in message.scope.mine if ref.no == int(number)]
            if len(own) != 1:
                return ()
            refs += own
    return tuple(dict.fromkeys(refs))


def _withdrawn(message: Message) -> tuple[ItemRef, ...]:
    """The items named in the very clauses that withdraw."""
    clauses = intents.withdrawn(message.norm)
    inside = (
        topic for topic in message.topics.found if any(start <= topic.start < end for start, end in clauses)
    )
    return tuple(dict.fromkeys(ref for topic in inside for ref in topic.refs))


def _query(message: Message) -> Reading:
    refs = message.topics.refs or _looked_up(message) or _asked_by_content(message)
    return Reading(Intent.QUERY, tuple(map(Entry, refs)), month=message.month_in(message.body))


def _looked_up(message: Message) -> tuple[ItemRef, ...]:
    """查 42 48 99"""
    if not message.by_office or not _LOOK_UP.match(message.body):
        return ()
    numbers = [int(found) for found in _BARE_NUMBER.findall(message.body)]
    both = (ItemRef(kind, number) for number in numbers for kind in (ItemKind.TASK, ItemKind.LIVELIHOOD))
    return tuple(dict.fromkeys(ref for ref in both if ref in message.catalog))


def _asked_by_content(message: Message) -> tuple[ItemRef, ...]:
    mine, catalog = message.scope.mine, message.catalog
    found = (
        content.scores(message.body, mine, catalog)
        if mine
        else content.scores_over_all(message.body, catalog)
    )
    return content.fitting(found, near=_ALIKE)
