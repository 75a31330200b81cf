"""Decisions in the middle of the year: what they change from their day on, and what they leave as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from handlers.bulletins.bulletin import BulletinKind
from handlers.duties.owed import Duty, DutyKind, Terms, owed
from handlers.errors import InputError, OvertakenError
from handlers.ledger.items import ItemKind
from handlers.ledger.months import Month
from handlers.standings.picture import Ground, ItemStanding, Stage
from storage.bulletin_drafts import draft_of
from storage.duties import done_at
from storage.exporting import plans_json, reports_json
from storage.house import House
from storage.importing import Source, import_notice
from storage.item_changes import NewItem, add_item, drop_item, restore_item
from storage.leaders import succeed
from storage.led import led_by, whole_on
from storage.listeners import items_led
from storage.moving import Decision, Moved, change_lead, move_item
from storage.packaged import NOTICE, YEAR, packaged_notice
from storage.registers import load_books
from storage.rows import PersonRow
from storage.settling import settle_lead
from storage.standings import standing_on
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import everything, history, ref, register, unit_id
from tests.storage.test_taking_over import plan, take

ON = date(2023, 7, 1)  # May's reports were due on 7 June, June's on 7 July
NOW = datetime(2023, 7, 3, 2, 0, tzinfo=UTC)
AFTER = datetime(2023, 7, 20, 2, 0, tzinfo=UTC)
BY, OTHER = "命令行（某人）", "命令行（别人）"
OLD, NEW = "区住房城乡建设局", "区城管局"
ITEM = "实事13"
MAY = f"{OLD},{ITEM},5月,截至5月底，建设居民安置房1500套，筹集保障性租赁住房2500套（间）,,,是,"
OWN = "{unit},{item},6月,截至6月底，建设居民安置房{houses}套，筹集保障性租赁住房{rents}套（间）,,,是,"


def decision(on: date = ON, by: str = BY, reason: str = "区政府专题会议纪要第8期") -> Decision:
    return Decision(on, reason, by, NOW, SHANGHAI)


def move(database: Database, old: str = OLD, new: str = NEW, **more: object) -> Moved:
    with database.session() as session:
        return move_item(session, YEAR, ref(ITEM), (old, new), decision(**more))  # type: ignore[arg-type]


def stands(database: Database, day: date, item: str = ITEM) -> ItemStanding:
    with database.reading() as connection:
        _, picture = standing_on(connection, YEAR, day, SHANGHAI)
    (found,) = picture.of(lambda one: one.ref == ref(item)).items
    return found


def owes(database: Database, unit: str, day: date, item: str = ITEM) -> list[Duty]:
    book = register(database)
    with database.reading() as connection:
        done = done_at(connection, book.on(day), SHANGHAI, units=[unit_id(book, unit)])
    found = owed(book, done, Terms(), day, [unit_id(book, unit)])
    return [duty for duty in found if duty.item == ref(item)]


def units(item: ItemStanding, database: Database) -> list[str]:
    book = register(database)
    return [book.units[unit.unit_id].name for unit in item.units]


def reached(item: ItemStanding) -> list[float]:
    return [one.reached.value for one in item.measured if one.reached]


@pytest.fixture
def moved(ledger: Database) -> Database:
    """The lead of 实事13 has planned and reported until May, and has handed it over on 1 July."""
    with ledger.session() as session:
        settle_lead(session, YEAR, ref(ITEM), OLD, BY, NOW)
    plan(ledger)
    take(ledger, MAY)
    assert move(ledger) == Moved(OLD, NEW, plan=True)
    return ledger


# Moved


def test_what_falls_due_after_the_move_is_the_new_units(moved: Database) -> None:
    assert owes(moved, OLD, date(2023, 7, 12)) == [], "not even what was overdue"
    (june,) = owes(moved, NEW, date(2023, 7, 12))
    assert (june.kind, june.month) == (DutyKind.REPORT, Month(YEAR, 6)), "the plan is taken over"
    assert {duty.month for duty in owes(moved, OLD, date(2023, 6, 20))} >= {Month(YEAR, 4)}, (
        "it was owed then"
    )
    assert owes(moved, NEW, date(2023, 6, 20)) == []


def test_on_the_day_of_a_deadline_it_is_still_the_former_units(ledger: Database) -> None:
    move(ledger, on=date(2023, 7, 7))
    assert Month(YEAR, 6) in {duty.month for duty in owes(ledger, OLD, date(2023, 7, 7))}
    assert Month(YEAR, 6) not in {duty.month for duty in owes(ledger, NEW, date(2023, 7, 12))}
    assert owes(ledger, OLD, date(2023, 7, 8)) == []


def test_past_days_show_the_former_unit_and_later_ones_the_new_one(moved: Database) -> None:
    before, after = stands(moved, date(2023, 6, 20)), stands(moved, date(2023, 7, 12))
    assert OLD in units(before, moved)
    assert NEW not in units(before, moved)
    assert OLD not in units(after, moved)
    book = register(moved)
    assert [book.units[lead].name for lead in (*before.lead_ids, *after.lead_ids)] == [OLD, NEW]
    assert units(after, moved).index(NEW) == units(before, moved).index(OLD), "in its place"
    with moved.reading() as connection:
        rows = reports_json(connection, YEAR, None, SHANGHAI)
    assert [(row["unit"], row["state"]) for row in rows] == [(OLD, "filed")]


def test_figures_are_not_lost(moved: Database) -> None:
    assert reached(stands(moved, date(2023, 7, 2))) == [1500, 2500]
    (lead,) = stands(moved, date(2023, 7, 12)).leads
    assert lead.ground is Ground.NOT_REPORTED
    take(moved, OWN.format(unit=NEW, item=ITEM, houses=1800, rents=2600))
    assert reached(stands(moved, date(2023, 7, 12))) == [1800, 2600], "the item's totals"


def test_a_total_below_the_start_is_the_new_units_own_part(moved: Database) -> None:
    take(moved, OWN.format(unit=NEW, item=ITEM, houses=100, rents=2600))
    assert reached(stands(moved, date(2023, 7, 12))) == [1600, 2600]


def test_what_the_former_unit_has_reported_on_the_month_serves(ledger: Database) -> None:
    take(ledger, OWN.format(unit=OLD, item=ITEM, houses=1700, rents=2600))  # on 30 June, in time for 7 July
    move(ledger)
    assert Month(YEAR, 6) not in {duty.month for duty in owes(ledger, NEW, date(2023, 7, 12))}
    june = next(unit for unit in stands(ledger, date(2023, 7, 12)).units if unit.report)
    assert (june.report is not None, june.month) == (True, Month(YEAR, 6))


def test_a_month_that_was_not_a_units_is_not_taken_over_for_it(moved: Database) -> None:
    with pytest.raises(InputError, match="当时不由"):
        take(moved, OWN.format(unit=OLD, item=ITEM, houses=1700, rents=2600))


def test_without_a_plan_to_take_over_the_new_unit_owes_one(ledger: Database) -> None:
    assert not move(ledger).plan
    plans = [duty for duty in owes(ledger, NEW, date(2023, 7, 5)) if duty.kind is DutyKind.PLAN]
    assert [duty.deadline.on for duty in plans] == [date(2023, 7, 14)]


def test_the_plan_is_the_new_units_baseline_and_the_former_one_stays(moved: Database) -> None:
    with moved.reading() as connection:
        rows = plans_json(connection, YEAR, SHANGHAI)
    assert [(row["unit"], row["state"], row["q4"]) for row in rows] == [
        (unit, "accepted", rows[0]["q4"]) for unit in (OLD, NEW)
    ]
    assert stands(moved, date(2023, 7, 12)).leads[0].goal is not None


def test_the_same_move_again_changes_nothing_and_another_one_is_told(moved: Database) -> None:
    before = everything(moved)
    assert move(moved) == Moved(OLD, NEW, changed=False)
    with pytest.raises(OvertakenError, match="移交区城管局"):
        move(moved, new="区水务局", by=OTHER)
    assert everything(moved) == before
    assert history(moved)[-1][:3] == ("item.moved", ITEM, BY)


@pytest.mark.parametrize(
    ("units", "more", "told"),
    [
        ((OLD, "区城管"), {}, "没有单位“区城管”"),
        (("区财政局", NEW), {}, "不由区财政局负责"),
        ((OLD, "各街道办事处"), {}, "具体单位"),
        ((OLD, OLD), {}, "另一个"),
        ((OLD, NEW), {"reason": " "}, "原因"),
        ((OLD, NEW), {"on": date(2022, 7, 1)}, "不在2023年"),
    ],
)
def test_what_cannot_be_is_refused(
    ledger: Database, units: tuple[str, str], more: dict[str, object], told: str
) -> None:
    before = everything(ledger)
    with pytest.raises(InputError, match=told):
        move(ledger, *units, **more)  # type: ignore[arg-type]
    assert everything(ledger) == before


def test_the_notice_read_again_finds_no_difference_and_keeps_the_decision(moved: Database) -> None:
    with moved.session() as session:
        drop_item(session, YEAR, ref("任务3"), decision())
        add_item(session, YEAR, NewItem(ItemKind.TASK, "办好一件新事。", [NEW]), decision())
    with moved.session() as session:
        again = import_notice(session, packaged_notice(), YEAR, Source(NOTICE, "test"), NOW, apply=True)
    assert again.changes == ()
    assert NEW in units(stands(moved, date(2023, 7, 12)), moved)


def test_another_of_the_units_leads_from_a_day_on(ledger: Database) -> None:
    item = "任务42"
    with ledger.session() as session:
        settle_lead(session, YEAR, ref(item), OLD, BY, NOW)
    for changed in (True, False):
        with ledger.session() as session:
            led = change_lead(session, YEAR, ref(item), "区自然资源局", decision())
        assert (led.unit, led.to, led.changed) == (
            OLD if changed else "区自然资源局",
            "区自然资源局",
            changed,
        )
    book = register(ledger)
    before, after = stands(ledger, date(2023, 6, 20), item), stands(ledger, date(2023, 7, 12), item)
    assert [book.units[lead].name for lead in (*before.lead_ids, *after.lead_ids)] == [OLD, "区自然资源局"]
    assert set(units(before, ledger)) == set(units(after, ledger))
    assert len(owes(ledger, OLD, date(2023, 7, 12), item)) == len(
        owes(ledger, "区自然资源局", date(2023, 7, 12), item)
    )


# Dropped, restored, added


def test_what_is_dropped_owes_nothing_and_past_standings_keep_it(ledger: Database) -> None:
    for changed in (True, False):
        with ledger.session() as session:
            assert drop_item(session, YEAR, ref("任务42"), decision()) is changed
    assert owes(ledger, OLD, date(2023, 7, 12), "任务42") == []
    assert stands(ledger, date(2023, 6, 30), "任务42").stage is Stage.WITHOUT_PLAN
    with ledger.reading() as connection:
        _, picture = standing_on(connection, YEAR, ON, SHANGHAI)
        quarter = draft_of(connection, BulletinKind.OVERALL, Month(YEAR, 6), House(SHANGHAI), AFTER)
    assert (len(picture.items), sum(picture.counts().values())) == (129, 129)
    assert quarter.adjusted == "台账原有130项，经研究决定撤销任务42，现为129项。"
    with ledger.session() as session, pytest.raises(InputError, match="撤项"):
        settle_lead(session, YEAR, ref("任务42"), OLD, BY, NOW)
    with ledger.session() as session, pytest.raises(OvertakenError, match="撤项"):
        drop_item(session, YEAR, ref("任务42"), decision(date(2023, 7, 2), OTHER))


def test_what_is_restored_owes_again_but_not_for_the_time_between(ledger: Database) -> None:
    with ledger.session() as session:
        drop_item(session, YEAR, ref("任务42"), decision(date(2023, 3, 1)))
    with ledger.session() as session:
        assert restore_item(session, YEAR, ref("任务42"), decision())
    with ledger.session() as session:
        assert not restore_item(session, YEAR, ref("任务42"), decision())
    months = [duty.month.month for duty in owes(ledger, OLD, date(2023, 7, 12), "任务42") if duty.month]
    assert months == [1, 6], "February to May fell due while it was dropped"
    with ledger.session() as session, pytest.raises(InputError, match="没有撤项"):
        restore_item(session, YEAR, ref("任务43"), decision())


def test_an_item_is_added_with_the_next_number_and_its_indicators(ledger: Database) -> None:
    new = NewItem(ItemKind.TASK, "新建改建公厕12座。", [NEW, OLD], NEW)
    for changed in (True, False):
        with ledger.session() as session:
            assert add_item(session, YEAR, new, decision()) == (ref("任务111"), changed)
    item = stands(ledger, date(2023, 7, 12), "任务111")
    assert [(one.value, one.unit) for one in item.item.indicators] == [(12, "座")]
    assert [register(ledger).units[lead].name for lead in item.lead_ids] == [NEW]
    kinds = [(duty.kind, duty.month) for duty in owes(ledger, NEW, date(2023, 7, 12), "任务111")]
    assert kinds == [(DutyKind.REPORT, Month(YEAR, 6)), (DutyKind.PLAN, None)]
    with ledger.reading() as connection:
        _, before = standing_on(connection, YEAR, date(2023, 6, 30), SHANGHAI)
    assert len(before.items) == 130
    with ledger.session() as session, pytest.raises(InputError, match="是否应为"):
        add_item(session, YEAR, NewItem(ItemKind.TASK, "别的事。", ["区城管执法局"]), decision())
    with ledger.session() as session, pytest.raises(InputError, match="任务42已经在台账里"):
        add_item(session, YEAR, NewItem(ItemKind.TASK, "别的事。", [NEW], no=42), decision())


# Leaders


def leader_of(database: Database, item: str, day: date) -> tuple[str, ...]:
    return stands(database, day, item).item.leaders


def test_a_leader_is_succeeded_from_a_day_on(ledger: Database) -> None:
    former = leader_of(ledger, "任务42", ON)[0]
    successor = next(name for name in everything_led(ledger) if name != former)
    for changed in (True, False):
        with ledger.session() as session:
            assert succeed(session, former, successor, ON, "区人大常委会任命", BY, NOW).changed is changed
    assert former in leader_of(ledger, "任务42", date(2023, 6, 30))
    assert former not in leader_of(ledger, "任务42", ON)
    assert successor in leader_of(ledger, "任务42", ON)
    with ledger.session() as session, pytest.raises(OvertakenError, match="接任"):
        succeed(session, former, "另一人", ON, "任命", OTHER, NOW)
    with ledger.session() as session, pytest.raises(InputError, match="没有叫"):
        succeed(session, "查无此人", "另一人", ON, "任命", BY, NOW)


def everything_led(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        _, picture = standing_on(connection, YEAR, ON, SHANGHAI)
    return {leader: sum(counts.values()) for leader, counts in picture.by_leader().items()}


def test_summaries_go_to_the_new_leader(ledger: Database) -> None:
    with ledger.reading() as connection:
        book = load_books(connection).registers[YEAR]
        before = items_led(connection, book, ON)
        named = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(before))
        names = {row.id: row.name for row in connection.execute(named)}
    first, second, *_ = before
    with ledger.session() as session:
        succeed(session, names[first], names[second], ON, "任命", BY, NOW)
    with ledger.reading() as connection:
        after, earlier = items_led(connection, book, ON), items_led(connection, book, date(2023, 6, 30))
        whole = whole_on(connection, YEAR, Terms(), NOW, SHANGHAI)
        standing, _ = led_by(connection, whole, second, NOW, ON)
    assert first not in after
    assert after[second] == before[first] | before[second]
    assert earlier == before
    assert len(standing.items) == len(after[second])
