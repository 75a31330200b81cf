"""The template that offices fill in."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from storage.people.roster import RosterError, read_roster
from storage.people.template import roster_template
from tests.storage.people.sheets import ROSTER_HEADER, a_person


def filled(*rows: list[str], at: int = 3) -> bytes:
    book = load_workbook(io.BytesIO(roster_template()))
    sheet = book["花名册"]
    for number, row in enumerate(rows, start=at):
        for place, text in enumerate(row, start=1):
            sheet.cell(number, place, text or None)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_it_has_the_columns_a_list_of_roles_and_notes() -> None:
    book = load_workbook(io.BytesIO(roster_template()))
    sheet = book["花名册"]
    assert [cell.value for cell in sheet[1]] == list(ROSTER_HEADER)
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"联络员,负责人,督查室,领导"'
    assert str(choice.sqref) == "D2:D1000"
    assert sheet["F900"].number_format == "@"
    assert book.sheetnames == ["花名册", "填写说明"]


def test_untouched_it_holds_nobody() -> None:
    with pytest.raises(RosterError, match="表头之下没有内容"):
        read_roster("花名册.xlsx", roster_template())


def test_people_below_the_example_are_read_without_it() -> None:
    roster = read_roster("花名册.xlsx", filled(a_person()))
    assert [(row.number, row.name) for row in roster.rows] == [(3, "张伟")]
    assert roster.skipped == (2,)


def test_the_example_may_be_written_over() -> None:
    assert read_roster("花名册.xlsx", filled(a_person(), at=2)).skipped == ()
