"""The command as a whole: help, exit status, and a database in any state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli.main import cli
from storage.transactions import Database
from tests.bot.cli.conftest import Ducha
from tests.bot.outage import outage

CONTRACT = (
    *("demo", "serve", "db upgrade", "notice import", "notice review", "roster template", "roster import"),
    *("groups import", "replies parse", "export", "doctor", "settle lead", "settle set", "settle link"),
    *("settle kind", "calendar show", "calendar set", "calendar confirm", "calendar rule"),
    *("inbox list", "inbox retry"),
)
NEED_A_DATABASE = (
    ("notice", "review", "--year", "2023"),
    ("settle", "lead", "任务1", "区发展改革局", "--year", "2023"),
    ("calendar", "show", "--year", "2023"),
    ("export", "reports", "--format", "json"),
    ("inbox", "list"),
    ("inbox", "retry"),
    ("serve",),
)


def test_help_names_every_command(ducha: Ducha) -> None:
    outcome = ducha("--help")
    assert outcome.status == 0
    assert outcome.err == ""
    for command in cli.commands:
        assert re.search(rf"^  {command}\b", outcome.out, re.MULTILINE), command


@pytest.mark.parametrize("command", CONTRACT)
def test_every_command_explains_itself(ducha: Ducha, command: str) -> None:
    outcome = ducha(*command.split(), "--help")
    assert outcome.status == 0
    assert "Usage: ducha" in outcome.out or "Usage:" in outcome.out
    assert len(outcome.out.splitlines()) > 4


def test_the_demo_opens_only_within_its_year(ducha: Ducha) -> None:
    assert ducha("demo", "--on", "2022-12-31").refused_in_one_line("--on", "2023-02-01")


def test_the_version_is_told(ducha: Ducha) -> None:
    assert re.fullmatch(r"ducha, version \d+\.\d+\.\d+\n", ducha("--version").out)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nope",),
        ("demo", "--on", "tomorrow"),
        ("notice",),
        ("notice", "import"),
        ("notice", "import", "x.txt"),
        ("notice", "import", "x.txt", "--year", "23"),
        ("notice", "import", "x.txt", "--year", "2023", "--format", "xml"),
        ("demo", "--port", "99999"),
        ("demo", "--port", "x"),
        ("serve", "--port", "0"),
        ("serve", "--workers", "0"),
        ("settle", "lead", "第一项", "区发展改革局", "--year", "2023"),
        ("settle", "kind", "区发展改革局", "castle"),
        ("calendar", "set", "2023-02-30", "off"),
        ("calendar", "set", "2023-02-20", "maybe"),
        ("calendar", "confirm", "99999"),
        ("calendar", "rule", "sometimes"),
        ("export", "reports"),
        ("export", "ledgers", "--format", "json"),
        ("inbox", "retry", "one"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_explained_with_status_2(ducha: Ducha, arguments: tuple[str, ...]) -> None:
    outcome = ducha(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1
    assert "ducha --help" in outcome.err
    assert not any(ducha.folder.iterdir())


def test_the_database_is_made_once(ducha: Ducha) -> None:
    first, second = ducha("db", "upgrade"), ducha("db", "upgrade")
    assert (first.status, second.status) == (0, 0)
    assert (first.out, second.out) == ("", "")
    assert "已升级" in first.err
    assert "已是最新" in second.err


@pytest.mark.parametrize("arguments", NEED_A_DATABASE, ids=" ".join)
def test_without_a_database_the_remedy_is_named_and_no_file_appears(
    ducha: Ducha, arguments: tuple[str, ...]
) -> None:
    outcome = ducha(*arguments)
    assert outcome.status == 1
    assert outcome.out == ""
    assert outcome.err.strip().endswith("ducha db upgrade")
    assert not any(ducha.folder.iterdir())


def test_an_empty_database_file_is_no_database(ducha: Ducha) -> None:
    ducha.file("ducha.db", "")
    assert "ducha db upgrade" in ducha("inbox", "list").err


def test_a_file_that_is_no_database_is_told_in_one_line(ducha: Ducha) -> None:
    ducha.file("ducha.db", "督查台账" * 2000)
    for arguments in (("inbox", "list"), ("db", "upgrade")):
        outcome = ducha(*arguments)
        assert outcome.status == 1
        assert outcome.err.count("\n") == 1
        assert "DUCHA_DATABASE_URL" in outcome.err


def test_an_unreachable_database_is_told_in_one_line(ducha: Ducha, database: Database) -> None:
    ducha.uses(database)
    with outage(database):
        for arguments in (("inbox", "list"), ("db", "upgrade"), ("serve", "--only", "relay")):
            outcome = ducha(*arguments)
            assert outcome.status == 1
            assert outcome.err.count("\n") == 1
            assert "DUCHA_DATABASE_URL" in outcome.err


@pytest.mark.parametrize(
    "url", ["ducha.db", "mysql://localhost/ducha", "sqlite://", "postgres://localhost/ducha"]
)
def test_a_wrong_address_names_the_variable(ducha: Ducha, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DUCHA_DATABASE_URL", url)
    for arguments in (("db", "upgrade"), ("inbox", "list"), ("serve",)):
        assert ducha(*arguments).refused_in_one_line("DUCHA_DATABASE_URL")


@pytest.mark.parametrize("only", ["webb", "", ",", "web,", "web scheduler", "web,mail"])
def test_serve_knows_its_parts(ducha: Ducha, only: str) -> None:
    ducha("db", "upgrade")
    assert ducha("serve", "--only", only).refused_in_one_line("--only", "web、scheduler、relay")


@pytest.mark.parametrize(
    "variables",
    [
        {"DUCHA_PUBLIC_URL": "https://ducha.example.gov.cn"},
        {
            "DUCHA_DINGTALK_CLIENT_ID": "a",
            "DUCHA_DINGTALK_CLIENT_SECRET": "b",
            "DUCHA_DINGTALK_ROBOT_CODE": "c",
            "DUCHA_DINGTALK_CORP_ID": "d",
        },
    ],
    ids=["public", "platform"],
)
def test_serve_refuses_without_a_secret_key(
    ducha: Ducha, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    ducha("db", "upgrade")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for key in (None, ""):
        if key is not None:
            monkeypatch.setenv("DUCHA_SECRET_KEY", key)
        assert ducha("serve").refused_in_one_line("DUCHA_SECRET_KEY")


def test_the_default_database_lies_in_the_working_directory(ducha: Ducha) -> None:
    ducha("db", "upgrade")
    assert Path("ducha.db").exists()
