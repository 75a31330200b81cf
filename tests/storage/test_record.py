"""Effects become versions: nothing said is ever lost or changed, and one version of a key stands."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.desk.effects import Ask, Effect, FilePlan, FileReport, StopAsking, Withdraw
from handlers.desk.said import Question
from handlers.desk.view import LedgerView, Needs
from handlers.errors import LedgerError
from handlers.ledger.months import Month
from handlers.ledger.reports import PlanKey, ReportKey, ReportState
from handlers.reading.shapes import Asked, PlanWords
from storage.house import House
from storage.packaged import YEAR
from storage.record import Recorder
from storage.rows import PlanRow, ReportRow
from storage.senders import ASKED_LIVES, question_to
from storage.transactions import Database
from storage.views import last_written, plans_for, reports_for
from tests.builders import SHANGHAI
from tests.storage.contents import HOUSING, NOW, a_message, everything, history, person, put, ref, register
from tests.storage.filing import carry_out, content, file_plan, file_report, key_of, needs_of, withdraw
from tests.storage.test_transactions import PATIENCE, another, at_once

OFFICE = "zhouyuzhen.dcs"
MONTH = "2023-03"


def versions(database: Database) -> list[tuple[str, int, str, str | None]]:
    columns = (ReportRow.month, ReportRow.version, ReportRow.state, ReportRow.progress)
    with database.reading() as connection:
        rows = connection.execute(select(*columns).order_by(ReportRow.month, ReportRow.version)).all()
    return [(month, version, state.value, progress) for month, version, state, progress in rows]


def plan_versions(database: Database) -> list[tuple[int, str, str | None]]:
    with database.reading() as connection:
        rows = connection.execute(
            select(PlanRow.version, PlanRow.state, PlanRow.q1).order_by(PlanRow.version)
        )
        return [(version, state.value, goal) for version, state, goal in rows]


def view(database: Database, needs: Needs, account: str = HOUSING) -> dict[str, tuple[int, str]]:
    with database.reading() as connection:
        found = reports_for(connection, needs, person(database, account), [register(database)])
    return {f"{k.item} {k.month} {k.unit_id}": (v.version, v.state.value) for k, v in found.items()}


# Versions


def test_a_report_comes_back_as_it_was_said(ledger: Database) -> None:
    key = file_report(ledger, HOUSING, "任务42", MONTH, "已清零11个")
    with ledger.reading() as connection:
        found = reports_for(connection, needs_of(key), person(ledger, HOUSING), [register(ledger)])
    assert found[key].content == content("已清零11个")
    assert (found[key].version, found[key].state) == (1, ReportState.FILED)


def test_a_new_version_supersedes_the_one_before(ledger: Database) -> None:
    for number in range(3):
        file_report(ledger, HOUSING, "任务42", MONTH, f"已清零{number}个", amends=number > 0)
    assert versions(ledger) == [
        (MONTH, 1, "superseded", "已清零0个"),
        (MONTH, 2, "superseded", "已清零1个"),
        (MONTH, 3, "filed", "已清零2个"),
    ]
    assert [(what, subject, by, detail["version"]) for what, subject, by, detail in history(ledger)[2:]] == [
        ("report.filed", "任务42", "范文博", 1),
        ("report.amended", "任务42", "范文博", 2),
        ("report.amended", "任务42", "范文博", 3),
    ]


def test_months_items_and_units_do_not_touch_each_other(ledger: Database) -> None:
    file_report(ledger, HOUSING, "任务42", MONTH, "一")
    file_report(ledger, HOUSING, "任务42", "2023-04", "二")
    file_report(ledger, HOUSING, "任务45", MONTH, "三")
    file_report(ledger, "chenlixin.zrj", "任务42", MONTH, "四")
    assert {(version, state) for _, version, state, _ in versions(ledger)} == {(1, "filed")}
    assert len(versions(ledger)) == 4


def test_what_is_withdrawn_stays_and_no_longer_counts(ledger: Database) -> None:
    key = file_report(ledger, HOUSING, "任务42", MONTH, "已清零11个")
    withdraw(ledger, HOUSING, key, 1)
    assert versions(ledger) == [(MONTH, 1, "withdrawn", "已清零11个")]
    assert history(ledger)[-1][:3] == ("report.withdrawn", "任务42", "范文博")
    file_report(ledger, HOUSING, "任务42", MONTH, "已清零12个")
    assert versions(ledger) == [(MONTH, 1, "withdrawn", "已清零11个"), (MONTH, 2, "filed", "已清零12个")]


def test_plans_have_versions_too(ledger: Database) -> None:
    file_plan(ledger, HOUSING, "任务42", "完成选址")
    key = file_plan(ledger, HOUSING, "任务42", "完成立项")
    assert plan_versions(ledger) == [(1, "superseded", "完成选址"), (2, "filed", "完成立项")]
    needs = Needs((key.item,), (), plans=True)
    with ledger.reading() as connection:
        found = plans_for(connection, needs, person(ledger, HOUSING), [register(ledger)])
    assert found[key].words == PlanWords(q1="完成立项", principal="王明")
    withdraw(ledger, HOUSING, key, 2)
    assert plan_versions(ledger) == [(1, "superseded", "完成选址"), (2, "withdrawn", "完成立项")]
    assert [what for what, *_ in history(ledger)[2:]] == ["plan.filed", "plan.filed", "plan.withdrawn"]


def test_one_message_may_do_many_things_or_nothing(ledger: Database) -> None:
    old = file_report(ledger, HOUSING, "任务42", MONTH, "一")
    other, plan = key_of(ledger, HOUSING, "任务45", MONTH), PlanKey(ref("任务45"), old.unit_id, YEAR)
    effects: list[Effect] = [
        FileReport(other, 1, content("二")),
        FilePlan(plan, 1, PlanWords(q1="三")),
        Withdraw(old, 1),
    ]
    carry_out(ledger, HOUSING, "many", Needs(), lambda _: effects)
    assert versions(ledger) == [(MONTH, 1, "withdrawn", "一"), (MONTH, 1, "filed", "二")]
    assert plan_versions(ledger) == [(1, "filed", "三")]
    before = everything(ledger)
    nowhere = replace(other, item=ref("任务111"))
    with pytest.raises(LedgerError, match="任务111"):
        carry_out(
            ledger,
            HOUSING,
            "bad",
            Needs(),
            lambda _: [Withdraw(other, 1), FileReport(nowhere, 1, content(""))],
        )
    assert everything(ledger) == before


# Races


def test_two_who_report_the_same_at_once_make_two_versions_of_which_one_stands(ledger: Database) -> None:
    """On PostgreSQL both have read the ledger before either writes."""
    key = key_of(ledger, HOUSING, "任务42", MONTH)
    race(ledger, key)
    assert [(version, state) for _, version, state, _ in versions(ledger)] == [
        (1, "superseded"),
        (2, "filed"),
    ]
    assert sorted(progress or "" for *_, progress in versions(ledger)) == ["一", "二"]
    race(ledger, key, "三四")
    states = [(version, state) for _, version, state, _ in versions(ledger)]
    assert states == [*((number, "superseded") for number in (1, 2, 3)), (4, "filed")]


def race(ledger: Database, key: ReportKey, said: str = "一二") -> None:
    both_have_read = threading.Barrier(2)
    tries: list[str] = []

    def file(way: Database, progress: str) -> None:
        def decide(view: LedgerView) -> list[Effect]:
            tries.append(progress)
            if ledger.engine.dialect.name == "postgresql" and tries.count(progress) == 1:
                both_have_read.wait(PATIENCE)
            return [FileReport(key, view.next_version(key), content(progress))]

        carry_out(way, HOUSING, f"m {progress}", needs_of(key), decide)

    with another(ledger) as other:
        assert not any(at_once(lambda: file(ledger, said[0]), lambda: file(other, said[1])))
    assert len(tries) == (3 if ledger.engine.dialect.name == "postgresql" else 2)


def test_a_withdrawal_of_a_version_that_no_longer_stands_is_decided_again(ledger: Database) -> None:
    key = file_report(ledger, HOUSING, "任务42", MONTH, "一")
    decided: list[int] = []

    def decide(view: LedgerView) -> list[Effect]:
        standing = view.counting(key)
        assert standing is not None
        decided.append(standing.version)
        return [Withdraw(key, standing.version if len(decided) > 1 else 4711)]

    carry_out(ledger, HOUSING, "withdraw", needs_of(key), decide)
    assert decided == [1, 1]
    assert [state for _, _, state, _ in versions(ledger)] == ["withdrawn"]
    assert [what for what, *_ in history(ledger)[2:]] == ["report.filed", "report.withdrawn"], "said once"


# What is looked at


def test_only_the_newest_version_is_looked_at_and_only_what_is_needed(ledger: Database) -> None:
    for month in ("2023-02", MONTH):
        for progress in ("一", "二"):
            file_report(ledger, HOUSING, "任务42", month, progress)
    file_report(ledger, HOUSING, "任务45", MONTH, "三")
    file_report(ledger, "chenlixin.zrj", "任务42", MONTH, "四")
    housing = person(ledger, HOUSING).unit_ids[0]
    item = (ref("任务42"),)
    march = {f"任务42 {MONTH} {housing}": (2, "filed")}
    assert view(ledger, Needs(item, (Month(2023, 3),))) == march
    assert view(ledger, Needs(item, None)) == {**march, f"任务42 2023-02 {housing}": (2, "filed")}
    assert view(ledger, Needs(item, ())) == {}
    assert view(ledger, Needs()) == {}
    everybody = view(ledger, Needs(item, (Month(2023, 3),), any_unit=True), OFFICE)
    assert len(everybody) == 2
    assert march.items() <= everybody.items()


def test_a_withdrawn_version_is_the_newest_until_there_is_a_newer_one(ledger: Database) -> None:
    key = file_report(ledger, HOUSING, "任务42", MONTH, "一")
    name = f"任务42 {MONTH} {key.unit_id}"
    withdraw(ledger, HOUSING, key, 1)
    assert view(ledger, needs_of(key)) == {name: (1, "withdrawn")}
    file_report(ledger, HOUSING, "任务42", MONTH, "二")
    assert view(ledger, needs_of(key)) == {name: (2, "filed")}


def test_the_last_writing_message_of_a_person_gives_its_details(ledger: Database) -> None:
    file_report(ledger, HOUSING, "任务42", MONTH, "一")
    keys = [key_of(ledger, HOUSING, item, MONTH) for item in ("任务42", "任务45")]
    carry_out(
        ledger,
        HOUSING,
        "two",
        Needs(),
        lambda _: [FileReport(key, 2 - number, content("二")) for number, key in enumerate(keys)],
    )
    file_report(ledger, "chenlixin.zrj", "任务42", MONTH, "三")
    with ledger.reading() as connection:
        written = last_written(connection, person(ledger, HOUSING), [register(ledger)])
        assert last_written(connection, person(ledger, OFFICE), [register(ledger)]) == ()
    assert [(str(v.key.item), v.version, v.content.progress) for v in written] == [
        ("任务42", 2, "二"),
        ("任务45", 1, "二"),
    ]


# What the bot asked


def test_a_question_is_remembered_for_some_days_and_replaced_by_the_next(ledger: Database) -> None:
    items = (ref("任务42"), ref("任务45"))
    ask(ledger, "a", Ask(items))
    assert question(ledger) == Question(Asked(items), None)
    assert question(ledger, ASKED_LIVES).asked is not None
    assert question(ledger, ASKED_LIVES + timedelta(seconds=1)) == Question()
    ask(ledger, "b", Ask((ref("任务46"),), keep_message=True))
    pending = question(ledger).pending
    assert pending is not None
    assert (pending.text, question(ledger).asked) == ("任务42 已清零11个", None)
    ask(ledger, "c", StopAsking())
    assert question(ledger) == Question()


def ask(ledger: Database, key: str, effect: Effect) -> None:
    carry_out(ledger, HOUSING, key, Needs(), lambda _: [effect])


def question(ledger: Database, after: timedelta = timedelta()) -> Question:
    with ledger.reading() as connection:
        return question_to(connection, person(ledger, HOUSING), NOW + after)


def test_every_change_names_its_message(ledger: Database) -> None:
    who, book = person(ledger, HOUSING), register(ledger)
    key = key_of(ledger, HOUSING, "任务42", MONTH)
    message_id = ledger.write(lambda c: put(c, a_message(), person_id=who.id))
    recorder = Recorder({YEAR: book}, who, message_id, NOW, House(SHANGHAI))
    ledger.write(lambda c: recorder.record(c, [FileReport(key, 1, content("一"))]))
    rows = everything(ledger)
    assert any(message_id in row and who.id in row for row in rows["history"])
    with ledger.reading() as connection:
        filed = connection.execute(
            select(ReportRow.message_id, ReportRow.person_id, ReportRow.filed_at)
        ).one()
    assert tuple(filed) == (message_id, who.id, NOW)
