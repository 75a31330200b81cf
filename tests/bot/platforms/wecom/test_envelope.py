from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.wecom.envelope import elements, fields, text_reply
from handlers.errors import InboundError

BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><A>&b;</A></xml>"""
)
OUTSIDE = b"""<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><A>1</A></xml>"""


def test_reads_texts_with_and_without_cdata_in_any_order() -> None:
    xml = "\ufeff<xml>\n <B>1</B>\n<A><![CDATA[督 <查> &amp;]]></A></xml>".encode()
    assert fields(xml) == {"A": "督 <查> &amp;", "B": "1"}


def test_deeper_levels_are_passed_over() -> None:
    xml = b"<xml><Items><Item><A>no</A></Item></Items><A>yes</A><A>second</A></xml>"
    assert fields(xml) == {"Items": "", "A": "yes"}
    assert elements(xml)[-1] == ("A", "second")


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_a_declaration_is_refused(xml: bytes) -> None:
    with pytest.raises(InboundError, match="declares"):
        fields(xml)


def test_the_words_of_a_declaration_inside_a_text_are_only_words() -> None:
    assert fields(b"<xml><A><![CDATA[<!DOCTYPE html><!ENTITY x>]]></A></xml>")["A"].startswith("<!DOCTYPE")


def test_an_unknown_entity_is_refused() -> None:
    with pytest.raises(InboundError):
        fields(b"<xml><A>&secret;</A></xml>")


@pytest.mark.parametrize(
    "xml",
    [b"", b"<xml>", b"\xff\xfe", b"<xml/><xml/>", b"text", b"<xml><A></B></xml>", b"<a>" * 20 + b"</a>" * 20],
    ids=["empty", "open", "not utf-8", "two roots", "no xml", "crossed", "deep"],
)
def test_malformed_xml_is_refused(xml: bytes) -> None:
    with pytest.raises(InboundError):
        fields(xml)


def test_a_declared_encoding_does_not_count() -> None:
    xml = "<?xml version='1.0' encoding='utf-7'?><xml><A>督查</A></xml>".encode()
    assert fields(xml) == {"A": "督查"}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(xml: bytes) -> None:
    with suppress(InboundError):
        fields(xml)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=200)
)
def test_any_content_survives_in_cdata(content: str) -> None:
    assert fields(text_reply("zhang", "ww1", 1, content))["Content"] == content


def test_control_characters_and_the_end_of_cdata_do_not_break_a_reply() -> None:
    assert fields(text_reply("zhang", "ww1", 1, "一\x00]]>二\x1f\n三"))["Content"] == "一]]>二\n三"
