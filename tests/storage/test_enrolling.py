"""A roster becomes people, roles and accounts; a list of groups becomes group chats. All or nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.errors import InputError
from handlers.ledger.people import RoleName
from storage.enrolling import Enrolled, count_people, enrol, take_groups
from storage.packaged import packaged_roster
from storage.people import Groups, Roster
from storage.rows import GroupRow, IdentityRow, PersonRow, UnitRow
from storage.senders import addresses_of, person_of
from storage.transactions import Database
from tests.storage.contents import (
    HOUSING,
    NOW,
    a_roster,
    everything,
    history,
    items_of,
    person,
    register,
    some_groups,
    unit_id,
)

FINANCE = "区财政局,,王明,联络员,科员,13900000001,wangming,dt-wm"


def take(database: Database, *rows: str, new_units: bool = False) -> Enrolled:
    return take_roster(database, a_roster(*rows), new_units=new_units)


def take_roster(database: Database, roster: Roster, *, new_units: bool = False) -> Enrolled:
    with database.session() as session:
        return enrol(session, roster, "某人", NOW, new_units=new_units)


def take_in(database: Database, groups: Groups) -> int:
    with database.session() as session:
        return take_groups(session, groups, "某人", NOW)


def units_of(database: Database, account: str, platform: str = "wecom") -> list[str]:
    book = register(database)
    return [book.units[unit].name for unit in person(database, account, platform).unit_ids]


def people_named(database: Database, name: str) -> int:
    with database.session() as session:
        return len(session.scalars(select(PersonRow).where(PersonRow.name == name)).all())


# Twice, and again with changes


def test_the_same_roster_twice_changes_nothing(ledger: Database) -> None:
    before = everything(ledger)
    result = take_roster(ledger, packaged_roster(), new_units=True)
    assert (result.added, result.changed, result.units_added) == (0, 0, ())
    assert everything(ledger) == before
    with ledger.session() as session:
        assert result.people == count_people(session)


def test_people_without_phone_and_account_are_not_doubled(ledger: Database) -> None:
    rows = ("区财政局,,李局长,负责人,局长,,,", "区财政局,,王明,联络员,,,,", "区审计局,,王明,联络员,,,,")
    take(ledger, *rows, new_units=True)
    before = everything(ledger)
    assert take(ledger, *rows).added == 0
    assert everything(ledger) == before
    assert people_named(ledger, "王明") == 2, "in two units: two people, as far as anybody can tell"


def test_an_account_is_added_to_the_person_who_had_none(ledger: Database) -> None:
    take(ledger, "区财政局,,王明,联络员,,,,")
    result = take(ledger, FINANCE)
    assert (result.added, result.changed) == (0, 1)
    assert people_named(ledger, "王明") == 1
    assert units_of(ledger, "wangming") == ["区财政局"]


def test_a_new_phone_is_not_a_new_person(ledger: Database) -> None:
    take(ledger, FINANCE)
    result = take(ledger, FINANCE.replace("13900000001", "13900000002"))
    assert (result.added, result.changed) == (0, 1)
    with ledger.session() as session:
        assert session.scalars(select(PersonRow.phone).where(PersonRow.name == "王明")).all() == [
            "13900000002"
        ]


def test_a_person_changes_unit(ledger: Database) -> None:
    take(ledger, FINANCE)
    result = take(ledger, FINANCE.replace("区财政局", "区司法局"))
    assert (result.people, result.added, result.changed) == (1, 0, 1)
    assert units_of(ledger, "wangming") == ["区司法局"]
    assert units_of(ledger, HOUSING) == ["区住房城乡建设局"], "who is not in the file stays"


def test_one_person_of_two_units_in_the_order_of_the_roster(ledger: Database) -> None:
    take(ledger, FINANCE, FINANCE.replace("区财政局", "区司法局"))
    assert units_of(ledger, "wangming") == ["区财政局", "区司法局"]
    assert units_of(ledger, "dt-wm", "dingtalk") == ["区财政局", "区司法局"]
    assert people_named(ledger, "王明") == 1


def test_rows_that_share_one_account_are_one_person(ledger: Database) -> None:
    take(ledger, "区财政局,,王明,联络员,,,wangming,dt-wm", "区司法局,,王明,联络员,,,,dt-wm")
    assert people_named(ledger, "王明") == 1
    assert units_of(ledger, "wangming") == ["区财政局", "区司法局"]


def test_a_head_who_is_contact_too_keeps_both_roles_though_one_row_says_little(ledger: Database) -> None:
    take(ledger, "区财政局,,王明,负责人,局长,,,", FINANCE)
    who = person(ledger, "wangming")
    assert who.roles == {RoleName.CONTACT, RoleName.HEAD}
    assert people_named(ledger, "王明") == 1


def test_namesakes_with_phones_of_their_own_are_two(ledger: Database) -> None:
    rows = (FINANCE, "区财政局,,王明,负责人,局长,13900000009,wangming2,")
    take(ledger, *rows)
    before = everything(ledger)
    assert people_named(ledger, "王明") == 2
    assert take(ledger, *rows).changed == 0
    assert everything(ledger) == before


def test_a_new_account_takes_the_place_of_the_former_one(ledger: Database) -> None:
    take(ledger, FINANCE)
    take(ledger, FINANCE.replace("wangming", "wangming.czj"))
    assert units_of(ledger, "wangming.czj") == ["区财政局"]
    with ledger.reading() as connection:
        assert person_of(connection, "wecom", "wangming") is None
    take(ledger, "区财政局,,王明,联络员,科员,13900000001,,")
    assert units_of(ledger, "wangming.czj") == ["区财政局"], "an empty cell takes nothing away"


def test_accounts_have_no_case(ledger: Database) -> None:
    take(ledger, FINANCE)
    assert take(ledger, FINANCE.replace("wangming", "WangMing")).changed == 0
    assert units_of(ledger, "WANGMING") == ["区财政局"]


def test_an_import_is_remembered_with_who_did_it(ledger: Database) -> None:
    take(ledger, FINANCE)
    assert history(ledger)[-1] == ("roster.imported", "roster", "某人", {"added": ["王明"], "changed": []})
    renamed = FINANCE.replace("王明", "王铭")
    take(ledger, renamed)
    assert history(ledger)[-1] == ("roster.imported", "roster", "某人", {"added": [], "changed": ["王铭"]})


# Units


def test_an_unknown_unit_is_refused_with_a_suggestion_and_nothing_is_taken(ledger: Database) -> None:
    before = everything(ledger)
    with pytest.raises(InputError) as caught:
        take(
            ledger, FINANCE, "区教体局局,,李四,联络员,,13900000003,lisi,", "火星办事组,,赵五,联络员,,,zhaowu,"
        )
    says = str(caught.value)
    assert "第3行" in says
    assert "区教育体育局" in says
    assert "第4行" in says
    assert "13900000003" not in says
    assert everything(ledger) == before


def test_a_new_unit_is_taken_when_the_office_means_it(ledger: Database) -> None:
    result = take(ledger, "火星办事组,火办,赵五,联络员,,,zhaowu,", new_units=True)
    assert result.units_added == ("火星办事组",)
    assert units_of(ledger, "zhaowu") == ["火星办事组"]


def test_a_new_street_is_taken_and_owes_what_all_streets_owe(ledger: Database) -> None:
    result = take(ledger, "月球街道办事处,,赵五,联络员,,,zhaowu,")
    assert result.units_added == ("月球街道办事处",)
    book = register(ledger)
    every = unit_id(book, "各街道办事处")
    owed = [str(ref) for ref, entry in book.items.items() if every in entry.unit_ids]
    assert items_of(book, "月球街道办事处") == owed == ["任务22", "任务57", "任务101", "任务103"]


def test_a_unit_may_be_named_by_any_of_its_names(ledger: Database) -> None:
    take(
        ledger,
        "区民营经济局,,赵一,联络员,,,zhao1,",
        "区政府办公室（区大数据局）,,赵二,联络员,,,zhao2,",
        "区安委办,,赵三,联络员,,,zhao3,",
    )
    assert units_of(ledger, "zhao1") == ["区投资促进局"]
    assert units_of(ledger, "zhao2") == ["区政府办公室"]
    assert units_of(ledger, "zhao3") == ["区应急局"]


def test_short_names_are_kept(ledger: Database) -> None:
    take(ledger, FINANCE.replace(",,", ",财局、区财,", 1))
    book = register(ledger)
    assert {"财局", "区财"} <= set(book.units[unit_id(book, "区财政局")].aliases)


def test_a_short_name_that_means_another_unit_is_refused(ledger: Database) -> None:
    before = everything(ledger)
    with pytest.raises(InputError, match=r"简称“区民营经济局”已经指区投资促进局"):
        take(ledger, FINANCE.replace(",,", ",区民营经济局,", 1))
    assert everything(ledger) == before


# Accounts of others


def test_an_account_of_somebody_else_is_refused(ledger: Database) -> None:
    take(ledger, FINANCE)
    before = everything(ledger)
    with pytest.raises(InputError, match="第3行：企业微信账号已登记给王明"):
        take(
            ledger, "区司法局,,李四,联络员,,13900000003,lisi,", "区司法局,,赵五,联络员,,13900000004,wangming,"
        )
    assert everything(ledger) == before
    assert units_of(ledger, "wangming") == ["区财政局"]


def test_two_accounts_of_two_people_are_refused(ledger: Database) -> None:
    take(ledger, "区财政局,,王明,联络员,,13900000001,wangming,", "区司法局,,王明,联络员,,13900000002,,dt-wm")
    before = everything(ledger)
    with pytest.raises(InputError, match="登记给两个人"):
        take(ledger, "区司法局,,王明,联络员,,,wangming,dt-wm")
    assert everything(ledger) == before


def test_a_corrected_name_is_taken_with_the_same_phone(ledger: Database) -> None:
    take(ledger, FINANCE)
    take(ledger, FINANCE.replace("王明", "王铭"))
    assert person(ledger, "wangming").name == "王铭"


def test_a_stranger_is_nobody(ledger: Database) -> None:
    with ledger.reading() as connection:
        assert person_of(connection, "wecom", "nobody") is None
        assert person_of(connection, "wecom", "") is None
        assert person_of(connection, "dingtalk", HOUSING) is None, "an account belongs to its platform"


def test_one_address_for_each_person_of_a_role(ledger: Database) -> None:
    with ledger.session() as session:
        found = addresses_of(session, RoleName.OFFICE, ("wecom", "dingtalk"))
        identities = session.scalars(select(IdentityRow)).all()
    assert len(found) == len({address.person_id for address in found}) == 3
    assert {(a.platform, a.user_id) for a in found} <= {(i.platform, i.user_id) for i in identities}


@pytest.mark.parametrize(
    ("on", "address"),
    [
        (("wecom", "dingtalk"), ("dingtalk", "dt-zhou")),
        (("wecom",), ("wecom", "zhou")),
        (("dingtalk",), ("dingtalk", "dt-zhou")),
        ((), None),
        (("another",), None),
    ],
)
def test_an_address_is_on_a_platform_that_is_on(
    database: Database, on: tuple[str, ...], address: tuple[str, str] | None
) -> None:
    take(database, ",,周玉珍,督查室,主任,,zhou,dt-zhou")
    with database.session() as session:
        found = addresses_of(session, RoleName.OFFICE, on)
    assert [(a.platform, a.user_id) for a in found] == ([address] if address else [])


# Groups

ALL = "工作群,全体,wecom,webhook,key-1,"


def test_groups_are_stored_as_listed(ledger: Database) -> None:
    rows = (
        ALL,
        "督查室群,督查室,dingtalk,webhook,https://oapi.dingtalk.com/robot/send?access_token=x,SECabc",
        "领导群,领导,wecom,appchat,chat-1,",
        "教体局群,区教育体育局,dingtalk,robot,cid-1,",
    )
    assert take_in(ledger, some_groups(*rows)) == 4
    with ledger.session() as session:
        stored = session.scalars(select(GroupRow).order_by(GroupRow.id)).all()
        assert [(g.name, g.purpose, g.platform, g.way, g.secret) for g in stored] == [
            ("工作群", "everybody", "wecom", "webhook", None),
            ("督查室群", "office", "dingtalk", "webhook", "SECabc"),
            ("领导群", "leaders", "wecom", "appchat", None),
            ("教体局群", "unit", "dingtalk", "robot", None),
        ]
        assert [session.get_one(UnitRow, g.unit_id).name for g in stored if g.unit_id] == ["区教育体育局"]
        assert stored[1].address.endswith("access_token=x")
    assert history(ledger)[-1] == ("groups.imported", "groups", "某人", {"changed": 4})


def test_the_same_groups_twice_change_nothing(ledger: Database) -> None:
    take_in(ledger, some_groups(ALL))
    before = everything(ledger)
    assert take_in(ledger, some_groups(ALL)) == 0
    assert everything(ledger) == before


def test_a_changed_group_is_changed_in_place(ledger: Database) -> None:
    take_in(ledger, some_groups(ALL))
    assert take_in(ledger, some_groups(ALL.replace("key-1", "key-2"))) == 1
    with ledger.session() as session:
        assert session.scalars(select(GroupRow.address)).all() == ["key-2"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("某群,火星局,wecom,webhook,key-2,", "火星局"),
        ("工作群,督查室,wecom,webhook,key-2,", "群名与第2行相同"),
    ],
)
def test_a_wrong_group_is_refused_and_nothing_is_taken(ledger: Database, row: str, says: str) -> None:
    before = everything(ledger)
    with pytest.raises(InputError, match=says) as caught:
        take_in(ledger, some_groups(ALL, row))
    assert "第3行" in str(caught.value)
    assert "key-2" not in str(caught.value)
    assert everything(ledger) == before
