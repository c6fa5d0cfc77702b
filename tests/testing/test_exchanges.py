"""Golden exchanges: recorded once, replayed ever after."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.testing.exchanges.book import Book
from gateway.testing.exchanges.exchange import Unfit
from tests.testing.projects import LOADED, project, run

CREATED = """\
# What a client of v1 sends, and what it was answered: see `gateway record --help`.
request:
  method: POST
  path: /pet
  headers:
    content-type: application/json
    api-version: v1
  body:
    name: name
    kind: cat
    age: 1
response:
  status: 200
  headers:
    location: /pet/pet_ID
    content-type: application/json
    vary: API-Version
    api-version: v1
  body:
    name: name
    kind: cat
    age: 1
    id: pet_ID
varies:
  - /id
"""
READ = """\
# What a client of v1 sends, and what it was answered: see `gateway record --help`.
after:
  - create_pet
request:
  method: GET
  path: /pet/pet_ID
  headers:
    api-version: v1
response:
  status: 200
  headers:
    content-type: application/json
    vary: API-Version
    api-version: v1
  body:
    name: name
    kind: cat
    age: 1
    id: pet_ID
"""


def _record(pytester: pytest.Pytester, *arguments: str, mode: str = "new") -> pytest.RunResult:
    return run(pytester, f"--gateway-record={mode}", "-q", *arguments)


def _written(pytester: pytest.Pytester) -> dict[str, str]:
    """The files, with the ids that are another each time."""
    folder = pytester.path / "exchanges"
    files = {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.glob("*/*")}
    ids = re.findall(r"pet_[0-9a-f]{12}", files.get("v1/create_pet.yaml", ""))
    assert len(set(ids)) <= 1
    return {name: re.sub(r"pet_[0-9a-f]{12}", "pet_ID", text) for name, text in sorted(files.items())}


def _edit(pytester: pytest.Pytester, name: str, old: str, new: str) -> None:
    path = pytester.path / "exchanges" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


ID = "pet_0123456789ab"


@pytest.fixture
def recorded(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with exchanges."""
    files = {"create_pet": CREATED, "get_pet": READ}
    project(pytester, files={f"exchanges/v1/{name}.yaml": text.replace("pet_ID", ID) for name, text in files.items()})
    return pytester


def test_an_exchange_of_each_route_is_recorded_and_replayed(pytester: pytest.Pytester) -> None:
    """Readable, one file each; what creates what comes first, and what is another each time is masked."""
    project(pytester)
    assert _record(pytester).ret == 0
    written = _written(pytester)
    assert list(written) == [
        f"{version}/{name}.yaml" for version in ("v1", "v2") for name in ("create_pet", "get_pet", "list_pets")
    ]
    assert (written["v1/create_pet.yaml"], written["v1/get_pet.yaml"]) == (CREATED, READ)
    run(pytester, "-k", "exchanges", "-q").assert_outcomes(passed=6, deselected=22)


def test_recording_again_changes_nothing(recorded: pytest.Pytester) -> None:
    """Neither with nor without `--update`, as long as answers are what they were; what is missing is added."""
    before = {path: path.read_bytes() for path in recorded.path.glob("exchanges/*/*")}
    assert _record(recorded, "--gateway-version=v1", mode="update").ret == 0
    after = {path: path.read_bytes() for path in recorded.path.glob("exchanges/*/*")}
    assert [path.name for path in after.keys() - before.keys()] == ["list_pets.yaml"]
    assert {path: text for path, text in after.items() if path in before} == before


def test_a_field_that_was_renamed_without_a_change_is_found(recorded: pytest.Pytester) -> None:
    """The contract follows the models, so that only what was recorded can tell."""
    service = recorded.path / "service.py"
    service.write_text(service.read_text("utf-8").replace("age: Annotated", "years: Annotated"), "utf-8")
    result = run(recorded, "-k", "exchanges and v1 and get_pet")
    result.stdout.fnmatch_lines(
        [
            "*the exchange exchanges/v1/get_pet.yaml*",
            "v1  GET /pet/pet_* (exchanges/v1/get_pet.yaml)  /age",
            "    The answer isn't what was recorded.",
            "    recorded: 1",
            "    now:      nothing",
            "    No change from v1 to v2 touches it. The handler is service:get_pet: mend what it answers, *",
        ]
    )


def test_a_header_that_is_gone_is_found(recorded: pytest.Pytester) -> None:
    """Every header that was recorded is there."""
    service = recorded.path / "service.py"
    without = service.read_text("utf-8").replace(', headers={"Location": f"/pets/{pet.id}"}', "")
    service.write_text(without, "utf-8")
    result = run(recorded, "-k", "exchanges and v1 and create_pet")
    result.stdout.fnmatch_lines(
        ["v1  POST /pet (exchanges/v1/create_pet.yaml)  header location", "    now:      nothing"]
    )


def test_what_comes_before_must_go_as_it_went(recorded: pytest.Pytester) -> None:
    """An exchange says which of those that come before it is answered otherwise."""
    service = recorded.path / "service.py"
    created = '    """Take a pet in."""\n'
    refusing = service.read_text("utf-8").replace(created, created + "    raise Problem(409, detail='full')\n")
    service.write_text(refusing, "utf-8")
    result = run(recorded, "-k", "exchanges and v1 and get_pet")
    result.stdout.fnmatch_lines(
        ["    What comes before it, create_pet, isn't answered as it was.", "    recorded: 200", "    now:      409 *"]
    )


def test_members_and_headers_that_are_new_break_nobody(recorded: pytest.Pytester) -> None:
    """Unless the file says `exact: true`."""
    service = recorded.path / "service.py"
    text = service.read_text("utf-8")
    new = text.replace("    id: str\n", "    id: str\n    colour: str = 'black'\n")
    service.write_text(new.replace('f"/pets/{pet.id}"}', 'f"/pets/{pet.id}", "X-New": "1"}'), "utf-8")
    run(recorded, "-k", "exchanges and v1", "-q").assert_outcomes(passed=2, deselected=22)
    path = recorded.path / "exchanges/v1/create_pet.yaml"
    path.write_text(path.read_text("utf-8") + "exact: true\n", "utf-8")
    result = run(recorded, "-k", "exchanges and v1 and create_pet")
    result.stdout.fnmatch_lines(["*  /colour", "    recorded: nothing", '    now:      "black"'])


def test_an_update_writes_what_is_different_and_nothing_else(recorded: pytest.Pytester) -> None:
    """Ids stay those of the recording, so that the difference is what one reads."""
    before = (recorded.path / "exchanges/v1/create_pet.yaml").read_text("utf-8")
    _edit(recorded, "v1/create_pet.yaml", "    age: 1\n    id:", "    age: 2\n    id:")
    _record(recorded, "--gateway-version=v1", mode="update")
    assert (recorded.path / "exchanges/v1/create_pet.yaml").read_text("utf-8") == before


def test_a_request_that_was_written_by_hand_is_completed(pytester: pytest.Pytester) -> None:
    """The answer and the masks are added; no other request of the route is made up."""
    own = "request:\n  method: post\n  path: /pet\n  headers: {API-Version: v1}\n  body: {name: Rex, kind: dog}\n"
    ini = "[pytest]\nversiongate_app = service:app\nversiongate_exchanges = tests/golden\n"
    project(pytester, files={"tests/golden/v1/a_dog.yaml": own, "pytest.ini": ini})
    untold = run(pytester, "-k", "exchanges")
    untold.stdout.fnmatch_lines(["    No answer is recorded yet.", "    Run: gateway record v1"])
    assert _record(pytester, "--gateway-version=v1").ret == 0
    folder = pytester.path / "tests/golden/v1"
    assert sorted(path.name for path in folder.iterdir()) == ["a_dog.yaml", "get_pet.yaml", "list_pets.yaml"]
    written = (folder / "a_dog.yaml").read_text("utf-8")
    assert "    name: Rex\n    kind: dog\n    age: 1\n    id: pet_" in written
    assert written.endswith("varies:\n  - /id\n")
    assert "after:\n  - a_dog\n" in (folder / "get_pet.yaml").read_text("utf-8")
    run(pytester, "-k", "exchanges", "-q").assert_outcomes(passed=3, deselected=22)


def test_masks_may_ask_for_a_form_and_hold_for_all_files(recorded: pytest.Pytester) -> None:
    """`like` is a pattern; the fixture `gateway_varies` masks in every exchange."""
    _edit(recorded, "v1/create_pet.yaml", "  - /id\n", "  - at: /id\n    like: pet_[0-9a-f]{12}\n")
    run(recorded, "-k", "exchanges and v1", "-q").assert_outcomes(passed=2, deselected=22)
    _edit(recorded, "v1/create_pet.yaml", "{12}", "{13}")
    assert run(recorded, "-k", "exchanges and v1 and create_pet", "-q").ret == 1
    _edit(recorded, "v1/create_pet.yaml", "varies:\n  - at: /id\n    like: pet_[0-9a-f]{13}\n", "")
    conftest = "import pytest\n\n@pytest.fixture\ndef gateway_varies():\n    return ['/id', 'header location']\n"
    (recorded.path / "conftest.py").write_text(conftest, "utf-8")
    run(recorded, "-k", "exchanges and v1 and create_pet", "-q").assert_outcomes(passed=1, deselected=23)


def test_a_route_that_can_not_be_recorded_is_told(pytester: pytest.Pytester) -> None:
    """The command fails, names the route, and says what to do."""
    listed = '    """All pets."""\n'
    project(pytester, (listed, listed + "    raise Problem(401, detail='x')\n"))
    shown = _gateway(pytester, "v1")
    assert shown.exit_code == 1
    assert "left out  v1/GET /pet: no request that its contract allows is carried out" in shown.stdout
    assert "2 new, 1 left out" in shown.stdout


def test_an_answer_without_a_steady_form_is_told(pytester: pytest.Pytester) -> None:
    """A list that is longer each time can't be masked."""
    listed = '    """All pets."""\n'
    counted = "    import itertools\n    global COUNT\n    COUNT = globals().get('COUNT') or itertools.count(1)\n"
    counted += "    pets = [Pet(id=f'pet_{n}', full_name='x', kind='cat') for n in range(next(COUNT))]\n"
    project(pytester, (listed, f"{listed}{counted}    return PetList(data=pets)\n"))
    shown = _gateway(pytester, "v2")
    assert "unsteady  v2/list_pets: what has another form each time: /data" in shown.stdout
    assert shown.exit_code == 1


def _gateway(pytester: pytest.Pytester, *arguments: str) -> Result:
    """Call the command in this process."""
    from gateway.cli.record import record

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_ADDOPTS", " ".join([*LOADED, "-p no:cacheprovider"]))
        patch.setattr(sys, "path", list(sys.path))
        try:
            return CliRunner().invoke(record, arguments)
        finally:
            sys.modules.pop("service", None)


def test_the_command_tells_what_it_did(pytester: pytest.Pytester) -> None:
    """One line for each file, the difference of what changed, and a sum."""
    project(pytester)
    first = _gateway(pytester, "v1")
    assert first.exit_code == 0, first.stderr
    assert first.stdout == "new       v1/create_pet\nnew       v1/list_pets\nnew       v1/get_pet\n3 new\n"
    assert _gateway(pytester, "v1").stdout == "nothing to record\n"
    _edit(pytester, "v1/list_pets.yaml", "status: 200", "status: 201")
    changed = _gateway(pytester, "v1", "--update")
    assert (
        changed.stdout
        == """\
changed   v1/list_pets
    --- v1/list_pets.yaml
    +++ v1/list_pets.yaml
    @@ -8,5 +8,5 @@
         api-version: v1
     response:
    -  status: 201
    +  status: 200
       headers:
         content-type: application/json
1 changed, 2 unchanged
"""
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["v3"], "There is no version 'v3' to record, or it is retired."),
        (["--app", "service:ap"], 'Did you mean "app"?'),
    ],
)
def test_a_wrong_call_names_the_fix(pytester: pytest.Pytester, arguments: list[str], said: str) -> None:
    """No traceback."""
    project(pytester)
    shown = _gateway(pytester, *arguments)
    assert shown.exit_code != 0
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr


def test_without_an_app_the_command_says_so(pytester: pytest.Pytester) -> None:
    """And doesn't run the tests that are there."""
    pytester.makepyfile(test_own="def test_own(): raise SystemExit(9)\n")
    shown = _gateway(pytester)
    assert shown.exit_code == 1
    assert "No gateway is named. Give --app MODULE:APP." in shown.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "can't be read as YAML"),
        ("- 1\n", "the file holds no members"),
        ("request: {}\n", "`request` has no method and path. Write method: GET"),
        ("request: {method: GET, path: pets}\n", "`request` has no method and path"),
        ("request: {method: GET, path: /é}\n", "`request` has no method and path"),
        ("request: {method: GET, path: /, boddy: 1}\n", "`request` has `boddy`. It may have base64, body, headers,"),
        ("request: {method: GET, path: /}\nresponse: {}\n", "`response` has no status"),
        ("request: {method: GET, path: /}\nafter: create_pet\n", "`after` is no list of names"),
        ("request: {method: GET, path: /}\nafter: [creat_pet]\n", 'Did you mean "create_pet"?'),
        ("request: {method: GET, path: /}\nafter: [odd]\n", "`after` leads in a circle: odd -> odd"),
        ("request: {method: GET, path: /}\nvaries: [id]\n", "Write a JSON Pointer into the body"),
        ("request: {method: GET, path: /}\nvaries: /id\n", "`varies` is no list"),
        ("request: {method: GET, path: /}\nvaries: [{at: /id, like: '('}]\n", "`varies` has the pattern '('"),
        ("request: {method: PUT, path: /, body: {1: 2}}\n", "a member is called 1, which is no text"),
        ("request: {method: PUT, path: /, base64: '?'}\n", "`base64` isn't that"),
    ],
)
def test_a_file_that_is_no_exchange_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    """Which file, what, and the fix."""
    book = Book(tmp_path, "v1")
    book.path("odd").write_text(text, "utf-8")
    book.path("create_pet").write_text(CREATED, "utf-8")
    with pytest.raises(Unfit, match=re.escape(said)) as caught:
        book.before(book.read("odd"))
    assert str(book.path("odd")) in str(caught.value)


def test_such_a_file_fails_its_test_and_the_command(recorded: pytest.Pytester) -> None:
    """In one sentence each."""
    _edit(recorded, "v1/get_pet.yaml", "- create_pet", "- creat_pet")
    shown = run(recorded, "-k", "exchanges and get_pet").stdout.str()
    assert 'names `creat_pet`. Known: create_pet, get_pet. Did you mean "create_pet"?' in shown
    assert "Traceback" not in shown
    _edit(recorded, "v1/create_pet.yaml", "path: /pet", "path: pet")
    shown = _record(recorded).stdout.str()
    assert "`request` has no method and path" in shown
    assert "Traceback" not in shown


def test_exchanges_of_no_version_are_told(pytester: pytest.Pytester) -> None:
    """A folder that nobody replays would be forgotten."""
    project(pytester, files={"exchanges/v0/create_pet.yaml": CREATED})
    result = run(pytester, "-k", "exchanges")
    result.stdout.fnmatch_lines(
        [
            "v0  exchanges/v0",
            "    The timeline has no version of this name.",
            "    Give the folder the version's name,*",
        ]
    )


def test_a_retired_versions_exchanges_are_kept_and_left_out(recorded: pytest.Pytester) -> None:
    """They are replayed again where the version comes back."""
    service = recorded.path / "service.py"
    retired = service.read_text("utf-8").replace('retired="2100-01-01"', 'retired="2026-02-01"')
    service.write_text(retired, "utf-8")
    result = run(recorded, "-k", "exchanges and v1", "-rs")
    assert result.parseoutcomes()["skipped"] == 2
    assert "v1 is retired" in result.stdout.str()
