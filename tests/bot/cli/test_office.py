"""`ducha settle` and `ducha calendar`: what the office decides."""

from __future__ import annotations

import json

import pytest

from storage.transactions import Database
from tests.bot.cli.conftest import Ducha

YEAR = ("--year", "2023")


@pytest.fixture
def office(ducha: Ducha, ledger: Database) -> Ducha:
    ducha.uses(ledger)
    return ducha


def open_about(office: Ducha, about: str) -> list[str]:
    matters = json.loads(office("notice", "review", *YEAR, "--format", "json").out)
    return [matter["what"] for matter in matters if matter["about"] == about]


def test_a_lead_is_settled(office: Ducha) -> None:
    assert any("牵头单位" in what for what in open_about(office, "任务1"))
    outcome = office("settle", "lead", "任务1", "区发展改革局", *YEAR)
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "任务1 牵头单位：区发展改革局\n"
    assert not any("牵头单位" in what for what in open_about(office, "任务1"))


def test_all_leads_are_settled_as_proposed(office: Ducha) -> None:
    assert office("settle", "leads", *YEAR).status == 0
    assert not any("牵头单位" in what for what in open_about(office, "任务1"))
    assert "0项" in office("settle", "leads", *YEAR).err


def test_a_set_is_settled(office: Ducha) -> None:
    outcome = office("settle", "set", "区安委会成员单位", "区应急局、区教育体育局", "区住房城乡建设局")
    assert outcome.status == 0
    assert outcome.err == "区安委会成员单位：区应急局、区教育体育局、区住房城乡建设局\n"


def test_a_link_is_confirmed_or_rejected(office: Ducha) -> None:
    assert "已确认重合" in office("settle", "link", "任务44", "实事13", *YEAR).err
    assert "不是一回事" in office("settle", "link", "任务45", "实事9", *YEAR, "--reject").err
    assert not [what for what in open_about(office, "任务44") if "实事13" in what]


def test_a_kind_is_settled(office: Ducha) -> None:
    assert office("settle", "kind", "区发展改革局", "department").err == "区发展改革局：政府部门\n"


UNKNOWN = (
    ("lead", "任务999", "区发展改革局", *YEAR),
    ("lead", "任务1", "火星局", *YEAR),
    ("lead", "任务1", "区发展改革局", "--year", "2020"),
    ("leads", "--year", "2020"),
    ("set", "没有的统称", "区发展改革局"),
    ("set", "各街道办事处", "没有的街道"),
    ("link", "任务1", "任务2", *YEAR),
    ("link", "任务1", "实事99", *YEAR),
    ("link", "任务1", "实事1", "--year", "2020"),
    ("kind", "火星局", "street"),
)


def test_what_does_not_exist_is_refused_in_one_line(office: Ducha) -> None:
    for arguments in UNKNOWN:
        assert office("settle", *arguments).refused_in_one_line(), arguments


@pytest.fixture
def plain(ducha: Ducha, database: Database) -> Ducha:
    ducha.uses(database)
    return ducha


def test_the_deadlines_of_a_year_are_shown(plain: Ducha) -> None:
    outcome = plain("calendar", "show", "--year", "2023")
    assert outcome.status == 0
    for deadline in ("2月15日（周三）", "4月10日（周一）", "2024年1月8日（周一）"):
        assert deadline in outcome.out
    assert "暂定" not in outcome.out


def test_a_year_not_announced_is_marked_until_it_is_confirmed(plain: Ducha) -> None:
    assert plain("calendar", "show", "--year", "2041").out.count("暂定") == 13
    for year in (2041, 2042):
        assert plain("calendar", "confirm", year).status == 0
    assert "暂定" not in plain("calendar", "show", "--year", "2041").out


def test_a_declared_day_moves_a_deadline(plain: Ducha) -> None:
    assert plain("calendar", "set", "2023-04-10", "off", "--note", "[调休]").status == 0
    assert "4月11日（周二）" in plain("calendar", "show", "--year", "2023").out
    assert plain("calendar", "set", "2023-04-10", "work").err == "2023-04-10：上班\n"
    assert "4月10日（周一）" in plain("calendar", "show", "--year", "2023").out


def test_the_rule_for_a_day_off_moves_the_plan_deadline(plain: Ducha) -> None:
    """15 February 2026 is a Sunday in the Spring Festival's holidays of 2026."""
    shown = set()
    for rule in ("advance", "postpone", "fixed"):
        assert plain("calendar", "rule", rule).status == 0
        shown.add(plain("calendar", "show", "--year", "2026").out.split("落实计划表")[1].split("\n")[0])
    assert len(shown) == 3
