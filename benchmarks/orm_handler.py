"""The baseline: the same work as `bot.intake`, in plain ORM style, a unit of work and a transaction a request.

It reads the words before the transaction begins, as the product does, so that only the storage differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from handlers.desk.decisions import decide
from handlers.desk.effects import (
    Ask,
    Decision,
    FilePlan,
    FileReport,
    RaisePoints,
    SetAside,
    SettlePoints,
    StopAsking,
    Withdraw,
)
from handlers.desk.said import Pending, Question, Said
from handlers.desk.understanding import understand
from handlers.desk.view import LedgerView, Needs, needs_of, open_registers
from handlers.duties.deadlines import local_day
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.people import REPORTING, Person
from handlers.ledger.points import KnownPoint, Point, PointState
from handlers.ledger.register import Register
from handlers.ledger.reports import (
    COUNTING,
    WAITING_PLANS,
    PlanKey,
    PlanState,
    PlanVersion,
    ReportContent,
    ReportKey,
    ReportState,
    ReportVersion,
)
from handlers.messages import InboundMessage
from handlers.reading.shapes import Asked, PlanWords, Quantity
from handlers.standings.figures import goal_figures
from storage.duties import done_for
from storage.goals import pack_goal
from storage.registers import Books, Shelf
from storage.rows import (
    AskedRow,
    HistoryRow,
    IdentityRow,
    InboxRow,
    PersonRow,
    PlanRow,
    PointRow,
    ReportRow,
    RoleRow,
)
from storage.senders import ASKED_LIVES
from storage.states import InboxState
from storage.transactions import make_engine
from storage.views import item_ids, last_written

T = TypeVar("T")
_STANDS = {state.value for state in (*COUNTING, *WAITING_PLANS, ReportState.RETURNED)}


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
        local, calendar = now.astimezone(self._zone), books.terms.calendar
        said = understand(message, person, question, registers, local, (), calendar)

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
        needs = needs_of(said.reading, today, person, registers, said.explained)
        rows = _Rows(session, person, registers, needs)
        view = LedgerView(
            person, registers, books.terms, self._zone, rows.reports, rows.plans, points=rows.points
        )
        if person is not None:
            connection = session.connection()
            view = replace(
                view,
                done=done_for(connection, needs, person, registers, self._zone),
                last_written=last_written(connection, person, registers) if said.looks_back else (),
            )
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
    items = tuple(ItemRef.parse(name) for name in asked.items)
    if asked.points:
        return Question(points=items)
    waiting = session.get(InboxRow, asked.message_id) if asked.message_id else None
    if waiting is not None:
        return Question(None, Pending(waiting.text, waiting.received_at, items))
    return Question(Asked(items) if items else None)


class _Rows:
    """The rows that a decision looks at, and the versions made of them."""

    def __init__(
        self, session: Session, person: Person | None, registers: Sequence[Register], needs: Needs
    ) -> None:
        self.report_rows: dict[ReportKey, ReportRow] = {}
        self.plan_rows: dict[PlanKey, PlanRow] = {}
        self.baselines: dict[PlanKey, PlanWords] = {}
        self.point_rows: dict[ReportKey, list[PointRow]] = {}
        if person is None or not needs.items:
            self.reports: dict[ReportKey, ReportVersion] = {}
            self.plans: dict[PlanKey, PlanVersion] = {}
            self.points: dict[ReportKey, tuple[KnownPoint, ...]] = {}
            return
        ids = item_ids(registers, needs.items)
        if needs.months != ():
            self._load_reports(session, person, needs, ids)
        if needs.plans:
            self._load_plans(session, person, ids)
        self._load_points(session, person, needs, ids)
        self.points = {key: tuple(map(_known_point, rows)) for key, rows in self.point_rows.items()}
        self.reports = {key: _report_version(key, row) for key, row in self.report_rows.items()}
        self.plans = {
            key: PlanVersion(
                key, row.version, row.state, _plan_words(row), self.baselines.get(key), row.because
            )
            for key, row in self.plan_rows.items()
        }

    def _load_reports(
        self, session: Session, person: Person, needs: Needs, ids: dict[int, tuple[int, ItemRef]]
    ) -> None:
        wanted = select(ReportRow).where(
            ReportRow.item_id.in_(ids), ReportRow.state != ReportState.SUPERSEDED
        )
        if needs.months is not None:
            months = {*needs.months, *needs.earlier}
            wanted = wanted.where(ReportRow.month.in_([str(month) for month in months]))
        if not needs.any_unit:
            wanted = wanted.where(ReportRow.unit_id.in_(person.unit_ids))
        for row in session.scalars(wanted.order_by(ReportRow.version)):
            self.report_rows[ReportKey(ids[row.item_id][1], row.unit_id, Month.parse(row.month))] = row

    def _load_plans(self, session: Session, person: Person, ids: dict[int, tuple[int, ItemRef]]) -> None:
        wanted = select(PlanRow).where(
            PlanRow.item_id.in_(ids),
            PlanRow.unit_id.in_(person.unit_ids),
            PlanRow.state != PlanState.SUPERSEDED,
        )
        for row in session.scalars(wanted.order_by(PlanRow.version)):
            year, item = ids[row.item_id]
            key = PlanKey(item, row.unit_id, year)
            self.plan_rows[key] = row
            if row.state is PlanState.ACCEPTED:
                self.baselines[key] = _plan_words(row)

    def _load_points(
        self, session: Session, person: Person, needs: Needs, ids: dict[int, tuple[int, ItemRef]]
    ) -> None:
        months = {key.month for key in self.report_rows if needs.months is None or key.month in needs.months}
        if not months:
            return
        wanted = select(PointRow).where(
            PointRow.item_id.in_(ids),
            PointRow.unit_id.in_(person.unit_ids),
            PointRow.month.in_([str(month) for month in months]),
            PointRow.state != PointState.CORRECTED,
        )
        for row in session.scalars(wanted.order_by(PointRow.id)):
            key = ReportKey(ids[row.item_id][1], row.unit_id, Month.parse(row.month))
            self.point_rows.setdefault(key, []).append(row)


def _known_point(row: PointRow) -> KnownPoint:
    return KnownPoint(Point(row.kind, row.subject, row.said), row.state)


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
        row.this_month,
    )
    return ReportVersion(key, row.version, row.state, content, row.reason)


def _plan_words(row: PlanRow) -> PlanWords:
    return PlanWords(row.q1, row.q2, row.q3, row.q4, row.principal, row.deputy, row.remark)


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
                case SetAside(key):
                    self._remember("set_aside", key)
                case RaisePoints(key, version, points):
                    self._session.add_all(self._point(key, version, point) for point in points)
                case SettlePoints(key, points, state, words):
                    self._settle(key, points, state, words)
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
            goals = [pack_goal(figure) for figure in goal_figures(effect.words)]
            asks = {"state": PlanState.REQUESTED} if effect.request else {}
            return PlanRow(**{**common, **said, **asks}, goals=goals, because=effect.because)
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
            this_month=content.this_month,
        )

    def _point(self, key: ReportKey, version: int, point: Point) -> PointRow:
        return PointRow(
            item_id=self._item_id(key),
            unit_id=key.unit_id,
            month=str(key.month),
            kind=point.kind,
            subject=point.subject,
            said=point.said,
            version=version,
            asked_at=self._now,
            state=PointState.OPEN,
        )

    def _settle(self, key: ReportKey, points: Sequence[Point], state: PointState, words: str | None) -> None:
        settled = {(point.kind, point.subject) for point in points}
        for row in self._rows.point_rows.get(key, ()):
            if row.state is PointState.OPEN and (row.kind, row.subject) in settled:
                row.state, row.words = state, words
                row.settled_at, row.settled_by = self._now, self._person.name
        self._remember(f"point.{state.value}", key)

    def _standing(self, key: ReportKey | PlanKey, state: ReportState) -> None:
        row: ReportRow | PlanRow | None
        row = self._rows.plan_rows.get(key) if isinstance(key, PlanKey) else self._rows.report_rows.get(key)
        if row is not None and row.state.value in _STANDS:
            row.state = state
            row.moved_at = row.moved_at or self._now

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
                self._session.flush()  # what is asked next is a new row
            return
        if asked is None:
            asked = AskedRow(person_id=self._person.id)
            self._session.add(asked)
        asked.items = [str(item) for item in ask.items]
        asked.message_id = self._message_id if ask.keep_message else None
        asked.points = ask.points
        asked.asked_at = self._now
