"""A relay in a process of its own, for test_relays.

python -m tests.bot.relaying URL STAND_IN_ADDRESS LEASE_SECONDS [DIES_AFTER]

Says "ready" and runs until it is killed; with DIES_AFTER it kills itself (as `kill -9`) between that sending
and its mark.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from typing import Any

from bot.clock import utc_now
from bot.relay import Relay
from bot.wiring import assemble
from storage import outbox
from storage.transactions import Database
from tests.bot.platforms.scene import Scene
from tests.desk import settings_for


def main(url: str, address: str, lease: float, dies_after: int | None) -> None:
    outbox.LEASE = timedelta(seconds=lease)
    tenants = Scene().stand_in
    bases = {"wecom_api_base": address, "dingtalk_api_base": address, "dingtalk_oapi_base": address}
    settings = settings_for(tenants.wecom.tenant, tenants.dingtalk.tenant).model_copy(update=bases)
    program = assemble(settings, utc_now, database=Database(url))
    if dies_after is not None:
        _let_die(dies_after)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    program.relay.run()


def _let_die(after: int) -> None:
    real = Relay._mark
    sent = [0]

    def mark(self: Relay, *arguments: Any) -> Any:
        sent[0] += 1
        if sent[0] >= after:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *arguments)

    Relay._mark = mark  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else None)
