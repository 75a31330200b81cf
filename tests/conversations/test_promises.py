"""What a unit said it would do by a day comes back in its reminders, and follows its versions."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from handlers.ledger.months import Month
from storage import reviewing
from storage.enrolling import enrol
from storage.importing import Source, import_notice
from storage.item_story import story_of
from storage.packaged import NOTICE, YEAR, packaged_notice
from storage.rows import PromiseRow
from storage.transactions import Database
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import a_roster, ref

WHO, UNIT = "huangjuan.zdgc", "区重点工程服务中心"  # answers for 实事13 only
SAID = "预计5月20日前完成验收"
REPORT = f"实事13 完成情况：已筹集700套；问题：无；下一步：加快进度，{SAID}；阶段目标：未完成"
FILLED_AT = datetime(2023, 1, 19, 10, tzinfo=SHANGHAI)


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.session() as session:
        import_notice(session, packaged_notice(), YEAR, Source(NOTICE, "test"), FILLED_AT)
        enrol(session, a_roster(f"{UNIT},,黄娟,联络员,,,{WHO},"), "test", FILLED_AT, new_units=True)
    desk = Desk(database)
    desk.clock.now = at("2023-04-06 10:00")
    desk.says(WHO, REPORT)
    return desk


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def reminder(desk: Desk, day: str) -> str:
    """What the contact hears on a day on which reports fall due."""
    for clock in ("09:05", "09:45"):
        desk.clock.now = at(f"{day} {clock}")
        desk.program.plan_pushes(desk.clock.now)
        desk.relay()
    lines = [line.text for line in desk.stand_in.transcript.said_by_bot() if line.to == WHO]
    return next(line for line in reversed(lines) if "您好" in line)


def told(desk: Desk, day: date) -> list[tuple[str, str]]:
    with desk.database.session() as session:
        story = story_of(session, YEAR, ref("实事13"), day, SHANGHAI)
    return [(one["words"], one["state"]) for one in story["promises"]]


def test_before_its_day_it_stands_beside_the_item(desk: Desk) -> None:
    text = reminder(desk, "2023-05-09")
    assert f"　上次说“{SAID}”" in text
    assert "已到期" not in text


def test_after_its_day_it_is_due(desk: Desk) -> None:
    desk.clock.now = at("2023-05-09 10:00")
    desk.says(WHO, "实事13 完成情况：已筹集900套；问题：无")
    assert f"　3月说“{SAID}”，已到期" in reminder(desk, "2023-06-06")
    assert told(desk, date(2023, 6, 6)) == [(SAID, "due")]


def test_what_is_reported_since_answers_it(desk: Desk) -> None:
    desk.clock.now = at("2023-06-02 10:00")
    desk.says(WHO, "5月份 实事13 完成情况：已筹集1200套；问题：无；下一步：继续；阶段目标：未完成")
    assert SAID not in reminder(desk, "2023-07-06")
    assert told(desk, date(2023, 7, 6)) == [(SAID, "due")], "the office sees that it was not kept"


def test_the_same_as_last_month_leaves_it_as_it_was(desk: Desk) -> None:
    desk.says(WHO, "更正 实事13 下一步：下月完成验收")
    for day in ("2023-05-05 10:00", "2023-06-05 10:00"):
        desk.clock.now = at(day)
        desk.says(WHO, "本月无变化")
    assert "上次说“下月完成验收”，已到期" in reminder(desk, "2023-07-06")
    assert told(desk, date(2023, 4, 30)) == [("下月完成验收", "open")]
    desk.says(WHO, "6月份 实事13 同上月，下一步：8月底前完成验收")
    assert told(desk, date(2023, 7, 7)) == [("8月底前完成验收", "open")]


def test_a_stage_met_keeps_it(desk: Desk) -> None:
    desk.clock.now = at("2023-06-02 10:00")
    desk.says(WHO, "5月份 实事13 完成情况：已筹集1200套；问题：无；阶段目标：已完成")
    assert told(desk, date(2023, 7, 6)) == [(SAID, "kept")]


def test_a_newer_version_takes_its_place(desk: Desk) -> None:
    desk.says(WHO, "更正 实事13 下一步：6月底前完成验收")
    assert told(desk, date(2023, 4, 7)) == [("6月底前完成验收", "open")]
    desk.says(WHO, "实事13 下一步：继续推进")
    assert told(desk, date(2023, 4, 7)) == []


def test_what_is_withdrawn_or_sent_back_falls_away(desk: Desk) -> None:
    with desk.database.session() as session:
        reviewing.return_report(
            session, (ref("实事13"), UNIT, Month(2023, 3)), "请核实", "督查室", desk.clock()
        )
    assert told(desk, date(2023, 4, 7)) == []
    desk.says(WHO, "实事13 完成情况：已筹集710套")
    assert told(desk, date(2023, 4, 7)) == [(SAID, "open")]
    desk.says(WHO, "撤回 实事13 3月的")
    assert told(desk, date(2023, 4, 7)) == []


def test_a_message_twice_promises_once(desk: Desk) -> None:
    request = desk.stand_in.wecom.text(WHO, "实事13 下一步：8月底前入住")
    desk.wecom(request)
    desk.wecom(request)
    with desk.database.reading() as connection:
        rows = connection.execute(select(PromiseRow.words, PromiseRow.by_on, PromiseRow.version)).all()
    assert [tuple(row) for row in rows] == [
        (SAID, date(2023, 5, 20), 1),
        ("8月底前入住", date(2023, 8, 31), 2),
    ]


def test_last_months_report_is_a_line_to_copy_and_change(desk: Desk) -> None:
    text = reminder(desk, "2023-05-09")
    line = next(one for one in text.splitlines() if one.startswith("实事13 完成情况"))
    assert line == f"实事13 完成情况：已筹集700套；问题：无；下一步：加快进度，{SAID}；阶段目标：…"
    answer = desk.says(WHO, line.replace("700套", "900套").replace("…", "已完成"))
    assert answer.startswith("已记录 实事13（4月")
    row = desk.standing()["实事13", "2023-04"]
    assert (row["progress"], row["next_step"], row["stage_met"]) == ("已筹集900套", f"加快进度，{SAID}", True)


def test_a_last_report_that_cant_be_copied_is_no_line(desk: Desk) -> None:
    desk.says(WHO, "实事13 完成情况：已筹集710套\n其中：一号地块300套")
    text = reminder(desk, "2023-05-09")
    assert "实事13 完成情况：…；问题：无" in text
