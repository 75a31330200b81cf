"""What people write, as signed and encrypted WeCom callbacks: raw HTTP requests, made before the clock runs."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from benchmarks.ledgers import Reporter
from bot.platforms.port import RawRequest
from bot.platforms.simulator.tenants import WeComTenant
from bot.platforms.simulator.transcript import Transcript
from bot.platforms.simulator.wecom_people import WeComPeople
from bot.wiring import WECOM_PATH
from handlers.ledger.items import ItemRef

_HOW_MANY = (1, 1, 1, 1, 2, 2, 3, 4)
_ITEM = (
    "{item} 本月已开工{n}个项目，累计完成投资{m}亿元。存在问题：部分手续办理较慢。下一步：倒排工期，加快推进。",
    "{item}：进展：完成年度目标的{p}%；问题：无；下一步：继续推进",
    "{item} 完成{p}%，无问题，下月组织验收",
    "{item}本月无进展，正在协调用地",
    "{item} 1.进展情况：累计建成{n}处，整改{m}处 2.存在问题：资金拨付滞后 3.下一步计划：{d}日前完成招标",
)
_OTHER = ("更正 {item} 完成{p}%", "查 {item}", "未报", "帮助", "收到，谢谢", "我们那个还在弄，{d}号前报")


class Correspondence:
    """An endless stream of distinct messages of the roster's people; the same seed writes the same texts."""

    def __init__(
        self, tenant: WeComTenant, people: Sequence[Reporter], clock: Callable[[], datetime], seed: int = 1
    ) -> None:
        self._people = people
        self._random = random.Random(seed)  # noqa: S311 -- for texts
        self._wecom = WeComPeople(tenant, Transcript(), clock, "benchmark")

    def text(self) -> tuple[str, str]:
        """An account and what its owner writes: nine in ten are reports of one to four items."""
        pick = self._random
        person = pick.choice(self._people)
        if pick.random() < 0.1:
            return person.account, self._filled(pick.choice(_OTHER), pick.choice(person.items))
        count = min(pick.choice(_HOW_MANY), len(person.items))
        lines = [self._filled(pick.choice(_ITEM), item) for item in pick.sample(person.items, count)]
        return person.account, "\n".join(lines)

    def requests(self, count: int) -> list[RawRequest]:
        """As WeCom would call now, each with a MsgId of its own."""
        return [self._wecom.text(*self.text()) for _ in range(count)]

    def _filled(self, form: str, item: ItemRef) -> str:
        pick = self._random
        figures = {"n": pick.randint(2, 60), "m": pick.randint(2, 90), "p": pick.randint(3, 99)}
        return form.format(item=item, d=pick.randint(5, 28), **figures)


def raw_http(request: RawRequest) -> bytes:
    """The bytes on the wire, keep-alive as a reverse proxy sends them."""
    head = (
        f"{request.method} {WECOM_PATH}?{urlencode(dict(request.args))} HTTP/1.1\r\n"
        f"Host: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {len(request.body)}\r\n\r\n"
    )
    return head.encode() + request.body
