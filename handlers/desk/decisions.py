"""One message, one decision. Same arguments, same effects: no clock, no I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from handlers.desk import asking, bulletins
from handlers.desk.choosing import Doubtful, NoSuchChoice
from handlers.desk.completing import left_out, still_left_out
from handlers.desk.counting import PlanCounts, counted
from handlers.desk.effects import Ask, AskParts, Decision, Effect, StopAsking
from handlers.desk.explaining import explained
from handlers.desk.group_binding import bound
from handlers.desk.lookups import Look
from handlers.desk.outcomes import Filed, Outcome, Refused, Why
from handlers.desk.placing import choices_for, gone, place, with_units
from handlers.desk.preferring import Accounts, preferred
from handlers.desk.reporting import all_filed, effects_of, outcomes_of
from handlers.desk.rest import Rest, months_of, rest_of
from handlers.desk.switching import switched
from handlers.desk.understanding import Said
from handlers.desk.view import LedgerView, items_of
from handlers.duties.deadlines import local_day
from handlers.ledger.items import ItemRef
from handlers.ledger.people import RoleName
from handlers.messages import MessageKind
from handlers.office.deciding import ordered
from handlers.office.desk import OfficeDesk
from handlers.reading.shapes import CommandName, Doubt, Intent, Reading
from handlers.wording import choosing, guidance
from handlers.wording.receipts import receipt
from handlers.wording.refusals import refusal
from handlers.wording.unchanged import left, not_open


def decide(said: Said, view: LedgerView, now: datetime, limit: int) -> Decision:
    """Say what happens to a message. `limit` is the longest answer in bytes of UTF-8.

    Authority is decided here and only here: a report is taken from a contact or head of a responsible unit.
    """
    today = local_day(now, view.zone)
    if said.kind is not MessageKind.TEXT and not said.text.strip():
        return Decision(guidance.unsupported(said.kind))
    if said.group is not None:
        return bound(said.group, view.group, view.sender)
    if view.sender is None:
        return Decision(_to_stranger(said.reading, view))
    if said.platform is not None:
        return preferred(said.platform, view.sender, view.accounts or Accounts())
    if not view.registers:
        return Decision(guidance.no_ledger(today.year))
    if (by_office := _by_the_office(said, view, today, limit)) is not None:
        return by_office
    if said.unsure is not None:
        return Decision(_unsure(said.unsure))
    if shown := _shown(said, view, today, limit):
        return Decision(shown)
    if said.plan_counts is not None:
        return _counted(said.plan_counts, said.text, view, today, limit)
    if said.explains is not None and (closed := explained(said.explains, view)):
        return Decision(receipt(closed, today, view.calendar, limit), (*effects_of(closed), StopAsking()))
    if said.explains is not None and said.explains.only and said.explains.item is not None:
        return Decision(guidance.nothing_to_explain(said.explains.item))
    return _by_intent(said, view, today, limit)


def _shown(said: Said, view: LedgerView, today: date, limit: int) -> str:
    """详情, 我报的, 本季度目标; "" for anything else."""
    if said.details is not None:
        return asking.details(said.details, view, today, limit)
    if said.look is not None and said.look.what in {Look.MINE, Look.GOALS}:
        return asking.look(said.look, view, today, limit)
    return ""


def _by_the_office(said: Said, view: LedgerView, today: date, limit: int) -> Decision | None:
    """What only the office does in chat; None for anything else."""
    if said.only_office:
        return Decision(guidance.only_office(said.only_office))
    if said.bulletin is not None:
        desk = view.bulletins or bulletins.BulletinDesk()
        return bulletins.decided(said.bulletin, desk, view.zone, limit, in_group=view.in_group)
    if said.cancelled:
        return (
            Decision(guidance.NOTHING_WAITS) if said.unasked else Decision(guidance.NOT_DONE, (StopAsking(),))
        )
    if said.order is not None:
        if view.in_group:
            return Decision(guidance.only_direct(said.order.act.value))
        return ordered(said.order, view.office or OfficeDesk(), view, today, limit)
    if said.switch is not None:
        return switched(pause=said.switch, paused=view.paused, in_group=view.in_group)
    return None


def _counted(counts: PlanCounts, text: str, view: LedgerView, today: date, limit: int) -> Decision:
    """新增 makes a new version of the plans; 累计 leaves them as they were read."""
    if not counts.own:
        return Decision(guidance.plans_count_totals(counts.items), (StopAsking(),))
    outcomes = counted(counts, text, view)
    if not outcomes:
        return Decision(guidance.plans_gone(counts.items), (StopAsking(),))
    return Decision(receipt(outcomes, today, view.calendar, limit), (*effects_of(outcomes), StopAsking()))


def _by_intent(said: Said, view: LedgerView, today: date, limit: int) -> Decision:
    mine = items_of(view.sender, view.registers)
    match said.reading.intent:
        case Intent.REPORT | Intent.PLAN | Intent.AMEND | Intent.WITHDRAW:
            return _write(said, view, today, limit)
        case Intent.QUERY:
            return asking.query(said.reading, view, mine, today, limit)
        case Intent.UNCLEAR if said.blank is not None:
            return Decision(guidance.still_blank(said.blank))
        case Intent.UNCLEAR:
            return _ask_back(said.reading, view, mine)
        case Intent.HELP:
            return Decision(guidance.help_text(mine))
        case Intent.BIND:
            return Decision(guidance.bound_already(view.sender.name if view.sender else ""))
        case Intent.COMMAND:
            command = said.reading.command or CommandName.URGE
            office = view.sender is not None and RoleName.OFFICE in view.sender.roles
            return Decision(guidance.command_kept(command.value, office=office))
        case Intent.CHITCHAT:
            return Decision("" if view.in_group else _acknowledged(said, mine))


def _write(said: Said, view: LedgerView, today: date, limit: int) -> Decision:
    named = outcomes_of(said.reading, said.text, view, today)
    rest = rest_of(said.unchanged, named, view, today) if said.unchanged else None
    if said.unchanged and not named and rest is None:
        return Decision(not_open(months_of(said.unchanged, view.registers, today)))
    if not named and rest is None:
        return _write_what(said.reading, view)
    outcomes = with_units((*named, *(rest.taken if rest else ())), view)
    effects: list[Effect] = list(effects_of(outcomes))
    if (said.answers or said.waiting) and effects:
        # refused (not theirs, which unit …): the message goes on waiting; something else written: no longer
        effects.insert(0, StopAsking())
    asked, question = _asked_next(said, outcomes, rest, effects, today)
    if said.fills and not any(isinstance(effect, Ask) for effect in effects) and all_filed(outcomes):
        answer = choosing.filled(said.reading.entries, today)
    else:
        notes = left(rest, bool(named), today) if rest else []
        answer = receipt(outcomes, today, view.calendar, limit, notes, question)
    return Decision(answer, (*effects, *asked))


def _asked_next(
    said: Said, outcomes: tuple[Outcome, ...], rest: Rest | None, effects: list[Effect], today: date
) -> tuple[list[Effect], str]:
    """The one question that goes with a receipt: which unit or month, what was left out, or nothing.

    Where the checks ask already, nothing else is asked.
    """
    if said.fills:
        return [AskParts(still_left_out(said.parts, said.reading.entries))], ""
    if not said.answers and (choice := choices_for(outcomes, today)) is not None:
        return [choice], choosing.which(choice.items, choice.choices)
    asks = any(isinstance(effect, Ask) for effect in effects)
    asked: list[Effect] = [Ask(rest.asked)] if rest and rest.asked and not asks else []
    parts = () if asks or said.reading.intent is not Intent.REPORT else left_out(outcomes)
    if parts or said.parts:
        asked.append(AskParts(parts))
    filed = [outcome.key.item for outcome in outcomes if isinstance(outcome, Filed)]
    return asked, choosing.left_out(parts, filed) if parts else ""


def _unsure(said: Doubtful | NoSuchChoice) -> str:
    return choosing.doubtful(said) if isinstance(said, Doubtful) else choosing.no_such_choice(said)


def _acknowledged(said: Said, mine: tuple[ItemRef, ...]) -> str:
    """好的 is no answer to the question which item (unit, month) is meant."""
    if said.waiting is None:
        return guidance.acknowledged()
    if said.waiting.choices:
        return choosing.which(said.waiting.candidates, said.waiting.choices)
    return guidance.still_waiting(said.waiting.candidates or mine)


def _write_what(reading: Reading, view: LedgerView) -> Decision:
    """Something is to be written or withdrawn, and no item is named."""
    mine = items_of(view.sender, view.registers)
    if reading.intent is Intent.WITHDRAW:
        written = tuple(dict.fromkeys(version.key.item for version in view.last_written if version.counts))
        return Decision(guidance.withdraw_which(written, mine))
    return Decision(guidance.ask_back(replace(reading, doubt=Doubt.NO_ITEM), mine, view.registers))


def _ask_back(reading: Reading, view: LedgerView, mine: tuple[ItemRef, ...]) -> Decision:
    if refused := _not_theirs(reading, view, mine) or _no_longer_there(reading, view):
        return Decision(refused)  # to be sent again
    answer = guidance.ask_back(reading, mine, view.registers)
    keeps = reading.doubt in (Doubt.NO_ITEM, Doubt.SEVERAL_ITEMS, Doubt.NOT_MATCHING, Doubt.NO_SUCH_ITEM)
    said_something = any(entry.progress or entry.quantities for entry in reading.entries)
    if view.sender is None or not view.sender.reports or not (keeps and said_something):
        return Decision(answer)
    return Decision(answer, (Ask(reading.candidates, keep_message=True),))


def _no_longer_there(reading: Reading, view: LedgerView) -> str:
    """Every item named was dropped in the middle of the year."""
    found = [gone(item, view.registers) for item in reading.candidates]
    if reading.doubt is not Doubt.NO_SUCH_ITEM or not found or None in found:
        return ""
    return "\n".join(f"未记录 {refusal(one)}" for one in found if one)


def _not_theirs(reading: Reading, view: LedgerView, mine: tuple[ItemRef, ...]) -> str:
    """A number that does not fit what is said, and is another unit's item besides: say whose it is."""
    if reading.doubt is not Doubt.NOT_MATCHING or not mine or not reading.candidates:
        return ""
    item = reading.candidates[0]
    if item in mine:
        return ""
    register = next((register for register in view.registers if item in register.items), None)
    if register is None:
        return ""
    where = place(item, None, "", view)
    why = refusal(where if isinstance(where, Refused) else Refused(item, Why.NOT_YOURS))
    return f"{why}\n整条消息没有记录，请核对编号，或去掉不是本单位的事项再发。"


def _to_stranger(reading: Reading, view: LedgerView) -> str:
    if reading.intent is Intent.CHITCHAT and view.in_group:
        return ""
    return guidance.binding_kept() if reading.intent is Intent.BIND else guidance.welcome_stranger()
