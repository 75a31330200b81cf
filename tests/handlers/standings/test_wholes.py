"""A total and its parts are one amount; the members of a list add up to it, and some of them do not."""

from __future__ import annotations

import pytest

from handlers.ledger.indicators import draw_indicators
from handlers.standings.figures import figures_of
from handlers.standings.matching import match, targets_of
from tests.handlers.standings.builders import a_baseline, said, stands

OPERATIONS = "为全区白内障、翼状胬肉患者实施免费惠民手术500例。"
LEADERS = "新增瞪羚、独角兽、单项冠军企业20家。"
UNICORNS = "新引进独角兽企业3家。"
NET = "净增“四上”企业90家。"
TRADERS = "新增市场主体2万家。"
SCHOOLS = "建成中小学幼儿园8处，开工新建、改扩建中小学幼儿园6处。"
GREEN = "建设口袋公园、社区公园、古树公园8处，打造绿道6.6公里。"
LIFTS = "更新电梯100个。"
HOMES = "新筹集房源4700套（间）。"
TALENTS = "引进硕士、博士等青年人才1000名，高层次人才10名。"
SCIENCE = "新引进科创金融机构10家。"


def counted(progress: str, text: str) -> list[list[float]]:
    """For each indicator that has some: the total, and what the month adds."""
    found = match(figures_of(said(progress)), targets_of(draw_indicators(text)))
    return [[one.value for one in found[index]] for index in sorted(found)]


@pytest.mark.parametrize(
    ("progress", "text", "expected"),
    [
        ("累计完成免费手术310例，其中白内障250例、翼状胬肉60例", OPERATIONS, [[310]]),
        ("新增11家，其中瞪羚8家、独角兽1家、单项冠军2家", LEADERS, [[11]]),
        ("净增“四上”企业48家（其中规上工业12家、限上商贸36家）", NET, [[48]]),
        ("市场主体0.9万家（企业0.25万家、个体工商户0.65万家）", TRADERS, [[9000]]),
        ("已建成7处（其中小学2处、幼儿园5处），开工6处", SCHOOLS, [[7], [6]]),
        ("绿道累计1.9公里（5月新建0.3公里）、口袋公园5处（5月新建1处）", GREEN, [[5, 1], [1.9, 0.3]]),
        ("本月口袋公园1处（累计5处）", GREEN, [[5, 1]]),
        ("口袋公园5处（上月4处）", GREEN, [[5]]),
        ("新增11家，其中瞪羚8家、独角兽1家、单项冠军2家", UNICORNS, [[1]]),  # the part is what is wanted
        ("走访金融机构35家，其中新引进12家", SCIENCE, [[12]]),  # and the whole is none of it
        ("新增11家，其中瞪羚8家、独角兽3家，引进科创金融机构4家", SCIENCE, [[4]]),  # more than the whole has
    ],
)
def test_a_part_does_not_stand_for_the_whole(progress: str, text: str, expected: list[list[float]]) -> None:
    assert counted(progress, text) == expected


@pytest.mark.parametrize(
    ("progress", "text", "expected"),
    [
        ("上半年48个，三季度更新25个，累计73个", LIFTS, [[73]]),
        ("上半年更新48个，三季度更新25个", LIFTS, []),
        ("年初至今筹集2700套，较上月增加250套", HOMES, [[2700]]),
        ("新纳统62家，退库4家，净增58家", NET, [[58]]),
    ],
)
def test_a_total_wins(progress: str, text: str, expected: list[list[float]]) -> None:
    assert counted(progress, text) == expected


@pytest.mark.parametrize(
    ("progress", "text", "expected"),
    [
        ("口袋公园2处、社区公园1处、古树公园1处", GREEN, [[4]]),
        ("新增瞪羚企业4家、独角兽企业1家、单项冠军1家", LEADERS, [[6]]),
        ("博士80名、硕士450名", TALENTS, [[530]]),
        ("本月引进博士8名、硕士45名", TALENTS, [[53]]),
        ("新建2处、改扩建3处", "新建、改扩建公厕7处。", [[5]]),
        ("口袋公园2处、社区公园1处", GREEN, []),  # nothing is said of the third
        ("口袋公园2处", GREEN, [[2]]),
        ("引进博士28名", TALENTS, []),  # 博士 are an example of 青年人才
        ("引进青年人才28名", TALENTS, [[28]]),
    ],
)
def test_members_of_a_list_add_up(progress: str, text: str, expected: list[list[float]]) -> None:
    assert counted(progress, text) == expected


def test_the_sum_is_what_stands() -> None:
    plan = a_baseline("公园2处", "公园4处", "公园6处", "公园8处")
    unit = stands(GREEN, plan, {4: said("口袋公园2处、社区公园1处、古树公园1处")})
    assert unit.measured[0].reached is not None
    assert (unit.measured[0].reached.value, unit.measured[0].reached.summed) == (4, False)
