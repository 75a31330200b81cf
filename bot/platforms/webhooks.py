"""Addresses of group webhooks: who has one may post, so they lead only to the platform's own host."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.platforms.links import Origin, read_link

_BARE = re.compile(r"[A-Za-z0-9_-]{8,128}")


class WebhookAddressError(ValueError):
    """Not a webhook of this platform; the text says why and shows nothing of the address."""


@dataclass(frozen=True, slots=True)
class WebhookRule:
    """What a webhook's URL looks like: base of the host, path, and the parameter that holds the key."""

    base: str
    path: str
    parameter: str

    @property
    def url(self) -> str:
        return self.base.rstrip("/") + self.path

    def key_of(self, address: str) -> str:
        """The key, from a whole URL or as it is; WebhookAddressError."""
        if "://" not in address:
            if not _BARE.fullmatch(address):
                raise WebhookAddressError(f"不是 webhook 的网址，也不是其中的 {self.parameter}")
            return address
        link, own = read_link(address), read_link(self.url)
        if link is None or own is None:
            raise WebhookAddressError("webhook 的网址不规范")
        if link.origin not in (own.origin, Origin("https", own.origin.host, 443)):
            raise WebhookAddressError(f"webhook 的网址只能在 {own.origin.host} 上")
        keys = [value for name, value in link.query if name == self.parameter]
        if link.path != own.path or len(keys) != 1 or not _BARE.fullmatch(keys[0]):
            raise WebhookAddressError(f"webhook 的网址应为 …{self.path}?{self.parameter}=…")
        return keys[0]
