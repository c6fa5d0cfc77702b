"""`gateway convert`: nothing goes through unconverted, and whatever is wrong is said with its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.cli.convert import convert
from tests.test_documents import NEW, OLD_ORDER, ORDER

TO = ("--schema", "Order", "--to", "2023-10-16")
SINCE = ("--schema", "Order", "--since", "2023-10-16")
SERVICE = '''
from typing import Any
from gateway import Change, Gateway, Router, Timeline, Version, schema
from pydantic import BaseModel, RootModel

class Pet(BaseModel):
    price: Any = None
    size: Any = None
    kids: list["Pet"] = []

class Pets(RootModel[list[Pet]]): ...

class Priced(Change):
    """Prices are objects now."""
    operations = [
        schema("Pet").converted("price", up=lambda text: {"amount": text}, down=lambda price: price["amount"], was=str),
        schema("Pet").converted("size", up=lambda size: size, down=lambda size: print, was=str),
    ]

app = Gateway(
    current=Router(documents=[Pet, Pets]),
    timeline=Timeline(Version("v1"), Version("v2")),
    adapters={"v2": [Priced]},
)
'''


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pets_of_convert.py").write_text(SERVICE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "pets_of_convert", raising=False)


def converted(text: str | bytes, *options: str, name: str = "in.json", app: str = "deploy.app:app") -> Result:
    """What the command does with a file that holds `text`; with the name `-`, with stdin."""
    data = text.encode() if isinstance(text, str) else text
    if name != "-":
        Path(name).write_bytes(data)
    return CliRunner().invoke(convert, [app, name, *options], input=data if name == "-" else None)


def test_a_list_of_documents_is_converted_one_by_one() -> None:
    """A JSON file may hold many, even none."""
    done = converted(json.dumps([ORDER, ORDER]), *TO)
    assert (done.exit_code, json.loads(done.stdout)) == (0, [OLD_ORDER, OLD_ORDER])
    assert converted("[]", *TO).stdout == "[]\n"


def test_a_schema_that_is_a_list_is_one_document() -> None:
    """With what is in it converted."""
    text = '[{"price": {"amount": "1.10"}}]'
    done = converted(text, "--schema", "Pets", "--to", "v1", app="pets_of_convert:app")
    assert (done.exit_code, done.stdout) == (0, '[{"price":"1.10"}]\n')


@pytest.mark.parametrize("options", [TO, SINCE])
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("in.json", "5", "in.json: A number is no document of `Order`."),
        ("in.json", "[{}, null]", "in.json: /1: Null is no document of `Order`."),
        ("in.json", "[[{}]]", "in.json: /0: A list is no document of `Order`. Give each of its items by itself."),
        ("in.ndjson", "{}\n\n[{}]\n", "in.ndjson:3: A list is no document of `Order`."),
        ("in.ndjson", '{}\n"x"\n', "in.ndjson:2: Text is no document of `Order`."),
        ("-", "true", "stdin: A truth value is no document of `Order`."),
    ],
)
def test_what_is_no_document_is_named(name: str, text: str, said: str, options: tuple[str, ...]) -> None:
    """By its file with the line, or its place in the list."""
    done = converted(text, *options, name=name)
    assert done.exit_code == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("in.ndjson", "{}\n{0}\n", "in.ndjson:2: /lines/0/unit_price: "),
        ("in.json", "[{}, {0}]", "in.json: /1/lines/0/unit_price: "),
    ],
)
def test_a_value_that_can_not_be_converted_is_named(name: str, text: str, place: str) -> None:
    """By the JSON Pointer of its place in the file's own form."""
    line = {**OLD_ORDER["lines"][0], "unit_price": "much"}
    done = converted(text.replace("{0}", json.dumps({**OLD_ORDER, "lines": [line]})), *SINCE, name=name)
    assert done.exit_code == 1
    assert place + "An amount is decimal text" in done.stderr


def test_what_was_left_to_the_service_is_filled_in_where_that_is_asked_for() -> None:
    """As for a client that creates something; otherwise nothing is made up."""
    plain, filled = (json.loads(converted(json.dumps(OLD_ORDER), *SINCE, *more).stdout) for more in ((), ("--fill",)))
    assert not set(NEW) & set(plain)
    assert filled == {**plain, "channel": "web", "payment": {"method": "invoice"}}


def test_stdin_is_a_document_or_many_lines_of_them() -> None:
    """As is said, for it has no name."""
    text = json.dumps(ORDER)
    assert json.loads(converted(text, *TO, name="-").stdout) == OLD_ORDER
    lines = converted(f"{text}\n\n{text}\n", *TO, "--lines", "-o", "-", name="-")
    assert [json.loads(line) for line in lines.stdout.splitlines()] == [OLD_ORDER, OLD_ORDER]
    wrong = converted(f"{text}\n{text}\n", *TO, name="-")
    assert (wrong.exit_code, "stdin: not JSON. If each line is a document, say --lines." in wrong.stderr) == (1, True)


@pytest.mark.parametrize("text", ["", "not JSON"])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--schema", "Ordre", "--to", "2023-10-16"), 'Did you mean "Order"?'),
        (("--schema", "Ordre", "--since", "2023-10-16"), 'Did you mean "Order"?'),
        (("--schema", "Order", "--to", "2023-10-17"), 'Did you mean "2023-10-16"?'),
        (("--schema", "Order", "--since", "2023-10-17"), 'Did you mean "2023-10-16"?'),
        ((*TO, "--fill"), "--fill goes with --since"),
    ],
)
def test_a_wrong_call_is_told_before_anything_is_read(options: tuple[str, ...], said: str, text: str) -> None:
    """Whatever the file holds; exit code 2, as for any wrong call."""
    done = converted(text, *options, name="in.ndjson")
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize("place", ["nowhere/out.json", "in.json/out.json"])
def test_a_file_that_can_not_be_written_is_named(place: str) -> None:
    """With the reason."""
    done = converted(json.dumps(ORDER), *TO, "-o", place)
    assert done.exit_code == 1
    assert f"{place} can't be written: No" in done.stderr


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            {"price": {}},
            "in.ndjson:2: KeyError: 'amount', in pets_of_convert.py:13: In `Pet`, `price` has another form.",
        ),
        ({"size": 1}, "in.ndjson:2: A conversion gave what JSON can't hold: "),
    ],
)
def test_a_conversion_that_fails_is_named(document: Any, said: str) -> None:
    """With the line of the file, the place of the change and what it says."""
    text = f"{{}}\n{json.dumps(document)}\n"
    done = converted(text, "--schema", "Pet", "--to", "v1", name="in.ndjson", app="pets_of_convert:app")
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("depth", [300, 10_000])
def test_what_is_nested_too_deeply_says_so(depth: int) -> None:
    """Whether it can't be converted or can't even be read."""
    text = '{"kids":[' * depth + "]}" * depth
    done = converted(text, "--schema", "Pet", "--to", "v1", app="pets_of_convert:app")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nested too deeply" in done.stderr


def test_exit_codes_are_told() -> None:
    """In the help."""
    told = CliRunner().invoke(convert, ["--help"]).stdout
    assert "Exit codes:" in told
    assert [f"\n    {code}  " in told for code in (0, 1, 2)] == [True] * 3
