"""What the demo's ledger shows at its opening: every light and state, shared items, units that disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.demo.filling import OPENING, SHANGHAI, fill, opening_on
from bot.demo.scenes import SPEAKERS
from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep
from handlers.ledger.reports import PlanState
from handlers.standings.lights import Light
from handlers.standings.picture import Ground, ItemStanding, Stage, Standing
from handlers.wording.standings import explain_item
from storage.exporting import plans_json, reports_json
from storage.packaged import YEAR, packaged_roster
from storage.rows import ClosingRow
from storage.standings import standing_on
from storage.transactions import Database


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    fill(database, packaged_roster(), OPENING)
    yield database
    database.close()


@pytest.fixture(scope="module")
def picture(opened: Database) -> Standing:
    with opened.reading() as connection:
        return standing_on(connection, YEAR, OPENING.date(), SHANGHAI)[1]


@pytest.fixture(scope="module")
def reports(opened: Database) -> list[dict[str, Any]]:
    with opened.reading() as connection:
        return reports_json(connection, None, None, SHANGHAI)


@pytest.mark.parametrize("light", Light)
def test_every_light_is_there_with_its_sentence(picture: Standing, light: Light) -> None:
    items = [item for item in picture.items if item.light is light]
    assert items
    assert all(explain_item(item) for item in items)


@pytest.mark.parametrize("stage", Stage)
def test_every_class_is_there(picture: Standing, stage: Stage) -> None:
    assert picture.counts()[stage] > 0


def test_lights_rest_on_figures_stages_and_the_office(picture: Standing) -> None:
    grounds = {item.ground for item in picture.items}
    assert grounds >= {Ground.FIGURES, Ground.STAGE, Ground.BY_HAND, Ground.CLOSED, Ground.NOT_READABLE}
    for item in picture.items:
        if item.ground is Ground.FIGURES:
            assert "应" in explain_item(item)


def test_every_state_of_a_report_is_there(reports: list[dict[str, Any]]) -> None:
    assert {row["state"] for row in reports} == {"filed", "returned", "superseded", "withdrawn"}


def test_every_state_of_a_plan_is_there(opened: Database) -> None:
    with opened.reading() as connection:
        plans = plans_json(connection, YEAR, SHANGHAI)
    assert {row["state"] for row in plans} == {state.value for state in PlanState}


def test_every_step_of_closing_is_there(opened: Database, picture: Standing) -> None:
    with opened.reading() as connection:
        steps = {row["step"] for row in connection.execute(ClosingRow.__table__.select()).mappings()}
    assert steps == set(ClosingStep)
    assert any(unit.applied for item in picture.items for unit in item.units)


def test_a_third_of_the_items_is_shared(picture: Standing, reports: list[dict[str, Any]]) -> None:
    units = defaultdict(set)
    for row in reports:
        if row["state"] == "filed":
            units[row["item"]].add(row["unit"])
    shared = [item for item, who in units.items() if len(who) > 1]
    assert len(shared) >= 0.3 * len(picture.items)


def test_units_disagree_on_the_same_item(picture: Standing) -> None:
    split = [
        item for item in picture.items if {Light.GREEN, Light.RED} <= {unit.light for unit in item.units}
    ]
    assert len(split) >= 5
    assert len([item for item in picture.items if differing_figures(item)]) >= 3


def differing_figures(item: ItemStanding) -> bool:
    """Two units tell different totals of one indicator."""
    told = defaultdict(set)
    for unit in item.units:
        for one in unit.measured:
            if one.reached is not None and one.target.position is not None:
                told[one.target].add(one.reached.value)
    return any(len(values) > 1 for values in told.values())


def test_shared_indicators_are_summed(picture: Standing) -> None:
    summed = [
        item
        for item in picture.items
        for own in item.measured
        if own.reached is not None and own.reached.of_units > 1
    ]
    assert summed


def test_who_speaks_in_the_script_has_not_reported_march(reports: list[dict[str, Any]]) -> None:
    told = {(row["unit"], row["month"]) for row in reports}
    for unit in SPEAKERS:
        assert (unit, "2023-02") in told
        assert (unit, "2023-03") not in told
    assert len({unit for unit, month in told if month == "2023-03"}) > 25


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2024, 3, 1)])
def test_it_opens_only_within_the_ledger_year(day: date) -> None:
    with pytest.raises(InputError, match="--on"):
        opening_on(day)
