"""Documents of one layout, from bytes to bytes: what no operation looks at is never read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from gateway.compiled.emit import Emitter
from gateway.compiled.follow import follow
from gateway.compiled.fuse import fused
from gateway.compiled.layout import Laid, Layout, Listed, Whole
from gateway.compiled.nodes import Built, Called, Held, Instead, Mapped, Node
from gateway.compiled.tracer import Apart, Event
from gateway.compiled.watched import tell
from gateway.lossless import kept

Translate = Callable[[Any], Any]


class Unlike(Exception):
    """A document that isn't laid out as was expected."""


class NoCode(Exception):
    """A layout of which no code can be made."""


class Codec:
    """Translates documents of one layout.

    Args:
        layout: the layout.
        trusted: whether documents are written by what gives each object the same keys in the same order, without
            spaces; of others that is made sure, as a parser doesn't tell.

    Raises:
        NoCode: the layout is too plain, or an operation can't be followed.
    """

    def __init__(self, layout: Layout, *, trusted: bool) -> None:
        if isinstance(layout, Whole):
            raise NoCode
        self._trusted = trusted
        kind, self._translate = _made(layout)
        self._decoder = msgspec.json.Decoder(kind, float_hook=kept)
        self._encoder = msgspec.json.Encoder(decimal_format="number")

    def __call__(self, data: bytes) -> bytes:
        """The translated document.

        Raises:
            Unlike: it isn't laid out so.
            Exception: whatever an operation raises.
        """
        try:
            document = self._decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise Unlike from error
        if not self._trusted and not (self._is_text(data) and self._encoder.encode(document) == data):
            raise Unlike
        return self._encoder.encode(self._translate(document))

    @staticmethod
    def _is_text(data: bytes) -> bool:
        # What isn't read isn't checked to be UTF-8 either.
        if data.isascii():
            return True
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
        return True


def _made(layout: Laid | Listed) -> tuple[Any, Translate]:
    """The type that is read, and what makes of such a value what is written."""
    if isinstance(layout, Laid):
        kind, one = _objects(layout, many=False)

        def unless_none(value: Any) -> Any:
            return None if value is None else one(value)

        return (kind | None, unless_none) if layout.null else (kind, one)
    if isinstance(layout.item, Laid) and not layout.item.null:
        kind, many = _objects(layout.item, many=True)
    else:
        kind, item = _made(layout.item)

        def many(values: Sequence[Any]) -> list[Any]:
            return [item(value) for value in values]

    if not layout.null:
        return list[kind], many  # type: ignore[valid-type]

    def unless_null(values: Any) -> Any:
        return None if values is None else many(values)

    return list[kind] | None, unless_null  # type: ignore[valid-type]


def _objects(layout: Laid, *, many: bool) -> tuple[Any, Translate]:
    """The type of an object, and what makes of one, or of a list of them, what is written of it."""
    form = layout.form
    followed = follow(layout.keys, layout.example, form.child, form.steps)
    if followed.place < len(form.steps):
        raise NoCode
    made = {key: _made(held) for key, held in layout.members.items() if not isinstance(held, Whole)}
    inner = {place: made[key] for place, key in enumerate(layout.keys) if key in made}
    events = [_inner(event, inner, form, layout.keys) for event in followed.events]
    looked_at = _looked_at(events, inner)
    fields = []
    for place in range(len(layout.keys)):
        kind = inner[place][0] if place in inner else Any if place in looked_at else msgspec.Raw
        fields.append((f"f{place}", kind))
    rename = {f"f{place}": key for place, key in enumerate(layout.keys)}
    read = msgspec.defstruct("Read", fields, rename=rename, forbid_unknown_fields=True, gc=False)
    names = list(followed.result)
    write = msgspec.defstruct(
        "Written",
        [(f"f{place}", Any) for place in range(len(names))],
        rename={f"f{place}": name for place, name in enumerate(names)},
        gc=False,
    )
    results = list(followed.result.values())
    return read, _Objects(fused(events, results)).function(results, write, many=many)


def _inner(event: Event, inner: dict[int, tuple[Any, Translate]], form: Any, keys: Sequence[str]) -> Event:
    """The event with what goes over a child replaced by what goes over the child as it is read here."""
    if isinstance(event, Called) and len(event.values) == 1 and isinstance(event.values[0], Held):
        place = event.values[0].place
        child = form.child(keys[place])
        if place in inner and child is not None and event.act == child.visit:
            event.act = inner[place][1]
    return event


def _looked_at(events: Sequence[Event], inner: dict[int, Any]) -> set[int]:
    """The places of values that anything is made of or decided by."""
    found: set[int] = set()
    todo: list[Node] = []
    for event in events:
        if isinstance(event, Called):
            todo += event.values
        elif isinstance(event, Mapped):
            todo.append(event.value)
        elif isinstance(event, Instead):
            todo += [event.value, event.instead]
        elif isinstance(event, Apart) or not isinstance(event, Node):
            todo.append(event.value)
    while todo:
        node = todo.pop()
        if isinstance(node, Held):
            found.add(node.place)
        elif isinstance(node, Built):
            todo += node.members.values()
    return found - set(inner)


class _Objects(Emitter):
    """Writes a function of objects that are instances of a class that the parser fills."""

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__((), events, lambda: _unlike)

    def function(self, result: Sequence[Node], kind: type, *, many: bool) -> Translate:  # type: ignore[override]
        for event in self._events:
            self._lines += self._event(event)
        made = f"{self._constant(kind)}({', '.join(map(self._of, result))})"
        if many:
            lines = ["def f(values):", " result = []", " add = result.append", " for d in values:"]
            lines += [*(f"  {line}" for line in self._lines), f"  add({made})", " return result"]
        else:
            lines = ["def f(d):", *(f" {line}" for line in self._lines), f" return {made}"]
        tell("objects as they are laid out", "\n".join(lines), self._scope)
        exec(compile("\n".join(lines), "<gateway: objects>", "exec"), self._scope)  # noqa: S102 - of names made here
        found: Translate = self._scope.pop("f")
        return found

    def _of(self, node: Node) -> str:
        return f"d.f{node.place}" if isinstance(node, Held) else super()._of(node)


def _unlike(_: Any) -> Any:
    raise Unlike
