"""The notice of 2023 as it came, against rows checked by hand."""

from __future__ import annotations

import re
from datetime import date

import pytest

from handlers.ledger.items import ItemKind, ItemRef
from storage.notices import ReadNotice, read_notice
from storage.notices.questions import Concern
from storage.notices.review import count_matters, review
from storage.notices.shape import item_from_json, item_json
from tests.storage.notices.texts import EXPECTED, NOTICE


@pytest.fixture(scope="module")
def notice() -> ReadNotice:
    return read_notice("2023-notice.txt", NOTICE)


def test_every_row_is_read_character_for_character(notice: ReadNotice) -> None:
    assert [item_json(item) for item in notice.items] == EXPECTED


def test_the_head_is_read(notice: ReadNotice) -> None:
    assert notice.number == "市中政办发〔2023〕1号"
    assert notice.title == "济南市市中区人民政府办公室关于对2023年《政府工作报告》年度任务目标立项督查的通知"
    assert (notice.year, notice.issued_on) == (2023, date(2023, 1, 18))
    assert notice.questions == ()
    assert any("加黑" in remark for remark in notice.remarks)


def test_all_rows_and_no_empty_form_rows(notice: ReadNotice) -> None:
    tasks = [item.ref.no for item in notice.items if item.ref.kind is ItemKind.TASK]
    others = [item.ref.no for item in notice.items if item.ref.kind is ItemKind.LIVELIHOOD]
    assert tasks == list(range(1, 111))
    assert others == list(range(1, 21))
    assert len({item.category for item in notice.items if item.category}) == 9


def test_nothing_of_the_tables_is_lost_or_made_up(notice: ReadNotice) -> None:
    """The cells of all rows, one after another, are the tables' characters: no more, no fewer."""
    source = _tables(NOTICE.decode())
    at = 0
    for item in notice.items:
        cells = [str(item.ref.no), item.category or "", item.text, "".join(item.leaders)]
        cells.append(_units(item.units, "、" if item.ref.kind is ItemKind.TASK else "") + (item.others or ""))
        printed, silent = "".join(cells), "".join([cells[0], *cells[2:]])
        row = printed if source.startswith(printed, at) else silent
        assert source.startswith(row, at), item.ref
        at += len(row)
    assert at == len(source)


def _units(units: tuple[str, ...], parter: str) -> str:
    return parter.join(units)


def _tables(text: str) -> str:
    """Both annexes without blanks, links and page heads."""
    text = re.sub(r"http\S+", "", text[text.index("附件 1\n") : text.index("附件 3\n")])
    text = re.sub(r"\s", "", text)
    for head in (
        "附件1",
        "附件2",
        "2023年年度工作任务责任分解立项表",
        "2023年为民办20件实事责任分解表",
        "序号类别重点任务牵头领导责任单位（加黑的为牵头单位）",
        "序号民生实事内容牵头领导责任单位",
    ):
        text = text.replace(head, "")
    return text


def test_no_lead_unit_is_made_up(notice: ReadNotice) -> None:
    assert not any(item.lead_known or item.lead_units for item in notice.items)
    assert all(
        "牵头单位" in item.questions[-1] or len(item.questions) > 1 for item in notice.items if item.units
    )


def test_review_follows_the_notice_and_counts_up(notice: ReadNotice) -> None:
    matters = review(notice)
    refs = [matter.ref.sort_key for matter in matters if matter.ref]
    assert refs == sorted(refs)
    counts = count_matters(matters)
    assert sum(counts.values()) == len(matters)
    assert counts[Concern.LEAD] == 130
    assert counts[Concern.OTHERS] == 6
    assert counts[Concern.LEADER] == 1
    assert counts[Concern.COLLECTIVE] >= 30
    assert [matter.question for matter in matters if matter.ref == ItemRef.parse("任务12")] == list(
        notice.items[11].questions
    )


@pytest.mark.parametrize(
    ("task", "livelihood"),
    [(44, 13), (69, 10), (45, 9), (94, 20), (60, 1), (71, 13)],
)
def test_overlaps_of_the_annexes_are_proposed(notice: ReadNotice, task: int, livelihood: int) -> None:
    links = {(link.task.no, link.livelihood.no): link.reason for link in notice.overlaps}
    assert links[task, livelihood].startswith("都有")
    assert len(links) <= 15


def test_an_item_survives_its_json(notice: ReadNotice) -> None:
    assert tuple(item_from_json(item_json(item)) for item in notice.items) == notice.items
