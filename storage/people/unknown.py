"""Units of a roster that the ledger does not know, with the ones that were probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from handlers.ledger.collectives import split_alias
from handlers.ledger.people import REPORTING
from storage.people.roster import Roster, tidy_unit

_SUGGESTED = 3
_LIKE_ENOUGH = 55
# Words that many units share say little about which one is meant.
_SHARED_WORDS = re.compile(r"^(济南市)?(市中区|区)|(街道办事处|街道办|街道|办事处|委员会|办公室|局|中心)$")


@dataclass(frozen=True, slots=True)
class UnknownUnit:
    """A unit that the ledger does not know. `rows` are the roster's rows that name it."""

    unit: str
    rows: tuple[int, ...]
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        rows = "、".join(map(str, self.rows))
        hint = (
            f"，是否应为{'、'.join(f'“{name}”' for name in self.suggestions)}？" if self.suggestions else ""
        )
        return f"第{rows}行：台账中没有单位“{self.unit}”{hint}"


def unknown_units(
    roster: Roster, known_names: Iterable[str], known_aliases: Mapping[str, str] | None = None
) -> tuple[UnknownUnit, ...]:
    """The units of contacts and heads that are neither a name nor an alias (alias to name) in the ledger.

    区投资促进局（区民营经济局） is known, and is recognised, by each of its two names as well.
    """
    known = _index(known_names, known_aliases or {})
    rows: dict[str, list[int]] = {}
    for row in roster.rows:
        if row.role in REPORTING and not known.keys() & _names_of(row.unit):
            rows.setdefault(row.unit, []).append(row.number)
    aliases = roster.units
    return tuple(
        UnknownUnit(unit, tuple(numbers), _suggestions((unit, *aliases[unit]), known))
        for unit, numbers in rows.items()
    )


def nearest_units(
    written: str, known_names: Iterable[str], known_aliases: Mapping[str, str]
) -> tuple[str, ...]:
    """The units that were probably meant by a name that none of them bears, best first."""
    return _suggestions((written,), _index(known_names, known_aliases))


def _index(names: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    index = {tidy_unit(name): name for name in names}
    for alias, name in aliases.items():
        index.setdefault(tidy_unit(alias), name)
    for written, name in list(index.items()):
        for part in _names_of(written):
            index.setdefault(part, name)
    return index


def _names_of(written: str) -> set[str]:
    plain, others = split_alias(written)
    return {written, plain, *others}


def _suggestions(written: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    scores: dict[str, float] = {}
    telling = {name: _telling(name) for name in known}
    for name in written:
        for _, score, match in process.extract(
            _telling(name), telling, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH, limit=_SUGGESTED
        ):
            scores[known[match]] = max(score, scores.get(known[match], 0))
    return tuple(sorted(scores, key=lambda name: -scores[name])[:_SUGGESTED])


def _telling(name: str) -> str:
    return _SHARED_WORDS.sub("", name) or name
