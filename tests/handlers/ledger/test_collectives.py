"""Names of sets of units, and second names in brackets."""

from __future__ import annotations

import pytest

from handlers.ledger.collectives import is_collective, split_alias


@pytest.mark.parametrize(
    "name",
    [
        "各街道办事处",
        "各行业主管部门",
        "相关街道办事处",
        "相关行业主管部门",
        "区安委会成员单位",
        "相关业务部门",
        "各县市区人民政府",
        "有关直属单位",
    ],
)
def test_sets(name: str) -> None:
    assert is_collective(name)


@pytest.mark.parametrize(
    "name", ["区财政局", "党家街道办事处", "区城管委办公室", "区12345市民服务热线运行中心", "市中城投集团"]
)
def test_single_units(name: str) -> None:
    assert not is_collective(name)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("区投资促进局（区民营经济局）", ("区投资促进局", ("区民营经济局",))),
        ("区应急委办（区应急局、区消防办）", ("区应急委办", ("区应急局", "区消防办"))),
        ("区财政局", ("区财政局", ())),
        ("区领导小组（指挥部）", ("区领导小组（指挥部）", ())),
    ],
)
def test_second_names(name: str, parts: tuple[str, tuple[str, ...]]) -> None:
    assert split_alias(name) == parts
