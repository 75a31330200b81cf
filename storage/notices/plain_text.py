"""The reader for .txt: a text layer or a saved web page, whatever its layout."""

from __future__ import annotations

import re

from handlers.errors import InputError
from handlers.ledger.items import ItemKind
from storage.notices.categories import split_categories
from storage.notices.labelled import is_labelled, read_labelled, with_labels
from storage.notices.letter import read_letter, refuse_classified
from storage.notices.notice import Found, Row
from storage.notices.people import find_names
from storage.notices.sections import Section, cleaned, sections
from storage.notices.stream import Stream
from storage.notices.tables import TableRow, find_rows

_HEADING_NUMBER = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)")
_BINARY = {b"PK\x03\x04": "Word 或 Excel 文件", b"%PDF": "PDF 文件", b"\xd0\xcf\x11\xe0": "旧版 Office 文件"}


def read_plain_text(data: bytes) -> Found:
    """The notice in a text file; InputError where there is none, or it may not be read."""
    text = _decode(data)
    refuse_classified(text)
    text = cleaned(text)
    head, parts = sections(text)
    letter = read_letter(head, text)
    rows = [row for part in parts if not part.form for row in _rows(part)]
    if not rows:
        raise InputError(
            "没有在文件中找到任务清单：需要带序号、任务内容和责任单位的分解表，请核对是否选错了文件"
        )
    remarks = ("附件注明加黑的为牵头单位，文本中看不出字体，牵头单位需逐项确认",) if _bold(parts) else ()
    return Found(tuple(_once(rows)), letter.number, letter.title, letter.year, letter.issued_on, remarks)


def _bold(parts: list[Section]) -> bool:
    return any(part.columns.bold_leads for part in parts)


def _decode(data: bytes) -> str:
    for start, kind in _BINARY.items():
        if data.startswith(start):
            raise InputError(f"文件内容是{kind}而不是文本，请改正扩展名或另存为 .txt 后再导入")
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError("文件不是可读的文本：请另存为 UTF-8 或 GB18030 编码的 .txt 后再导入")


def _rows(part: Section) -> list[Row]:
    """The rows of one section by the layout it has."""
    if not part.columns.known:
        labelled = Stream.of(with_labels(part.body))
        if is_labelled(labelled):
            return _labelled_rows(labelled, part.kind)
    return _table_rows(Stream.of(part.body), part)


def _labelled_rows(stream: Stream, kind: ItemKind) -> list[Row]:
    return [
        Row(
            kind=kind,
            no=row.no,
            text=row.body.text,
            category=row.category,
            leaders=tuple(row.leaders),
            units=tuple(row.units),
            lead_units=tuple(row.lead),
            others=row.others,
            deadline=row.deadline,
        )
        for row in read_labelled(stream)
    ]


def _table_rows(stream: Stream, part: Section) -> list[Row]:
    columns = part.columns
    names = (
        find_names(stream, surely=columns.leaders) if columns.leaders or not columns.known else frozenset()
    )
    rows = find_rows(stream, names, columns)
    split = split_categories([row.cells.body for row in rows], expected=columns.category)
    out: list[Row] = []
    heading = None
    for row, (category, body) in zip(rows, split, strict=True):
        out.append(_row(row, part, body.text, category or heading))
        heading = _HEADING_NUMBER.sub("", row.heading_after) if row.heading_after else heading
    return out


def _row(row: TableRow, part: Section, text: str, category: str | None) -> Row:
    units = row.cells.units
    lead = units.marked
    if part.columns.lead_units:
        lead = units.first_group if part.columns.two_unit_columns else units.names
    return Row(
        kind=part.kind,
        no=row.no,
        text=text,
        category=category if part.kind is ItemKind.TASK else None,
        leaders=row.cells.leaders,
        units=units.names,
        lead_units=lead,
        others=units.others,
        deadline=row.cells.deadline,
        doubtful=row.cells.doubtful,
    )


def _once(rows: list[Row]) -> list[Row]:
    """Each number once: a second list with the same kind and number is not a second item."""
    seen: dict[tuple[ItemKind, int], Row] = {}
    for row in rows:
        seen.setdefault((row.kind, row.no), row)
    return list(seen.values())
