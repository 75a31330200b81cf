"""One inbound message, one transaction: seen before, who, what does it mean, may they, write, answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.greeting import Greeter
from handlers.desk.assignments import AssignmentWord
from handlers.desk.bulletin_words import Act as BulletinAct
from handlers.desk.confirming import confirming_units
from handlers.desk.decisions import decide
from handlers.desk.effects import Ask, Decision
from handlers.desk.lookups import Look
from handlers.desk.on_behalf import on_behalf
from handlers.desk.rest import months_of
from handlers.desk.said import Question, Said
from handlers.desk.understanding import understand
from handlers.desk.view import (
    LedgerView,
    Needs,
    items_of,
    needs_of,
    needs_of_own,
    needs_of_rest,
    open_registers,
)
from handlers.duties.deadlines import local_day
from handlers.errors import InputError, StandsError
from handlers.joining.shapes import KeepRequest
from handlers.ledger.people import Person, leads_only
from handlers.ledger.register import Register
from handlers.messages import ChatKind, InboundMessage, MessageKind
from handlers.office.deciding import needs_of_order
from handlers.office.orders import Order
from handlers.reading.shapes import Intent
from handlers.wording.guidance import RECEIVED_BUT_FAILED, not_carried_out, stands
from storage import inbox, outbox
from storage.acting import carry_out
from storage.actors import Actor
from storage.assigning import assignments_for
from storage.binding import group_desk
from storage.bulletin_letters import Looked, bulletin_desk, look_over
from storage.confirming import waiting_reports
from storage.duties import done_for
from storage.evidence import evidence_desk, kinds_attached
from storage.house import House
from storage.inbox import Kept
from storage.join_requests import is_drafting, join_desk
from storage.listeners import led_items
from storage.office_desk import Leads, office_desk
from storage.preferring import accounts_of
from storage.record import Recorder
from storage.registers import Books, Shelf
from storage.rhythm import is_paused
from storage.senders import person_of, question_to
from storage.transactions import Database
from storage.views import filed_since, last_written, plans_for, points_for, reported_by_others, reports_for

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said to the sender; `fresh` is False for a message that was taken in before."""

    text: str
    intent: str
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class _Understood:
    """A message read against what is known about its sender, before the transaction."""

    person: Person | None
    registers: tuple[Register, ...]
    books: Books
    said: Said
    needs: Needs
    looked: Looked | None = None


class Intake:
    """Takes messages in. `answers_later` are the platforms whose answers go by the outbox."""

    def __init__(
        self,
        database: Database,
        house: House,
        *,
        robot_names: Sequence[str] = ("督查助手",),
        answers_later: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._house = house
        self._zone = house.zone
        self._robot_names = tuple(robot_names)
        self._answers_later = answers_later
        self._shelf = Shelf(house.go_live)
        self._greeter = Greeter(database, house, self._shelf)

    def take(self, message: InboundMessage, limit: int, now: datetime) -> Answered:
        """Handle a message once; a replay gets the same answer and changes nothing.

        What breaks inside rolls everything back; then the message is kept as failed and the sender hears
        that it was received. Raises only when not even that can be stored: the platform has to call again.
        """
        if message.kind is MessageKind.ENTERED:
            return Answered(self._greeter.greet(message, now), "entered")
        try:
            return self._database.look_and_write(partial(self._look, message, limit, now))
        except Exception as error:
            log.exception("message failed", platform=message.platform)
            reason = type(error).__name__
            return self._database.write(
                lambda connection: self._keep_failed(connection, message, reason, now)
            )

    def retry_due(self, limit_of: Callable[[str], int], now: datetime) -> int:
        """Try the failed messages whose time has come; returns how many went through."""
        with self._database.reading() as connection:
            kept = inbox.due(connection, now)
        return sum(self.retry(one, limit_of(one.message.platform), now) for one in kept)

    def retry(self, kept: Kept, limit: int, now: datetime) -> bool:
        """Handle a kept message as if it had just been received, then; the answer goes by the outbox."""
        try:
            self._database.look_and_write(partial(self._look_again, kept, limit, now))
        except Exception as error:
            log.exception("message failed again", platform=kept.message.platform, attempts=kept.attempts)
            reason = type(error).__name__
            self._database.write(lambda connection: inbox.failed_again(connection, kept, reason, now))
            return False
        return True

    def _look(
        self, message: InboundMessage, limit: int, now: datetime, reading: Connection
    ) -> Callable[[Connection], Answered]:
        understood = self._understand(reading, message, now)
        return lambda connection: self._handle(connection, message, understood, limit, now)

    def _look_again(
        self, kept: Kept, limit: int, now: datetime, reading: Connection
    ) -> Callable[[Connection], None]:
        understood = self._understand(reading, kept.message, kept.received_at)
        return lambda connection: self._handle_kept(connection, kept, understood, limit, now)

    def _understand(self, connection: Connection, message: InboundMessage, at: datetime) -> _Understood:
        books = self._shelf.books(connection)
        today = local_day(at, self._zone)
        person = person_of(connection, message.platform, message.sender, today)
        question = (
            question_to(connection, person, at)
            if person
            else Question(joining=is_drafting(connection, message.platform, message.sender, at))
        )
        registers = open_registers(books.registers, today)
        local, calendar = at.astimezone(self._zone), books.terms.calendar
        entered = on_behalf(message.text, person, registers) if person else None
        if entered is not None:
            message, person = replace(message, text=entered.words), entered.person
        said = understand(message, person, question, registers, local, self._robot_names, calendar)
        said = replace(said, for_unit=entered)
        if person is not None and said.corrects_last:
            said = said.about_last(last_written(connection, person, registers))
        needs = (
            needs_of_order(said.word)
            if isinstance(said.word, Order)
            else needs_of(said.reading, today, person, registers, said.explained)
        )
        if said.look is not None and said.look.what is Look.MINE:
            needs = needs_of_own(said.look.month, person, registers, today)
        elif said.look is not None and said.look.what is Look.GOALS:
            needs = Needs(items_of(person, registers), (), plans=True)
        if said.unchanged is not None:
            needs = needs_of_rest(needs, months_of(said.unchanged, registers, today), person, registers)
        looked = None
        if said.bulletin is not None and said.bulletin.act is BulletinAct.PUBLISH and said.bulletin.number:
            looked = look_over(connection, said.bulletin.number, self._house, at)
        return _Understood(person, registers, books, said, needs, looked)

    def _handle(
        self,
        connection: Connection,
        message: InboundMessage,
        understood: _Understood,
        limit: int,
        now: datetime,
    ) -> Answered:
        seen = inbox.seen(connection, message)
        if seen is not None:
            return Answered(seen.answer or "", "replay", fresh=False)
        decision = self._decide(connection, message, understood, limit, now)
        intent = understood.said.reading.intent.value
        person = understood.person
        message_id = inbox.put(
            connection,
            message,
            now,
            person_id=person.id if person else None,
            intent=intent,
            answer=decision.answer,
        )
        decision = self._carry_out(connection, message_id, understood, decision, now)
        if decision.answer and message.platform in self._answers_later:
            key = f"answer:{message.platform}:{message.key}"
            outbox.put_answer(connection, message, decision.answer, message_id, key, now)
        return Answered(decision.answer, intent)

    def _handle_kept(
        self, connection: Connection, kept: Kept, understood: _Understood, limit: int, now: datetime
    ) -> None:
        """As `_handle`, at the time when the message came; its answer is a message of its own by now.

        What the unit has filed since then is newer and stays.
        """
        at = kept.received_at
        decision = self._decide(connection, kept.message, understood, limit, at, late=True)
        person = understood.person
        inbox.handled(
            connection,
            kept.id,
            person_id=person.id if person else None,
            intent=understood.said.reading.intent.value,
            answer=decision.answer,
        )
        decision = self._carry_out(connection, kept.id, understood, decision, at)
        if decision.answer and (kept.message.sender or kept.message.reply_to):
            key = f"answer:{kept.message.platform}:{kept.message.key}:retried"
            outbox.put_answer(connection, kept.message, decision.answer, kept.id, key, now)

    def _decide(
        self,
        connection: Connection,
        message: InboundMessage,
        understood: _Understood,
        limit: int,
        at: datetime,
        *,
        late: bool = False,
    ) -> Decision:
        person, registers, needs = understood.person, understood.registers, understood.needs
        view = LedgerView(
            sender=person,
            registers=registers,
            terms=understood.books.terms,
            zone=self._zone,
            in_group=message.chat is ChatKind.GROUP,
        )
        if person is not None:
            reports = reports_for(connection, needs, person, registers)
            view = replace(
                view,
                reports=reports,
                points=points_for(connection, needs, person, registers, reports),
                done=done_for(connection, needs, person, registers, self._zone),
                plans=plans_for(connection, needs, person, registers),
                last_written=last_written(connection, person, registers)
                if understood.said.looks_back
                else (),
            )
        if understood.said.head is not None and person is not None:
            units = confirming_units(person.head_of, registers)
            view = replace(view, confirming=waiting_reports(connection, units, registers))
        view = self._with_evidence(connection, view, understood, at)
        if person is not None and understood.said.look is not None:
            view = replace(view, reporters=reported_by_others(connection, view.reports, person, registers))
        if (reply := understood.said.bulletin) is not None:
            desk = bulletin_desk(connection, reply, at, self._house, understood.looked)
            view = replace(view, bulletins=desk)
        if person is not None and not view.in_group:
            view = self._with_words(connection, view, understood, person, at)
        if (word := understood.said.group) is not None and person is not None and view.in_group:
            view = replace(view, group=group_desk(connection, message, word))
        if (joins := understood.said.joins) is not None and message.sender and not view.in_group:
            view = replace(view, joining=join_desk(connection, message, joins, person, at))
        if understood.said.platform is not None and person is not None:
            accounts = accounts_of(connection, person.id, self._house.platforms)
            view = replace(view, accounts=accounts)
        if understood.said.switch is not None:
            view = replace(view, paused=is_paused(connection))
        if person is not None and late:
            view = replace(view, overtaken=filed_since(connection, needs, person, registers, at))
        return decide(understood.said, view, at, limit)

    def _with_words(
        self,
        connection: Connection,
        view: LedgerView,
        understood: _Understood,
        person: Person,
        at: datetime,
    ) -> LedgerView:
        """What words beside reports are decided from: the office's desk, assignments, a leader's items."""
        word, registers = understood.said.word, understood.registers
        if leads_only(person) and registers:
            view = replace(view, led=led_items(connection, person.id, registers, local_day(at, self._zone)))
        if isinstance(word, Order):
            terms = understood.books.terms
            leader = Leads(person.id, view.led) if view.led is not None else None
            desk = office_desk(connection, word, registers, terms, at, self._house, leader=leader)
            view = replace(view, office=desk)
        if isinstance(word, AssignmentWord):
            mine = assignments_for(connection, person, registers, self._house, word.number)
            view = replace(view, assignments=mine)
        return view

    def _with_evidence(
        self, connection: Connection, view: LedgerView, understood: _Understood, at: datetime
    ) -> LedgerView:
        """Pictures and files that may belong to a report, and what belongs to the reports of 详情."""
        person, said = understood.person, understood.said
        if person is None or not person.reports:
            return view
        if said.details is not None:
            keys = [version.key for version in view.last_written]
            return replace(view, attached=kinds_attached(connection, keys, view.registers))
        if not (said.pieces or said.evidence or said.reading.intent in (Intent.REPORT, Intent.AMEND)):
            return view
        desk = evidence_desk(
            connection,
            person,
            view.registers,
            at,
            answers=bool(said.evidence),
            comes_along=bool(said.pieces),
        )
        return replace(view, evidence=desk)

    def _carry_out(
        self,
        connection: Connection,
        message_id: int,
        understood: _Understood,
        decision: Decision,
        now: datetime,
    ) -> Decision:
        """Write what follows. What was decided otherwise meanwhile is said, and nothing is written."""
        person = understood.person
        if not decision.effects:
            return decision
        if person is None:
            for effect in decision.effects:
                if isinstance(effect, KeepRequest):  # all that a stranger may do
                    carry_out(connection, effect, Actor("", None, message_id), now, self._house)
            return decision
        registers = {register.year: register for register in understood.registers}
        recorder = Recorder(registers, person, message_id, now, self._house)
        if understood.said.word is None:
            recorder.record(connection, decision.effects)
            return decision
        try:
            with connection.begin_nested():
                recorder.record(connection, decision.effects)
        except StandsError as error:
            decision = Decision(stands(error))
            asking = Recorder(registers, person, message_id, now, self._house)
            asking.record(connection, (Ask((), keep_message=True, confirms=True),))
            inbox.answer_anew(connection, message_id, decision.answer)
        except InputError as error:
            decision = Decision(not_carried_out(error))
            inbox.answer_anew(connection, message_id, decision.answer)
        return decision

    def _keep_failed(
        self, connection: Connection, message: InboundMessage, reason: str, now: datetime
    ) -> Answered:
        seen = inbox.seen(connection, message)
        if seen is not None:
            return Answered(seen.answer or "", "replay", fresh=False)
        answer = RECEIVED_BUT_FAILED
        message_id = inbox.put_failed(connection, message, reason, answer, now)
        if message.platform in self._answers_later:
            key = f"answer:{message.platform}:{message.key}"
            outbox.put_answer(connection, message, answer, message_id, key, now)
        return Answered(answer, "failed")
