"""ducha report import, ducha plan import."""

from __future__ import annotations

import json

from storage.transactions import Database
from tests.bot.cli.conftest import Ducha
from tests.storage.test_taking_over import HEAD, MONTHS, PLAN

IN_2023 = ("--year", "2023")


def test_months_and_plans_are_taken_over(ducha: Ducha, ledger: Database) -> None:
    ducha.uses(ledger)
    file = ducha.file("台账.csv", "\n".join(["2023年1-5月台账", HEAD, *MONTHS]))
    assert "新增5份" in ducha("report", "import", file, *IN_2023, "--dry-run").err
    assert "新增5份" in ducha("report", "import", file, *IN_2023).err
    again = ducha("report", "import", file, *IN_2023, "--format", "json")
    assert json.loads(again.out)["same"] == 5
    assert "接收此前在别处登记的区住房城乡建设局实事13的" in ducha("history", "实事13").out
    assert "新增1份" in ducha("plan", "import", ducha.file("计划.csv", PLAN), *IN_2023).err
    assert "基准（第1版，已锁定）" in ducha("plan", "show", "实事13", "区住房城乡建设局", *IN_2023).out


def test_wrong_rows_are_listed_and_nothing_is_changed(ducha: Ducha, ledger: Database) -> None:
    ducha.uses(ledger)
    file = ducha.file("台账.csv", "\n".join([HEAD, MONTHS[0].replace("实事13", "实事99")]))
    assert ducha("report", "import", file, *IN_2023).refused_in_one_line("台账.csv", "第2行", "实事99")
    as_json = ducha("report", "import", file, *IN_2023, "--format", "json")
    assert (as_json.status, json.loads(as_json.out)["problems"][0]["row"]) == (2, 2)
    empty = ducha.file("别的.csv", "甲,乙\n1,2\n")
    assert ducha("report", "import", empty, *IN_2023).refused_in_one_line("缺少“事项编号”、“完成情况”一列")
