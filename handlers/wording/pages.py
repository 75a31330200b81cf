"""A bulletin in chat: as markdown in each platform's real subset or as plain text, split at item borders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.standings.picture import Stage
from handlers.wording.phrases import size
from handlers.wording.standings import STAGES

MANY_ROWS = 40  # of more, the table in chat has item and state only
_HEADING = re.compile(r"[一二三四五六七八九十]+、|——")
# A unit's own words must neither mark up, link nor mention; there is no escape for them on either platform.
_MARKS = str.maketrans("<>*#[]_`!@|~", "＜＞＊＃［］＿｀！＠｜～")
_BORDERS = "。；，、"
_NUMBER_ROOM = 24  # bytes for （12/34） and the marks around it


@dataclass(frozen=True, slots=True)
class ChatForm:
    """What a chat takes: at most `limit` bytes of UTF-8; lines of markdown are joined by `join`."""

    limit: int
    markdown: bool = True
    join: str = "\n"


PLAIN = ChatForm(1900, markdown=False)


def chat_pages(text: str, figures: Mapping[str, Any], form: ChatForm, serial: str = "") -> tuple[str, ...]:
    """The pages of a bulletin with its table, each with the title and （1/3） where there are several."""
    title, *lines = text.split("\n")
    blocks = [*(_line(line, form) for line in lines if line.strip()), *table_blocks(figures, form)]
    head = "　".join(part for part in (serial, title) if part)
    return numbered(_clean(head), blocks, form)


def numbered(title: str, blocks: Sequence[str], form: ChatForm) -> tuple[str, ...]:
    """Blocks in their order on as few pages as they fill; only what is longer than a page is cut."""
    room = form.limit - size(_title(title, form)) - size(form.join) - _NUMBER_ROOM
    pages = _packed([part for block in blocks for part in _cut(block, room)], room, form)
    if len(pages) <= 1:
        return (form.join.join([_title(title, form), *(pages[0] if pages else [])]),)
    return tuple(
        form.join.join([_title(f"{title}（{number}/{len(pages)}）", form), *page])
        for number, page in enumerate(pages, 1)
    )


def _packed(blocks: Sequence[str], room: int, form: ChatForm) -> list[list[str]]:
    """A heading never stands last on a page."""
    pages: list[list[str]] = [[]]
    for at, block in enumerate(blocks):
        following = blocks[at + 1 : at + 2] if _is_heading(block) else []
        if pages[-1] and size(form.join.join([*pages[-1], block, *following])) > room:
            pages.append([])
        pages[-1].append(block)
    return [page for page in pages if page]


def _is_heading(block: str) -> bool:
    return bool(_HEADING.match(block.strip("*"))) and size(block) < 120


def _cut(block: str, room: int) -> Iterator[str]:
    """A block that no page can hold, cut behind its last stop that fits."""
    while size(block) > room:
        head = block.encode()[:room].decode(errors="ignore")
        stop = next((at + 1 for mark in _BORDERS if (at := head.rfind(mark)) > len(head) // 2), len(head))
        yield block[:stop]
        block = block[stop:]
    if block:
        yield block


def _title(title: str, form: ChatForm) -> str:
    return f"### {title}" if form.markdown else f"【{title}】"


def _line(line: str, form: ChatForm) -> str:
    clean = _clean(line)
    return f"**{clean}**" if form.markdown and _HEADING.match(clean) else clean


def _clean(text: str) -> str:
    return text.strip().translate(_MARKS)


def table_blocks(figures: Mapping[str, Any], form: ChatForm) -> Iterator[str]:
    """The table's rows in the notice's order, a block each: neither platform has tables in chat."""
    rows = figures["rows"]
    if not rows:
        return
    yield f"**附表（共{len(rows)}项）**" if form.markdown else f"附表（共{len(rows)}项）"
    for row in rows:
        yield _short_row(row) if len(rows) > MANY_ROWS else _full_row(row, form)


def _short_row(row: Mapping[str, Any]) -> str:
    return _clean(f"{row['item']} {row['title']}：{STAGES[Stage(row['state'])]}")


def _full_row(row: Mapping[str, Any], form: ChatForm) -> str:
    head = _clean(f"{row['item']} {row['title']}：{STAGES[Stage(row['state'])]}")
    lines = [
        f"**{head}**" if form.markdown else head,
        _clean(f"目标：{row['goal']}"),
        _clean(f"进展：{row['progress']}　完成比例：{row['share']}"),
        _clean(f"责任单位：{row['units']}"),
    ]
    return form.join.join(lines)
