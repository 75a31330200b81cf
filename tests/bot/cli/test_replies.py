"""`ducha replies parse`: reads messages against the ledger of their year and writes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from storage.transactions import Database
from tests.bot.cli.conftest import Ducha
from tests.bot.outage import outage


def a_line(key: Any, text: Any, **fields: Any) -> str:
    message = {"id": key, "text": text, "received_at": "2023-04-06T10:00:00+08:00", **fields}
    return json.dumps(message, ensure_ascii=False)


def parsed(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.split("\n") if line]


def test_each_message_gives_a_line(ducha: Ducha) -> None:
    """Without a database, against the packaged notice."""
    lines = [
        a_line("d001", "任务45 完成8个", role="contact", unit="区教育体育局", unit_items=["任务45"]),
        "",
        a_line(2, "[问题]帮助"),
        a_line("d003", "完成8个", last_prompt={"items": ["任务45"]}, quote=None, chat="group"),
    ]
    ducha.file("m.jsonl", "\ufeff" + "\r\n".join(lines))
    outcome = ducha("replies", "parse", "m.jsonl")
    assert (outcome.status, outcome.err) == (0, "")
    rows = parsed(outcome.out)
    assert [row["id"] for row in rows] == ["d001", 2, "d003"]
    assert all(set(row) == {"id", "pred"} for row in rows)
    assert rows[0]["pred"]["intent"] == "report"
    assert [entry["item"] for entry in rows[0]["pred"]["entries"]] == ["任务45"]
    assert [entry.name for entry in ducha.folder.iterdir()] == ["m.jsonl"]


def test_other_line_separators_belong_to_the_text(ducha: Ducha) -> None:
    ducha.file("m.jsonl", a_line(1, "任务45 完成8个\u2028问题：无\x85下一步：验收") + "\n")
    outcome = ducha("replies", "parse", "m.jsonl")
    assert outcome.status == 0
    assert len(parsed(outcome.out)) == 1


def test_it_reads_against_the_database_and_writes_nothing(ducha: Ducha, ledger: Database) -> None:
    ducha.uses(ledger)
    ducha.file("m.jsonl", a_line(1, "实事13 已筹集3100套", unit_items=["实事13"]))
    [row] = parsed(ducha("replies", "parse", "m.jsonl").out)
    assert row["pred"]["entries"][0]["item"] == "实事13"
    assert ducha("export", "reports", "--format", "json").out == "[]\n"
    assert "0条" in ducha("inbox", "list").out


def test_a_database_that_is_down_is_no_missing_one(ducha: Ducha, ledger: Database) -> None:
    """Else the readings would silently be those of another ledger."""
    ducha.uses(ledger)
    ducha.file("m.jsonl", a_line(1, "实事13 已筹集3100套"))
    with outage(ledger):
        outcome = ducha("replies", "parse", "m.jsonl")
    assert (outcome.status, outcome.out) == (1, "")
    assert "DUCHA_DATABASE_URL" in outcome.err


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "5",
        '{"id": 1}',
        '{"id": 1, "text": "x", "received_at": "today"}',
        '{"id": 1, "text": "x", "received_at": 5}',
        a_line(1, "x", role="king"),
        a_line(1, "x", unit_items=["第一项"]),
        a_line(1, "x", last_prompt=[1]),
        json.dumps({"text": "x", "received_at": "2023-04-06T10:00:00+08:00"}),
    ],
    ids=["brace", "list", "number", "no text", "no day", "day 5", "role", "item", "prompt", "no id"],
)
def test_a_wrong_line_is_named(ducha: Ducha, line: str) -> None:
    ducha.file("m.jsonl", a_line(1, "任务45 完成8个") + "\n" + line + "\n")
    outcome = ducha("replies", "parse", "m.jsonl")
    assert outcome.status == 2
    assert outcome.err.count("\n") == 1
    assert "m.jsonl：第2行" in outcome.err


@pytest.mark.parametrize("field", [{"quote": 5}, {"unit": 7}, {"chat": 3}, {"text": None}])
def test_an_odd_field_does_not_stop_the_rest(ducha: Ducha, field: dict[str, Any]) -> None:
    ducha.file("m.jsonl", json.dumps(json.loads(a_line(1, "任务45 完成8个")) | field))
    assert ducha("replies", "parse", "m.jsonl").status == 0


def test_a_file_that_is_no_text_is_named(ducha: Ducha) -> None:
    ducha.file("m.jsonl", b"\xff\xfe{}")
    assert ducha("replies", "parse", "m.jsonl").refused_in_one_line("m.jsonl")
    assert ducha("replies", "parse", "没有.jsonl").refused_in_one_line("没有.jsonl")
    ducha.file("m.jsonl", b"")
    assert ducha("replies", "parse", "m.jsonl").status == 0
