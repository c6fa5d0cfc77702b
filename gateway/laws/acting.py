"""One operation where it acts, run as the gateway runs it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from gateway.changes.change import Change
from gateway.errors import ConversionError
from gateway.laws.breach import NOT_THERE, Broken, same, told
from gateway.operations.operation import Form, Role, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape, ref, ref_name
from gateway.shapes.walk import LocatedError, Location, rewrite, rewrite_fitted
from gateway.timeline.version import ApiVersion


class Subject(NamedTuple):
    """One operation where it acts.

    Args:
        version: the version that made the change.
        change: the change.
        operation: the operation.
        form: whether in requests or in responses.
        older: the shape before, with the named schema at its root where the operation is on one.
        newer: the shape after.
        roles: what bodies do in which it acts.
    """

    version: ApiVersion
    change: type[Change]
    operation: SchemaOperation | DocumentOperation
    form: Form
    older: Shape
    newer: Shape
    roles: frozenset[Role] = frozenset((Role.CREATE,))

    @property
    def name(self) -> str:
        """The named schema that it is on; the empty name for one on whole documents."""
        return ref_name(self.newer.root) or "" if isinstance(self.operation, SchemaOperation) else ""


def at_root(shape: Shape, name: str) -> Shape:
    """The shape of nothing but a named schema."""
    return Shape(ref(name), shape.schemas)


class Acting:
    """Runs one operation in either direction.

    Args:
        subject: the operation.
    """

    def __init__(self, subject: Subject) -> None:
        self._operation = subject.operation
        self._older, self._newer = subject.older, subject.newer
        self._name = subject.name
        self._made: dict[Role | None, tuple[Any, Any]] = {}

    def up(self, document: Any, role: Role, *, again: bool = False) -> Any:
        """The newer form. Raises ConversionError where it is refused, and Broken where a function can't cope."""
        # Several laws ask for the same of a document one after the other.
        known = self._made.get(role)
        if known is not None and known[0] is document and not again:
            return known[1]
        made = self._up(document, role)
        self._made[role] = document, made
        return made

    def _up(self, document: Any, role: Role) -> Any:
        try:
            return _untouched(document, partial(self.raised, role=role))
        except Broken:
            raise
        except ConversionError as error:
            cause = _cause(error)
            if cause is None:
                raise
            raise Broken(told(cause), older=document) from error
        except ValueError as error:
            raise ConversionError(str(error)) from error
        except Exception as error:
            raise Broken(told(error), older=document) from error

    def raised(self, document: Any, role: Role) -> Any:
        """The newer form, whatever is raised."""
        operation = self._operation
        if isinstance(operation, DocumentOperation):
            return operation.document_up(document, role)

        def fitted(schema: Schema) -> Callable[[Any, Location], Any]:
            fit = operation.fitted(schema)

            def act(value: Any, location: Location) -> Any:
                # A patch replaces lists as wholes, so what is in them is created.
                listed = role is Role.MERGE and any(isinstance(key, int) for key in location)
                return fit.up(value, Role.CREATE if listed else role)

            return act

        return rewrite_fitted(self._older, self._name, document, fitted, operation.on_scalars, upwards=True)

    def down(self, document: Any, *, again: bool = False) -> Any:
        """The older form. Raises Broken where there is none."""
        known = self._made.get(None)
        if known is not None and known[0] is document and not again:
            return known[1]
        made = self._down(document)
        self._made[None] = document, made
        return made

    def _down(self, document: Any) -> Any:
        operation = self._operation
        try:
            if isinstance(operation, DocumentOperation):
                return _untouched(document, operation.document_down)
            return _untouched(
                document, lambda given: rewrite(self._newer, self._name, given, operation.down, operation.on_scalars)
            )
        except Broken:
            raise
        except Exception as error:
            raise Broken(told(_cause(error) or error), newer=document) from error

    def settled(self, document: Any, *, newer: bool) -> Any:
        """The document in the one of several forms that mean the same by the operation."""
        operation = self._operation
        if isinstance(operation, DocumentOperation) or type(operation).settled is SchemaOperation.settled:
            return document
        shape = self._newer if newer else self._older
        return rewrite(shape, self._name, document, partial(operation.settled, newer=newer), operation.on_scalars)


def _cause(error: BaseException) -> BaseException | None:
    """What a user's function raised, where that is no refusal of its own but was made one."""
    found: BaseException | None = error
    while isinstance(found, LocatedError):
        found = found.__cause__
    return None if isinstance(found, ConversionError | ValueError) else found


def _untouched(document: Any, act: Callable[[Any], Any]) -> Any:
    """What a function makes of a document, which it must not alter."""
    given = copy.deepcopy(document)
    made = act(given)
    if not same(document, given):
        raise Broken("The document that was given is altered.", before=document, after=given, made=made)
    return NOT_THERE if made is None and document is not None else made
