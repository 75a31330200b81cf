"""The history is found by item, unit, topic and day, and tells from which message a change came."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.events import Event
from handlers.ledger.links import LinkState
from handlers.standings.lights import Light, Thresholds
from storage import deciding, policy
from storage.history import About, history_of
from storage.packaged import YEAR
from storage.settling import settle_lead, settle_link, settle_set
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import HOUSING, NOW, ref
from tests.storage.filing import file_plan, file_report

UNIT = "区住房城乡建设局"
BY = "张三"
DAY = date(2023, 4, 6)


@pytest.fixture
def lived(ledger: Database) -> Database:
    """A ledger in which something of everything has happened on 6 April, and a light was set a day later."""
    file_plan(ledger, HOUSING, "任务42", "开工")
    file_report(ledger, HOUSING, "任务42", "2023-03", "已清零11个")
    with ledger.session() as session:
        deciding.accept_plan(session, YEAR, ref("任务42"), UNIT, BY, NOW)
        deciding.take_step(session, YEAR, ref("任务1"), ClosingStep.CLOSED, None, BY, NOW)
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", BY, NOW)
        settle_set(session, "区安委会成员单位", ["区应急局", UNIT], BY, NOW)
        settle_link(session, YEAR, (ref("任务45"), ref("实事9")), LinkState.CONFIRMED, BY, NOW)
        policy.set_thresholds(session, Thresholds(0.8, 0.6), BY, NOW)
    with ledger.session() as session:
        deciding.set_light(
            session, YEAR, (ref("任务42"), UNIT), Light.RED, "用地未批", BY, NOW + timedelta(days=1)
        )
    return ledger


def events(
    database: Database,
    about: About = About(),  # noqa: B008 - frozen
    first: date | None = None,
    last: date | None = None,
    limit: int = 100,
) -> tuple[list[Event], bool]:
    with database.reading() as connection:
        return history_of(connection, about, (first, last), limit, SHANGHAI)


def kinds(database: Database, about: About) -> list[str]:
    return [event.what for event in events(database, about)[0]]


def test_of_an_item(lived: Database) -> None:
    whats = ["plan.filed", "report.filed", "plan.accepted", "light.set"]
    assert kinds(lived, About(item=ref("任务42"))) == whats
    assert (
        kinds(lived, About(item=ref("任务45")))
        == kinds(lived, About(item=ref("实事9")))
        == ["link.confirmed"]
    )


def test_of_a_unit_by_any_of_its_names(lived: Database) -> None:
    whats = ["plan.filed", "report.filed", "plan.accepted", "lead.settled", "set.settled", "light.set"]
    assert kinds(lived, About(unit=UNIT)) == kinds(lived, About(unit="区住建局")) == whats
    assert kinds(lived, About(unit="区应急局")) == ["set.settled"]
    with pytest.raises(InputError, match="没有单位“火星局”"):
        kinds(lived, About(unit="火星局"))


def test_of_a_topic(lived: Database) -> None:
    assert kinds(lived, About(topic="plans")) == ["plan.filed", "plan.accepted"]
    assert kinds(lived, About(topic="lights")) == ["policy.set", "light.set"]
    assert kinds(lived, About(topic="settling")) == ["lead.settled", "set.settled", "link.confirmed"]


def test_of_days_as_they_are_here(lived: Database) -> None:
    assert [event.what for event in events(lived, first=DAY + timedelta(days=1))[0]] == ["light.set"]
    assert "light.set" not in [event.what for event in events(lived, first=DAY, last=DAY)[0]]
    assert [event.what for event in events(lived, last=date(2023, 1, 19))[0]] == [
        "notice.imported",
        "roster.imported",
    ]


def test_the_newest_stand_last_and_it_is_told_that_there_are_more(lived: Database) -> None:
    two, more = events(lived, limit=2)
    assert [event.what for event in two] == ["policy.set", "light.set"]
    assert more
    everything, more = events(lived)
    assert not more
    assert [event.at for event in everything] == sorted(event.at for event in everything)


def test_what_came_by_chat_names_its_message(lived: Database) -> None:
    filed, _, accepted, _ = events(lived, About(item=ref("任务42")))[0]
    assert (filed.by, filed.unit, filed.platform, filed.key) == ("范文博", UNIT, "wecom", "plan 任务42 开工")
    assert (accepted.by, accepted.unit, accepted.platform, accepted.key) == (BY, UNIT, None, None)
    assert f"{filed.at:%m-%d %H:%M}" == "04-06 10:12"
