"""The table of docs/rights.zh.md, cell by cell, from signed HTTP messages: who may do what in the chat."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.ledger.people import RoleName
from storage.enrolling import take_groups
from storage.listeners import items_led
from storage.packaged import packaged_roster
from storage.rhythm import is_paused
from storage.rows import (
    AssignmentRow,
    BulletinRow,
    HandLightRow,
    HistoryRow,
    OutboxRow,
    PersonRow,
    PlanRow,
)
from storage.transactions import Database
from tests.desk import STRANGER, Desk
from tests.storage.contents import ref, register, some_groups

TABLE = Path(__file__).parents[2] / "docs" / "rights.zh.md"
UNIT, OTHER, ITEM = "区住房城乡建设局", "区教育体育局", "实事13"
REPORT = f"{ITEM} 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成"
PLAN = f"计划 {ITEM} 一季度：筹集1000套；二季度：2000套；三季度：3000套；四季度：4700套"
Count = Callable[[Desk, str], int]


@dataclass(frozen=True)
class Act:
    """What is typed, what came before, and what shows that it was done: grows by it, or is in the answer."""

    words: str
    done: Count
    before: tuple[str, ...] = ()


def rows(table: Any, *where: Any) -> Count:
    def count(desk: Desk, _answer: str) -> int:
        with desk.database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(table).where(*where)) or 0)

    return count


def said(words: str) -> Count:
    return lambda _desk, answer: int(bool(re.search(words, answer)))


def paused(desk: Desk, _answer: str) -> int:
    with desk.database.reading() as connection:
        return int(is_paused(connection))


ACTS = {
    "报本单位的事项": Act(REPORT, lambda desk, _: len(desk.reports())),
    "更正、撤回本单位报的": Act(
        f"更正 {ITEM} 完成情况：已筹集3200套", lambda desk, _: len(desk.reports()), (REPORT,)
    ),
    "报本单位的计划": Act(PLAN, rows(PlanRow)),
    "代填": Act(
        f"代填 {UNIT} {REPORT}",
        lambda desk, _: sum(row["reporter"].endswith("（代填）") for row in desk.reports()),
    ),
    "看一项的进展": Act(f"{ITEM} 怎么样了", said("3100套"), (REPORT,)),
    "看谁没报": Act("哪些单位没报", said("^3月应报")),
    "看红黄灯": Act("红黄灯", said("待计划")),
    "看待办": Act("待办", said("牵头单位待定")),
    "退回报告": Act(
        f"退回 {ITEM} 原因：不实", rows(HistoryRow, HistoryRow.what == "report.returned"), (REPORT,)
    ),
    "同意计划": Act(f"同意计划 {ITEM}", rows(PlanRow, PlanRow.state == "accepted"), (PLAN,)),
    "办结": Act(
        f"办结 {ITEM}",
        rows(HistoryRow, HistoryRow.what == "item.closed"),
        (f"{ITEM} 完成情况：已全部完成，申请办结",),
    ),
    "设灯": Act(f"{ITEM} 标红 原因：停工", rows(HandLightRow)),
    "定牵头": Act(f"{ITEM} 牵头 {UNIT}", rows(HistoryRow, HistoryRow.what == "lead.settled")),
    "催报": Act(f"催报 {UNIT}", rows(OutboxRow, OutboxRow.kind == "urge")),
    "起草通报": Act("起草 民生实事通报", rows(BulletinRow)),
    "抽查": Act("抽查 1", said("^抽到1项"), (REPORT,)),
    "公告": Act("公告 全体：明天开会", said("^将发到全区督查群")),
    "暂停推送": Act("暂停推送", paused),
    "批示一项": Act(f"{ITEM} 要抓紧，月底前办好", rows(AssignmentRow)),
}


def table() -> dict[str, dict[str, bool]]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("|")]
    head, _, *cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {
        row[0]: {role: mark == "√" for role, mark in zip(head[1:], row[1:], strict=True)} for row in cells
    }


def account_of(unit: str, role: RoleName) -> str:
    found = (
        row for row in packaged_roster().rows if row.unit == unit and row.role is role and row.identities
    )
    return next(iter(next(found).identities.values()))


def leaders(database: Database) -> tuple[str, str]:
    """One who leads the item, and one who does not."""
    book = register(database)
    with database.reading() as connection:
        led = items_led(connection, book, date(2023, 4, 6))
        names = {row.id: row.name for row in connection.execute(select(PersonRow.id, PersonRow.name))}
    accounts = {
        row.name: next(iter(row.identities.values()))
        for row in packaged_roster().rows
        if row.role is RoleName.LEADER and row.identities
    }
    mine = next(accounts[names[one]] for one, items in led.items() if ref(ITEM) in items)
    other = next(accounts[names[one]] for one, items in led.items() if ref(ITEM) not in items)
    return mine, other


@pytest.fixture
def accounts(desk: Desk) -> dict[str, str]:
    with desk.database.session() as session:
        take_groups(session, some_groups("全区督查群,全体,wecom,webhook,5f3a-key,"), "test", desk.clock())
    mine, other = leaders(desk.database)
    return {
        "联络员": account_of(UNIT, RoleName.CONTACT),
        "负责人": account_of(UNIT, RoleName.HEAD),
        "别的联络员": account_of(OTHER, RoleName.CONTACT),
        "督查室": desk.account_of(RoleName.OFFICE),
        "分管领导": mine,
        "别的领导": other,
        "外人": STRANGER,
    }


def test_the_table_has_every_act() -> None:
    assert set(table()) == set(ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_the_table_holds(desk: Desk, accounts: dict[str, str], act: str) -> None:
    """Those who may not first, so that nothing they do is hidden by what was done before."""
    wanted, one = table()[act], ACTS[act]
    for words in one.before:
        desk.says(accounts["联络员"], words)
    for role in sorted(accounts, key=lambda role: wanted[role]):
        before = one.done(desk, "")
        answer = desk.says(accounts[role], one.words)
        assert (one.done(desk, answer) > before) is wanted[role], (role, answer)
        if act == "暂停推送" and wanted[role]:
            desk.says(accounts[role], "恢复推送")
