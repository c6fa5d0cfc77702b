"""What it takes until there is something to answer: imports, declarations, and what they leave in memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

IMPORTS = {
    "base": "import starlette.applications, pydantic, mangum; pydantic.BaseModel",
    "gateway": "import starlette.applications, pydantic, mangum; pydantic.BaseModel; import gateway; gateway.Gateway",
}
READY = """
import sys, time, json
sys.path.insert(0, {package!r})
from benchmarks.services import router, timeline
from gateway import Gateway
import mangum, uvicorn
made, declared = router(), timeline({versions})
from benchmarks.raw import Call
from benchmarks.history import DOCUMENT, oldest
import asyncio
older = oldest({versions}, DOCUMENT)
loop = asyncio.new_event_loop()

def ask(document, version):
    asked = loop.run_until_complete(Call(app, document, version).once())
    assert asked[0]["status"] == 201, asked

start = time.perf_counter()
app = Gateway(current=made, timeline=declared, adapters="adapters_{versions}")
ask(DOCUMENT, "v{versions}")
ready = time.perf_counter()
ask(older, "v1")
print(json.dumps([ready - start, time.perf_counter() - ready]))
"""
MEMORY = """
import sys, json, gc, asyncio, tracemalloc
sys.path.insert(0, {package!r})
from benchmarks.services import router, timeline
from benchmarks.raw import Call
from benchmarks.history import DOCUMENT, oldest
from gateway import Gateway
loop = asyncio.new_event_loop()
def used(app, versions):
    for number in range(1, versions + 1):
        asked = loop.run_until_complete(Call(app, documents[number], f"v{{number}}").once())
        assert asked[0]["status"] == 201, asked
versions = {versions}
from benchmarks.history import operations
documents = {{versions: DOCUMENT}}
for number in range(versions - 1, 0, -1):
    documents[number] = operations(versions)[number - 1].down(documents[number + 1])
small = Gateway(current=router(), timeline=timeline(2), adapters=None)
loop.run_until_complete(Call(small, DOCUMENT, "v2").once())
tracemalloc.start()
gc.collect()
before = tracemalloc.get_traced_memory()[0]
app = Gateway(current=router(), timeline=timeline(versions), adapters="adapters_{versions}")
used(app, versions)
gc.collect()
print(json.dumps((tracemalloc.get_traced_memory()[0] - before) / versions / 1000))
"""


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout


def _seconds(code: str) -> float:
    timed = f"import time; start = time.perf_counter()\n{code}\nprint(time.perf_counter() - start)"
    return float(_run(timed))


def import_ratio(rounds: int) -> dict[str, float]:
    """How long importing the gateway takes, over importing what it is made of, in fresh processes."""
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name, code in IMPORTS.items():
            taken[name].append(_seconds(code))
    ratio = median(one / two for one, two in zip(taken["gateway"], taken["base"], strict=True))
    return {"ratio": ratio, **{name: median(own) for name, own in taken.items()}}


def ready(rounds: int) -> dict[str, float]:
    """Milliseconds from declarations on disk to the first answer at the head, and from there to the oldest client's."""
    found: dict[str, list[list[float]]] = {}
    with tempfile.TemporaryDirectory() as package:
        for versions in (10, 100):
            _write(versions, Path(package))
        for _ in range(rounds):
            for versions in (10, 100):
                said = _run(READY.format(package=package, versions=versions))
                found.setdefault(str(versions), []).append(json.loads(said))
    return {
        f"{what}_{versions}": median(one[place] for one in taken) * 1000
        for versions, taken in found.items()
        for place, what in enumerate(("ready", "oldest"))
    }


def memory() -> float:
    """How many kilobytes a version takes, its declarations and the plans that have been used."""
    with tempfile.TemporaryDirectory() as package:
        _write(100, Path(package))
        return float(json.loads(_run(MEMORY.format(package=package, versions=100))))


def _write(versions: int, package: Path) -> None:
    from benchmarks.history import write

    write(versions, package / f"adapters_{versions}")
