"""How often somebody may do something."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import UTC, datetime, timedelta

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Rate:
    """A sliding window; calls that are not admitted do not count."""

    def __init__(self, limit: int, per: timedelta) -> None:
        self._limit = limit
        self._per = per
        self._times: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def admits(self, who: str, now: datetime) -> bool:
        times = self._times[who]
        while times and now - times[0] >= self._per:
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True
