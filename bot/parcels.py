"""Claimed letters made ready: worded, addressed, and those with the same words put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.platforms.port import Delivery, Way
from bot.platforms.splitting import split
from handlers.wording.delivery import not_attached
from storage.attachments import Attached
from storage.outbox import Letter


@dataclass(frozen=True, slots=True)
class Parcel:
    """One call's worth: the same text to one or more persons, and the ways it can go, the cheapest first."""

    letters: tuple[Letter, ...]
    delivery: Delivery
    ways: tuple[Way, ...]

    def parts(self, way: Way) -> list[str | Attached]:
        """The text as `way` carries it, then what is attached, or a line that says it can't come this way.

        What fits all ways is split alike whichever is taken.
        """
        text, attached = self.delivery.text, self.delivery.attachment
        carries = attached is not None and attached.data is not None and way.attach is not None
        if attached is not None and not carries:
            text = f"{text}\n{not_attached(attached.name, deleted=attached.data is None)}".strip()
        text = way.form(text) if self.delivery.markdown else text
        parts: list[str | Attached] = []
        if text or attached is None:
            parts += split(text, min(way.limit for way in self.ways), way.size)
        return [*parts, attached] if carries and attached is not None else parts

    def part(self, letters: tuple[Letter, ...], number: int, parts: list[str | Attached]) -> Delivery:
        """Part `number` (from 0) to those of `letters`; people are called once, by the first part."""
        whole, part = len(parts) == 1, parts[number]
        return replace(
            self.delivery,
            key=self.delivery.key if whole else f"{self.delivery.key}#{number + 1}",
            to=letters[0].receiver if self.delivery.group is None else "",
            also=tuple(letter.receiver for letter in letters[1:]),
            text=part if isinstance(part, str) else "",
            attachment=None if isinstance(part, str) else part,
            mentions=self.delivery.mentions if number == 0 else (),
        )


def bundled(parcels: Iterable[Parcel]) -> list[Parcel]:
    """Parcels of the same words go in one call where the way takes several receivers, in their order."""
    made: list[Parcel] = []
    open_ones: dict[tuple[str, ...], int] = {}
    for parcel in parcels:
        alike = _alike(parcel)
        at = open_ones.get(alike) if alike else None
        if at is not None and len(made[at].letters) < parcel.ways[0].most:
            made[at] = replace(made[at], letters=made[at].letters + parcel.letters)
            continue
        if alike:
            open_ones[alike] = len(made)
        made.append(parcel)
    return made


def _alike(parcel: Parcel) -> tuple[str, ...]:
    """What makes two parcels one; empty for one that goes alone."""
    [letter], [way, *others], delivery = parcel.letters, parcel.ways, parcel.delivery
    if others or way.most == 1 or not letter.receiver or letter.parts_sent or delivery.mentions:
        return ()
    alike = (letter.platform, letter.kind, way.name, str(delivery.markdown), str(letter.attachment))
    return (*alike, delivery.text)
