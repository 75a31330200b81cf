"""Carries the effects of a decision into the ledger. The only place where chat writes to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm.exc import StaleDataError

from handlers.desk.effects import (
    Act,
    Ask,
    AskParts,
    Effect,
    FilePlan,
    FileReport,
    KeepEvidence,
    RaisePoints,
    SetAside,
    SettlePoints,
    StopAsking,
    Withdraw,
)
from handlers.errors import LedgerError
from handlers.ledger.people import Person
from handlers.ledger.points import Point, PointState
from handlers.ledger.register import Register
from handlers.ledger.reports import (
    PlanKey,
    PlanState,
    ReportContent,
    ReportKey,
    ReportState,
)
from handlers.reading.shapes import PlanWords
from handlers.standings.figures import goal_figures
from storage.acting import carry_out
from storage.actors import Actor
from storage.confirming import end_earlier
from storage.evidence import keep_evidence
from storage.goals import pack_goal
from storage.house import House
from storage.prepared import Prepared
from storage.promises import rows_of
from storage.record_statements import (
    ASK,
    ASK_AGAIN,
    BASELINE,
    FILE,
    FORGET,
    HISTORY,
    MOVE_PLAN,
    MOVE_REPORT,
    NOTHING_ASKED,
    PLAN,
    PROMISE,
    RAISE,
    SETTLE,
)


class Recorder:
    """Collects the rows of one message and writes them in one statement a table."""

    def __init__(
        self,
        registers: Mapping[int, Register],
        person: Person,
        message_id: int,
        now: datetime,
        house: House,
    ) -> None:
        self._registers = registers
        self._who: dict[str, Any] = {"person_id": person.id, "message_id": message_id}
        self._name = f"{person.name}（代填）" if person.on_behalf else person.name
        self._on_behalf = person.on_behalf
        self._now = now
        self._house = house
        self._reports: list[dict[str, Any]] = []
        self._plans: list[dict[str, Any]] = []
        self._promises: list[dict[str, Any]] = []
        self._moved_reports: list[dict[str, Any]] = []
        self._moved_plans: list[dict[str, Any]] = []
        self._withdrawn: list[tuple[Prepared, dict[str, Any]]] = []
        self._raised: list[dict[str, Any]] = []
        self._settled: list[dict[str, Any]] = []
        self._history: list[dict[str, Any]] = []
        self._evidence: list[KeepEvidence] = []
        self._ended: list[tuple[ReportKey, int]] = []
        self._asks: list[Ask | AskParts | StopAsking] = []
        self._acts: list[Act] = []

    def record(self, connection: Connection, effects: Sequence[Effect]) -> None:
        """All effects, or (by raising) none. StaleDataError: decided on an old view, to be decided again."""
        for effect in effects:
            self._collect(effect)
        for withdrawal, row in self._withdrawn:
            if not withdrawal.run(connection, row):
                raise StaleDataError("the version to withdraw no longer stands")
        for move, rows in ((MOVE_REPORT, self._moved_reports), (MOVE_PLAN, self._moved_plans)):
            if rows:
                move.run(connection, rows)
        self._refuse_if_locked(connection)
        for statement, rows in (
            (FILE, self._reports),
            (PLAN, self._plans),
            (PROMISE, self._promises),
            (SETTLE, self._settled),
            (RAISE, self._raised),
            (HISTORY, self._history),
        ):
            if rows:
                statement.run(connection, rows)
        for key, version in self._ended:
            place = self._place(key)
            end_earlier(connection, place["item_id"], key.unit_id, str(key.month), version, self._now)
        for kept in self._evidence:
            place = self._place(kept.key) if kept.key else {}
            keep_evidence(connection, kept, place, self._who, self._name, self._now)
        for ask in self._asks:
            self._ask(connection, ask)
        for act in self._acts:
            carry_out(connection, act, Actor(self._name, **self._who), self._now, self._house)

    def _refuse_if_locked(self, connection: Connection) -> None:
        """Who changes a plan that waits for its first review may meet the office accepting it just then."""
        for row in self._plans:
            if row["version"] > 1 and row["state"] is PlanState.FILED:
                place = {"b_item": row["item_id"], "b_unit": row["unit_id"]}
                if BASELINE.row(connection, place) is not None:
                    raise StaleDataError("the plan has been accepted meanwhile")

    def _collect(self, effect: Effect) -> None:
        match effect:
            case FileReport(key, version, content, amends, pending):
                what = "report.amended" if amends else "report.filed"
                self._move(key, version - 1, ReportState.SUPERSEDED, counts_on=pending)
                row = self._report(key, version, content, pending=pending)
                self._reports.append(row)
                if not pending and self._confirms(key):
                    self._ended.append((key, version))
                self._promises += rows_of(row, content, self._house.zone)
                self._remember(what, key, version)
            case FilePlan(key, version, words, amends, request, because):
                what = "plan.requested" if request else "plan.amended" if amends else "plan.filed"
                self._move(key, version - 1, ReportState.SUPERSEDED)
                self._plans.append({**self._plan(key, version, words, request=request), "because": because})
                self._remember(what, key, version)
            case Withdraw(key, version, earlier):
                if earlier and isinstance(key, ReportKey):
                    self._ended.append((key, version))
                what = "plan.withdrawn" if isinstance(key, PlanKey) else "report.withdrawn"
                self._move(key, version, ReportState.WITHDRAWN)
                self._remember(what, key, version)
            case SetAside(key, version):
                what = "plan.set_aside" if isinstance(key, PlanKey) else "report.set_aside"
                self._remember(what, key, version)
            case RaisePoints(key, version, points):
                self._raised += [self._point(key, version, point) for point in points]
            case SettlePoints(key, points, state, words):
                self._settle(key, points, state, words)
            case KeepEvidence():
                self._evidence.append(effect)
            case Ask() | AskParts() | StopAsking():
                self._asks.append(effect)
            case _:
                self._acts.append(effect)

    def _place(self, key: ReportKey | PlanKey) -> dict[str, Any]:
        year = key.year if isinstance(key, PlanKey) else key.month.year
        register = self._registers.get(year)
        if register is None or key.item not in register.items:
            raise LedgerError(f"{key.item} is not in the ledger of {year}")
        return {"item_id": register.items[key.item].id, "unit_id": key.unit_id}

    def _confirms(self, key: ReportKey) -> bool:
        """Whether an earlier version may still count, because the one after it has waited for the head."""
        register = self._registers.get(key.month.year)
        return register is not None and register.units[key.unit_id].head_confirms

    def _report(
        self, key: ReportKey, version: int, content: ReportContent, *, pending: bool
    ) -> dict[str, Any]:
        return {
            **self._place(key),
            **self._who,
            "month": str(key.month),
            "version": version,
            "state": ReportState.PENDING if pending else ReportState.FILED,
            "needs_head": pending,
            "progress": content.progress,
            "percent": content.percent,
            "quantities": [[quantity.value, quantity.unit] for quantity in content.quantities],
            "problem": content.problem,
            "cause": content.cause,
            "next_step": content.next_step,
            "stage_met": content.stage_met,
            "finished": content.finished,
            "this_month": content.this_month,
            "own_quarter": content.own_quarter,
            "unchanged": content.unchanged,
            "on_behalf": self._on_behalf,
            "filed_at": self._now,
        }

    def _plan(self, key: PlanKey, version: int, words: PlanWords, *, request: bool) -> dict[str, Any]:
        said = {name: getattr(words, name) for name in PlanWords.__slots__}
        filed = {
            "version": version,
            "state": PlanState.REQUESTED if request else PlanState.FILED,
            "goals": [pack_goal(figure) for figure in goal_figures(words)],
            "on_behalf": self._on_behalf,
            "filed_at": self._now,
        }
        return {**self._place(key), **self._who, **said, **filed}

    def _move(
        self, key: ReportKey | PlanKey, version: int, state: ReportState, *, counts_on: bool = False
    ) -> None:
        """`counts_on`: it counts until the head agrees to the one that follows."""
        if version < 1:
            return
        place = self._place(key)
        row: dict[str, Any] = {
            "b_item": place["item_id"],
            "b_unit": place["unit_id"],
            "b_version": version,
            "b_state": state,
            "b_at": None if counts_on else self._now,
        }
        statement, moved = MOVE_PLAN, self._moved_plans
        if isinstance(key, ReportKey):
            statement, moved = MOVE_REPORT, self._moved_reports
            row["b_month"] = str(key.month)
        if state is ReportState.WITHDRAWN:
            self._withdrawn.append((statement, row))
        else:
            moved.append(row)

    def _point(self, key: ReportKey, version: int, point: Point) -> dict[str, Any]:
        return {
            **self._place(key),
            "month": str(key.month),
            "kind": point.kind,
            "subject": point.subject,
            "said": point.said,
            "version": version,
            "asked_at": self._now,
            "state": PointState.OPEN,
        }

    def _settle(self, key: ReportKey, points: Sequence[Point], state: PointState, words: str | None) -> None:
        place = self._place(key)
        for point in points:
            self._settled.append(
                {
                    "b_item": place["item_id"],
                    "b_unit": place["unit_id"],
                    "b_month": str(key.month),
                    "b_kind": point.kind,
                    "b_subject": point.subject,
                    "b_state": state,
                    "b_at": self._now,
                    "b_by": self._name,
                    "b_words": words,
                }
            )
        self._note(f"point.{state.value}", key, {"points": [point.said for point in points], "words": words})

    def _remember(self, what: str, key: ReportKey | PlanKey, version: int) -> None:
        self._note(what, key, {"version": version})

    def _note(self, what: str, key: ReportKey | PlanKey, detail: dict[str, Any]) -> None:
        period = str(key.year) if isinstance(key, PlanKey) else str(key.month)
        self._history.append(
            {
                **self._who,
                "at": self._now,
                "what": what,
                "subject": str(key.item),
                "by": self._name,
                "detail": {"unit_id": key.unit_id, "period": period, **detail},
            }
        )

    def _ask(self, connection: Connection, ask: Ask | AskParts | StopAsking) -> None:
        who = {"b_person": self._who["person_id"]}
        if isinstance(ask, StopAsking):
            FORGET.run(connection, who)
            return
        row = self._parts(ask) if isinstance(ask, AskParts) else self._asked(ask)
        if ASK_AGAIN.run(connection, {**row, **who}):
            return
        if isinstance(ask, Ask) or ask.parts:
            ASK.run(connection, {**NOTHING_ASKED, "asked_at": self._now, **row, "person_id": who["b_person"]})

    def _parts(self, ask: AskParts) -> dict[str, Any]:
        parts = [[str(part.item), str(part.month), part.name.value] for part in ask.parts]
        return {"parts": parts, "parts_at": self._now}

    def _asked(self, ask: Ask) -> dict[str, Any]:
        """A question that stands alone ends the one about what was left out."""
        alone = ask.keep_message or ask.points or ask.plans or ask.confirms
        wanted = ask.publishing
        return {
            "items": [str(item) for item in ask.items],
            "message_id": self._who["message_id"] if ask.keep_message else None,
            "points": ask.points,
            "plans": ask.plans,
            "months": [str(month) for month in ask.months],
            "publishing": [wanted.number, wanted.naming, wanted.as_drafted] if wanted else None,
            "confirms": ask.confirms,
            "evidence": ask.evidence,
            "choices": list(ask.choices),
            "asked_at": self._now,
            **({"parts": []} if alone else {}),
        }
