"""Readers and writers of the lists that an office fills in: its people (roster) and its group chats."""

from storage.people.groups import GroupMethod, GroupPurpose, GroupRow, Groups, GroupsError, read_groups
from storage.people.roster import Roster, RosterError, RosterRow, read_roster
from storage.people.tables import Problem, TableError
from storage.people.template import roster_template
from storage.people.unknown import UnknownUnit, nearest, unknown_units

__all__ = [
    "GroupMethod",
    "GroupPurpose",
    "GroupRow",
    "Groups",
    "GroupsError",
    "Problem",
    "Roster",
    "RosterError",
    "RosterRow",
    "TableError",
    "UnknownUnit",
    "nearest",
    "read_groups",
    "read_roster",
    "roster_template",
    "unknown_units",
]
