"""Roster and group files for the tests, as offices make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

ROSTER_HEADER = ("单位", "简称", "姓名", "角色", "职务", "手机", "企业微信账号", "钉钉账号")
GROUPS_HEADER = ("群名", "用途", "平台", "方式", "标识", "密钥")


def a_person(
    *,
    unit: str = "区教育体育局",
    aliases: str = "教体局、区教体局",
    name: str = "张伟",
    role: str = "联络员",
    title: str = "办公室主任",
    phone: str = "19900001234",
    wecom: str = "zhangwei.jtj",
    dingtalk: str = "",
) -> list[str]:
    return [unit, aliases, name, role, title, phone, wecom, dingtalk]


def another_person(name: str = "李娜", role: str = "负责人", **cells: str) -> list[str]:
    settled = {"phone": "", "wecom": "", "aliases": "", **cells}
    return a_person(name=name, role=role, **settled)


def a_group(
    name: str = "工作群",
    purpose: str = "全体",
    platform: str = "wecom",
    method: str = "webhook",
    address: str = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
    secret: str = "",
) -> list[str]:
    return [name, purpose, platform, method, address, secret]


def as_csv(
    rows: Iterable[Sequence[str]], header: Sequence[str] = ROSTER_HEADER, encoding: str = "utf-8"
) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[object]], header: Sequence[str] = ROSTER_HEADER) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (header, *rows):
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
