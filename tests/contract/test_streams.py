"""A version's document says of streams and forms what that version's clients get and send."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Gateway
from gateway.contract import contract_of
from gateway.shapes.bodies import EVENTS, FORM, LINES, MULTIPART
from gateway.shapes.from_openapi import Description
from gateway.shapes.unions import resolved
from tests.contract.test_documents import mistakes
from tests.exchange.test_forms import served as forms
from tests.exchange.test_streams import PET, TIMELINE, Renamed, around, described, zoo
from tests.handle.test_streamed import app as typed
from tests.streaming import sending


def fields(document: dict[str, Any], method: str, path: str, kind: str) -> set[str]:
    """The members of what a document's stream or form holds, as the gateway itself reads it."""
    request, responses = Description(document).other_shapes(method, path)[kind]
    [shape] = [one for one in (request, *responses.values()) if one is not None]
    return set(resolved(shape, shape.root)["properties"])


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_typed_streams_are_described(version: str) -> None:
    """Validly, and so that they can be read back."""
    document = contract_of(typed, version)
    assert mistakes(document) == []
    seen = {"name"} if version == "v1" else {"full_name"}
    assert fields(document, "GET", "/lines", LINES) == seen
    assert fields(document, "GET", "/records", LINES) == seen
    assert fields(document, "GET", "/events", EVENTS) == seen
    assert fields(document, "POST", "/made", LINES) == seen


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_an_apps_streams_are_described_as_it_describes_them(version: str) -> None:
    """With the version's schemas."""
    app = Gateway(current=zoo(), timeline=TIMELINE, adapters={"v2": [Renamed]})
    document = contract_of(app, version)
    seen = {"name"} if version == "v1" else {"full_name"}
    assert fields(document, "GET", "/lines", LINES) == fields(document, "GET", "/events", EVENTS) == seen
    assert fields(document, "GET", "/raw", LINES) == fields(document, "GET", "/said", EVENTS) == seen
    content = document["paths"]["/lines"]["get"]["responses"]["200"]["content"]
    assert content == {"application/jsonl": {"schema": {"type": "array", "items": PET}}}


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_forms_are_described(version: str) -> None:
    """As the version's clients send them."""
    document = contract_of(forms, version)
    assert mistakes(document) == []
    older = version == "v1"
    pet = {"kind", "price", "chipped", *({"name", "tag"} if older else {"full_name", "tags", "source"})}
    assert fields(document, "POST", "/pets", FORM) == pet
    loose = {"name", "picture"} if older else {"full_name", "avatar"}
    assert fields(document, "POST", "/loose", MULTIPART) == loose


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_an_example_of_a_stream_is_left_out(version: str) -> None:
    """It is all of a stream as text, which the schema of a list of its items doesn't describe."""
    said = {"schema": {"type": "array", "items": PET}, "example": '{"full_name":"rex"}\n'}
    app = around(sending(200, [], []), described("application/x-ndjson", said))
    assert isinstance(app, Gateway)
    [content] = contract_of(app, version)["paths"]["/pets"]["get"]["responses"]["200"]["content"].values()
    assert content == {"schema": {"type": "array", "items": PET}}
