"""Files that are no table: refused with one reason, never with a traceback."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from storage.people import sheets, tables
from storage.people.roster import COLUMNS, Roster, RosterError, read_roster
from tests.storage.people.sheets import ROSTER_HEADER, a_person, as_csv, as_xlsx


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(RosterError) as caught:
        read_roster(name, data)
    return str(caught.value)


def a_zip(content: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", content)
    return stream.getvalue()


def with_a_broken_sheet() -> bytes:
    whole, broken = zipfile.ZipFile(io.BytesIO(as_xlsx([a_person()]))), io.BytesIO()
    with whole, zipfile.ZipFile(broken, "w") as archive:
        for entry in whole.namelist():
            archive.writestr(entry, whole.read(entry)[:-30] if "sheet1" in entry else whole.read(entry))
    return broken.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("名单.csv", b"", "文件是空的"),
        ("名单.csv", b"# \n\n", "文件是空的"),
        ("名单.csv", as_csv([]), "表头之下没有内容"),
        ("名单.csv", b"\xff\xff\x00\x81", "编码不认识"),
        ("名单.csv", b'"' + b"a" * 140_000 + b'"', "不是 CSV 格式"),
        ("名单.xls", b"\xd0\xcf\x11\xe0", "只能读 .xlsx 和 .csv"),
        ("名单", b"", "只能读 .xlsx 和 .csv"),
        ("名单.xlsx", b"", "不是完好的 .xlsx"),
        ("名单.xlsx", as_csv([a_person()]), "不是完好的 .xlsx"),
        ("名单.xlsx", a_zip(), "不是完好的 .xlsx"),
        ("名单.xlsx", a_zip(b"<a>"), "不是完好的 .xlsx"),
        ("名单.xlsx", with_a_broken_sheet(), "不是完好的 .xlsx"),
        ("名单.xlsx", as_xlsx([a_person()])[:-400], "不是完好的 .xlsx"),
        ("名单.csv", b" " * (tables.MAX_BYTES + 1), "文件超过5兆"),
    ],
    ids=range(14),
)
def test_what_is_no_table_is_refused_with_its_reason(name: str, data: bytes, reason: str) -> None:
    assert reason in refusal(name, data)
    assert refusal(name, data).startswith(name)


def test_limits_hold_against_huge_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_BOUNDS", replace(tables._BOUNDS, rows=3))
    assert "超过3行" in refusal("名单.csv", as_csv([a_person()] * 4))
    monkeypatch.setattr(sheets, "_MAX_UNPACKED", 1000)
    assert "解压后过大" in refusal("名单.xlsx", as_xlsx([a_person()]))


def test_formulas_of_a_workbook_are_refused() -> None:
    person = a_person(title='=HYPERLINK("http://x")')
    assert "第2行职务以“=”开头" in refusal("名单.xlsx", as_xlsx([person]))


def test_the_sheet_with_the_right_name_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["说明"])
    sheet = book.create_sheet(COLUMNS.sheet)
    sheet.append(ROSTER_HEADER)
    sheet.append(a_person())
    stream = io.BytesIO()
    book.save(stream)
    assert len(read_roster("名单.xlsx", stream.getvalue()).rows) == 1


@given(st.binary(max_size=200), st.sampled_from(["名单.csv", "名单.xlsx"]))
def test_any_bytes_are_refused_in_words(data: bytes, name: str) -> None:
    assert refusal(name, data).startswith(f"{name} 有")


CELLS = st.text(max_size=12)


@given(st.lists(st.lists(CELLS, min_size=8, max_size=9), max_size=4))
def test_any_cells_are_taken_or_refused_in_words(rows: list[list[str]]) -> None:
    taken: Roster | None = None
    refused = ""
    try:
        taken = read_roster("名单.csv", as_csv(rows, encoding="utf-8-sig"))
    except RosterError as error:
        refused = str(error)
    assert bool(refused) is (taken is None)
    assert refused.isprintable()
