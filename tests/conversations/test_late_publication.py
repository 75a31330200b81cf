"""An act of the office late in the evening asks: now or in the morning (domain.md)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from handlers.bulletins.review import BulletinState, Review
from handlers.desk.bulletin_words import Act, BulletinReply, When, bulletin_reply
from handlers.ledger.people import RoleName
from schedules.bulletins import due_bulletins
from storage.bulletin_rules import bulletin_rules, changed_rules, set_bulletin_rules
from storage.enrolling import take_groups
from storage.house import House
from tests.conversations.test_bulletins import DUE, kept, pages
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import history, some_groups

HOUSE = House(SHANGHAI, ("wecom", "dingtalk"), date(2023, 4, 1))
LATE = datetime(2023, 4, 11, 21, 40, tzinfo=SHANGHAI)  # a Tuesday


@pytest.fixture
def office(desk: Desk) -> str:
    """Somebody of it, late in the evening; the draft on March waits for a person."""
    with desk.database.session() as session:
        take_groups(session, some_groups("全区督查群,全体,wecom,webhook,5f3a-key,"), "test", DUE)
        rules = changed_rules(bulletin_rules(session), review=Review.MANUAL)
        set_bulletin_rules(session, rules, "test", DUE)
    desk.clock.now = DUE
    due_bulletins(desk.database, HOUSE, DUE)
    desk.clock.now = LATE
    return desk.account_of(RoleName.OFFICE)


def runs(desk: Desk, at: datetime) -> int:
    desk.clock.now = at
    return due_bulletins(desk.database, HOUSE, at)


@pytest.mark.parametrize(
    ("text", "naming", "when"),
    [
        ("发布 12 现在", False, When.NOW),
        ("发布12号 点名 明早", True, When.MORNING),
        ("发布 12 明早发，点名", True, When.MORNING),
        ("发布 12", False, None),
        ("请发布12号通报（点名）", True, None),
        ("发布 12 现在就发。", False, When.NOW),
    ],
)
def test_how_it_is_read(text: str, naming: bool, when: When | None) -> None:
    assert bulletin_reply(text) == BulletinReply(Act.PUBLISH, 12, naming, when=when)


def test_more_than_that_is_no_reply() -> None:
    for text in ("发布 12 明早 给领导", "暂缓 12 明早", "发布 12 明年"):
        assert bulletin_reply(text) is None


def test_it_asks_and_nothing_has_happened(desk: Desk, office: str) -> None:
    assert desk.says(office, "发布 1") == (
        "现在是休息时间（20:30—08:00），现在发请回：发布 1 现在；明早发请回：发布 1 明早"
    )
    assert "现在发请回：发布 1 点名 现在" in desk.says(office, "发布 1 点名")
    assert kept(desk).state is BulletinState.DRAFT
    assert not pages(desk)


def test_now_means_now(desk: Desk, office: str) -> None:
    assert "1号通报已发布" in desk.says(office, "发布 1 现在")
    assert pages(desk)


def test_in_the_morning_in_the_chosen_form_though_drafts_wait_for_a_person(desk: Desk, office: str) -> None:
    told = desk.says(office, "发布 1 点名 明早")
    assert told.startswith("1号通报定于4月12日08:")
    assert "发布点名的文本" in told
    at = kept(desk).publish_at
    assert at is not None
    assert datetime(2023, 4, 12, 8, 0, tzinfo=SHANGHAI) < at < datetime(2023, 4, 12, 8, 31, tzinfo=SHANGHAI)
    assert runs(desk, at - timedelta(minutes=1)) == 0
    assert runs(desk, at) == 1
    out = kept(desk)
    assert (out.state, out.naming, out.decided_by) == (BulletinState.PUBLISHED, True, kept(desk).decided_by)
    assert out.decided_by == "周玉珍"
    assert "未报送的单位：" in "".join(row.text for row in pages(desk))
    assert [row[0] for row in history(desk.database) if row[0].startswith("bulletin.")] == [
        *("bulletin.drafted", "bulletin.scheduled", "bulletin.published")
    ]
    assert runs(desk, at + timedelta(minutes=5)) == 0


def test_held_in_the_night_it_stays(desk: Desk, office: str) -> None:
    desk.says(office, "发布 1 明早")
    assert "已暂缓" in desk.says(office, "暂缓 1")
    assert kept(desk).chosen_by is None
    assert runs(desk, LATE + timedelta(hours=12)) == 0


def test_before_days_off_the_morning_is_named(desk: Desk, office: str) -> None:
    desk.clock.now = datetime(2023, 4, 14, 21, 5, tzinfo=SHANGHAI)  # a Friday
    assert "4月17日早上发请回：发布 1 明早" in desk.says(office, "发布 1")
    desk.clock.now = datetime(2023, 4, 15, 11, 5, tzinfo=SHANGHAI)
    assert "休息时间（休息日）" in desk.says(office, "发布 1")


def test_by_day_nothing_is_asked(desk: Desk, office: str) -> None:
    desk.clock.now = DUE + timedelta(hours=1)
    assert "定于4月12日08:" in desk.says(office, "发布 1 明早")
    assert "1号通报已发布" in desk.says(office, "发布 1")


@pytest.mark.parametrize("word", ["明早", "明早发", "明天上午。", "明早吧"])
def test_an_hour_alone_answers_the_open_question(desk: Desk, office: str, word: str) -> None:
    desk.says(office, "发布 1 点名")
    assert desk.says(office, word).startswith("1号通报定于4月12日08:")
    assert kept(desk).publish_at is not None
    assert kept(desk).chosen_naming is True


def test_now_alone_answers_it_once(desk: Desk, office: str) -> None:
    desk.says(office, "发布 1")
    assert "1号通报已发布" in desk.says(office, "现在")
    assert kept(desk).naming is False
    assert "没有等待发布" in desk.says(office, "现在")


def test_an_hour_alone_means_nothing_where_nothing_was_asked(desk: Desk, office: str) -> None:
    assert "发布 1 明早" in desk.says(office, "明早")
    desk.says(office, "发布 1")
    desk.says(office, "暂缓 1")  # the question ends with the next word on a bulletin
    assert "发布 1 现在" in desk.says(office, "现在")
    desk.says(office, "发布 1")
    desk.clock.now = LATE + timedelta(hours=13)
    assert "发布 1 现在" in desk.says(office, "现在")
    assert kept(desk).state is BulletinState.HELD


def test_the_question_to_one_is_not_answered_by_another(desk: Desk, office: str) -> None:
    desk.says(office, "发布 1")
    assert "发布 1 现在" in desk.says("renchangjiang.dcs", "现在")
    assert kept(desk).state is BulletinState.DRAFT
