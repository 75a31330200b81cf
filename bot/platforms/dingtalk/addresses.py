"""Which `sessionWebhook` is followed. The body it comes in is not signed, so it may point anywhere."""

from __future__ import annotations

from bot.platforms.links import Origin, read_link

PLATFORM_DOMAIN = "dingtalk.com"
PATH = "/robot/sendBySession"


def is_reply_address(url: str, oapi_base: str) -> bool:
    """https under dingtalk.com or at the configured base; plain http only where the base itself is so."""
    link, base = read_link(url), read_link(oapi_base)
    if link is None or link.path != PATH or len(link.query) != 1:
        return False
    key, session = link.query[0]
    if key != "session" or not session:
        return False
    return _is_platform(link.origin) or (base is not None and _is_base(link.origin, base.origin))


def _is_platform(origin: Origin) -> bool:
    inside = origin.host == PLATFORM_DOMAIN or origin.host.endswith("." + PLATFORM_DOMAIN)
    return inside and origin.scheme == "https" and origin.port == 443


def _is_base(origin: Origin, base: Origin) -> bool:
    return origin == base or origin == Origin("https", base.host, 443)
