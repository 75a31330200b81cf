"""A bulletin as it is kept: its texts, its figures, who has decided what about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.bulletins.bulletin import BulletinKind
from handlers.bulletins.review import BulletinState


@dataclass(frozen=True, slots=True)
class Texts:
    """The two forms of one version of a bulletin; where a person has written it anew they are the same."""

    full: str
    unnamed: str

    def form(self, *, naming: bool) -> str:
        return self.full if naming else self.unnamed


@dataclass(frozen=True, slots=True)
class KeptBulletin:
    """`number` is what the office calls it by (发布 12); `serial` it has once it is published.

    `publish_at`: when it goes out by itself, None where it waits for a person. `decided_by` held or published
    it last; `chosen_by` has chosen `publish_at` and the form. `groups` are the names of the chats it went to.
    `composed_unnamed` is the form without names as it was composed, where a person has `edited` the text.
    `recalled_by` has taken it back, `recalled_from` these chats; `still_in` the others it is.
    In a `trial` it has gone to the office alone.
    """

    number: int
    kind: BulletinKind
    period: str
    title: str
    state: BulletinState
    version: int
    texts: Texts
    figures: Mapping[str, Any] = field(repr=False)
    composed_at: datetime
    edited: bool = False
    composed_unnamed: str = ""
    publish_at: datetime | None = None
    chosen_by: str | None = None
    chosen_naming: bool | None = None
    serial: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    naming: bool | None = None
    groups: tuple[str, ...] = ()
    corrects: int | None = None
    changed: bool = False
    recalled_at: datetime | None = None
    recalled_by: str | None = None
    recalled_from: tuple[str, ...] = ()
    still_in: tuple[str, ...] = ()
    trial: bool = False

    @property
    def label(self) -> str:
        """Its state in a word."""
        if self.recalled_at is None:
            return self.state.label
        return "部分撤回" if self.still_in else "已撤回"

    def names_laggards(self, *, naming: bool) -> tuple[str, ...]:
        """The units that lag or have not reported and that this form names.

        Of a composed text that is known; in an edited one they are looked for, and are named where they stand
        more often than in the composed form, which names units for what they have finished.
        """
        if not self.edited:
            return tuple(self.figures["criticised"]) if naming else ()
        said, before = self.texts.form(naming=naming), self.composed_unnamed
        return tuple(unit for unit in self.figures["criticised"] if said.count(unit) > before.count(unit))
