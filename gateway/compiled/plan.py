"""A plan that runs compiled; the interpreted one says what it must give, and is what it falls back on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from gateway.compiled.objects import moved
from gateway.compiled.runs import Passed
from gateway.compiled.transform import Transform
from gateway.compiled.visitor import Unclear
from gateway.compiled.writer import Writer
from gateway.operations.operation import Role, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.keep import Kept
from gateway.plan.lineage import Link
from gateway.plan.places import back
from gateway.plan.plan import ERROR, key_of
from gateway.shapes.budget import Budget, TooVaried
from gateway.shapes.marked import OLD, without_marked
from gateway.shapes.shape import Shape

logger = logging.getLogger("gateway")

MOST_STATUSES = 100
"""For how many statuses something is kept; which they are is the handler's choice."""
NOWHERE = Shape({}, {})
"""Of documents that nothing describes."""


class CompiledPlan(InterpretedPlan):
    """As `Plan`. What is compiled is made on first use, for each role of requests and each status of answers."""

    @cached_property
    def _upgrades(self) -> dict[Role, Transform]:
        return {}

    @cached_property
    def _downgrades(self) -> dict[int, Transform]:
        return {}

    @cached_property
    def _visits(self) -> dict[Role, Callable[[Any], Any]]:
        """What goes over requests by itself, where one pass is all there is to do."""
        return {}

    def upgrade(self, document: Any, role: Role, kept: Kept | None = None) -> Any:
        visit = self._visits.get(role)
        if visit is not None and kept is None:
            try:
                return visit(document)
            except Exception:
                logger.debug("the long way says what is wrong", exc_info=True)
        if kept is not None or (role is Role.PATCH_OPS and isinstance(document, list)):
            return super().upgrade(document, role, kept)
        if role is Role.REPLACE and self.creates_anew:
            role = Role.CREATE
        transform = self.upwards(role)
        try:
            upgraded = transform(document)
        except RecursionError:
            raise
        except Exception as error:  # noqa: BLE001 - of the user's functions; it is raised again
            # Of several mistakes the one is told that the operations meet first, one after the other.
            try:
                with Budget():
                    return super().upgrade(document, role)
            except TooVaried:
                if isinstance(error, Unclear):
                    raise
                raise self._told(transform, document, error) from error
        if self._request_old and self._home.request is not None:
            upgraded = without_marked(self._home.request, OLD, upgraded)
        return upgraded

    def _told(self, transform: Transform, document: Any, error: Exception) -> Exception:
        found = transform.find(document)
        if found is None:
            return error
        mistake, passed = found
        through = {id(one.operation) for one in passed}
        links = [link for link in self._body if id(link.operation) in through]
        return moved(mistake, back(links, mistake.location))

    def upwards(self, role: Role) -> Transform:
        """What is done to requests whose body does this."""
        known = self._upgrades.get(role)
        if known is None:
            passed = [one for link in reversed(self._body) if (one := _going_up(link)) is not None]
            known = self._upgrades[role] = Transform(passed, role)
            plain = role is not Role.PATCH_OPS and not (role is Role.REPLACE and self.creates_anew)
            if plain and not self._request_old and known.visitor is not None:
                self._visits[role] = known.visitor.visit
        return known

    def downgrade(self, document: Any, status: int, *, first: int = 0, last: int | None = None) -> Any:
        if first or last is not None:
            return super().downgrade(document, status, first=first, last=last)
        transform = self.downwards(status)
        try:
            document = transform(document)
        except RecursionError:
            raise
        except Unclear:
            return super().downgrade(document, status)
        except Exception as error:
            found = transform.find(document)
            raise (found[0] if found is not None else error) from error
        return self._hidden(document, status) if self._hiding else document

    def downgrade_bytes(self, data: bytes, status: int, *, trusted: bool = False) -> bytes:
        return self._written(status, trusted=trusted)(data)

    def _written(self, status: int, *, trusted: bool) -> Callable[[bytes], bytes]:
        known = self._writers.get((status, trusted))
        if known is None:
            if len(self._writers) > MOST_STATUSES:
                self._writers.clear()
            known = self._writers[status, trusted] = self._writer(status, trusted=trusted)
        return known

    def writer(self, status: int, *, trusted: bool = False) -> Callable[[bytes], bytes] | None:
        return self._written(status, trusted=trusted) if self.touches_response(status) else None

    def _writer(self, status: int, *, trusted: bool) -> Callable[[bytes], bytes]:
        if self.marks_response(status):
            return partial(super().downgrade_bytes, status=status)
        return Writer(self.downwards(status), partial(self.downgrade, status=status), trusted=trusted)

    @cached_property
    def _writers(self) -> dict[tuple[int, bool], Callable[[bytes], bytes]]:
        return {}

    def downwards(self, status: int) -> Transform:
        """What is done to answers of a status."""
        known = self._downgrades.get(status)
        if known is None:
            passed = [one for link in self._body if (one := _coming_down(link, status)) is not None]
            if len(self._downgrades) > MOST_STATUSES:
                self._downgrades.clear()
            known = self._downgrades[status] = Transform(passed, None)
        return known


def _going_up(link: Link) -> Passed | None:
    older, newer, operation = link.older.request, link.newer.request, link.operation
    if older is None or newer is None or older is newer:
        return None
    assert isinstance(operation, SchemaOperation | DocumentOperation)
    return Passed(operation, older, newer)


def _coming_down(link: Link, status: int) -> Passed | None:
    operation = link.operation
    assert isinstance(operation, SchemaOperation | DocumentOperation)
    key = key_of(link.newer.responses, status)
    if isinstance(operation, DocumentOperation) and operation.on_errors:
        if status < ERROR:
            return None
        newer = link.newer.responses.get(key or "", NOWHERE)
        return Passed(operation, newer, newer)
    if key is None:
        return None
    newer, older = link.newer.responses[key], link.older.responses[key]
    return None if newer is older else Passed(operation, newer, older)
