"""The reference service, broken on purpose in a copy: each break is caught, and the message names what to mend."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.testing.projects import LOADED

ROOT = Path(__file__).parents[2]
COPIED = ("adapters", "deploy", "exchanges", "versions")
PREFIXED = 'schema("Refund").converted("id", **prefixed("ref_")),'
LOSSY = 'schema("Refund").converted("id", was=str, up=lambda id: f"ref_{id}", down=lambda id: id[4:14]),'


def _copied(pytester: pytest.Pytester) -> None:
    for name in COPIED:
        shutil.copytree(ROOT / name, pytester.path / name, ignore=shutil.ignore_patterns("__pycache__"))
    conftest = (ROOT / "conftest.py").read_text("utf-8").replace('pytest_plugins = ["pytester"]\n', "")
    (pytester.path / "conftest.py").write_text(conftest, "utf-8")
    pytester.makeini("[pytest]\nversiongate_app = deploy.app:app\n")


def _pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *LOADED, "-q", "-p", "no:cacheprovider", *arguments]


def _broken(pytester: pytest.Pytester, file: str, old: str, new: str, chosen: str) -> str:
    """What the suite says of a copy of the service in which a text stands in place of another."""
    _copied(pytester)
    path = pytester.path / file
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new), "utf-8")
    result = pytester.run(*_pytest("deploy/app.py", "-k", chosen))
    assert result.ret == pytest.ExitCode.TESTS_FAILED, result.stdout.str() + result.stderr.str()
    return re.sub(r"(cus|ord)_[0-9a-f]+", r"\1_ID", result.stdout.str())


def _shown(begins: str) -> str:
    """What the page about testing shows of a failure."""
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    blocks: list[str] = re.findall(r"^```text\n(.+?)^```$", page, re.MULTILINE | re.DOTALL)
    return next(block for block in blocks if block.startswith(begins))


def test_a_field_that_is_renamed_without_a_change(pytester: pytest.Pytester) -> None:
    """Every version would show the new name; the recorded exchange doesn't."""
    models = "versions/_shop/models.py"
    said = _broken(pytester, models, "phone:", "telephone:", "2023-10-16 and exchanges and create_customer")
    assert _shown("2023-10-16  POST /customers") in said


def test_a_change_that_is_made_lossy(pytester: pytest.Pytester) -> None:
    """The law shows the smallest document that doesn't come back."""
    said = _broken(pytester, "adapters/v2024_06_01.py", PREFIXED, LOSSY, "laws and RefundsSayWhatTheyAre")
    assert _shown("2024-06-01  RefundsSayWhatTheyAre") in said


def test_a_header_that_is_removed(pytester: pytest.Pytester) -> None:
    """Where the new thing is was told in every version."""
    told, chosen = 'headers={"Location": f"/orders/{order.id}"}', "2023-10-16 and exchanges and create_order"
    said = _broken(pytester, "versions/head/orders.py", told, "headers={}", chosen)
    assert _shown("2023-10-16  POST /order ") in said


def test_an_enum_that_is_changed(pytester: pytest.Pytester) -> None:
    """A value that clients know has another name, which no change gives back."""
    old, new = 'Channel = Literal["web",', 'Channel = Literal["online",'
    said = _broken(pytester, "versions/_shop/models.py", old, new, "2023-10-16 and exchanges and create_order")
    assert "2023-10-16  POST /order (exchanges/2023-10-16/create_order.yaml)  status\n" in said
    assert "    recorded: 200\n    now:      422\n" in said


def test_a_pattern_that_is_tightened(pytester: pytest.Pytester) -> None:
    """A request that was taken is refused."""
    loose, tight = r"\.[^@\x00-\x20]+$", r"\.shop$"
    chosen = "2024-06-01 and exchanges and create_customer"
    said = _broken(pytester, "versions/_shop/models.py", loose, tight, chosen)
    assert (
        "2024-06-01  POST /customers (exchanges/2024-06-01/create_customer.yaml)  status\n"
        "    The answer isn't what was recorded.\n"
        "    recorded: 201\n"
        "    now:      422\n"
    ) in said


def test_a_status_that_is_dropped(pytester: pytest.Pytester) -> None:
    """The older clients still get what they got; those that were told 201 don't."""
    chosen = "exchanges and create_order"
    said = _broken(pytester, "versions/head/orders.py", "status=201", "status=200", chosen)
    assert (
        "2024-06-01  POST /orders (exchanges/2024-06-01/create_order.yaml)  status\n"
        "    The answer isn't what was recorded.\n"
        "    recorded: 201\n"
        "    now:      200\n"
    ) in said


def test_the_pages_tests_of_ones_own_run(pytester: pytest.Pytester) -> None:
    """On the reference service, which they are about."""
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    own = page.split("## Tests of your own")[1].split("```python\n")[1].split("```")[0]
    _copied(pytester)
    pytester.makepyfile(test_own=own)
    pytester.run(*_pytest("test_own.py")).assert_outcomes(passed=5)
