"""Hostile selectors in every source at once: `python -m tests.fuzz.selectors 1000000`.

A request is either refused with a clear status, or served the one version that every source asked for. Anything else is
counted: a crash, a 5xx, or another version.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_from_bytes

from packaging.version import Version as Number

from gateway import Problem, Timeline, Version, header, host, media_type, path, query, stage
from gateway.asgi import STAGE
from gateway.resolve.refusals import Refusals
from gateway.resolve.resolver import Resolver
from gateway.resolve.stage import Stage

KNOWN = ("v1", "v2", "v9", "v10", "1.4")
PIECES = (
    b"v", b"V", b"1", b"2", b"9", b"10", b"1.4", b".", b"0", b"-", b"+", b",", b";", b"=", b"/", b"//", b"..", b"%31",
    b"%2e", b"%", b"%00", b"\x00", b"\xff", b"\xc2\xb2", "\u0661".encode(), "\uff11".encode(), b" ", b"\t", b"rc1",
    b"a", b"latest", b"*", b'"', b"'", b"<", b"&", b"?", b"#", b"_", b"e3", b"0x1", b"\r", b"\n",
    b"1" * 70, b"v1" * 40_000,
)  # fmt: skip
WEIGHTS = [1.0] * (len(PIECES) - 1) + [0.002]
PLACES = ("path", "header", "header", "query", "accept", "type", "host", "stage")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def resolver() -> Resolver:
    """Every source that a request can be hostile in."""
    timeline = Timeline(
        Version("v1", retired="2025-01-01"), Version("1.4"), Version("v2"), Version("v9"), Version("v10")
    )
    sources = [path(), header(), query("v"), media_type("zoo"), host("{version}.zoo.test"), stage()]
    return Resolver(timeline, sources, lambda: NOW, Refusals())


def text(chance: random.Random) -> bytes:
    """A selector: often one that is fine, else pieces of versions and of trouble."""
    if chance.random() < 0.4:
        return chance.choice(KNOWN).encode()
    return b"".join(chance.choices(PIECES, WEIGHTS, k=chance.randint(0, 5)))


def request(chance: random.Random) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """A request with selectors in some of the sources, and what stands where."""
    headers: list[tuple[bytes, bytes]] = []
    segment, search, name = b"pets", b"", b"$default"
    places = chance.sample(PLACES, chance.randint(1, 3))
    selectors = [(place, text(chance)) for place in places]
    for place, value in selectors:
        if place == "path":
            segment = value
        elif place == "header":
            headers.append((b"api-version", value))
        elif place == "query":
            search += b"&v=" + (value if b"&" not in value else quote_from_bytes(value).encode())
        elif place == "accept":
            headers.append((b"accept", b"text/html, application/vnd.zoo." + value + b"+json;q=0.5"))
        elif place == "type":
            headers.append((b"content-type", b"application/vnd.zoo." + value + b"+json"))
        elif place == "host":
            headers.append((b"host", value + b".zoo.test"))
        else:
            name = value
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/" + segment.decode("utf-8", "replace") + "/pets",
        "root_path": "",
        "query_string": search[1:],
        "headers": headers,
        STAGE: Stage(name.decode("latin-1")),
    }
    return scope, selectors


def may_serve(version: Number, selectors: list[tuple[str, bytes]]) -> bool:
    """Read the other way round, from what was put in: whether serving this version is right."""
    numbers = set()
    for place, value in selectors:
        for item in value.split(b",") if place == "header" else [value]:
            word = item.decode("latin-1").strip(" \t") if place == "header" else item.decode("utf-8", "replace")
            word = word.partition("/")[0] if place == "path" else word
            if re.fullmatch(r"[vV]?[0-9]+(\.[0-9]+){0,3}(a|rc)?[0-9]*", word) and len(word) <= 64:
                numbers.add(Number(word))
            elif place == "header":
                return False
    return numbers == {version} or (not numbers and b"%" in b"".join(value for _, value in selectors))


async def run(count: int, seed: int) -> Counter[str]:
    """What became of `count` selectors."""
    chance, resolve = random.Random(seed), resolver()  # noqa: S311 - a fuzz test, not a secret
    outcomes: Counter[str] = Counter()
    done = 0
    while done < count:
        scope, selectors = request(chance)
        done += len(selectors)
        try:
            found = await resolve.resolve(scope)
        except Problem as problem:
            clear = problem.status in (400, 404, 406, 410, 415) and len(str(problem.document())) < 6000
            outcomes[f"refused {problem.status}" if clear else "UNCLEAR"] += 1
        except Exception as error:  # noqa: BLE001 - counted, whatever it is
            outcomes[f"CRASH {type(error).__name__}"] += 1
        else:
            right = may_serve(Number(str(found.version)), selectors)
            outcomes["served" if right else "ANOTHER VERSION"] += 1
            if not right:
                sys.stderr.write(f"{selectors} was served {found.version}\n")
    return outcomes


def main() -> None:
    """Print what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    began = time.monotonic()
    outcomes = asyncio.run(run(count, seed))
    lines = [f"{count} selectors, seed {seed}, {time.monotonic() - began:.0f} s"]
    lines += [f"{number:>9}  {name}" for name, number in outcomes.most_common()]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(any(name.isupper() or name.startswith(("CRASH", "ANOTHER", "UNCLEAR")) for name in outcomes))


if __name__ == "__main__":
    main()
