"""Closed items in the bulletins, on both databases: those of an afternoon in one, each told once."""

from __future__ import annotations

import threading

import pytest

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.reconciling import reconcile
from handlers.bulletins.review import BulletinState
from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from storage import bulletin_drafts, bulletins, deciding
from storage.bulletin_export import bulletins_json
from storage.enrolling import take_groups
from storage.house import House
from storage.packaged import YEAR
from storage.transactions import Database
from tests.builders import SHANGHAI, ref
from tests.schedules.test_bulletins import GROUPS, START, Office, at
from tests.storage.contents import HOUSING, some_groups
from tests.storage.filing import file_report
from tests.storage.test_two_people import another

FRIDAY = "2023-04-07"


@pytest.fixture
def office(ledger: Database) -> Office:
    with ledger.session() as session:
        take_groups(session, some_groups(*GROUPS), "test", at("2023-01-20 09:00"))
    return Office(ledger, go_live=START)


def close(database: Database, item: str, moment: str, note: str | None = None) -> None:
    _step(database, item, ClosingStep.CLOSED, moment, note)


def reopen(database: Database, item: str, moment: str) -> None:
    _step(database, item, ClosingStep.REOPENED, moment, "回访发现问题")


def _step(database: Database, item: str, step: ClosingStep, moment: str, note: str | None) -> None:
    with database.session() as session:
        deciding.take_step(session, YEAR, ref(item), step, note, "赵敏", at(moment))


def told(office: Office) -> list[list[str]]:
    """The items of each bulletin on closed ones, in their order."""
    with office.database.reading() as connection:
        exported = bulletins_json(connection, YEAR, SHANGHAI)
    return [row["items"] for row in exported if row["kind"] == "completed" and row["state"] != "replaced"]


def completed(office: Office) -> list[KeptBulletin]:
    return [one for one in office.kept() if one.kind is BulletinKind.COMPLETED]


def test_those_of_an_afternoon_are_told_together(office: Office) -> None:
    for item, minute, note in (
        ("实事13", "05", "已现场核实11户"),
        ("任务12", "15", None),
        ("实事5", "24", ""),
    ):
        close(office.database, item, f"{FRIDAY} 14:{minute}", note)
    assert office.runs(at(f"{FRIDAY} 14:43")) == 0
    assert office.runs(at(f"{FRIDAY} 14:44")) == 1
    assert office.runs(at(f"{FRIDAY} 14:45")) == 0
    (kept,) = completed(office)
    assert kept.title == "关于任务12、实事5等3项事项办结情况的通报"
    assert kept.period == "2023/任务12、实事5、实事13"
    assert kept.texts.full == kept.texts.unnamed
    assert "以下3项事项已于2023年4月7日办结" in kept.texts.full
    assert "核实情况：已现场核实11户。" in kept.texts.full
    assert "至此，110项年度任务已办结1项，20项民生实事已办结2项。" in kept.texts.full
    assert [row["item"] for row in kept.figures["rows"]] == ["任务12", "实事5", "实事13"]
    previews = office.pushes("bulletin_preview")
    assert previews
    assert all(f"通报预览 {kept.number}号" in row.text for row in previews)
    assert office.runs(at("2023-04-10 10:46")) == 1
    assert completed(office)[0].state is BulletinState.PUBLISHED
    pages = office.pushes("completed_bulletin")
    assert len({row.receiver for row in pages}) == 2
    assert "".join(row.text for row in pages).count("任务12") > 1


def test_a_day_on_which_much_is_closed_has_a_few(office: Office) -> None:
    """45 items, one every ten minutes from nine to half past four: told within two hours, on the same day."""
    moments = [f"{FRIDAY} {9 + at // 6:02}:{at % 6}5" for at in range(45)]
    left = [(f"任务{number}", moment) for number, moment in enumerate(moments, 1)]
    for minute in range(9 * 60, 17 * 60):
        now = f"{FRIDAY} {minute // 60:02}:{minute % 60:02}"
        while left and left[0][1] <= now:
            close(office.database, *left.pop(0))
        office.runs(at(now))
    assert not left
    found = told(office)
    assert len(found) == 4
    assert sorted(item for items in found for item in items) == sorted(f"任务{no}" for no in range(1, 46))


def test_overnight_and_the_weekend_make_one(office: Office) -> None:
    close(office.database, "任务1", f"{FRIDAY} 16:55")
    close(office.database, "任务2", "2023-04-08 11:00")
    close(office.database, "任务3", "2023-04-09 22:10")
    assert office.runs(at(f"{FRIDAY} 16:59")) == 0
    office.runs(at("2023-04-10 09:01"))
    assert told(office) == [["任务1", "任务2", "任务3"]]
    assert "2023年4月8日办结" in completed(office)[0].texts.full


def test_what_was_told_is_never_told_again(office: Office) -> None:
    close(office.database, "任务1", f"{FRIDAY} 10:00")
    close(office.database, "任务2", f"{FRIDAY} 10:05")
    office.runs(at(f"{FRIDAY} 10:25"))
    reopen(office.database, "任务2", f"{FRIDAY} 11:00")
    close(office.database, "任务2", f"{FRIDAY} 11:10")
    close(office.database, "任务3", f"{FRIDAY} 11:12")
    office.runs(at(f"{FRIDAY} 11:40"))
    assert told(office) == [["任务1", "任务2"], ["任务3"]]
    reopen(office.database, "任务2", "2023-04-10 09:30")
    close(office.database, "任务2", "2023-04-10 15:00")
    office.runs(at("2023-04-10 15:20"))
    assert told(office) == [["任务1", "任务2"], ["任务3"], ["任务2"]]


def test_a_second_scheduler_that_saw_more_leaves_what_is_told(office: Office) -> None:
    """The one draws up three, and before it keeps them the other has kept two of them."""
    for item in ("任务1", "任务2", "任务3"):
        close(office.database, item, f"{FRIDAY} 10:00")
    house, now, month = House(SHANGHAI), at(f"{FRIDAY} 10:30"), bulletin_drafts.month_of(YEAR, START)
    with office.database.reading() as connection:
        more, fewer = (
            bulletin_drafts.draft_of(
                connection, BulletinKind.COMPLETED, month, house, now, items=[ref(one) for one in items]
            )
            for items in (("任务1", "任务2", "任务3"), ("任务2", "任务3"))
        )
    numbers = []
    for one in (fewer, more, fewer):
        with office.database.session() as session:
            numbers.append(bulletins.add_draft(session, one, bulletins.key_of(one), "督查助手", now))
    assert numbers[1:] == [None, None]
    office.runs(now)
    assert told(office) == [["任务2", "任务3"], ["任务1"]]


def test_two_schedulers_at_once_tell_each_once(office: Office) -> None:
    begin = threading.Barrier(2)

    def run(moments: tuple[str, ...]) -> None:
        with another(office.database) as database:
            for moment in moments:
                begin.wait(60)
                Office(database, go_live=START).runs(at(f"{FRIDAY} {moment}"))

    for number in range(1, 6):
        close(office.database, f"任务{number}", f"{FRIDAY} 10:0{number}")
    threads = [threading.Thread(target=run, args=(("10:25", "10:26"),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told(office) == [[f"任务{number}" for number in range(1, 6)]]


def test_one_that_does_not_add_up_keeps_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        bulletin_drafts,
        "reconcile",
        lambda one, part: ("任务2：不一致",) if ref("任务2") in one.items else reconcile(one, part),
    )
    for item in ("任务1", "任务2", "任务3"):
        close(office.database, item, f"{FRIDAY} 10:00")
    assert office.runs(at(f"{FRIDAY} 10:20")) == 1
    assert office.runs(at(f"{FRIDAY} 10:21")) == 0
    close(office.database, "任务4", f"{FRIDAY} 10:30")
    assert office.runs(at(f"{FRIDAY} 10:49")) == 0
    assert office.runs(at(f"{FRIDAY} 10:50")) == 1
    assert told(office) == [["任务1", "任务3"], ["任务4"]]
    (news,) = {row.text for row in office.pushes("bulletin_news")}
    assert "任务2：不一致" in news


def test_a_draft_that_makes_way_leaves_the_rest_to_be_told(office: Office) -> None:
    for item in ("任务1", "任务2", "任务3"):
        close(office.database, item, f"{FRIDAY} 10:00")
    office.runs(at(f"{FRIDAY} 10:20"))
    now, month = at(f"{FRIDAY} 10:30"), bulletin_drafts.month_of(YEAR, START)
    with office.database.reading() as connection:
        single = bulletin_drafts.draft_of(
            connection, BulletinKind.COMPLETED, month, House(SHANGHAI), now, items=[ref("任务2")]
        )
    with office.database.session() as session:
        key = bulletins.key_of(single)
        assert bulletins.add_draft(session, single, key, "赵敏", now) is None
        assert bulletins.add_draft(session, single, key, "赵敏", now, replaces=True) == 2
    office.runs(at(f"{FRIDAY} 10:31"))
    assert told(office) == [["任务2"], ["任务1", "任务3"]]


def test_one_on_several_is_corrected(office: Office) -> None:
    close(office.database, "实事13", "2023-04-06 09:05", "已核实")
    close(office.database, "任务12", "2023-04-06 09:06")
    office.runs(at("2023-04-06 09:27"))
    (kept,) = completed(office)
    office.publishes(kept.number, "赵敏", at("2023-04-06 09:40"))
    with office.database.reading() as connection, pytest.raises(InputError, match="没有变动"):
        bulletin_drafts.correction_of(connection, kept.number, House(SHANGHAI), at("2023-04-06 09:41"))
    file_report(office.database, HOUSING, "实事13", "2023-03", "已清零11个")  # 6 April, 10:12
    with office.database.session() as session:
        bulletins.ask_for_correction(session, kept.number, "赵敏")
    assert office.runs(at("2023-04-06 10:25")) == 1
    new = office.kept()[-1]
    assert (new.corrects, new.title) == (kept.number, "关于任务12、实事13办结情况的更正通报")
    assert "核实情况：已核实。" in new.texts.full
    office.publishes(new.number, "赵敏", at("2023-04-06 11:07"))
    office.runs(at("2023-04-06 11:08"))
    assert len(completed(office)) == 2


def test_what_is_opened_again_is_offered_for_correction_once(office: Office) -> None:
    close(office.database, "实事13", "2023-04-06 09:05", "已核实")
    close(office.database, "任务12", "2023-04-06 09:06")
    office.runs(at("2023-04-06 09:27"))
    (kept,) = completed(office)
    office.publishes(kept.number, "赵敏", at("2023-04-06 09:40"))
    reopen(office.database, "任务12", "2023-04-06 10:02")
    office.runs(at("2023-04-06 10:20"))
    office.runs(at("2023-04-06 10:21"))
    (offer,) = {row.text for row in office.pushes("bulletin_news")}
    assert "任务12已重新打开" in offer
    assert f"更正通报 {kept.number}号" in offer
    with office.database.session() as session:
        bulletins.ask_for_correction(session, kept.number, "赵敏")
    assert office.runs(at("2023-04-06 10:25")) == 1
    text = office.kept()[-1].texts.full
    assert "任务12：已于2023年4月6日重新打开，不再计入办结，原因：回访发现问题" in text
    assert "其余1项仍为已办结" in text
    assert "部分事项的办结情况有变动" in text
    assert "至此" not in text


def test_also_where_nothing_is_left_closed(office: Office) -> None:
    close(office.database, "任务12", "2023-04-06 09:06")
    office.runs(at("2023-04-06 09:27"))
    (kept,) = completed(office)
    office.publishes(kept.number, "赵敏", at("2023-04-06 09:40"))
    reopen(office.database, "任务12", "2023-04-06 10:02")
    with office.database.session() as session:
        bulletins.ask_for_correction(session, kept.number, "赵敏")
    assert office.runs(at("2023-04-06 10:25")) >= 1
    new = office.kept()[-1]
    assert (new.corrects, new.title) == (kept.number, "关于任务12办结情况的更正通报")
    assert "仍为已办结" not in new.texts.full
