"""Errors, one class per reaction (not per cause)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo

_BEIJING = timezone(timedelta(hours=8))


class DuchaError(Exception):
    """Anything this program raises on purpose."""


class LedgerError(DuchaError):
    """Ours: a bug or a race. The transaction rolls back and the message is kept as failed."""


class InputError(DuchaError):
    """A file or an argument handed in by a person is wrong; the text names what and how to put it right."""


class OvertakenError(InputError):
    """Somebody else was there first. `{at}` in the text stands for when: said in the zone of who reads it."""

    def __init__(self, text: str, at: datetime) -> None:
        super().__init__(text, at)
        self._text = text
        self._at = at

    def spoken(self, zone: tzinfo) -> str:
        """已由张三于4月7日10:12接受."""
        at = self._at.astimezone(zone)
        return self._text.replace("{at}", f"{at.month}月{at.day}日{at:%H:%M}")

    def __str__(self) -> str:
        return self.spoken(_BEIJING)


class StandsError(OvertakenError):
    """Somebody else has decided otherwise, and it stands unless it is to be replaced."""


class SettingsError(DuchaError):
    """The operator's: a setting is wrong or missing; the text names the variable."""


class InboundError(DuchaError):
    """Theirs: the request can't be taken. `status` is the HTTP answer, the text goes to the log, not out."""

    status = 400


class SignatureError(InboundError):
    """Theirs: forged, or not meant for us."""

    status = 401


class StaleError(InboundError):
    """Theirs: older (or newer) than the accepted clock difference."""

    status = 403


class DeliveryError(DuchaError):
    """The platform's, and passing: try again, not before `retry_after` seconds where it says so."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class PermanentDeliveryError(DeliveryError):
    """The platform's, and final: give up and show it to the office."""
