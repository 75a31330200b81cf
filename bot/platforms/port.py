"""What a platform has to do for us. A new platform is one room that fulfils this and one line in `wiring`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from handlers.errors import DeliveryError, InboundError
from handlers.messages import InboundMessage, ReplyAddress
from storage.attachments import Attached
from storage.group_chats import GroupAddress
from storage.pacing import Pace


class MethodError(InboundError):
    """Theirs: neither GET nor POST where these are expected."""

    status = 405


class TooLargeError(InboundError):
    """Theirs: more bytes than any real message has."""

    status = 413


class RegistrationError(DeliveryError):
    """Passing, but only a person can end it: a wrong secret, an address not trusted, a quota used up.

    The message itself is fine, so it is kept and tried again late; the office has to be told the reason.
    """


class ThrottledError(DeliveryError):
    """Passing, and meant for the whole way: nothing may go under its paces for `retry_after` seconds."""


class QuotaError(DeliveryError):
    """Passing, though not before the month ends or somebody buys more: the platform says it is used up."""


class GoneError(DeliveryError):
    """This way to the receiver is dead; another one may be left."""


@dataclass(frozen=True, slots=True)
class RawRequest:
    """An HTTP request before anybody looked into it. Header names are lower case, `args` decoded once.

    Only the method is shown by `repr`: the rest holds signatures and what people wrote.
    """

    method: str
    args: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back over HTTP."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One text to one receiver: by `reply_to` while that lives, else to the person `to` or into the `group`.

    `key` is the same at every attempt; `mentions` are user ids to @ where the channel can. `also` are further
    persons of the same text, only for a way that takes several; `chat` is where a reply address leads.
    `attachment` goes with it, by itself where the text is out.
    """

    key: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    reply_to: ReplyAddress | None = field(default=None, repr=False)
    mentions: tuple[str, ...] = field(default=(), repr=False)
    markdown: bool = False
    group: GroupAddress | None = None
    also: tuple[str, ...] = field(default=(), repr=False)
    chat: str = ""
    attachment: Attached | None = None

    @property
    def people(self) -> tuple[str, ...]:
        return (self.to, *self.also)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took it. `message_id` is its own name for it, "" where it tells none.

    `refused` are those of several receivers who did not get it, each with the reason. `calls` it took.
    """

    message_id: str = ""
    refused: Mapping[str, DeliveryError] = field(default_factory=dict, repr=False)
    calls: int = 1


def bytes_of(text: str) -> int:
    return len(text.encode())


@dataclass(frozen=True, slots=True)
class Way:
    """One path to a receiver, and what it bears.

    `send` raises a DeliveryError. `name` is what its calls are counted under, `quota` the budget of the month
    that they draw on, `paces` how often it may be used. `limit` is the longest text, measured by `size`,
    after `form` has put a markdown text into what this channel shows. `most` receivers fit into one call.
    `is_as_good`: the receiver sees no difference to the way before it, so that budgets may decide.
    `attach` sends the delivery's attachment alone; None where this way can't carry it, whatever the reason.
    `recall` takes back what these receipts name, from all receivers of each call; None where nothing can.
    """

    name: str
    send: Callable[[Delivery, datetime], Receipt]
    limit: int
    size: Callable[[str], int] = bytes_of
    form: Callable[[str], str] = str
    paces: tuple[Pace, ...] = ()
    quota: str = ""
    most: int = 1
    is_as_good: bool = False
    attach: Callable[[Delivery, datetime], Receipt] | None = None
    recall: Callable[[Sequence[str], datetime], None] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One way to a platform, tried for `ducha doctor`: words for the operator, no secret and no token.

    `their_time` is the platform's clock as its answer told it.
    """

    name: str
    ok: bool
    found: str
    advice: str = ""
    their_time: datetime | None = None


@runtime_checkable
class GroupMaker(Protocol):
    """A platform in which the app itself can make group chats, way `appchat`."""

    @property
    def name(self) -> str: ...

    def make_group(self, name: str, owner: str, members: Sequence[str], now: datetime) -> str:
        """The address of a new group; of the same one where the same call was made before. DeliveryError."""
        ...


@runtime_checkable
class PhoneBook(Protocol):
    """A platform that tells whose mobile number it is. Asked only about numbers of the roster: too many
    wrong ones close it for a day.
    """

    def user_of(self, phone: str, now: datetime) -> str:
        """The user id; "" where nobody within the app's sight has this number. DeliveryError."""
        ...


class Platform(Protocol):
    """Raises handlers.errors.InboundError (or a child) from `receive`."""

    @property
    def name(self) -> str: ...

    @property
    def text_limit(self) -> int:
        """The longest answer that one message carries, in bytes of UTF-8."""
        ...

    @property
    def answers_in_response(self) -> bool:
        """True where `answer` carries the text; else the answer has to be sent through the outbox."""
        ...

    def receive(self, request: RawRequest, now: datetime) -> InboundMessage | Response:
        """Verify, decrypt, convert. A Response is a URL check, or a call that is not a message to us."""
        ...

    def answer(self, message: InboundMessage, text: str, now: datetime) -> Response:
        """The HTTP answer to a message that was taken in: `text` as passive reply, or an empty 200."""
        ...

    def ways(self, delivery: Delivery, now: datetime) -> Sequence[Way]:
        """How it can go, the cheapest first; PermanentDeliveryError where it can't.

        A way sends over the network, with time-outs; never while a transaction is open.
        """
        ...

    def check(self) -> tuple[Finding, ...]:
        """Try each way to the platform, at most once and without a trace there; raises nothing."""
        ...
