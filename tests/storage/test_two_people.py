"""Two people of the office at work do not overwrite each other, and neither do a contact and the office."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from handlers.desk.effects import FilePlan
from handlers.desk.view import Needs
from handlers.errors import InputError, OvertakenError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.links import LinkState
from handlers.ledger.people import Person
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanKey, PlanState
from handlers.ledger.unit_kinds import UnitKind
from handlers.reading.shapes import PlanWords
from handlers.standings.lights import Light, Thresholds
from storage import deciding, policy
from storage.exporting import plans_json
from storage.house import House
from storage.packaged import YEAR
from storage.record import Recorder
from storage.settling import settle_kind, settle_lead, settle_link, settle_set
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import HOUSING, NOW, a_message, everything, history, person, put, ref, register
from tests.storage.filing import file_plan, view_of

ITEM = ref("任务42")
UNIT = "区住房城乡建设局"
ZHANG, LI = "张三", "李四"
LATER = NOW + timedelta(hours=3)
PATIENCE = 60


@contextmanager
def another(database: Database) -> Iterator[Database]:
    """A second process's way into the same database."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    try:
        yield other
    finally:
        other.close()


def plans(database: Database) -> list[tuple[int, str, str | None]]:
    with database.reading() as connection:
        return [
            (row["version"], row["state"], row["decided_by"])
            for row in plans_json(connection, YEAR, SHANGHAI)
        ]


def accept(database: Database, by: str, version: int | None = None) -> int:
    with database.session() as session:
        return deciding.accept_plan(session, YEAR, ITEM, UNIT, by, NOW, version=version)


def amend(database: Database, goal: str) -> None:
    """The unit's contact says the plan anew; on a locked one that is a request."""
    who, book = person(database, HOUSING), register(database)
    database.write(lambda connection: say_anew(connection, who, book, goal))


def say_anew(connection: Connection, who: Person, book: Register, goal: str) -> None:
    view = view_of(connection, who, book, Needs((ITEM,), (), plans=True))
    ((key, before),) = view.plans.items()
    request = before.baseline is not None
    effect = FilePlan(key, before.version + 1, PlanWords(q1=goal), amends=True, request=request)
    message_id = put(connection, a_message(f"amend {goal}", sender=HOUSING), NOW, person_id=who.id)
    Recorder({YEAR: book}, who, message_id, NOW, House(SHANGHAI)).record(connection, [effect])


@pytest.fixture
def filed(ledger: Database) -> Database:
    """A ledger in which one plan waits."""
    key: PlanKey = file_plan(ledger, HOUSING, str(ITEM), "开工")
    assert key.item == ITEM
    return ledger


# Which version was meant


def test_a_decision_on_an_old_version_is_refused(filed: Database) -> None:
    amend(filed, "竣工")
    before = everything(filed)
    said = "任务42 区住房城乡建设局的计划已有第2版（您看的是第1版），请重新看过再决定"
    with pytest.raises(InputError, match=said):
        accept(filed, ZHANG, version=1)
    with filed.session() as session, pytest.raises(InputError, match="已有第2版"):
        deciding.return_plan(session, YEAR, ITEM, UNIT, "不完整", LI, NOW, version=1)
    with pytest.raises(InputError, match="没有第3版，最新的是第2版"):
        accept(filed, ZHANG, version=3)
    assert everything(filed) == before
    assert accept(filed, ZHANG, version=2) == 2


def test_who_comes_second_hears_by_whom_and_when(filed: Database) -> None:
    accept(filed, ZHANG, version=1)
    for version in (1, None):
        with pytest.raises(OvertakenError) as refused:
            accept(filed, LI, version)
        assert str(refused.value) == "任务42 区住房城乡建设局的计划第1版已由张三于4月6日10:12接受"
    amend(filed, "竣工")
    with filed.session() as session:
        deciding.return_plan(session, YEAR, ITEM, UNIT, "不能下调", LI, LATER, version=2)
    with pytest.raises(InputError, match="第2版已由李四于4月6日13:12退回"):
        accept(filed, ZHANG)
    with pytest.raises(InputError, match="已有第2版（您看的是第1版）"):
        accept(filed, ZHANG, version=1)
    assert plans(filed) == [(1, "accepted", ZHANG), (2, "refused", LI)]


def test_the_time_is_said_in_the_readers_zone() -> None:
    error = OvertakenError("已由张三于{at}接受", NOW)
    assert error.spoken(NOW.tzinfo or SHANGHAI) == "已由张三于4月6日02:12接受"


def test_all_plans_are_accepted_each_with_its_entry(filed: Database) -> None:
    file_plan(filed, HOUSING, "任务101", "开工")
    with filed.session() as session:
        assert deciding.accept_all_plans(session, YEAR, ZHANG, NOW) == 2
    accepted = [
        (subject, detail["version"]) for what, subject, _, detail in history(filed) if what == "plan.accepted"
    ]
    assert accepted == [("任务42", 1), ("任务101", 1)]
    before = everything(filed)
    with filed.session() as session:
        assert deciding.accept_all_plans(session, YEAR, LI, LATER) == 0
    assert everything(filed) == before


# At the same moment


def test_of_two_who_accept_at_once_exactly_one_wins(filed: Database) -> None:
    ended: list[str] = []
    begin = threading.Barrier(2)

    def decide(database: Database, by: str) -> None:
        begin.wait(PATIENCE)
        try:
            ended.append(str(accept(database, by, version=1)))
        except InputError as error:
            ended.append(str(error))

    with another(filed) as other:
        threads = [threading.Thread(target=decide, args=pair) for pair in ((filed, ZHANG), (other, LI))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    ((_, state, winner),) = plans(filed)
    assert state == PlanState.ACCEPTED
    assert sorted(ended) == ["1", f"任务42 区住房城乡建设局的计划第1版已由{winner}于4月6日10:12接受"]
    assert [what for what, *_ in history(filed)].count("plan.accepted") == 1


def meanwhile(
    database: Database, first: Callable[[Session], object], second: Callable[[Database], object]
) -> str:
    """What a second process hears that begins while the first one's transaction is open."""
    ended: list[str] = []

    def run(other: Database) -> None:
        try:
            ended.append(str(second(other)))
        except InputError as error:
            ended.append(str(error))

    with another(database) as other:
        thread = threading.Thread(target=run, args=(other,))
        with database.session() as session:
            first(session)
            session.flush()
            thread.start()
            while thread.is_alive() and not waits(database):
                thread.join(0.01)
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return ended[0]


def waits(database: Database) -> bool:
    """Whether a transaction waits for another's lock. SQLite's writers wait before they begin."""
    if database.engine.dialect.name == "sqlite":
        return True
    with database.engine.connect() as connection:
        waiting = connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        return bool(waiting.scalar())


Decision = Callable[[Session, str], object]
CONTRARY: dict[str, tuple[Decision, Decision, str]] = {
    "plan": (
        lambda s, by: deciding.accept_plan(s, YEAR, ITEM, UNIT, by, NOW),
        lambda s, by: deciding.return_plan(s, YEAR, ITEM, UNIT, "不完整", by, LATER),
        "的计划第1版已由张三于4月6日10:12接受",
    ),
    "all plans": (
        lambda s, by: deciding.accept_all_plans(s, YEAR, by, NOW),
        lambda s, by: deciding.accept_plan(s, YEAR, ITEM, UNIT, by, LATER),
        "的计划第1版已由张三于4月6日10:12接受",
    ),
    "closing": (
        lambda s, by: deciding.take_step(s, YEAR, ITEM, ClosingStep.CLOSED, None, by, NOW),
        lambda s, by: deciding.take_step(s, YEAR, ITEM, ClosingStep.REFUSED, "没验收", by, LATER),
        "任务42已由张三于4月6日10:12办结，不能退回办结申请",
    ),
    "light": (
        lambda s, by: deciding.set_light(s, YEAR, (ITEM, None), Light.RED, "用地未批", by, NOW),
        lambda s, by: deciding.set_light(s, YEAR, (ITEM, None), Light.GREEN, "批了", by, LATER),
        "任务42的灯（红灯，原因：用地未批）已由张三于4月6日10:12确定",
    ),
    "lead": (
        lambda s, by: settle_lead(s, YEAR, ref("任务101"), "区民政局", by, NOW),
        lambda s, by: settle_lead(s, YEAR, ref("任务101"), "区住房城乡建设局", by, LATER),
        "任务101的牵头单位（区民政局）已由张三于4月6日10:12确定",
    ),
    "set": (
        lambda s, by: settle_set(s, "各街道办事处", ["大观园街道办事处"], by, NOW),
        lambda s, by: settle_set(s, "各街道办事处", ["泺源街道办事处"], by, LATER),
        "各街道办事处已由张三于4月6日10:12确定",
    ),
    "link": (
        lambda s, by: settle_link(s, YEAR, (ref("任务45"), ref("实事9")), LinkState.CONFIRMED, by, NOW),
        lambda s, by: settle_link(s, YEAR, (ref("实事9"), ref("任务45")), LinkState.REJECTED, by, LATER),
        "任务45与实事9是否重合已由张三于4月6日10:12确定",
    ),
    "kind": (
        lambda s, by: settle_kind(s, "区民政局", UnitKind.PARTY, by, NOW),
        lambda s, by: settle_kind(s, "区民政局", UnitKind.MASS, by, LATER),
        "区民政局的性质（党委部门）已由张三于4月6日10:12确定",
    ),
    "thresholds": (
        lambda s, by: policy.set_thresholds(s, Thresholds(0.8, 0.6), by, NOW),
        lambda s, by: policy.set_thresholds(s, Thresholds(0.7, 0.5), by, LATER, seen=Thresholds()),
        "灯的界线刚由张三于4月6日10:12改过，请重新看过再决定",
    ),
}


@pytest.mark.parametrize("what", CONTRARY)
def test_of_two_contrary_decisions_at_once_the_second_hears_of_the_first(filed: Database, what: str) -> None:
    first, second, said = CONTRARY[what]

    def decide(database: Database) -> None:
        with database.session() as session:
            second(session, LI)

    assert said in meanwhile(filed, lambda session: first(session, ZHANG), decide)
    assert LI not in [by for *_, by, _ in history(filed)]


@pytest.mark.parametrize("what", [name for name in CONTRARY if name not in {"plan", "all plans", "closing"}])
def test_the_same_again_changes_nothing_whoever_says_it(filed: Database, what: str) -> None:
    decision = CONTRARY[what][0]
    with filed.session() as session:
        decision(session, ZHANG)
    before = everything(filed)
    for by in (ZHANG, LI):
        with filed.session() as session:
            decision(session, by)
    assert everything(filed) == before


def test_one_changes_ones_own_mind_and_replaces_anothers_on_purpose(filed: Database) -> None:
    lights = ((ZHANG, Light.RED, False), (ZHANG, Light.YELLOW, False), (LI, Light.GREEN, True))
    for by, light, replace in lights:
        with filed.session() as session:
            deciding.set_light(session, YEAR, (ITEM, None), light, "理由", by, NOW, replace=replace)
    leads = ((ZHANG, "区民政局", False), (ZHANG, "区住房城乡建设局", False), (LI, "区民政局", True))
    for by, unit, replace in leads:
        with filed.session() as session:
            settle_lead(session, YEAR, ref("任务101"), unit, by, NOW, replace=replace)
    with filed.session() as session:
        settle_set(session, "各街道办事处", ["大观园街道办事处"], ZHANG, NOW)
        settle_set(session, "各街道办事处", ["泺源街道办事处"], LI, NOW, replace=True)
        settle_link(session, YEAR, (ref("任务45"), ref("实事9")), LinkState.CONFIRMED, ZHANG, NOW)
        settle_link(session, YEAR, (ref("任务45"), ref("实事9")), LinkState.REJECTED, LI, NOW, replace=True)
    assert [by for *_, by, _ in history(filed)[-4:]] == [ZHANG, LI, ZHANG, LI]


def test_two_names_of_lights_given_at_once_both_hold(filed: Database) -> None:
    def second(database: Database) -> None:
        with database.session() as session:
            policy.set_look(session, Light.RED, "严重滞后", None, LI, NOW)

    def first(session: Session) -> None:
        policy.set_look(session, Light.GREEN, "正常推进", None, ZHANG, NOW)

    assert meanwhile(filed, first, second) == "None"
    with filed.session() as session:
        looks = policy.light_rules(session).looks
    assert (looks.name(Light.GREEN), looks.name(Light.RED)) == ("正常推进", "严重滞后")


# A contact and the office


def test_a_plan_that_is_changed_while_it_is_accepted_becomes_a_request(filed: Database) -> None:
    def accepts(session: Session) -> None:
        deciding.accept_plan(session, YEAR, ITEM, UNIT, ZHANG, NOW)

    assert meanwhile(filed, accepts, lambda other: amend(other, "竣工")) == "None"
    assert plans(filed) == [(1, "accepted", ZHANG), (2, "requested", None)]


def test_a_plan_that_is_accepted_while_it_is_changed_is_to_be_read_again(filed: Database) -> None:
    def files(session: Session) -> None:
        say_anew(session.connection(), person(filed, HOUSING), register(filed), "竣工")

    told = meanwhile(filed, files, lambda other: accept(other, ZHANG, version=1))
    assert "已有第2版（您看的是第1版），请重新看过再决定" in told
    assert plans(filed) == [(1, "superseded", None), (2, "filed", None)]
