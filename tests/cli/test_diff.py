"""`gateway diff`, as it is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.cli.described import document_of, marks
from gateway.cli.diff import diff
from gateway.cli.loading import find_gateway, load
from tests.diff.made import document, in_request, in_response

WIDE, NARROW = in_request({"type": "string"}), in_request({"type": "string", "maxLength": 3})
UNSURE = in_request({"type": "string", "pattern": "\\ba"}), in_request({"type": "string", "pattern": "\\bb"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with documents, in which the command is called."""
    held = {"wide": WIDE, "narrow": NARROW, "one": UNSURE[0], "other": UNSURE[1]}
    for name, content in held.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _diff(*arguments: str, stdin: Any = None) -> Result:
    return CliRunner().invoke(diff, arguments, input=None if stdin is None else json.dumps(stdin))


def test_a_break_is_told_and_exits_with_1(folder: Path) -> None:
    """By operation, with the rule; the other way round nothing breaks."""
    broken = _diff("wide.json", "narrow.json")
    assert (broken.exit_code, broken.stdout) == (
        1,
        "POST /x\n  error    Request body: `maxLength` is 3 now. [request-body-max-length-set]\n1 error.\n",
    )
    fine = _diff("narrow.json", "wide.json")
    assert (fine.exit_code, fine.stdout.splitlines()[-1]) == (0, "1 info.")
    same = _diff("wide.json", "wide.json")
    assert (same.exit_code, same.stdout) == (0, "No differences.\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["one.json", "other.json"], 0),
        (["one.json", "other.json", "--fail-on", "warning"], 1),
        (["wide.json", "narrow.json", "--fail-on", "warning"], 1),
        (["wide.json", "narrow.json", "--fail-on", "never"], 0),
        (["narrow.json", "wide.json", "--fail-on", "warning"], 0),
    ],
)
def test_fail_on_says_from_which_severity_on_it_fails(folder: Path, arguments: list[str], code: int) -> None:
    """A warning alone doesn't, unless it is said."""
    assert _diff(*arguments).exit_code == code


def test_programs_read_json(folder: Path) -> None:
    """All that is known of each difference."""
    [found] = json.loads(_diff("wide.json", "narrow.json", "--json").stdout)
    assert found["where"]["new"] == "/paths/~1x/post/requestBody/content/application~1json/schema/maxLength"
    assert {key: found[key] for key in ("rule", "severity", "direction", "before", "after")} == {
        "rule": "request-body-max-length-set",
        "severity": "error",
        "direction": "request",
        "before": None,
        "after": 3,
    }


def test_markdown_shows_what_documents_say_as_text(folder: Path) -> None:
    """Whatever characters that has."""
    old, new = in_response({"enum": ["a"]}), in_response({"enum": ["a", "<b>*_[x](y)_*|"]})
    (folder / "new.json").write_text(json.dumps(new), "utf-8")
    shown = _diff("-", "new.json", "--markdown", stdin=old).stdout
    said = r"- **error** Response 200: may be “\<b\>\*\_\[x\](y)\_\*\|” now. (`response-body-enum-value-added`)"
    assert shown == f"1 error.\n\n## POST /x\n\n{said}\n"


def test_colours_are_for_terminals(folder: Path) -> None:
    """What is piped has none."""
    plain = _diff("wide.json", "narrow.json").stdout
    coloured = CliRunner().invoke(diff, ["wide.json", "narrow.json"], color=True).stdout
    assert "\x1b[" not in plain
    assert "\x1b[31merror" in coloured


def test_yaml_is_read_as_openapi_means_it(folder: Path) -> None:
    """`no`, `on` and dates are texts, statuses are names, and what is said once is said everywhere."""
    (folder / "old.yaml").write_text(
        """\
openapi: 3.1.0
info: {title: x, version: 1}
x-usual: &usual {type: string, enum: [no, on, 2024-01-01, 010]}
paths:
  /x:
    post:
      responses:
        200: {description: "", content: {application/json: {schema: *usual}}}
        404: {description: ""}
""",
        "utf-8",
    )
    enum = in_response({"type": "string", "enum": ["no", "on", "2024-01-01", "010"]})
    enum["paths"]["/x"]["post"]["responses"]["404"] = {"description": ""}
    (folder / "new.json").write_text(json.dumps(enum), "utf-8")
    assert _diff("old.yaml", "new.json").stdout == "No differences.\n"


def test_a_project_says_its_severities_in_pyproject(folder: Path) -> None:
    """In the nearest one, here or above; what is said in the call counts more."""
    text = '[tool.versiongate.diff]\nfail-on = "never"\nseverities = { "request-*-set" = "warning" }\n'
    (folder / "pyproject.toml").write_text(text, "utf-8")
    assert _diff("wide.json", "narrow.json").exit_code == 0
    told = _diff("wide.json", "narrow.json", "--fail-on", "warning")
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (1, "1 warning.")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('fail-on = "often"', "fail-on is 'often'. Write one of error, warning, never."),
        ('fail_on = "never"', 'Did you mean "fail-on"?'),
        ('severities = "info"', "severities is 'info', which is no table."),
        ('severities = { "request-body-max-length-sett" = "info" }', 'Did you mean "request-body-max-length-set"'),
        ('severities = { "*-set" = "fatal" }', "Write one of error, warning, info, none."),
        ("severities = ", "pyproject.toml: "),
    ],
)
def test_a_mistake_in_pyproject_names_the_fix(folder: Path, table: str, said: str) -> None:
    """With exit code 2."""
    (folder / "pyproject.toml").write_text(f"[tool.versiongate.diff]\n{table}\n", "utf-8")
    told = _diff("wide.json", "narrow.json")
    assert (told.exit_code, said in told.stderr) == (2, True)


def test_the_app_may_be_left_out_where_the_project_names_it(folder: Path) -> None:
    """Two files need none, so that what is wrong with it doesn't matter."""
    (folder / "pyproject.toml").write_text('[tool.versiongate]\napp = "deploy.app:app"\n', "utf-8")
    told = _diff("2023-10-17", "wide.json")
    assert (told.exit_code, 'Did you mean "2023-10-16"?' in told.stderr) == (2, True)
    (folder / "pyproject.toml").write_text('[tool.versiongate]\napp = "nowhere:app"\n', "utf-8")
    assert _diff("wide.json", "wide.json").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["wide.json", "nowhere.json"], "There is no file 'nowhere.json'. To compare versions, name the app too"),
        (["-", "-"], "Only one document can be read from stdin."),
        (["wide.json", "wide.json", "--json", "--markdown"], "Leave one out."),
        (["wide.json", "bad.json"], "bad.json is neither JSON nor YAML"),
        (["wide.json", "bad.yaml"], "bad.yaml is neither JSON nor YAML"),
        (["wide.json", "list.yaml"], "list.yaml holds no object."),
        (["wide.json", "bytes.json"], "bytes.json isn't UTF-8."),
        (["wide.json", "swagger.json"], "the newer document: it is no OpenAPI document of version 3.0 or 3.1"),
        (["wide.json", "2023", "--app", "deploy.app:app"], "There is no version and no file '2023'."),
        (["wide.json", "2023", "--app", "nowhere:app"], "There is no module 'nowhere'"),
    ],
)
def test_a_wrong_call_names_the_fix(folder: Path, arguments: list[str], said: str) -> None:
    """With exit code 2, and without a traceback."""
    for name, content in {
        "bad.json": b"{",
        "bad.yaml": b"a: [",
        "list.yaml": b"- a",
        "bytes.json": b"\xff",
        "swagger.json": b'{"swagger": "2.0"}',
    }.items():
        (folder / name).write_bytes(content)
    told = _diff(*arguments)
    assert (told.exit_code, said in told.stderr) == (2, True), told.stderr


def test_a_document_may_be_a_file_whatever_the_app_is(folder: Path) -> None:
    """As a frozen contract is, which is compared with what is served."""
    assert document_of("wide.json", "deploy.app:app") == WIDE
    assert _diff("wide.json", "narrow.json", "--app", "deploy.app:app").exit_code == 1


def test_headers_may_be_left_out(folder: Path) -> None:
    """By name, in any case; those of a version's life always are."""
    headers = {name: {"required": True, "schema": {"type": "string"}} for name in ("Sunset", "X-One", "X-Two")}
    old = document({"responses": {"200": {"description": "", "headers": headers}}})
    new = document({"responses": {"200": {"description": ""}}})
    (folder / "new.json").write_text(json.dumps(new), "utf-8")
    assert _diff("-", "new.json", stdin=old).stdout.count("required-response-header-removed") == 2
    (folder / "pyproject.toml").write_text('[tool.versiongate.diff]\nignored-headers = ["X-ONE"]\n', "utf-8")
    assert _diff("-", "new.json", "--ignore-header", "x-two", stdin=old).stdout == "No differences.\n"


def test_what_names_a_version_differs_between_versions(folder: Path) -> None:
    """The header that names it isn't compared then; else it is."""
    gateway = find_gateway(load("deploy.app:app"))
    assert marks(gateway, ["2023-10-16", "2024-06-01"])[0] == "API-Version"
    assert marks(gateway, ["2023-10-16", "wide.json"]) == []


def test_an_operation_that_is_gone_was_promised_until_its_sunset(folder: Path) -> None:
    """Today decides."""
    for day, code in (("2020-01-01", 0), ("2999-01-01", 1)):
        going = document({"deprecated": True, "x-sunset": day})
        (folder / "gone.json").write_text(json.dumps(document()), "utf-8")
        assert _diff("-", "gone.json", stdin=going).exit_code == code
