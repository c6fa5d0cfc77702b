"""Names the events that aren't served, by the marks that AWS documents for their sources, and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

FIRST = "or look for it in a function that calls this handler for everything else"
SHOWN = 80
"""How many characters of a name in an event are shown."""


class Named(NamedTuple):
    """What an event is, and what to do about it."""

    kind: str
    advice: str


def named(event: object) -> Named:
    """The name of an event that isn't served."""
    if not isinstance(event, Mapping):
        return Named(f"a {type(event).__name__} instead of an object", "Invoke the function with an HTTP event.")
    found = (name(event) for name in _NAMES)
    return next((one for one in found if one is not None), _unknown(event))


def _records(event: Mapping[str, Any]) -> Named | None:
    """Batches: SQS, S3, DynamoDB, Kinesis say `eventSource`, SNS `EventSource`, CloudFront's Lambda@Edge `cf`."""
    records = event.get("Records")
    if not (isinstance(records, list) and records and isinstance(records[0], Mapping)):
        return None
    if "cf" in records[0]:
        advice = "Lambda@Edge runs beside CloudFront's cache: give the distribution an API or a function URL as origin."
        return Named("a Lambda@Edge request of CloudFront", advice)
    source = str(records[0].get("eventSource") or records[0].get("EventSource") or "an unknown source")[:SHOWN]
    return Named(f"a batch of records from {source}", f"Give those records a function of their own, {FIRST}.")


def _context(event: Mapping[str, Any]) -> Named | None:
    context = event.get("requestContext")
    if not isinstance(context, Mapping):
        return None
    if "serviceNetworkArn" in context:
        return _lattice("2.0")
    if "connectionId" in context:
        advice = "Give the WebSocket API a function of its own, or serve WebSockets under uvicorn."
        return Named("a message of an API Gateway WebSocket API", advice)
    return None


def _lattice_1(event: Mapping[str, Any]) -> Named | None:
    return _lattice("1.0") if {"raw_path", "method", "is_base64_encoded"} <= event.keys() else None


def _lattice(version: str) -> Named:
    advice = "Put an Application Load Balancer, or an API, between the service network and the function."
    return Named(f"a VPC Lattice request (event structure {version})", advice)


def _authorizer(event: Mapping[str, Any]) -> Named | None:
    if "methodArn" not in event and "routeArn" not in event:
        return None
    advice = "The API has this function as its authorizer: name the authorizer's own function there."
    return Named("a request to a Lambda authorizer", advice)


def _warmer(event: Mapping[str, Any]) -> Named | None:
    """`serverless-plugin-warmup` sends its name as `source`, `lambda-warmer` a member `warmer`, OpenNext a `type`."""
    if event.get("source") != "serverless-plugin-warmup" and "warmer" not in event and event.get("type") != "warmer":
        return None
    advice = "Use provisioned concurrency or SnapStart instead"
    return Named("a ping that keeps functions warm", f"{advice}, {FIRST}.")


def _bus(event: Mapping[str, Any]) -> Named | None:
    if "detail-type" not in event:
        return None
    advice = "If it is to keep the function warm, use provisioned concurrency or SnapStart; else give the rule"
    kind = str(event["detail-type"])[:SHOWN]
    return Named(f"an EventBridge event ({kind})", f"{advice} a function of its own, {FIRST}.")


def _test(event: Mapping[str, Any]) -> Named | None:
    """The console's first template is `{"key1": "value1", "key2": "value2", "key3": "value3"}`."""
    if event and not (isinstance(event.get("key1"), str) and len(event) <= len("123")):
        return None
    kind = f"a test event of the console (the keys {', '.join(sorted(event))})" if event else "an empty object"
    return Named(kind, 'Choose a template there such as "API Gateway HTTP API", and save it under another name.')


def _trigger(event: Mapping[str, Any]) -> Named | None:
    marks = {"triggerSource": "a Cognito trigger", "ResponseURL": "a CloudFormation custom resource's request"}
    kind = next((kind for mark, kind in marks.items() if mark in event), None)
    return Named(kind, f"Give it a function of its own, {FIRST}.") if kind else None


def _unknown(event: Mapping[str, Any]) -> Named:
    keys = ", ".join(sorted(str(key)[:40] for key in event)[:10])
    return Named(f"an object with the keys {keys}", f"Invoke the function with an HTTP event, {FIRST}.")


_NAMES: tuple[Callable[[Mapping[str, Any]], Named | None], ...] = (
    _records,
    _authorizer,
    _context,
    _lattice_1,
    _warmer,
    _bus,
    _trigger,
    _test,
)
