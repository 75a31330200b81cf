"""The relay: takes letters from the outbox, sends them outside any transaction, marks the result."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

import structlog
from sqlalchemy import Connection

from bot.admission import ASK_AGAIN, TOO_MANY, USED_UP, Admitted, admit
from bot.clock import Clock
from bot.parcels import Parcel, bundled
from bot.platforms.port import Delivery, GoneError, Platform, QuotaError, Receipt, ThrottledError, Way
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage import attachments, inbox, outbox, pacing, quotas
from storage.group_chats import group_of
from storage.outbox import Letter
from storage.quotas import Budgets
from storage.resting import Resting, rest
from storage.states import Channel
from storage.transactions import Database

log = structlog.get_logger()
Wording = Callable[[Connection, Letter, datetime], str | None]
PAUSE = 0.25  # seconds between two looks into an empty outbox
BUG_ATTEMPTS = 6  # within some six minutes; until then the receiver's later letters wait
PATIENCE = 12.0  # seconds, longer than one call to a platform may take
NO_LIMITS: Budgets = MappingProxyType({})


class Relay:
    """Several relays may run at once: a letter is leased to one of them.

    `wordings` say, by the kind of a letter, what it says now that its time has come. `budgets` are those of
    the month, by their name. `resting` tells what has to wait for the end of the quiet hours; `also` is done
    in each round beside sending.
    """

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, Platform],
        clock: Clock,
        wordings: Mapping[str, Wording] | None = None,
        budgets: Budgets = NO_LIMITS,
        resting: Resting | None = None,
        also: Sequence[Callable[[], int]] = (),
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._wordings = wordings or {}
        self._budgets = budgets
        self._resting = resting
        self._also = also
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def run_once(self) -> int:
        """Send what is due, one letter a receiver; returns how many things were tried."""
        return self._do_also() + self._send_due()

    def _do_also(self) -> int:
        """What breaks there is logged, and keeps nothing else back."""
        done = 0
        for work in self._also:
            try:
                done += work()
            except Exception:
                log.exception("work beside sending failed")
        return done

    def _send_due(self) -> int:
        now = self._clock()
        with self._database.reading() as connection:
            if not outbox.anything_due(connection, now):
                return 0
        letters = self._database.write(lambda connection: outbox.claim(connection, now))
        ready = [parcel for letter in letters if (parcel := self._guarded(self._made_ready, letter))]
        for parcel in bundled(ready):
            if self._stop.is_set():
                break  # the rest goes out when their lease is over
            self._deliver(parcel)
        return len(letters)

    def run(self) -> None:
        """Until `stop`. A failure of the round itself (a lost database) is logged and tried again."""
        while not self._stop.is_set():
            try:
                busy = self.run_once() > 0
            except Exception:
                log.exception("relay round failed")
                busy = False
            if not busy:
                self._stop.wait(PAUSE)

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="relay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Waits for the letter that is being sent: a result that is not marked would be sent again."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _made_ready(self, letter: Letter) -> Parcel | None:
        """Worded and addressed; None where there is nothing left to say."""
        platform = self._platforms.get(letter.platform)
        if platform is None:
            raise PermanentDeliveryError(f"平台{letter.platform}没有启用")
        if self._rests(letter):
            return None
        text = self._text_of(letter)
        if text is None:
            return None
        with self._database.reading() as connection:
            delivery = _delivery(connection, letter, text)
        return Parcel((letter,), delivery, tuple(platform.ways(delivery, self._clock())))

    def _rests(self, letter: Letter) -> bool:
        """Whether it was given back until people may be disturbed again."""
        if self._resting is None:
            return False
        with self._database.reading() as connection:
            until = self._resting.until(connection, letter, self._clock())
        if until is None:
            return False
        self._database.write(lambda connection: rest(connection, letter, until))
        return True

    def _text_of(self, letter: Letter) -> str | None:
        """What the letter says; None where nothing is left to say, and then it is dropped.

        Worded anew at each attempt: hours may have passed, and people have reported meanwhile.
        """
        if letter.about is None or letter.parts_sent:
            return letter.text
        now = self._clock()
        with self._database.reading() as connection:
            text = self._wordings[letter.kind](connection, letter, now)
        if text is None:
            self._database.write(lambda connection: outbox.drop(connection, letter, now))
        else:
            self._database.write(lambda connection: outbox.keep_text(connection, letter, text))
        return text

    def _deliver(self, parcel: Parcel) -> None:
        """Part by part, each admitted by itself; by the next way where one turns out to be dead."""
        letters, ways = parcel.letters, parcel.ways
        done = letters[0].parts_sent
        while letters:
            admitted = self._admitted(letters, ways)
            if admitted is None:
                return
            letters, way = admitted.letters, admitted.way
            parts = parcel.parts(way)
            number = min(done, len(parts) - 1)
            delivery = parcel.part(letters, number, parts)
            try:
                receipt = _send(way, delivery, self._clock())
            except GoneError as error:
                ways = ways[ways.index(way) + 1 :]
                if not ways:
                    self._give_up(letters, str(error))
                    return
                continue
            except Exception as error:
                self._failed(letters, error, way)
                return
            done = number + 1
            letters = self._mark(letters, way, receipt, done, len(parts))
            if self._stop.is_set():
                return  # the next part goes out when the lease is over

    def _admitted(self, letters: tuple[Letter, ...], ways: tuple[Way, ...]) -> Admitted | None:
        now = self._clock()
        return self._database.write(lambda connection: admit(connection, letters, ways, self._budgets, now))

    def _mark(
        self, letters: tuple[Letter, ...], way: Way, receipt: Receipt, done: int, parts: int
    ) -> tuple[Letter, ...]:
        """Those to whom the next part has to go."""
        at = self._clock()
        reached = tuple(letter for letter in letters if letter.receiver not in receipt.refused)

        def mark(connection: Connection) -> None:
            if receipt.calls > 1:  # the first was counted when it was admitted
                quotas.count(connection, way.name, way.quota, at, receipt.calls - 1)
            for letter in reached:
                if done < parts:
                    outbox.part_sent(connection, letter, done, receipt.message_id)
                else:
                    outbox.mark_sent(connection, letter, at, receipt.message_id)

        self._database.write(mark)
        for letter in letters:
            if letter.receiver in receipt.refused:
                self._failed((letter,), receipt.refused[letter.receiver])
        return reached if done < parts else ()

    def _guarded(self, work: Callable[[Letter], Parcel | None], letter: Letter) -> Parcel | None:
        try:
            return work(letter)
        except Exception as error:
            self._failed((letter,), error)
            return None

    def _failed(self, letters: tuple[Letter, ...], error: Exception, way: Way | None = None) -> None:
        """A bug of ours must not hold up the letters behind this one for days."""
        match error:
            case PermanentDeliveryError():
                self._give_up(letters, str(error))
            case ThrottledError() if way is not None:
                self._rest(letters, way, error)
            case QuotaError() if way is not None:
                self._used_up(letters, way, error)
            case DeliveryError():
                log.info("letter waits", letters=[letter.id for letter in letters], reason=str(error))
                self._later(letters, str(error), error.retry_after)
            case _:
                log.error("letter broke", letters=[letter.id for letter in letters], exc_info=error)
                self._broke(letters, type(error).__name__)

    def _broke(self, letters: tuple[Letter, ...], reason: str) -> None:
        if spent := tuple(letter for letter in letters if letter.attempts + 1 >= BUG_ATTEMPTS):
            self._give_up(spent, reason)
        if rest := tuple(letter for letter in letters if letter not in spent):
            self._later(rest, reason, None)

    def _rest(self, letters: tuple[Letter, ...], way: Way, error: ThrottledError) -> None:
        """The platform has counted otherwise than we: the whole way rests, and nothing has failed."""
        log.warning("way rests", way=way.name, reason=str(error))
        until = self._clock() + timedelta(seconds=error.retry_after or 0)

        def rest(connection: Connection) -> None:
            pacing.rest(connection, [pace.key for pace in way.paces], until)
            for letter in letters:
                outbox.postpone(connection, letter, until, f"{TOO_MANY}（{error}）", in_order=True)

        self._database.write(rest)

    def _used_up(self, letters: tuple[Letter, ...], way: Way, error: QuotaError) -> None:
        log.warning("quota used up", way=way.name, reason=str(error))
        at = self._clock()

        def note(connection: Connection) -> None:
            quotas.found_used_up(connection, way.name, way.quota, self._budgets, at)
            for letter in letters:
                outbox.postpone(connection, letter, at + ASK_AGAIN, USED_UP, in_order=False)

        self._database.write(note)

    def _later(self, letters: tuple[Letter, ...], reason: str, after: float | None) -> None:
        at = self._clock()

        def later(connection: Connection) -> None:
            for letter in letters:
                outbox.retry(connection, letter, reason, after, at)

        self._database.write(later)

    def _give_up(self, letters: tuple[Letter, ...], reason: str) -> None:
        def give_up(connection: Connection) -> None:
            for letter in letters:
                outbox.give_up(connection, letter, reason)

        log.warning("letters given up", letters=[letter.id for letter in letters], reason=reason)
        self._database.write(give_up)


def _send(way: Way, delivery: Delivery, now: datetime) -> Receipt:
    if delivery.attachment is not None and way.attach is not None:
        return way.attach(delivery, now)
    return way.send(delivery, now)


def _delivery(connection: Connection, letter: Letter, text: str) -> Delivery:
    """With what only the database knows: a group's address, and where a reply leads."""
    group = None
    if letter.channel is Channel.GROUP:
        group = group_of(connection, letter.platform, letter.receiver)
        if group is None:
            raise PermanentDeliveryError("群已不在群名单里")
    return Delivery(
        key=letter.dedupe_key,
        to=letter.receiver if group is None else "",
        text=text,
        reply_to=letter.reply_to,
        mentions=letter.mentions,
        markdown=letter.markdown,
        group=group,
        attachment=attachments.load(connection, letter.attachment) if letter.attachment else None,
        chat=inbox.chat_of(connection, letter.message_id) if letter.reply_to and letter.message_id else "",
    )
