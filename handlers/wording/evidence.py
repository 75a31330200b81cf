"""What is said about pictures, files and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.desk.effects import Piece
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import ReportKey
from handlers.messages import MessageKind
from handlers.wording.phrases import spoken_month

SPOKEN: Mapping[str, str] = {
    MessageKind.IMAGE: "图片",
    MessageKind.FILE: "文件",
    MessageKind.VIDEO: "视频",
    MessageKind.LINK: "链接",
}
_COUNTERS: Mapping[str, str] = {MessageKind.IMAGE: "张", MessageKind.FILE: "个", MessageKind.LINK: "个"}


def counted(kinds: Sequence[str]) -> str:
    """图片2张、链接1个."""
    return "、".join(
        f"{SPOKEN.get(kind, '附件')}{kinds.count(kind)}{_COUNTERS.get(kind, '个')}"
        for kind in dict.fromkeys(kinds)
    )


def attached(key: ReportKey, pieces: Sequence[Piece], today: date) -> str:
    """图片已附到任务42（10月）."""
    what = SPOKEN.get(pieces[0].kind, "附件") if len(pieces) == 1 else counted([one.kind for one in pieces])
    return f"{what}已附到{key.item}（{spoken_month(key.month, today)}）。"


def waits_for_report(pieces: Sequence[Piece]) -> str:
    what = SPOKEN.get(pieces[-1].kind, "附件")
    return f"{what}已收到（我只读文字）。30分钟内接着报的那一项会自动附上，如：实事13 完成情况：…"


def which(items: Sequence[ItemRef]) -> str:
    listed = "　".join(f"{number}.{item}" for number, item in enumerate(items, 1))
    return f"图片（文件）附到哪一项？回序号或编号：{listed}；不用附就不必回。"


def still_asking() -> str:
    return "已收到，和前面的一起等您选附到哪一项。"


def send_again(pieces: Sequence[Piece]) -> str:
    return f"{counted([one.kind for one in pieces])}已留存；核对完上面的问题后，要附到某一项请再发一次。"


def nothing_waits() -> str:
    return "没有等着附上的图片或文件。"
