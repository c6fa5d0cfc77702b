"""`gateway laws`: tries every change on generated documents."""

from __future__ import annotations

import click

from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, load
from gateway.cli.output import counted, json_option, print_json
from gateway.cli.progress import progress


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.option("--examples", default=100, show_default=True, type=click.IntRange(1), help="Documents for each law.")
@click.option("--per-change", type=click.IntRange(1), help="Documents for each change, shared by its laws.")
@click.option("--part", help="Try one part of many, to share a long run: 2/4.", metavar="N/ALL")
@json_option
def laws(app: str, examples: int, per_change: int | None, part: str | None, as_json: bool) -> None:
    """Try every change on generated documents.

    Whether nothing is lost but what is declared, nothing is refused that was right, and errors point at what was sent.

    \b
    Examples:
      gateway laws app:app
      gateway laws app:app --examples 1000
      gateway laws app:app --per-change 100000 --part 1/4

    \b
    Exit codes:
      0  all laws are kept
      1  a law is broken, or gateway check finds mistakes
      2  the command was called wrongly
    """
    try:
        from gateway.laws import breaches
        from gateway.laws.run import all_trials
    except ModuleNotFoundError as error:
        raise click.ClickException('The laws need the extra "laws": pip install "versiongate[laws]"') from error
    gateway = find_gateway(load(app))
    if gateway.check():
        raise click.ClickException("There are mistakes in the declarations. Run gateway check first.")
    trials = all_trials(gateway, _part(part), per_change=per_change)
    with progress(len(trials), "laws") as told:
        found = breaches(gateway, examples=examples, trials=trials, told=lambda: told(1))
    if as_json:
        print_json(found)
    else:
        for breach in found:
            click.echo(f"{breach}\n")
        said = f"{len(found)} broken" if found else "all kept"
        tried = f"{examples} documents each" if per_change is None else f"{per_change} documents for each change"
        click.echo(f"{counted(len(trials), 'trial')} of {tried}: {said}")
    if found:
        raise SystemExit(1)


def _part(text: str | None) -> tuple[int, int]:
    if text is None:
        return 1, 1
    number, slash, parts = text.partition("/")
    if not (slash and number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise click.UsageError(f"--part {text!r} is no part. Write which of how many: 2/4.")
    return int(number), int(parts)
