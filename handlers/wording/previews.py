"""A draft as the office looks it over in chat: the text in short and who is named; in full on demand.

What everybody will get is read first, on one or two pages; lists are folded. The whole text with its table,
a dozen pages for all items, comes only on 预览 12 全文, page by page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.review import BulletinState
from handlers.standings.picture import Stage
from handlers.wording.pages import PLAIN, ChatForm, numbered, table_blocks
from handlers.wording.phrases import short_title, spoken_moment

_ENTRY = re.compile(r"\d+．")
_HEADING = re.compile(r"[一二三四五六七八九十]+、|$")
_FOLDED, _SHOWN = 6, 3  # of a list longer than the first so many entries are shown
_PLACES, _WORDS = 4, 60  # passages that only the naming form has, and their length in characters
_LIST = 160  # what is longer lists units
_LONGEST = 6000  # bytes of one answer, also where the platform takes more
_TAIL = 60  # bytes for how to get on


def preview(kept: KeptBulletin, zone: tzinfo, first: str = "", form: ChatForm = PLAIN) -> tuple[str, ...]:
    """What is sent to the office of a draft. `first` is said before everything else."""
    same = kept.texts.unnamed == kept.texts.full
    head = ["—— 文本 ——"] if same else ["—— 不点名的文本 ——"]
    blocks = [*_head(kept, zone, first), *head, *folded(kept.texts.unnamed.split("\n")), *_naming(kept)]
    more = "点名的全文和附表" if not same else "全文和附表" if kept.figures["rows"] else "全文"
    blocks.append(f"{more}请回：预览 {kept.number} 全文")
    return numbered(f"通报预览 {kept.number}号", blocks, form)


def whole(kept: KeptBulletin, zone: tzinfo, form: ChatForm = PLAIN) -> tuple[str, ...]:
    """The naming form from the first word to the last, with the table as the chats get it."""
    text = [line for line in kept.texts.full.split("\n") if line.strip()]
    blocks = [*_head(kept, zone), *text, *table_blocks(kept.figures, form)]
    return numbered(f"通报全文 {kept.number}号", blocks, form)


def shown(kept: KeptBulletin, zone: tzinfo, limit: int, page: int = 1, *, whole: bool = False) -> str:
    """One page as an answer in chat, with how to get the next one."""
    form = ChatForm(min(limit, _LONGEST) - _TAIL, markdown=False)
    pages = _whole(kept, zone, form) if whole else preview(kept, zone, "", form)
    word = f"预览 {kept.number}{' 全文' if whole else ''}"
    if page > len(pages):
        return f"{kept.number}号通报的{'全文' if whole else '预览'}只有{len(pages)}页。从头看请回：{word}"
    said = pages[page - 1]
    return f"{said}\n下一页请回：{word} {page + 1}" if page < len(pages) else said


_whole = whole  # `shown` has a word of that name


def _head(kept: KeptBulletin, zone: tzinfo, first: str = "") -> list[str]:
    """What becomes of it, and what may be replied."""
    number = kept.number
    head = [*([first] if first else []), _fate(kept, zone)]
    if kept.state.is_open:
        head.append(
            f"回复：发布 {number}（不点名）；发布 {number} 点名；暂缓 {number}；"
            f"修改 {number} “原句”改为“新句”，或 修改 {number} 后面写新的全文。"
        )
    return head


def _fate(kept: KeptBulletin, zone: tzinfo) -> str:
    if kept.recalled_at is not None:
        return f"已由{kept.recalled_by}于{spoken_moment(kept.recalled_at, zone)}撤回。"
    if not kept.state.is_open:
        return f"已发布（{kept.serial}）。"
    if kept.state is BulletinState.HELD:
        return "已暂缓，要发布请回复。"
    if kept.publish_at is None:
        return "等您发布，不会自动发出。"
    at = spoken_moment(kept.publish_at, zone)
    if kept.chosen_by is not None:
        return f"{kept.chosen_by}已定于{at}发布{'点名' if kept.chosen_naming else '不点名'}的文本。"
    return f"没有人暂缓的，{at}自动发布不点名的文本。"


def folded(lines: Sequence[str]) -> Iterator[str]:
    """The text with its long lists cut short; how many entries there are is said."""
    entries: list[str] = []
    for line in [*lines, ""]:
        if _ENTRY.match(line):
            entries.append(line)
            continue
        yield from entries[: _SHOWN if len(entries) > _FOLDED else None]
        if len(entries) > _FOLDED:
            yield f"（共{len(entries)}项，这里列出前{_SHOWN}项）"
        entries = []
        if line.strip():
            yield line


def _naming(kept: KeptBulletin) -> Iterator[str]:
    """What the naming form says and the other one does not: all items and units, and the first passages."""
    units = kept.names_laggards(naming=True)
    if kept.texts.full == kept.texts.unnamed:
        if units:
            yield f"文本点了{len(units)}个单位的名：{'、'.join(units)}"
        return
    yield "—— 点名的文本另写明 ——"
    behind = [row["item"] for row in kept.figures["rows"] if row["state"] == Stage.BEHIND.value]
    if behind:
        yield f"进度滞后事项{len(behind)}项：{'、'.join(behind)}"
    if units:
        yield f"点名单位{len(units)}个：{'、'.join(units)}"
    common = set(kept.texts.unnamed.split("\n"))
    passages = [line for line in kept.texts.full.split("\n") if line not in common and _is_passage(line)]
    yield from (short_title(line, _WORDS) for line in passages[:_PLACES])
    if len(passages) > _PLACES:
        yield f"（共{len(passages)}处，这里列出前{_PLACES}处）"


def _is_passage(line: str) -> bool:
    """No heading, and no long list of units: those are told by name before."""
    return not _HEADING.match(line) and len(line) <= _LIST
