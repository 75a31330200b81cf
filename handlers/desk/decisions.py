"""One message, one decision. Same arguments, same effects: no clock, no I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from handlers.desk import asking, bulletins
from handlers.desk.choosing import Doubtful, NoSuchChoice
from handlers.desk.completing import left_out, still_left_out
from handlers.desk.confirming import answered
from handlers.desk.counting import PlanCounts, counted
from handlers.desk.effects import Ask, AskParts, Decision, Effect, StopAsking
from handlers.desk.evidence import ROOM, EvidenceDesk, alone, placed, with_report
from handlers.desk.explaining import explained
from handlers.desk.group_binding import bound
from handlers.desk.lookups import Look
from handlers.desk.outcomes import Filed, Outcome, Refused, Why
from handlers.desk.placing import choices_for, gone, place, with_units
from handlers.desk.preferring import Accounts, preferred
from handlers.desk.reporting import all_filed, effects_of, outcomes_of
from handlers.desk.rest import Rest, months_of, rest_of
from handlers.desk.said import Said
from handlers.desk.switching import switched
from handlers.desk.understanding import is_withdrawal
from handlers.desk.view import LedgerView, items_of
from handlers.desk.words import about_word
from handlers.duties.deadlines import local_day
from handlers.joining.deciding import joined
from handlers.ledger.items import ItemRef
from handlers.ledger.people import RoleName
from handlers.messages import MessageKind
from handlers.reading.shapes import CommandName, Doubt, Intent, Reading
from handlers.wording import choosing, guidance
from handlers.wording.joining import NO_ACCOUNT, bound_already
from handlers.wording.office import command_kept
from handlers.wording.receipts import receipt
from handlers.wording.refusals import refusal
from handlers.wording.unchanged import left, not_open
from handlers.wording.welcome import helped


def decide(said: Said, view: LedgerView, now: datetime, limit: int) -> Decision:
    """Say what happens to a message. `limit` is the longest answer in bytes of UTF-8.

    Authority is decided here and only here: a report is taken from a contact or head of a responsible unit.
    """
    decision = _for_a_unit(said, view) or _decide(said, view, now, limit)
    if said.for_unit is not None and said.for_unit.unit is not None and decision.effects:
        decision = replace(decision, answer=f"代{said.for_unit.unit.name}填报。{decision.answer}")
    return replace(decision, effects=(StopAsking(), *decision.effects)) if said.lets_go else decision


def _for_a_unit(said: Said, view: LedgerView) -> Decision | None:
    """代填 without a unit that is known, or with nothing to enter."""
    if said.for_unit is None:
        return None
    if view.in_group:
        return Decision(guidance.only_direct("代填"))
    if said.for_unit.unit is None:
        return Decision(guidance.for_which_unit())
    writes = said.reading.intent in {Intent.REPORT, Intent.PLAN, Intent.AMEND, Intent.WITHDRAW}
    asks = said.reading.intent is Intent.UNCLEAR
    return None if writes or asks else Decision(guidance.for_which_unit())


def _decide(said: Said, view: LedgerView, now: datetime, limit: int) -> Decision:
    today = local_day(now, view.zone)
    if said.kind is not MessageKind.TEXT and not said.text.strip():
        return _without_words(said, view, today)
    if (about_us := _who_and_where(said, view, today)) is not None:
        return about_us
    if view.sender is None:
        return Decision(_to_stranger(said.reading, view))
    if said.platform is not None:
        return preferred(said.platform, view.sender, view.accounts or Accounts())
    if not view.registers:
        return Decision(guidance.no_ledger(today.year))
    if (by_office := _by_the_office(said, view, today, limit)) is not None:
        return by_office
    return _to_a_question(said, view, today, limit) or _by_intent(said, view, today, limit)


def _to_a_question(said: Said, view: LedgerView, today: date, limit: int) -> Decision | None:
    """What only means something after what the bot said, or shows what there is; None for anything else."""
    if said.declines:
        return Decision(guidance.nothing_withdrawn(), (StopAsking(),))
    if said.unsure is not None:
        return Decision(_unsure(said.unsure))
    if said.evidence:
        return placed(said.evidence, view.evidence or EvidenceDesk(), today)
    if shown := _shown(said, view, today, limit):
        return Decision(shown)
    if said.plan_counts is not None:
        return _counted(said.plan_counts, said.text, view, today, limit)
    if said.explains is not None and (closed := explained(said.explains, view)):
        effects = effects_of(closed)
        done = (StopAsking(),) if effects else ()  # nothing is settled: the question stays
        return Decision(receipt(closed, today, view.calendar, limit), (*done, *effects))
    if said.explains is not None and said.explains.only and said.explains.item is not None:
        return Decision(guidance.nothing_to_explain(said.explains.item))
    return None


def _without_words(said: Said, view: LedgerView, today: date) -> Decision:
    """A picture, a file, a voice nobody recognised."""
    if said.pieces and view.evidence is not None and view.registers:
        return alone(said.pieces, view.evidence, said.asked_where, today, busy=said.busy)
    return Decision(guidance.unsupported(said.kind))


def _who_and_where(said: Said, view: LedgerView, today: date) -> Decision | None:
    """What a group is for, and who reports; None for anything else."""
    if said.group is not None:
        return bound(said.group, view.group, view.sender)
    if said.joins is None:
        return None
    if view.in_group:
        return Decision(guidance.only_direct("登记"))
    if view.joining is None:
        return Decision(NO_ACCOUNT)
    return joined(said.joins, view.joining, view.sender, today)


def _shown(said: Said, view: LedgerView, today: date, limit: int) -> str:
    """详情, 我报的, 本季度目标; "" for anything else."""
    if said.details is not None:
        return asking.details(said.details, view, today, limit)
    if said.look is not None and said.look.what in {Look.MINE, Look.GOALS}:
        return asking.look(said.look, view, today, limit)
    return ""


def _by_the_office(said: Said, view: LedgerView, today: date, limit: int) -> Decision | None:
    """What only the office does in chat, and heads; None for anything else."""
    if said.head is not None:
        return (
            Decision(guidance.only_direct("同意"))
            if view.in_group
            else answered(said.head, view.confirming, today)
        )
    if said.only_office:
        return Decision(guidance.only_office(said.only_office))
    if said.bulletin is not None:
        desk = view.bulletins or bulletins.BulletinDesk()
        decision = bulletins.decided(said.bulletin, desk, view.zone, limit, in_group=view.in_group)
        return _asked_no_more(decision) if said.asked_hour and said.bulletin.names_one else decision
    if said.word is not None:
        return about_word(said.word, view, today, limit)
    if said.switch is not None:
        return switched(pause=said.switch, paused=view.paused, in_group=view.in_group)
    return None


def _asked_no_more(decision: Decision) -> Decision:
    """Now or in the morning: the question ends with the next word on a bulletin; a later 现在 is none."""
    asks = any(isinstance(effect, Ask) for effect in decision.effects)
    return decision if asks else replace(decision, effects=(*decision.effects, StopAsking()))


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
        case Intent.UNCLEAR:
            return _ask_back(said.reading, view, mine)
        case Intent.HELP:
            return Decision(helped(view.sender, mine))
        case Intent.BIND:
            return Decision(bound_already(view.sender.name if view.sender else ""))
        case Intent.COMMAND:
            command = said.reading.command or CommandName.URGE
            office = view.sender is not None and RoleName.OFFICE in view.sender.roles
            return Decision(command_kept(command.value, office=office))
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
    room = ROOM if view.evidence is not None else 0
    asked, question = _asked_next(said, outcomes, rest, effects, today)
    if said.fills and not any(isinstance(effect, Ask) for effect in effects) and all_filed(outcomes):
        answer = choosing.filled(said.reading.entries, today)
    else:
        notes = left(rest, bool(named), today) if rest else []
        answer = receipt(outcomes, today, view.calendar, limit - room, notes, question)
    decision = Decision(answer, (*effects, *asked))
    if view.evidence is None:
        return decision
    return with_report(decision, outcomes, said.pieces, view.evidence, today)


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
    if is_withdrawal(said.waiting):
        return guidance.withdraw_which(said.waiting.candidates, mine)
    if said.waiting.choices:
        return choosing.which(said.waiting.candidates, said.waiting.choices)
    return guidance.still_waiting(said.waiting.candidates or mine)


def _write_what(reading: Reading, view: LedgerView) -> Decision:
    """Something is to be written or withdrawn, and no item is named."""
    mine = items_of(view.sender, view.registers)
    if reading.intent is Intent.WITHDRAW:
        written = tuple(dict.fromkeys(version.key.item for version in view.last_written if version.counts))
        keep = (Ask(written, keep_message=True),) if written else ()
        return Decision(guidance.withdraw_which(written, mine), keep)
    if reading.intent is Intent.AMEND and not reading.entries:
        written = tuple(dict.fromkeys(version.key.item for version in view.last_written if version.counts))
        return Decision(guidance.amend_which(written, mine))
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
    return guidance.welcome_stranger()
