"""Long-running durable executions while a new release is rolled out: they stay on the code that started them, or break.

Run offline by AWS's own testing package. It runs one handler under a name and knows no versions of a function; `Alias`
stands for what Lambda does with them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aws_durable_execution_sdk_python.context import DurableContext
from aws_durable_execution_sdk_python.execution import durable_execution
from aws_durable_execution_sdk_python.lambda_service import InvocationStatus
from aws_durable_execution_sdk_python_testing import DurableFunctionTestRunner

from gateway import Gateway

Handler = Callable[[Any, Any], Any]
GATEWAY = Gateway("versions", "adapters")


@durable_execution
def first_release(event: dict[str, Any], context: DurableContext) -> list[str]:
    """Waits for a payment, which may take days, then ships."""
    reserved = context.step(lambda _: f"reserved {event['id']}", name="reserve")
    paid = context.create_callback(name="paid").result()
    return [reserved, f"paid {paid}", context.step(lambda _: "shipped", name="ship")]


@durable_execution
def second_release(event: dict[str, Any], context: DurableContext) -> list[str]:
    """Screens the customer first: a step that no execution of the first release has been through."""
    screened = context.step(lambda _: "screened", name="screen")
    reserved = context.step(lambda _: f"reserved {event['id']}", name="reserve")
    paid = context.create_callback(name="paid").result()
    return [screened, reserved, f"paid {paid}", context.step(lambda _: "shipped", name="ship")]


class Alias:
    """An alias of a function with numbered versions.

    Lambda runs all invocations of an execution on the version that the alias pointed to when it started ("Best
    practices for Lambda durable functions"); `$LATEST` is whatever was deployed last.

    Args:
        release: the code of version 1.
    """

    def __init__(self, release: Handler) -> None:
        self.versions = [release]
        self._of: dict[str, int] = {}

    def deploy(self, release: Handler) -> None:
        """Publish another version and move the alias to it; the older ones stay."""
        self.versions.append(release)

    def latest(self, event: Any, context: Any) -> Any:
        """An invocation of `$LATEST`."""
        return self.versions[-1](event, context)

    def live(self, event: Any, context: Any) -> Any:
        """An invocation through the alias."""
        version = self._of.setdefault(event.durable_execution_arn, len(self.versions))
        return self.versions[version - 1](event, context)


ORDER: dict[str, Any] = {
    "id": "ord_1",
    "customer_id": "cus_1",
    "status": "paid",
    "lines": [],
    "total": {"amount": 2500, "currency": "EUR"},
    "refunded": {"amount": 0, "currency": "EUR"},
    "channel": "web",
    "payment": {"method": "invoice"},
    "note": None,
    "created_at": "2026-10-01T00:00:00Z",
}


@contextmanager
def running(handler: Handler) -> Iterator[DurableFunctionTestRunner]:
    """The testing package's runner; its event loop is closed here, as the package (1.4.0) leaves it open."""
    with DurableFunctionTestRunner(handler, poll_interval=0.01) as runner:
        loop = runner._scheduler._loop
        yield runner
    while loop.is_running():
        time.sleep(0.001)
    loop.close()


def start(runner: DurableFunctionTestRunner, name: str) -> tuple[str, str]:
    """Start an execution that waits to be paid; its ARN and the callback's id."""
    arn = runner.run_async(input=json.dumps(ORDER), execution_name=name)
    return arn, runner.wait_for_callback(arn, name="paid")


def finish(runner: DurableFunctionTestRunner, arn: str, callback: str) -> Any:
    """Pay, and wait for the end."""
    runner.send_callback_success(callback, json.dumps("by card").encode())
    return runner.wait_for_result(arn)


def test_an_execution_stays_on_the_version_that_started_it() -> None:
    """It was started through the alias, so it ends by its own code; those that start later run the new one."""
    function = Alias(first_release)
    with running(function.live) as runner:
        arn, callback = start(runner, "before")
        function.deploy(second_release)
        later = start(runner, "after")
        old, new = finish(runner, arn, callback), finish(runner, *later)
    assert old.status is new.status is InvocationStatus.SUCCEEDED
    paid = '"by card"'
    assert json.loads(old.result) == ["reserved ord_1", f"paid {paid}", "shipped"]
    assert json.loads(new.result) == ["screened", "reserved ord_1", f"paid {paid}", "shipped"]


def test_without_an_alias_a_release_breaks_what_is_under_way() -> None:
    """On `$LATEST` the new code meets a history that it hasn't got, and the execution fails."""
    function = Alias(first_release)
    with running(function.latest) as runner:
        arn, callback = start(runner, "before")
        function.deploy(second_release)
        broken = finish(runner, arn, callback)
    assert broken.status is InvocationStatus.FAILED
    assert "NonDeterministic" in str(broken.error)


@pytest.mark.parametrize("version", ["2023-10-16", "2025-11-15"])
def test_what_an_execution_holds_outlives_the_version_it_was_made_in(version: str) -> None:
    """An execution keeps its input for as long as it runs: written with its version, any later release can read it."""
    kept = GATEWAY.downgrade(ORDER, schema="Order", to=version)
    read = GATEWAY.upgrade(kept, schema="Order", since=version)
    assert (read["id"], read["total"], read["status"]) == (ORDER["id"], ORDER["total"], ORDER["status"])
