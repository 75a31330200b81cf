"""The demo in the terminal: the dialogue, the ledger as a table, and typing as a chosen person."""

from __future__ import annotations

import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.cells import chop_cells
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.demo.filling import OPENING, SHANGHAI
from bot.demo.scenes import Scene
from bot.demo.script import play
from bot.demo.stage import Exchange, Member, Stage, moved_clock
from bot.showing import PLATFORMS, disagreeing, lines_of, some_of_each_light
from handlers.duties.deadlines import local_day
from handlers.errors import DuchaError
from handlers.wording.phrases import number, spoken_day
from storage.exporting import reports_json
from storage.packaged import YEAR
from storage.standings import standing_on

LISTED = 30
HELP = (
    "输入一句话就发出；/谁 换人　/台账 今天新报的　/台账 残联 一个单位全年的　"
    "/现状 各项亮什么灯　/现状 实事10 看一项　/群 在群里说　/退出 结束"
)
_QUIET_SECONDS = 1.0


def run(port: int, console: Console, *, wait: bool, opening: datetime = OPENING) -> None:
    """Set the stage, play the script, show the ledger; then serve and let one type until the end."""
    with tempfile.TemporaryDirectory(prefix="ducha-demo-") as folder:
        console.print(
            "正在建立演示台账：2023年真实通知（130项）、虚构名单，"
            f"各单位从1月演练到{opening.year}年{spoken_day(opening)}早上……"
        )
        with Stage(Path(folder), port, moved_clock(opening), _Progress()) as stage:
            opening = stage.clock().astimezone(stage.settings.zone)
            console.print(f"服务已启动：{stage.address}　演示时间：{opening:%Y年%m月%d日 %H:%M}\n")
            for scene, member, exchange in play(stage):
                show(console, scene.title, member, exchange, note(scene, exchange))
            show_ledger(console, stage)
            show_standing(console, stage)
            if wait:
                _Conversation(console, stage).run()


def show(console: Console, title: str, member: Member, exchange: Exchange, remark: str = "") -> None:
    console.print(f"[bold]{title}[/bold]　[dim]{PLATFORMS[member.platform]}[/dim]")
    said = folded(console, exchange.text)
    console.print(Panel(said, title=str(member), title_align="left", border_style="green"))
    if exchange.answer:
        show_answer(console, exchange.answer)
    if remark:
        console.print(f"[dim]{remark}[/dim]")
    console.print()


def show_answer(console: Console, answer: str) -> None:
    said = folded(console, answer)
    console.print(Panel(said, title="督查助手", title_align="right", border_style="blue"))


def folded(console: Console, text: str, *, margin: int = 4) -> Text:
    """Cut to the width of a panel between any two characters, as chat windows show Chinese."""
    width = console.width - margin
    return Text("\n".join(piece for line in text.splitlines() for piece in chop_cells(line, width) or [""]))


def note(scene: Scene, exchange: Exchange) -> str:
    """What can't be seen from the dialogue."""
    if exchange.status != 200:
        return f"平台收到 HTTP {exchange.status}：拒绝，没有记录。"
    if scene.twice:
        return "第二次送达得到同样的结果：没有第二份记录，也没有第二次回复。"
    return ""


class _Progress:
    """Says on stderr how far the year is played, once that takes longer than a moment."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._started = time.monotonic()
        self._said = self._started

    def __call__(self, number: int, total: int, at: datetime) -> None:
        now = time.monotonic()
        if now - self._said >= _QUIET_SECONDS:
            self._said = now
            day = at.astimezone(SHANGHAI)
            self._console.print(f"已演练到{day.year}年{spoken_day(day)}（{100 * number // total}%）")


def show_ledger(console: Console, stage: Stage, unit: str = "") -> None:
    """What was reported since the demo opened; with a word, all reports of the units that it names."""
    with stage.program.database.reading() as connection:
        rows = reports_json(connection, None, None, stage.settings.zone)
    if unit:
        shown = [row for row in rows if unit in row["unit"]]
    else:
        shown = [row for row in rows if datetime.fromisoformat(row["filed_at"]) >= stage.opened_at]
    if unit and not shown:
        console.print(f"台账里没有“{unit}”的报告。")
        return
    about = f"“{unit}”" if unit else "演示开始以来"
    title = f"台账里{about}的报告（每个版本一行，{len(shown)}行；全部{len(rows)}行）"
    table = Table(title=title)
    table.add_column("事项", no_wrap=True)
    table.add_column("月份", no_wrap=True)
    table.add_column("版本", no_wrap=True)
    table.add_column("单位", max_width=16, overflow="fold")
    table.add_column("内容", overflow="fold")
    for row in shown:
        version = f"{row['version']} {_STATES[row['state']]}"
        table.add_row(row["item"], row["month"], version, row["unit"], Text(_content(row)))
    console.print(table)


def show_standing(console: Console, stage: Stage, item: str = "") -> None:
    """How the ledger stands now: some items of every light, or one item with all its units."""
    day = local_day(stage.clock(), stage.settings.zone)
    with stage.program.database.reading() as connection:
        register, picture = standing_on(connection, YEAR, day, stage.settings.zone)
    if not item:
        console.print(some_of_each_light(picture, register))
        console.print(folded(console, disagreeing(picture), margin=0))
        return
    found = picture.of(lambda one: str(one.ref) == item).items
    if not found:
        console.print("没有这一项；写法如：/现状 实事10")
        return
    for line in lines_of(found[0], register, picture.rules.looks):
        console.print(folded(console, line, margin=0))


def _content(row: dict[str, Any]) -> str:
    data = [f"{number(quantity['value'])}{quantity['unit']}" for quantity in row["quantities"]]
    if row["percent"] is not None:
        data.append(f"{number(row['percent'])}%")
    parts = {
        "": row["progress"],
        "数据：": "、".join(data),
        "问题：": "无" if row["problem"] == "" else row["problem"],
        "原因：": row["cause"],
        "下一步：": row["next_step"],
        "阶段目标：": {True: "已完成", False: "未完成", None: ""}[row["stage_met"]],
    }
    return "；".join(f"{label}{value}" for label, value in parts.items() if value)


_STATES = {
    "filed": "有效",
    "pending": "待确认",
    "returned": "退回",
    "superseded": "被更正",
    "withdrawn": "撤回",
}


class _Conversation:
    """Reads lines from the terminal as somebody's messages; without a terminal it only keeps serving."""

    def __init__(self, console: Console, stage: Stage) -> None:
        self._console = console
        self._stage = stage
        self._member = next(m for m in stage.members if m.who == "区教育体育局，联络员")
        self._in_group = False

    def run(self) -> None:
        self._console.print(f"\n现在可以自己试：您是 [bold]{self._member}[/bold]。{HELP}")
        try:
            while (line := self._asked("[green]> [/green]")) != "/退出":
                self._do(line)
        except EOFError:
            self._console.print("\n没有键盘输入，继续提供服务；按 Ctrl-C 结束。")
            self._serve_on()
        except KeyboardInterrupt:
            self._console.print()

    def _asked(self, prompt: str) -> str:
        """A line as text: what a terminal in another encoding sends is no reason to stop."""
        return self._console.input(prompt).encode(errors="replace").decode().strip()

    def _serve_on(self) -> None:
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            self._console.print()

    def _do(self, line: str) -> None:
        if not line:
            return
        if line.startswith("/谁"):
            self._choose(line.removeprefix("/谁").strip())
        elif line.startswith("/台账"):
            show_ledger(self._console, self._stage, line.removeprefix("/台账").strip())
        elif line.startswith("/现状"):
            show_standing(self._console, self._stage, line.removeprefix("/现状").strip())
        elif line == "/群":
            self._in_group = not self._in_group
            self._console.print("在工作群里@机器人说。" if self._in_group else "单独对机器人说。")
        elif line.startswith("/"):
            self._console.print(HELP)
        else:
            self._say(line)

    def _say(self, line: str) -> None:
        try:
            exchange = self._stage.says(self._member, line, in_group=self._in_group)
        except DuchaError as error:
            self._console.print(f"[red]{error}[/red]")
            return
        show_answer(self._console, exchange.answer or "（没有回复）")

    def _choose(self, word: str) -> None:
        """Somebody by name, unit or platform; asks again with a list where several fit."""
        word = word or self._asked("姓名或单位（如 残联、钉钉、督查室）：")
        found = [
            member
            for member in self._stage.members
            if word and (word == PLATFORMS[member.platform] or word in member.name or word in member.who)
        ]
        if not found:
            self._console.print("没有找到这个人。")
            return
        if len(found) > LISTED:
            self._console.print(f"有{len(found)}人，只列前{LISTED}人；写得具体些可以直接找到。")
            found = found[:LISTED]
        if len(found) > 1:
            for number, member in enumerate(found, 1):
                self._console.print(f"{number:>3} {member} {PLATFORMS[member.platform]}")
            chosen = self._asked("第几个？")
            if not chosen.isdigit() or not 1 <= int(chosen) <= len(found):
                self._console.print("没有换人。")
                return
            found = [found[int(chosen) - 1]]
        self._member = found[0]
        self._console.print(f"现在您是 [bold]{self._member}[/bold]。")
