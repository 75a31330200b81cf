"""Answers: never over the limit, every item named, and whatever they teach to type is read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.desk.outcomes import Filed, MonthFrom, Outcome, Refused, Why
from handlers.duties.workdays import Calendar
from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent, ReportKey
from handlers.reading.shapes import Doubt, Entry, Intent, Quantity, Reading
from handlers.wording import guidance, queries
from handlers.wording.phrases import cut, number, size
from handlers.wording.receipts import receipt
from tests.builders import HOUSING, TODAY, a_contact, a_register, a_version, a_view, ref, said

contents = st.builds(
    ReportContent,
    progress=st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=400),
    percent=st.none() | st.floats(0, 200),
    quantities=st.lists(st.builds(Quantity, st.floats(0, 1e9), st.sampled_from("个处套")), max_size=4).map(
        tuple
    ),
    problem=st.none() | st.text(max_size=50),
    next_step=st.none() | st.text(max_size=50),
    stage_met=st.none() | st.booleans(),
)


def outcome(no: int, content: ReportContent) -> Outcome:
    key = ReportKey(ItemRef(ItemKind.TASK, no), HOUSING, Month(2023, 3))
    return Filed(key, 1, content, MonthFrom.DUE)


@given(st.lists(contents, min_size=1, max_size=60), st.integers(0, 3))
def test_a_receipt_names_every_item_within_the_limit(contents: list[ReportContent], refused: int) -> None:
    written = [outcome(no, content) for no, content in enumerate(contents, 1)]
    others = [Refused(ItemRef(ItemKind.LIVELIHOOD, no + 1), Why.NOT_YOURS, "区残联") for no in range(refused)]
    answer = receipt([*written, *others], TODAY, Calendar(), 2048)
    assert size(answer) <= 2048
    for no in range(1, len(written) + 1):
        assert f"任务{no}" in answer


@given(st.text(), st.integers(0, 200))
def test_cutting_never_breaks_a_character_nor_the_limit(text: str, limit: int) -> None:
    text = text.encode(errors="ignore").decode()
    assert size(cut(text, max(limit, 3))) <= max(limit, 3)


@pytest.mark.parametrize(
    ("value", "shown"), [(3100.0, "3100"), (25.96, "25.96"), (1e6, "1000000"), (0.5, "0.5")]
)
def test_figures_are_written_as_people_do(value: float, shown: str) -> None:
    assert number(value) == shown


def test_january_asks_for_no_stage_goal() -> None:
    for month, asked in ((Month(2023, 1), False), (Month(2023, 2), True)):
        filed = Filed(ReportKey(ref("任务42"), HOUSING, month), 1, ReportContent("x"), MonthFrom.STATED)
        assert ("阶段目标" in receipt([filed], TODAY, Calendar(), 2048)) is asked


def taught(answer: str) -> list[str]:
    """What an answer tells people to send: behind 请发 or 如, up to the end of the sentence."""
    found = re.findall(r"(?:有误请发|重报请发|请直接报|请发文字，如|请发)：([^\n。（]+)", answer)
    return [text.split("；请")[0] for text in found]


FILLED = {"完成情况：…": "完成情况：已清零12个", "下一步：…": "下一步：加快验收", "…": "已清零12个"}


def filled(template: str) -> str:
    for gap, words in FILLED.items():
        template = template.replace(gap, words)
    return template


@pytest.mark.parametrize(
    ("answer", "intent"),
    [
        (receipt([outcome(42, ReportContent("已清零11个"))], TODAY, Calendar(), 2048), Intent.AMEND),
        (receipt([Refused(ref("任务42"), Why.NOTHING_TO_AMEND)], TODAY, Calendar(), 2048), Intent.REPORT),
        (guidance.unsupported(__import__("handlers.messages").messages.MessageKind.IMAGE), Intent.REPORT),
    ],
)
def test_what_answers_teach_is_read_back(answer: str, intent: Intent) -> None:
    [text] = taught(answer)
    reading = said(filled(text), a_view(sender=a_contact(HOUSING))).reading
    assert reading.intent is intent
    assert [entry.item for entry in reading.entries] in ([ref("任务42")], [ref("实事13")])


def test_the_lines_of_the_help_are_read_back() -> None:
    items = a_register().items_of([HOUSING])
    text = guidance.help_text(items)
    item = items[0]
    for line, intent in (
        (guidance.TEMPLATE.format(item=item), Intent.REPORT),
        (f"更正 {item} 完成情况：…", Intent.AMEND),
        (f"撤回 {item}", Intent.WITHDRAW),
        (f"{item} 报了没", Intent.QUERY),
    ):
        assert line in text
        reading = said(filled(line)).reading
        assert reading.intent is intent
        assert [entry.item for entry in reading.entries] == [item]


def test_many_refusals_are_told_by_name_and_leave_room() -> None:
    written = [outcome(no, ReportContent("推进有序" * 20)) for no in range(1, 19)]
    refused = [Refused(ref(f"任务{no}"), Why.NOT_YOURS, "市中城投集团、区财政局") for no in range(60, 78)]
    answer = receipt([*written, *refused], TODAY, Calendar(), 2048)
    assert size(answer) <= 2048
    for told in (*range(1, 19), *range(60, 78)):
        assert f"任务{told}" in answer


@pytest.mark.parametrize("doubt", list(Doubt))
def test_every_doubt_has_its_question_and_no_bare_numbers(doubt: Doubt) -> None:
    reading = Reading(
        Intent.UNCLEAR, (Entry(ref("任务42")),), doubt=doubt, candidates=(ref("任务42"), ref("任务60"))
    )
    answer = guidance.ask_back(reading, (ref("任务42"),), [a_register()])
    assert "没有记录" in answer
    assert not re.search(r"(?<![任务实事年\d—、各以第])\b[1-9]\d?[.、)）]", answer)


def test_details_are_cut_into_pages_that_name_the_next() -> None:
    versions = [a_version(f"任务{no}", content=ReportContent("进展" * 120)) for no in range(1, 12)]
    first = queries.details(versions, 1, TODAY, 2048)
    pages = int(re.findall(r"第1/(\d+)页", first)[0])
    assert pages > 1
    shown = [queries.details(versions, page, TODAY, 2048) for page in range(1, pages + 1)]
    assert all(size(page) <= 2048 for page in shown)
    assert all(any(f"任务{no}（" in page for page in shown) for no in range(1, 12))
    assert "下一页" not in shown[-1]


def test_a_leader_sees_all_units_within_one_screen() -> None:
    long = ReportContent("推进有序，" * 200, problem="资金" * 100)
    reports = [(f"单位{no}", a_version(content=long)) for no in range(5)]
    assert size(queries.item_state(ref("任务42"), "统筹推进。", reports, (), TODAY, 2048)) <= 2048
