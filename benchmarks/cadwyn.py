"""The service as Cadwyn has it: a field renamed in each version, with the two functions that this takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from cadwyn import (
    Cadwyn,
    HeadVersion,
    RequestInfo,
    ResponseInfo,
    Version,
    VersionBundle,
    VersionChange,
    VersionedAPIRouter,
    convert_request_to_next_version_for,
    convert_response_to_previous_version_for,
    schema,
)

from benchmarks.models import Order, OrderCreate

FIRST = date(2020, 1, 1)


def day(number: int) -> str:
    """The name of a version, from 1 on."""
    return (FIRST + timedelta(days=number)).isoformat()


def app(versions: int, fill: Callable[[Any], None]) -> Cadwyn:
    """The app, its routes filled in by the caller."""
    router = VersionedAPIRouter()
    fill(router)
    changes = [_change(number, last=number == versions - 1) for number in range(1, versions)]
    newest_first = [Version(day(number + 1), changes[number - 1]) for number in range(versions - 1, 0, -1)]
    made = Cadwyn(versions=VersionBundle(HeadVersion(), *newest_first, Version(day(1))))
    made.generate_and_include_versioned_routers(router)
    return made


def _change(number: int, *, last: bool) -> type[VersionChange]:
    older, newer = f"name_{number}", "name" if last else f"name_{number + 1}"

    def up(request: RequestInfo) -> None:
        request.body[newer] = request.body.pop(older)

    def down(response: ResponseInfo) -> None:
        response.body[older] = response.body.pop(newer)

    instruction = schema(OrderCreate).field(newer).had(name=older)
    members = {
        "description": f"Change {number}.",
        "instructions_to_migrate_to_previous_version": (instruction,),
        "up": convert_request_to_next_version_for(OrderCreate)(up),
        "down": convert_response_to_previous_version_for(Order)(down),
    }
    return type(f"Change{number}", (VersionChange,), members)
