"""Makes Python code of what was recorded of an object's way through operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gateway.compiled.fuse import fused
from gateway.compiled.nodes import Built, Called, Constant, Held, Instead, Mapped, Node
from gateway.compiled.tracer import Apart, Decided, Event, Opened
from gateway.compiled.watched import tell
from gateway.operations.trace import REFUSED

Act = Callable[[Any], Any]
PLAIN = (str, int, bool, type(None))


class Emitter:
    """Writes one function.

    Args:
        keys: the keys of the object, in order.
        events: what was recorded, in order.
        miss: makes what takes an object for which something is decided otherwise.
    """

    def __init__(self, keys: Sequence[str], events: Sequence[Event], miss: Callable[[], Act]) -> None:
        self._keys = keys
        self._events = list(events)
        self._miss = miss
        self._lines: list[str] = []
        self._names: dict[int, str] = {}
        self._scope: dict[str, Any] = {}

    def function(self, result: Mapping[str, Node], then: Act | None, name: str) -> Act:
        """A function of the object.

        Args:
            result: what becomes of it.
            then: what is done with that.
            name: what it is called in tracebacks.
        """
        for event in fused(self._events, result.values()):
            self._lines += self._event(event)
        self._lines += self._ending(result, then)
        unpacked = [f"{', '.join(f'v{place}' for place in range(len(self._keys)))}, = d.values()"] if self._keys else []
        source = "\n ".join(["def f(d):", *unpacked, *self._lines])
        tell(name, source, self._scope)
        exec(compile(source, f"<gateway: {name}>", "exec"), self._scope)  # noqa: S102 - of names made here
        made: Act = self._scope.pop("f")
        return made

    def _event(self, event: Event) -> Iterator[str]:
        if isinstance(event, Node):
            yield f"{self._named(event)} = {self._made(event)}"
            if isinstance(event, Mapped) and REFUSED in event.table.values():
                refused = self._constant(REFUSED)
                yield f"if {self._named(event)} is {refused}: {self._constant(event.act)}({self._of(event.value)})"
        elif isinstance(event, Apart):
            yield f"{self._tuple(event.parts)} = {self._of(event.value)}"
        elif isinstance(event, Decided):
            word = "is not" if event.outcome else "is"
            yield f"if {self._of(event.value)} {word} {self._constant(event.marker)}: {self._missed()}"
        else:
            yield from self._open(event)

    def _open(self, event: Opened) -> Iterator[str]:
        value = self._of(event.value)
        if event.keys is None:
            yield f"if {value}.__class__ is dict: {self._missed()}"
        elif not event.keys:
            yield f"if {value}.__class__ is not dict or {value}: {self._missed()}"
        else:
            keys = self._constant(event.keys)
            yield f"if {value}.__class__ is not dict or tuple({value}) != {keys}: {self._missed()}"
            yield f"{self._tuple(event.parts)} = {value}.values()"

    def _made(self, node: Node) -> str:
        if isinstance(node, Called) and node.quick is not None and not isinstance(node.values[0], Constant):
            value, act, (kind, quick) = self._of(node.values[0]), self._constant(node.act), node.quick
            named = kind.__name__ if kind in (str, bool) else self._constant(kind)
            return f"{self._constant(quick)}({value}) if {value}.__class__ is {named} else {act}({value})"
        if isinstance(node, Called):
            return f"{self._constant(node.act)}({', '.join(map(self._of, node.values))})"
        if isinstance(node, Mapped):
            value, table, act = self._of(node.value), self._constant(node.table), self._constant(node.act)
            return f"{table}.get({value}, {value}) if {value}.__class__ is str else {act}({value})"
        assert isinstance(node, Instead)
        value = self._of(node.value)
        return f"{self._of(node.instead)} if {value} is None else {value}"

    def _ending(self, result: Mapping[str, Node], then: Act | None) -> Iterator[str]:
        same = self._same(result)
        if same is not None and then is None:
            yield f"if {same}: return d" if same else "return d"
        if same != "" or then is not None:
            display = self._display(result)
            yield f"return {self._constant(then)}({display})" if then is not None else f"return {display}"

    def _same(self, result: Mapping[str, Node]) -> str | None:
        """By what the result is seen to be the object itself; empty where it is in any case, None where it never is."""
        if tuple(result) != tuple(self._keys):
            return None
        told = []
        for place, node in enumerate(result.values()):
            if isinstance(node, Held) and node.place == place:
                continue
            if not isinstance(node, Called | Mapped | Instead):
                return None
            told.append(f"{self._of(node)} is v{place}")
        return " and ".join(told)

    def _display(self, members: Mapping[str, Node]) -> str:
        return "{" + ", ".join(f"{name!r}: {self._of(node)}" for name, node in members.items()) + "}"

    def _of(self, node: Node) -> str:
        if isinstance(node, Held):
            return f"v{node.place}"
        if isinstance(node, Constant):
            return self._constant(node.sample)
        if isinstance(node, Built):
            return self._display(node.members)
        return self._named(node)

    def _named(self, node: Node) -> str:
        return self._names.setdefault(id(node), f"t{len(self._names)}")

    def _tuple(self, parts: Sequence[Node]) -> str:
        return "".join(f"{self._named(part)}, " for part in parts).rstrip()

    def _constant(self, value: Any) -> str:
        if type(value) in PLAIN and (not isinstance(value, int) or abs(value) < 10**9):
            return repr(value)
        name = f"k{len(self._scope)}"
        self._scope[name] = value
        return name

    def _missed(self) -> str:
        return f"return {self._constant(self._miss())}(d)"
