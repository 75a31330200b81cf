"""A scheduler or a relay in a process of its own, by a clock that the test moves; for test_many_processes.

python -m tests.bot.working scheduler|relay URL STAND_IN_ADDRESS CLOCK_FILE

Says "ready" and works until it is killed. The clock is the file's text, a time with its zone; a
scheduler writes beside it which time it has looked at last.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from pathlib import Path

from bot.platforms.simulator.tenants import DingTalkTenant, WeComTenant
from bot.wiring import assemble
from storage.transactions import Database
from tests.desk import settings_for


def main(part: str, url: str, address: str, clock_file: str) -> None:
    def clock() -> datetime:
        return datetime.fromisoformat(Path(clock_file).read_text(encoding="utf-8"))

    bases = {"wecom_api_base": address, "dingtalk_api_base": address, "dingtalk_oapi_base": address}
    settings = settings_for(WeComTenant(), DingTalkTenant()).model_copy(update=bases)
    program = assemble(settings, clock, database=Database(url))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if part == "relay":
        program.relay.run()
    seen = Path(clock_file).with_name(f"seen-{os.getpid()}")
    while True:
        now = clock()
        program.plan_pushes(now)
        program.due_bulletins(now)
        seen.write_text(now.isoformat(), encoding="utf-8")
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
