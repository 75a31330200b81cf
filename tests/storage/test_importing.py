"""The notice becomes the ledger of its year, and a changed notice changes just what it says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handlers.errors import InputError
from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Item, ItemRef
from handlers.ledger.links import LinkState
from storage.deciding import share_out
from storage.exporting import reports_json
from storage.importing import Imported, Source, import_notice
from storage.notices import ReadNotice, read_notice
from storage.notices.differences import Change
from storage.packaged import YEAR, packaged_notice
from storage.registers import stored_items
from storage.rows import IndicatorRow, ItemLinkRow, ItemRow, NoticeRow, PostHolderRow, PostRow, UnitAliasRow
from storage.settling import settle_lead, settle_link, settle_set
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import (
    HOUSING,
    NOW,
    everything,
    history,
    items_of,
    ref,
    register,
    unit_id,
)
from tests.storage.filing import file_plan, file_report

LATER = NOW + timedelta(days=30)
OTHERS = sorted((Path(__file__).parent / "notices" / "others").glob("*.txt"))
CORPUS = Path(__file__).parents[1] / "handlers" / "reading" / "dev.jsonl"


def take(database: Database, notice: ReadNotice, year: int = YEAR, *, apply: bool = False) -> Imported:
    with database.session() as session:
        return import_notice(session, notice, year, Source("again.txt", "sha"), LATER, apply=apply)


def stored(database: Database, year: int = YEAR) -> tuple[Item, ...]:
    with database.session() as session:
        return stored_items(session, session.scalars(select(NoticeRow).where(NoticeRow.year == year)).one())


def as_read(items: Iterable[Item]) -> tuple[Item, ...]:
    """What a ledger keeps of an item: all but the questions, which are asked anew from what is stored."""
    return tuple(sorted((replace(item, questions=()) for item in items), key=lambda item: item.ref.sort_key))


def changed(name: str, **changes: Any) -> ReadNotice:
    """The notice of 2023 with one item changed."""
    notice = packaged_notice()
    items = [replace(item, **changes) if item.ref == ref(name) else item for item in notice.items]
    return replace(notice, items=tuple(items))


def without(*names: str) -> ReadNotice:
    notice = packaged_notice()
    gone = {ref(name) for name in names}
    overlaps = tuple(link for link in notice.overlaps if not {link.task, link.livelihood} & gone)
    return replace(notice, items=tuple(i for i in notice.items if i.ref not in gone), overlaps=overlaps)


def with_added(item: Item) -> ReadNotice:
    notice = packaged_notice()
    return replace(notice, items=(*notice.items, item))


# The round trip


def test_what_is_stored_is_what_was_read(ledger: Database) -> None:
    read_in = packaged_notice()
    assert len(read_in.items) == 130
    assert stored(ledger) == as_read(read_in.items)


def test_the_head_of_the_notice_is_kept(ledger: Database) -> None:
    with ledger.session() as session:
        [row] = session.scalars(select(NoticeRow))
        notice = packaged_notice()
        head = (row.year, row.number, row.title, row.issued_on, row.source_name)
        assert head == (2023, notice.number, notice.title, notice.issued_on, "2023-notice.txt")


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_other_notices_come_back_as_read(database: Database, path: Path) -> None:
    read_in = read_notice(path.name, path.read_bytes())
    year = read_in.year or 2023
    take(database, read_in, year)
    assert stored(database, year) == as_read(read_in.items)
    before = everything(database)
    assert take(database, read_in, year, apply=True).changes == ()
    assert everything(database) == before


def test_each_leader_holds_a_post_from_the_day_of_the_notice(ledger: Database) -> None:
    """各分管副区长 is a post without a person: who holds it is not said."""
    names = {name for item in packaged_notice().items for name in item.leaders}
    with ledger.session() as session:
        assert {row.name for row in session.scalars(select(PostRow))} == names
        holders = list(session.scalars(select(PostHolderRow)))
        assert {row.person_name for row in holders} == names - {"各分管副区长"}
        assert {row.from_on for row in holders} == {packaged_notice().issued_on}


# Whose item is it


def test_a_unit_answers_for_its_items_under_each_of_its_names(ledger: Database) -> None:
    book = register(ledger)
    wanted = {
        "区教育体育局": "任务40 任务60 任务61 任务62 任务63 任务64 任务65 任务80 任务88"
        " 实事1 实事2 实事3 实事4 实事5",
        "大观园街道办事处": "任务22 任务47 任务57 任务101 任务103",
        "区应急局": "任务57 任务104 任务105",
        "区应急委办": "任务57 任务104 任务105",
        "区大数据局": "任务54 任务55",
        "区政府办公室": "任务54 任务55",
        "区民营经济局": "任务1 任务2 任务6 任务11 任务12 任务17 任务21 任务22"
        " 任务23 任务24 任务25 任务26 任务34 任务36 任务38",
    }
    assert {unit: " ".join(items_of(book, unit)) for unit in wanted} == wanted


def test_every_unit_of_the_labelled_corpus_has_the_items_given_there(ledger: Database) -> None:
    labelled = [json.loads(line) for line in CORPUS.read_text().splitlines()]
    wanted = {message["unit"]: message["unit_items"] for message in labelled if message["unit"]}
    assert len(wanted) > 30
    book = register(ledger)
    assert {unit: items_of(book, unit) for unit in wanted} == wanted


def test_an_office_in_whose_bracket_a_unit_stands_is_that_unit(ledger: Database) -> None:
    """区应急委办（区应急局） is 区应急局, which also stands alone; 区大数据局 is 区政府办公室."""
    book = register(ledger)
    emergency = book.units[unit_id(book, "区应急局")]
    assert (emergency.name, set(emergency.aliases) & {"区应急委办", "区安委办"}) == (
        "区应急局",
        {"区应急委办", "区安委办"},
    )
    office = book.units[unit_id(book, "区大数据局")]
    assert office.name == "区政府办公室"
    written = [
        unit
        for entry in book.items.values()
        for unit, found in zip(entry.item.units, entry.unit_ids, strict=False)
        if found == emergency.id
    ]
    assert "区应急委办（区应急局）" in written, "and the notice's wording stays"


def units_named(*written: str) -> ReadNotice:
    notice = packaged_notice()
    items = [Item(ItemRef.parse(f"任务{no}"), "办好", units=(unit,)) for no, unit in enumerate(written, 1)]
    return replace(notice, items=tuple(items), overlaps=())


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_two_names_that_both_stand_alone_are_two_units_in_any_order(
    database: Database, order: tuple[int, ...]
) -> None:
    written = ("区投资促进局", "区民营经济局", "区投资促进局（区民营经济局）")
    take(database, units_named(*(written[index] for index in order)))
    book = register(database)
    assert {unit.name for unit in book.units.values()} == {"区投资促进局", "区民营经济局"}
    assert not any(unit.aliases for unit in book.units.values())


def test_a_second_name_that_is_taken_does_not_stop_the_import_of_a_later_year(ledger: Database) -> None:
    """区大数据局 was 区政府办公室's second name in 2023, and is said to be another's in 2024."""
    notice = replace(units_named("区数据中心（区大数据局）"), year=2024)
    assert take(ledger, notice, 2024).new
    book = register(ledger, 2024)
    assert book.unit_names(ref("任务1")) == "区数据中心"
    assert items_of(register(ledger), "区大数据局") == ["任务54", "任务55"]


# Twice


def test_the_same_file_twice_changes_nothing(ledger: Database) -> None:
    before = everything(ledger)
    for apply in (False, True):
        result = take(ledger, packaged_notice(), apply=apply)
        assert (result.new, result.changes, result.applied) == (False, (), False)
    assert everything(ledger) == before


def test_the_same_file_changes_nothing_even_after_the_office_has_settled_matters(ledger: Database) -> None:
    with ledger.session() as session:
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", "某人", NOW)
        settle_set(session, "各街道办事处", ["大观园街道办事处"], "某人", NOW)
        settle_link(session, YEAR, (ref("任务45"), ref("实事9")), LinkState.CONFIRMED, "某人", NOW)
    before = everything(ledger)
    assert take(ledger, packaged_notice(), apply=True).changes == ()
    assert everything(ledger) == before


def test_a_settled_lead_is_no_difference_where_the_notice_marks_another(database: Database) -> None:
    marked = changed("任务101", lead_units=("区民政局",), lead_known=True)
    take(database, marked)
    assert lead_of(database, "任务101") == "区民政局"
    with database.session() as session:
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", "某人", NOW)
    assert lead_of(database, "任务101") == "区住房城乡建设局"
    assert take(database, marked, apply=True).changes == ()
    assert lead_of(database, "任务101") == "区住房城乡建设局"


# A changed file


def test_differences_are_shown_and_change_nothing_until_they_are_applied(ledger: Database) -> None:
    before = everything(ledger)
    result = take(ledger, changed("任务42", text="新的任务。", units=("区民政局", "区财政局")))
    assert not result.applied
    [change] = result.changes
    assert (str(change.ref), change.change) == ("任务42", Change.CHANGED)
    fields = {field.name: field.after for field in change.fields}
    assert fields == {"text": "新的任务。", "units": "区民政局、区财政局"}
    assert everything(ledger) == before


def test_applied_differences_are_in_the_ledger_and_in_the_history(ledger: Database) -> None:
    notice = changed("任务42", text="新的任务。", units=("区民政局", "区财政局"), indicators=())
    assert take(ledger, notice, apply=True).applied
    assert stored(ledger) == as_read(notice.items)
    assert items_of(register(ledger), "区财政局") == ["任务1", "任务3", "任务37", "任务38", "任务42"]
    detail = {"changes": ["任务42"], "source": "again.txt"}
    assert history(ledger)[-1] == ("notice.changed", "2023", "again.txt", detail)
    assert take(ledger, notice, apply=True).changes == ()


def test_a_new_item_is_added(ledger: Database) -> None:
    added = Item(ref("任务111"), "新增一项工作。", category="新类别", units=("区某新局",))
    result = take(ledger, with_added(added), apply=True)
    assert [(str(change.ref), change.change) for change in result.changes] == [("任务111", Change.ADDED)]
    assert stored(ledger)[110] == added
    assert items_of(register(ledger), "区某新局") == ["任务111"]


def test_a_dropped_item_keeps_its_plans_and_reports(ledger: Database) -> None:
    file_report(ledger, HOUSING, "任务42", "2023-03", "已清零11个")
    file_plan(ledger, HOUSING, "任务42", "完成选址")
    kept = everything(ledger)
    take(ledger, without("任务42"), apply=True)
    after = everything(ledger)
    assert ref("任务42") not in register(ledger).items
    assert len(stored(ledger)) == 129
    assert (after["reports"], after["plans"], after["inbox"]) == (
        kept["reports"],
        kept["plans"],
        kept["inbox"],
    )
    with ledger.reading() as connection:
        assert [row["item"] for row in reports_json(connection, YEAR, None, SHANGHAI)] == ["任务42"]
    assert take(ledger, without("任务42"), apply=True).changes == (), "it is dropped once"


def test_an_item_that_comes_back_has_its_reports_again(ledger: Database) -> None:
    filed = file_report(ledger, HOUSING, "任务42", "2023-03", "已清零11个")
    was = register(ledger).items[filed.item].id
    take(ledger, without("任务42"), apply=True)
    result = take(ledger, packaged_notice(), apply=True)
    assert [change.change for change in result.changes] == [Change.ADDED]
    assert register(ledger).items[filed.item].id == was
    assert stored(ledger) == as_read(packaged_notice().items)


def test_what_the_office_settled_outlives_a_changed_file(ledger: Database) -> None:
    with ledger.session() as session:
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", "某人", NOW)
        settle_set(session, "各街道办事处", ["大观园街道办事处"], "某人", NOW)
        settle_link(session, YEAR, (ref("任务45"), ref("实事9")), LinkState.REJECTED, "某人", NOW)
    units = next(item.units for item in packaged_notice().items if item.ref == ref("任务101"))
    take(ledger, changed("任务101", text="改了。", units=units[::-1]), apply=True)
    assert lead_of(ledger, "任务101") == "区住房城乡建设局"
    book = register(ledger)
    streets = book.units[unit_id(book, "各街道办事处")]
    assert [book.units[member].name for member in streets.members] == ["大观园街道办事处"]
    assert links(ledger)["任务45", "实事9"] is LinkState.REJECTED


def test_a_shared_indicator_stays_shared_in_a_changed_file(ledger: Database) -> None:
    with ledger.session() as session:
        share_out(session, YEAR, ref("实事10"), 1, True, "某人", NOW)
    text = "新增城镇就业1.9万人以上；发展公益性零工市场１家以上，建设零工公寓200间。"
    take(ledger, changed("实事10", text=text, indicators=draw_indicators(text)), apply=True)
    with ledger.session() as session:
        rows = session.scalars(select(IndicatorRow).where(IndicatorRow.shared)).all()
        assert [(row.metric, row.value) for row in rows] == [("新增城镇就业", 19000)]


def test_a_settled_lead_that_is_gone_has_to_be_settled_again(ledger: Database) -> None:
    with ledger.session() as session:
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", "某人", NOW)
    take(ledger, changed("任务101", units=("区民政局",)), apply=True)
    assert lead_of(ledger, "任务101") is None
    with ledger.session() as session:
        row = session.scalars(select(ItemRow).where(ItemRow.no == 101, ItemRow.kind == "task")).one()
        assert not row.lead_settled


def test_overlaps_that_are_no_longer_there_are_no_longer_proposed(ledger: Database) -> None:
    before = links(ledger)
    assert before["任务45", "实事9"] is LinkState.PROPOSED
    assert len(before) == len(packaged_notice().overlaps)
    fewer = [
        link
        for link in packaged_notice().overlaps
        if (str(link.task), str(link.livelihood)) != ("任务45", "实事9")
    ]
    notice = replace(changed("任务45", text="另一件事。"), overlaps=tuple(fewer))
    take(ledger, notice, apply=True)
    assert links(ledger) == {pair: state for pair, state in before.items() if pair != ("任务45", "实事9")}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("number", "市中政办发〔2023〕2号", "市中政办发〔2023〕2号"),
        ("title", "关于印发任务分工（修订）的通知", "关于印发任务分工（修订）的通知"),
        ("issued_on", date(2023, 3, 1), "2023-03-01"),
    ],
)
def test_a_changed_head_alone_is_shown_and_applied(
    ledger: Database, name: str, value: Any, shown: str
) -> None:
    notice = replace(packaged_notice(), **{name: value})
    before = everything(ledger)
    result = take(ledger, notice)
    assert ([field.after for field in result.head], result.changes, result.applied) == ([shown], (), False)
    assert everything(ledger) == before
    assert take(ledger, notice, apply=True).applied
    with ledger.session() as session:
        row = session.scalars(select(NoticeRow)).one()
        assert (getattr(row, name), row.source_name) == (value, "again.txt")
    detail = {"changes": [], "source": "again.txt", "head": [name]}
    assert history(ledger)[-1] == ("notice.changed", "2023", "again.txt", detail)
    changed_tables = {table for table, rows in everything(ledger).items() if rows != before[table]}
    assert changed_tables == {"notices", "history"}
    again = take(ledger, notice, apply=True)
    assert (again.head, again.applied) == ((), False)


def test_a_file_without_a_head_keeps_the_one_that_is_known(ledger: Database) -> None:
    bare = replace(changed("任务42", text="新的任务。"), number=None, title="", issued_on=None)
    result = take(ledger, bare, apply=True)
    assert (result.head, len(result.changes), result.applied) == ((), 1, True)
    with ledger.session() as session:
        row = session.scalars(select(NoticeRow)).one()
        notice = packaged_notice()
        assert (row.number, row.title, row.issued_on) == (notice.number, notice.title, notice.issued_on)


def test_indicators_are_redrawn_when_only_the_reader_improved(ledger: Database) -> None:
    """The ledger was filled by a reader that saw nothing in 任务42; the file is the same."""
    poorer = changed("任务42", indicators=())
    take(ledger, poorer, apply=True)
    assert stored(ledger) == as_read(poorer.items)
    file_report(ledger, HOUSING, "任务42", "2023-03", "已清零11个")
    with ledger.session() as session:
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", "某人", NOW)
    kept = everything(ledger)
    version = register(ledger).version

    result = take(ledger, packaged_notice())
    [change] = result.changes
    assert (str(change.ref), change.only_redrawn, result.applied) == ("任务42", True, False)
    assert everything(ledger) == kept

    assert take(ledger, packaged_notice(), apply=True).applied
    assert stored(ledger) == as_read(packaged_notice().items)
    assert register(ledger).version > version, "so that no process goes on with the old ones"
    after = everything(ledger)
    assert after["reports"] == kept["reports"]
    assert lead_of(ledger, "任务101") == "区住房城乡建设局"
    assert take(ledger, packaged_notice(), apply=True).changes == ()


# Refused


def test_a_file_of_another_year_is_refused(database: Database) -> None:
    before = everything(database)
    with pytest.raises(InputError, match=r"2023年.*2024年"):
        take(database, packaged_notice(), 2024)
    assert everything(database) == before


def test_a_file_without_a_year_takes_the_year_that_is_said(database: Database) -> None:
    assert take(database, replace(packaged_notice(), year=None), 2024).new
    assert len(stored(database, 2024)) == 130


def test_years_stand_beside_each_other(ledger: Database) -> None:
    before = everything(ledger)
    take(ledger, replace(packaged_notice(), year=2024), 2024)
    after = everything(ledger)
    assert len(after["items"]) == 260
    assert after["units"] == before["units"], "the same units"
    with ledger.session() as session:
        aliases = session.scalars(select(UnitAliasRow.alias)).all()
    assert len(aliases) == len(set(aliases))
    assert stored(ledger) == as_read(packaged_notice().items)


def lead_of(database: Database, name: str) -> str | None:
    book = register(database)
    lead = book.items[ref(name)].lead_id
    return book.units[lead].name if lead else None


def links(database: Database) -> dict[tuple[str, str], LinkState]:
    with database.session() as session:
        names = {row.id: str(ItemRef(row.kind, row.no)) for row in session.scalars(select(ItemRow))}
        return {
            (names[row.item_id], names[row.other_id]): row.state
            for row in session.scalars(select(ItemLinkRow))
        }
