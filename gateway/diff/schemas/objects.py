"""Properties of objects."""

from __future__ import annotations

from gateway.diff.facts import Facts
from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.schemas.pair import Finding, Pair
from gateway.diff.values import shown, told
from gateway.shapes.pointers import pointer


def compare(pair: Pair) -> None:
    """Compare which properties there are, which must be there, and go on with what each is."""
    if "object" not in pair.open_types:
        return
    names = {*pair.old.named, *pair.old.required, *pair.new.named, *pair.new.required}
    for name in sorted(names):
        _Property(pair, name).compare()
    _compare_others(pair)
    _compare_patterns(pair)
    _compare_dependent(pair)


def _compare_others(pair: Pair) -> None:
    """Compare what is said of properties that aren't named."""
    words = ("additionalProperties", "unevaluatedProperties")
    if pair.old.is_closed != pair.new.is_closed:
        closed = pair.new.is_closed
        pair.say("additional-properties-closed" if closed else "additional-properties-opened", *words)
    elif not pair.old.is_closed:
        pair.go_on(pair.old.others, pair.new.others, "/*")


def _compare_patterns(pair: Pair) -> None:
    old, new = pair.old.by_pattern, pair.new.by_pattern
    for pattern in sorted({*old, *new}):
        if pattern not in old:
            pair.say("pattern-property-added", "patternProperties", new=new[pattern].pointer, after=pattern)
        elif pattern not in new:
            pair.say("pattern-property-removed", "patternProperties", old=old[pattern].pointer, before=pattern)
        else:
            pair.go_on(old[pattern], new[pattern], "/*")


def _compare_dependent(pair: Pair) -> None:
    """Compare which properties must be there where others are."""
    old, new = pair.old.by_name("dependentRequired"), pair.new.by_name("dependentRequired")
    for name in sorted({*old, *new}):
        before, after = (set(side[name][0]) if name in side else set() for side in (old, new))
        places = {
            "old": old[name][1] if name in old else pair.old.place("dependentRequired"),
            "new": new[name][1] if name in new else pair.new.place("dependentRequired"),
        }
        if before < after:
            pair.say("dependent-required-added", after=sorted(after - before), name=told(name), **places)
        elif after < before:
            pair.say("dependent-required-removed", before=sorted(before - after), name=told(name), **places)
        elif before != after:
            pair.say(
                "dependent-required-changed", before=sorted(before), after=sorted(after), name=told(name), **places
            )


class _Property:
    """One property of an object.

    Args:
        pair: what is said of the object.
        name: the property's name.
    """

    def __init__(self, pair: Pair, name: str) -> None:
        self._pair = pair
        self._name = name
        self._step = pointer((name,))
        self._old, self._new = pair.old.member(name), pair.new.member(name)
        self._was_required, self._is_required = name in pair.old.required, name in pair.new.required
        whole = pair.nouns[0]
        self._noun = f"{whole}-property" if whole != "body" else "property"
        self._direction = pair.judge.direction

    def compare(self) -> None:
        """Compare the property."""
        was_known, is_known = (_knows(facts, self._name) for facts in (self._pair.old, self._pair.new))
        old, new = self._pair.judge.old_facts(self._old), self._pair.judge.new_facts(self._new)
        hidden = "readOnly" if self._direction is Direction.REQUEST else "writeOnly"
        if old.is_so(hidden) and new.is_so(hidden):
            return
        if was_known and is_known:
            if old.is_so(hidden) != new.is_so(hidden):
                self._compare_flag(hidden, old, new)
                return
            self._compare_flag("writeOnly" if hidden == "readOnly" else "readOnly", old, new)
            self._compare_required(new)
            self._pair.go_on(self._old, self._new, self._step)
        elif was_known and not old.is_so(hidden):
            self._tell_removed()
        elif is_known and not new.is_so(hidden):
            self._tell_added(new)

    def _compare_flag(self, keyword: str, old: Facts, new: Facts) -> None:
        if old.is_so(keyword) == new.is_so(keyword):
            return
        needed = "required" if self._was_required or self._is_required else "optional"
        flag = "read-only" if keyword == "readOnly" else "write-only"
        became = f"became-{flag}" if new.is_so(keyword) else f"became-not-{flag}"
        self._say(f"{self._direction}-{needed}-{self._noun}-{became}", old.place(keyword), new.place(keyword))

    def _compare_required(self, new: Facts) -> None:
        if self._was_required == self._is_required:
            return
        places = (
            self._pair.old.required.get(self._name, self._pair.old.place("required")),
            self._pair.new.required.get(self._name, self._pair.new.place("required")),
        )
        default = new.word("default")
        if not self._is_required:
            self._say(f"{self._direction}-{self._noun}-became-optional", *places)
        elif self._direction is Direction.REQUEST and default is not None:
            rule = f"request-{self._noun}-became-required-with-default"
            self._say(rule, *places, name=told(shown(default.value)))
        else:
            self._say(f"{self._direction}-{self._noun}-became-required", *places)

    def _tell_removed(self) -> None:
        place = self._pair.old.named.get(self._name) or self._pair.old.required[self._name]
        needed = "required" if self._was_required else "optional"
        closed = self._pair.new.is_closed
        strictly = Effect.WIDENS if not closed else Effect.INCOMPARABLE if self._was_required else Effect.NARROWS
        rule = f"response-{needed}-{self._noun}-removed"
        if self._direction is Direction.REQUEST:
            rule = f"request-{self._noun}-removed{'-from-closed-object' if closed else ''}"
        self._say(rule, place, None, strictly=strictly)

    def _tell_added(self, new: Facts) -> None:
        place = self._pair.new.named.get(self._name) or self._pair.new.required[self._name]
        needed = "required" if self._is_required else "optional"
        closed = self._pair.old.is_closed
        strictly = Effect.NARROWS if not closed else Effect.INCOMPARABLE if self._is_required else Effect.WIDENS
        rule, name = f"response-{needed}-{self._noun}-added", ""
        if self._direction is Direction.REQUEST:
            rule, default = f"new-{needed}-request-{self._noun}", new.word("default")
            if self._is_required and default is not None:
                rule, name = f"{rule}-with-default", told(shown(default.value))
        self._say(rule, None, place, name, strictly)

    def _say(self, rule: str, old: str | None, new: str | None, name: str = "", strictly: Effect | None = None) -> None:
        self._pair.findings.append(Finding(rule, self._step, old, new, name=name, strictly=strictly))


def _knows(facts: Facts, name: str) -> bool:
    """Whether a node says anything of a property: by its name, as required, or as one of a map's."""
    if name in facts.named or name in facts.required or facts.is_map:
        return True
    said = facts.member(name)
    return bool(said.conjuncts or said.unions) and bool(said.types)
