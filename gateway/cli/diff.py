"""`gateway diff`: what breaks clients between two versions, or two OpenAPI documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.cli.command import configured_app
from gateway.cli.described import STREAM, document_of, marks
from gateway.cli.loading import find_gateway, load
from gateway.cli.progress import progress
from gateway.cli.settings import settings
from gateway.diff import LIFE, Difference, Severity, compare
from gateway.diff.shown import EVERYWHERE, by_operation, counted, markdown
from gateway.errors import GatewayError

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "green"}
NEVER = "never"
HUNDRED = 100
FAILS_ON = (Severity.ERROR, Severity.WARNING, NEVER)


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--app", metavar="MODULE:APP", help="The app whose versions A and B may be, if not pyproject.toml's.")
@click.option(
    "--fail-on",
    type=click.Choice([str(one) for one in FAILS_ON]),
    help="The least severity to exit with 1 for; error, unless pyproject.toml says otherwise.",
)
@click.option("--ignore-header", "ignored", metavar="NAME", multiple=True, help="A header of answers not to compare.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
def diff(
    a: str, b: str, app: str | None, fail_on: str | None, ignored: tuple[str, ...], as_json: bool, as_markdown: bool
) -> None:
    """Tell what clients of A notice when B is served in its place.

    A and B are OpenAPI documents (3.0 or 3.1): files of JSON or YAML, - for stdin, or, with --app, versions of an app.
    Requests may only widen and answers only narrow; what doesn't is an error, and what may not is a warning.

    The table [tool.versiongate.diff] of pyproject.toml may hold fail-on, ignored-headers, and severities of rules by
    their ids, in which * is anything: severities = { "response-*-enum-value-added" = "info" }.

    \b
    Examples:
      gateway diff old.yaml new.yaml
      gateway diff --app app:app 2023-10-16 2024-06-01
      gateway diff --app app:app contracts/2023-10-16.json 2023-10-16 --fail-on warning
      git show main:openapi.json | gateway diff - openapi.json --markdown

    \b
    Exit codes:
      0  nothing is as grave as --fail-on says
      1  something is
      2  the command was called wrongly
    """
    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown are two forms. Leave one out.")
    if a == b == STREAM:
        raise click.UsageError("Only one document can be read from stdin. Name a file in place of one -.")
    said = settings("diff", {"fail-on": str, "ignored-headers": list, "severities": dict})
    least = fail_on or said.get("fail-on", Severity.ERROR)
    if least not in FAILS_ON:
        raise click.UsageError(f"[tool.versiongate.diff] fail-on is {least!r}. Write one of {', '.join(FAILS_ON)}.")
    if app is None and not all(one == STREAM or Path(one).is_file() for one in (a, b)):
        app = configured_app()
    old, new = document_of(a, app), document_of(b, app)
    headers = [*LIFE, *ignored, *map(str, said.get("ignored-headers", ()))]
    if app is not None:
        headers += marks(find_gateway(load(app)), (a, b))
    today = datetime.now(UTC).date()
    try:
        with progress(HUNDRED, "comparing") as more:
            severities = said.get("severities")
            told = _hundredths(more)
            found = compare(old, new, severities=severities, today=today, ignored_headers=headers, told=told)
    except GatewayError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps([one.as_data() for one in found], indent=2, ensure_ascii=False))
    else:
        click.echo(markdown(found) if as_markdown else _text(found), nl=not as_markdown)
    if least != NEVER and any(one.severity.rank >= Severity(least).rank for one in found):
        raise SystemExit(1)


def _hundredths(more: Callable[[int], None]) -> Callable[[int, int], None]:
    """Tells how many more hundredths are done, of what is told in steps of a number that isn't known before."""
    shown = 0

    def told(done: int, steps: int) -> None:
        nonlocal shown
        part = HUNDRED * done // max(steps, 1)
        more(part - shown)
        shown = part

    return told


def _text(found: list[Difference]) -> str:
    lines = []
    for operation, some in by_operation(found):
        lines.append(click.style(operation or EVERYWHERE, bold=True))
        for one in some:
            severity = click.style(f"{one.severity:8}", fg=COLOURS[one.severity])
            lines.append(f"  {severity} {one.message} {click.style(f'[{one.rule}]', dim=True)}")
    return "\n".join([*lines, counted(found)])
