"""`ducha roster` and `ducha groups`: all of a file, or nothing and every wrong row named."""

from __future__ import annotations

import pytest

from storage.transactions import Database
from tests.bot.cli.conftest import Ducha
from tests.storage.people.sheets import (
    GROUPS_HEADER,
    a_group,
    a_person,
    another_person,
    as_csv,
    as_xlsx,
)


@pytest.fixture
def office(ducha: Ducha, ledger: Database) -> Ducha:
    ducha.uses(ledger)
    return ducha


def test_the_template_is_filled_in_and_imported(ducha: Ducha) -> None:
    outcome = ducha("roster", "template", "名单.xlsx")
    assert (outcome.status, outcome.out) == (0, "")
    assert "ducha roster import 名单.xlsx" in outcome.err
    assert (ducha.folder / "名单.xlsx").read_bytes().startswith(b"PK")
    assert ducha("roster", "template", "名单.xlsx").refused_in_one_line("没有覆盖")
    assert ducha("roster", "template", "名单.txt").refused_in_one_line(".xlsx")
    assert ducha("roster", "template", "没有/名单.xlsx").refused_in_one_line("没有/名单.xlsx")


@pytest.mark.parametrize("name", ["名单.csv", "名单.xlsx"])
def test_a_roster_goes_in_once(office: Ducha, name: str) -> None:
    rows = [a_person(name="钟离春"), another_person(name="端木赐")]
    office.file(name, as_csv(rows) if name.endswith("csv") else as_xlsx(rows))
    first, second = office("roster", "import", name), office("roster", "import", name)
    assert (first.status, first.out, second.status) == (0, "", 0)
    assert "名单2人：新增2" in first.err
    assert "新增0，变更0" in second.err
    assert "钟离春" not in first.err
    assert "19900001234" not in first.err + second.err


def test_every_wrong_row_is_named_and_nothing_goes_in(office: Ducha) -> None:
    rows = [
        a_person(name="好人", wecom="haoren"),
        a_person(name="", wecom="a1"),
        a_person(name="王五", role="局长", wecom="a2"),
        a_person(name="赵六", phone="123", wecom="a3"),
    ]
    office.file("名单.csv", as_csv(rows))
    outcome = office("roster", "import", "名单.csv")
    assert outcome.refused_in_one_line("名单.csv", "第3行", "第4行", "第5行", "未导入")
    office.file("好.csv", as_csv(rows[:1]))
    assert "新增1" in office("roster", "import", "好.csv").err


def test_an_unknown_unit_is_taken_on_request_only(office: Ducha) -> None:
    office.file("名单.csv", as_csv([a_person(unit="[bold]区粮食局[/x]", aliases="", wecom="ls1")]))
    outcome = office("roster", "import", "名单.csv")
    assert outcome.status == 2
    assert "第2行" in outcome.err
    assert "[bold]区粮食局[/x]" in outcome.err
    assert "--new-units" in outcome.err
    outcome = office("roster", "import", "名单.csv", "--new-units")
    assert outcome.status == 0
    assert "新登记单位：[bold]区粮食局[/x]" in outcome.err


NO_ROSTERS = {
    "empty.csv": b"",
    "other columns.csv": "姓名,手机\n张三,1\n".encode(),
    "broken.xlsx": b"PK\x03\x04broken",
    "paper.pdf": b"%PDF",
    "binary.csv": bytes(range(256)),
    "heading only.csv": as_csv([]),
}


def test_what_is_no_roster_is_refused(office: Ducha) -> None:
    for name, content in NO_ROSTERS.items():
        office.file(name, content)
        for command in ("roster", "groups"):
            assert office(command, "import", name).refused_in_one_line(name), name


def test_group_chats_go_in_once(office: Ducha) -> None:
    rows = [a_group(), a_group("督查群", "督查室", "dingtalk", "robot", "cidABC==")]
    office.file("群.csv", as_csv(rows, GROUPS_HEADER))
    first, second = office("groups", "import", "群.csv"), office("groups", "import", "群.csv")
    assert (first.status, first.out) == (0, "")
    assert "新增或变更2" in first.err
    assert "新增或变更0" in second.err
    assert "693a91f6" not in first.err + second.err


def test_wrong_rows_of_groups_are_named(office: Ducha) -> None:
    rows = [a_group(), a_group("甲", platform="qq"), a_group("乙", address="")]
    office.file("群.csv", as_csv(rows, GROUPS_HEADER))
    assert office("groups", "import", "群.csv").refused_in_one_line("群.csv", "第3行", "第4行")


def test_a_webhook_that_leads_elsewhere_is_refused(office: Ducha) -> None:
    """Who has a webhook's address may post: what is wrong is told without showing it."""
    key = "0a1b2c3d4e5f6071"
    rows = [
        a_group("甲", address=f"https://evil.example/cgi-bin/webhook/send?key={key}"),
        a_group("乙", address="http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + key),
        a_group("丙", "督查室", "dingtalk", "webhook", f"https://oapi.dingtalk.com/other?access_token={key}"),
        a_group(
            "丁", "督查室", "dingtalk", "webhook", f"https://oapi.dingtalk.com/robot/send?access_token={key}"
        ),
    ]
    office.file("群.csv", as_csv(rows, GROUPS_HEADER))
    outcome = office("groups", "import", "群.csv")
    assert outcome.refused_in_one_line("群.csv", "第2行", "第3行", "第4行", "qyapi.weixin.qq.com")
    assert "第5行" not in outcome.err
    assert key not in outcome.err


def test_missing_files_are_named(office: Ducha) -> None:
    for command in ("roster", "groups"):
        assert office(command, "import", "没有.csv").refused_in_one_line("没有.csv")


def test_which_platform_somebody_is_pushed_on(ducha: Ducha, ledger: Database) -> None:
    ducha.uses(ledger)
    assert "周玉珍的推送改为发到企业微信" in ducha("roster", "prefer", "周玉珍", "--platform", "wecom").err
    assert "本来就发到企业微信" in ducha("roster", "prefer", "周玉珍", "--platform", "wecom").err
    assert "不指定平台" in ducha("roster", "prefer", "周玉珍", "--platform", "none").err
    assert ducha("roster", "prefer", "任长江", "--platform", "dingtalk").refused_in_one_line("没有钉钉账号")
    assert ducha("roster", "prefer", "无此人", "--platform", "wecom").refused_in_one_line("没有“无此人”")
    shown = ducha("history", "roster").out
    assert "周玉珍的推送改为发到企业微信" in shown
    assert "周玉珍的推送不再指定平台" in shown
