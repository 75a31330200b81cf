"""The synthetic roster of the demo: whole, and free of anybody's real number."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from handlers.ledger.collectives import is_collective, split_alias
from handlers.ledger.people import RoleName
from storage.notices import read_notice
from storage.people.roster import Roster, read_roster
from storage.people.unknown import unknown_units

STREETS = (
    *("大观园", "杆石桥", "四里村", "魏家庄", "二七", "七里山", "六里山", "舜玉路", "泺源", "王官庄"),
    *("舜耕", "白马山", "七贤", "十六里河", "兴隆", "党家", "陡沟"),
)


@pytest.fixture(scope="module")
def roster() -> Roster:
    data = files("storage").joinpath("data", "2023-roster.csv").read_bytes()
    return read_roster("2023-roster.csv", data)


def test_every_unit_has_a_contact_and_one_head(roster: Roster) -> None:
    roles = Counter((row.unit, row.role) for row in roster.rows)
    for unit in roster.units:
        assert roles[unit, RoleName.CONTACT] in {1, 2}
        assert roles[unit, RoleName.HEAD] == 1


def test_office_leaders_and_streets_are_there(roster: Roster) -> None:
    roles = Counter(row.role for row in roster.rows)
    assert roles[RoleName.OFFICE] == 3
    assert roles[RoleName.LEADER] == 12
    assert {f"{street}街道办事处" for street in STREETS} <= set(roster.units)


def test_short_names_lead_to_their_units(roster: Roster) -> None:
    owner = {alias: unit for unit, aliases in roster.units.items() for alias in aliases}
    assert owner["教体局"] == "区教育体育局"
    assert owner["市监局"] == "区市场监管局"
    assert owner["住建局"] == "区住房城乡建设局"
    assert owner["发改局"] == "区发展改革局"
    assert owner["工信局"] == "区工业和信息化局"
    assert owner["区大数据局"] == "区政府办公室"


def test_people_use_one_platform_the_other_or_both(roster: Roster) -> None:
    kinds = {tuple(row.identities) for row in roster.rows}
    assert kinds == {("wecom",), ("dingtalk",), ("wecom", "dingtalk")}


def test_somebody_reports_for_two_units(roster: Roster) -> None:
    units: dict[str, set[str]] = {}
    for row in roster.rows:
        if row.role is RoleName.CONTACT:
            units.setdefault(row.name, set()).add(row.unit)
    assert {"区城管局", "区城管委办公室"} in units.values()


def test_it_is_marked_as_made_up(roster: Roster) -> None:
    assert roster.skipped == (1,)
    assert all(re.fullmatch(r"1990000\d{4}", row.phone) for row in roster.rows)
    assert all("合成数据" in row.title for row in roster.rows)


def test_every_unit_of_the_notice_is_in_the_roster(roster: Roster) -> None:
    data = files("storage").joinpath("data", "2023-notice.txt").read_bytes()
    named = {unit for item in read_notice("2023-notice.txt", data).items for unit in item.units}
    known = set(roster.units).union(*roster.units.values())
    single = {unit for unit in named if not is_collective(unit)}
    assert len(single) >= 55
    assert {unit for unit in single if split_alias(unit)[0].split("（")[0] not in known} == set()


def test_the_notice_knows_every_unit_but_the_streets_it_does_not_name(roster: Roster) -> None:
    data = files("storage").joinpath("data", "2023-notice.txt").read_bytes()
    named = {unit for item in read_notice("2023-notice.txt", data).items for unit in item.units}
    bare = {unit.split("（")[0] for unit in named}
    unknown = {entry.unit for entry in unknown_units(roster, named | bare)}
    assert unknown == {f"{street}街道办事处" for street in STREETS} - named
