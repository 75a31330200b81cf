"""Units that the ledger does not know, with the ones that were probably meant."""

from __future__ import annotations

import pytest

from storage.people.roster import Roster, read_roster
from storage.people.unknown import UnknownUnit, unknown_units
from tests.storage.people.sheets import a_person, another_person, as_csv

KNOWN = (
    "区教育体育局",
    "区民政局",
    "区财政局",
    "区市场监管局",
    "区投资促进局（区民营经济局）",
    "大观园街道办事处",
    "公安市中分局",
)


def roster(*rows: list[str]) -> Roster:
    return read_roster("名单.csv", as_csv(rows))


@pytest.mark.parametrize(
    "unit",
    [
        "区教育体育局",
        "区投资促进局",
        "区民营经济局",
        "区投资促进局(区民营经济局)",
        "教体局",
        "区民政局（区老龄局）",
    ],
)
def test_names_second_names_and_aliases_are_known(unit: str) -> None:
    assert unknown_units(roster(a_person(unit=unit, aliases="")), KNOWN, {"教体局": "区教育体育局"}) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("区教体局", "区教育体育局"),
        ("市中区教育和体育局", "区教育体育局"),
        ("区市场监督管理局", "区市场监管局"),
        ("大观园街道", "大观园街道办事处"),
        ("市公安局市中分局", "公安市中分局"),
        ("区民营经济发展局", "区投资促进局（区民营经济局）"),
    ],
)
def test_the_unit_probably_meant_comes_first(written: str, meant: str) -> None:
    (unknown,) = unknown_units(roster(a_person(unit=written, aliases="")), KNOWN)
    assert unknown.suggestions[0] == meant


def test_every_row_of_an_unknown_unit_is_named_once() -> None:
    rows = a_person(unit="区教体局", aliases=""), another_person(unit="区教体局"), another_person()
    (unknown,) = unknown_units(roster(*rows), KNOWN)
    assert unknown.rows == (2, 3)
    assert str(unknown) == "第2、3行：台账中没有单位“区教体局”，是否应为“区教育体育局”？"


def test_an_alias_in_the_roster_helps_to_suggest() -> None:
    (unknown,) = unknown_units(roster(a_person(unit="教育委员会", aliases="区教育体育局")), KNOWN)
    assert unknown.suggestions[0] == "区教育体育局"


def test_nothing_alike_suggests_nothing() -> None:
    unknown = unknown_units(roster(a_person(unit="区气象台", aliases="")), KNOWN)
    assert unknown == (UnknownUnit("区气象台", (2,)),)
    assert str(unknown[0]) == "第2行：台账中没有单位“区气象台”"


def test_units_of_office_and_leaders_are_not_asked_about() -> None:
    assert unknown_units(roster(a_person(unit="区政府", role="领导")), KNOWN) == ()
