"""Bulletins at their time, on both databases: once, previewed, published where nobody has held them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.kept import KeptBulletin, Texts
from handlers.bulletins.reconciling import unknown_numbers
from handlers.bulletins.review import BulletinRules, BulletinState, Review, Series
from handlers.duties.hours import Hours
from handlers.errors import InputError, OvertakenError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.months import Month
from handlers.wording.bulletins import text
from schedules.bulletins import due_bulletins
from storage import bulletin_drafts, bulletins, deciding, kept_bulletins, pausing
from storage.bulletin_letters import publish_and_send
from storage.bulletin_rules import bulletin_rules, changed_rules, set_bulletin_rules
from storage.enrolling import take_groups
from storage.house import House
from storage.packaged import YEAR
from storage.rows import BulletinRow, OutboxRow
from storage.states import Channel
from storage.transactions import Database
from tests.builders import SHANGHAI, ref
from tests.storage.contents import HOUSING, history, some_groups
from tests.storage.filing import file_report
from tests.storage.test_two_people import another

PLATFORMS = ("wecom", "dingtalk")
GROUPS = (
    "全区督查群,全体,wecom,webhook,5f3a-key,",
    "全区督查钉钉群,全体,dingtalk,webhook,abcdef,SECabc",
    "督查室群,督查室,wecom,webhook,9e-key,",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


DUE = at("2023-04-11 10:06")  # March's reports were due on 10 April
START = date(2023, 4, 1)
OUT = at("2023-04-11 14:07")


@dataclass
class Office:
    """The scheduler over a ledger; `rules` are those of the settings."""

    database: Database
    first: BulletinRules | None = None
    go_live: date | None = None
    trial: bool = False

    def runs(self, moment: datetime) -> int:
        rules = self.first or BulletinRules()
        house = House(SHANGHAI, PLATFORMS, self.go_live, bulletins=rules, trial=self.trial)
        return due_bulletins(self.database, house, moment)

    def kept(self) -> list[KeptBulletin]:
        with self.database.reading() as connection:
            return kept_bulletins.listed(connection)

    def pushes(self, kind: str = "") -> list[Any]:
        with self.database.reading() as connection:
            rows = connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id)).all()
        return [row for row in rows if row.kind == kind or not kind]

    def publishes(self, number: int, by: str, moment: datetime, *, naming: bool = False) -> KeptBulletin:
        with self.database.session() as session:
            return publish_and_send(session, number, by, moment, House(SHANGHAI), naming=naming)

    def holds(self, number: int, moment: datetime) -> None:
        with self.database.session() as session:
            bulletins.hold(session, number, "赵敏", moment)

    def sets(self, **changes: Any) -> None:
        with self.database.session() as session:
            wanted = changed_rules(bulletin_rules(session), **changes)
            set_bulletin_rules(session, wanted, "赵敏", DUE)

    def drafts(self, kind: BulletinKind, moment: datetime = DUE, **about: Any) -> int:
        place = House(SHANGHAI)
        with self.database.reading() as connection:
            made = bulletin_drafts.draft_of(
                connection, kind, about.pop("month", Month(YEAR, 3)), place, moment, **about
            )
        with self.database.session() as session:
            number = bulletins.add_draft(session, made, bulletins.key_of(made), "赵敏", moment)
        assert number is not None
        return number


@pytest.fixture
def office(ledger: Database) -> Office:
    with ledger.session() as session:
        take_groups(session, some_groups(*GROUPS), "test", at("2023-01-20 09:00"))
    return Office(ledger, go_live=START)


def test_drafted_once_previewed_and_published_without_names(office: Office) -> None:
    assert office.runs(at("2023-04-11 09:19")) == 0
    assert office.runs(DUE) == 1
    assert office.runs(DUE) == 0
    (kept,) = office.kept()
    assert (kept.state, kept.serial) == (BulletinState.DRAFT, None)
    assert kept.publish_at == at("2023-04-11 14:06")
    previews = office.pushes("bulletin_preview")
    assert {row.channel for row in previews} == {Channel.DIRECT}
    whole = "".join(row.text for row in previews)
    assert f"通报预览 {kept.number}号" in whole
    assert "不点名的文本" in whole
    assert all(len(row.text.encode()) <= 2048 for row in previews)
    assert not office.pushes("livelihood_bulletin")
    assert office.runs(at("2023-04-11 14:05")) == 0
    assert office.runs(OUT) >= 1
    assert office.runs(OUT) == 0
    (out,) = office.kept()
    assert (out.state, out.naming, out.decided_by) == (BulletinState.PUBLISHED, False, bulletins.AUTOMATIC)
    pages = office.pushes("livelihood_bulletin")
    assert {row.channel for row in pages} == {Channel.GROUP}
    assert len({row.receiver for row in pages}) == 2
    assert out.groups == ("全区督查群", "全区督查钉钉群")
    assert out.serial is not None
    assert out.serial in pages[0].text
    said = "".join(row.text for row in pages)
    assert "进度滞后事项" not in said
    assert "未报送的单位：" not in said
    told = office.pushes("bulletin_news")[-1].text
    assert "已发布" in told
    assert told.endswith("（自动发布，无人暂缓）")
    assert "））" not in told


def test_nothing_at_night_on_days_off_or_before_the_start(office: Office) -> None:
    for moment in ("2023-04-11 20:00", "2023-04-15 10:06", "2023-04-11 08:30"):
        assert office.runs(at(moment)) == 0
    assert Office(office.database, go_live=date(2023, 6, 1)).runs(DUE) == 0
    assert office.kept() == []
    started = Office(office.database, go_live=date(2023, 4, 11))
    assert started.runs(DUE) == 0  # March's deadline was before


def test_a_missed_morning_is_made_up_for_once(office: Office) -> None:
    assert office.runs(at("2023-04-14 15:10")) == 2
    assert [(one.kind.value, one.period) for one in office.kept()] == [
        ("livelihood", "2023-03"),
        ("overall", "2023Q1"),
    ]
    assert office.runs(at("2023-04-14 15:11")) == 0


def test_what_is_held_waits_for_a_person(office: Office) -> None:
    number = office.drafts(BulletinKind.LIVELIHOOD)
    office.holds(number, DUE)
    office.runs(at("2023-04-20 10:06"))
    assert office.kept()[0].state is BulletinState.HELD
    kept = office.publishes(number, "赵敏", at("2023-04-20 11:06"), naming=True)
    assert (kept.serial, kept.naming) == ("督查通报〔2023〕第1期", True)
    with pytest.raises(OvertakenError, match="1号通报已由赵敏于4月20日11:06发布（督查通报〔2023〕第1期）"):
        office.publishes(number, "钱进", at("2023-04-20 11:08"))
    with pytest.raises(OvertakenError):
        office.holds(number, at("2023-04-20 11:08"))


def test_manual_waits_and_off_sends_the_facts(office: Office) -> None:
    office.first = BulletinRules(Review.MANUAL)
    office.runs(DUE)
    office.runs(at("2023-04-12 16:06"))
    assert [(one.period, one.state, one.publish_at) for one in office.kept()] == [
        ("2023-03", BulletinState.DRAFT, None)
    ]
    office.sets(review=Review.OFF)
    assert office.runs(at("2023-04-13 10:06")) == 1
    overall = office.kept()[-1]
    assert (overall.state, overall.naming, overall.decided_by) == (
        BulletinState.PUBLISHED,
        False,
        bulletins.FACTS_ONLY,
    )
    assert not [
        row
        for row in office.pushes("bulletin_preview")
        if row.dedupe_key.startswith(f"preview:{overall.number}:")
    ]


def test_with_nobody_to_hold_it_nothing_goes_out_by_itself(office: Office) -> None:
    assert due_bulletins(office.database, House(SHANGHAI, (), START), DUE) == 1
    assert office.kept()[0].publish_at is None


def test_in_a_trial_the_office_hears_and_the_groups_do_not(office: Office) -> None:
    trial = Office(office.database, go_live=START, trial=True)
    assert trial.runs(DUE) == 1
    assert trial.runs(OUT) >= 1
    (out,) = trial.kept()
    assert (out.serial, out.trial) == ("督查通报〔2023〕试行第1期", True)
    pages = trial.pushes("livelihood_bulletin")
    assert {row.channel for row in pages} == {Channel.DIRECT}
    assert all(row.text.startswith("【试运行，应发给：群“全区督查群”、群“全区督查钉钉群”】") for row in pages)
    assert len({row.receiver for row in pages}) == len(
        {row.receiver for row in trial.pushes("bulletin_preview")}
    )
    assert "只发给督查室" in trial.pushes("bulletin_news")[-1].text
    number = office.drafts(BulletinKind.OVERALL)
    assert (
        office.publishes(number, "赵敏", OUT).serial == "督查通报〔2023〕第1期"
    )  # the real ones begin with 1


def test_nothing_is_drafted_while_pushes_are_paused(office: Office) -> None:
    with office.database.session() as session:
        pausing.pause(session, "赵敏", DUE)
    assert office.runs(DUE) == 0
    with office.database.session() as session:
        pausing.resume(session, Hours(SHANGHAI), "赵敏", DUE)
    assert office.runs(DUE) == 1


@pytest.mark.parametrize("review", [Review.AUTO, Review.OFF])
def test_without_a_group_it_takes_no_number_and_the_office_is_told_how(
    ledger: Database, review: Review
) -> None:
    office = Office(ledger, BulletinRules(review), go_live=START)
    office.runs(DUE)
    if review is Review.AUTO:
        assert "还没有登记用途为“全体”的群" in office.pushes("bulletin_preview")[0].text
    office.runs(OUT)
    (kept,) = office.kept()
    assert (kept.state, kept.serial, kept.groups) == (BulletinState.HELD, None, ())
    told = {row.text for row in office.pushes("bulletin_news")}
    (said,) = told
    assert "没有占用期号" in said
    assert "绑定本群 全体" in said
    assert "发布 1 自行印发" in said
    office.runs(OUT + timedelta(minutes=20))
    assert {row.text for row in office.pushes("bulletin_news")} == told
    with ledger.session() as session:
        take_groups(session, some_groups(*GROUPS), "test", OUT)
    out = office.publishes(1, "赵敏", OUT + timedelta(hours=1))
    assert out.serial == "督查通报〔2023〕第1期"


def test_a_closed_item_is_told_at_once_in_working_hours(office: Office) -> None:
    closed = at("2023-04-07 19:30")
    with office.database.session() as session:
        deciding.take_step(session, YEAR, ref("实事13"), ClosingStep.CLOSED, "已现场核实", "赵敏", closed)
    assert office.runs(at("2023-04-07 19:31")) == 0
    done = office.runs(at("2023-04-10 09:07"))
    kept = next(one for one in office.kept() if one.kind is BulletinKind.COMPLETED)
    assert done >= 1
    assert kept.period == "2023/实事13"
    assert "已于2023年4月7日办结" in kept.texts.unnamed
    assert "20项民生实事已办结1项" in kept.texts.unnamed
    office.runs(at("2023-04-10 09:08"))
    assert sum(one.kind is BulletinKind.COMPLETED for one in office.kept()) == 1


def test_what_does_not_add_up_is_refused_and_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulletin_drafts, "reconcile", lambda *_: ("实事1：表中为未报，台账为按计划推进",))
    assert office.runs(DUE) == 0
    assert office.runs(at("2023-04-11 10:07")) == 0
    assert office.kept() == []
    news = office.pushes("bulletin_news")
    assert len({row.text for row in news}) == 1
    assert "实事1：表中为未报，台账为按计划推进" in news[0].text
    assert len({row.receiver for row in news}) == len(news)


def test_a_month_that_changes_is_marked_and_corrected(office: Office) -> None:
    number = office.drafts(BulletinKind.LIVELIHOOD, at("2023-04-05 10:06"))
    office.publishes(number, "赵敏", at("2023-04-05 11:06"))
    with office.database.reading() as connection, pytest.raises(InputError, match="没有变动"):
        bulletin_drafts.correction_of(connection, number, House(SHANGHAI), at("2023-04-06 09:06"))
    file_report(office.database, HOUSING, "实事13", "2023-03", "已清零11个")  # 6 April, 10:12
    office.runs(at("2023-04-06 10:20"))
    office.runs(at("2023-04-06 10:21"))
    assert office.kept()[0].changed
    (offer,) = {row.text for row in office.pushes("bulletin_news")}
    assert "实事13" in offer
    assert f"更正通报 {number}" in offer
    with office.database.session() as session:
        bulletins.ask_for_correction(session, number, "赵敏")
    assert office.runs(at("2023-04-06 10:25")) == 1
    assert office.runs(at("2023-04-06 10:26")) == 0
    new = office.kept()[-1]
    assert (new.corrects, new.publish_at) == (number, None)
    assert new.title == "关于2023年3月份民生实事进展情况的更正通报"
    assert "督查通报〔2023〕第1期《关于2023年3月份民生实事进展情况的通报》印发后" in new.texts.full
    office.publishes(new.number, "赵敏", at("2023-04-06 11:07"))
    assert [(one.state, one.serial) for one in office.kept()] == [
        (BulletinState.CORRECTED, "督查通报〔2023〕第1期"),
        (BulletinState.PUBLISHED, "督查通报〔2023〕第2期"),
    ]


def test_two_who_publish_at_once_leave_no_gap(office: Office) -> None:
    numbers = [
        office.drafts(BulletinKind.LIVELIHOOD),
        office.drafts(BulletinKind.OVERALL),
        office.drafts(BulletinKind.CIRCULAR),
        office.drafts(BulletinKind.MAJOR, items=[ref("实事13")]),
    ]
    begin = threading.Barrier(2)
    ended: list[str] = []

    def publish(own: list[int], by: str) -> None:
        with another(office.database) as database:
            begin.wait(60)
            for number in own:
                try:
                    kept = Office(database).publishes(number, by, DUE)
                    ended.append(str(kept.serial))
                except InputError:
                    ended.append("second")

    threads = [
        threading.Thread(target=publish, args=(numbers[:3], "赵敏")),
        threading.Thread(target=publish, args=(numbers[::-1], "钱进")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(one for one in ended if one != "second") == [
        f"督查通报〔2023〕第{number}期" for number in range(1, 5)
    ]
    assert ended.count("second") == 3
    assert {one.serial for one in office.kept()} == {f"督查通报〔2023〕第{n}期" for n in range(1, 5)}


def test_a_failed_publication_gives_its_number_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = office.drafts(BulletinKind.LIVELIHOOD), office.drafts(BulletinKind.CIRCULAR)
    monkeypatch.setattr("storage.bulletin_letters.chat_pages", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.publishes(first, "赵敏", DUE)
    monkeypatch.undo()
    assert office.publishes(second, "赵敏", DUE).serial == "督查通报〔2023〕第1期"


def test_a_series_of_its_own_for_each_kind(office: Office) -> None:
    office.sets(series=Series.BY_KIND, office="某区督查室", copies=())
    first = office.drafts(BulletinKind.LIVELIHOOD)
    second = office.drafts(BulletinKind.CIRCULAR)
    for number in (first, second):
        assert office.publishes(number, "赵敏", DUE).serial == "督查通报〔2023〕第1期"
    kept = office.kept()[0]
    assert "某区督查室" in kept.texts.full
    assert "抄送" not in kept.texts.full
    assert [what for what, *_ in history(office.database) if what.startswith("bulletin.")] == [
        "bulletin.drafted",
        "bulletin.drafted",
        "bulletin.published",
        "bulletin.published",
    ]


def test_two_schedulers_draft_and_publish_once(office: Office) -> None:
    for moment in (DUE, OUT):
        begin = threading.Barrier(2)
        done: list[int] = []

        def run(moment: datetime = moment, begin: threading.Barrier = begin, done: list[int] = done) -> None:
            with another(office.database) as database:
                begin.wait(60)
                done.append(Office(database, go_live=START).runs(moment))

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sum(done) == 1
    (kept,) = office.kept()
    assert (kept.state, kept.serial) == (BulletinState.PUBLISHED, "督查通报〔2023〕第1期")
    keys = [row.dedupe_key for row in office.pushes()]
    assert len(keys) == len(set(keys))


def held_before_a_report(office: Office) -> int:
    """Drafted and held on 5 April; on the 6th a unit reports that was missing then."""
    number = office.drafts(BulletinKind.LIVELIHOOD, at("2023-04-05 10:06"))
    office.holds(number, at("2023-04-05 10:20"))
    file_report(office.database, HOUSING, "实事13", "2023-03", "已清零11个")  # 6 April, 10:12
    return number


def missing(kept: KeptBulletin) -> set[str]:
    """What the unit of the one who reports is named for."""
    debts = kept.figures["reports"]["missing"]
    return {item for debt in debts if debt["unit"] == "区住房城乡建设局" for item in debt["items"]}


def test_who_has_reported_since_the_draft_is_a_change(office: Office) -> None:
    number = held_before_a_report(office)
    with office.database.reading() as connection:
        _, changes = bulletin_drafts.redrafted(connection, number, House(SHANGHAI), at("2023-04-06 11:06"))
    assert any(one.startswith("报送情况：按时报送由0项次改为1项次，未报送由") for one in changes)
    assert any(one.startswith("实事13：") and one.endswith("不再列为“未报送”") for one in changes)


def test_a_draft_that_is_outdated_is_previewed_anew_and_may_be_held_again(office: Office) -> None:
    number = office.drafts(BulletinKind.LIVELIHOOD, at("2023-04-05 10:06"))
    with office.database.session() as session:
        session.get_one(BulletinRow, number).publish_at = at("2023-04-06 10:20")
    file_report(office.database, HOUSING, "实事13", "2023-03", "已清零11个")
    assert "实事13" in missing(office.kept()[0])
    assert office.runs(at("2023-04-06 10:20")) == 1
    (kept,) = office.kept()
    assert (kept.state, kept.version) == (BulletinState.DRAFT, 2)
    assert kept.publish_at == at("2023-04-06 14:20")
    assert "实事13" not in missing(kept)
    previews = office.pushes("bulletin_preview")
    assert "拟稿后有变动，已重拟（第2版）" in previews[0].text
    assert len({(row.receiver, row.text) for row in previews}) == len(
        previews
    )  # a page that stays is not sent again
    file_report(office.database, HOUSING, "实事14", "2023-03", "已开工", now=at("2023-04-06 11:00"))
    assert office.runs(at("2023-04-06 14:20")) == 1
    (out,) = office.kept()
    assert (out.state, out.naming) == (BulletinState.PUBLISHED, False)
    assert "实事14" not in missing(out)


def test_a_chosen_hour_does_not_let_an_outdated_text_out(office: Office) -> None:
    number = held_before_a_report(office)
    with office.database.session() as session:
        bulletins.schedule(session, number, "赵敏", at("2023-04-06 10:20"), DUE, naming=True)
    office.runs(at("2023-04-06 10:20"))
    kept = office.kept()[0]
    assert (kept.state, kept.publish_at, kept.version) == (BulletinState.DRAFT, None, 2)


def test_nor_an_outdated_text_of_a_person_unless_accepted(office: Office) -> None:
    number = held_before_a_report(office)
    texts = Texts("关于情况的通报\n各单位：请尽快。", "关于情况的通报\n各单位：请尽快。")
    with office.database.session() as session:
        bulletins.edit(session, number, texts, "赵敏", at("2023-04-05 11:00"))
        bulletins.schedule(session, number, "赵敏", at("2023-04-06 10:20"), DUE, naming=True)
    office.runs(at("2023-04-06 10:20"))
    kept = office.kept()[0]
    assert (kept.state, kept.publish_at, kept.texts) == (BulletinState.DRAFT, None, texts)
    assert f"仍要发布请回：发布 {number} 点名 原稿" in office.pushes("bulletin_news")[0].text
    with office.database.session() as session:
        bulletins.accept(session, number, at("2023-04-06 10:30"))
        bulletins.schedule(session, number, "赵敏", at("2023-04-06 10:40"), DUE, naming=True)
    office.runs(at("2023-04-06 10:40"))
    assert office.kept()[0].state is BulletinState.PUBLISHED


def test_a_correction_lists_the_counts_and_who_has_reported_late(office: Office) -> None:
    number = office.drafts(BulletinKind.LIVELIHOOD)
    office.publishes(number, "赵敏", DUE)
    late = at("2023-04-12 09:30")
    file_report(office.database, HOUSING, "实事13", "2023-03", "已清零11个", now=late)
    with office.database.reading() as connection:
        made = bulletin_drafts.correction_of(connection, number, House(SHANGHAI), late)
    assert made.correction is not None
    told = "\n".join(made.correction.changes)
    assert "报送情况：逾期报送由0项次改为1项次，未报送由" in told
    assert "实事13：区住房城乡建设局由“未报送”改为“逾期报送”" in told
    assert "更正涉及：实事13、报送情况。" in text(made, naming=False)


def test_it_is_dated_by_its_publication_and_says_what_the_draft_counted(office: Office) -> None:
    number = office.drafts(BulletinKind.LIVELIHOOD)
    before = office.kept()[0].texts.full
    assert "\n2023年4月11日\n" in before
    out = office.publishes(number, "赵敏", at("2023-04-13 11:06"), naming=True)
    assert "\n2023年4月13日\n" in out.texts.full
    assert "2023年4月11日" not in out.texts.full
    assert "截至4月11日（拟稿日），" in out.texts.full
    assert "\n2023年4月13日\n" in out.texts.unnamed
    assert not unknown_numbers(out.texts.full, out.figures)


def test_published_on_the_day_of_the_draft_the_text_stays(office: Office) -> None:
    number = office.drafts(BulletinKind.LIVELIHOOD)
    before = office.kept()[0].texts
    out = office.publishes(number, "赵敏", OUT)
    assert (out.texts, out.version) == (before, 1)


def test_a_draft_of_long_ago_is_held_and_told_once(office: Office) -> None:
    office.runs(DUE)  # would go out at 14:06; nothing runs until the 24th
    office.runs(at("2023-04-24 10:06"))
    office.runs(at("2023-04-24 10:16"))
    kept = office.kept()[0]
    assert (kept.state, kept.serial, kept.publish_at) == (BulletinState.HELD, None, None)
    told = {row.text for row in office.pushes("bulletin_news") if "时间已久，已暂缓" in row.text}
    assert len(told) == 1


def test_a_draft_that_may_be_held_for_long_goes_out_at_its_time(office: Office) -> None:
    office.sets(hold_hours=80)
    office.runs(DUE)
    due = office.kept()[0].publish_at
    assert due is not None
    assert due > DUE + timedelta(days=10)
    office.runs(due)
    assert office.kept()[0].state is BulletinState.PUBLISHED
