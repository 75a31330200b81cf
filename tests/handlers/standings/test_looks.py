"""Names and colours of the lights are the office's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.errors import InputError
from handlers.standings.lights import Light
from handlers.standings.looks import Looks


def test_every_light_has_a_look_of_its_own() -> None:
    looks = dict(Looks())
    assert set(looks) == set(Light)
    assert len({look.name for look in looks.values()}) == len({look.colour for look in looks.values()}) == 5


def test_one_light_is_changed_and_the_others_stay() -> None:
    looks = Looks().changed(Light.GREEN, "正常推进").changed(Light.GREEN, colour="#1B5E20")
    assert (looks[Light.GREEN].name, looks[Light.GREEN].colour) == ("正常推进", "#1b5e20")
    assert looks[Light.RED] == Looks()[Light.RED]
    assert looks.changed(Light.YELLOW, "绿灯").name(Light.YELLOW) == "绿灯", "nobody bears it any more"


@pytest.mark.parametrize(
    ("name", "colour", "said"),
    [
        ("", None, "1到8个字"),
        ("一二三四五六七八九", None, "有9个字"),
        ("红灯", None, "已经是另一种灯（red）的名称"),
        ("正常 推进", None, "空格"),
        ("正常\n推进", None, "控制字符"),
        (None, "red", "#rrggbb"),
        (None, "#12345", "#rrggbb"),
        (None, "#12345g", "#rrggbb"),
        (None, "#1234567", "#rrggbb"),
    ],
)
def test_what_is_wrong_is_named(name: str | None, colour: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Looks().changed(Light.GREEN, name, colour)


@given(
    st.lists(st.tuples(st.sampled_from(Light), st.sampled_from(["甲", "乙", "丙", "绿灯", "红灯", "待计划"])))
)
def test_whatever_is_changed_no_two_lights_are_called_alike(changes: list[tuple[Light, str]]) -> None:
    looks = Looks()
    for light, name in changes:
        try:
            looks = looks.changed(light, name)
        except InputError:
            continue
    assert len({look.name for _, look in looks}) == len(Light)
