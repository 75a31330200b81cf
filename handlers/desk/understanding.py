"""From a message to what was said: read against the right ledger year, in the light of what the bot asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.desk.followups import Details, bare_item, details_asked
from handlers.ledger.items import ItemRef
from handlers.ledger.people import Person, RoleName
from handlers.ledger.register import Register
from handlers.messages import ChatKind, InboundMessage, MessageKind
from handlers.reading import Catalog, read
from handlers.reading.shapes import Asked, Entry, Intent, Reading, Role, Scope

_NO_ITEMS = Catalog.of(())


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits for its item: its text and when it was received."""

    text: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What the bot last asked a person: the items it named, or the message that waits for its item."""

    asked: Asked | None = None
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said: the words, what they were read as, and whether they ask for 详情.

    `answers` is set when the message only named an item, and so placed the one that was waiting for it.
    """

    text: str
    reading: Reading
    kind: MessageKind = MessageKind.TEXT
    details: Details | None = None
    answers: bool = False


def understand(
    message: InboundMessage,
    person: Person | None,
    question: Question,
    registers: Sequence[Register],
    at: datetime,
    robot_names: tuple[str, ...],
) -> Said:
    """Read a message. `registers` are the open years, oldest first; `at` is local time."""
    details = details_asked(message.text)
    if details is not None:
        return Said(message.text, Reading(Intent.QUERY), message.kind, details)
    scope = Scope(
        received_at=at,
        role=_role(person),
        asked=question.asked,
        quote=message.quote,
        in_group=message.chat is ChatKind.GROUP,
        robot_names=robot_names,
    )
    reader = _Reader(person, registers)
    named = bare_item(message.text) if question.pending else None
    if named is not None and question.pending is not None:
        return _placed(named, question.pending, scope, reader)
    return Said(message.text, reader.read(message.text, scope), message.kind)


class _Reader:
    """Reads against the newest open year, or against the one whose month the text states.

    What makes no sense in the newest year, or names items of other units there, is tried in the one before:
    in January its numbers are still used.
    """

    def __init__(self, person: Person | None, registers: Sequence[Register]) -> None:
        self._person = person
        self._registers = registers

    def read(self, text: str, scope: Scope) -> Reading:
        if not self._registers:
            return read(text, scope, _NO_ITEMS)
        newest = self._registers[-1]
        reading = self._read(text, scope, newest)
        years = {entry.month.year for entry in reading.entries if entry.month is not None}
        for register in self._registers[:-1]:
            if years == {register.year} or _is_doubtful(reading):
                other = self._read(text, scope, register)
                if not _is_doubtful(other) or years == {register.year}:
                    return other
        return reading

    def _read(self, text: str, scope: Scope, register: Register) -> Reading:
        unit_ids = self._person.unit_ids if self._person and self._person.reports else ()
        unit = register.units.get(unit_ids[0]) if unit_ids else None
        here = replace(scope, unit=unit.name if unit else None, mine=register.items_of(unit_ids))
        return read(text, here, register.catalog)


def _is_doubtful(reading: Reading) -> bool:
    return reading.intent is Intent.UNCLEAR or bool(reading.others)


def _placed(item: ItemRef, pending: Pending, scope: Scope, reader: _Reader) -> Said:
    """The message that waited for its item, now that the item is named."""
    at = pending.received_at.astimezone(scope.received_at.tzinfo)
    earlier = replace(scope, received_at=at, quote=None)
    text = f"{item} {pending.text}"
    reading = reader.read(text, earlier)
    if {entry.item for entry in reading.entries} == {item} and reading.intent is not Intent.UNCLEAR:
        return Said(text, reading, answers=True)
    kept = [entry for entry in reader.read(pending.text, earlier).entries if entry.item is None]
    entry = replace(kept[0], item=item) if kept else Entry(item, progress=pending.text)
    return Said(text, Reading(Intent.REPORT, (entry,), month=entry.month), answers=True)


def _role(person: Person | None) -> Role:
    if person is None or person.reports:
        return Role.CONTACT
    return Role.OFFICE if RoleName.OFFICE in person.roles else Role.LEADER
