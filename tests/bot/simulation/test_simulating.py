"""A rehearsed year: what must hold whatever people do and whatever breaks, and that it can be repeated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from bot.simulation.outages import Trouble
from bot.simulation.simulating import Outcome, Wanted, simulate
from handlers.bulletins.bulletin import BulletinKind
from handlers.duties.calling import REMINDERS
from handlers.duties.ladder import Rung
from handlers.duties.rhythm import Rhythm
from handlers.errors import InputError
from storage.states import Channel
from tests.desk import SHANGHAI

if TYPE_CHECKING:
    from storage.transactions import Database
    from tests.databases import Databases

FEBRUARY = datetime(2023, 2, 18, tzinfo=SHANGHAI)
SETTINGS = Settings.model_construct()


@cache
def played() -> Outcome:
    """Until the plans and January's reports and bulletin are through."""
    return simulate(Wanted(2023, 2023, FEBRUARY), SETTINGS)


def test_nothing_is_broken_and_all_is_read_as_it_was_meant() -> None:
    outcome = played()
    assert outcome.broken == ()
    assert outcome.differences == ()
    assert outcome.record.impossible == []
    assert outcome.timed[BulletinKind.LIVELIHOOD] == 1


def test_a_whole_year_is_clean() -> None:
    """What only months show: bulletins drafted anew, many items closed, two years side by side."""
    outcome = simulate(Wanted(2023, 2023), SETTINGS)
    assert outcome.broken == ()
    assert outcome.differences == ()
    assert (outcome.timed[BulletinKind.LIVELIHOOD], outcome.timed[BulletinKind.OVERALL]) == (12, 4)


def test_it_was_worth_looking_at() -> None:
    """Everybody was pushed, platforms failed, and reminders were spared."""
    outcome = played()
    kinds = {push.kind for push in outcome.pushes}
    assert {*REMINDERS, "leader_summary", "bulletin_preview", "livelihood_bulletin"} <= kinds
    assert {push.channel for push in outcome.pushes} == set(Channel)
    assert {push.platform for push in outcome.pushes} == {"wecom", "dingtalk"}
    assert {one.trouble for one in outcome.record.troubles} >= {Trouble.OUT, Trouble.ERRORS, Trouble.LOST}
    assert 200 < outcome.reminders < outcome.planned
    assert len(outcome.script.actors) > 60
    assert [one.month.month for one in outcome.timeliness] == [1]


def test_a_push_is_logged_as_the_contract_says() -> None:
    [line, *_] = [json.loads(push.line(SHANGHAI)) for push in played().pushes]
    assert list(line) == ["at", "platform", "channel", "to", "kind", "period", "text", "attachments"]
    assert line["at"].endswith("+08:00")
    assert line["channel"] in {"direct", "group"}
    assert line["kind"] == "plan_reminder"
    assert line["period"] == "2023"


_AGAIN = """
import sys
from datetime import datetime
from bot.logs import set_up_logs
from tests.bot.simulation.test_simulating import SETTINGS
from bot.simulation.simulating import Wanted, simulate
from tests.desk import SHANGHAI
set_up_logs()
for push in simulate(Wanted(2023, 2023, datetime(2023, 2, 8, tzinfo=SHANGHAI)), SETTINGS).pushes:
    sys.stdout.write(push.line(SHANGHAI) + "\\n")
"""


def test_the_same_seed_pushes_the_same_in_every_process() -> None:
    logs = [
        subprocess.run(  # noqa: S603 -- our own interpreter
            [sys.executable, "-c", _AGAIN],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert logs[0] == logs[1]
    assert logs[0].count(b"\n") > 100


def test_jumping_over_idle_minutes_changes_nothing() -> None:
    """The alarm clock asked each minute, as it really is, pushes the same."""
    begins, until = (datetime(2023, 2, 7, hour, tzinfo=SHANGHAI) for hour in (8, 11))
    jumping = Wanted(2023, 5, until)
    outcomes = [simulate(one, SETTINGS) for one in (jumping, replace(jumping, every_minute_from=begins))]
    logs = [[push.line(SHANGHAI) for push in outcome.pushes] for outcome in outcomes]
    assert logs[0] == logs[1]
    assert sum(push.at > begins for push in outcomes[0].pushes) > 3


def test_another_ladder_calls_less_often() -> None:
    def rarely(rhythm: Rhythm) -> Rhythm:
        return replace(rhythm, ladder=replace(rhythm.ladder, reports=(Rung(0),), plans=(Rung(0),)))

    rare = simulate(Wanted(2023, 2023, FEBRUARY, rarely), SETTINGS)
    assert rare.broken == ()
    assert rare.planned < played().planned * 0.6
    assert rare.reminders < played().reminders


def test_an_offices_own_ledger_is_played_with_made_up_people(databases: Databases, tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path, filled=True) as own:
        before = _contents(own)
        with own.reading() as connection:
            outcome = simulate(Wanted(2023, 3, datetime(2023, 2, 9, tzinfo=SHANGHAI)), SETTINGS, connection)
        assert _contents(own) == before
    assert outcome.broken == ()
    assert all(push.channel is Channel.GROUP or push.to.startswith("yanlian") for push in outcome.pushes)


def test_a_year_that_nobody_has_imported_is_refused(databases: Databases, tmp_path: Path) -> None:
    with (
        databases.fresh("sqlite", tmp_path, filled=True) as own,
        own.reading() as connection,
        pytest.raises(InputError, match="没有2022年的台账"),
    ):
        simulate(Wanted(2022, 1), SETTINGS, connection)


def _contents(database: Database) -> list[str]:
    """Everything that stands in it."""
    with database.reading() as connection:
        dump = connection.connection.driver_connection
        assert dump is not None
        return list(dump.iterdump())
