"""What the lights (红黄绿灯) are called and how they are painted: data of the office, with defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from handlers.errors import InputError
from handlers.standings.lights import Light

LONGEST_NAME = 8
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """A light's name (绿灯) and colour (#rrggbb)."""

    name: str
    colour: str


DEFAULTS: Mapping[Light, Look] = {
    Light.GREEN: Look("绿灯", "#2e7d32"),
    Light.YELLOW: Look("黄灯", "#f9a825"),
    Light.RED: Look("红灯", "#c62828"),
    Light.NO_PLAN: Look("待计划", "#757575"),
    Light.UNRATED: Look("未评定", "#9e9e9e"),
}


@dataclass(frozen=True, slots=True)
class Looks:
    """The look of every light: what the office `chose`, and the defaults for the others."""

    chose: Mapping[Light, Look] = field(default_factory=dict)

    def __getitem__(self, light: Light) -> Look:
        return self.chose.get(light) or DEFAULTS[light]

    def __iter__(self) -> Iterator[tuple[Light, Look]]:
        return ((light, self[light]) for light in Light)

    def name(self, light: Light) -> str:
        return self[light].name

    def changed(self, light: Light, name: str | None = None, colour: str | None = None) -> Looks:
        """With another name or colour for one light; InputError says what is wrong with it."""
        look = self[light]
        if name is not None:
            look = replace(look, name=self._checked_name(light, name.strip()))
        if colour is not None:
            look = replace(look, colour=_checked_colour(colour))
        return Looks({**self.chose, light: look})

    def _checked_name(self, light: Light, name: str) -> str:
        if not 1 <= len(name) <= LONGEST_NAME:
            raise InputError(f"灯的名称要1到{LONGEST_NAME}个字：“{name}”有{len(name)}个字")
        if not name.isprintable() or " " in name:
            raise InputError("灯的名称里不能有空格或控制字符")
        if taken := next((other for other, look in self if other is not light and look.name == name), None):
            raise InputError(f"“{name}”已经是另一种灯（{taken.value}）的名称，每种灯的名称要不同")
        return name


def _checked_colour(colour: str) -> str:
    if not _COLOUR.fullmatch(colour.lower()):
        raise InputError(f"颜色“{colour}”写法不对，要写成 #rrggbb，例如 #1b5e20")
    return colour.lower()
