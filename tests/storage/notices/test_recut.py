"""However a text layer breaks its lines, the rows are the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from storage.notices import read_notice
from storage.notices.shape import item_json
from tests.storage.notices.recut import Cut, lay_out, random_cut, seeded
from tests.storage.notices.texts import EXPECTED, NOTICE, ROW_FIELDS

TEXT = NOTICE.decode()
HEADS = re.compile(
    r" ?序号 类别 重点任务 牵头领导\n责任单位\n\n（加黑的为牵头单位）\n"
    r"| ?序号 民生实事内容 牵头领导 责任单位\n"
)
BARE = re.sub(r"http\S+\n", "", HEADS.sub("", TEXT))
WANTED = [{name: row[name] for name in ROW_FIELDS} for row in EXPECTED]


def rows(data: bytes) -> list[dict[str, object]]:
    items = read_notice("notice.txt", data).items
    return [{name: item_json(item)[name] for name in ROW_FIELDS} for item in items]


@pytest.mark.parametrize("seed", range(60))
def test_cells_wrapped_anew(seed: int) -> None:
    rng = seeded(seed)
    cut = random_cut(rng)
    assert rows(lay_out(EXPECTED, cut, rng, letter=seed % 4 > 0).encode()) == WANTED, cut


@pytest.mark.parametrize(
    "cut",
    [
        Cut(text_width=0, unit_width=0, category_width=30),
        Cut(text_width=0, unit_width=0, category_width=30, heads=False, pages=1000),
        Cut(one_line=True),
        Cut(one_line=True, heads=False, pages=1000),
        Cut(pages=1),
    ],
)
def test_a_cell_a_line_or_a_row_a_line(cut: Cut) -> None:
    assert rows(lay_out(EXPECTED, cut, seeded(1)).encode()) == WANTED


CUTS: dict[str, Callable[[], str]] = {
    "no blank lines": lambda: re.sub(r"\n+", "\n", TEXT),
    "more blank lines": lambda: TEXT.replace("\n", "\n\n\n"),
    "no page heads": lambda: BARE,
    "no page heads, no blank lines": lambda: re.sub(r"\n+", "\n", BARE),
    "no blank before a page": lambda: re.sub(r"(?m)^ +", "", BARE),
    "no blanks at all": lambda: TEXT.replace(" ", ""),
    "no blanks, heads or blank lines": lambda: re.sub(r"\n+", "\n", BARE.replace(" ", "")),
    "two blanks": lambda: TEXT.replace(" ", "  "),
    "full-width blanks": lambda: TEXT.replace(" ", "\u3000"),
    "tabs": lambda: TEXT.replace(" ", "\t"),
    "Windows line ends": lambda: TEXT.replace("\n", "\r\n"),
    "form feeds": lambda: TEXT.replace("\n 序号", "\n\f序号"),
    "page numbers": lambda: TEXT.replace("\n 序号", "\n- 12 -\n 序号"),
    "one line": lambda: re.sub(r"\s*\n\s*", " ", TEXT),
    "one line, no heads": lambda: re.sub(r"\s*\n\s*", " ", BARE),
    "no marks of annexes": lambda: re.sub(r"(?m)^ ?附件 \d\n", "", TEXT),
    "no marks of annexes, no heads": lambda: re.sub(r"(?m)^ ?附件 \d\n", "", BARE),
    "no titles": lambda: re.sub(r"(?m)^2023 年.*表\n", "", TEXT),
    "the tables alone": lambda: TEXT[TEXT.index(" 附件 1\n") : TEXT.index(" 附件 3\n")],
}


@pytest.mark.parametrize("name", CUTS)
def test_the_text_cut_anew(name: str) -> None:
    assert rows(CUTS[name]().encode()) == WANTED


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert rows(TEXT.encode(encoding)) == WANTED


@pytest.mark.parametrize("seed", range(25))
def test_lines_joined_at_random(seed: int) -> None:
    rng = seeded(seed)
    share = rng.choice([0.1, 0.3, 0.6, 0.9])
    lines = [line for line in TEXT.split("\n") if line.strip()]
    text = lines[0] + "".join((" " if rng.random() < share else "\n") + line for line in lines[1:])
    assert rows(text.encode()) == WANTED


@pytest.mark.parametrize("seed", range(6))
def test_other_people_and_places(seed: int) -> None:
    """Nothing hangs on this notice's names: with others it reads the same way."""
    people = (
        "孟庆顺:欧阳文山 张永虎:王大海 张健:赵岚 张源:钱一鸣 周晨:孙越 刘彬:吴桐 刘宜武:郑国强 马金霞:冯小雪"
    )
    places = "区教育:县教育 济南:青山 市中:云河"
    changes = dict(pair.split(":") for pair in f"{people} {places}".split())

    def renamed(words: str) -> str:
        for old, new in changes.items():
            words = words.replace(old, new)
        return words

    items = [
        {
            **row,
            "category": row["category"] and renamed(row["category"]),
            "text": renamed(row["text"]),
            "leaders": [renamed(name) for name in row["leaders"]],
            "units": [renamed(unit) for unit in row["units"]],
        }
        for row in EXPECTED
    ]
    rng = seeded(seed)
    got = rows(lay_out(items, random_cut(rng), rng).encode())
    assert got == [{name: item[name] for name in ROW_FIELDS} for item in items]


def test_a_row_that_fits_no_rule_is_kept_and_asked_about() -> None:
    broken = TEXT.replace("张同园 区自然资源局\n\n44", "（原文此处缺页）？\n\n44")
    notice = read_notice("notice.txt", broken.encode())
    assert len(notice.items) == 130
    assert any("任务43" in question for question in notice.questions)
