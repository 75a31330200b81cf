"""The baseline: the same work as `bot.intake`, in plain ORM style, a unit of work and a transaction a request.

It reads the words before the transaction begins, as the product does, so that only the storage differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from handlers.desk.decisions import decide
from handlers.desk.effects import Ask, Decision, FilePlan, FileReport, StopAsking, Withdraw
from handlers.desk.understanding import Pending, Question, Said, understand
from handlers.desk.view import LedgerView, Needs, needs_of, open_registers
from handlers.duties.deadlines import local_day
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import REPORTING, Person
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanKey, PlanVersion, ReportContent, ReportKey, ReportState, ReportVersion
from handlers.messages import InboundMessage
from handlers.reading.shapes import Asked, PlanWords, Quantity
from storage.registers import Books, Shelf
from storage.rows import AskedRow, HistoryRow, IdentityRow, InboxRow, PersonRow, PlanRow, ReportRow, RoleRow
from storage.senders import ASKED_LIVES
from storage.states import InboxState
from storage.transactions import make_engine
from storage.views import item_ids

T = TypeVar("T")


class OrmIntake:
    def __init__(self, url: str, zone: ZoneInfo) -> None:
        self._engine = make_engine(url)
        self._zone = zone
        self._shelf = Shelf()

    def take(self, message: InboundMessage, limit: int, now: datetime) -> str:
        with Session(self._engine) as session:
            books = self._shelf.books(session.connection())
            person = _person(session, message)
            question = _question(session, person, now) if person else Question()
        registers = open_registers(books.registers, local_day(now, self._zone))
        said = understand(message, person, question, registers, now.astimezone(self._zone), ())

        def work(session: Session) -> str:
            return self._handle(session, message, person, said, books, limit, now)

        return self._once_more_after_a_race(work)

    def _once_more_after_a_race(self, work: Callable[[Session], T]) -> T:
        try:
            with self._transaction() as session:
                return work(session)
        except DBAPIError:
            with self._transaction() as session:
                return work(session)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with Session(self._engine) as session, session.begin():
            if self._engine.dialect.name == "sqlite":
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session

    def _handle(
        self,
        session: Session,
        message: InboundMessage,
        person: Person | None,
        said: Said,
        books: Books,
        limit: int,
        now: datetime,
    ) -> str:
        known = select(InboxRow).where(InboxRow.platform == message.platform, InboxRow.key == message.key)
        seen = session.scalars(known).one_or_none()
        if seen is not None:
            return seen.answer or ""
        today = local_day(now, self._zone)
        registers = open_registers(books.registers, today)
        rows = _Rows(session, person, registers, needs_of(said.reading, today, person, registers))
        view = LedgerView(person, registers, books.terms, self._zone, rows.reports, rows.plans)
        decision = decide(said, view, now, limit)
        row = _inbox_row(message, person, said, decision, now)
        session.add(row)
        session.flush()
        if person is not None:
            _Carrier(session, person, row.id, rows, books.registers, now).carry_out(decision)
        return decision.answer


def _person(session: Session, message: InboundMessage) -> Person | None:
    identity = session.get(IdentityRow, (message.platform, message.sender.lower()))
    if identity is None:
        return None
    row = session.get_one(PersonRow, identity.person_id)
    roles = session.scalars(select(RoleRow).where(RoleRow.person_id == row.id).order_by(RoleRow.id)).all()
    units = dict.fromkeys(r.unit_id for r in roles if r.role in REPORTING and r.unit_id is not None)
    return Person(row.id, row.name, frozenset(role.role for role in roles), tuple(units))


def _question(session: Session, person: Person, now: datetime) -> Question:
    asked = session.get(AskedRow, person.id)
    if asked is None or now - asked.asked_at > ASKED_LIVES:
        return Question()
    waiting = session.get(InboxRow, asked.message_id) if asked.message_id else None
    if waiting is not None:
        return Question(None, Pending(waiting.text, waiting.received_at))
    items = tuple(ItemRef.parse(name) for name in asked.items)
    return Question(Asked(items) if items else None)


class _Rows:
    """The rows that a decision looks at, and the versions made of them."""

    def __init__(
        self, session: Session, person: Person | None, registers: Sequence[Register], needs: Needs
    ) -> None:
        self.report_rows: dict[ReportKey, ReportRow] = {}
        self.plan_rows: dict[PlanKey, PlanRow] = {}
        if person is None or not needs.items:
            self.reports: dict[ReportKey, ReportVersion] = {}
            self.plans: dict[PlanKey, PlanVersion] = {}
            return
        ids = item_ids(registers, needs.items)
        if needs.months != ():
            self._load_reports(session, person, needs, ids)
        if needs.plans:
            self._load_plans(session, person, ids)
        self.reports = {key: _report_version(key, row) for key, row in self.report_rows.items()}
        self.plans = {key: _plan_version(key, row) for key, row in self.plan_rows.items()}

    def _load_reports(
        self, session: Session, person: Person, needs: Needs, ids: dict[int, tuple[int, ItemRef]]
    ) -> None:
        wanted = select(ReportRow).where(
            ReportRow.item_id.in_(ids), ReportRow.state != ReportState.SUPERSEDED
        )
        if needs.months is not None:
            wanted = wanted.where(ReportRow.month.in_([str(month) for month in needs.months]))
        if not needs.any_unit:
            wanted = wanted.where(ReportRow.unit_id.in_(person.unit_ids))
        for row in session.scalars(wanted.order_by(ReportRow.version)):
            self.report_rows[ReportKey(ids[row.item_id][1], row.unit_id, Month.parse(row.month))] = row

    def _load_plans(self, session: Session, person: Person, ids: dict[int, tuple[int, ItemRef]]) -> None:
        wanted = select(PlanRow).where(
            PlanRow.item_id.in_(ids),
            PlanRow.unit_id.in_(person.unit_ids),
            PlanRow.state != ReportState.SUPERSEDED,
        )
        for row in session.scalars(wanted.order_by(PlanRow.version)):
            year, item = ids[row.item_id]
            self.plan_rows[PlanKey(item, row.unit_id, year)] = row


def _report_version(key: ReportKey, row: ReportRow) -> ReportVersion:
    content = ReportContent(
        row.progress,
        row.percent,
        tuple(Quantity(value, unit) for value, unit in row.quantities),
        row.problem,
        row.cause,
        row.next_step,
        row.stage_met,
        row.finished,
    )
    return ReportVersion(key, row.version, row.state, content)


def _plan_version(key: PlanKey, row: PlanRow) -> PlanVersion:
    words = PlanWords(row.q1, row.q2, row.q3, row.q4, row.principal, row.deputy, row.remark)
    return PlanVersion(key, row.version, row.state, words)


def _inbox_row(
    message: InboundMessage, person: Person | None, said: Said, decision: Decision, now: datetime
) -> InboxRow:
    return InboxRow(
        platform=message.platform,
        key=message.key,
        sender=message.sender,
        sender_name=message.sender_name,
        person_id=person.id if person else None,
        chat=message.chat,
        chat_id=message.chat_id,
        kind=message.kind,
        text=message.text,
        quote=message.quote,
        attachments=[],
        sent_at=message.sent_at,
        received_at=now,
        state=InboxState.DONE,
        intent=said.reading.intent.value,
        answer=decision.answer,
        attempts=1,
    )


class _Carrier:
    """Adds and changes rows; the unit of work writes them."""

    def __init__(
        self,
        session: Session,
        person: Person,
        message_id: int,
        rows: _Rows,
        registers: Mapping[int, Register],
        now: datetime,
    ) -> None:
        self._session = session
        self._person = person
        self._message_id = message_id
        self._rows = rows
        self._registers = registers
        self._now = now

    def carry_out(self, decision: Decision) -> None:
        for effect in decision.effects:
            match effect:
                case FileReport() | FilePlan():
                    self._file(effect)
                case Withdraw(key):
                    self._standing(key, ReportState.WITHDRAWN)
                    self._remember("withdrawn", key)
                case Ask() | StopAsking():
                    self._ask(effect)

    def _file(self, effect: FileReport | FilePlan) -> None:
        self._standing(effect.key, ReportState.SUPERSEDED)
        self._session.add(self._row(effect))
        self._remember("filed", effect.key)

    def _row(self, effect: FileReport | FilePlan) -> ReportRow | PlanRow:
        common = {
            "item_id": self._item_id(effect.key),
            "unit_id": effect.key.unit_id,
            "version": effect.version,
            "state": ReportState.FILED,
            "person_id": self._person.id,
            "message_id": self._message_id,
            "filed_at": self._now,
        }
        if isinstance(effect, FilePlan):
            said = {name: getattr(effect.words, name) for name in PlanWords.__slots__}
            return PlanRow(**common, **said)
        content = effect.content
        return ReportRow(
            **common,
            month=str(effect.key.month),
            progress=content.progress,
            percent=content.percent,
            quantities=[[quantity.value, quantity.unit] for quantity in content.quantities],
            problem=content.problem,
            cause=content.cause,
            next_step=content.next_step,
            stage_met=content.stage_met,
            finished=content.finished,
        )

    def _standing(self, key: ReportKey | PlanKey, state: ReportState) -> None:
        row: ReportRow | PlanRow | None
        row = self._rows.plan_rows.get(key) if isinstance(key, PlanKey) else self._rows.report_rows.get(key)
        if row is not None:
            row.state = state

    def _item_id(self, key: ReportKey | PlanKey) -> int:
        year = key.year if isinstance(key, PlanKey) else key.month.year
        return self._registers[year].items[key.item].id

    def _remember(self, what: str, key: ReportKey | PlanKey) -> None:
        self._session.add(
            HistoryRow(
                at=self._now,
                what=what,
                subject=str(key.item),
                person_id=self._person.id,
                by=self._person.name,
                message_id=self._message_id,
                detail={"unit_id": key.unit_id},
            )
        )

    def _ask(self, ask: Ask | StopAsking) -> None:
        asked = self._session.get(AskedRow, self._person.id)
        if isinstance(ask, StopAsking):
            if asked is not None:
                self._session.delete(asked)
            return
        if asked is None:
            asked = AskedRow(person_id=self._person.id)
            self._session.add(asked)
        asked.items = [str(item) for item in ask.items]
        asked.message_id = self._message_id if ask.keep_message else None
        asked.asked_at = self._now
