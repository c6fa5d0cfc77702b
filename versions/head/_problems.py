"""What the shop's errors are to an HTTP client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from gateway import Problem
from versions._shop.errors import Conflict, Invalid, NotFound, Outdated
from versions._shop.shop import Shop


def shop(request: Request) -> Shop:
    """The shop that the service opened."""
    found: Shop = request.state.shop
    return found


def _not_found(error: NotFound) -> Problem:
    return Problem(404, detail=str(error))


def _conflict(error: Conflict) -> Problem:
    return Problem(409, detail=str(error), code=error.code)


def _invalid(error: Invalid) -> Problem:
    pointer = "".join(f"/{part}" for part in error.field_path)
    return Problem(422, detail="The request can't be carried out.", errors=[{"detail": str(error), "pointer": pointer}])


def _outdated(error: Outdated) -> Problem:
    return Problem(503, detail=str(error), headers={"Retry-After": "1"})


ERRORS: Mapping[type[Exception], Callable[[Any], Problem]] = {
    NotFound: _not_found,
    Conflict: _conflict,
    Invalid: _invalid,
    Outdated: _outdated,
}
