from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.texts import clean, scrub


@given(st.text())
def test_a_cleaned_text_can_be_stored_and_sent(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned


def test_line_ends_and_tabs_stay() -> None:
    assert clean("一\r\n二\t三\x00\x0b四\ud800") == "一\r\n二\t三四\ufffd"


def test_scrubs_secrets_phones_and_tokens() -> None:
    said = "bad s3cret for 13812345678, access_token=abc.def&x=1 session=9f from ip: 203.0.113.9"
    assert scrub(said, "s3cret", "") == (
        "bad *** for 138********, access_token=***&x=1 session=*** from ip: 203.0.113.9"
    )


def test_an_endless_answer_is_shortened() -> None:
    assert len(scrub("长" * 1000)) == 300
