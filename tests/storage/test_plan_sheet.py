"""Annex 3 as a file: what stands is in it, and it is read back as it was said."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from handlers.desk.effects import FilePlan
from handlers.desk.view import Needs
from handlers.ledger.reports import PlanKey
from handlers.reading.shapes import PlanWords
from storage.deciding import accept_plan
from storage.exporting import plans_json
from storage.packaged import YEAR
from storage.plan_sheet import plan_sheet
from storage.takeover import read_plans
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import HOUSING, NOW, person, ref
from tests.storage.filing import carry_out, file_plan

UNIT = "区住房城乡建设局"


def sheet_of(database: Database) -> bytes:
    with database.reading() as connection:
        return plan_sheet(connection, YEAR, plans_json(connection, YEAR, SHANGHAI))


def test_it_is_read_back_as_it_was_said(ledger: Database) -> None:
    file_plan(ledger, HOUSING, "实事13", "一季度筹集1000套")
    file_plan(ledger, HOUSING, "任务42", "=1+1，拆迁3个片区")
    data = sheet_of(ledger)
    read = read_plans("计划.xlsx", data, YEAR)
    assert not read.problems
    with ledger.reading() as connection:
        said = {row["item"]: row for row in plans_json(connection, YEAR, SHANGHAI)}
    assert {str(row.item) for row in read.rows} == {"实事13", "任务42"}
    for row in read.rows:
        assert row.unit == UNIT
        assert (row.words.q1, row.words.q4) == (said[str(row.item)]["q1"], said[str(row.item)]["q4"])


def test_the_baseline_stands_and_not_what_is_asked_for(ledger: Database) -> None:
    file_plan(ledger, HOUSING, "实事13", "筹集1000套")
    with ledger.session() as session:
        accept_plan(session, YEAR, ref("实事13"), UNIT, "督查室", NOW)
    plan = PlanKey(ref("实事13"), person(ledger, HOUSING).unit_ids[0], YEAR)
    asked = FilePlan(plan, 2, PlanWords(q1="筹集900套"), request=True, because="征地滞后")
    carry_out(ledger, HOUSING, "asked", Needs((plan.item,), (), plans=True), lambda _: [asked])
    (row,) = read_plans("计划.xlsx", sheet_of(ledger), YEAR).rows
    assert row.words.q1 == "筹集1000套"


def test_it_is_laid_out_as_the_annex(ledger: Database) -> None:
    file_plan(ledger, HOUSING, "实事13", "筹集1000套")
    sheet = load_workbook(io.BytesIO(sheet_of(ledger))).worksheets[0]
    assert sheet["A1"].value == "2023年年度工作任务落实计划表"
    assert [cell.value for cell in sheet[2]][:4] == [
        "序号",
        "重点任务、民生实事内容",
        "责任单位",
        "季度目标及推进计划",
    ]
    assert [cell.value for cell in sheet[3]][3:7] == ["一季度", "二季度", "三季度", "四季度"]
    assert sheet.page_setup.orientation == "landscape"


def test_a_long_plan_is_seen_whole(ledger: Database) -> None:
    file_plan(ledger, HOUSING, "实事13", "筹集1000套")
    short = load_workbook(io.BytesIO(sheet_of(ledger))).worksheets[0].row_dimensions[4].height
    file_plan(ledger, HOUSING, "任务42", "一" * 120)
    sheet = load_workbook(io.BytesIO(sheet_of(ledger))).worksheets[0]
    long = max(sheet.row_dimensions[row].height for row in (4, 5))
    assert long >= 11 * 15 > short  # 240 columns in a cell of 24
