"""What a decision changes. Storage carries these out; nothing else writes to the ledger from chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.bulletins.bulletin import Bulletin
from handlers.bulletins.kept import Texts
from handlers.desk.completing import Part
from handlers.joining.shapes import JoinAct
from handlers.ledger.assignments import Result
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.points import Point, PointState
from handlers.ledger.reports import PlanKey, ReportContent, ReportKey
from handlers.messages import MessageKind
from handlers.office.acts import OfficeAct
from handlers.reading.shapes import PlanWords


@dataclass(frozen=True, slots=True)
class FileReport:
    """A new version; the one before it (if it still counts) is superseded."""

    key: ReportKey
    version: int
    content: ReportContent
    amends: bool = False
    pending: bool = False  # it waits for the unit's head


@dataclass(frozen=True, slots=True)
class ConfirmReports:
    """These versions count from now on: the head has agreed."""

    reports: tuple[tuple[ReportKey, int], ...]


@dataclass(frozen=True, slots=True)
class RefuseReports:
    """The head sends these versions back to who has filed them."""

    reports: tuple[tuple[ReportKey, int], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class FilePlan:
    """A new version of a plan; a `request` where a baseline is locked, until the office decides.

    `because` is the unit's reason for the change.
    """

    key: PlanKey
    version: int
    words: PlanWords
    amends: bool = False
    request: bool = False
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The version (of a report or a plan) stays in the history and no longer counts.

    `earlier`: a version before it may have counted while this one waited for the head.
    """

    key: ReportKey | PlanKey
    version: int
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A kept message came too late: `version` is newer and stays. Only the history notes it."""

    key: ReportKey | PlanKey
    version: int


@dataclass(frozen=True, slots=True)
class RaisePoints:
    """What looks odd in a version that was filed; open until it is settled."""

    key: ReportKey
    version: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class SettlePoints:
    """Open points of a report that are corrected or explained; `words` are the unit's own."""

    key: ReportKey
    points: tuple[Point, ...]
    state: PointState
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Publishing:
    """A bulletin that somebody wants published, in which form; only the hour is open."""

    number: int
    naming: bool
    as_drafted: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence: a picture, file or link. `handle` is the platform's own name for it, or the address.

    `row_id` is where it is kept already, None for what comes with the message that is decided on.
    """

    kind: MessageKind
    handle: str = field(repr=False)
    name: str = ""
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class KeepEvidence:
    """These belong to the report; None: it is not known yet to which."""

    key: ReportKey | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Remember that these items were just asked about.

    With `keep_message` the message itself waits for an item: the next bare 任务N is its answer. With `points`
    it was asked whether what was reported on them is right, with `plans` what the goals of their plans count;
    with `months`, one an item, whether its report of that month is to be withdrawn, with `publishing` when
    that bulletin is to go out. With `confirms` the message is an order of the office that waits for 确认.
    With `evidence` it was asked to which of the items a picture belongs.
    `choices` are the words that the numbers 1, 2 … stand for in the answer.
    """

    items: tuple[ItemRef, ...]
    keep_message: bool = False
    points: bool = False
    plans: bool = False
    months: tuple[Month, ...] = ()
    publishing: Publishing | None = None
    confirms: bool = False
    evidence: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskParts:
    """Remember what was left out of reports and asked about, beside the open question; () forgets it."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class StopAsking:
    """The open question is answered."""


@dataclass(frozen=True, slots=True)
class PublishBulletin:
    """It gets the next serial number of the year and goes to the group chats; `naming`: with who lags.

    `without_group`: the office spreads it itself, no chat gets it.
    """

    number: int
    naming: bool
    without_group: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleBulletin:
    """It goes out at that moment, in the form that was chosen, unless somebody holds it until then."""

    number: int
    naming: bool
    at: datetime
    as_drafted: bool = False  # whatever has been reported until now


@dataclass(frozen=True, slots=True)
class RedraftBulletin:
    """The ledger has changed since it was drafted: composed anew (`bulletin`) and previewed again."""

    number: int
    bulletin: Bulletin | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldBulletin:
    """It does not go out by itself."""

    number: int


@dataclass(frozen=True, slots=True)
class EditBulletin:
    """A new version of both forms; from now on it waits for a person."""

    number: int
    texts: Texts


@dataclass(frozen=True, slots=True)
class AskForCorrection:
    """A published bulletin is to be corrected; the draft follows."""

    number: int


@dataclass(frozen=True, slots=True)
class SwitchPushes:
    """Pushes are held (`pause`) or let go; messages are taken in all the same."""

    pause: bool


@dataclass(frozen=True, slots=True)
class PreferPlatform:
    """A person on several platforms is pushed on this one from now on."""

    person_id: int
    platform: str


@dataclass(frozen=True, slots=True)
class BindGroup:
    """The chat is one of the groups that are pushed to: for 全体, 督查室, 领导, or the unit of that name."""

    platform: str
    chat_id: str
    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class UnbindGroup:
    """The chat is pushed to no more."""

    platform: str
    chat_id: str


@dataclass(frozen=True, slots=True)
class RecallBulletin:
    """A published bulletin is taken back from where that can be done; the relay does it."""

    number: int


@dataclass(frozen=True, slots=True)
class GiveInstruction:
    """A leader's words go to the office and to these units; `item` None: to the office alone."""

    year: int
    item: ItemRef | None
    units: tuple[int, ...]
    words: str
    due_on: date


@dataclass(frozen=True, slots=True)
class AnswerAssignment:
    """A unit answers; a later answer is added to the one before."""

    number: int
    unit_id: int
    words: str


@dataclass(frozen=True, slots=True)
class SettleAssignment:
    number: int
    result: Result
    words: str | None = None


@dataclass(frozen=True, slots=True)
class ExtendAssignment:
    number: int
    due_on: date


AssignmentEffect = GiveInstruction | AnswerAssignment | SettleAssignment | ExtendAssignment
BulletinDecision = (
    RedraftBulletin | PublishBulletin | ScheduleBulletin | HoldBulletin | EditBulletin | AskForCorrection
)
BulletinEffect = RecallBulletin | BulletinDecision
HeadAct = ConfirmReports | RefuseReports
Act = (
    HeadAct
    | BulletinEffect
    | SwitchPushes
    | PreferPlatform
    | BindGroup
    | UnbindGroup
    | OfficeAct
    | JoinAct
    | AssignmentEffect
)
Written = FileReport | FilePlan | Withdraw | SetAside | RaisePoints | SettlePoints | KeepEvidence
Effect = Written | Ask | AskParts | StopAsking | Act


@dataclass(frozen=True, slots=True)
class Decision:
    """What is said to the sender ("" says nothing) and what changes."""

    answer: str
    effects: tuple[Effect, ...] = ()
