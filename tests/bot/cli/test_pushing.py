"""The agenda writes nothing; the ladder is data; the switch that stops all pushes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.packaged import packaged
from tests.bot.cli.conftest import Ducha


@pytest.fixture
def office(ducha: Ducha) -> Ducha:
    """The real notice and roster."""
    ducha("db", "upgrade")
    for name, command in (
        ("2023-notice.txt", ("notice", "import")),
        ("2023-roster.csv", ("roster", "import")),
    ):
        path = ducha.file(name, packaged(name))
        ducha(*command, str(path), *(["--year", "2023"] if "notice" in name else ["--new-units"]))
    return ducha


def planned(office: Ducha, first: str, last: str) -> list[dict[str, str]]:
    done = office("agenda", "--from", first, "--to", last, "--format", "json")
    assert done.status == 0, done
    found: list[dict[str, str]] = json.loads(done.out)
    return found


def test_the_agenda_of_a_year_names_whom_and_why(office: Ducha) -> None:
    before = Path("ducha.db").read_bytes()
    found = planned(office, "2023-01-01", "2024-01-31")
    assert Path("ducha.db").read_bytes() == before
    assert set(found[0]) == {"at", "kind", "period", "audience", "key", "reason"}
    by_kind: dict[str, set[tuple[str, str]]] = {}
    for one in found:
        by_kind.setdefault(one["kind"], set()).add((one["period"], one["at"][:10]))
    assert by_kind["report_overdue"] >= {("2023-01", "2023-02-08"), ("2023-12", "2024-01-09")}
    assert len(by_kind["livelihood_bulletin"]) == 12
    assert {period for period, _ in by_kind["overall_bulletin"]} == {"2023Q1", "2023Q2", "2023Q3", "2023Q4"}
    assert {"范文博", "孟庆顺", "督查室周玉珍"} <= {one["audience"] for one in found}
    assert len({one["key"] for one in found}) == len(found)


def test_the_agenda_as_a_table(office: Ducha) -> None:
    done = office("agenda", "--from", "2023-04-10", "--to", "2023-04-11")
    assert "报送提醒" in done.out
    assert "报送逾期" in done.out
    assert "民生实事月通报" in done.out


def test_in_a_trial_every_line_says_who_hears_it(office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {one["audience"] for one in planned(office, "2023-04-10", "2023-04-11")}
    monkeypatch.setenv("DUCHA_TRIAL", "1")
    found = {one["audience"] for one in planned(office, "2023-04-10", "2023-04-11")}
    assert found == {f"督查室（试运行，应发：{who}）" for who in before}
    assert "试运行" in office("agenda", "--from", "2023-04-10", "--to", "2023-04-11").out


def test_before_the_go_live_the_agenda_is_empty(office: Ducha, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCHA_GO_LIVE", "2023-06-01")
    assert planned(office, "2023-01-01", "2023-05-31") == []
    assert min(one["at"] for one in planned(office, "2023-01-01", "2023-06-30")) >= "2023-06-01"


def test_the_ladder_is_changed_and_the_agenda_follows(office: Ducha) -> None:
    assert (
        office("ladder", "set", "--reports", "2,0pm", "--afternoon", "15:10", "--quiet", "21:00-07:30").status
        == 0
    )
    shown = json.loads(office("ladder", "show", "--format", "json").out)
    assert shown["ladder"]["reports"] == ["2", "0pm"]
    assert shown["quiet_hours"] == "21:00-07:30"
    days = {
        one["at"][:10]
        for one in planned(office, "2023-04-01", "2023-04-10")
        if one["kind"] == "report_reminder"
    }
    assert days == {"2023-04-06", "2023-04-10"}
    history = office("history", "policy").out
    assert "催办阶梯改为" in history
    assert "不打扰的时段改为21:00-07:30" in history
    assert "通报时间" not in history


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--reports", "soon"),
        ("--morning", "9点"),
        ("--morning", "16:00"),
        ("--morning", "07:00"),
        ("--bulletins-at", "07:30"),
        ("--quiet", "08:00-07:00"),
    ],
)
def test_a_wrong_ladder_is_refused_in_one_line(office: Ducha, option: str, value: str) -> None:
    done = office("ladder", "set", option, value)
    assert done.status == 2
    assert option in done.err
    assert done.err.count("\n") == 1


def test_a_span_that_is_none_is_refused(office: Ducha) -> None:
    assert office("agenda", "--from", "2023-04-10", "--to", "2023-04-01").status == 2
    assert office("ladder", "set").status == 2


def test_pause_and_resume(office: Ducha) -> None:
    assert "已暂停推送" in office("pause").err
    assert "已经是暂停的" in office("pause").err
    assert "已恢复推送" in office("resume").err
    assert "暂停推送" in office("history", "policy").out
