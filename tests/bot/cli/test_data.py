"""`ducha export` and `ducha inbox`: the ledger out, and failed messages once more."""

from __future__ import annotations

import json
import re

import pytest

import bot.intake
from bot.clock import utc_now
from handlers.desk.decisions import decide
from tests.bot.calls import PLATFORMS, SPEAKER, call, inbox_rows, written
from tests.bot.cli.conftest import Ducha
from tests.desk import MORNING, Desk


@pytest.fixture
def office(ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Ducha:
    """The command line on the desk's database, with the desk's platforms in the environment."""
    ducha.uses(desk.database)
    wecom, dingtalk = desk.stand_in.wecom.tenant, desk.stand_in.dingtalk.tenant
    for name, value in {
        "WECOM_CORP_ID": wecom.corp_id,
        "WECOM_AGENT_ID": str(wecom.agent_id),
        "WECOM_SECRET": wecom.secret,
        "WECOM_TOKEN": wecom.token,
        "WECOM_AES_KEY": wecom.aes_key,
        "DINGTALK_CLIENT_ID": dingtalk.client_id,
        "DINGTALK_CLIENT_SECRET": dingtalk.client_secret,
        "DINGTALK_ROBOT_CODE": dingtalk.robot_code,
        "DINGTALK_CORP_ID": dingtalk.corp_id,
    }.items():
        monkeypatch.setenv(f"DUCHA_{name}", value)
    return ducha


def fails_once(desk: Desk, monkeypatch: pytest.MonkeyPatch, *platforms: str) -> None:
    """A message on each of the platforms, while something is broken."""

    def broken(*_: object) -> None:
        raise RuntimeError("[秘密] 13800001234")

    with monkeypatch.context() as patch:
        patch.setattr(bot.intake, "decide", broken)
        for platform in platforms:
            call(desk, platform, written(desk, platform))
    assert bot.intake.decide is decide  # type: ignore[attr-defined]


def test_reports_go_out_with_every_version(office: Ducha, desk: Desk) -> None:
    desk.says(SPEAKER["wecom"], "实事13 完成情况：[red]已筹集3100套[/x]")
    desk.says(SPEAKER["wecom"], "更正 实事13 完成情况：已筹集3200套")
    desk.says(SPEAKER["wecom"], "撤回 实事13")
    desk.says(SPEAKER["dingtalk"], "2月 任务44 完成情况：封顶2010套")
    outcome = office("export", "reports", "--format", "json")
    assert (outcome.status, outcome.err) == (0, "")
    rows = json.loads(outcome.out)
    assert rows == desk.reports()
    assert [(row["month"], row["version"], row["state"]) for row in rows] == [
        ("2023-02", 1, "filed"),
        ("2023-03", 1, "superseded"),
        ("2023-03", 2, "withdrawn"),
    ]
    assert rows[1]["progress"] == "[red]已筹集3100套[/x]"


def test_reports_are_chosen_by_year_and_month(office: Ducha, desk: Desk) -> None:
    desk.says(SPEAKER["wecom"], "实事13 完成情况：已筹集3100套")
    desk.says(SPEAKER["wecom"], "2月 实事13 完成情况：已筹集900套")

    def months(*options: str) -> list[str]:
        rows = json.loads(office("export", "reports", "--format", "json", *options).out)
        return [row["month"] for row in rows]

    assert months() == months("--year", "2023") == ["2023-02", "2023-03"]
    assert months("--month", "2023-03") == months("--year", "2023", "--month", "2023-03") == ["2023-03"]
    assert months("--year", "2022") == months("--month", "2023-04") == []


def test_a_wrong_month_is_refused(ducha: Ducha) -> None:
    for month in ("2023-13", "三月", "2023"):
        outcome = ducha("export", "reports", "--format", "json", "--month", month)
        assert outcome.refused_in_one_line("--month", month)
    outcome = ducha("export", "reports", "--format", "json", "--month", "2023-03", "--year", "2022")
    assert outcome.refused_in_one_line("--month", "--year")


def test_reports_go_into_a_file(office: Ducha, desk: Desk) -> None:
    desk.says(SPEAKER["wecom"], "实事13 完成情况：已筹集3100套")
    outcome = office("export", "reports", "--format", "json", "--out", "报告.json")
    assert (outcome.status, outcome.out) == (0, "")
    assert json.loads((office.folder / "报告.json").read_text(encoding="utf-8")) == desk.reports()
    outcome = office("export", "reports", "--format", "json", "--out", "没有/报告.json")
    assert outcome.refused_in_one_line("没有/报告.json")


def test_failed_messages_are_listed_without_what_they_say(
    office: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "未处理的消息0条" in office("inbox", "list").out
    fails_once(desk, monkeypatch, *PLATFORMS)
    outcome = office("inbox", "list")
    assert outcome.status == 0
    assert "未处理的消息2条" in outcome.out
    assert re.search(r"wecom .*04-06 10:12 .*1 ", outcome.out)
    for hidden in ("3100", "13800001234", "秘密", SPEAKER["wecom"], SPEAKER["dingtalk"]):
        assert hidden not in outcome.out


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_failed_message_is_tried_again_by_command(
    office: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    """Long after: the command knows the real clock only, the message keeps its own time."""
    fails_once(desk, monkeypatch, platform)
    desk.relay()
    [row] = inbox_rows(desk.database)
    assert office("inbox", "retry", row["id"] + 1).refused_in_one_line(str(row["id"] + 1))
    outcome = office("inbox", "retry", row["id"])
    assert (outcome.status, outcome.out) == (0, "")
    assert "重试1条，成功1条" in outcome.err
    [report] = desk.reports()
    assert (report["month"], report["filed_at"]) == ("2023-03", MORNING.isoformat())

    desk.clock.now = utc_now()
    desk.relay()
    said = desk.stand_in.transcript.said_by_bot()[-1]
    assert said.via == {"wecom": "message/send", "dingtalk": "batchSend"}[platform]
    assert said.to == SPEAKER[platform]
    assert "已记录" in said.text
    assert "3月，未写月份，4月10日（周一）前按上月记" in said.text
    assert "重试0条" in office("inbox", "retry").err


def test_what_fails_again_is_told_by_the_exit_status(
    office: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_once(desk, monkeypatch, *PLATFORMS)

    def broken(said: object, *rest: object) -> object:
        if "实事13" in str(said):
            raise RuntimeError
        return decide(said, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(bot.intake, "decide", broken)
    outcome = office("inbox", "retry")
    assert outcome.status == 1
    assert "重试2条，成功1条" in outcome.err
    assert "未处理的消息1条" in office("inbox", "list").out


def test_a_message_of_a_platform_that_is_off_can_be_tried_again(
    ducha: Ducha, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_once(desk, monkeypatch, "wecom")
    ducha.uses(desk.database)
    assert "成功1条" in ducha("inbox", "retry").err
    assert len(desk.reports()) == 1
