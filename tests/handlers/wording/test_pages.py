"""Bulletins in chat: within the limit, split at item borders, numbered, in the platforms' real subset."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.bulletins.bulletin import figures_of
from handlers.wording.bulletins import text
from handlers.wording.pages import PLAIN, ChatForm, chat_pages, numbered
from tests.handlers.bulletins.builders import a_bulletin, the_mixed
from tests.handlers.bulletins.test_golden import the_long

FORMS = (ChatForm(1900), ChatForm(3900), ChatForm(6000, join="\n\n"), PLAIN)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_item_is_whole_on_one_page(form: ChatForm) -> None:
    bulletin, _ = the_long()
    words = text(bulletin, naming=True)
    pages = chat_pages(words, figures_of(bulletin), form, "督查通报〔2023〕第3期")
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert len(page.encode()) <= form.limit
        assert f"（{number}/{len(pages)}）" in page.split("\n", 1)[0]
        assert not re.search(r"[一二三四五]、\S+\**$", page)  # no heading stands last
    lines = [line for page in pages for line in page.split("\n")]
    for entry in words.split("\n")[1:]:
        assert entry in lines or f"**{entry}**" in lines
    assert sum(line.startswith(("任务", "实事")) for line in lines) == bulletin.total


def test_a_short_one_is_not_numbered() -> None:
    bulletin, _ = a_bulletin(the_mixed(), 3)
    (page,) = chat_pages(text(bulletin, naming=False), figures_of(bulletin), ChatForm(6000))
    assert "/1）" not in page


def test_units_words_neither_mark_up_nor_mention() -> None:
    words = '关于…的通报\n进展：**大** <@zhang> [见此](http://a.b) #标题 `x` @所有人 <font color="info">'
    for form in FORMS:
        (page,) = chat_pages(words, {"rows": []}, form)
        body = page.split("\n", 1)[1]
        assert not set(body) & set("<>*#[]`@")


def test_plain_text_has_no_marks() -> None:
    bulletin, _ = a_bulletin(the_mixed(), 3)
    for page in chat_pages(text(bulletin, naming=True), figures_of(bulletin), PLAIN):
        assert not set(page) & set("*#")


@given(
    st.lists(st.text("区局完成，；。1", min_size=1, max_size=900), max_size=8),
    st.sampled_from(FORMS),
)
def test_nothing_is_lost_whatever_is_paged(blocks: list[str], form: ChatForm) -> None:
    pages = numbered("通报", blocks, form)
    assert all(len(page.encode()) <= form.limit for page in pages)
    bodies = "".join("".join(page.split("\n")[1:]) for page in pages)
    assert bodies == "".join(blocks)
