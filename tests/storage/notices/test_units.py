"""Lists of units."""

from __future__ import annotations

import pytest

from storage.notices.stream import Stream
from storage.notices.units import split_units


@pytest.mark.parametrize(
    ("text", "names", "others"),
    [
        ("区财政局、区商务局", ("区财政局", "区商务局"), None),
        ("区住房\n城乡建设局、区\n工业和信息化局等", ("区住房城乡建设局", "区工业和信息化局"), "等"),
        ("区投资促进局等产业链和\n行业主管部门", ("区投资促进局",), "等产业链和行业主管部门"),
        ("区“暖企、助企、\n兴企”行动领导小组成员单位", ("区“暖企、助企、兴企”行动领导小组成员单位",), None),
        ("区政府办公室（区大\n数据局）、区财政局", ("区政府办公室（区大数据局）", "区财政局"), None),
        ("区卫生健康局\n\n区妇联", ("区卫生健康局", "区妇联"), None),
        ("区城管委\n办公室、区城管局", ("区城管委办公室", "区城管局"), None),
        ("陡沟街道办\n事处", ("陡沟街道办事处",), None),
        ("区委\n人才办", ("区委人才办",), None),
        ("区12345市民服务热线\n运行中心", ("区12345市民服务热线运行中心",), None),
        ("农业股\n乡村产业发展股", ("农业股", "乡村产业发展股"), None),
        ("各乡镇人民政府、管委会，县政府有关部门", ("各乡镇人民政府", "管委会", "县政府有关部门"), None),
    ],
)
def test_names_are_parted_and_joined(text: str, names: tuple[str, ...], others: str | None) -> None:
    found = split_units(Stream.of(text))
    assert (found.names, found.others) == (names, others)
