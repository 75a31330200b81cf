"""The demo: the script plays on a local port as it should, and then anybody may type."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console

import bot.intake
from bot.demo import terminal
from bot.demo.filling import OPENING, SHANGHAI
from bot.demo.scenes import SCENES
from bot.demo.script import play
from bot.demo.stage import Exchange, Stage, moved_clock
from bot.platforms.simulator.wecom_reply import RefusedReplyError
from handlers.desk.effects import Decision
from handlers.errors import DuchaError, InputError
from handlers.standings.looks import Looks
from storage.exporting import reports_json

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage(tmp_path, 0, moved_clock()) as stage:
        yield stage


def says(stage: Stage, who: str, text: str, *, in_group: bool = False) -> Exchange:
    platform, _, unit = who.partition(" ")
    member = next(
        member for member in stage.members if (member.platform, member.who) == (platform, f"{unit}，联络员")
    )
    return stage.says(member, text, in_group=in_group)


def test_the_script_plays_and_fills_the_ledger(stage: Stage) -> None:
    played = {scene.title: exchange for scene, _member, exchange in play(stage)}
    assert len(played) == len(SCENES) >= 12
    for title, words in {
        "照模板报一项": "已记录 实事13",
        "报错了，一行更正": "已更正 实事13（3月，第2版）",
        "随口说，没有格式": "已记录 任务99",
        "在群里@机器人，一条消息报几项": "任务41",
        "几项情况相同": "任务65",
        "没写编号，只有一项对得上": "已记录 实事10",
        "说不清是哪一项：不记录，先问": "没有记录",
        "只回编号，就记到那一项": "已记录 任务94",
        "说得太笼统：照记，客气地问一句": "之外没有写到具体进展",
        "一句话说明，就不再问": "已记下 任务47（3月）的说明",
        "不是自己单位的事项": "责任单位是",
        "同一条消息送达两次，只记一次": "已记录 实事6",
        "还没有登记的人": "还没有登记",
        "还差哪些没报": "还没报2项",
    }.items():
        assert words in played[title].answer, title
    forged = played["伪造的消息：签名不对，什么也不留"]
    assert (forged.status, forged.answer) == (401, "")

    with stage.program.database.reading() as connection:
        rows = reports_json(connection, None, None, SHANGHAI)
    rows = [row for row in rows if datetime.fromisoformat(row["filed_at"]) >= stage.opened_at]
    filed = {row["item"]: row["version"] for row in rows if row["state"] == "filed"}
    assert filed == {
        **dict.fromkeys(("任务41", "任务44", "任务46", "任务47"), 1),
        **dict.fromkeys(("任务61", "任务62", "任务63", "任务64", "任务65"), 1),
        **dict.fromkeys(("任务94", "任务99", "实事6", "实事10"), 1),
        "实事13": 2,
    }
    assert {row["month"] for row in rows} == {"2023-03"}


def test_what_a_platform_can_not_carry_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DuchaError, match="收不到群消息"):
        says(stage, "wecom 区残联", "任务76 已完成3家", in_group=True)

    monkeypatch.setattr(bot.intake, "decide", lambda *_: Decision("长" * 7000))
    assert says(stage, "wecom 区残联", "你好").answer.endswith("从略）")
    monkeypatch.setattr("bot.platforms.wecom.app.fit", lambda text, _limit: text)
    with pytest.raises(RefusedReplyError, match="2048"):
        says(stage, "wecom 区残联", "你好")
    monkeypatch.setattr("bot.parcels.split", lambda text, *_: [text])
    monkeypatch.setattr("bot.platforms.dingtalk.channels._fitted", lambda text, _limit, wrap: wrap(text))
    assert says(stage, "dingtalk 区民政局", "你好").answer == ""
    assert isinstance(RefusedReplyError(""), DuchaError)  # so that the terminal shows it


def typed(patch: pytest.MonkeyPatch, *lines: str) -> io.StringIO:
    """Run the whole demo with these lines typed; gives what was on the screen."""
    screen = io.StringIO()
    waiting = iter(lines)

    def next_line(_prompt: str = "") -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    patch.setattr("builtins.input", next_line)
    terminal.run(0, Console(file=screen, width=80, highlight=False), wait=bool(lines))
    return screen


def test_anybody_may_type_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = typed(
        monkeypatch,
        "任务60 完成情况：建成2处 [red]x[/nope]",
        "/谁 残联",
        "1",
        "任务76 已完成3家",
        "/群",
        "任务76 已完成4家",
        "/谁",
        "市中城投集团，联络员",
        "任务46 招商签约24家",
        "/谁 查无此人",
        "/谁 钉钉",
        "没有这个编号",
        "/帮助",
        "",
        "\udcff",
        "/台账",
        "/台账 残联",
        "/台账 没有的局",
        "/现状",
        "/现状 实事10",
        "/现状 任务999",
        "/退出",
    ).getvalue()
    assert all(scene.title in shown for scene in SCENES)
    assert f"{OPENING:%Y年%m月%d日}" in shown
    after = shown.split("现在可以自己试")[1]
    assert "已记录 任务60" in after
    assert "[red]x[/nope]" in after
    assert "彭超" in after
    assert "已记录 任务76" in after
    assert "收不到群消息" in after
    assert "@潘文博 已更正 任务46" in after or "@潘文博 已记录 任务46" in after
    assert "没有找到这个人" in after
    assert "没有换人" in after
    assert "只列前30人" in after
    assert "/退出 结束" in after
    assert after.count("任务76") >= 2
    assert "台账里“残联”的报告" in after
    assert "台账里没有“没有的局”的报告" in after
    assert all(look.name in after for _, look in Looks())
    assert "指标1 新增城镇就业" in after
    assert "没有这一项" in after
    assert max(map(len, shown.splitlines())) <= 80


def test_the_script_alone_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = typed(monkeypatch).getvalue()
    assert "演示开始以来的报告" in shown
    assert all(look.name in shown for _, look in Looks())
    assert "有的单位绿灯、有的单位红灯" in shown
    assert "现在可以自己试" not in shown


def test_neither_proxies_nor_settings_of_the_machine_change_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("DUCHA_TIMEZONE=Mars\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUCHA_SIGNATURE_WINDOW", "an hour")
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Stage(tmp_path, 0, moved_clock()) as stage:
        assert "已记录" in says(stage, "dingtalk 区民政局", "实事6 日照中心9处").answer


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"--port {port}"):
            Stage(tmp_path, port, moved_clock())
