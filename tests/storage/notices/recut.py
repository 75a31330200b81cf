"""The real notice cut anew: the same rows, other lines, other blanks, other pages.

A text layer may break its cells anywhere; the reader must not care. These cuts are made from the rows, always
from a seed, so that a failure can be run again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Any

HEAD_1 = "序号 类别 重点任务 牵头领导\n责任单位\n\n（加黑的为牵头单位）\n"
HEAD_2 = "序号 民生实事内容 牵头领导 责任单位\n"
LETTER = "市中政办发〔2023〕1 号\n\n关于对 2023 年《政府工作报告》立项督查的通知\n\n2023 年 1 月 18 日\n"
TITLES = ("附件 1\n\n2023 年年度工作任务责任分解立项表\n", "附件 2\n\n2023 年为民办 20 件实事责任分解表\n")

Item = dict[str, Any]


@dataclass(frozen=True)
class Cut:
    """How to lay a table out: widths of 0 keep a cell on one line, and so on."""

    text_width: int = 24
    unit_width: int = 11
    category_width: int = 5
    pad: bool = False
    blank_lines: bool = False
    heads: bool = True
    pages: int = 6
    one_line: bool = False
    join_short: bool = False
    space_figures: bool = False


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - repeatable, not secret


def random_cut(rng: Random) -> Cut:
    return Cut(
        text_width=rng.choice([0, *range(9, 41)]),
        unit_width=rng.choice([0, *range(6, 21)]),
        category_width=rng.choice([4, 5, 6, 7, 8]),
        pad=rng.random() < 0.5,
        blank_lines=rng.random() < 0.5,
        heads=rng.random() < 0.7,
        pages=rng.randint(2, 12),
        one_line=rng.random() < 0.15,
        join_short=rng.random() < 0.5,
        space_figures=rng.random() < 0.5,
    )


def lay_out(items: list[Item], cut: Cut, rng: Random, *, letter: bool = True) -> str:
    tasks = [item for item in items if item["kind"] == "task"]
    others = [item for item in items if item["kind"] != "task"]
    first = _table(tasks, cut, rng, HEAD_1, "、")
    second = _table(others, cut, rng, HEAD_2, "\n")
    return (LETTER if letter else "") + TITLES[0] + first + TITLES[1] + second


def _table(items: list[Item], cut: Cut, rng: Random, head: str, parter: str) -> str:
    lines = [head]
    category = None
    for index, item in enumerate(items):
        new_page = index and index % cut.pages == 0
        if new_page and cut.heads:
            lines.append(" " + head)
        printed = item["category"] if new_page or item["category"] != category else None
        category = item["category"]
        lines.append(_row(item, printed, cut, rng, parter))
    text = "\n".join(lines) + "\n"
    return re.sub(r"\n+", "\n\n", text) if cut.blank_lines else text


def _row(item: Item, category: str | None, cut: Cut, rng: Random, parter: str) -> str:
    text = re.sub(r"(?<![0-9.+])(\d[\d.]*)", r" \1 ", item["text"]) if cut.space_figures else item["text"]
    units = parter.join(item["units"]) + (item["others"] or "")
    leaders = [f"{name[0]} {name[1]}" if len(name) == 2 and cut.pad else name for name in item["leaders"]]
    if cut.one_line:
        words = [str(item["no"]), category, text, " ".join(leaders), units.replace("\n", " ")]
        return " ".join(word for word in words if word)
    cells = [
        _category(category, cut) if category else None,
        wrap(text, cut.text_width),
        "\n".join(leaders),
        "\n".join(wrap(part, cut.unit_width) for part in units.split("\n")),
    ]
    if cut.join_short and not any("\n" in cell for cell in cells if cell) and category is None:
        return " ".join([str(item["no"]), *(cell for cell in cells if cell)])
    glue = " " if rng.random() < 0.3 and not category else "\n"
    return f"{item['no']}{glue}" + "\n".join(cell for cell in cells if cell)


def _category(words: str, cut: Cut) -> str:
    lines = wrap(words, cut.category_width).split("\n")
    if cut.pad:
        lines = [
            _spread(line) if re.fullmatch(r"[\u4e00-\u9fff]+", line) else line for line in lines[:-1]
        ] + lines[-1:]
    return "\n".join(lines)


def _spread(line: str) -> str:
    return " ".join(line)


def wrap(words: str, width: int) -> str:
    """Broken at any character, but no line begins with a stop."""
    if not width:
        return words
    lines: list[str] = []
    while words:
        end = width
        while end < len(words) and words[end] in "，。、；：”）":
            end += 1
        lines.append(words[:end].strip())
        words = words[end:].strip()
    return "\n".join(lines)
