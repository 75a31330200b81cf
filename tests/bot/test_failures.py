"""Something breaks inside: nothing is written, nothing is lost, the sender knows, and it is tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import bot.intake
from handlers.desk.decisions import decide
from handlers.wording.guidance import RECEIVED_BUT_FAILED
from storage.inbox import RETRY_AFTER, due, waiting
from storage.record import Recorder
from tests.bot.calls import PLATFORMS, SPEAKER, call, inbox_rows, outbox_rows, shown, written
from tests.desk import MORNING, Desk
from tests.storage.contents import history


class Breakage:
    """Raises as long as it is set, at one place of the way through."""

    def __init__(self, patch: pytest.MonkeyPatch, place: str) -> None:
        self.on = True
        owner, name = {
            "decide": (bot.intake, "decide"),
            "understand": (bot.intake, "understand"),
            "record": (Recorder, "record"),
        }[place]
        real = getattr(owner, name)

        def breaking(*args: Any, **kwargs: Any) -> Any:
            if self.on:
                raise RuntimeError("broken 13800001234")
            return real(*args, **kwargs)

        patch.setattr(owner, name, breaking)


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Breakage]:
    return lambda place: Breakage(monkeypatch, place)


def fails(desk: Desk, platform: str, text: str = "") -> str:
    """A message during the breakage; what its sender hears."""
    request = written(desk, platform, text)
    return shown(desk, platform, request, call(desk, platform, request))


def heard(desk: Desk, platform: str) -> list[str]:
    """All that the speaker of that platform heard by a push of ours (not in a response)."""
    lines = desk.stand_in.transcript.said_by_bot()
    return [line.text for line in lines if line.to == SPEAKER[platform] and line.via != "passive reply"]


def retry_after(desk: Desk, **by: float) -> int:
    desk.clock.forward(**by)
    return desk.program.retry_failed(desk.clock.now)


@pytest.mark.parametrize("place", ["decide", "understand", "record"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_breaks_is_kept_told_and_tried_again(
    desk: Desk, platform: str, place: str, breaks: Callable[[str], Breakage]
) -> None:
    breakage = breaks(place)
    assert fails(desk, platform) == RECEIVED_BUT_FAILED
    assert desk.reports() == []
    [row] = inbox_rows(desk.database)
    assert (row["state"].value, row["attempts"], row["text"][:2]) == ("failed", 1, written_text(platform)[:2])

    breakage.on = False
    assert retry_after(desk, seconds=59) == 0  # not due yet
    assert retry_after(desk, seconds=1) == 1
    assert retry_after(desk, hours=1) == 0  # and only once
    desk.relay()
    assert "已记录" in heard(desk, platform)[-1]
    [report] = desk.reports()
    assert report["filed_at"] == MORNING.isoformat()
    [row] = inbox_rows(desk.database)
    assert (row["state"].value, row["error"], row["retry_at"]) == ("done", None, None)
    assert all(letter["state"].value == "sent" for letter in outbox_rows(desk.database))


def written_text(platform: str) -> str:
    return {"wecom": "实事13", "dingtalk": "任务44"}[platform]


def test_the_month_is_that_of_the_day_it_came(desk: Desk, breaks: Callable[[str], Breakage]) -> None:
    """Sent on 6 April (March is owed), tried again on 12 April, after the deadline."""
    breakage = breaks("decide")
    fails(desk, "wecom")
    breakage.on = False
    assert retry_after(desk, days=6) == 1
    desk.relay()
    [answer] = heard(desk, "wecom")
    assert "3月，未写月份，4月10日（周一）前按上月记" in answer
    [report] = desk.reports()
    assert (report["month"], report["filed_at"]) == ("2023-03", MORNING.isoformat())


def test_dingtalk_is_answered_privately_once_the_reply_address_is_dead(
    desk: Desk, breaks: Callable[[str], Breakage]
) -> None:
    breakage = breaks("decide")
    fails(desk, "dingtalk")
    breakage.on = False
    retry_after(desk, hours=3)
    desk.relay()
    lines = desk.stand_in.transcript.said_by_bot()
    assert [line.via for line in lines] == ["sendBySession", "batchSend"]
    assert "已记录 任务44" in lines[-1].text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_waits_longer_each_time_and_is_left_to_a_person_at_last(
    desk: Desk, platform: str, breaks: Callable[[str], Breakage]
) -> None:
    breakage = breaks("decide")
    fails(desk, platform)
    for number, wait in enumerate(RETRY_AFTER, 1):
        [row] = inbox_rows(desk.database)
        assert (row["state"].value, row["attempts"]) == ("failed", number)
        assert row["retry_at"] - desk.clock.now == wait
        before = row["retry_at"] - timedelta(seconds=1)
        with desk.database.reading() as connection:
            assert due(connection, before) == []
        desk.clock.now = row["retry_at"]
        assert desk.program.retry_failed(desk.clock.now) == 0
    [row] = inbox_rows(desk.database)
    assert (row["state"].value, row["retry_at"], row["error"]) == ("given_up", None, "RuntimeError")
    breakage.on = False
    assert retry_after(desk, days=30) == 0

    with desk.database.reading() as connection:
        [kept] = waiting(connection)
    assert desk.program.intake.retry(kept, desk.program.limit_of(platform), desk.clock.now)  # by hand
    desk.relay()
    assert "已记录" in heard(desk, platform)[-1]
    assert len(desk.reports()) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_failed_message_delivered_again_is_the_same_message(
    desk: Desk, platform: str, breaks: Callable[[str], Breakage]
) -> None:
    breakage = breaks("record")
    request = written(desk, platform)
    answers = [shown(desk, platform, request, call(desk, platform, request)) for _ in range(2)]
    breakage.on = False
    answers.append(shown(desk, platform, request, call(desk, platform, request)))
    told_once = [RECEIVED_BUT_FAILED, "", ""]
    assert answers == ([RECEIVED_BUT_FAILED] * 3 if platform == "wecom" else told_once)
    assert len(inbox_rows(desk.database)) == 1
    assert retry_after(desk, minutes=1) == 1
    assert call(desk, platform, request).status == 200
    desk.relay()
    assert len(desk.reports()) == len(inbox_rows(desk.database)) == 1
    assert sum("已记录" in text for text in heard(desk, platform)) == 1


def test_a_late_try_leaves_what_was_filed_meanwhile(desk: Desk, breaks: Callable[[str], Breakage]) -> None:
    breakage = breaks("record")
    fails(desk, "wecom", "实事13 筹集3100套\n任务42 清零5个")
    breakage.on = False
    desk.clock.forward(seconds=30)
    assert "已记录 实事13" in fails(desk, "wecom", "实事13 筹集3200套")
    assert retry_after(desk, minutes=1) == 1
    desk.relay()
    answer = heard(desk, "wecom")[-1]
    assert "已记录 任务42" in answer
    assert "未记录 实事13：这条消息之后3月又有新的填报，未再覆盖；原文已留存。" in answer
    standing = {key[0]: (row["version"], row["progress"]) for key, row in desk.standing().items()}
    assert standing == {"实事13": (1, "筹集3200套"), "任务42": (1, "清零5个")}
    first, _ = inbox_rows(desk.database)
    assert (first["state"].value, first["text"]) == ("done", "实事13 筹集3100套\n任务42 清零5个")
    noted = [(what, subject) for what, subject, _, _ in history(desk.database)]
    assert ("report.set_aside", "实事13") in noted


def test_a_late_try_does_not_become_the_next_months_report(
    desk: Desk, breaks: Callable[[str], Breakage]
) -> None:
    """On 12 April March is missing; sent again it is filed, and the first message still means March."""
    desk.clock.forward(days=6)
    breakage = breaks("decide")
    fails(desk, "wecom")
    breakage.on = False
    desk.clock.forward(seconds=30)
    assert "3月" in fails(desk, "wecom")
    assert retry_after(desk, minutes=1) == 1
    assert [row["month"] for row in desk.reports()] == ["2023-03"]


def test_a_late_try_does_not_revive_what_was_withdrawn(desk: Desk, breaks: Callable[[str], Breakage]) -> None:
    assert "已记录" in fails(desk, "wecom")
    breakage = breaks("decide")
    desk.clock.forward(seconds=30)
    fails(desk, "wecom", "更正 实事13 完成情况：已筹集3200套")
    breakage.on = False
    desk.clock.forward(seconds=30)
    assert "已撤回" in fails(desk, "wecom", "撤回 实事13")
    assert retry_after(desk, minutes=1) == 1
    assert [row["state"] for row in desk.reports()] == ["withdrawn"]


def test_of_two_that_waited_the_later_one_holds(desk: Desk, breaks: Callable[[str], Breakage]) -> None:
    """Whichever is tried first: they count as filed when they came."""
    breakage = breaks("decide")
    for words in ("筹集3100套", "筹集3200套"):
        fails(desk, "wecom", f"实事13 {words}")
        desk.clock.forward(seconds=30)
    breakage.on = False
    with desk.database.reading() as connection:
        first, second = waiting(connection)
    for kept in (second, first):
        assert desk.program.intake.retry(kept, desk.program.limit_of("wecom"), desk.clock.now)
    assert desk.standing()["实事13", "2023-03"]["progress"] == "筹集3200套"


def test_one_broken_message_does_not_hold_up_another(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(said: Any, *rest: Any) -> Any:
        if "坏" in said.text:
            raise RuntimeError
        return decide(said, *rest)

    monkeypatch.setattr(bot.intake, "decide", breaking)
    assert fails(desk, "wecom", "实事13 坏了") == RECEIVED_BUT_FAILED
    assert "已记录" in fails(desk, "dingtalk")
    assert "已记录" in fails(desk, "wecom")
    assert retry_after(desk, minutes=1) == 0
    assert len(desk.reports()) == 2


def test_two_that_try_at_once_file_one_report(desk: Desk, breaks: Callable[[str], Breakage]) -> None:
    """The scheduler of another machine, or the command line, has read the same waiting message."""
    breakage = breaks("decide")
    fails(desk, "wecom")
    breakage.on = False
    desk.clock.forward(minutes=1)
    with desk.database.reading() as connection:
        first, second = due(connection, desk.clock.now) * 2
    limit = desk.program.limit_of("wecom")
    assert desk.program.intake.retry(first, limit, desk.clock.now)
    assert not desk.program.intake.retry(second, limit, desk.clock.now)
    desk.relay()
    assert len(desk.reports()) == 1
    assert len(heard(desk, "wecom")) == 1


def test_a_try_that_fails_late_does_not_reopen_what_is_done(
    desk: Desk, breaks: Callable[[str], Breakage]
) -> None:
    breakage = breaks("decide")
    fails(desk, "wecom")
    with desk.database.reading() as connection:
        [kept] = waiting(connection)
    limit = desk.program.limit_of("wecom")
    breakage.on = False
    assert desk.program.intake.retry(kept, limit, desk.clock.now)
    breakage.on = True
    desk.program.intake.retry(kept, limit, desk.clock.now)
    [row] = inbox_rows(desk.database)
    assert row["state"].value == "done"


def test_a_stranger_without_an_id_is_answered_where_they_wrote(
    desk: Desk, breaks: Callable[[str], Breakage]
) -> None:
    breakage = breaks("decide")
    assert desk.dingtalk(desk.stand_in.dingtalk.text("outsider", "任务44 封顶")) == RECEIVED_BUT_FAILED
    breakage.on = False
    assert retry_after(desk, minutes=1) == 1
    desk.relay()
    assert "还没有登记" in desk.stand_in.transcript.said_by_bot()[-1].text
