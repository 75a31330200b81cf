"""Figures: what was achieved, and the share of the item that is done."""

from __future__ import annotations

import pytest

from handlers.reading.figures import figures
from handlers.reading.normalise import Text
from handlers.reading.numerals import spoken_value


def told(words: str) -> list[tuple[float, str]]:
    return [(quantity.value, quantity.unit) for quantity in figures(Text.of(words).norm).quantities]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("惠及4.6万人", [(46000, "人")]),
        ("改造71.3万㎡", [(713000, "平方米")]),
        ("到位资金41.3亿元、发放600万元", [(41.3, "亿元"), (600, "万元")]),
        ("授信1,200万元", [(1200, "万元")]),
        ("签约一百八十二户", [(182, "户")]),
        ("成交额三十六点八亿元", [(36.8, "亿元")]),
        ("实际使用外资0.6亿美元", [(0.6, "亿美元")]),
        ("出口5000万美金、1200港币", [(5000, "万美元"), (1200, "港元")]),
        ("新建2公里、改建3所", [(2, "公里"), (3, "所")]),
        ("日照中心9/13处", [(9, "处")]),
        ("13处中心已开工9处", [(9, "处")]),
        ("7个片区18个项目已清零11个", [(11, "个")]),
        ("共14个片区，已完成9个", [(9, "个")]),
        ("新增4家，目标10家", [(4, "家")]),
        ("完工276栋，剩余138栋正在施工", [(276, "栋")]),
        ("同比增长12.8%", [(12.8, "%")]),
        ("同比-2.3%", [(-2.3, "%")]),
        ("满意率96.2%", [(96.2, "%")]),
        ("立面改造完成80%", [(80, "%")]),
        ("标准提高到每人每年730元", [(730, "元")]),
        ("一户一策推进，五进五送", []),
        ("2号楼封顶，新建86个5G基站", [(86, "个")]),
        ("PM2.5浓度38微克/立方米", [(38, "微克/立方米")]),
        ("24小时热线接了620通", [(620, "通")]),
        ("6月15日前完成第2批", []),
        ("3-5家企业有意向", []),
    ],
)
def test_achieved_figures(words: str, expected: list[tuple[float, str]]) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "percent"),
    [
        ("完成75%", 75),
        ("0%", 0),
        ("完成率62%", 62),
        ("占全年1466亩的69.8%", 69.8),
        ("占1.78万人目标的29.4%", 29.4),
        ("完成全年目标的102.3%", 102.3),
        ("新引进7家 58.3%", 58.3),
        ("新引进7家（58.3%）", 58.3),
        ("完成四成", 40),
        ("占年度任务的九成五", 95),
        ("百分之六十的任务完成了", 60),
        ("进度过半", None),
        ("立面改造完成80%", None),
        ("增长18%", None),
        ("优质园占比达78.6%", None),
        ("工单办结率98.7%", None),
    ],
)
def test_the_share_done(words: str, percent: float | None) -> None:
    assert figures(Text.of(words).norm).percent == percent


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("十", 10),
        ("二十", 20),
        ("一百零四", 104),
        ("三百二", 320),
        ("两万三", 23000),
        ("一千零五十", 1050),
        ("一零五", 105),
    ],
)
def test_spoken_numbers(words: str, expected: float) -> None:
    assert spoken_value(words) == expected
