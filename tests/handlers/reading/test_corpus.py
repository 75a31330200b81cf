"""The measure: whole messages right, and never a write to a wrong item."""

from __future__ import annotations

import pytest

from handlers.reading import read
from handlers.reading.told import JOINT
from tests.handlers.reading.corpus import catalog, is_exact, messages, wrong_writes

_KNOWN_WRONG = {"f114"}  # 任务65 已签约安置房32套: what is foreign to a unit has no rule yet


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("dev.jsonl", 0.98),
        ("own.jsonl", 0.98),
        ("corpora/open.jsonl", 0.96),
        ("corpora/further.jsonl", 0.96),
        ("corpora/phone.jsonl", 0.97),
    ],
)
def test_whole_messages_are_read_as_labelled(name: str, share: float) -> None:
    missed = []
    count = 0
    for message in messages(name):
        count += 1
        told = read(message.text, message.scope, catalog()).to_json()
        assert message.id in _KNOWN_WRONG or not wrong_writes(message.gold, told), message.id
        if not is_exact(message.gold, told):
            missed.append(f"{message.id} {message.text!r}\n  {message.gold}\n  {told}")
    assert len(missed) <= (1 - share) * count, "\n".join(missed)


@pytest.mark.parametrize(
    "name", ["dev.jsonl", "own.jsonl", "corpora/open.jsonl", "corpora/further.jsonl", "corpora/phone.jsonl"]
)
def test_fields_are_words_of_the_message(name: str) -> None:
    for message in messages(name):
        for entry in read(message.text, message.scope, catalog()).entries:
            words = [entry.progress, entry.problem, entry.cause, entry.next_step]
            pieces = [piece for word in words if word for piece in word.split(JOINT)]
            assert all(piece in message.text for piece in pieces), message.id
