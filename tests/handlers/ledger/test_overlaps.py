"""Pairs of a task and a livelihood item that may be one piece of work."""

from __future__ import annotations

from handlers.ledger.items import Item, ItemRef
from handlers.ledger.overlaps import propose_links


def an_item(name: str, text: str) -> Item:
    return Item(ref=ItemRef.parse(name), text=text)


def pairs(*items: Item) -> list[tuple[str, str]]:
    return [(str(link.task), str(link.livelihood)) for link in propose_links(items)]


def test_the_same_figure_beside_the_same_words() -> None:
    task = an_item("任务44", "全力加快2700套安置房建设。")
    assert pairs(task, an_item("实事13", "建设居民安置房2700套以上。")) == [("任务44", "实事13")]
    assert pairs(task, an_item("实事13", "建设口袋公园2700处。")) == []


def test_the_same_figure_alone_is_chance() -> None:
    assert pairs(an_item("任务1", "新增高新技术企业10家。"), an_item("实事1", "提升农家书屋10家。")) == []


def test_a_name_in_quotation_marks() -> None:
    link = propose_links(
        [an_item("任务84", "深化“戏曲进乡村”等活动。"), an_item("实事12", "开展“戏曲进乡村”演出。")]
    )
    assert [one.reason for one in link] == ["都有“戏曲进乡村”"]


def test_words_that_many_items_have_say_nothing() -> None:
    tasks = [an_item(f"任务{no}", "加强社区卫生服务中心建设。") for no in range(1, 5)]
    assert pairs(*tasks, an_item("实事1", "建设社区卫生服务中心。")) == []


def test_only_across_the_annexes() -> None:
    assert pairs(an_item("任务1", "建设绿道6.6公里。"), an_item("任务2", "建设绿道6.6公里。")) == []
