"""Forms of older clients: fields follow the changes on their schema, files pass under the handler's names."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, File, Form, Request, UploadFile
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from gateway import Change, Gateway, Timeline, Version, route, schema
from gateway.adapt.form import LARGEST_FIELD, MOST_FIELDS
from gateway.asgi import Message, Receive, Scope, Send
from tests.streaming import Client

FORM = (b"content-type", b"application/x-www-form-urlencoded")
MULTIPART = (b"content-type", b"multipart/form-data; boundary=XX")


class Owner(BaseModel):
    """Who a pet belongs to."""

    full_name: str


class Pet(BaseModel):
    """An animal, as a form."""

    full_name: str
    kind: Literal["dog", "cat"] | None = None
    price: int | None = None
    tags: list[str] = []
    chipped: bool | None = None
    source: str


class Picture(BaseModel):
    """An animal with pictures of it."""

    full_name: str
    avatar: UploadFile
    others: list[UploadFile] = []


app = FastAPI()


@app.post("/pets")
async def create(request: Request, pet: Annotated[Pet, Form()]) -> dict[str, Any]:
    return {"pet": pet.model_dump(), "sent": [list(pair) for pair in (await request.form()).multi_items()]}


@app.put("/pets")
async def replace(pet: Annotated[Pet, Form()]) -> dict[str, Any]:
    return pet.model_dump()


@app.post("/pictures")
async def upload(request: Request, picture: Annotated[Picture, Form()]) -> dict[str, Any]:
    form = await request.form()
    files = [one for one in form.multi_items() if not isinstance(one[1], str)]
    return {
        "full_name": picture.full_name,
        "files": [
            [name, file.filename, file.content_type, (await file.read()).decode("latin-1")]  # type: ignore[union-attr]
            for name, file in files
        ],
    }


@app.post("/loose")
async def loose(
    request: Request, avatar: Annotated[UploadFile, File()], full_name: Annotated[str, Form()] = "nobody"
) -> list[Any]:
    return [
        [name, held if isinstance(held, str) else held.filename] for name, held in (await request.form()).multi_items()
    ]


class Changed(Change):
    """Pets have changed in all ways there are."""

    operations = [
        schema("Pet", "Picture").renamed("name", to="full_name"),
        schema("Pet").values("kind", {"hound": "dog"}),
        schema("Pet").added("source", default="old"),
        schema("Pet").wrapped("tag", into="tags", lost="all but the first"),
        schema("Picture").renamed("photo", to="avatar"),
        schema("Picture").wrapped("extra", into="others", lost="all but the first"),
        schema("Body_loose_loose_post").renamed("picture", to="avatar"),
        schema("Body_loose_loose_post").renamed("name", to="full_name"),
        route("PUT /pets").erases_the_rest("nothing is kept"),
    ]


served = Gateway(current=app, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [Changed]})


def test_it_is_checked() -> None:
    """Nothing is wrong with the declarations."""
    assert served.check() == []


def posted(path: str, body: bytes, *headers: tuple[bytes, bytes], method: str = "POST", size: int = 10**9) -> Client:
    """What a client gets that sends a form in chunks of a size."""
    chunks = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
    return Client(served, path, method=method, headers=headers, chunks=chunks).run()


def fields(body: bytes, path: str = "/v1/pets") -> list[tuple[str, str]]:
    """The fields that the app sees of a form in a line."""
    found = posted(path, body, FORM)
    assert found.status == 200, found.body
    return [(name, value) for name, value in found.document["sent"]]


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        (b"name=rex", [("full_name", "rex"), ("source", "old")]),
        (b"name=a%26b+c%ff%2B", [("full_name", "a&b c\N{REPLACEMENT CHARACTER}+"), ("source", "old")]),
        (b"name=rex&kind=hound", [("full_name", "rex"), ("kind", "dog"), ("source", "old")]),
        (b"name=rex&tag=x", [("full_name", "rex"), ("tags", "x"), ("source", "old")]),
        (b"name=rex&price=007", [("full_name", "rex"), ("price", "007"), ("source", "old")]),
        (b"name=rex&chipped=on", [("full_name", "rex"), ("chipped", "on"), ("source", "old")]),
        (
            b"name=rex&unknown=1&unknown=2",
            [("full_name", "rex"), ("unknown", "1"), ("unknown", "2"), ("source", "old")],
        ),
        (b"name=rex&name=tom", [("full_name", "tom"), ("source", "old")]),
        (b"name=rex&source=mine&full_name=tom", [("full_name", "rex"), ("source", "old")]),
        (b"&&name=rex&", [("full_name", "rex"), ("source", "old")]),
    ],
)
def test_fields_follow_the_changes(sent: bytes, seen: list[tuple[str, str]]) -> None:
    """What isn't touched is as it was sent; what the older version hasn't got is dropped; the last of a name counts."""
    assert fields(sent) == seen


def test_the_heads_forms_are_the_apps() -> None:
    """As they are."""
    assert fields(b"full_name=rex&source=mine&source=x", "/v2/pets") == [
        ("full_name", "rex"),
        ("source", "mine"),
        ("source", "x"),
    ]


def test_a_form_does_what_its_route_does() -> None:
    """A replacement that erases the rest is made anew, so that it is filled in."""
    found = posted("/v1/pets", b"name=rex", FORM, method="PUT")
    assert (found.document["full_name"], found.document["source"]) == ("rex", "old")


def test_errors_are_in_the_clients_words() -> None:
    """Those of the app."""
    found = posted("/v1/pets", b"kind=horse&price=x", FORM)
    places = [(one["loc"], one.get("input")) for one in found.document["detail"]]
    assert (["body", "name"], None) in [(loc, None) for loc, _ in places]
    assert (["body", "kind"], "horse") in places
    assert (["body", "price"], "x") in places


def parts(*said: tuple[str, bytes], boundary: bytes = b"XX") -> bytes:
    """A form in parts."""
    told = [
        b"--" + boundary + b"\r\nContent-Disposition: form-data; " + what.encode() + b"\r\n\r\n" + data + b"\r\n"
        for what, data in said
    ]
    return b"".join(told) + b"--" + boundary + b"--\r\n"


@pytest.mark.parametrize("size", [1, 7, 10**9])
def test_files_pass_under_the_handlers_names(size: int) -> None:
    """With what stands above them, whatever the chunks are."""
    body = parts(
        ('name="name"', b"rex"),
        ('name="photo"; filename="a\\"b.png"\r\nContent-Type: image/png', b"\x89PNG\r\n--X\r\n"),
        ('name="extra"; filename="two; three.txt"', b""),
    )
    found = posted("/v1/pictures", body, MULTIPART, size=size)
    assert found.document == {
        "full_name": "rex",
        "files": [
            ["avatar", 'a"b.png', "image/png", "\x89PNG\r\n--X\r\n"],
            ["others", "two; three.txt", None, ""],
        ],
    }


def test_a_form_that_is_described_as_one_kind_may_come_as_the_other() -> None:
    """As frameworks read both."""
    found = posted("/v1/pets", parts(('name="name"', b"rex"), ('name="kind"', b"hound")), MULTIPART)
    assert found.document["sent"] == [["full_name", "rex"], ["kind", "dog"], ["source", "old"]]


def test_files_that_the_clients_version_has_not_got_are_dropped() -> None:
    """Unknown ones pass."""
    body = parts(
        ('name="avatar"; filename="stray"', b"x" * 1000),
        ('name="picture"; filename="mine"', b"x"),
        ('name="unknown"; filename="other"', b"x"),
    )
    found = posted("/v1/loose", body, MULTIPART)
    assert found.document == [["avatar", "mine"], ["unknown", "other"]]


def test_a_field_may_be_sent_where_a_file_is_taken() -> None:
    """The app says that it is none, in the client's words."""
    found = posted("/v1/loose", parts(('name="picture"', b"text"), ('name="name"', b"rex")), MULTIPART)
    assert (found.status, found.document["detail"][0]["loc"]) == (422, ["body", "picture"])


class Watched:
    """An app that tells what it has got of a form when, before it asks for more."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "http.request":
            self.got.append(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Zoo", "version": "1"},
    "paths": {
        "/pets": {
            "post": {
                "requestBody": {
                    "content": {
                        "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Pet"}},
                        "application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Pet"}},
                    }
                },
                "responses": {"204": {"description": "done"}},
            }
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "properties": {
                    "full_name": {"type": "string"},
                    "age": {"type": "integer"},
                    "owner": {"$ref": "#/components/schemas/Owner"},
                    "picture": {"type": "string", "contentMediaType": "application/octet-stream"},
                },
            },
            "Owner": {"type": "object", "properties": {"full_name": {"type": "string"}}},
        }
    },
}


class Words(Change):
    """A pet's and an owner's `name` is now `full_name`; ages are in months."""

    operations = [
        schema("Pet", "Owner").renamed("name", to="full_name"),
        schema("Pet").renamed("photo", to="picture"),
    ]


def around(watched: Watched, changes: Any = (Words,), max_body: int = 10_000_000) -> Gateway:
    """Two versions around it."""
    return Gateway(
        current=watched,
        timeline=Timeline(Version("v1"), Version("v2")),
        adapters={"v2": list(changes)},
        openapi=lambda: DOCUMENT,
        max_body=max_body,
    )


def test_nothing_of_a_file_is_held() -> None:
    """The app has got what came of it before more is read, but for what may begin a boundary."""
    watched = Watched()
    body = parts(('name="name"', b"rex"), ('name="photo"; filename="x"', b"\r\n-x" * 250_000))
    size = 65_536
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    client = Client(around(watched), "/v1/pets", method="POST", headers=[MULTIPART], chunks=chunks)
    held: list[int] = []
    receive = client._receive

    async def reading() -> Message:
        held.append(client.read * size - sum(map(len, watched.got)))
        return await receive()

    client._receive = reading  # type: ignore[method-assign]
    client.run()
    assert client.status == 204
    assert len(watched.got) == len(chunks)
    assert max(held) < 300
    # The boundary is the gateway's own, the fields come after the files.
    seen = b"".join(watched.got)
    assert b"--XX\r\n" not in seen
    assert seen.index(b'name="picture"; filename="x"') < seen.index(b'name="full_name"')
    assert b"\r\n-x" * 250_000 in seen


def test_what_clients_say_loosely_is_understood() -> None:
    """Without quotes, with a semicolon too many, in capitals."""
    watched = Watched()
    body = b"--a b\r\ncontent-disposition: Form-Data; NAME=name;\r\n\r\nrex\r\n--a b--"
    headers = [(b"content-type", b'Multipart/Form-Data; Boundary="a b" ; charset=UTF-8;')]
    assert Client(around(watched), "/v1/pets", method="POST", headers=headers, chunks=[body]).run().status == 204
    assert b'name="full_name"\r\n\r\nrex\r\n' in b"".join(watched.got)


def test_json_in_a_field_is_translated_too() -> None:
    """Where the schema has an object there."""
    watched = Watched()
    body = parts(
        ('name="owner"\r\nContent-Type: application/json', b'{"name": "kim", "x": 1.10}'), ('name="age"', b"1.0")
    )
    Client(around(watched), "/v1/pets", method="POST", headers=[MULTIPART], chunks=[body]).run()
    seen = b"".join(watched.got)
    assert b'name="owner"\r\n\r\n{"full_name":"kim","x":1.10}\r\n' in seen
    assert b'name="age"\r\n\r\n1.0\r\n' in seen


def test_what_is_said_of_a_value_goes_with_it() -> None:
    """Where it is as it was."""
    watched = Watched()
    body = parts(('name="name"\r\nContent-Type: text/plain; charset=utf-8', b"rex"))
    Client(around(watched), "/v1/pets", method="POST", headers=[MULTIPART], chunks=[body]).run()
    assert b'name="full_name"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nrex\r\n' in b"".join(watched.got)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (b"multipart/form-data; boundary=XX", b"nonsense", 400),
        (b"multipart/form-data; boundary=XX", parts(('name="a"', b"x"))[:-10], 400),
        (b"multipart/form-data; boundary=XX", parts(('nam="a"', b"x")), 400),
        (b"multipart/form-data; boundary=XX", parts(('name="a"; name="b"', b"x")), 400),
        (b"multipart/form-data; boundary=XX", parts(('name="a', b"x")), 400),
        (b"multipart/form-data; boundary=XX", parts(('name="a"; filename="\\\\"', b"x")), 400),
        (b"multipart/form-data; boundary=XX", b"--XX\r\nX: y\r\n\r\nx\r\n--XX--\r\n", 400),
        (b"multipart/form-data; boundary=XX", b"--XX\r\nX: " + b"y" * 9000, 400),
        (b"multipart/form-data; boundary=XX", b"--XX\r\n" + b"X: y\r\n" * 40, 400),
        (b"multipart/form-data", parts(), 400),
        (b"multipart/form-data; boundary=a; boundary=b", parts(), 400),
        (b"multipart/form-data; boundary=" + b"x" * 1000, parts(), 400),
        (b"multipart/form-data; boundary=XX; charset=utf-16", parts(), 415),
        (b"multipart/form-data; boundary=XX", parts(*[(f'name="{n}"', b"") for n in range(MOST_FIELDS + 1)]), 413),
        (b"multipart/form-data; boundary=XX", parts(('name="a"', b"x" * (LARGEST_FIELD + 1))), 413),
        (b"multipart/form-data; boundary=XX", parts(('name="a"; filename="a"', b"x" * 10_000_000)), 413),
        (b"application/x-www-form-urlencoded", b"&".join(b"x" for _ in range(MOST_FIELDS + 1)), 413),
        (b"application/x-www-form-urlencoded", b"a=" + b"x" * (LARGEST_FIELD + 1), 413),
    ],
)
def test_what_can_not_be_taken_is_refused(content_type: bytes, body: bytes, status: int) -> None:
    """With a problem; the app sees the client go."""
    found = Client(
        around(Watched()),
        "/v1/pets",
        method="POST",
        headers=[(b"content-type", content_type)],
        chunks=[body],
        ends=False,
    ).run()
    assert (found.status, found.document["status"]) == (status, status)


def test_a_value_can_not_say_where_a_part_ends() -> None:
    """However it is put together."""
    watched = Watched()
    body = b"name=%0D%0A--XX%0D%0AContent-Disposition%3A+form-data%3B+name%3D%22age%22%0D%0A%0D%0A5"
    Client(around(watched), "/v1/pets", method="POST", headers=[FORM], chunks=[body]).run()
    assert [pair.partition(b"=")[0] for pair in b"".join(watched.got).split(b"&")] == [b"full_name"]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)


@given(
    st.lists(st.tuples(st.sampled_from(["name", "full_name", "age", "photo", 'a"b', "x\\y"]), TEXTS), max_size=5),
    st.lists(st.integers(0, 2000), max_size=8),
    st.booleans(),
)
def test_a_form_is_the_same_however_it_is_cut(sent: list[tuple[str, str]], cuts: list[int], with_file: bool) -> None:
    """And says what the same form in a line says."""
    from urllib.parse import parse_qsl, urlencode

    def quoted(name: str) -> str:
        return name.replace("\\", "\\\\").replace('"', '\\"')

    body = parts(
        *((f'name="{quoted(name)}"', text.encode()) for name, text in sent),
        *([('name="photo"; filename="p"', b"\r\n--X\r\n")] if with_file else []),
        boundary=b"XXX-boundary",
    )
    places = sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    headers = [(b"content-type", b"multipart/form-data; boundary=XXX-boundary")]
    found = []
    for chunks in ([body], [body[start:end] for start, end in pairwise(places)]):
        watched = Watched()
        assert Client(around(watched), "/v1/pets", method="POST", headers=headers, chunks=chunks).run().status == 204
        seen = b"".join(watched.got)
        found.append(seen.replace(seen[2 : seen.index(b"\r\n") if b"\r\n" in seen else 0], b"B"))
    assert found[0] == found[1]
    if not with_file:
        watched = Watched()
        line = urlencode(sent).encode()
        Client(around(watched), "/v1/pets", method="POST", headers=[FORM], chunks=[line]).run()
        pairs = parse_qsl(b"".join(watched.got).decode(), keep_blank_values=True)
        bodies = [f'name="{quoted(name)}"\r\n\r\n{text}\r\n'.encode() for name, text in pairs]
        assert found[0].count(b"form-data") == len(bodies)
        assert all(one in found[0] for one in bodies)


def test_lines_are_upgraded_while_the_app_receives_them() -> None:
    """Each when it is whole."""
    watched = Watched()
    chunks = [b'{"name":"rex"}\n{"na', b'me":"tom"', b"}\n", b'{"owner":{"name":"kim"}}']
    headers = [(b"content-type", b"application/jsonl")]
    Client(around(watched), "/v1/pets", method="POST", headers=headers, chunks=chunks).run()
    assert watched.got == [
        b'{"full_name":"rex"}\n',
        b'{"full_name":"tom"}\n',
        b'{"owner":{"full_name":"kim"}}',
    ]


class Months(Change):
    """Ages are numbers of months."""

    operations = [schema("Pet").converted("age", up=lambda text: int(text) * 12, down=lambda n: str(n // 12), was=str)]


@pytest.mark.parametrize(
    ("lines", "status", "errors"),
    [
        ([b'{"age":"1"}\n', b'{"age":"x"}\n'], 422, "/1/age"),
        ([b'{"age":NaN}\n'], 400, None),
        ([b'{"age":"', b"1" * 2000], 413, None),
        ([b'{"age":"1"}\n' * 100], 413, None),
    ],
)
def test_lines_that_can_not_be_taken_are_refused(lines: list[bytes], status: int, errors: str | None) -> None:
    """With the place of the item, counted from 0."""
    headers = [(b"content-type", b"application/x-ndjson")]
    found = Client(
        around(Watched(), [Months], 1000), "/v1/pets", method="POST", headers=headers, chunks=lines, ends=False
    ).run()
    assert found.status == status
    if errors is not None:
        assert [one["pointer"] for one in found.document["errors"]] == [errors]
    assert json.loads(found.body)["status"] == status


class Cents(Change):
    """The cost of a pet is its price, in cents."""

    operations = [
        schema("Pet").renamed("cost", to="price"),
        schema("Pet").converted(
            "price", up=lambda euros: int(euros) * 100, down=lambda cents: str(cents // 100), was=str, lost="cents"
        ),
        route("PUT /pets").erases_the_rest("nothing is kept"),
    ]


@pytest.mark.parametrize("is_multipart", [True, False])
def test_a_value_that_can_not_be_converted_is_refused_in_the_clients_words(is_multipart: bool) -> None:
    """In the form in which the app says what is wrong; one that can is converted."""
    app_of_cents = Gateway(current=app, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [Cents]})

    def sent(price: bytes) -> Any:
        body = b"full_name=rex&source=x&cost=" + price
        if is_multipart:
            body = parts(('name="full_name"', b"rex"), ('name="source"', b"x"), ('name="cost"', price))
        headers = [MULTIPART if is_multipart else FORM]
        return Client(app_of_cents, "/v1/pets", method="POST", headers=headers, chunks=[body], ends=False).run()

    assert sent(b"5").document["pet"]["price"] == 500
    refused = sent(b"five")
    assert refused.status == 422
    assert [one["loc"] for one in refused.document["detail"]] == [["body", "cost"]]


def test_clients_of_the_test_client_are_served_too() -> None:
    """By a library that makes its own forms."""
    client = TestClient(served)
    answer = client.post(
        "/v1/pictures",
        data={"name": "rex"},
        files=[("photo", ("p.png", b"png", "image/png")), ("extra", ("q.png", b"more", "image/png"))],
    )
    assert answer.json() == {
        "full_name": "rex",
        "files": [["avatar", "p.png", "image/png", "png"], ["others", "q.png", "image/png", "more"]],
    }
