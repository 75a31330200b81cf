"""Made-up people have names that a plan can state, so that no difference is found where none is."""

from __future__ import annotations

import pytest

from bot.simulation.people import head_name
from tests.builders import HOUSING, a_contact, a_view, said


@pytest.mark.parametrize("unit_id", [1, 12, 68, 345])
def test_the_names_of_heads_are_read_in_a_plan(unit_id: int) -> None:
    principal, deputy = head_name(unit_id), head_name(unit_id + 1)
    text = (
        "计划 任务42 一季度：清零1个；二季度：清零3个；三季度：清零8个；四季度：清零14个\n"
        f"主要负责人：{principal}，分管负责人：{deputy}"
    )
    (entry,) = said(text, a_view(sender=a_contact(HOUSING))).reading.entries
    assert entry.plan is not None
    assert (entry.plan.principal, entry.plan.deputy) == (principal, deputy)


def test_no_two_heads_have_the_same_name() -> None:
    assert len({head_name(unit_id) for unit_id in range(1000)}) == 1000
