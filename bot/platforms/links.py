"""Where a URL points to, read so strictly that no two parsers can disagree about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

_PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII without space and backslash
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Origin:
    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Link:
    origin: Origin
    path: str
    query: tuple[tuple[str, str], ...] = field(repr=False)


def read_link(url: str) -> Link | None:
    """None for everything unusual: user info, fragment, backslash, odd hosts, unknown schemes."""
    if not _PLAIN.fullmatch(url) or "@" in url.partition("?")[0] or "#" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if parts.scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(host):
        return None
    origin = Origin(parts.scheme, host, _DEFAULT_PORTS[parts.scheme] if port is None else port)
    return Link(origin, parts.path, tuple(parse_qsl(parts.query, keep_blank_values=True)))
