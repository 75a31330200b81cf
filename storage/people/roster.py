"""The roster: who reports for which unit, who is of the office, who leads (contract.md: Roster columns)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from handlers.ledger.people import REPORTING, RoleName, spoken_role
from storage.people.cells import quoted
from storage.people.tables import Columns, Problem, Record, TableError, read_table

COLUMNS = Columns(
    all=("单位", "简称", "姓名", "角色", "职务", "手机", "企业微信账号", "钉钉账号"),
    named="姓名",
    sheet="花名册",
)
ROLES = MappingProxyType({spoken_role(role): role for role in RoleName})
PLATFORMS = MappingProxyType({"wecom": "企业微信账号", "dingtalk": "钉钉账号"})

_SEPARATORS = re.compile(r"[、，,;；/]")
_COUNTRY_CODE = re.compile(r"^(\+|00)?86-?(?=[\d-]{10,}$)")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?[2-9]\d{6,7}(-\d{1,6})?|[2-9]\d{6,7}|(400|800)\d{7}")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_MAX_NAME, _MAX_UNIT, _MAX_ACCOUNT = 30, 60, 64


class RosterError(TableError):
    """The roster has wrong rows; nothing was taken from it."""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row: a person in one role for one unit. `number` is the row as the spreadsheet shows it.

    `unit` may be empty for the office and for leaders. `identities` maps a platform to the user id there.
    """

    number: int
    unit: str
    aliases: tuple[str, ...]
    name: str
    role: RoleName
    title: str = ""
    phone: str = field(default="", repr=False)
    identities: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Roster:
    """All rows of a roster in order. `skipped` are the numbers of remark and example rows left out."""

    rows: tuple[RosterRow, ...]
    skipped: tuple[int, ...] = ()

    @property
    def units(self) -> dict[str, tuple[str, ...]]:
        """The units that somebody reports for, in order, each with its aliases from all of its rows."""
        found: dict[str, dict[str, None]] = {}
        for row in self.rows:
            if row.role in REPORTING:
                found.setdefault(row.unit, {}).update(dict.fromkeys(row.aliases))
        return {unit: tuple(aliases) for unit, aliases in found.items()}


def read_roster(name: str, data: bytes) -> Roster:
    """Read a roster file (.xlsx or .csv) whole; raises RosterError with every wrong row, or takes all."""
    table = read_table(name, data, COLUMNS, RosterError)
    rows = _by_full_name([(record, _row(record)) for record in table.records])
    problems = list(table.problems)
    for record, row in rows:
        problems += [Problem(record.number, reason) for reason in _wrong_in(record, row)]
    problems += _contradictions([row for _, row in rows])
    if problems:
        raise RosterError(name, problems)
    return Roster(tuple(row for _, row in rows), table.skipped)


def _by_full_name(rows: list[tuple[Record, RosterRow]]) -> list[tuple[Record, RosterRow]]:
    """A row that calls its unit by the short name that another row gives it means that unit."""
    owners: dict[str, set[str]] = {}
    for _, row in rows:
        for alias in row.aliases:
            owners.setdefault(alias, set()).add(row.unit)
    full = {alias: next(iter(units)) for alias, units in owners.items() if len(units) == 1}
    return [
        (record, row if row.aliases else replace(row, unit=full.get(row.unit, row.unit)))
        for record, row in rows
    ]


def _row(record: Record) -> RosterRow:
    cells = record.cells
    return RosterRow(
        number=record.number,
        unit=tidy_unit(cells["单位"]),
        aliases=tuple(dict.fromkeys(filter(None, map(tidy_unit, _SEPARATORS.split(cells["简称"]))))),
        name=_joined(cells["姓名"]),
        role=ROLES.get(_joined(cells["角色"]), RoleName.CONTACT),  # an unknown one is refused below
        title=cells["职务"],
        phone=_dialled(cells["手机"]),
        identities=MappingProxyType(
            {platform: cells[column] for platform, column in PLATFORMS.items() if cells[column]}
        ),
    )


def tidy_unit(text: str) -> str:
    """A unit's name as the notice writes it: no blanks, full-width brackets."""
    return _joined(text).replace("(", "（").replace(")", "）")


def _joined(text: str) -> str:
    return "".join(text.split())


def _dialled(text: str) -> str:
    plain = re.sub(r"[\s.·]", "", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("–", "-")
    plain = _COUNTRY_CODE.sub("", plain.replace("(", "").replace(")", "-").strip("-"))
    bare = plain.replace("-", "")
    return bare if re.fullmatch(r"1[3-9]\d{9}|(400|800)\d{7}", bare) else plain


def _wrong_in(record: Record, row: RosterRow) -> Iterator[str]:
    """What is wrong in this row by itself; no reason shows a phone number or an account."""
    spoken = _joined(record.cells["角色"])
    if not row.name:
        yield "缺姓名"
    elif len(row.name) > _MAX_NAME or re.search(r"[\d、，,;；]", row.name):
        yield "姓名一格应只有一个人的姓名"
    if not spoken:
        yield f"缺角色（应为{'、'.join(ROLES)}之一）"
    elif spoken not in ROLES:
        yield f"角色{quoted(spoken)}不认识（应为{'、'.join(ROLES)}之一）"
    elif not row.unit and row.role in REPORTING:
        yield f"缺单位（{spoken}必须写明单位）"
    if len(row.unit) > _MAX_UNIT or re.fullmatch(r"[\d\W]+", row.unit):
        yield "单位不是单位的名称"
    yield from _wrong_contacts(record, row)


def _wrong_contacts(record: Record, row: RosterRow) -> Iterator[str]:
    if _SCIENTIFIC.search(record.cells["手机"]):
        yield "手机号被表格改成了科学计数，请把该列设为文本后重新填写"
    elif row.phone and not _PHONE.fullmatch(row.phone):
        yield "手机不是有效的手机号或固定电话号码"
    for platform, account in row.identities.items():
        if len(account) > _MAX_ACCOUNT or re.search(r"\s|[^\x21-\x7e]", account):
            yield f"{PLATFORMS[platform]}应为平台的账号（字母、数字），不是姓名"
        elif _SCIENTIFIC.fullmatch(account):
            yield f"{PLATFORMS[platform]}被表格改成了科学计数，请把该列设为文本后重新填写"


def _contradictions(rows: Collection[RosterRow]) -> Iterator[Problem]:
    """What is wrong between rows. A person of several units has several rows, each unit once per role."""
    people: dict[tuple[str, str, RoleName], int] = {}
    holders: dict[tuple[str, str], RosterRow] = {}
    for row in rows:
        first = people.setdefault((row.unit, row.name, row.role), row.number)
        if row.name and first != row.number:
            yield Problem(
                row.number, f"与第{first}行重复（单位、姓名、角色都相同；若是两个人，请在姓名后加以区别）"
            )
        for platform, account in row.identities.items():
            holder = holders.setdefault((platform, account.casefold()), row)  # WeCom ids have no case
            if holder.name != row.name:
                yield Problem(row.number, f"{PLATFORMS[platform]}与第{holder.number}行相同，但姓名不同")
    yield from _ambiguous_aliases(rows)


def _ambiguous_aliases(rows: Collection[RosterRow]) -> Iterator[Problem]:
    """A short name that two units use cannot tell them apart; nor can one that is another unit's name."""
    owners = {row.unit: row.unit for row in rows if row.unit}
    for row in rows:
        for alias in row.aliases:
            owner = owners.setdefault(alias, row.unit)
            if owner != row.unit:
                yield Problem(row.number, f"简称{quoted(alias)}已属于另一单位{quoted(owner)}")
