"""Small gateways to try the laws on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from gateway import Change, Gateway, Operation, Router, Timeline, Version
from gateway.laws import Breach, breaches
from gateway.laws.run import all_trials


def changed(router: Router, *operations: Operation) -> Gateway:
    """Two versions of an API, of which the newer one changed this."""
    made = type("Made", (Change,), {"__doc__": "Changed.", "operations": list(operations)})
    return Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [made]})


def echo(body: Any, answer: Any = None) -> Callable[..., Any]:
    """A handler that takes a model, and answers it or another one."""

    async def handler(body: Any) -> Any:
        """Echo."""
        return body

    handler.__annotations__ = {"body": body, "return": answer or body}
    return handler


def taking(model: type[BaseModel], *methods: str) -> Router:
    """An API whose one path takes a model under some methods."""
    router = Router()
    for method in methods or ("POST",):
        router.route(method, "/things")(echo(model))
    return router


def of_law(made: Gateway, *laws: str, examples: int = 100) -> list[Breach]:
    """The breaches of some laws, each named by the beginning of its sentence."""
    trials = [one for one in all_trials(made) if any(says.startswith(laws) for says in one.says)]
    assert trials, f"no law begins so: {laws}"
    found = breaches(made, examples=examples, trials=trials)
    return [breach for breach in found if breach.law.startswith(laws)]
