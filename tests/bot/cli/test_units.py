"""ducha unit confirm: whether a unit's reports wait for its head."""

from __future__ import annotations

import json

from sqlalchemy import select

from storage.rows import PersonRow
from storage.transactions import Database
from tests.bot.cli.conftest import Ducha


def test_switched_on_and_off(ducha: Ducha, ledger: Database) -> None:
    ducha.uses(ledger)
    outcome = ducha("unit", "confirm", "住建局", "on")
    assert outcome.status == 0
    assert "区住房城乡建设局已开启负责人确认" in outcome.err.replace("\n", "")
    assert "本来就是开的" in ducha("unit", "confirm", "区住建局", "on").err
    assert "开启负责人确认" in ducha("history", "区住房城乡建设局").out
    assert ducha("unit", "confirm", "住建局", "off").status == 0
    units = json.loads(ducha("standing", "--year", "2023", "--format", "json").out)["items"][0]["units"]
    assert units[0]["pending"] is False


def test_refused_with_the_reason(ducha: Ducha, ledger: Database) -> None:
    ducha.uses(ledger)
    with ledger.session() as session:
        for person in session.scalars(select(PersonRow).where(PersonRow.name == "方军")):
            person.active = False
    outcome = ducha("unit", "confirm", "住建局", "on")
    assert outcome.status == 2
    assert "名单里没有负责人，没有人能确认，不能开启" in outcome.err
    assert "没有单位“住见局”" in ducha("unit", "confirm", "住见局", "on").err
