"""The laws of what isn't in documents: parameters of paths, query strings and headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from starlette.convertors import FloatConvertor, IntegerConvertor, UUIDConvertor
from starlette.routing import compile_path

from gateway.asgi import Headers, form_decoded
from gateway.check.described import path_schema
from gateway.errors import ConversionError
from gateway.laws.breach import Broken, same, told
from gateway.laws.documents import documents
from gateway.laws.law import Law, Witnessed
from gateway.laws.values import TEXT, Strategy
from gateway.operations.conversions import to_text
from gateway.operations.routes.header import HeaderOperation
from gateway.operations.routes.media_type import ChangeMediaType, ChangeRequestMediaType
from gateway.operations.routes.parameters import ConvertQuery, QueryOperation
from gateway.operations.routes.path_parameter import ConvertPathParameter
from gateway.operations.routes.query import RenameQuery
from gateway.operations.routes.route import RouteOperation
from gateway.plan.table import Entry
from gateway.shapes.from_pydantic import described

STATUSES = (200, 404)
WAS_FIX = "Say in `was=` what the older values looked like: a type with a pattern, a format or bounds."
WORDS = st.text(TEXT, max_size=8)
ASCII = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=8)


def laws_of_route(operation: RouteOperation, entries: list[Entry]) -> Iterator[Law | Witnessed]:
    """The laws that an operation on parameters or headers must keep.

    Args:
        operation: the operation.
        entries: the routes on which it acts, as they are in its version.
    """
    if isinstance(operation, ConvertPathParameter):
        yield from _path(operation, entries)
    elif isinstance(operation, QueryOperation | RenameQuery):
        yield from _query(operation)
    elif isinstance(operation, HeaderOperation | ChangeMediaType | ChangeRequestMediaType):
        yield _headers(operation)


def _path(operation: ConvertPathParameter, entries: list[Entry]) -> Iterator[Law | Witnessed]:
    older = _values(operation.was)

    def comes_back(value: Any) -> None:
        newer = _refused_or(lambda: operation.value_up(value), older=value)
        if newer is None:
            return
        back = _done(lambda: operation.value_down(newer), newer=newer)
        if not same(value, back):
            raise Broken("It doesn't.", older=value, newer=newer, back=back)

    says = "A value of an older path comes back as it was, or is refused."
    fix = "Make up and down exact opposites: a link made of what is lost leads elsewhere."
    yield Law(says, older, comes_back, fix)
    yield Witnessed("A value of an older path gets through.", older, _gets_up(operation.value_up), WAS_FIX)

    def goes_down(value: Any) -> None:
        _done(lambda: operation.value_down(value), newer=value)

    says = "Every value of a newer path has an older form."
    for newer in _newer(operation, entries):
        yield Law(says, newer, goes_down, "Let down give back what it doesn't know, as links may hold any value.")


def _gets_up(act: Callable[[Any], Any]) -> Callable[[Any], bool]:
    """Whether a value isn't refused."""

    def shows(value: Any) -> bool:
        try:
            act(value)
        except ConversionError:
            return False
        except Exception:  # noqa: BLE001 - which another law tells of
            return True
        return True

    return shows


def _newer(operation: ConvertPathParameter, entries: list[Entry]) -> Iterator[Strategy]:
    """The values of the parameter on each route, as they are just after the operation."""
    for entry in entries:
        later = entry.conversions[: _index(operation, entry.conversions)]
        same_place = [one for one in later if one.place == operation.place]
        if same_place:
            yield _values(same_place[-1].was)
            continue
        convertors = list(compile_path(entry.endpoint.path)[2].values())
        kind = type(convertors[operation.place]) if operation.place < len(convertors) else None
        typed = {IntegerConvertor: int, FloatConvertor: float, UUIDConvertor: UUID}.get(kind)  # type: ignore[arg-type]
        yield _values(typed or path_schema(entry.endpoint, operation.place) or {"type": "string"})


def _index(operation: ConvertPathParameter, conversions: Sequence[ConvertPathParameter]) -> int:
    return next((place for place, one in enumerate(conversions) if one is operation), len(conversions))


def _values(was: Any) -> Strategy:
    """The values that a path's convertor makes of its text, of a type."""
    if was is int:
        return st.integers(0, 1000) | st.integers(0, 2**70)
    if was is float:
        return st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000)
    if was is UUID:
        return st.uuids()
    return documents(described(was)).map(_shown_in_path).filter(lambda text: text != "" and "/" not in text)


def _shown_in_path(value: Any) -> str:
    return bytes(value).decode() if isinstance(value, msgspec.Raw) else to_text(value)


def _query(operation: QueryOperation | RenameQuery) -> Iterator[Law | Witnessed]:
    own = {operation.name.encode(), *([operation.to.encode()] if isinstance(operation, RenameQuery) else [])}
    value: Strategy = WORDS
    if isinstance(operation, ConvertQuery):
        value = WORDS | documents(described(operation.was)).map(_shown_in_path)
    names = st.sampled_from([operation.name, operation.name, "other", "o[x]", ""]) | WORDS
    pairs = st.tuples(names, value).map(lambda pair: "=".join(map(_quoted, pair)).encode())
    queries = st.lists(pairs | st.binary(max_size=3).filter(lambda raw: b"&" not in raw), max_size=4).map(b"&".join)

    def leaves_the_rest(query: bytes) -> None:
        newer = _refused_or(lambda: operation.query_up(query), older=_text(query))
        if newer is not None and _others(query, own) != _others(newer, own):
            raise Broken("It doesn't.", older=_text(query), newer=_text(newer))

    says = "A query is refused or translated, and its other parameters stay to the byte."
    yield Law(says, queries, leaves_the_rest, "Raise ConversionError, or ValueError, for what can't be converted.")
    if isinstance(operation, ConvertQuery):
        older = documents(described(operation.was)).map(_shown_in_path)
        up = _gets_up(lambda text: operation.query_up("=".join(map(_quoted, (operation.name, text))).encode()))
        yield Witnessed("A value of an older query gets through.", older, up, WAS_FIX)


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogateescape")


def _others(query: bytes, own: set[bytes]) -> list[bytes]:
    return [part for part in query.split(b"&") if part and form_decoded(part.partition(b"=")[0]) not in own]


def _text(query: bytes) -> str:
    return query.decode("latin-1")


def _headers(operation: HeaderOperation | ChangeMediaType | ChangeRequestMediaType) -> Law:
    own, values = _own(operation)
    names = st.sampled_from([*own, *own, b"x-other", b"accept-language"])
    lines = st.tuples(names, (values | ASCII).map(lambda text: text.encode("latin-1", "replace")))

    def leaves_the_rest(headers: Headers) -> None:
        made = [("up", _done(lambda: operation.headers_up(headers), older=_shown(headers)))]
        made += [
            ("down", _done(lambda status=status: operation.headers_down(headers, status), newer=_shown(headers)))  # type: ignore[misc]
            for status in STATUSES
        ]
        for way, result in made:
            if _rest(headers, own) != _rest(result, own):
                raise Broken(f"Going {way}, they don't.", before=_shown(headers), after=_shown(result))

    says = "Headers are translated whatever they say, and the others stay as they are."
    return Law(says, st.lists(lines, max_size=4), leaves_the_rest, "Name values that a header can hold.")


def _own(operation: RouteOperation) -> tuple[list[bytes], Strategy]:
    """The headers that an operation is about, and what they often say."""
    if isinstance(operation, HeaderOperation):
        names = [operation.name, getattr(operation, "to", operation.name)]
        told = getattr(operation, "names_of", {})
        values = [*told, *told.values(), "a, b;q=1"]
        return [name.lower().encode("latin-1") for name in names], st.sampled_from(values)
    was, to = getattr(operation, "was", ""), getattr(operation, "to", "")
    return [b"accept", b"content-type"], st.sampled_from([was, to, f"{was};q=0.5, */*", f"{to}; charset=utf-8"])


def _rest(headers: Headers, own: list[bytes]) -> Headers:
    return [(name, value) for name, value in headers if name not in own]


def _shown(headers: Headers) -> list[str]:
    return [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in headers]


def _refused_or(act: Callable[[], Any], **documents: Any) -> Any:
    """What a function gives; None where it refuses. Raises Broken where it can't cope."""
    try:
        return act()
    except ConversionError:
        return None
    except Exception as error:
        raise Broken(told(error), **documents) from error


def _done(act: Callable[[], Any], **documents: Any) -> Any:
    """What a function gives, which must refuse nothing."""
    try:
        return act()
    except Exception as error:
        raise Broken(told(error), **documents) from error
