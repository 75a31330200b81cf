"""The played year: all events in their order, by the real intake and the office's own functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.intake import Intake
from bot.simulation.cast import Actor, cast
from bot.simulation.days import Days
from bot.simulation.events import Event, Message, Span
from bot.simulation.meanings import Meant, MeantPlan, courses_of
from bot.simulation.office import OfficeYear, office_year
from bot.simulation.timetable import plan_messages, report_messages
from handlers.duties.workdays import Calendar
from handlers.errors import InputError
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.messages import ChatKind, InboundMessage
from storage.house import House
from storage.people import Roster
from storage.registers import load_books
from storage.transactions import Database

_ANSWER_BYTES = 2048  # the longest answer of the narrower platform
Told = Callable[[int, int, datetime], None]
"""Hears after each event: how many are played, of how many, and when that one was."""


@dataclass(slots=True)
class Meaning:
    """What has been meant so far: the newest of each report and plan; None where it was taken back."""

    reports: dict[tuple[ItemRef, str, Month], Meant | None] = field(default_factory=dict)
    plans: dict[tuple[ItemRef, str], MeantPlan | None] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        self.reports |= {one.key: one for one in message.reports}
        self.plans |= {(one.item, one.unit): one for one in message.plans}
        if message.takes_back is not None:
            self.reports[message.takes_back] = None
        if message.takes_back_plan is not None:
            self.plans[message.takes_back_plan] = None


@dataclass(frozen=True, slots=True)
class Played:
    """What was played, what was meant by it, and the answer to each message."""

    meaning: Meaning
    answers: tuple[tuple[Message, str], ...]


@dataclass(frozen=True, slots=True)
class Script:
    """Who plays, what the office does, and what happens until the end, in order."""

    actors: tuple[Actor, ...]
    office: OfficeYear
    days: Days
    events: tuple[Event, ...]
    seed: int


def script_of(register: Register, roster: Roster, calendar: Calendar, span: Span) -> Script:
    """Pure: the same arguments give the same script."""
    days = Days(register.year, calendar, span.zone)
    actors = cast(register, roster, span.seed)
    office = office_year(courses_of(register, actors, span.seed), days, span.held, span.seed)
    events: list[Event] = list(office.events)
    for actor in actors:
        own = [one for one in office.courses if one.actor is actor]
        events += plan_messages(actor, own, days, span.seed)
        events += report_messages(actor, office, days, span)
    played = sorted((one for one in events if one.at <= span.until), key=lambda one: one.at)
    return Script(actors, office, days, tuple(played), span.seed)


def events_of(register: Register, roster: Roster, calendar: Calendar, span: Span) -> list[Event]:
    """What happens until the span's end, in order."""
    return list(script_of(register, roster, calendar, span).events)


def play(database: Database, roster: Roster, span: Span, told: Told | None = None) -> Played:
    """Play a ledger year on a database that holds its notice and people, and nothing of its year yet."""
    with database.reading() as connection:
        books = load_books(connection)
    register = books.registers.get(span.year)
    if register is None:
        raise InputError(f"{span.year}年的台账还没有导入")
    return _Player(database, span).play(events_of(register, roster, books.terms.calendar, span), told)


class _Player:
    def __init__(self, database: Database, span: Span) -> None:
        self._database = database
        self._intake = Intake(database, House(span.zone))
        self._seed = span.seed

    def play(self, events: Sequence[Event], told: Told | None) -> Played:
        meaning = Meaning()
        answers: list[tuple[Message, str]] = []
        for number, event in enumerate(events, 1):
            if isinstance(event, Message):
                meaning.add(event)
                answers.append((event, self._says(event, number)))
            else:
                with self._database.session() as session:
                    event.act(session, event.at)
            if told is not None:
                told(number, len(events), event.at)
        return Played(meaning, tuple(answers))

    def _says(self, message: Message, number: int) -> str:
        account = message.account
        inbound = InboundMessage(
            account.platform,
            f"played-{self._seed}-{number}",
            account.user,
            ChatKind.DIRECT,
            message.text,
            message.at,
            sender_name=account.name,
        )
        return self._intake.take(inbound, _ANSWER_BYTES, message.at).text
