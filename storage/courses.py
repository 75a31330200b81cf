"""What decisions in the middle of the year have changed of the items of a notice, for its register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.ledger.courses import Course, Holder, ItemChange, Tenure
from storage.rows import ItemChangeRow, ItemPostRow, ItemRow, PostHolderRow, PostRow


def courses_of(session: Session, notice_id: int, units: Mapping[int, Sequence[Any]]) -> dict[int, Course]:
    """By item; `units` are the rows of its units. Two small statements where nothing was changed."""
    lives, posts = _lives(session, notice_id), _posts(session, notice_id)
    moved = {item_id for item_id, rows in units.items() if any(row.from_on or row.until_on for row in rows)}
    return {
        item_id: Course(
            tuple(map(_tenure, units[item_id])) if item_id in moved else (),
            posts.get(item_id, ()),
            tuple(lives.get(item_id, ())),
        )
        for item_id in {*lives, *posts, *moved}
    }


def _tenure(row: Any) -> Tenure:
    return Tenure(row.unit_id, row.written, row.marked, row.lead, row.from_on, row.until_on)


def _lives(session: Session, notice_id: int) -> dict[int, list[tuple[date, ItemChange]]]:
    statement = (
        select(ItemChangeRow.item_id, ItemChangeRow.from_on, ItemChangeRow.change)
        .join(ItemRow, ItemRow.id == ItemChangeRow.item_id)
        .where(ItemRow.notice_id == notice_id)
        .order_by(ItemChangeRow.from_on, ItemChangeRow.id)
    )
    found: defaultdict[int, list[tuple[date, ItemChange]]] = defaultdict(list)
    for item_id, day, change in session.execute(statement):
        found[item_id].append((day, change))
    return dict(found)


def _posts(session: Session, notice_id: int) -> dict[int, tuple[tuple[Holder, ...], ...]]:
    """Of the items of which a post has changed hands, the holders of every post."""
    succeeded = (
        select(PostHolderRow.post_id).group_by(PostHolderRow.post_id).having(func.count(PostHolderRow.id) > 1)
    )
    changed = set(session.scalars(succeeded))
    if not changed:
        return {}
    holders: defaultdict[int, list[Holder]] = defaultdict(list)
    for row in session.scalars(select(PostHolderRow).order_by(PostHolderRow.from_on)):
        holders[row.post_id].append(Holder(row.person_name, row.from_on))
    statement = (
        select(ItemPostRow.item_id, ItemPostRow.post_id, PostRow.name)
        .join(PostRow, PostRow.id == ItemPostRow.post_id)
        .join(ItemRow, ItemRow.id == ItemPostRow.item_id)
        .where(ItemRow.notice_id == notice_id)
        .order_by(ItemPostRow.item_id, ItemPostRow.position)
    )
    found: defaultdict[int, list[tuple[Holder, ...]]] = defaultdict(list)
    mine: defaultdict[int, set[int]] = defaultdict(set)
    for item_id, post_id, name in session.execute(statement):
        found[item_id].append(tuple(holders[post_id]) or (Holder(name, date.min),))
        mine[item_id].add(post_id)
    return {item_id: tuple(posts) for item_id, posts in found.items() if mine[item_id] & changed}
