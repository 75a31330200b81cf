"""read(): one message, what is known about its sender, and the items, to a Reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading import content, intents
from handlers.reading.amending import AMENDS, amended
from handlers.reading.catalog import Catalog
from handlers.reading.figures import figures
from handlers.reading.fields import Said, fields, skip_heading
from handlers.reading.labels import headings
from handlers.reading.mentions import find_mentions
from handlers.reading.monthwords import stated_in_heading
from handlers.reading.normalise import Text
from handlers.reading.plans import plan_of, quarters_named, row_of, says_plan
from handlers.reading.shapes import Asked, Doubt, Entry, Intent, PlanWords, Reading, Role, Scope
from handlers.reading.topics import Topic, Topics, topics
from handlers.reading.values import says_no_problem

_AT = re.compile(r"@(?P<name>[^\s@,，:：。]{1,20})[\s\u2005]*")
_SHARED_TAIL = re.compile(
    r"(?:^|(?<=[；;。\n，,!！\s]))\s*(?P<tail>(?:以上|上述|这|全部)?(?:[两二三四五六七八九十几\d]+|各|所有)?(?:项|个|条|件|事项)?(?:工作)?(?:都|均|全都|也都|全)[^，,;；。\n]{1,20})[。.!！~\s]*$"
)
_SHARED_SENTENCE = re.compile(r"(?<=[；;。\n])\s*(?P<tail>(?:(?:以上|上述|这)?[两二三四五六七八九十几\d]*(?:项|个|条|件)(?:工作|任务|事项)?|以上|上述|都|均)(?:目标)?(?:都|均|全|暂|无|没|也)[^；;。\n]{1,60})[。.!！~\s]*$")
_COUNTED_TAIL = re.compile(r"(?:^|(?<=[；;。\n，,!！\s]))\s*(?P<tail>(?:以上|上述|这)?[两二三四五六七八九十几\d]+(?:项|个|条|件)[^，,;；。\n]{1,24})[。.!！~\s]*$")
_IN_TURN = re.compile(r"(?:一起|一块|合并|一并|分别|依次|统一|同时)")
_ALL_ASKED = re.compile(r"^\s*(?:以上|上述|这|那)?(?P<no>[两二三四五六七八九\d])(?:项|个|条|件)(?:工作|任务|事项)?(?:都|均|全|也)")
_COUNTS = "零一二三四五六七八九"
_OWN_ITEM = re.compile(r"^\s*(?:我们|我局|我单位|我办|我街道|我中心|俺们|咱们|咱)?(?:那|这|该|此|负责的?那?)?(?:一|唯一的?)?(?:项|个)(?:工作|任务|事项|实事)?(?![月季周])(?=[一-龥，,:：\s])")


def read(text: str, scope: Scope, catalog: Catalog) -> Reading:
    """What the message says. Total: every text has a reading, and no item is ever guessed."""
    return _Reader(text, scope, catalog).read()


@dataclass(slots=True)
class _Part:
    """The words about some items."""

    refs: tuple[ItemRef, ...]
    start: int
    stop: int
    same_as: ItemRef | None = None


class _Reader:
    def __init__(self, text: str, scope: Scope, catalog: Catalog) -> None:
        self.text = Text.of(text)
        self.norm = self.text.norm
        self.scope = scope
        self.catalog = catalog
        self.start, self.end, self.to_everyone = self._body()
        self.body = self.norm[self.start : self.end].strip()
        self.by_office = scope.role is not Role.CONTACT

    def _body(self) -> tuple[int, int, bool]:
        """The message without the names it is addressed to."""
        start, everyone = 0, False
        robots = {Text.of(name).norm for name in self.scope.robot_names}
        while found := _AT.match(self.norm, start + len(self.norm[start:]) - len(self.norm[start:].lstrip())):
            everyone = everyone or found["name"] not in robots
            start = found.end()
        end = len(self.norm)
        for name in robots:
            if self.norm[start:end].rstrip().endswith("@" + name):
                end = start + len(self.norm[start:end].rstrip()) - len(name) - 1
        return start, end, everyone

    # ------------------------------------------------------------ intents
    def read(self) -> Reading:
        body = self.body
        if not any(char.isalnum() for char in body):
            return Reading(Intent.HELP if body.strip("?!？！ ") == "" and "?" in body else Intent.CHITCHAT)
        if intents.gives_orders_by_text(body):
            return Reading(Intent.UNCLEAR, doubt=Doubt.NOT_AN_ORDER)
        form = headings(self.norm, self.start, self.end)
        quarters = quarters_named(self.norm, self.start, self.end)
        if len(form) < 2 and quarters < 2:
            spoken = self._spoken()
            if spoken:
                return spoken
        found = topics(self.norm, self.start, self.scope, self.catalog)
        if self._is_plan(quarters):
            return self._plan(found)
        if AMENDS.search(body) and self._is_amendment(bool(form)):
            return self._amendment(found)
        return self._report(found)

    def _spoken(self) -> Reading | None:
        """Whatever is not a filled form: bindings, questions, commands, small talk."""
        body = self.body
        if intents.binds(body):
            return Reading(Intent.BIND)
        command = intents.command_in(body, by_office=self.by_office)
        if command:
            named = self._named()
            return Reading(Intent.COMMAND, tuple(map(Entry, named.refs)), command, self._month(body))
        if intents.asks_for_help(body) and not (self._named_first() and self._has_figures()):
            return Reading(Intent.HELP)
        if intents.withdraws(body):
            return self._withdrawal()
        if intents.asks(body) and not self._has_figures():
            return self._query()
        if intents.is_small_talk(body, names_items=bool(find_mentions(body))) or (self.to_everyone and not find_mentions(body)):
            return Reading(Intent.CHITCHAT)
        if intents.puts_off(body) and not self._has_figures() and not intents.sounds_like_a_report(body):
            return Reading(Intent.CHITCHAT)
        return None

    def _has_figures(self) -> bool:
        """Whether figures are told, the numbers of items aside."""
        words = self.body
        for mention in reversed(find_mentions(words)):
            words = f"{words[: mention.start]} {words[mention.end :]}"
        told = figures(words)
        return bool(told.quantities or told.percent is not None)

    def _named_first(self) -> bool:
        return any(mention.at_head for mention in find_mentions(self.body))

    def _named(self) -> Topics:
        return topics(self.norm, self.start, self.scope, self.catalog)

    def _month(self, words: str) -> Month | None:
        return stated_in_heading(words, self.scope.received_at)

    def _withdrawal(self) -> Reading:
        named = self._named()
        if named.doubt:
            return Reading(Intent.UNCLEAR, doubt=named.doubt, candidates=named.candidates)
        entries = tuple(Entry(ref) for ref in named.refs)
        return Reading(Intent.WITHDRAW, entries, month=self._month(self.body), about_plan=says_plan(self.body))

    def _query(self) -> Reading:
        named = self._named()
        refs = named.refs
        if not refs and self.by_office:
            numbers = re.findall(r"(?<![\d年月])\d{1,3}(?![\d月年日号个])", self.body) if re.match(r"\s*(?:查|看)", self.body) else []
            refs = tuple(ref for number in numbers for ref in self._by_number(int(number)))
        if not refs:
            among = self.scope.mine
            found = content.scores(self.body, among, self.catalog) if among else content.scores_over_all(self.body, self.catalog)
            refs = content.fitting(found)
        return Reading(Intent.QUERY, tuple(Entry(ref) for ref in refs), month=self._month(self.body))

    def _by_number(self, number: int) -> tuple[ItemRef, ...]:
        names = (f"任务{number}", f"实事{number}") if number else ()
        known = tuple(ref for ref in map(ItemRef.parse, names) if ref in self.catalog)
        return tuple(ref for ref in known if ref in self.scope.mine) or known

    def _is_plan(self, quarters: int) -> bool:
        if AMENDS.search(self.body) and quarters < 2:
            return False
        if self._rows():
            return True
        if quarters >= 3 or (quarters >= 1 and says_plan(self.body)):
            return True
        return quarters == 2 and not intents.sounds_like_a_report(self.body)

    def _is_amendment(self, has_form: bool) -> bool:
        found = AMENDS.search(self.body)
        return bool(found) and (not has_form or found.start() < 20 if found else False)

    # ------------------------------------------------------------ parts of the message
    def _parts(self, found: Topics) -> tuple[list[_Part], Reading | None]:
        """The words of each item; or the reading that has to be asked about."""
        if found.doubt:
            return [], self._unclear(found.doubt, found.candidates, found.found)
        if found.found:
            parts = [_Part(topic.refs, topic.end, min(topic.stop, self.end), topic.same_as) for topic in found.found]
            foreign = self._foreign(found, parts)
            if foreign:
                return [], self._unclear(Doubt.NOT_MATCHING, foreign, found.found)
            self._named_at_the_end(parts, found)
            return parts, None
        refs, doubt, candidates = self._unnamed()
        if doubt:
            return [], self._unclear(doubt, candidates, ())
        return [_Part(refs, self._own_start(), self.end)], None

    def _own_start(self) -> int:
        found = _OWN_ITEM.match(self.norm[self.start : self.end])
        return self.start + found.end() if found else self.start

    def _named_at_the_end(self, parts: list[_Part], found: Topics) -> None:
        """已签约186户（任务46）: the words stand before the name."""
        if len(parts) == 1 and not any(char.isalnum() for char in self.norm[parts[0].start : parts[0].stop]):
            parts[0].start, parts[0].stop = self.start, found.preface_end

    def _foreign(self, found: Topics, parts: list[_Part]) -> tuple[ItemRef, ...]:
        """Named items that are none of the sender's, unless nothing is reported on them (任务32不是我们报)."""
        if not self.scope.mine or all(ref in self.scope.mine for ref in found.refs):
            return ()
        if len(parts) > 1:
            received_at = self.scope.received_at
            parts[:] = [
                part
                for part in parts
                if all(ref in self.scope.mine for ref in part.refs)
                or part.same_as
                or not fields(self.text, part.start, part.stop, received_at).empty
            ]
        return tuple(ref for part in parts for ref in part.refs if ref not in self.scope.mine)

    def _unnamed(self) -> tuple[tuple[ItemRef, ...], Doubt | None, tuple[ItemRef, ...]]:
        """Without a name: what was quoted, what was asked, the only item, the content."""
        asked = self._asked()
        mine = self.scope.mine
        counted = _ALL_ASKED.match(self.body)
        if counted and len(asked) > 1 and self._count(counted["no"]) == len(asked):
            return asked, None, ()
        if len(asked) == 1:
            return self._unless_contradicted(asked[0])
        if len(mine) == 1:
            return mine, None, ()
        fit = content.fitting(content.scores(self.body, mine, self.catalog))
        if len(fit) == 1:
            return fit, None, ()
        return (), Doubt.SEVERAL_ITEMS if fit else Doubt.NO_ITEM, fit or asked

    @staticmethod
    def _count(words: str) -> int:
        return int(words) if words.isdecimal() else _COUNTS.index(words.replace("两", "二"))

    def _asked(self) -> tuple[ItemRef, ...]:
        if self.scope.quote:
            quoted = Text.of(self.scope.quote).norm
            refs = topics(quoted, 0, replace(self.scope, asked=None, quote=None), self.catalog).refs
            refs = tuple(ref for ref in refs if not self.scope.mine or ref in self.scope.mine)
            if refs:
                return refs
        return self.scope.asked.items if self.scope.asked else ()

    def _unless_contradicted(self, ref: ItemRef) -> tuple[tuple[ItemRef, ...], Doubt | None, tuple[ItemRef, ...]]:
        found = content.scores(self.body, self.scope.mine, self.catalog)
        fit = content.fitting(found)
        if fit and ref not in fit and found.get(ref, 0.0) == 0.0:
            return (), Doubt.SEVERAL_ITEMS, (ref, *fit)
        return (ref,), None, ()

    def _unclear(self, doubt: Doubt, candidates: tuple[ItemRef, ...], found: tuple[Topic, ...]) -> Reading:
        start = found[-1].end if found else self.start
        if not found and not intents.sounds_like_a_report(self.body) and not self._has_figures():
            if not self.by_office and not content.fitting(content.scores(self.body, self.scope.mine, self.catalog), 1.0):
                return Reading(Intent.CHITCHAT)
        said = fields(self.text, start, self.end, self.scope.received_at)
        entries = () if said.progress is None else (_entry(None, said),)
        return Reading(Intent.UNCLEAR, entries, month=said.month, doubt=doubt, candidates=candidates)

    # ------------------------------------------------------------ reports
    def _report(self, found: Topics) -> Reading:
        parts, asked_back = self._parts(found)
        if asked_back:
            return asked_back
        tail_start, tail = self._shared_tail(parts)
        if tail:
            parts[-1].stop = tail_start
        preface = self._preface_month(found)
        said_of: dict[ItemRef, Said] = {}
        for part in parts:
            self._take_in(part, said_of)
        if not said_of:
            return Reading(Intent.UNCLEAR, doubt=Doubt.NO_CONTENT, candidates=found.refs)
        for said in said_of.values():
            said.month = said.month or preface
            if tail and said.problem is None and tail.problem is not None:
                said.problem = tail.problem
            if tail and said.stage_met is None:
                said.stage_met = tail.stage_met
        return self._with_content(said_of, found)

    def _with_content(self, said_of: dict[ItemRef, Said], found: Topics) -> Reading:
        empty = [ref for ref, said in said_of.items() if said.empty]
        if len(empty) == len(said_of):
            if found.found and intents.puts_off(self.body):
                return Reading(Intent.CHITCHAT)
            kept = tuple(Entry(ref) for ref in said_of)
            return Reading(Intent.UNCLEAR, kept, doubt=Doubt.NO_CONTENT, candidates=tuple(said_of))
        mismatch = self._mismatch(said_of) if found.found else None
        if mismatch:
            return mismatch
        entries = tuple(_entry(ref, said) for ref, said in said_of.items() if not said.empty)
        return Reading(Intent.REPORT, entries, month=_one_month(entries))

    def _take_in(self, part: _Part, said_of: dict[ItemRef, Said]) -> None:
        received_at = self.scope.received_at
        if part.same_as and part.same_as in said_of:
            original = said_of[part.same_as]
            copy = Said(progress=original.progress, figures=original.figures, finished=original.finished, month=original.month)
            said_of.update(dict.fromkeys(part.refs, copy))
            return
        spans = self._in_turn(part)
        for ref, (start, stop) in zip(part.refs, spans, strict=True):
            said = fields(self.text, start, stop, received_at)
            said_of[ref] = _merged(said_of[ref], said) if ref in said_of else said

    def _in_turn(self, part: _Part) -> list[tuple[int, int]]:
        """实事6、7、8一起报：a；b；c gives each its own; else the words are for all."""
        everyone = [(part.start, part.stop)] * len(part.refs)
        head = self.norm[part.start : part.start + 12]
        if len(part.refs) < 2 or not _IN_TURN.search(head):
            return everyone
        begin, _, _ = skip_heading(self.norm, part.start, part.stop, self.scope.received_at)
        pieces = [
            (begin + found.start(), begin + found.end())
            for found in re.finditer(r"[^;；。\n]+", self.norm[begin : part.stop])
            if found[0].strip()
        ]
        return pieces if len(pieces) == len(part.refs) else everyone

    def _shared_tail(self, parts: list[_Part]) -> tuple[int, Said | None]:
        """三项均无问题 at the end holds for all items of the message."""
        several = len(parts) > 1 or (len(parts[0].refs) > 1 and _IN_TURN.search(self.norm[parts[0].start :][:12]))
        if not several:
            return 0, None
        low = max(parts[-1].start, parts[-1].stop - 80)
        words = self.norm[low : parts[-1].stop]
        found = _SHARED_SENTENCE.search(words) or _COUNTED_TAIL.search(words) or _SHARED_TAIL.search(words)
        if not found or not found["tail"].strip():
            return 0, None
        start = low + found.start("tail")
        said = fields(self.text, start, parts[-1].stop, self.scope.received_at)
        if said.progress is not None or (said.problem is None and said.stage_met is None):
            return 0, None
        return start, said

    def _preface_month(self, found: Topics) -> Month | None:
        if not found.found:
            return self._leading_month()
        preface = self.norm[self.start : found.preface_end]
        return self._month(preface) if len(preface) <= 60 else None

    def _leading_month(self) -> Month | None:
        _, month, _ = skip_heading(self.norm, self.start, self.end, self.scope.received_at)
        return month

    def _mismatch(self, said_of: dict[ItemRef, Said]) -> Reading | None:
        """The number says one item of the sender's, the words clearly another."""
        if len(said_of) != 1:
            return None
        ((ref, said),) = said_of.items()
        words = Text.of(said.progress or "").norm
        found = content.scores(words, self.scope.mine or (ref,), self.catalog)
        if found.get(ref, 0.0) > 0.0 or not found:
            return None
        fit = content.fitting(found, 3.0)
        if not fit:
            return None
        return Reading(Intent.UNCLEAR, (_entry(None, said),), doubt=Doubt.NOT_MATCHING, candidates=(ref, *fit))

    # ------------------------------------------------------------ plans and corrections
    def _plan(self, found: Topics) -> Reading:
        parts, asked_back = self._parts(found)
        if asked_back:
            return replace(asked_back, entries=())
        shared = self._shared_people(parts)
        entries = []
        for part in parts:
            plan = self._row(part.refs, part.start, part.stop) or plan_of(self.text, part.start, part.stop)
            if plan is None:
                continue
            entries.extend(Entry(ref, plan=_with_people(plan, shared)) for ref in part.refs)
        if not entries:
            return Reading(Intent.UNCLEAR, doubt=Doubt.NO_CONTENT, candidates=found.refs)
        return Reading(Intent.PLAN, tuple(entries))

    def _rows(self) -> bool:
        """Whether a row of the table of plans was pasted."""
        if "\t" not in self.body and "|" not in self.body:
            return False
        found = self._named()
        return any(self._row(topic.refs, topic.end, topic.stop) for topic in found.found)

    def _row(self, refs: tuple[ItemRef, ...], start: int, stop: int) -> PlanWords | None:
        item = self.catalog.item(refs[0]) if len(refs) == 1 else None
        return row_of(self.text, start, stop, item.text if item else "")

    def _shared_people(self, parts: list[_Part]) -> PlanWords | None:
        """两项主要负责人均为：韩磊 after the last item."""
        if len(parts) < 2:
            return None
        return plan_of(self.text, parts[-1].start, parts[-1].stop) if re.search(
            r"(?:项|以上|上述)[^\n;；。]{0,10}(?:负责人|分管)|(?:负责人|分管)[^\n;；。]{0,6}(?:均|都)", self.norm[parts[-1].start : parts[-1].stop]
        ) else None

    def _amendment(self, found: Topics) -> Reading:
        parts, asked_back = self._parts(found)
        if asked_back:
            return asked_back
        preface = self._preface_month(found)
        entries: list[Entry] = []
        for part in parts:
            if says_plan(self.body) or quarters_named(self.norm, part.start, part.stop):
                plan = plan_of(self.text, part.start, part.stop)
                if plan:
                    entries.extend(Entry(ref, plan=plan) for ref in part.refs)
                    continue
            said = amended(self.text, part.start, part.stop, self.scope.received_at)
            said.month = said.month or preface
            if not said.empty or said.figures.quantities or said.figures.percent is not None:
                entries.extend(_entry(ref, said) for ref in part.refs)
        if not entries:
            kept = tuple(Entry(ref) for ref in found.refs)
            return Reading(Intent.UNCLEAR, kept, doubt=Doubt.NO_CONTENT, candidates=found.refs)
        return Reading(Intent.AMEND, tuple(entries), month=_one_month(tuple(entries)))


def _with_people(plan: PlanWords, shared: PlanWords | None) -> PlanWords:
    if shared is None:
        return plan
    return replace(plan, principal=plan.principal or shared.principal, deputy=plan.deputy or shared.deputy)


def _entry(ref: ItemRef | None, said: Said) -> Entry:
    return Entry(
        ref, said.progress, said.figures.percent, said.figures.quantities, said.problem, said.cause,
        said.next_step, said.stage_met, said.finished, said.month,
    )


def _merged(first: Said, second: Said) -> Said:
    """Two parts about one item: the first says what it says, the second fills what is open."""
    first.progress, first.figures, first.finished = (
        (first.progress, first.figures, first.finished or second.finished)
        if first.progress is not None
        else (second.progress, second.figures, second.finished)
    )
    first.problem = first.problem if first.problem is not None else second.problem
    first.cause = first.cause or second.cause
    first.next_step = first.next_step or second.next_step
    first.stage_met = first.stage_met if first.stage_met is not None else second.stage_met
    first.month = first.month or second.month
    return first


def _one_month(entries: tuple[Entry, ...]) -> Month | None:
    months = {entry.month for entry in entries if entry.month}
    return months.pop() if len(months) == 1 else None
