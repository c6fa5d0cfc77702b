"""What is broken is found, and told so that one can mend it."""

from __future__ import annotations

import pytest

from tests.testing.projects import project, run

RENAMED = 'schema("Pet", "PetCreate").renamed("name", to="full_name"),'
RETURNED = "return request.state.pets[pet_id]"
LISTED = '    """All pets."""\n'
CREATED = '    """Take a pet in."""\n'


def _failures(result: pytest.RunResult) -> str:
    shown = result.stdout.str()
    return shown[shown.index("= FAILURES =") : shown.index("= short test summary")]


def test_mistakes_in_declarations_fail_the_version_that_made_them(pytester: pytest.Pytester) -> None:
    """As `gateway check` tells them; what follows from them is left out, not told once more."""
    project(pytester, (RENAMED, RENAMED.replace('"Pet", ', '"Pot", ')))
    result = run(pytester, "-rsf")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(
        [
            "*the declarations of v2*",
            "v2  service.py:62",
            "    PetsHaveAFullName: no document holds the schema 'Pot' at this point in history.",
            '    Name it as its model is called. Known: Pet, PetCreate, PetList, Problem. Did you mean "Pet"?',
            "SKIPPED*the declarations have mistakes, which `check` tells of",
            "FAILED service.py::check::v2 - v2 service.py:62: *",
        ]
    )


def test_a_lossy_change_fails_with_the_smallest_document(pytester: pytest.Pytester) -> None:
    """Which change, which law, and what became of the document."""
    lossy = '\n        schema("Pet").converted("age", was={"type": "integer", "minimum": 0, "maximum": 9}, '
    lossy += "up=lambda age: age, down=lambda age: min(age, 9)),"
    project(pytester, (RENAMED, RENAMED + lossy))
    result = run(pytester, "-k", "laws")
    assert result.parseoutcomes() == {"failed": 1, "passed": 3, "deselected": 18}
    result.stdout.fnmatch_lines(
        [
            "*the laws of PetsHaveAFullName (service.py:62)*",
            "v2  PetsHaveAFullName (service.py:62)",
            "    In `Pet`, `age` has another form. A newer document comes back as it was, down and up again. *",
            '    newer: *"age": 10}',
            '    older: *"age": 9}',
            '    back:  *"age": 9}',
            "    Make up and down exact opposites, or declare what is lost.",
        ]
    )


def test_an_answer_that_breaks_the_contract_names_place_and_change(pytester: pytest.Pytester) -> None:
    """What was expected, what came, what was sent, and which changes touch the place in that version."""
    project(pytester, (RETURNED, f"{RETURNED}.model_copy(update={{'full_name': '', 'age': 99}})"))
    result = run(pytester, "-k", "routes and pet_id")
    assert result.parseoutcomes()["failed"] == 2
    result.stdout.fnmatch_lines(
        [
            "*GET /pet/{pet_id} of v1, by valid requests*",
            "v1  GET /pet/{pet_id} 200  /name",
            "    The answer isn't as the contract says.",
            "    expected: minLength: 1",
            '    got:      ""',
            "    sent:     GET /pet/pet_*",
            "    answer:   200 *",
            "    change:   v2 PetsHaveAFullName (service.py:62)",
            "    The handler is service:get_pet. Mend what it answers, or the change.",
            "v1  GET /pet/{pet_id} 200  /age",
            "    expected: maximum: 30",
            "    got:      99",
            "    No change from v1 to v2 touches it. The handler is service:get_pet: mend what it answers, *",
            "v2  GET /pets/{pet_id} 200  /full_name",
            "    The handler is service:get_pet. Mend what it answers, or what it says of it.",
        ]
    )


def test_a_route_that_fails_shows_what_was_raised_and_where(pytester: pytest.Pytester) -> None:
    """The exception, its line, and the smallest request that shows it."""
    project(pytester, (CREATED, CREATED + "    if body.kind == 'dog':\n        raise RuntimeError('too wild')\n"))
    result = run(pytester, "-k", "v2 and routes and POST")
    result.stdout.fnmatch_lines(
        [
            "v2  POST /pets 500",
            "    A request that the contract allows makes the service fail.",
            "    raised: RuntimeError: too wild (service.py:44)",
            '    sent:   POST /pets {"full_name": "0", "kind": "dog"}',
        ]
    )


def test_a_status_that_is_not_described_is_found(pytester: pytest.Pytester) -> None:
    """An answer's status is one that the contract has."""
    project(pytester, (LISTED, LISTED + "    raise Problem(303, detail='elsewhere')\n"))
    shown = _failures(run(pytester, "-k", "v1 and routes and GET and not pet_id"))
    assert "v1  GET /pet 303  status\n    The answer's status isn't in the contract.\n    expected: " in shown


def test_a_route_that_nobody_gets_through_to_is_told(pytester: pytest.Pytester) -> None:
    """A test whose every request is refused tests nothing, so it says how to do better."""
    project(pytester, (LISTED, LISTED + "    raise Problem(401, detail='Who are you?')\n"))
    result = run(pytester, "-k", "v2 and routes and GET and not pet_id")
    result.stdout.fnmatch_lines(
        [
            "v2  GET /pets",
            "    None of the requests that the contract allows got through.",
            "    answers: 401 (* times)",
            "    Say who asks by the fixture gateway_headers. *: versiongate_unreached = *GET /pets*",
        ]
    )


def test_a_route_may_be_said_to_be_out_of_reach(pytester: pytest.Pytester) -> None:
    """Then its refusals are tried, and that they are as the contract says."""
    ini = "[pytest]\nversiongate_app = service:app\nversiongate_unreached =\n    GET /pets\n"
    project(pytester, (LISTED, LISTED + "    raise Problem(401, detail='x')\n"), files={"pytest.ini": ini})
    run(pytester, "-k", "v2 and routes and GET and not pet_id").assert_outcomes(passed=1, deselected=21)


def test_who_asks_is_said_by_a_fixture(pytester: pytest.Pytester) -> None:
    """`gateway_headers` are on every request of the suite."""
    check = "    if request.headers.get('authorization') != 'Bearer t':\n        raise Problem(401)\n"
    conftest = "import pytest\n\n@pytest.fixture\ndef gateway_headers():\n    return {'Authorization': 'Bearer t'}\n"
    project(pytester, (LISTED, LISTED + check), files={"conftest.py": conftest})
    run(pytester, "-k", "routes").assert_outcomes(passed=6, deselected=16)


def test_ids_that_no_request_creates_are_given_by_a_fixture(pytester: pytest.Pytester) -> None:
    """`gateway_values` stand where parameters have their names."""
    known = "    if pet_id == 'rex':\n        return Pet(id='rex', full_name='Rex', kind='dog')\n"
    refused = CREATED + "    raise Problem(409, detail='full')\n"
    one = '    """One pet."""\n'
    conftest = "import pytest\n\n@pytest.fixture\ndef gateway_values():\n    return {'pet_id': ['rex']}\n"
    project(pytester, (CREATED, refused), (one, one + known), files={"conftest.py": conftest})
    run(pytester, "-k", "routes and pet_id").assert_outcomes(passed=2, deselected=20)


def test_an_error_in_the_heads_words_is_found(pytester: pytest.Pytester) -> None:
    """A member that nobody translates mustn't speak of a field that the client doesn't have."""
    refused = CREATED + "    raise Problem(422, detail='No.', hint={'field': 'see `full_name`'})\n"
    project(pytester, (CREATED, refused))
    result = run(pytester, "-k", "v1 and routes and POST")
    result.stdout.fnmatch_lines(
        [
            "v1  POST /pet 422",
            "    The error speaks of `full_name`, which this version doesn't have.",
            "    change: v2 PetsHaveAFullName (service.py:*)",
        ]
    )


WRAPPER = """

class Wrapper:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def sent(message):
            await send(changed(message))

        await self.app(scope, receive, sent)


app = Wrapper(app)
"""


def _wrapped(pytester: pytest.Pytester, changed: str) -> None:
    """The project with something around its gateway that changes what is sent."""
    project(pytester)
    service = pytester.path / "service.py"
    service.write_text(service.read_text("utf-8") + changed + WRAPPER, "utf-8")


def test_an_error_that_points_elsewhere_is_found(pytester: pytest.Pytester) -> None:
    """What is wrong is where the client made the mistake."""
    changed = """

def changed(message):
    if message["type"] == "http.response.body":
        message["body"] = message["body"].replace(b'"/name"', b'"/rank/0"')
    return message
"""
    _wrapped(pytester, changed)
    result = run(pytester, "-k", "v1 and refusals")
    result.stdout.fnmatch_lines(
        [
            "v1  POST /pet 422  /name",
            "    The error points at /rank/0, where the client made no mistake.",
            "    mistake: left out at /name",
            '    sent:    POST /pet {"kind": "cat", "age": 1}',
        ]
    )


def test_headers_that_are_lost_around_the_gateway_are_found(pytester: pytest.Pytester) -> None:
    """The app that is named is tested, with the middleware around the gateway."""
    changed = """

def changed(message):
    if message["type"] == "http.response.start":
        names = (b"vary", b"deprecation")
        message["headers"] = [line for line in message["headers"] if line[0] not in names]
    return message
"""
    _wrapped(pytester, changed)
    result = run(pytester, "-k", "today")
    result.stdout.fnmatch_lines(
        [
            "v1  /where-no-route-is  vary",
            "    An answer names the headers that a version is read from, so that caches keep versions apart.",
            "    expected: API-Version",
            "    got:      nothing",
            "v1  /where-no-route-is  deprecation",
            "    It is declared deprecated from 2025-01-01.",
            "    expected: @1735689600",
            "    got:      nothing",
        ]
    )
