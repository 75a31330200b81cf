"""`ducha notice`: the founding document goes in, what is open comes out."""

from __future__ import annotations

import json

import pytest

from storage.packaged import NOTICE, packaged
from storage.transactions import Database
from tests.bot.cli.conftest import Ducha

TEXT = packaged(NOTICE).decode()


@pytest.fixture
def office(ducha: Ducha, database: Database) -> Ducha:
    """With an empty, up-to-date database and the notice as a file."""
    ducha.uses(database)
    ducha.file("通知.txt", TEXT)
    return ducha


def imports(office: Ducha, *options: str, file: str = "通知.txt") -> tuple[int, str, str]:
    outcome = office("notice", "import", file, "--year", "2023", *options)
    return outcome.status, outcome.out, outcome.err


def ledger_rows(office: Ducha) -> str:
    return office("notice", "review", "--year", "2023", "--format", "json").out


def test_the_notice_becomes_the_ledger(office: Ducha) -> None:
    status, out, err = imports(office)
    assert status == 0
    assert "读到任务110项、实事20项" in out
    assert "需要人看的" in out
    assert "2023年台账已建立，130项" in err


def test_a_dry_run_changes_nothing(office: Ducha) -> None:
    status, out, err = imports(office, "--dry-run")
    assert (status, "读到任务110项" in out) == (0, True)
    assert "没有改动台账" in err
    assert office("notice", "review", "--year", "2023").refused_in_one_line("2023年的台账还没有导入")


def test_a_dry_run_needs_no_database(ducha: Ducha) -> None:
    path = ducha.file("通知.txt", TEXT)
    assert ducha("notice", "import", path, "--year", "2023", "--dry-run").status == 0
    assert [entry.name for entry in ducha.folder.iterdir()] == ["通知.txt"]


@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["import", "dry run"])
def test_json_stands_alone_on_stdout(office: Ducha, options: tuple[str, ...]) -> None:
    status, out, err = imports(office, "--format", "json", *options)
    rows = json.loads(out)
    assert status == 0
    assert len(rows) == 130
    assert [row["kind"] for row in rows].count("task") == 110
    assert set(rows[0]) == {
        *("kind", "no", "category", "text", "leaders", "units", "lead_units", "lead_known"),
        *("others", "deadline", "indicators", "questions"),
    }
    assert err.strip()


def test_the_same_file_twice_changes_nothing(office: Ducha) -> None:
    imports(office)
    before = ledger_rows(office)
    status, _out, err = imports(office)
    assert status == 0
    assert "一致，没有改动" in err
    assert ledger_rows(office) == before


def test_a_changed_file_is_shown_row_by_row_and_applied_on_request_only(office: Ducha) -> None:
    imports(office)
    changed = TEXT.replace("全力加快 2700 套", "全力加快[问题]2800 套")
    changed = changed.replace("107 万平方米的老旧", "[red]108 万平方米的老旧")
    office.file("新通知.txt", changed)
    status, _out, err = imports(office, file="新通知.txt")
    assert status == 0
    assert "[问题]2800套" in err
    assert "[red]108万平方米" in err
    assert "有2项不同，没有改动" in err
    assert "--apply" in err
    status, _out, again = imports(office, file="新通知.txt")
    assert "有2项不同，没有改动" in again

    status, _out, err = imports(office, "--apply", file="新通知.txt")
    assert (status, "已按文件更新2项" in err) == (0, True)
    assert "一致，没有改动" in imports(office, file="新通知.txt")[2]


def test_a_changed_number_alone_is_shown_and_applied(office: Ducha) -> None:
    imports(office)
    assert TEXT.count("〔2023〕1 号") + TEXT.count("〔2023〕1号") >= 1
    office.file(
        "更正.txt", TEXT.replace("〔2023〕1 号", "〔2023〕11 号").replace("〔2023〕1号", "〔2023〕11号")
    )
    status, _out, err = imports(office, file="更正.txt")
    assert status == 0
    assert "通知文号：市中政办发〔2023〕1号 → 市中政办发〔2023〕11号" in err
    assert "有通知头1处不同，没有改动" in err
    status, _out, err = imports(office, "--apply", file="更正.txt")
    assert (status, "已按文件更新通知头1处" in err) == (0, True)
    assert "一致，没有改动" in imports(office, file="更正.txt")[2]


def test_indicators_that_a_better_reader_draws_are_shown_and_applied(
    office: Ducha, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("storage.notices.notice.draw_indicators", lambda text: ())
        imports(office)
    status, _out, err = imports(office)
    assert status == 0
    assert "指标（原文没有变，重新读出）：（无） → " in err
    assert "不同，没有改动" in err
    status, _out, err = imports(office, "--apply")
    assert (status, "已按文件更新" in err) == (0, True)
    assert "一致，没有改动" in imports(office)[2]


NO_NOTICES: tuple[tuple[str, str | bytes, str], ...] = (
    ("简报.txt", "四月工作简报\n一、总体情况良好。\n", "没有在文件中找到任务清单"),
    ("空.txt", "", "空.txt"),
    ("涉密.txt", "机密★1年\n" + TEXT, "密级"),
    ("绝密.txt", "绝密\n" + TEXT, "密级"),
    ("图.txt", bytes(range(256)), "图.txt"),
    ("通知.docx", b"PK\x03\x04", "通知.docx"),
)


def test_what_is_no_notice_is_refused_in_one_line(office: Ducha) -> None:
    for name, content, word in NO_NOTICES:
        office.file(name, content)
        for options in ((), ("--dry-run",), ("--format", "json")):
            outcome = office("notice", "import", name, "--year", "2023", *options)
            assert outcome.refused_in_one_line(name, word), outcome
    assert office("notice", "review", "--year", "2023").status == 2


def test_a_missing_file_is_named(office: Ducha) -> None:
    assert office("notice", "import", "没有.txt", "--year", "2023").refused_in_one_line("没有.txt")
    assert office("notice", "import", ".", "--year", "2023").refused_in_one_line(".")


@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["import", "dry run"])
def test_another_year_is_refused(office: Ducha, options: tuple[str, ...]) -> None:
    outcome = office("notice", "import", "通知.txt", "--year", "2022", *options)
    assert outcome.status == 2
    assert "2023" in outcome.err
    assert "2022" in outcome.err
    assert office("notice", "review", "--year", "2022").status == 2


def test_review_lists_each_open_matter_with_its_command(office: Ducha) -> None:
    imports(office)
    outcome = office("notice", "review", "--year", "2023")
    assert "ducha settle lead 任务1 区发展改革局 --year 2023" in outcome.out
    matters = json.loads(ledger_rows(office))
    assert f"待确定的{len(matters)}件事" in outcome.out
    assert set(matters[0]) == {"about", "what", "how"}
    assert any("ducha settle link 任务44 实事13" in matter["how"] for matter in matters)
    assert any("ducha settle set" in matter["how"] for matter in matters)


def test_every_command_that_review_proposes_works(office: Ducha) -> None:
    """Those without a gap to fill in are typed as they stand."""
    imports(office)
    before = json.loads(ledger_rows(office))
    typed = [matter["how"] for matter in before if "…" not in matter["how"]]
    typed = [command.partition("（")[0] for command in typed]  # a remark may follow
    leads = [command for command in typed if "settle lead" in command][:2]
    links = [command for command in typed if "settle link" in command][:2]
    for command in leads + links:
        outcome = office(*command.split()[1:])
        assert outcome.status == 0, (command, outcome.err)
    assert len(json.loads(ledger_rows(office))) == len(before) - 4
