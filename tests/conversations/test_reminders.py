"""What falls due is said in time, once, to the right people: the stopped clock walks through whole months."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.platforms.simulator.transcript import Line
from handlers.duties.hours import Hours
from handlers.duties.workdays import Calendar
from handlers.ledger.links import LinkState
from schedules.jobs import plan_pushes
from schedules.reminders import Reminders
from schedules.summaries import Summaries
from storage import pausing
from storage.enrolling import enrol, take_groups
from storage.house import House
from storage.importing import Source, import_notice
from storage.outbox import claim
from storage.packaged import NOTICE, YEAR, packaged_notice
from storage.rows import OutboxRow
from storage.settling import settle_link
from storage.states import OutboxState
from storage.transactions import Database
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import a_roster, ref, some_groups

HOUSING, HOUSING_TOO, HEAD = "fanwenbo.zjj", "shijun.yjj", "lyuxinran.fgj"
TWO_UNITS, ONE_ITEM = "renguiying.gxj", "huangjuan.zdgc"
OFFICE, LEADER = "zhouyuzhen.dcs", "leader02"
ROSTER = (
    f"区住房城乡建设局,住建局,范文博,联络员,,,{HOUSING},",
    f"区住房城乡建设局,住建局,史军,联络员,,,{HOUSING_TOO},",
    f"区住房城乡建设局,住建局,吕欣然,负责人,,,{HEAD},",
    f"区民政局,,任桂英,联络员,,,{TWO_UNITS},",
    f"区残联,,任桂英,联络员,,,{TWO_UNITS},",
    f"区重点工程服务中心,,黄娟,联络员,,,{ONE_ITEM},",
    f",,周玉珍,督查室,,,{OFFICE},",
    f",,张健,领导,,,{LEADER},",
)
CLOCKS = (
    "00:03",
    "07:59",
    "08:01",
    "08:36",
    "09:05",
    "09:06",
    "09:40",
    "12:00",
    "14:36",
    "15:10",
    "20:29",
    "23:50",
)
FILLED_AT = datetime(2023, 1, 19, 10, tzinfo=SHANGHAI)
REPORT = "实事13 完成情况：已筹集700套；问题：无；下一步：加快验收；阶段目标：已完成"
HOUSE = House(SHANGHAI, ("wecom", "dingtalk"))


@pytest.fixture
def desk(database: Database) -> Desk:
    """The real notice and a handful of people."""
    with database.session() as session:
        import_notice(session, packaged_notice(), YEAR, Source(NOTICE, "test"), FILLED_AT)
        enrol(session, a_roster(*ROSTER), "test", FILLED_AT, new_units=True)
    return Desk(database)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def tick(desk: Desk, when: str, *, relay: bool = True) -> None:
    """The alarm clock rings, twice; the relay runs."""
    desk.clock.now = at(when)
    desk.program.plan_pushes(desk.clock.now)
    desk.program.plan_pushes(desk.clock.now)
    if relay:
        desk.relay()


def walk(desk: Desk, first: str, last: str) -> None:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        for clock in CLOCKS:
            tick(desk, f"{day} {clock}")
        day += timedelta(days=1)


def heard(desk: Desk, account: str, word: str = "") -> list[Line]:
    lines = desk.stand_in.transcript.said_by_bot()
    return [line for line in lines if line.to == account and word in line.text]


def slots(desk: Desk, account: str, word: str = "") -> list[str]:
    """When somebody heard something: 04-10 am."""
    times = [line.at.astimezone(SHANGHAI) for line in heard(desk, account, word)]
    return [f"{time:%m-%d} {'am' if time.hour < 12 else 'pm'}" for time in times]


def rows(desk: Desk) -> list[OutboxRow]:
    with desk.database.session() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def test_a_month_is_said_by_its_ladder(desk: Desk) -> None:
    walk(desk, "2023-03-27", "2023-04-18")
    ladder = ["04-04 am", "04-07 am", "04-10 am", "04-10 pm", "04-11 am"]
    for account in (HOUSING, HOUSING_TOO, TWO_UNITS, ONE_ITEM):
        assert slots(desk, account) == ladder
    assert slots(desk, HEAD) == ["04-11 am"]
    assert "区住房城乡建设局3月情况逾期" in heard(desk, HEAD)[0].text
    assert slots(desk, OFFICE) == ["04-11 am"]
    assert "【逾期清单】55个单位" in heard(desk, OFFICE)[0].text
    assert slots(desk, LEADER) == ["03-27 am", "04-03 am", "04-11 am", "04-17 am"]
    lines = desk.stand_in.transcript.said_by_bot()
    hours = Hours(SHANGHAI)
    assert all(hours.allows(line.at) and line.at.minute not in {0, 30} for line in lines)
    assert all(len(line.text.encode()) <= 2048 and not line.cut for line in lines)
    sent = [row for row in rows(desk) if row.state is OutboxState.SENT]
    assert len({row.dedupe_key for row in sent}) == len(sent) == len(lines)


def test_who_has_several_units_hears_of_all_at_once(desk: Desk) -> None:
    tick(desk, "2023-04-04 09:05")
    tick(desk, "2023-04-04 09:40")
    (line,) = heard(desk, TWO_UNITS)
    assert "区民政局" in line.text
    assert "区残联" in line.text
    assert line.text.count("任桂英您好") == 1


def test_who_answers_between_slot_and_claim_is_left_alone(desk: Desk) -> None:
    tick(desk, "2023-04-10 09:05", relay=False)
    assert "已记录" in desk.says(ONE_ITEM, REPORT)
    tick(desk, "2023-04-10 09:50")
    assert heard(desk, ONE_ITEM, "您好") == []
    assert [row.state for row in rows(desk) if row.receiver == ONE_ITEM] == [OutboxState.DROPPED]
    assert len(heard(desk, HOUSING, "您好")) == 1
    walk(desk, "2023-04-10", "2023-04-12")
    assert heard(desk, ONE_ITEM, "您好") == []


def test_a_machine_that_was_down_says_it_once_afterwards(desk: Desk) -> None:
    tick(desk, "2023-04-10 07:55")
    for clock in ("15:01", "15:02", "15:40", "16:20"):
        tick(desk, f"2023-04-10 {clock}")
    assert slots(desk, HOUSING) == ["04-10 pm"]
    assert "就是今天" in heard(desk, HOUSING)[0].text


def test_a_relay_that_was_down_says_only_the_newest(desk: Desk) -> None:
    tick(desk, "2023-04-10 09:06", relay=False)
    tick(desk, "2023-04-10 14:36", relay=False)
    tick(desk, "2023-04-10 15:20")
    assert slots(desk, HOUSING) == ["04-10 pm"]


def test_days_of_outage_end_at_an_allowed_hour_with_one_message(desk: Desk) -> None:
    tick(desk, "2023-04-03 12:00")
    desk.stand_in.transcript.clear()
    for when in ("04-10 22:00", "04-11 03:00", "04-11 08:00", "04-11 08:20", "04-11 09:05", "04-11 09:45"):
        tick(desk, f"2023-{when}")
    assert slots(desk, HOUSING) == ["04-11 am"]
    assert "1月、2月、3月" in heard(desk, HOUSING)[0].text


def test_a_clock_that_jumps_says_nothing_twice(desk: Desk) -> None:
    for when in ("04-10 09:05", "04-10 09:45", "06-20 12:00", "04-10 09:50", "04-10 10:20"):
        tick(desk, f"2023-{when}")
    before_the_jump = [line for line in heard(desk, HOUSING) if line.at < at("2023-05-01 00:00")]
    assert len(before_the_jump) == 1


def test_two_schedulers_at_once_say_it_once(desk: Desk) -> None:
    now = at("2023-04-10 09:05")
    start = threading.Barrier(4)

    def ring() -> None:
        one = (Reminders(HOUSE).plan, Summaries(HOUSE).plan)
        start.wait()
        plan_pushes(desk.database, one, now)

    threads = [threading.Thread(target=ring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [row.dedupe_key for row in rows(desk)]
    assert len(keys) == len(set(keys)) == 4


def test_a_make_up_day_is_a_working_day(desk: Desk) -> None:
    walk(desk, "2023-10-06", "2023-10-12")
    assert slots(desk, HOUSING) == ["10-08 am", "10-10 am", "10-11 am", "10-11 pm", "10-12 am"]
    assert Calendar().is_working_day(date(2023, 10, 8)), "a Sunday"


def test_december_is_reported_in_january(desk: Desk) -> None:
    walk(desk, "2024-01-01", "2024-01-09")
    assert slots(desk, ONE_ITEM) == ["01-03 am", "01-05 am", "01-08 am", "01-08 pm", "01-09 am"]
    text = heard(desk, ONE_ITEM)[0].text
    assert "2023年12月情况还差1项" in text
    assert "截止1月8日（周一），还有3个工作日" in text


def test_a_line_to_copy_is_taken_as_meant(desk: Desk) -> None:
    tick(desk, "2023-04-10 09:05")
    tick(desk, "2023-04-10 09:45")
    (line,) = heard(desk, ONE_ITEM)
    ready = next(one for one in line.text.splitlines() if "实事13 完成情况" in one)
    assert ready.startswith("1月份 "), "for what is most urgent"
    answer = desk.says(ONE_ITEM, ready.replace("…", "筹集700套", 1).replace("…", "加快验收"))
    assert "已记录" in answer
    assert desk.standing()["实事13", "2023-01"]["progress"] == "筹集700套"


def test_last_month_and_this_quarter_are_shown(desk: Desk) -> None:
    desk.clock.now = at("2023-03-06 10:00")
    desk.says(ONE_ITEM, REPORT)
    desk.says(ONE_ITEM, "计划 实事13 一季度：筹集800套；二季度：1600套；三季度：3000套；四季度：4700套")
    tick(desk, "2023-04-10 09:05")
    tick(desk, "2023-04-10 09:45")
    (line,) = heard(desk, ONE_ITEM, "您好")
    assert "　2月：已筹集700套\n　一季度目标：筹集800套" in line.text


def test_a_units_group_hears_it_once(desk: Desk) -> None:
    group = "住建工作群,区住房城乡建设局,wecom,webhook,a-key,"
    with desk.database.session() as session:
        take_groups(session, some_groups(group), "test", FILLED_AT)
    tick(desk, "2023-04-10 09:05", relay=False)
    tick(desk, "2023-04-10 09:10", relay=False)
    (row,) = [row for row in rows(desk) if row.channel == "group"]
    assert (row.platform, row.dedupe_key) == ("wecom", f"reminder:group:{row.receiver}:2023-04-10:am")
    assert row.not_before > at("2023-04-10 09:05")
    text = worded(desk, HOUSE, row.dedupe_key, at("2023-04-10 09:40"))
    assert text is not None
    assert text.startswith("【区住房城乡建设局】\n")
    assert "3月情况还差18项" in text
    assert "范文博、史军" in text


def worded(desk: Desk, house: House, key: str, now: datetime) -> str | None:
    """What a reminder says at its claim."""
    letters = desk.database.write(lambda connection: claim(connection, now, 100))
    letter = next(one for one in letters if one.dedupe_key == key)
    with desk.database.reading() as connection:
        return Reminders(house).word(connection, letter, now)


def test_nothing_is_pushed_before_the_go_live(desk: Desk) -> None:
    house = House(SHANGHAI, ("wecom",), go_live=date(2023, 4, 8))
    reminders, summaries = Reminders(house), Summaries(house)
    for when in ("04-04 09:05", "04-07 09:05"):
        assert plan_pushes(desk.database, (reminders.plan, summaries.plan), at(f"2023-{when}")) == 0
    assert plan_pushes(desk.database, (reminders.plan, summaries.plan), at("2023-04-10 09:05")) == 4
    key = next(row.dedupe_key for row in rows(desk) if row.receiver == ONE_ITEM)
    text = worded(desk, house, key, at("2023-04-10 09:40"))
    assert text is not None
    assert "2月" not in text, "what was due before does not count"


def test_in_a_trial_only_the_office_hears_anything(desk: Desk) -> None:
    house, later = House(SHANGHAI, ("wecom",), trial=True), at("2023-04-11 09:40")
    Reminders(house).plan(desk.database, at("2023-04-11 09:05"))
    for_whom = {(row.about or {})["for"]: row for row in rows(desk)}
    assert {row.receiver for row in rows(desk)} == {OFFICE}
    assert set(for_whom) == {"范文博", "史军", "吕欣然", "任桂英", "黄娟", "周玉珍"}
    meant = for_whom["范文博"]
    (first,) = desk.database.write(lambda connection: claim(connection, later, 100))
    letter = replace(first, id=meant.id, dedupe_key=meant.dedupe_key, about=meant.about)
    with desk.database.reading() as connection:
        text = Reminders(house).word(connection, letter, later)
        assert text is not None
        assert text.startswith("【试运行，应发给：范文博】\n范文博您好")
        assert Reminders(HOUSE).word(connection, letter, later) is None, "the trial is over"


def test_a_pause_holds_pushes_and_answers_go_on(desk: Desk) -> None:
    tick(desk, "2023-04-07 09:05", relay=False)
    with desk.database.session() as session:
        assert pausing.pause(session, "周玉珍", desk.clock.now)
    walk(desk, "2023-04-07", "2023-04-10")
    assert "已记录" in desk.says(ONE_ITEM, REPORT)
    assert all(heard(desk, account, "您好") == [] for account in (HOUSING, ONE_ITEM, TWO_UNITS))
    with desk.database.session() as session:
        pausing.resume(session, Hours(SHANGHAI), "周玉珍", at("2023-04-10 23:55"))
    walk(desk, "2023-04-11", "2023-04-12")
    assert slots(desk, HOUSING, "您好") == ["04-11 am"], "only the newest of what was missed"
    assert "1月、2月、3月" in heard(desk, HOUSING, "您好")[0].text
    assert heard(desk, ONE_ITEM, "您好") == [], "what is no longer true is not said"


def test_of_linked_items_one_report_is_asked_for(desk: Desk) -> None:
    with desk.database.session() as session:
        settle_link(session, YEAR, (ref("任务45"), ref("实事9")), LinkState.CONFIRMED, "周玉珍", FILLED_AT)
    tick(desk, "2023-04-10 09:05")
    tick(desk, "2023-04-10 09:45")
    (line,) = heard(desk, HOUSING)
    assert "3月情况还差17项" in line.text
    assert "落实计划逾期18项" in line.text, "each has a plan of its own"


def test_before_the_reports_are_due_a_summary_shows_the_month_before(desk: Desk) -> None:
    """On 3 April there is nothing to judge March by: its reports are due on the 10th."""
    tick(desk, "2023-04-03 08:36")
    tick(desk, "2023-04-03 09:10")
    assert "截至2月底（3月情况4月10日前报齐）" in heard(desk, LEADER)[-1].text
    tick(desk, "2023-04-11 08:36")
    tick(desk, "2023-04-11 09:10")
    assert "截至3月底" in heard(desk, LEADER)[-1].text
    assert "报齐" not in heard(desk, LEADER)[-1].text
