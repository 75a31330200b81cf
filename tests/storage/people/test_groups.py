"""Group chats: the same treatment as the roster, and nothing that lets a stranger post is ever shown."""

from __future__ import annotations

import pytest

from storage.people.groups import GroupMethod, GroupPurpose, GroupRow, GroupsError, read_groups
from tests.storage.people.sheets import GROUPS_HEADER, a_group, as_csv, as_xlsx

SECRET = "SEC0123456789abcdef"
DINGTALK_HOOK = "https://oapi.dingtalk.com/robot/send?access_token=0a1b2c3d4e5f"


def reasons(*rows: list[str]) -> list[str]:
    with pytest.raises(GroupsError) as caught:
        read_groups("群.csv", as_csv(rows, header=GROUPS_HEADER))
    assert SECRET not in str(caught.value)
    assert "0a1b2c3d4e5f" not in str(caught.value)
    return [str(problem) for problem in caught.value.problems]


def test_rows_are_read() -> None:
    rows = [
        a_group(),
        a_group("督查室群", "督查室", "DingTalk", "Webhook", DINGTALK_HOOK, SECRET),
        a_group("领导群", "领导", "wecom", "appchat", "wrExampleAppChat01"),
        a_group("教体局群", "区教育体育局(区体育局)", "dingtalk", "robot", "cidExample=="),
    ]
    groups = read_groups("群.csv", as_csv(rows, header=GROUPS_HEADER)).rows
    assert [group.purpose for group in groups] == list(GroupPurpose)
    assert [group.unit for group in groups] == ["", "", "", "区教育体育局（区体育局）"]
    assert groups[1] == GroupRow(
        number=3,
        name="督查室群",
        purpose=GroupPurpose.OFFICE,
        platform="dingtalk",
        method=GroupMethod.WEBHOOK,
        address=DINGTALK_HOOK,
        secret=SECRET,
    )
    assert read_groups("群.xlsx", as_xlsx(rows, header=GROUPS_HEADER)).rows == groups


def test_address_and_secret_are_in_no_repr() -> None:
    groups = read_groups("群.csv", as_csv([a_group(address=DINGTALK_HOOK, secret=SECRET)], GROUPS_HEADER))
    assert "access_token" not in repr(groups)
    assert SECRET not in repr(groups)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_group(name=""), "缺群名"),
        (a_group(purpose=""), "缺用途"),
        (a_group(platform=""), "缺平台"),
        (a_group(platform="飞书"), "平台“飞书”不认识（应为wecom、dingtalk之一）"),
        (a_group(method=""), "缺方式"),
        (a_group(method="email"), "方式“email”不能用（应为webhook、appchat、robot之一）"),
        (a_group(platform="dingtalk", method="appchat"), "方式“appchat”不能用（应为webhook、robot之一）"),
        (a_group(address=""), "缺标识"),
        (a_group(address="某某群"), "标识不是"),
        (a_group(address="ftp://x/0a1b2c3d4e5f"), "标识不是"),
        (a_group(address="https://[0a1b2c3d4e5f"), "标识不是"),
        (a_group(address="https:///send?key=0a1b2c3d4e5f"), "标识不是"),
        (a_group(secret=f"{SECRET} 空格"), "密钥中有不该有的字符"),
        (a_group(secret=f"={SECRET}"), "密钥以“=”开头，像是公式"),
        (a_group(method=SECRET), "方式“****”不能用"),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(row: list[str], reason: str) -> None:
    (found,) = reasons(row)
    assert found.startswith("第2行")
    assert reason in found


def test_every_wrong_row_is_listed() -> None:
    assert [found[:3] for found in reasons(a_group(name=""), a_group("二"), a_group(platform="x"))] == [
        "第2行",
        "第4行",
    ]


def test_a_group_twice_for_the_same_purpose_is_refused() -> None:
    assert "第3行与第2行重复" in reasons(a_group(), a_group("另一名"))[0]
    both = as_csv([a_group(), a_group(purpose="督查室")], GROUPS_HEADER)
    assert len(read_groups("群.csv", both).rows) == 2
