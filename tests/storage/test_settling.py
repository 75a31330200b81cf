"""What the notice leaves open is settled by the office, remembered, and seen by every process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.links import LinkState
from handlers.ledger.unit_kinds import UnitKind
from storage.open_matters import OpenMatter, open_matters
from storage.packaged import YEAR
from storage.registers import Shelf
from storage.rows import NoticeRow
from storage.settling import settle_kind, settle_lead, settle_link, settle_proposed_leads, settle_set
from storage.transactions import Database
from tests.storage.contents import NOW, everything, history, items_of, ref, register, unit_id

BY = "命令行（某人）"
STREETS = "各街道办事处"


def matters(database: Database) -> list[OpenMatter]:
    with database.session() as session:
        return open_matters(session, YEAR)


def version(database: Database) -> int:
    with database.session() as session:
        return session.scalars(select(NoticeRow.version)).one()


# Leads


def test_a_lead_is_settled(ledger: Database) -> None:
    assert register(ledger).items[ref("任务101")].lead_id is None
    with ledger.session() as session:
        assert settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", BY, NOW) == (
            "区住房城乡建设局",
        )
    book = register(ledger)
    assert book.items[ref("任务101")].lead_id == unit_id(book, "区住房城乡建设局")
    assert not book.items[ref("任务101")].item.lead_known, "the notice still does not show it"
    assert history(ledger)[-1] == (
        "lead.settled",
        "任务101",
        BY,
        {"lead": ["区住房城乡建设局"], "year": YEAR},
    )


def test_several_may_lead_and_are_named_as_the_notice_writes_them(ledger: Database) -> None:
    with ledger.session() as session:
        assert settle_lead(session, YEAR, ref("任务54"), "区大数据局", BY, NOW) == (
            "区政府办公室（区大数据局）",
        )
        both = settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局、区民政局", BY, NOW)
    assert set(both) == {"区住房城乡建设局", "区民政局"}


def test_a_lead_may_be_settled_anew(ledger: Database) -> None:
    for unit in ("区住房城乡建设局", "区民政局"):
        with ledger.session() as session:
            assert settle_lead(session, YEAR, ref("任务101"), unit, BY, NOW) == (unit,)
    book = register(ledger)
    assert book.items[ref("任务101")].lead_id == unit_id(book, "区民政局")


def test_first_units_can_be_taken_for_all_that_are_open(ledger: Database) -> None:
    with ledger.session() as session:
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", BY, NOW)
    with ledger.session() as session:
        assert settle_proposed_leads(session, YEAR, BY, NOW) == 129
    book = register(ledger)
    assert book.items[ref("任务101")].lead_id == unit_id(book, "区住房城乡建设局"), "what was settled stays"
    for name, entry in book.items.items():
        assert name == ref("任务101") or entry.lead_id == entry.unit_ids[0]
    with ledger.session() as session:
        assert settle_proposed_leads(session, YEAR, BY, NOW) == 0


# Sets


def test_a_set_stands_for_the_units_that_the_office_names(ledger: Database) -> None:
    assert "任务101" in items_of(register(ledger), "杆石桥街道办事处"), "proposed: every street"
    with ledger.session() as session:
        named = settle_set(session, STREETS, ["大观园街道办事处", "泺源街道办事处"], BY, NOW)
    assert named == ("大观园街道办事处", "泺源街道办事处")
    book = register(ledger)
    assert book.units[unit_id(book, STREETS)].members_settled
    assert "任务101" in items_of(book, "大观园街道办事处")
    assert "任务101" not in items_of(book, "杆石桥街道办事处")
    assert history(ledger)[-1] == ("set.settled", STREETS, BY, {"members": list(named)})


def test_members_named_twice_count_once(ledger: Database) -> None:
    with ledger.session() as session:
        names = ["区应急局", "区应急委办", "区应急局"]
        assert settle_set(session, "区应急委成员单位", names, BY, NOW) == ("区应急局",)


def test_a_settled_set_is_not_proposed_over(ledger: Database) -> None:
    with ledger.session() as session:
        settle_set(session, STREETS, ["大观园街道办事处"], BY, NOW)
        settle_kind(session, "区财政局", UnitKind.STREET, BY, NOW)
    book = register(ledger)
    assert len(book.units[unit_id(book, STREETS)].members) == 1


# Links and kinds


def test_a_confirmed_overlap_links_both_items(ledger: Database) -> None:
    with ledger.session() as session:
        settle_link(session, YEAR, (ref("实事9"), ref("任务45")), LinkState.CONFIRMED, BY, NOW)
    items = register(ledger).items
    assert items[ref("任务45")].linked == (ref("实事9"),)
    assert items[ref("实事9")].linked == (ref("任务45"),)
    detail = {"other": "实事9", "year": YEAR}
    assert history(ledger)[-1] == ("link.confirmed", "任务45", BY, detail), "in the notice's order"


def test_an_overlap_that_was_not_proposed_can_be_confirmed_and_rejected_after(ledger: Database) -> None:
    pair = (ref("任务1"), ref("实事20"))
    for state in (LinkState.CONFIRMED, LinkState.REJECTED):
        with ledger.session() as session:
            settle_link(session, YEAR, pair, state, BY, NOW)
    assert register(ledger).items[ref("任务1")].linked == ()
    assert [what for what, *_ in history(ledger)[-2:]] == ["link.confirmed", "link.rejected"]


def test_a_kind_is_settled(ledger: Database) -> None:
    with ledger.session() as session:
        assert settle_kind(session, "区大数据局", UnitKind.PARTY, BY, NOW) == "区政府办公室"
    book = register(ledger)
    assert book.units[unit_id(book, "区政府办公室")].kind is UnitKind.PARTY
    assert history(ledger)[-1] == ("kind.settled", "区政府办公室", BY, {"kind": "party"})


def test_who_is_found_to_be_a_street_office_joins_all_street_offices(ledger: Database) -> None:
    with ledger.session() as session:
        settle_kind(session, "区信访局", UnitKind.STREET, BY, NOW)
    assert items_of(register(ledger), "区信访局") == ["任务22", "任务57", "任务101", "任务103", "任务109"]


# Refused

Settle = Callable[[Session], object]
REFUSED: dict[str, tuple[Settle, str]] = {
    "lead: no such item": (
        lambda s: settle_lead(s, YEAR, ref("任务111"), "区民政局", BY, NOW),
        "2023年的台账里没有任务111",
    ),
    "lead: no such year": (
        lambda s: settle_lead(s, 2024, ref("任务1"), "区民政局", BY, NOW),
        "2024年的台账里没有任务1",
    ),
    "lead: unknown unit": (
        lambda s: settle_lead(s, YEAR, ref("任务101"), "火星局", BY, NOW),
        "没有单位“火星局”",
    ),
    "lead: not of the item": (
        lambda s: settle_lead(s, YEAR, ref("任务101"), "区财政局", BY, NOW),
        "任务101的责任单位是",
    ),
    "lead: nobody": (lambda s: settle_lead(s, YEAR, ref("任务101"), "、", BY, NOW), "要从中选"),
    "leads: no such year": (lambda s: settle_proposed_leads(s, 2024, BY, NOW), "2024年的台账还没有导入"),
    "set: a single unit": (lambda s: settle_set(s, "区财政局", ["区民政局"], BY, NOW), "不是单位的集合"),
    "set: unknown set": (lambda s: settle_set(s, "各星球", ["区民政局"], BY, NOW), "没有单位“各星球”"),
    "set: unknown member": (lambda s: settle_set(s, STREETS, ["火星局"], BY, NOW), "没有单位“火星局”"),
    "set: a set in a set": (lambda s: settle_set(s, "区城管委成员单位", [STREETS], BY, NOW), "也是集合"),
    "set: nobody": (lambda s: settle_set(s, STREETS, [], BY, NOW), "没有写"),
    "link: same annex": (
        lambda s: settle_link(s, YEAR, (ref("任务1"), ref("任务2")), LinkState.CONFIRMED, BY, NOW),
        "任务与实事之间",
    ),
    "link: no such item": (
        lambda s: settle_link(s, YEAR, (ref("任务1"), ref("实事21")), LinkState.CONFIRMED, BY, NOW),
        "没有实事21",
    ),
    "kind: unknown unit": (lambda s: settle_kind(s, "火星局", UnitKind.PARTY, BY, NOW), "没有单位“火星局”"),
    "open matters: no such year": (lambda s: open_matters(s, 2024), "2024年的台账还没有导入"),
}


def test_what_is_wrong_is_said_and_nothing_changes(ledger: Database) -> None:
    def try_to(settle: Settle) -> None:
        with ledger.session() as session:
            settle(session)

    before = everything(ledger)
    for settle, says in REFUSED.values():
        with pytest.raises(InputError, match=says):
            try_to(settle)
    assert everything(ledger) == before


# What is still open


def test_every_open_matter_says_how_it_is_settled(ledger: Database) -> None:
    found = matters(ledger)
    assert sum("牵头单位未标明" in matter.what for matter in found) == 130
    assert any((m.about, m.how) == ("任务45、实事9", _link_command("任务45", "实事9")) for m in found)
    assert any(m.about == STREETS and "大观园街道办事处" in m.how for m in found)
    assert any("结尾" in matter.what for matter in found)


def test_what_is_settled_is_no_longer_open(ledger: Database) -> None:
    before = len(matters(ledger))
    with ledger.session() as session:
        settle_lead(session, YEAR, ref("任务101"), "区住房城乡建设局", BY, NOW)
        settle_set(session, STREETS, ["大观园街道办事处"], BY, NOW)
        settle_link(session, YEAR, (ref("任务45"), ref("实事9")), LinkState.REJECTED, BY, NOW)
    after = matters(ledger)
    assert before - len(after) == 3
    assert not {"任务101", STREETS, "任务45、实事9"} & {m.about for m in after if "结尾" not in m.what}


def _link_command(first: str, second: str) -> str:
    return f"ducha settle link {first} {second} --year 2023"


# Every process sees it


@pytest.mark.parametrize(
    "settle",
    [
        lambda s: settle_lead(s, YEAR, ref("任务101"), "区住房城乡建设局", BY, NOW),
        lambda s: settle_set(s, STREETS, ["大观园街道办事处"], BY, NOW),
        lambda s: settle_link(s, YEAR, (ref("任务45"), ref("实事9")), LinkState.CONFIRMED, BY, NOW),
        lambda s: settle_kind(s, "区大数据局", UnitKind.PARTY, BY, NOW),
    ],
    ids=["lead", "set", "link", "kind"],
)
def test_a_settled_matter_makes_other_processes_load_their_books_again(
    ledger: Database, settle: Settle
) -> None:
    shelf = Shelf()  # of another process
    with ledger.reading() as connection:
        first = shelf.books(connection)
        assert shelf.books(connection) is first, "kept while nothing changes"
    was = version(ledger)
    with ledger.session() as session:
        settle(session)
    assert version(ledger) > was
    with ledger.reading() as connection:
        second = shelf.books(connection)
        assert second is not first
        assert second.registers[YEAR].version == version(ledger)
        assert shelf.books(connection) is second
