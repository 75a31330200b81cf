"""Reading a roster: all of it, or a list of every wrong row."""

from __future__ import annotations

import pytest

from handlers.errors import InputError
from handlers.ledger.people import RoleName
from storage.people.roster import Roster, RosterError, RosterRow, read_roster
from tests.storage.people.sheets import ROSTER_HEADER, a_person, another_person, as_csv, as_xlsx


def reasons(*rows: list[str]) -> list[tuple[int, str]]:
    """What the reader finds wrong in these rows, the first of which is row 2."""
    with pytest.raises(RosterError) as caught:
        read_roster("名单.csv", as_csv(rows))
    return [(problem.row, problem.reason) for problem in caught.value.problems]


def only_reason(*rows: list[str]) -> str:
    ((_, reason),) = reasons(*rows)
    return reason


def read(*rows: list[str]) -> Roster:
    return read_roster("名单.csv", as_csv(rows))


def test_a_row_is_read() -> None:
    (row,) = read(a_person(dingtalk="dt-0001")).rows
    assert row == RosterRow(
        number=2,
        unit="区教育体育局",
        aliases=("教体局", "区教体局"),
        name="张伟",
        role=RoleName.CONTACT,
        title="办公室主任",
        phone="19900001234",
        identities={"wecom": "zhangwei.jtj", "dingtalk": "dt-0001"},
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_excel_and_wps(encoding: str) -> None:
    roster = read_roster("名单.CSV", as_csv([a_person()], encoding=encoding))
    assert roster.rows[0].unit == "区教育体育局"


def test_xlsx_with_a_number_for_a_phone_and_a_blank_row() -> None:
    person: list[object] = list(a_person())
    person[5] = 19900001234
    roster = read_roster("名单.xlsx", as_xlsx([[], person, another_person()]))
    assert [(row.number, row.phone) for row in roster.rows] == [(3, "19900001234"), (4, "")]


def test_the_order_of_columns_is_free() -> None:
    rows = [list(reversed(a_person()))]
    roster = read_roster("名单.csv", as_csv(rows, header=tuple(reversed(ROSTER_HEADER))))
    assert roster.rows[0].name == "张伟"


def test_tabs_part_the_columns_too() -> None:
    text = "\n".join("\t".join(row) for row in (ROSTER_HEADER, a_person()))
    assert read_roster("名单.csv", text.encode("utf-16")).rows[0].name == "张伟"


def test_remarks_and_blank_rows_are_left_out() -> None:
    data = "# 说明，一行\n\n".encode() + as_csv([["", "#"], a_person(), ["#备注"]][1:])
    roster = read_roster("名单.csv", data)
    assert [row.number for row in roster.rows] == [4]
    assert roster.skipped == (1, 5)


def test_blanks_and_brackets_are_tidied() -> None:
    (row,) = read(a_person(unit=" 区政府办公室(区大数据局) ", name="张 伟", aliases="大数据局/政府办")).rows
    assert (row.unit, row.name) == ("区政府办公室（区大数据局）", "张伟")
    assert row.aliases == ("大数据局", "政府办")
    assert read(a_person(name="张\u200b伟\x1b")).rows[0].name == "张伟"


@pytest.mark.parametrize("blank", ["", "-", "/", "无", "—"])
def test_signs_for_nothing_are_nothing(blank: str) -> None:
    (row,) = read(a_person(aliases=blank, title=blank, phone=blank, wecom=blank, dingtalk=blank)).rows
    assert (row.aliases, row.title, row.phone, dict(row.identities)) == ((), "", "", {})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("199 0000 1234", "19900001234"),
        ("199-0000-1234", "19900001234"),
        ("+8619900001234", "19900001234"),
        ("+86 199 0000 1234", "19900001234"),
        ("0086-19900001234", "19900001234"),
        ("１９９００００１２３４", "19900001234"),
        ("0531-82078900", "0531-82078900"),
        ("（0531）82078900", "0531-82078900"),
        ("053182078900", "053182078900"),
        ("82078900", "82078900"),
        ("0531-82078900-801", "0531-82078900-801"),
    ],
)
def test_phone_numbers_of_the_mainland(written: str, kept: str) -> None:
    assert read(a_person(phone=written)).rows[0].phone == kept


@pytest.mark.parametrize(
    "phone",
    [
        "12900001234",
        "1990000123",
        "199000012345",
        "+1 202 555 0100",
        "0000000",
        "张伟",
        "19900001234、19900001235",
    ],
)
def test_other_phone_numbers_are_refused_and_not_shown(phone: str) -> None:
    found = reasons(a_person(phone=phone))
    assert {row for row, _ in found} == {2}
    assert phone not in str(found)


def test_a_phone_that_the_spreadsheet_rounded() -> None:
    assert "科学计数" in only_reason(a_person(phone="1.99E+10"))


def test_the_phone_is_in_no_repr() -> None:
    roster = read(a_person())
    assert "1990000" not in f"{roster!r} {roster.rows[0]!r} {roster}"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_person(name=""), "缺姓名"),
        (a_person(name="张伟、李娜"), "姓名一格应只有一个人"),
        (a_person(role=""), "缺角色"),
        (a_person(role="填报员"), "角色“填报员”不认识（应为联络员、负责人、督查室、领导之一）"),
        (a_person(unit=""), "缺单位（联络员必须写明单位）"),
        (a_person(unit="", role="负责人"), "缺单位（负责人必须写明单位）"),
        (a_person(unit="19900001234"), "单位不是单位的名称"),
        (a_person(wecom="张伟"), "企业微信账号应为平台的账号"),
        (a_person(dingtalk="dt 1"), "钉钉账号应为平台的账号"),
        (a_person(dingtalk="1.2E+15"), "钉钉账号被表格改成了科学计数"),
        (a_person(title="=HYPERLINK(1)"), "职务以“=”开头，像是公式"),
        (a_person(title="＝1+1"), "像是公式"),
        (a_person(name="@张伟"), "姓名以“@”开头"),
        (a_person(title="\t主任"), "职务以制表符开头"),
        ([*a_person(), "多出来的"], "第9列有内容，但没有表头"),
        (a_person(unit="示例：区某某局"), "改了一半的示例行"),
        (a_person(name="示例：张三"), "改了一半的示例行"),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(row: list[str], reason: str) -> None:
    assert reason in only_reason(row)


@pytest.mark.parametrize("role", ["督查室", "领导"])
def test_office_and_leaders_need_no_unit(role: str) -> None:
    assert read(a_person(unit="", role=role)).rows[0].unit == ""


def test_a_person_of_two_units_has_two_rows_with_one_account() -> None:
    roster = read(a_person(), a_person(unit="区城管局", aliases="城管局"))
    assert roster.units == {"区教育体育局": ("教体局", "区教体局"), "区城管局": ("城管局",)}


def test_one_account_of_two_persons_is_refused() -> None:
    rows = a_person(), another_person(wecom="ZhangWei.jtj")
    assert reasons(*rows) == [(3, "企业微信账号与第2行相同，但姓名不同")]


def test_the_same_id_on_two_platforms_is_no_conflict() -> None:
    assert len(read(a_person(wecom="a1"), another_person(dingtalk="a1")).rows) == 2


def test_a_row_twice_is_refused() -> None:
    ((number, reason),) = reasons(a_person(), a_person(phone="", wecom="", dingtalk="dt-1"))
    assert number == 3
    assert reason.startswith("与第2行重复")


def test_a_person_in_two_roles_has_two_rows() -> None:
    assert len(read(a_person(), a_person(role="负责人")).rows) == 2


def test_a_unit_called_by_its_short_name_is_that_unit() -> None:
    first, second = read(a_person(), another_person(unit="教体局")).rows
    assert second.unit == first.unit == "区教育体育局"


def test_a_short_name_of_two_units_is_refused() -> None:
    taken = reasons(a_person(), another_person(unit="区体育局", aliases="教体局"))
    assert taken == [(3, "简称“教体局”已属于另一单位“区教育体育局”")]
    named = reasons(a_person(), another_person(unit="区体育局", aliases="区教育体育局"))
    assert named == [(3, "简称“区教育体育局”已属于另一单位“区教育体育局”")]


def test_every_wrong_row_is_listed_in_order_and_nothing_is_taken() -> None:
    rows = [another_person(name=f"人{chr(0x4E00 + n)}", phone="123" if n % 2 else "") for n in range(40)]
    found = reasons(*rows, a_person(name="", role="主管"))
    assert [number for number, _ in found] == [*range(3, 42, 2), 42, 42]


def test_the_error_is_one_line_that_names_file_and_row() -> None:
    with pytest.raises(InputError) as caught:
        read_roster("名单.csv", as_csv([a_person(name=""), another_person(role="x")]))
    assert str(caught.value) == (
        "名单.csv 有2处要改，未导入任何内容：第2行缺姓名；"
        "第3行角色“x”不认识（应为联络员、负责人、督查室、领导之一）"
    )


def test_cells_in_the_wrong_column_do_not_leak_numbers() -> None:
    shifted = [
        "19900001234",
        "199 0000 1234",
        "1990000-1234",
        "19900001234",
        "",
        "张伟",
        "１９９００００１２３４",
        "",
    ]
    with pytest.raises(RosterError) as caught:
        read_roster("名单.csv", as_csv([shifted, another_person(aliases="199 0000 1234")]))
    assert "1234" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (ROSTER_HEADER[:-1], "表头缺少：钉钉账号"),
        ((*ROSTER_HEADER, "邮箱"), "表头有不认识的列：“邮箱”"),
        ((*ROSTER_HEADER, "单位"), "表头有重复的列：单位"),
        (tuple(a_person()), "表头缺少：单位、"),
    ],
)
def test_a_wrong_header_is_named(header: tuple[str, ...], reason: str) -> None:
    with pytest.raises(RosterError, match="第1行") as caught:
        read_roster("名单.csv", as_csv([a_person()], header=header))
    assert reason in str(caught.value)
    assert "19900001234" not in str(caught.value)


def test_every_role_of_the_contract_is_known() -> None:
    roles = ("联络员", "负责人", "督查室", "领导")
    roster = read(*(another_person(role=role) for role in roles))
    assert [row.role.value for row in roster.rows] == ["contact", "head", "office", "leader"]
