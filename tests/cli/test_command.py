"""What all commands have in common: the app that is meant, help, exit codes, colours, completion, progress."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from gateway.cli.command import AppCommand
from gateway.cli.group import group
from gateway.cli.main import COMMANDS
from gateway.cli.progress import progress
from tests.cli.conftest import Project
from tests.cli.pets import PETS

GATEWAY = group(COMMANDS)
CONTEXT = click.Context(GATEWAY)
EVERY = sorted(COMMANDS)


def told(name: str) -> str:
    """The help of a command."""
    return CliRunner().invoke(GATEWAY, [name, "--help"], prog_name="gateway").stdout


@pytest.mark.parametrize("name", EVERY)
def test_help_has_examples_and_exit_codes(name: str) -> None:
    """The examples call the command with options that it has."""
    lines = [line.strip() for line in told(name).splitlines()]
    examples = lines[lines.index("Examples:") + 1 :]
    examples = examples[: examples.index("")]
    assert examples
    command = GATEWAY.get_command(CONTEXT, name)
    assert command is not None
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for example in examples:
        assert f"gateway {name} " in example
        assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", example.partition(f"gateway {name}")[2])) <= known
    codes = lines[lines.index("Exit codes:") + 1 :]
    assert [code[:1] for code in codes if re.match(r"\d  ", code)] == ["0", "1", "2"]


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"serve", "convert", "openapi"}))
def test_every_command_with_a_result_prints_json(name: str) -> None:
    """`convert` and `openapi` print documents anyway, and `serve` serves."""
    command = GATEWAY.get_command(CONTEXT, name)
    assert command is not None
    assert "--json" in [option for parameter in command.params for option in parameter.opts]


def test_the_help_says_what_each_command_is_for() -> None:
    """In a line that isn't cut off."""
    lines = CliRunner().invoke(GATEWAY, ["--help"], prog_name="gateway").stdout.splitlines()
    commands = [line.split(maxsplit=1) for line in lines[lines.index("Commands:") + 1 :]]
    assert [name for name, _ in commands] == list(COMMANDS)
    assert [said for _, said in commands if not said.endswith(".") or said.endswith("...")] == []


def test_a_command_that_is_not_there_may_have_been_another() -> None:
    """Exit code 2."""
    done = CliRunner().invoke(GATEWAY, ["chek"], prog_name="gateway")
    assert (done.exit_code, done.stderr.endswith('Did you mean "check"?\n')) == (2, True)


def test_an_option_that_is_not_there_may_have_been_another() -> None:
    """As click says it."""
    done = CliRunner().invoke(GATEWAY, ["changelog", "--form", "v1"], prog_name="gateway")
    assert (done.exit_code, "--from" in done.stderr) == (2, True)


def test_the_app_may_be_left_out_where_the_project_names_it(project: Project) -> None:
    """Wherever the options stand; what is named on the line counts."""
    project.write(PETS | {"other.py": PETS["app.py"]})
    for arguments in (
        ["plan", "v1", "POST", "/pets"],
        ["plan", "--json", "v1", "POST", "/pets"],
        ["plan", "other:app", "v1", "POST", "/pets"],
        ["routes", "--version", "v1"],
        ["routes", "other:app", "--version", "v1"],
    ):
        done = project.run(*arguments)
        assert (done.exit_code, "POST" in done.stdout) == (0, True), done.output


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("", ["check"], "No app is named. Write MODULE:APP first, such as app:app, or name it in pyproject.toml"),
        ("", ["retire", "v1"], "No app is named."),
        (PETS["pyproject.toml"], ["retire"], "Missing argument 'VERSION'."),
        (PETS["pyproject.toml"], ["retire", "v1", "v2", "v3"], "unexpected extra argument (v3)"),
        ("[tool.versiongate]\napp = 5\n", ["check"], "[tool.versiongate] app = 5 in pyproject.toml names no app."),
        ("[tool", ["check"], "pyproject.toml can't be read"),
        ('[tool.versiongate]\napp = "app"\n', ["check"], "'app' doesn't name an app. Write MODULE:APP"),
    ],
)
def test_which_app_is_meant_is_never_guessed(project: Project, text: str, arguments: list[str], said: str) -> None:
    """Exit code 2, and what to write."""
    project.write(PETS | {"pyproject.toml": text})
    done = project.run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "app:app None"),
        (["v1"], "app:app v1"),
        (["other:app"], "other:app None"),
        (["other:app", "v1"], "other:app v1"),
    ],
)
def test_an_argument_that_is_not_required_is_told_from_the_app(
    project: Project, arguments: list[str], said: str
) -> None:
    """By the colon, which no version has."""

    @click.command(cls=AppCommand)
    @click.argument("app")
    @click.argument("version", required=False)
    def shown(app: str, version: str | None) -> None:
        click.echo(f"{app} {version}")

    project.write({"pyproject.toml": PETS["pyproject.toml"]})
    assert CliRunner().invoke(shown, arguments).stdout == said + "\n"


def test_the_line_is_only_split_to_find_the_app(project: Project) -> None:
    """What its options name is opened once, by the command."""
    opened: list[str] = []

    @click.command(cls=AppCommand)
    @click.argument("app")
    @click.option("--output", type=opened.append)
    def written(app: str, output: None) -> None:
        click.echo(app)

    project.write({"pyproject.toml": PETS["pyproject.toml"]})
    assert CliRunner().invoke(written, ["--output", "a.txt"]).stdout == "app:app\n"
    assert opened == ["a.txt"]


def test_the_plan_of_a_request_as_data(project: Project) -> None:
    """The steps up, the handler, and the steps down."""
    project.write(PETS)
    done = project.data("plan", "v2", "POST", "/pets")
    assert (done["route"], done["handler"], done["speaks"]) == ("POST /pets", "versions.head:create_pet", "v3")
    assert [step["change"] for step in done["up"]] == ["PetsHaveAKind"]
    assert [step["lost"] for step in done["down"]] == [
        ["Older clients don't see `tag`."],
        ["Older clients don't see `kind`."],
    ]
    assert done["up"][0]["place"].startswith("adapters/v3.py:")


def test_a_removed_version_has_no_routes_and_no_plans(project: Project) -> None:
    """As nothing is known of it any more."""
    life = 'released="2023-01-01", deprecated="2024-01-01", sunset="2025-01-01"'
    versions = PETS["versions/__init__.py"].replace(life, 'retired="2024-01-01", removed=True')
    files = {name: text for name, text in PETS.items() if name not in ("adapters/v2.py", "versions/v1/__init__.py")}
    head = PETS["versions/head/__init__.py"].replace('applies(request, "names-are-loud")', "True")
    project.write(files | {"versions/__init__.py": versions, "versions/head/__init__.py": head})
    assert [table["version"] for table in project.data("routes")] == ["v2", "v3"]
    for arguments in (["plan", "v1", "POST", "/pets"], ["routes", "--version", "v1"]):
        done = project.run(*arguments)
        assert (done.exit_code, "Version v1 is removed" in done.stderr) == (2, True)


def _on_a_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What the command prints where stdout is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gateway.cli.main", *arguments]
    done = subprocess.run(
        command, stdout=theirs, stderr=subprocess.PIPE, cwd=folder, env={**os.environ, **environment}, check=False
    )
    os.close(theirs)
    read = b""
    with os.fdopen(ours, "rb") as terminal:
        try:
            while chunk := terminal.read1(4096):
                read += chunk
        except OSError:  # what Linux says at the end
            pass
    assert done.returncode == 0, done.stderr
    return read.decode()


def test_colours_are_for_terminals(project: Project) -> None:
    """Which can be told that they aren't wanted (no-color.org)."""
    project.write(PETS)
    assert "\x1b[32m3 versions: fine\x1b[0m" in _on_a_terminal(project.folder, "check", NO_COLOR="")
    assert "\x1b" not in _on_a_terminal(project.folder, "check", NO_COLOR="1")
    assert "\x1b[31m" in _on_a_terminal(project.folder, "changelog", NO_COLOR="")
    assert "\x1b" not in _on_a_terminal(project.folder, "changelog", NO_COLOR="1")


def test_the_shell_completes_commands_and_options() -> None:
    """As the help says how to have it."""
    completed = BashComplete(GATEWAY, {}, "gateway", "_GATEWAY_COMPLETE")
    assert [item.value for item in completed.get_completions([], "ch")] == ["check", "changelog"]
    assert [item.value for item in completed.get_completions(["retire"], "--dr")] == ["--dry-run"]
    assert "_GATEWAY_COMPLETE=bash_source gateway" in CliRunner().invoke(GATEWAY, ["--help"]).stdout


class _Terminal:
    """A stderr that is a terminal."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(("step", "hidden", "shown"), [(0.1, False, False), (0.5, False, True), (0.5, True, False)])
def test_what_takes_long_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, step: float, hidden: bool, shown: bool
) -> None:
    """Once two seconds are over, and to the end."""
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    seconds = iter(range(1000))
    with progress(10, "laws", hidden=hidden, clock=lambda: next(seconds) * step) as done:
        for _ in range(10):
            done(1)
    assert ("laws" in terminal.text) is shown
    assert ("100%" in terminal.text) is shown


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """A log needs no bar."""
    seconds = iter(range(1000))
    with progress(3, "laws", clock=lambda: next(seconds) * 5.0) as done:
        done(3)
    assert capsys.readouterr() == ("", "")
