from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.port import RegistrationError
from bot.platforms.tokens import Token, TokenCache, name_of
from handlers.errors import DeliveryError
from storage.tokens import KeptTokens
from storage.transactions import Database

NOW = datetime(2023, 4, 3, tzinfo=UTC)


class Source:
    def __init__(self) -> None:
        self.calls = 0
        self.failure: DeliveryError | None = None

    def fetch(self, now: datetime) -> Token:
        self.calls += 1
        if self.failure:
            raise self.failure
        return Token(f"token-{self.calls}", now + timedelta(hours=2))


def test_a_token_is_fetched_once_and_renewed_at_its_end() -> None:
    source = Source()
    cache = TokenCache(source.fetch)
    assert [cache.get(NOW), cache.get(NOW + timedelta(hours=1))] == ["token-1", "token-1"]
    assert cache.get(NOW + timedelta(hours=2)) == "token-2"


def test_only_the_token_that_was_refused_is_dropped() -> None:
    cache = TokenCache(Source().fetch)
    first = cache.get(NOW)
    cache.drop(first)
    assert cache.get(NOW) == "token-2"
    cache.drop(first)
    assert cache.get(NOW) == "token-2"


def test_a_wrong_secret_is_not_asked_again_at_once() -> None:
    source = Source()
    source.failure = RegistrationError("wrong secret", 1800)
    cache = TokenCache(source.fetch)
    for _attempt in range(3):
        with pytest.raises(RegistrationError, match="wrong secret"):
            cache.get(NOW)
    assert source.calls == 1
    source.failure = None
    assert cache.get(NOW + timedelta(minutes=11)) == "token-2"


def test_a_passing_failure_is_not_remembered() -> None:
    source = Source()
    source.failure = DeliveryError("time-out")
    cache = TokenCache(source.fetch)
    with pytest.raises(DeliveryError):
        cache.get(NOW)
    source.failure = None
    assert cache.get(NOW) == "token-2"


def test_a_token_is_not_shown() -> None:
    assert "hush" not in repr(Token("hush", NOW))


class TestShared:
    """Processes leave their tokens for each other."""

    def caches(self, database: Database, source: Source) -> tuple[TokenCache, TokenCache]:
        name = name_of("wecom", "corp", "secret")
        one, other = KeptTokens(database), KeptTokens(database)
        return TokenCache(source.fetch, name, one), TokenCache(source.fetch, name, other)

    def test_one_fetches_for_all(self, database: Database) -> None:
        source = Source()
        first, second = self.caches(database, source)
        assert [first.get(NOW), second.get(NOW)] == ["token-1"] * 2
        later = NOW + timedelta(hours=2)
        assert [second.get(later), first.get(later)] == ["token-2"] * 2
        assert source.calls == 2

    def test_a_refused_one_is_renewed_by_one_and_taken_by_the_other(self, database: Database) -> None:
        source = Source()
        first, second = self.caches(database, source)
        for cache in (first, second):
            cache.drop(cache.get(NOW))
        assert [first.get(NOW), second.get(NOW)] == ["token-2"] * 2
        assert source.calls == 2

    def test_other_credentials_are_another_app(self, database: Database) -> None:
        source = Source()
        for secret in ("secret", "changed"):
            TokenCache(source.fetch, name_of("wecom", "corp", secret), KeptTokens(database)).get(NOW)
        assert source.calls == 2
        assert "secret" not in name_of("wecom", "corp", "secret")
