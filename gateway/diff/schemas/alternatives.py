"""Members of unions: which of one side are which of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from gateway.diff.facts import Facts
from gateway.diff.nodes import ALL, Alternative, Node, Types, Union
from gateway.diff.rules.effect import Effect
from gateway.diff.schemas.pair import Pair

MOST_COMPARED = 900
"""How many pairs of members are looked at for one that suits another's place."""
ALIKE = 0.5
"""The part of their properties that two objects have in common to count as one that changed."""

Match = tuple[int, int]


def compare(pair: Pair) -> Types:
    """Compare the unions of two nodes, and go on with members that are on both sides.

    Returns:
        the JSON types of whose values all is compared by that.
    """
    old, new = pair.old.node, pair.new.node
    scope: Types = frozenset().union(*(one.scope for one in (*old.unions, *new.unions)))
    if len(old.unions) == len(new.unions) == 1:
        before, after = _spread(old, old.unions[0], scope), _spread(new, new.unions[0], scope)
        _Unions(pair, old.unions[0], new.unions[0]).compare(before, after)
        return scope
    if len(old.unions) == 1 and not new.unions:
        whole = Alternative(new.only(scope).within(scope), "")
        _compare_single(pair, whole, _spread(old, old.unions[0], scope), old.unions[0], wrapped=False)
        return scope
    if len(new.unions) == 1 and not old.unions:
        whole = Alternative(old.only(scope).within(scope), "")
        _compare_single(pair, whole, _spread(new, new.unions[0], scope), new.unions[0], wrapped=True)
        return scope
    _compare_several(pair)
    return frozenset()


def _compare_several(pair: Pair) -> None:
    """Compare nodes with several unions, each with the one at its place."""
    olds, news = pair.old.node.unions, pair.new.node.unions
    for old, new in zip(olds, news, strict=False):
        _Unions(pair, old, new).compare(old.alternatives, new.alternatives)
    for union in news[len(olds) :]:
        after = _names(union.alternatives, pair.judge.new_facts)
        pair.say(f"restricted-to-{union.kind}", old=pair.old.node.pointer, new=union.pointer, after=after)
    for union in olds[len(news) :]:
        before = _names(union.alternatives, pair.judge.old_facts)
        pair.say(f"released-from-{union.kind}", old=union.pointer, new=pair.new.node.pointer, before=before)


def _spread(node: Node, union: Union, scope: Types) -> list[Alternative]:
    """The members of a node's only union, each with what the node says besides."""
    rest = node.without_unions().only(scope).within(scope)
    return [one._replace(node=rest.joined(one.node).used_at(one.node.pointer)) for one in union.alternatives]


def _names(alternatives: Sequence[Alternative], facts: Callable[[Node], Facts]) -> list[str]:
    return [_name(one, facts) for one in alternatives]


def _name(one: Alternative, facts: Callable[[Node], Facts]) -> str:
    """What people call an alternative: by its name, its tag, what tells it from others, or its types."""
    if one.name or one.tag:
        return one.name or str(one.tag)
    said = facts(one.node)
    told = [f"{name} {value}" for name, value in sorted(_constants(facts, said).items())]
    return ", ".join(told[:2]) or (" or ".join(sorted(said.types)) if said.types != ALL else "anything")


def _compare_single(
    pair: Pair, single: Alternative, alternatives: Sequence[Alternative], union: Union, *, wrapped: bool
) -> None:
    """Compare a union with what is none.

    Args:
        pair: what is compared.
        single: what is none.
        alternatives: the union's members.
        union: the union.
        wrapped: whether the newer node has the union.
    """

    def judged(other: Alternative) -> Effect:
        return pair.judge.judged(single.node, other.node) if wrapped else pair.judge.judged(other.node, single.node)

    def say(suffix: str, shown: object) -> None:
        if wrapped:
            pair.say(suffix, old=pair.old.node.pointer, new=union.pointer, after=shown)
        else:
            pair.say(suffix, old=union.pointer, new=pair.new.node.pointer, before=shown)

    facts = pair.judge.new_facts if wrapped else pair.judge.old_facts
    effects = [judged(one) for one in alternatives]
    wider, narrower = (Effect.WIDENS, Effect.NARROWS) if wrapped else (Effect.NARROWS, Effect.WIDENS)
    kept = [place for wanted in (Effect.NONE, wider) for place, effect in enumerate(effects) if effect is wanted]
    if kept:
        one = alternatives[kept[0]].node
        pair.go_on(*((single.node, one) if wrapped else (one, single.node)))
        for place, other in enumerate(alternatives):
            if place != kept[0] and effects[place] not in (Effect.NONE, narrower):
                say(f"{union.kind}-added" if wrapped else f"{union.kind}-removed", _name(other, facts))
    elif all(effect is narrower for effect in effects):
        say(f"restricted-to-{union.kind}" if wrapped else f"released-from-{union.kind}", _names(alternatives, facts))
    else:
        say(f"wrapped-in-{union.kind}" if wrapped else f"unwrapped-from-{union.kind}", _names(alternatives, facts))


class _Unions:
    """Two unions.

    Args:
        pair: what holds them.
        old: the older one.
        new: the newer one.
    """

    def __init__(self, pair: Pair, old: Union, new: Union) -> None:
        self._pair = pair
        self._old, self._new = old, new

    def compare(self, before: Sequence[Alternative], after: Sequence[Alternative]) -> None:
        """Compare their members."""
        self._compare_kinds(before, after)
        matches = dict(_Matching(self._pair, before, after).found())
        kind = self._old.kind if self._old.kind == self._new.kind else "any-of"
        for old_place, new_place in matches.items():
            self._pair.go_on(before[old_place].node, after[new_place].node)
        for place, one in enumerate(before):
            if place not in matches and not self._is_covered(one, after, gone=True):
                self._say(
                    f"{kind}-removed",
                    one.node.pointer,
                    self._new.pointer,
                    before=_name(one, self._pair.judge.old_facts),
                )
        taken = set(matches.values())
        for place, one in enumerate(after):
            if place not in taken and not self._is_covered(one, before, gone=False):
                self._say(
                    f"{kind}-added", self._old.pointer, one.node.pointer, after=_name(one, self._pair.judge.new_facts)
                )
        self._compare_discriminators([(before[old], after[new]) for old, new in matches.items()])

    def _is_covered(self, one: Alternative, others: Sequence[Alternative], *, gone: bool) -> bool:
        """Whether the other side has a member that allows all of this one, so that nothing is lost or won."""
        if len(others) > MOST_COMPARED:
            return False
        judged = self._pair.judge.judged
        return any(
            (judged(one.node, other.node) if gone else judged(other.node, one.node))
            in (Effect.NONE, Effect.WIDENS if gone else Effect.NARROWS)
            for other in others
        )

    def _compare_kinds(self, before: Sequence[Alternative], after: Sequence[Alternative]) -> None:
        if self._old.kind == self._new.kind:
            return
        if self._are_apart(before, self._old) and self._are_apart(after, self._new):
            return
        self._say(f"{self._old.kind}-became-{self._new.kind}", self._old.pointer, self._new.pointer)

    def _are_apart(self, alternatives: Sequence[Alternative], union: Union) -> bool:
        """Whether no value can be two members at once: a discriminator or a property's values tell them apart."""
        if union.discriminator is not None:
            return True
        pair = self._pair
        facts = pair.judge.old_facts if union is self._old else pair.judge.new_facts
        said = [facts(one.node) for one in alternatives]
        for name in said[0].required if said else ():
            if all(name in one.required for one in said):
                values = [
                    frozenset(text for some in facts(one.member(name)).values.values() for text in some) for one in said
                ]
                if all(values) and sum(map(len, values)) == len(frozenset().union(*values)):
                    return True
        return False

    def _compare_discriminators(self, matches: Sequence[tuple[Alternative, Alternative]]) -> None:
        old, new = self._old.discriminator, self._new.discriminator
        before, after = (one.get("propertyName") if one else None for one in (old, new))
        places = _beside(self._old.pointer), _beside(self._new.pointer)
        if old is None or new is None:
            if before != after:
                self._say(f"discriminator-{'added' if old is None else 'removed'}", *places, before=before, after=after)
            return
        if before != after:
            self._say("discriminator-property-name-changed", *places, before=before, after=after)
        for one, other in matches:
            if one.tag != other.tag and one.tag and other.tag:
                self._say("discriminator-mapping-deleted", *places, before=one.tag)
                self._say("discriminator-mapping-added", *places, after=other.tag)

    def _say(self, suffix: str, old: str, new: str, before: object = None, after: object = None) -> None:
        self._pair.say(suffix, old=old, new=new, before=before, after=after)


def _beside(pointer: str) -> str:
    """Where the discriminator of a union is."""
    return f"{pointer.rpartition('/')[0]}/discriminator"


class _Candidate(NamedTuple):
    """Two members that may be the same; the first in order are.

    The order is the same whichever side is the older, so that both ways find the same.
    """

    rank: float
    total: int
    distance: int
    match: Match


class _Matching:
    """Finds which members of one union are which of another.

    Args:
        pair: what holds the unions.
        olds: the members of the older one.
        news: the members of the newer one.
    """

    def __init__(self, pair: Pair, olds: Sequence[Alternative], news: Sequence[Alternative]) -> None:
        self._pair = pair
        self._olds, self._news = olds, news
        self._left = set(range(len(olds))), set(range(len(news)))

    def found(self) -> Iterator[Match]:
        """The places of members that are the same, though they may have changed."""
        yield from self._taken(lambda old, new: 0 if old.tag is not None and old.tag == new.tag else None)
        yield from self._taken(lambda old, new: 0 if _is_called(old, new) and self._is_same(old, new) else None)
        is_few = len(self._left[0]) * len(self._left[1]) <= MOST_COMPARED
        if is_few:
            yield from self._taken(lambda old, new: 0 if self._is_same(old, new) else None)
        yield from self._taken(lambda old, new: 0 if _is_called(old, new) else None)
        if is_few:
            yield from self._taken(self._by_meaning)
            yield from self._taken(self._by_likeness)

    def _is_same(self, old: Alternative, new: Alternative) -> bool:
        return self._pair.judge.judged(old.node, new.node) is Effect.NONE

    def _taken(self, rank: Callable[[Alternative, Alternative], float | None]) -> list[Match]:
        """The matches of a kind, each member in one, which aren't left then."""
        candidates = []
        for old in self._left[0]:
            for new in self._left[1]:
                ranked = rank(self._olds[old], self._news[new])
                if ranked is not None:
                    candidates.append(_Candidate(ranked, old + new, abs(old - new), (old, new)))
        found = []
        for one in sorted(candidates):
            old, new = one.match
            if old in self._left[0] and new in self._left[1]:
                self._left[0].remove(old)
                self._left[1].remove(new)
                found.append(one.match)
        return found

    def _by_meaning(self, old: Alternative, new: Alternative) -> float | None:
        effect = self._pair.judge.judged(old.node, new.node)
        return 0 if effect in (Effect.WIDENS, Effect.NARROWS) else None

    def _by_likeness(self, old: Alternative, new: Alternative) -> float | None:
        one, other = self._pair.judge.old_facts(old.node), self._pair.judge.new_facts(new.node)
        if one.types != other.types:
            return None
        if "object" not in one.types:
            return 1
        names, theirs = set(one.named), set(other.named)
        constants = [_constants(self._pair.judge.old_facts, one), _constants(self._pair.judge.new_facts, other)]
        if any(constants[0][name] != constants[1][name] for name in constants[0].keys() & constants[1].keys()):
            return None  # what tells the members apart tells these apart too
        shared = len(names & theirs) / max(len(names | theirs), 1)
        return 1 - shared if shared >= ALIKE else None


def _is_called(old: Alternative, new: Alternative) -> bool:
    return bool(old.name) and old.name == new.name


def _constants(facts_of: Callable[[Node], Facts], facts: Facts) -> dict[str, str]:
    """The properties that can have one value only, with that value."""
    found = {}
    for name in facts.named:
        texts = [text for some in facts_of(facts.member(name)).values.values() for text in some]
        if len(texts) == 1:
            found[name] = texts[0]
    return found
