"""Objects of one schema: code for each set of keys, made when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any

from gateway.compiled.emit import Act, Emitter
from gateway.compiled.follow import follow
from gateway.compiled.step import Step
from gateway.compiled.visitor import Unclear, Visitor
from gateway.errors import ConversionError
from gateway.shapes.budget import COSTLY, TooVaried, spend
from gateway.shapes.walk import LocatedError, Location

MOST_FORMS = 64
"""For how many sets of keys there is code at a time. Clients choose their keys, so it is bounded."""
MOST_KEYS = 128
"""Of objects with more keys no code is made."""
MOST_WAYS = 8
"""How many ways through one set of keys there is code for, where values decide."""
SEEN_OFTEN = 8
"""How often keys that the schema doesn't name are seen before code is made for them."""

COMPILING = RLock()
"""Held while code is made, as that of one schema is made of that of others."""

Keys = tuple[str, ...]


class ObjectForm:
    """What becomes of the objects of one schema.

    Args:
        name: how the schema is called in tracebacks.
        child: gives what goes over the value under a key; None where nothing does.
        steps: the operations, in the order in which they act.
        known: the keys that the schema names.
    """

    def __init__(
        self, name: str, child: Callable[[str], Visitor | None], steps: Sequence[Step], known: frozenset[str]
    ) -> None:
        self._name = name
        self.child = child
        self.steps = tuple(steps)
        self._known = known
        self.forms: dict[Keys, Act] = {}
        self._ways: dict[Keys, int] = {}
        self._counts: dict[Keys, int] = {}
        self.visitor = Visitor(self.visit, self.find, self)

    def visit(self, value: Any) -> Any:
        """What becomes of a value; itself where it is no object."""
        if value.__class__ is dict:
            made: Act = self.forms.get(tuple(value), self.missed)
            return made(value)
        return self._slowly(value) if isinstance(value, dict) else value

    def missed(self, value: dict[str, Any]) -> Any:
        """What becomes of an object whose keys there is no code for yet."""
        keys = tuple(value)
        if not self._is_worth_it(keys):
            return self._slowly(value)
        with COMPILING:
            if keys not in self.forms:
                try:
                    made = self._made(keys, value)
                except TooVaried:
                    raise
                except Exception:  # noqa: BLE001 - which the example meets without code as well, if it is the example's
                    return self._slowly(value)
                self._keep(keys, made)
        act: Act = self.forms.get(keys, self._slowly)
        return act(value)

    def _keep(self, keys: Keys, made: Act) -> None:
        while len(self.forms) >= MOST_FORMS:
            # Whoever comes often comes back, so a client can't keep others out with keys of its own.
            oldest = next(iter(self.forms))
            del self.forms[oldest], self._ways[oldest]
            spend(COSTLY)
        self._ways[keys] = 1
        self.forms[keys] = made

    def _is_worth_it(self, keys: Keys) -> bool:
        if len(keys) > MOST_KEYS:
            return False
        if self._known.issuperset(keys) and len(self.forms) < MOST_FORMS:
            return True
        if len(self._counts) >= 4 * MOST_FORMS:
            self._counts.clear()
        count = self._counts[keys] = self._counts.get(keys, 0) + 1
        return count >= SEEN_OFTEN

    def _made(self, keys: Keys, example: dict[str, Any]) -> Act:
        """Code for objects like the example."""
        followed = follow(keys, example, self.child, self.steps)
        then = self._rest(followed.place) if followed.place < len(self.steps) else None
        emitter = Emitter(keys, followed.events, lambda: self._otherwise(keys))
        return emitter.function(followed.result, then, self._name)

    def _rest(self, number: int) -> Act:
        """What one operation that can't be followed does, and those after it."""
        step, rest = self.steps[number], self.steps[number + 1 :]
        if not rest:
            return step.act
        after = ObjectForm(self._name, lambda _: None, rest, frozenset())
        return lambda value: after.visit(step.act(value))

    def _otherwise(self, keys: Keys) -> Act:
        """What takes an object with these keys for which a value decides otherwise."""
        made: Act | None = None

        def way(value: dict[str, Any]) -> Any:
            nonlocal made
            if made is None:
                if self._ways.get(keys, MOST_WAYS) >= MOST_WAYS:
                    return self._slowly(value)
                with COMPILING:
                    if made is None:
                        self._ways[keys] = self._ways.get(keys, 0) + 1
                        made = self._made(keys, value)
            return made(value)

        return way

    def _slowly(self, value: dict[str, Any]) -> Any:
        """Step by step, without code."""
        spend(len(value) + len(self.steps))
        result: Any = self._with_children(value)
        for step in self.steps:
            if step.is_meant(result):
                result = step.act(result)
        return result

    def _with_children(self, value: dict[str, Any]) -> dict[str, Any]:
        result = value
        for key, held in value.items():
            child = self.child(key)
            new = held if child is None else child.visit(held)
            if new is not held:
                if result is value:
                    result = dict(value)
                result[key] = new
        return result

    def find(self, value: Any) -> LocatedError | None:
        """The error of an object that can't be converted, with its place in the object."""
        if not isinstance(value, dict):
            return None
        for key, held in value.items():
            child = self.child(key)
            found = None if child is None else tried(child, held)
            if found is not None:
                return moved(found, (key, *found.location))
        result: Any = self._with_children(value)
        for number, step in enumerate(self.steps):
            if not step.is_meant(result):
                continue
            try:
                result = step.act(result)
            except Exception as error:  # noqa: BLE001 - what a function of the user's raises, told by its place
                return self._located(error, number)
        return None

    def _located(self, error: Exception, number: int) -> LocatedError:
        found = located(error)
        place: Location = found.location
        for step in reversed(self.steps[:number]):
            place = step.before(place)
        return moved(found, place, self.steps[number].operation)


def moved(error: LocatedError, location: Location, by: object = None) -> LocatedError:
    """The same error at another place."""
    found = LocatedError(error.message, location, error.by or by)
    found.__cause__ = error.__cause__
    return found


def tried(visitor: Visitor, value: Any) -> LocatedError | None:
    """The error of a value, with its place; None where it has none."""
    try:
        visitor.visit(value)
    except (RecursionError, MemoryError, Unclear):
        raise
    except Exception as error:  # noqa: BLE001 - as above
        found = visitor.find(value) or located(error)
        found.__cause__ = found.__cause__ or error
        return found
    return None


def located(error: Exception) -> LocatedError:
    """The error as one with a place."""
    if isinstance(error, LocatedError):
        return error
    known = isinstance(error, ConversionError | ValueError)
    made = LocatedError(str(error) if known else "This can't be read.", ())
    made.__cause__ = error
    return made
