"""A figure of another thing is none of an indicator's, although no other has its unit of measure."""

from __future__ import annotations

import pytest

from handlers.ledger.indicators import draw_indicators
from handlers.standings.figures import figures_of
from handlers.standings.goals import read_goals
from handlers.standings.matching import match, targets_of
from tests.handlers.standings.builders import a_baseline, said

GREEN = "建设口袋公园、社区公园、古树公园8处，打造绿道6.6公里；新建、改建公共卫生间7座；建设“无废”社区5个。"
HOUSES = "改造老旧小区住宅楼414栋，惠及居民1.41万户。"
FLATS = "安置房建设2700套。"
CIRCLES = "建设改造社区一刻钟便民生活圈3个。"
INVESTED = "新引进落户招商项目200个以上，引入市外投资增长15%以上。"
ONLINE = "社保公共服务综合网办率达到98%以上。"
TOOLS = "机关共性应用组件利用率达到90%以上。"
TRADERS = "新增进出口实绩企业70家以上。"
SCIENCE = "新引进科创金融机构10家。"
SCHOOLS = "建成中小学幼儿园8处，新建、改扩建中小学幼儿园6处。"
LEVELS = "9类困难群众11项保障标准平均提高5%以上。"


def counted(progress: str, text: str) -> dict[str, list[float]]:
    """What counts for each indicator."""
    targets = targets_of(draw_indicators(text))
    found = match(figures_of(said(progress)), targets)
    return {targets[index].unit: [one.value for one in figures] for index, figures in found.items()}


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        ("口袋公园4个", GREEN),
        ("社区公园4个", GREEN),
        ("口袋公园4个，完成2个", GREEN),
        ("楼宇建了9座", GREEN),
        ("智慧社区建成4个", GREEN),
        ("停车场硬化完成，划线车位286个", CIRCLES),
        ("外墙保温完成196栋", HOUSES),
        ("涉及住宅楼196栋", HOUSES),
        ("选址1200套", FLATS),
        ("新增外资企业12家", TRADERS),
        ("实绩企业同比增加3家", TRADERS),
        ("项目开工率提高5%", INVESTED),
        ("一网通办事项上线率97%", ONLINE),
        ("社保卡持卡率97%", ONLINE),
        ("社保公共服务综合网办率提高3%", ONLINE),
        ("山东通激活用户日活率71%", TOOLS),
    ],
)
def test_another_thing_does_not_count(progress: str, text: str) -> None:
    assert counted(progress, text) == {}


@pytest.mark.parametrize(
    ("progress", "text", "expected"),
    [
        ("完成5处", GREEN, {"处": [5]}),
        ("截至3月底各项工作有序推进，完成5处", GREEN, {"处": [5]}),
        ("公园完成5处，公厕改了四座，“无废”社区建成2个", GREEN, {"处": [5], "座": [4], "个": [2]}),
        ("竣工398栋，惠及1.35万户", HOUSES, {"栋": [398], "户": [13500]}),
        ("竣工1530套，卡点是供热管网没接通", FLATS, {"套": [1530]}),
        ("落户项目142个，市外投资58.6亿元，增长14.2%", INVESTED, {"个": [142], "%": [14.2]}),
        ("落户项目67个，同比增长30%", INVESTED, {"个": [67]}),
        ("特困等7项标准已上调，平均提高6.3%", LEVELS, {"%": [6.3]}),
        ("社保网办率98.1%", ONLINE, {"%": [98.1]}),
        ("机构再落地1家，累计7家", SCIENCE, {"家": [7]}),
        ("3处全部竣工投用", SCHOOLS, {"处": [3]}),
    ],
)
def test_the_thing_itself_counts(progress: str, text: str, expected: dict[str, list[float]]) -> None:
    assert counted(progress, text) == expected


def test_a_preparation_in_the_plan_takes_nothing_from_the_item() -> None:
    """选址5处 is a goal of its own; 建成3处 still is the item's."""
    item = targets_of(draw_indicators("建设口袋公园8处。"))
    goals = read_goals(a_baseline("口袋公园选址5处", "建成3处").figures, item)
    assert [(goal.target.position, goal.by_quarter) for goal in goals] == [
        (0, (None, 3, None, None)),
        (None, (5, None, None, None)),
    ]
    targets = [goal.target for goal in goals]
    assert [
        (at, one.value) for at, found in match(figures_of(said("建成3处")), targets).items() for one in found
    ] == [(0, 3)]
