"""The published vectors of robot callbacks. Left out, because they belong to other channels:
`custom_robot_url_sign` (group webhook), `card_http_callback_sign`, `zwdd_request_sign`, `event_callback`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.dingtalk.signature import UsedSignatures, sign, verify
from handlers.errors import SignatureError, StaleError
from tests.bot.platforms.scene import vectors

ROBOT = vectors("dingtalk")["robot_http_callback_sign"]
NOW = datetime(2025, 1, 1, tzinfo=UTC)
HOUR = 3600
ACCEPTED = [one for one in ROBOT["verification_cases"] if one["expect"] == "accept"]
REJECTED = [one for one in ROBOT["verification_cases"] if one["expect"] == "reject"]

Case = dict[str, Any]


def named(case: Case) -> str:
    return str(case["name"])


def checked(case: Case) -> None:
    now = datetime.fromtimestamp(case["now_ms"] / 1000, UTC)
    verify(case["timestamp"], case["sign"], case["appSecret"], now, HOUR)


@pytest.mark.parametrize("vector", ROBOT["vectors"], ids=named)
def test_signs_as_published(vector: Case) -> None:
    assert sign(vector["timestamp"], vector["appSecret"]) == vector["sign"]


@pytest.mark.parametrize("case", ACCEPTED, ids=named)
def test_accepts(case: Case) -> None:
    checked(case)


@pytest.mark.parametrize("case", REJECTED, ids=named)
def test_refuses(case: Case) -> None:
    expected = StaleError if case["name"] in ("expired", "future") else SignatureError
    with pytest.raises(expected) as caught:
        checked(case)
    assert caught.value.status in (401, 403)


def test_every_published_case_is_here() -> None:
    assert (len(ROBOT["vectors"]), len(ACCEPTED), len(REJECTED)) == (4, 2, 11)


@pytest.mark.parametrize(
    "timestamp",
    ["", "123456789", "1" * 17, "１７３５６８９６００１２３", " 1735689600123", "1735689600123\n"],
)
def test_only_ten_to_sixteen_digits_are_a_timestamp(timestamp: str) -> None:
    with pytest.raises(SignatureError, match="milliseconds"):
        verify(timestamp, sign(timestamp, "s"), "s", NOW, HOUR)


@given(st.text(), st.text())
def test_a_stranger_is_always_refused(timestamp: str, signature: str) -> None:
    with pytest.raises(SignatureError):
        verify(timestamp, signature, "secret", NOW, HOUR)


def test_a_signed_timestamp_carries_a_few_bodies_only() -> None:
    used = UsedSignatures()
    for _ in range(3):  # again and again is a retry
        for body in (b"a", b"b", b"c", b"d"):
            used.check("1735689600123", body)
    with pytest.raises(SignatureError, match="other bodies"):
        used.check("1735689600123", b"e")
    used.check("1735689600124", b"e")


def test_the_memory_is_bounded() -> None:
    used = UsedSignatures(capacity=2)
    for body in (b"a", b"b", b"c", b"d"):
        used.check("1", body)
    for timestamp in ("2", "3"):
        used.check(timestamp, b"a")
    used.check("1", b"e")
