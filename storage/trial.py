"""A trial run: what is meant for everybody goes to the office instead, marked with whom it was meant for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from storage.house import House
from storage.outbox import Push
from storage.senders import Address
from storage.states import Channel


def addressed(push: Push, name: str, house: House, office: Sequence[Address]) -> Push | None:
    """The push as it goes out: to its receiver, whose `name` is; in a trial to somebody of the office."""
    return _redirected(push, name, office) if house.trial else push


def _redirected(push: Push, name: str, office: Sequence[Address]) -> Push | None:
    """The push to somebody of the office, marked with `name`; None where there is nobody.

    The office's people share the pushes evenly; what is meant for one of them goes there anyway.
    """
    if not office:
        return None
    own = [one for one in office if (one.platform, one.user_id) == (push.platform, push.receiver)]
    share = int.from_bytes(sha256(push.key.encode()).digest()[:4]) % len(office)
    taken = own[0] if own else office[share]
    return replace(
        push,
        key=f"{push.key}:trial",
        platform=taken.platform,
        receiver=taken.user_id,
        channel=Channel.DIRECT,
        markdown=False,
        text=trial_mark(push.text, name) if push.text else "",
        about={**push.about, "for": name} if push.about is not None else None,
    )


def trial_mark(text: str, name: str) -> str:
    return f"【试运行，应发给：{name}】\n{text}"
