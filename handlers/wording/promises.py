"""What a unit has promised, in words."""

from __future__ import annotations

from handlers.ledger.promises import PromiseState, Standing
from handlers.wording.phrases import spoken_day

STATES = {PromiseState.OPEN: "未到期", PromiseState.KEPT: "已兑现", PromiseState.DUE: "已到期"}


def reminded(standing: Standing) -> str:
    """上次说“预计10月底前完成验收”，已到期; before its day without the end."""
    when = "上次" if standing.newest else f"{standing.month.month}月"
    over = "，已到期" if standing.state is PromiseState.DUE else ""
    return f"{when}说“{standing.promise.words}”{over}"


def told(standing: Standing) -> str:
    """To the office: 3月报告“预计10月底前完成验收”（10月31日，已到期）."""
    by, state = standing.promise.by, STATES[standing.state]
    return f"{standing.month.month}月报告“{standing.promise.words}”（{spoken_day(by)}，{state}）"
