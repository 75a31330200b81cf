"""The history in plain Chinese: each kind of change that the code can write has its sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from handlers.ledger.closing import ClosingStep
from handlers.ledger.events import Event
from handlers.ledger.links import LinkState
from handlers.ledger.points import PointState
from handlers.standings.lights import Light
from handlers.standings.looks import Looks
from handlers.wording.history import SENTENCES, sentence

ROOT = Path(__file__).parents[3]
KIND = re.compile(r"[a-z]+\.[a-z_]+")
# f"item.{step.value}" stands for one kind per member
BY_HEAD: dict[str, list[StrEnum]] = {
    "link.": list(LinkState),
    "item.": list(ClosingStep),
    "point.": [PointState.CORRECTED, PointState.EXPLAINED],
}
AT = datetime(2023, 4, 7, 2, 12, tzinfo=UTC)


def kinds_written() -> Iterator[str]:
    """Every literal of that shape in a function that adds to the history, in all packages."""
    for package in ("bot", "handlers", "schedules", "storage"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and any(map(_remembers, ast.walk(node))):
                    yield from _literals(node)


def _remembers(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in {"remember", "_remember", "_note"}


def _literals(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(head)), _]) if head in BY_HEAD:
                yield from (f"{head}{member.value}" for member in BY_HEAD[head])
            case ast.Call(args=[_, ast.JoinedStr(values=[ast.Constant(value=str(head)), *_]), *_]) if (
                _remembers(node)
            ):
                assert head in BY_HEAD, f"which kinds does {head}… stand for?"
            case ast.Constant(value=str(text)) if KIND.fullmatch(text):
                yield text


def test_every_kind_that_can_be_written_has_its_sentence() -> None:
    written = set(kinds_written())
    assert {"report.filed", "plan.set_aside", "item.closed", "link.rejected", "policy.set"} <= written
    assert not written - set(SENTENCES)


def event(what: str, subject: str = "任务42", unit: str | None = None, **detail: Any) -> Event:
    return Event(AT, what, subject, "张三", detail, unit)


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (
            event("report.amended", unit="区民政局", unit_id=7, period="2023-03", version=2),
            "区民政局更正任务42的3月情况（第2版）",
        ),
        (
            event("report.filed", unit="区民政局", unit_id=7, period="2022-12", version=1),
            "区民政局报送任务42的2022年12月情况（第1版）",
        ),
        (
            event("plan.refused", unit="区民政局", version=3, reason="不能下调", year=2023),
            "不同意区民政局变更任务42的落实计划（第3版），原因：不能下调",
        ),
        (
            event("plan.filed", unit="区民政局", period="2022", version=1),
            "区民政局上报2022年任务42的落实计划（第1版）",
        ),
        (event("item.closed", reason=None, year=2023), "任务42办结"),
        (event("item.reopened", reason="回访", year=2022), "2022年任务42重新打开，原因：回访"),
        (
            event("light.set", unit="区民政局", light="red", reason="用地未批"),
            "任务42区民政局的灯手工设为红灯，原因：用地未批",
        ),
        (event("link.rejected", other="实事13"), "任务42与实事13确认不是一回事"),
        (
            event("roster.imported", "roster", added=list("甲乙丙丁戊己"), changed=[]),
            "导入花名册：新增6人（甲、乙、丙、丁、戊等）",
        ),
        (event("calendar.set", "2023-04-08", working=True, note="补班"), "2023-04-08定为上班，备注：补班"),
        (
            event("policy.set", "lights.thresholds", green=0.8, yellow=0.625),
            "灯的界线改为绿灯80%、黄灯62.5%",
        ),
        (event("never.heard", "某事"), "某事：never.heard"),
    ],
)
def test_sentences(happened: Event, said: str) -> None:
    assert sentence(happened, Looks()) == said


def test_a_light_is_called_what_the_office_calls_it() -> None:
    looks = Looks().changed(Light.GREEN, "正常推进")
    assert (
        sentence(event("light.set", light="green", reason="好"), looks)
        == "任务42的灯手工设为正常推进，原因：好"
    )


def test_phone_numbers_and_secrets_are_veiled() -> None:
    told = sentence(event("item.refused", reason="请联系13812345678，access_token=abc123&x"), Looks())
    assert told == "退回任务42的办结申请，原因：请联系138********，access_token=…&x"
