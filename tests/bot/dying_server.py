"""A server of its own for test_crash: kills itself (as `kill -9`) between commit and answer.

python -m tests.bot.dying_server URL NOW [dies]
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import Any

from werkzeug.serving import make_server

from bot.intake import Intake
from bot.platforms.simulator.tenants import DingTalkTenant, WeComTenant
from bot.wiring import assemble
from storage.transactions import Database
from tests.desk import settings_for


def main(url: str, now: str, dies: bool) -> None:
    moment = datetime.fromisoformat(now)
    settings = settings_for(WeComTenant(), DingTalkTenant())
    program = assemble(settings, lambda: moment, database=Database(url))
    if dies:
        real = Intake.take

        def take(self: Intake, *arguments: Any) -> Any:
            real(self, *arguments)
            os.kill(os.getpid(), signal.SIGKILL)

        Intake.take = take  # type: ignore[method-assign, assignment]
    server = make_server("127.0.0.1", 0, program.app, threaded=True)
    print(server.port, flush=True)  # noqa: T201 -- read by the test
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], dies=len(sys.argv) > 3)
