"""A person's message carried into the ledger, without the words: what `bot.intake` does around `decide`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from handlers.desk.effects import Effect, FilePlan, FileReport, Withdraw
from handlers.desk.view import LedgerView, Needs
from handlers.duties.owed import Terms
from handlers.ledger.months import Month
from handlers.ledger.people import Person
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanKey, ReportContent, ReportKey
from handlers.reading.shapes import PlanWords, Quantity
from storage.house import House
from storage.packaged import YEAR
from storage.record import Recorder
from storage.transactions import Database
from storage.views import plans_for, reports_for
from tests.builders import SHANGHAI
from tests.storage.contents import NOW, a_message, person, put, ref, register

Decide = Callable[[LedgerView], list[Effect]]


def view_of(connection: Connection, who: Person, book: Register, needs: Needs) -> LedgerView:
    return LedgerView(
        sender=who,
        registers=(book,),
        terms=Terms(),
        zone=SHANGHAI,
        reports=reports_for(connection, needs, who, [book]),
        plans=plans_for(connection, needs, who, [book]),
    )


def carry_out(
    database: Database, account: str, key: str, needs: Needs, decide: Decide, now: datetime = NOW
) -> int:
    """One message, one transaction: look, decide, record. Returns the message's id."""
    who, book = person(database, account), register(database)

    def work(connection: Connection) -> int:
        view = view_of(connection, who, book, needs)
        message_id = put(connection, a_message(key, sender=account), now, person_id=who.id)
        Recorder({YEAR: book}, who, message_id, now, House(SHANGHAI)).record(connection, decide(view))
        return message_id

    return database.write(work)


def key_of(database: Database, account: str, item: str, month: str) -> ReportKey:
    return ReportKey(ref(item), person(database, account).unit_ids[0], Month.parse(month))


def content(progress: str) -> ReportContent:
    return ReportContent(
        progress=progress,
        percent=40.5,
        quantities=(Quantity(11, "个"), Quantity(1.9, "亿元")),
        problem="",
        cause=None,
        next_step="加快",
        stage_met=True,
        finished=False,
    )


def file_report(
    database: Database,
    account: str,
    item: str,
    month: str,
    progress: str,
    key: str = "",
    *,
    amends: bool = False,
    now: datetime = NOW,
) -> ReportKey:
    report = key_of(database, account, item, month)

    def decide(view: LedgerView) -> list[Effect]:
        return [FileReport(report, view.next_version(report), content(progress), amends)]

    carry_out(database, account, key or f"report {item} {month} {progress}", needs_of(report), decide, now)
    return report


def file_plan(database: Database, account: str, item: str, goal: str) -> PlanKey:
    plan = PlanKey(ref(item), person(database, account).unit_ids[0], YEAR)

    def decide(view: LedgerView) -> list[Effect]:
        before = view.plans.get(plan)
        return [FilePlan(plan, before.version + 1 if before else 1, PlanWords(q1=goal, principal="王明"))]

    carry_out(database, account, f"plan {item} {goal}", Needs((plan.item,), (), plans=True), decide)
    return plan


def withdraw(database: Database, account: str, key: ReportKey | PlanKey, version: int) -> None:
    carry_out(
        database,
        account,
        f"withdraw {key.item} {version}",
        Needs((key.item,)),
        lambda _: [Withdraw(key, version)],
    )


def needs_of(key: ReportKey) -> Needs:
    return Needs((key.item,), (key.month,))
