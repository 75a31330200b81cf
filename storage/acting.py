"""What people do in chat beside reporting, carried out; the same acts by command call the same functions."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers.desk.effects import (
    Act,
    AnswerAssignment,
    AskForCorrection,
    AssignmentEffect,
    BindGroup,
    BulletinDecision,
    ConfirmReports,
    EditBulletin,
    ExtendAssignment,
    GiveInstruction,
    HeadAct,
    HoldBulletin,
    PreferPlatform,
    PublishBulletin,
    RecallBulletin,
    RedraftBulletin,
    RefuseReports,
    ScheduleBulletin,
    SettleAssignment,
    SwitchPushes,
    UnbindGroup,
)
from handlers.errors import InputError
from handlers.joining.shapes import JoinAct, KeepRequest, LeaveUnits
from storage import assigning, binding, bulletins, confirming, pausing, preferring
from storage.actors import Actor
from storage.bulletin_letters import Looked, publish_and_send, redraft_and_preview
from storage.history import ACTOR, last_change
from storage.house import House
from storage.join_requests import keep_request
from storage.joining import leave
from storage.ordering import carry_out_order
from storage.recalls import recall_bulletin


def carry_out(connection: Connection, act: Act, actor: Actor, now: datetime, house: House) -> None:
    """InputError, OvertakenError: decided otherwise meanwhile."""
    by = actor.name
    with Session(connection, join_transaction_mode="rollback_only", info={ACTOR: actor}) as session:
        match act:
            case SwitchPushes(True):
                pausing.pause(session, by, now)
            case SwitchPushes():
                pausing.resume(session, house.hours_now(connection), by, now)
            case PreferPlatform(whose, platform):
                preferring.prefer(session, whose, platform, by, now)
            case BindGroup():
                binding.bind(session, act, by, now)
            case UnbindGroup():
                binding.unbind(session, act, by, now)
            case GiveInstruction() | AnswerAssignment() | SettleAssignment() | ExtendAssignment():
                _on_an_assignment(session, act, actor, now, house)
            case KeepRequest() | LeaveUnits():
                _on_people(session, act, actor, now, house)
            case ConfirmReports() | RefuseReports():
                _by_the_head(session, act, by, now)
            case RecallBulletin(number):
                recall_bulletin(session, number, by, actor.person_id, now)
            case (
                RedraftBulletin()
                | PublishBulletin()
                | ScheduleBulletin()
                | HoldBulletin()
                | EditBulletin()
                | AskForCorrection()
            ):
                _on_a_bulletin(session, act, by, now, house)
            case _:
                carry_out_order(session, act, actor, now, house)
        session.flush()


def _on_an_assignment(
    session: Session, act: AssignmentEffect, actor: Actor, now: datetime, house: House
) -> None:
    match act:
        case GiveInstruction():
            assigning.instruct(session, act, actor, now, house)
        case AnswerAssignment():
            assigning.answer(session, act, actor, now, house)
        case SettleAssignment():
            assigning.settle(session, act, actor, now)
        case ExtendAssignment():
            assigning.extend(session, act, actor, now)


def _on_people(session: Session, act: JoinAct, actor: Actor, now: datetime, house: House) -> None:
    match act:
        case KeepRequest():
            keep_request(session, act, actor.name, actor.message_id, now, house)
        case LeaveUnits():
            if actor.person_id is None:
                raise InputError("没有登记的账号不能解绑")
            leave(session, actor.person_id, actor.name, now, house)


def _by_the_head(session: Session, act: HeadAct, by: str, now: datetime) -> None:
    match act:
        case ConfirmReports(reports):
            confirming.confirm_reports(session, reports, by, now)
        case RefuseReports(reports, reason):
            confirming.refuse_reports(session, reports, reason, by, now)


def _on_a_bulletin(session: Session, act: BulletinDecision, by: str, now: datetime, house: House) -> None:
    match act:
        case PublishBulletin(number, naming, alone):
            publish_and_send(session, number, by, now, house, naming=naming, without_group=alone)
        case RedraftBulletin(number, anew, changes):
            seen = Looked(number, last_change(session.connection()), anew, changes) if anew else None
            redraft_and_preview(session, number, by, now, house, looked=seen)
        case ScheduleBulletin(number, naming, at):
            if act.as_drafted:
                bulletins.accept(session, number, now)
            bulletins.schedule(session, number, by, at, now, naming=naming)
        case HoldBulletin(number):
            bulletins.hold(session, number, by, now)
        case EditBulletin(number, texts):
            bulletins.edit(session, number, texts, by, now)
        case AskForCorrection(number):
            bulletins.ask_for_correction(session, number, by)
        case _ as never:
            assert_never(never)
