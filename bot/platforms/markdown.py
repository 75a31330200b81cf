"""The markdown that texts are written in (headings, bold, quotes, links, `- `), as each channel shows it."""

from __future__ import annotations

import re

_FONT = re.compile(r"</?font[^>]*>")
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_LINE_MARKS = re.compile(r"^(?:#{1,6} +|> ?)", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")
TITLE_LIMIT = 40  # characters of the line that a phone shows before the message is opened


def plain(text: str) -> str:
    """Without marks, for channels that show them as they are written."""
    text = _LINE_MARKS.sub("", _FONT.sub("", text))
    text = _CODE.sub(r"\1", _BOLD.sub(r"\1", text))
    return _LINK.sub(lambda found: f"{found[1]}（{found[2]}）" if found[2] else found[1], text)


def for_wecom(text: str) -> str:
    """WeCom D90236, D99110: no lists, no tables; colours by font. A list's `- ` is shown as written."""
    return text


def for_dingtalk(text: str) -> str:
    """DingTalk 自定义机器人: no font; a line end needs two spaces before it to be one."""
    lines = _FONT.sub("", text).split("\n")
    return "\n".join(line.rstrip() + "  " if line.strip() else "" for line in lines).rstrip()


def title_of(text: str) -> str:
    """The essence for the notification line: the first line with words in it."""
    first = next((line.strip() for line in plain(text).split("\n") if line.strip()), "")
    return first[:TITLE_LIMIT] or "督查"
