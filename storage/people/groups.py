"""Group chats to push to (contract.md: Groups columns)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit

from storage.people.cells import quoted
from storage.people.roster import tidy_unit
from storage.people.tables import Columns, Problem, Record, TableError, read_table

COLUMNS = Columns(all=("群名", "用途", "平台", "方式", "标识", "密钥"), named="标识", sheet="群")


class GroupPurpose(StrEnum):
    EVERYBODY = "everybody"
    OFFICE = "office"
    LEADERS = "leaders"
    UNIT = "unit"


class GroupMethod(StrEnum):
    """How a group is reached; not every platform has every way."""

    WEBHOOK = "webhook"
    APPCHAT = "appchat"
    ROBOT = "robot"


PURPOSES = MappingProxyType(
    {"全体": GroupPurpose.EVERYBODY, "督查室": GroupPurpose.OFFICE, "领导": GroupPurpose.LEADERS}
)
METHODS = MappingProxyType(
    {
        "wecom": (GroupMethod.WEBHOOK, GroupMethod.APPCHAT, GroupMethod.ROBOT),
        "dingtalk": (GroupMethod.WEBHOOK, GroupMethod.ROBOT),
    }
)


class GroupsError(TableError):
    """The list of groups has wrong rows; nothing was taken from it."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group chat. `unit` is set for a unit's own group.

    `address` is a webhook's key or URL, a chatid or an openConversationId; who has a webhook's address may
    post, so it shows as little as the secret does.
    """

    number: int
    name: str
    purpose: GroupPurpose
    platform: str
    method: GroupMethod
    address: str = field(repr=False)
    secret: str = field(default="", repr=False)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """All rows of a list of groups in order. `skipped` are the numbers of remarks left out."""

    rows: tuple[GroupRow, ...]
    skipped: tuple[int, ...] = ()


def read_groups(name: str, data: bytes) -> Groups:
    """Read a list of groups (.csv or .xlsx) whole; raises GroupsError with every wrong row, or takes all."""
    table = read_table(name, data, COLUMNS, GroupsError)
    problems = list(table.problems)
    rows: list[GroupRow] = []
    for record in table.records:
        wrong = [Problem(record.number, reason) for reason in _wrong_in(record.cells)]
        problems += wrong
        if not wrong:
            rows.append(_row(record))
    problems += _repeated(rows)
    if problems:
        raise GroupsError(name, problems)
    return Groups(tuple(rows), table.skipped)


def _row(record: Record) -> GroupRow:
    cells = record.cells
    purpose = PURPOSES.get(cells["用途"], GroupPurpose.UNIT)
    return GroupRow(
        number=record.number,
        name=cells["群名"],
        purpose=purpose,
        platform=cells["平台"].lower(),
        method=GroupMethod(cells["方式"].lower()),
        address=cells["标识"],
        secret=cells["密钥"],
        unit=tidy_unit(cells["用途"]) if purpose is GroupPurpose.UNIT else "",
    )


def _wrong_in(cells: dict[str, str]) -> Iterator[str]:
    """What is wrong in a row; no reason shows an address or a secret."""
    if not cells["群名"]:
        yield "缺群名"
    if not cells["用途"]:
        yield f"缺用途（应为{'、'.join(PURPOSES)}或单位名称）"
    yield from _wrong_way(cells["平台"], cells["方式"])
    if not cells["标识"]:
        yield "缺标识（webhook 的 key 或网址、chatid 或 openConversationId）"
    elif _is_broken_address(cells["标识"]):
        yield "标识不是完整的网址、key 或会话编号"
    if re.search(r"\s|[^\x21-\x7e]", cells["密钥"]):
        yield "密钥中有不该有的字符（空格或汉字）"


def _wrong_way(platform: str, method: str) -> Iterator[str]:
    methods = METHODS.get(platform.lower())
    if not platform:
        yield f"缺平台（应为{'、'.join(METHODS)}之一）"
    elif methods is None:
        yield f"平台{quoted(platform)}不认识（应为{'、'.join(METHODS)}之一）"
    if not method:
        yield f"缺方式（应为{'、'.join(GroupMethod)}之一）"
    elif method.lower() not in (methods or tuple(GroupMethod)):
        yield f"方式{quoted(method)}不能用（应为{'、'.join(methods or GroupMethod)}之一）"


def _is_broken_address(address: str) -> bool:
    if re.search(r"\s|[^\x21-\x7e]", address):
        return True
    if "://" not in address:
        return False
    try:
        url = urlsplit(address)
    except ValueError:
        return True
    return url.scheme not in {"http", "https"} or not url.hostname


def _repeated(rows: Iterable[GroupRow]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, GroupPurpose, str], int] = {}
    for row in rows:
        first = seen.setdefault((row.platform, row.address, row.purpose, row.unit), row.number)
        if first != row.number:
            yield Problem(row.number, f"与第{first}行重复（平台、标识、用途都相同）")
