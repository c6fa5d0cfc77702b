"""Prints what the gateway costs."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import version

import click

from benchmarks import codec, raw, start, warm
from benchmarks.measure import Measured

GOALS = {
    "head_raw": 1.00,
    "head_socket": 1.02,
    "oldest_raw": 1.00,
    "oldest_socket": 1.05,
    "oldest_opaque_raw": 1.6,
    "list_codec": 1.5,
    "list_codec_typed": 0.9,
    "ready_100": 20.0,
    "import_ratio": 1.10,
    "memory_version": 20.0,
    "lambda_warm": 0.8,
    "lambda_warm_rest": 0.8,
}
"""What is aimed at, at the most."""
SAID = {
    "head_raw": "head version, over bare Starlette",
    "head_socket": "the same over a socket, by uvicorn",
    "oldest_raw": "oldest of 100 versions, a change each, typed handler",
    "oldest_socket": "the same over a socket",
    "oldest_opaque_raw": "the same around an app with handlers of its own",
    "list_codec": "a list of 1000 objects, ten operations each, over msgspec's loads and dumps",
    "list_codec_typed": "the same, written by a typed handler",
    "list_codec_documents": "the same by way of documents, as when it comes once",
    "ready_100": "ms from nothing but imports to the first answer, 100 versions and 20 routes",
    "ready_growth": "the same over that of 10 versions",
    "oldest_first": "ms from there to the first answer to the oldest of 100 versions",
    "import_ratio": "import gateway, over importing starlette, pydantic and mangum",
    "memory_version": "kB a version, its declarations and used plans",
    "lambda_warm": "a warm invocation of the gateway, HTTP API, over plain Mangum around bare Starlette",
    "lambda_warm_rest": "the same, REST API",
    "lambda_warm_off": "the same, HTTP API, over Mangum without lifespan",
    "lambda_warm_handler": "the handler around the same bare Starlette, HTTP API, over plain Mangum",
    "fastapi_raw": "plain FastAPI, over bare Starlette",
    "fastapi_socket": "the same over a socket",
    "cadwyn_raw": "Cadwyn, oldest of 100 versions",
    "cadwyn_socket": "the same over a socket",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object in place of a table.")
@click.option("--rounds", default=60, show_default=True, type=click.IntRange(3), help="Rounds of each measurement.")
@click.option("--peers", is_flag=True, help='FastAPI and Cadwyn too: pip install "versiongate[bench]".')
@click.option("--socket/--no-socket", default=True, show_default=True, help="Over a socket too.")
def main(as_json: bool, rounds: int, peers: bool, socket: bool) -> None:
    """Measure what the gateway costs; ratios are medians of interleaved rounds of one run.

    \b
    Examples:
      python -m benchmarks
      python -m benchmarks --json --peers
    """
    found: dict[str, float] = {}
    with click.progressbar(length=6, label="measuring", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        found |= _ratios(raw.measure(rounds, peers=peers), "raw")
        bar.update(1)
        lists = codec.measure(rounds)
        for key, name in (("", "any"), ("_typed", "typed"), ("_documents", "documents")):
            found[f"list_codec{key}"] = lists[name].ratios["msgspec"]
        bar.update(1)
        found["import_ratio"] = start.import_ratio(max(rounds // 6, 3))["ratio"]
        times = start.ready(max(rounds // 10, 3))
        found |= {
            "ready_100": times["ready_100"],
            "ready_growth": times["ready_100"] / times["ready_10"],
            "oldest_first": times["oldest_100"],
        }
        bar.update(1)
        found["memory_version"] = start.memory()
        bar.update(1)
        invoked = warm.measure(rounds)
        found |= {
            "lambda_warm": invoked["http"]["gateway"].ratios["mangum"],
            "lambda_warm_rest": invoked["rest"]["gateway"].ratios["mangum"],
            "lambda_warm_off": invoked["http"]["gateway"].ratios["mangum_off"],
            "lambda_warm_handler": invoked["http"]["handler"].ratios["mangum"],
        }
        bar.update(1)
        if socket:
            from benchmarks import socket as sockets

            found |= _ratios(sockets.measure(rounds, peers=peers), "socket")
        bar.update(1)
    if as_json:
        click.echo(json.dumps({**{key: round(value, 3) for key, value in found.items()}, "on": _machine()}))
    else:
        _table(found)


def _ratios(measured: dict[str, Measured], harness: str) -> dict[str, float]:
    return {f"{name}_{harness}": one.ratios["bare"] for name, one in measured.items() if name != "bare"}


def _table(found: dict[str, float]) -> None:
    click.echo("| key | measured | goal | what |\n|---|---|---|---|")
    for key, said in SAID.items():
        if key in found:
            goal = f"<= {GOALS[key]:g}" if key in GOALS else ""
            click.echo(f"| `{key}` | {found[key]:.2f} | {goal} | {said} |")
    click.echo(f"\n{_machine()}")


def _machine() -> str:
    names = ("starlette", "pydantic", "msgspec", "uvicorn")
    parts = ", ".join(f"{name} {version(name)}" for name in names)
    return f"Python {platform.python_version()} on {platform.machine()}; {parts}"


if __name__ == "__main__":
    main()
