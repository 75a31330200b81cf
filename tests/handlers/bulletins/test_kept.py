"""Whether an edited text names those who lag, which only a person may decide."""

from __future__ import annotations

from handlers.bulletins.bulletin import BulletinKind, figures_of
from handlers.bulletins.kept import KeptBulletin, Texts
from handlers.bulletins.review import BulletinState
from handlers.wording.bulletins import text
from tests.builders import at
from tests.handlers.bulletins.builders import a_bulletin, the_mixed


def kept(full: str = "", unnamed: str = "", *, edited: bool = True) -> KeptBulletin:
    bulletin, _ = a_bulletin(the_mixed(), 3)
    composed = Texts(text(bulletin, naming=True), text(bulletin, naming=False))
    return KeptBulletin(
        1,
        BulletinKind.LIVELIHOOD,
        "2023-03",
        "关于…的通报",
        BulletinState.DRAFT,
        2,
        Texts(full or composed.full, unnamed or composed.unnamed),
        figures_of(bulletin),
        at(),
        edited=edited,
        composed_unnamed=composed.unnamed,
    )


def test_a_composed_text_names_in_full_only() -> None:
    assert kept(edited=False).names_laggards(naming=False) == ()
    assert kept(edited=False).names_laggards(naming=True) == ("区教育体育局", "公安市中分局", "区妇联")


def test_a_unit_named_for_what_it_has_finished_is_not_criticised() -> None:
    """区教育体育局 lags with one item and has finished another."""
    assert kept().names_laggards(naming=False) == ()
    words = f"{kept().texts.unnamed}\n区教育体育局进度滞后。"
    assert kept(unnamed=words).names_laggards(naming=False) == ("区教育体育局",)
    assert kept(unnamed="区妇联没有报送。").names_laggards(naming=False) == ("区妇联",)
