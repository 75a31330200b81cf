"""Small standings: one item, its units, plans in the unit's own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Item, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register, RegisteredItem
from handlers.ledger.reports import ReportContent, ReportKey, ReportState, ReportVersion
from handlers.reading.figures import figures
from handlers.reading.normalise import Text
from handlers.reading.shapes import PlanWords
from handlers.standings.drawing import draw
from handlers.standings.facts import Baseline, Facts, Place, Rules
from handlers.standings.figures import goal_figures
from handlers.standings.picture import ItemStanding, UnitStanding
from tests.builders import EDUCATION, HOUSING, ref, units

SCHOOLS = "建成中小学幼儿园8处，开工新建、改扩建中小学幼儿园6处。"
FLATS = "建设安置基地居民安置房2700套以上；筹集保障性租赁住房4700套（间）。"
JOBS = "新增城镇就业1.78万人以上。"
QUALITY = "深化营商环境改革。"


def a_baseline(q1: str = "", q2: str = "", q3: str = "", q4: str = "") -> Baseline:
    words = PlanWords(q1 or None, q2 or None, q3 or None, q4 or None, "王强", "李敏")
    return Baseline(1, words, goal_figures(words))


def said(progress: str, **fields: object) -> ReportContent:
    """What a report with this progress is understood to say."""
    found = figures(Text.of(progress).norm)
    return ReportContent(progress=progress, percent=found.percent, quantities=found.quantities, **fields)  # type: ignore[arg-type]


def reports(
    name: str, unit_id: int, contents: dict[int, ReportContent], year: int = 2023
) -> tuple[ReportVersion, ...]:
    return tuple(
        ReportVersion(ReportKey(ref(name), unit_id, Month(year, month)), 1, ReportState.FILED, content)
        for month, content in sorted(contents.items())
    )


def a_year(
    texts: dict[str, str], unit_ids: Sequence[int] = (HOUSING,), *, lead: int | None = HOUSING
) -> Register:
    entries = [
        RegisteredItem(
            number,
            Item(ref(name), text, "一类", ("甲",), indicators=draw_indicators(text)),
            tuple(unit_ids),
            lead,
        )
        for number, (name, text) in enumerate(texts.items(), 1)
    ]
    return Register.of(2023, 2023, 1, entries, units())


def stands(
    text: str,
    plan: Baseline | None,
    contents: dict[int, ReportContent],
    on: date = date(2023, 5, 2),
    **facts: object,
) -> UnitStanding:
    """How the one unit of 任务1 stands; April is judged."""
    return item_stands(text, {HOUSING: plan}, {HOUSING: contents}, on, **facts).units[0]


def item_stands(
    text: str,
    plans: dict[int, Baseline | None],
    contents: dict[int, dict[int, ReportContent]],
    on: date = date(2023, 5, 2),
    **facts: object,
) -> ItemStanding:
    item: ItemRef = ref("任务1")
    register = a_year({"任务1": text}, (HOUSING, EDUCATION) if len(plans) > 1 else (HOUSING,))
    accepted: dict[Place, Baseline] = {(item, unit): plan for unit, plan in plans.items() if plan}
    filed = {(item, unit): reports("任务1", unit, said_of) for unit, said_of in contents.items()}
    standing = draw(register, Facts(accepted, reports=filed, **facts), Rules(), on)  # type: ignore[arg-type]
    return standing.items[0]
