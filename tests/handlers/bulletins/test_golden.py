"""Bulletins as they are read: both forms and the table, compared with files that a person has read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from handlers.bulletins.bulletin import Bulletin, BulletinKind, Closing, figures_of
from handlers.bulletins.reconciling import reconcile
from handlers.ledger.register import Register
from handlers.standings.facts import Facts
from handlers.standings.picture import Standing
from handlers.wording.bulletins import COLUMNS, cells, text
from handlers.wording.pages import ChatForm, chat_pages
from tests.builders import ref
from tests.handlers.bulletins.builders import (
    PLANS,
    POLICE,
    SCHOOLS,
    TEXTS,
    UNITS,
    a_bulletin,
    a_ledger,
    all_in,
    facts,
    the_mixed,
)
from tests.handlers.standings.builders import said

GOLDEN = Path(__file__).parents[2] / "golden" / "bulletins"
Drawn = tuple[Bulletin, Standing]


def many() -> tuple[Register, Facts]:
    """130 items; every third is behind, every fifth is not reported."""
    texts = {
        f"{'任务' if number <= 110 else '实事'}{number if number <= 110 else number - 110}": (
            f"完成第{number}类服务点建设{number + 20}个。",
            (UNITS[number % 3].id,),
        )
        for number in range(1, 131)
    }
    register = a_ledger(texts)
    plans = dict.fromkeys(texts, PLANS["实事4"])
    stage = {
        (name, of[1][0]): {3: said(f"已建成服务点{at}个", stage_met=at % 3 != 0)}
        for at, (name, of) in enumerate(texts.items(), 1)
        if at % 5
    }
    return register, facts(stage, plans, register=register)


def the_long() -> Drawn:
    register, known = many()
    return a_bulletin(known, 3, BulletinKind.OVERALL, register=register)


def the_closed() -> Drawn:
    """Three of two kinds, closed on a Friday evening and the Monday after; one without a note."""
    register = a_ledger({**TEXTS, "任务12": ("新建改建农村公路60公里，改造危桥3座。", (POLICE, SCHOOLS))})
    known = facts(
        {
            ("实事1", SCHOOLS): {3: said("已建成中小学幼儿园8处")},
            ("实事5", SCHOOLS): {3: said("课堂已全部开办", finished=True)},
            ("任务12", POLICE): {3: said("公路和危桥均已完工，投资1.9亿元", finished=True)},
        },
        closed={"实事1": date(2023, 3, 30), "实事5": date(2023, 3, 31), "任务12": date(2023, 3, 31)},
        register=register,
    )
    closings = [
        Closing(ref("实事5"), date(2023, 4, 7), "现场核实，已开课堂45"),
        Closing(ref("任务12"), date(2023, 4, 10), "验收资料齐全。\n抽查12处均合格。"),
        Closing(ref("实事1"), date(2023, 4, 10)),
    ]
    return a_bulletin(known, 3, BulletinKind.COMPLETED, closings=closings, register=register)


DOCUMENTS: dict[str, Callable[[], Drawn]] = {
    "nothing-reported": lambda: a_bulletin(facts({}), 3),
    "all-reported": lambda: a_bulletin(all_in(3), 3),
    "mixed": lambda: a_bulletin(the_mixed(), 3, late=[("实事2", SCHOOLS)]),
    "very-long": the_long,
    "first-month": lambda: a_bulletin(
        facts({("实事1", SCHOOLS): {1: said("正在选址")}, ("实事4", POLICE): {1: said("正在调研")}}, {}), 1
    ),
    "last-month": lambda: a_bulletin(the_mixed(12), 12),
    "circular": lambda: a_bulletin(the_mixed(), 3, BulletinKind.CIRCULAR, late=[("实事2", SCHOOLS)]),
    "completed-item": lambda: a_bulletin(the_mixed(), 3, BulletinKind.COMPLETED, item=ref("实事5")),
    "completed-items": the_closed,
    "major-matter": lambda: a_bulletin(the_mixed(), 3, BulletinKind.MAJOR, item=ref("实事2")),
}


def document(bulletin: Bulletin) -> str:
    """Both forms, the table, and how the text looks in chat."""
    rows = [f"| {' | '.join(cells(row))} |" for row in bulletin.rows]
    head = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    pages = chat_pages(
        text(bulletin, naming=False), figures_of(bulletin), ChatForm(1900), "督查通报〔2023〕第1期"
    )
    parts = [
        "# 点名的文本",
        text(bulletin, naming=True),
        "# 不点名的文本",
        text(bulletin, naming=False),
        "# 附表",
        "\n".join([*head, *rows]) if rows else "（无）",
        f"# 群里的样子（企业微信，共{len(pages)}条，首尾两条）",
        *dict.fromkeys((pages[0], pages[-1])),
    ]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_reads_as_agreed(name: str, *, rewrite_golden: bool) -> None:
    bulletin, standing = DOCUMENTS[name]()
    assert reconcile(bulletin, standing) == ()
    path, drawn = GOLDEN / f"{name}.md", document(bulletin)
    if rewrite_golden:
        path.write_text(drawn)
    assert path.read_text() == drawn


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_form_without_names_names_nobody_who_lags(name: str) -> None:
    bulletin, _ = DOCUMENTS[name]()
    said_of = text(bulletin, naming=False)
    for unit in bulletin.criticised:
        finished = {row.units for row in bulletin.rows if row.stage.value == "completed"}
        subject = bulletin.kind.is_of_chosen_items
        assert subject or unit not in said_of or any(unit in units for units in finished)
    if not bulletin.kind.is_of_chosen_items:
        behind = [str(row.item) for row in bulletin.rows if row.stage.value == "behind"]
        assert not [item for item in behind if f"{item}（" in said_of]
    assert "责令" not in text(bulletin, naming=True)


def test_those_not_under_the_government_are_asked() -> None:
    bulletin, _ = a_bulletin(the_mixed(), 3)
    full = text(bulletin, naming=True)
    assert bulletin.lagging_asked == ("公安市中分局",)
    assert "商请公安市中分局加大" in full
    assert "商请区妇联尽快补报" in full
    assert "下一步，请区教育体育局对照" in full
