"""What a careful clerk would ask about a report, and all that he would leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.checking.checks import check
from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Item
from handlers.ledger.months import Month
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Quantity
from tests.builders import HOUSING, ref
from tests.handlers.standings.builders import FLATS, JOBS, QUALITY, SCHOOLS, reports, said

MARKET = "技术合同成交额达到90亿元以上。"
PARKS = "建设口袋公园、社区公园、古树公园13处。"
GROWTH = "固定资产投资增长7%，进出口总额增长12%。"
STANDARD = "居民医保财政补助标准提高60元，达到每人每年730元。"
FUNDS = "新引进培育新金融、类金融机构12家。"
CARE = "打造提升精品日间照料中心13处、农村幸福院8处。"
WASTE = "单位GDP能耗降低到3%以下，新增取水许可不超过10件。"
HEADQUARTERS = "认定市级总部2家以上。"
KINDERGARTENS = "省二类园以上优质园占比达到80%以上。"

# item, month of the report, last month's words, this month's, the kinds expected
TABLE = """
FLATS 3 | 累计筹集保障性租赁住房3100套 | 累计筹集保障性租赁住房3000套 | falls
FLATS 3 | 截至2月底，筹集保障性租赁住房3100套 | 截至3月底，筹集保障性租赁住房2900套 | falls
FLATS 3 | 筹集保障性租赁住房3100套（间） | 筹集保障性租赁住房3000套 | falls
FLATS 3 | 筹集保障性租赁住房3100套 | 筹集保障性租赁住房1400套 | monthly_or_so_far
FLATS 3 | 筹集保障性租赁住房3100套 | 本月筹集保障性租赁住房300套 |
FLATS 3 | 筹集保障性租赁住房3100套 | 本月筹集保障性租赁住房300套，累计3400套 |
FLATS 3 | 筹集保障性租赁住房3100套 | 筹集保障性租赁住房3200户 | unit_jumps
FLATS 3 | 筹集保障性租赁住房3100套 | 筹集保障性租赁住房3200套，惠及2900户 |
FLATS 3 | 筹集保障性租赁住房3100套 | 分配保障性租赁住房800户 |
FLATS 3 | 安置房开工2100套 | 安置房主体封顶1150套 |
FLATS 3 | 安置房建成1200套，筹集保障性租赁住房1000套 | 安置房建成1300套，筹集保障性租赁住房900套 | falls
FLATS 3 | 安置房在建1500套 | 安置房在建900套 |
FLATS 3 | 安置房尚余1500套未开工 | 安置房尚余900套未开工 |
FLATS 3 | 安置房建成1200套 | 筹集保障性租赁住房900套 |
FLATS 2 | 筹集保障性租赁住房1500套 | 筹集保障性租赁住房1200套 | monthly_or_so_far
FLATS 3 | | 筹集保障性租赁住房47000套 | beyond_target
FLATS 3 | | 筹集保障性租赁住房7800套 | beyond_target
FLATS 3 | | 筹集保障性租赁住房5200套 |
FLATS 3 | | 摸排可用作保障性租赁住房的房源9600套 |
JOBS 3 | 新增城镇就业4620人 | 新增城镇就业6100人 |
JOBS 4 | 截至3月底新增城镇就业4620人 | 4月新增城镇就业6100人 | monthly_or_so_far
JOBS 4 | 截至3月底新增城镇就业4620人 | 本月新增城镇就业1520人 |
JOBS 2 | 新增城镇就业460人 | 2月新增城镇就业800人 |
JOBS 4 | 新增城镇就业4620人 | 城镇新增就业1500人 | monthly_or_so_far
JOBS 3 | 累计新增城镇就业4620人 | 累计新增城镇就业4520人 | falls
JOBS 3 | 累计新增城镇就业1.06万人 | 累计新增城镇就业10620人 |
JOBS 3 | 累计新增城镇就业10620人 | 累计新增城镇就业1.06万人 |
JOBS 3 | 新增城镇就业1.06万人 | 新增城镇就业1.1人 | unit_jumps
JOBS 3 | 新增城镇就业4620人，其中失业人员再就业2300人 | 新增城镇就业5100人，其中失业人员再就业2100人 |
JOBS 3 | 新增城镇就业4620人 | 组织招聘会参加2100人 |
JOBS 3 | 新增城镇就业4620人 | 培训城镇就业人员300人 |
JOBS 3 | 新增城镇就业4620人 | 一季度新增城镇就业4500人 | falls
JOBS 3 | | 新增城镇就业9870万人 | beyond_target
JOBS 3 | | 新增城镇就业9870人，占全年58% | share_disagrees
JOBS 3 | | 新增城镇就业9870人，占全年55.4% |
JOBS 3 | | 新增城镇就业9870人，占全年五成 |
JOBS 3 | | 新增城镇就业5236人，占1.78万人目标的29.4% |
JOBS 3 | | 新增城镇就业5236人，占1.78万人目标的39.4% | share_disagrees
JOBS 3 | | 新增城镇就业5236人，完成一季度目标的110% |
JOBS 10 | | 新增城镇就业18216人，完成全年目标的102.3% |
JOBS 3 | | 新增城镇就业4620人，完成年度任务的2596% | beyond_target
SCHOOLS 3 | 建成中小学幼儿园4处 | 建成中小学幼儿园3处 | falls
SCHOOLS 3 | 建成中小学幼儿园4处，在建3处 | 建成中小学幼儿园4处，在建2处 |
SCHOOLS 3 | 建成中小学幼儿园3处 | 开工新建、改扩建中小学幼儿园2处 |
SCHOOLS 3 | 建成中小学幼儿园3处，开工新建、改扩建2处 | 建成中小学幼儿园3处，开工新建、改扩建4处 |
SCHOOLS 3 | 建成中小学幼儿园4处 | 又建成中小学幼儿园1处 |
PARKS 5 | | 已开工8处、开工率80%，已完工7处 | share_disagrees
PARKS 5 | | 已开工8处、开工率61.5%，已完工7处 |
PARKS 5 | | 已开工8处、开工率62%，已完工7处，完成投资4300万元，投资完成率80% |
PARKS 5 | | 今年可实施10处，已开工8处、开工率80% |
PARKS 5 | 口袋公园建成5处 | 口袋公园建成4处 | falls
PARKS 5 | 口袋公园建成5处 | 口袋公园栽植乔木300棵 |
CARE 5 | | 日间照料中心9/13处，完成60% | share_disagrees
CARE 5 | | 日间照料中心9/13处，完成69% |
CARE 5 | | 日照中心9/13处，幸福院6/8处，进度过半 |
MARKET 4 | 技术合同成交额19000万元 | 技术合同成交额1.9亿元 |
MARKET 4 | 技术合同成交额1.93亿元 | 技术合同成交额1.9亿元 |
MARKET 4 | 累计技术合同成交额1.9亿元 | 累计技术合同成交额18000万元 | falls
MARKET 4 | 技术合同成交额19000万元 | 技术合同成交额21000元 | unit_jumps
MARKET 4 | | 技术合同成交额36.8亿元，占全年四成 |
MARKET 4 | | 技术合同成交额36.8亿元，占全年六成 | share_disagrees
MARKET 4 | | 项目总投资10亿元，完成投资3.2亿元，占年度计划的64% |
GROWTH 4 | 固定资产投资增长9.1% | 固定资产投资增长6.3% |
GROWTH 4 | | 固定资产投资增长300% | beyond_target
GROWTH 4 | | 固定资产投资增长17%，进出口总额增长65% |
GROWTH 4 | | 进出口总额48.6亿元，同比-2.3% |
STANDARD 4 | | 居民医保财政补助标准已提高至每人每年730元，资金全部拨付到位 |
STANDARD 4 | | 发放补助38万元 |
STANDARD 4 | | 居民医保财政补助标准已提高至每人每年7300元 | beyond_target
FUNDS 4 | | 走访金融机构35家，新引进4家 |
FUNDS 4 | | 新引进培育新金融机构35家 | beyond_target
FUNDS 4 | 集聚金融机构20家 | 走访企业12家 |
HEADQUARTERS 4 | | 认定市级总部4家 |
WASTE 4 | 新增取水许可6件 | 新增取水许可4件 |
KINDERGARTENS 4 | 优质园占比78.6% | 优质园占比77.9% |
KINDERGARTENS 4 | | 优质园占比达到786% | beyond_target
QUALITY 4 | 上新街片区签约186户 | 上新街片区签约180户 | falls
QUALITY 4 | 上新街片区签约186户 | 民生大街片区签约120户 |
QUALITY 4 | 上新街片区签约186户 | 上新街片区剩余7户未签约 |
QUALITY 4 | 上新街片区签约居民186户 | 上新街片区签约居民580人 | unit_jumps
QUALITY 4 | 引进博士28名 | 引进博士28人 |
QUALITY 4 | 道路硬化2.4公里 | 道路硬化3200平方米 |
QUALITY 4 | 农村厕所改造230户 | 农村厕所改造260座 | unit_jumps
QUALITY 4 | 完成60%，改造230户 | 完成45%，改造200户 | falls
QUALITY 4 | 1号楼主体完成60% | 2号楼主体完成20% |
QUALITY 4 | 检查企业37家次，发现隐患212项 | 检查企业28家次，发现隐患90项 |
QUALITY 4 | 累计检查企业37家次 | 累计检查企业28家次 | falls
QUALITY 4 | 本月检查企业37家次 | 本月检查企业28家次 |
QUALITY 4 | 完成60% | 完成45% | falls
QUALITY 4 | 完成一季度目标的90% | 完成二季度目标的40% |
QUALITY 4 | | 发现隐患212项，整改198项，整改率93.4% |
QUALITY 4 | | 发现隐患212项，整改198项，整改率99% | share_disagrees
QUALITY 4 | 截至3月底，改革方案已征求意见，正在修改 | 截至4月底，改革方案已征求意见，正在修改。 | same_text
QUALITY 4 | 3月召开推进会,方案正在修改完善 | 4月召开推进会，方案正在修改完善 | same_text
QUALITY 4 | 改革方案已征求意见，正在修改 | 改革方案已征求意见，正在报审 |
QUALITY 4 | 本月营商环境改革无新进展 | 本月营商环境改革无新进展 |
QUALITY 4 | 改革方案上级尚未批复，项目尚未启动 | 改革方案上级尚未批复，项目尚未启动 |
QUALITY 4 | 改革任务已全部落实到位 | 改革任务已全部落实到位 |
QUALITY 4 | | 正在有序推进 | no_content
QUALITY 4 | | 营商环境改革各项工作正按计划稳步推进 | no_content
QUALITY 4 | | 都正常推进 | no_content
QUALITY 4 | | 无进展 |
QUALITY 4 | | 两个标段正在推进施工 |
QUALITY 4 | | 方案正按计划征求部门意见 |
QUALITY 4 | | 有序推进，预计6月底前印发 |
QUALITY 4 | | 营商环境改革正常推进，已印发任务清单 |
"""


def an_item(text: str) -> Item:
    return Item(ref("任务1"), text, indicators=draw_indicators(text))


def asked(text: str, month: int, last: str, now: str, **fields: object) -> tuple[Point, ...]:
    before = reports("任务1", HOUSING, {month - 1: said(last)}) if last else ()
    return check(said(now, **fields), Month(2023, month), an_item(text), before)


def rows() -> list[tuple[str, int, str, str, str]]:
    found = []
    for line in TABLE.strip().splitlines():
        head, last, now, kinds = (part.strip() for part in line.split("|"))
        name, month = head.split()
        found.append((name, int(month), last, now, kinds))
    return found


@pytest.mark.parametrize(("name", "month", "last", "now", "kinds"), rows())
def test_what_is_asked_about(name: str, month: int, last: str, now: str, kinds: str) -> None:
    points = asked(globals()[name], month, last, now)
    assert [point.kind.value for point in points] == kinds.split(), points


def test_the_clause_names_the_figures() -> None:
    (point,) = asked(FLATS, 3, "累计筹集保障性租赁住房3100套", "累计筹集保障性租赁住房3000套")
    assert point.said == "筹集保障性租赁住房累计数由2月的3100套降为3000套"
    (point,) = asked(PARKS, 5, "", "已开工8处、开工率80%，已完工7处")
    assert point.said == "8处按13处算约61.5%，报的是80%"
    (point,) = asked(FLATS, 3, "", "筹集保障性租赁住房47000套")
    assert point.said == "筹集保障性租赁住房报47000套，远高于目标4700套（是否多写了一位）"
    (point,) = asked(MARKET, 4, "", "技术合同成交额980亿元")
    assert point.said == "技术合同成交额报980亿元，远高于目标90亿元（是否多写了一位）"


def test_the_same_figures_are_the_same_doubt_and_others_a_new_one() -> None:
    first = asked(FLATS, 3, "累计筹集保障性租赁住房3100套", "累计筹集保障性租赁住房3000套")
    again = asked(FLATS, 3, "累计筹集保障性租赁住房3100套", "目前累计筹集保障性租赁住房3000套，正常推进")
    other = asked(FLATS, 3, "累计筹集保障性租赁住房3100套", "累计筹集保障性租赁住房2900套")
    assert [point.subject for point in first] == [point.subject for point in again]
    assert [point.subject for point in first] != [point.subject for point in other]
    first = asked(QUALITY, 4, "上新街片区签约186户", "上新街片区签约180户")
    again = asked(QUALITY, 4, "上新街片区签约186户", "目前上新街片区已签约180户，正常推进")
    assert [point.subject for point in first] == [point.subject for point in again] == [":186户>180户"]


def test_a_long_name_gives_way_to_the_reports_own_words() -> None:
    text = "新增省级以上研发机构、重点实验室、技术创新中心6家。"
    (point,) = asked(text, 4, "累计新增省级研发机构5家", "累计新增省级研发机构4家")
    assert point.said == "新增省级研发机构累计数由3月的5家降为4家"


@pytest.mark.parametrize(
    "fields",
    [
        {"stage_met": True},
        {"stage_met": False},
        {"next_step": "6月召开专家评审会"},
        {"problem": "资金未到位"},
        {"finished": True},
    ],
)
def test_a_fact_elsewhere_is_content(fields: dict[str, object]) -> None:
    assert asked(QUALITY, 4, "", "均按计划推进", **fields) == ()


def test_a_next_step_that_says_nothing_is_none() -> None:
    (point,) = asked(QUALITY, 4, "", "均按计划推进", problem="", next_step="继续抓好落实")
    assert point.kind is PointKind.NO_CONTENT


def test_the_same_text_with_a_new_next_step_is_a_new_report() -> None:
    words = "改革方案已征求意见，正在修改"
    assert asked(QUALITY, 4, words, words, next_step="5月提请常务会研究") == ()


def test_totals_begin_anew_in_january() -> None:
    before = reports("任务1", HOUSING, {12: said("累计新增城镇就业17800人")}, year=2022)
    assert check(said("累计新增城镇就业1500人"), Month(2023, 1), an_item(JOBS), before) == ()


def test_a_figure_left_out_for_a_month_is_compared_with_the_one_before() -> None:
    before = reports("任务1", HOUSING, {2: said("累计新增城镇就业3100人"), 3: said("举办招聘会2场")})
    (point,) = check(said("累计新增城镇就业2900人"), Month(2023, 4), an_item(JOBS), before)
    assert point.said == "新增城镇就业累计数由2月的3100人降为2900人"


def test_the_most_important_comes_first() -> None:
    points = asked(
        FLATS,
        4,
        "累计安置房建成1200套，累计筹集保障性租赁住房1000套",
        "累计安置房建成1100套，累计筹集保障性租赁住房47000套",
    )
    assert [point.kind for point in points] == [PointKind.BEYOND_TARGET, PointKind.FALLS]


_WORDS = st.text(
    st.sampled_from(
        "筹集保障性租赁住房新增就业累计本月开工完工率占全年目标0123456789.%万亿元套户处、，。/()-\n ％"
    ),
    max_size=60,
) | st.text(max_size=30)
_QUANTITIES = st.builds(
    Quantity,
    st.floats(allow_nan=False),
    st.sampled_from(["套", "人", "%", "万元", "亿元", "套（间）", "", "处"]),
)
_CONTENTS = _WORDS.map(said) | st.builds(
    ReportContent,
    progress=st.none() | _WORDS,
    percent=st.none() | st.floats(allow_nan=False),
    quantities=st.lists(_QUANTITIES, max_size=4).map(tuple),
    problem=st.none() | st.text(max_size=5),
    next_step=st.none() | _WORDS,
    stage_met=st.none() | st.booleans(),
    finished=st.booleans(),
)


@given(
    content=_CONTENTS,
    earlier=st.dictionaries(st.integers(1, 5), _CONTENTS, max_size=3),
    text=st.sampled_from([FLATS, JOBS, SCHOOLS, MARKET, GROWTH, STANDARD, QUALITY]),
)
def test_any_content_gets_an_answer(
    content: ReportContent, earlier: dict[int, ReportContent], text: str
) -> None:
    before = reports("任务1", HOUSING, earlier)
    points = check(content, Month(2023, 6), an_item(text), before)
    assert all(0 < len(point.subject) <= 120 and point.said for point in points)
    assert points == check(content, Month(2023, 6), an_item(text), before)


@given(content=_CONTENTS)
def test_the_same_report_again_never_falls_nor_changes_its_unit(content: ReportContent) -> None:
    before = reports("任务1", HOUSING, {5: content})
    kinds = {point.kind for point in check(content, Month(2023, 6), an_item(FLATS), before)}
    assert not kinds & {PointKind.FALLS, PointKind.UNIT_JUMPS}


def test_a_target_that_is_a_range_is_told_with_both_ends() -> None:
    item = an_item("新培育营收过10亿元企业1-2家。")
    (point,) = check(said("新培育营收过10亿元企业30家"), Month(2023, 6), item, ())
    assert "远高于目标1-2家" in point.said
