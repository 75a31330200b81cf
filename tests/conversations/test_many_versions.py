"""Several items of one message, each for the second time."""

from __future__ import annotations

from tests.desk import Desk


def test_two_reports_in_one_message_replace_the_two_before(desk: Desk) -> None:
    account = "fanwenbo.zjj"
    for percent in (30, 40):
        desk.says(account, f"任务42 完成{percent}%，无问题\n任务45 完成{percent}%，无问题")
    found = [(row["item"], row["version"], row["state"]) for row in desk.reports()]
    assert sorted(found) == [
        ("任务42", 1, "superseded"),
        ("任务42", 2, "filed"),
        ("任务45", 1, "superseded"),
        ("任务45", 2, "filed"),
    ]
