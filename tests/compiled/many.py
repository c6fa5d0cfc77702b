"""A long run by hand: many documents through the compiled and the interpreted plans of random histories.

`python -m tests.compiled.many 1000000` takes so many documents, in rounds of new histories, and exits with 1 where two
plans differ. A few documents of each history are drawn by hypothesis; the rest are made of them by changing, dropping
and adding members.
"""

from __future__ import annotations

import copy
import random
import sys
import time
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from gateway.compiled.plan import CompiledPlan
from gateway.laws.documents import documents
from gateway.lossless import dumps
from gateway.operations.operation import Role
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.lineage import Link
from tests.compiled.histories import HOME, histories
from tests.compiled.test_equal import ROLES, told

EACH = 2_500
"""How many documents are made for a history and a direction."""
DRAWN = 6
"""How many of them hypothesis draws."""
STRAYS = ["stray", "id", "x1", "x2", "x3", "city", "status", "kind", "lines", "total"]
VALUES = [None, 1, -0.5, True, "x", "", "open", "closed", [], {}, ["x"], {"city": "y"}, {"kind": "card"}, 10**20]


def changed(document: Any, chance: random.Random) -> Any:
    """A document like another."""
    if isinstance(document, dict):
        made = {}
        for key, held in document.items():
            turn = chance.random()
            if turn < 0.06:
                continue
            made[key] = chance.choice(VALUES) if turn > 0.94 else changed(held, chance)
        if chance.random() < 0.08:
            made[chance.choice(STRAYS)] = copy.deepcopy(chance.choice(VALUES))
        return made
    if isinstance(document, list):
        kept = [changed(item, chance) for item in document if chance.random() > 0.1]
        return kept + kept[:1] if chance.random() < 0.1 else kept
    return document


def shown(made: Any) -> Any:
    """What two plans gave, so that it can be compared."""
    return made if isinstance(made, tuple) else dumps(made)


def compare(links: list[Link], samples: list[Any], role: Role | None, chance: random.Random) -> int:
    """Take documents through both plans; how many they were.

    Raises:
        AssertionError: the plans differ.
    """
    plain, compiled = InterpretedPlan(links, HOME), CompiledPlan(links, HOME)
    made = [*samples, *(changed(chance.choice(samples), chance) for _ in range(EACH - len(samples)))]
    for document in made:
        if role is None:
            one, other = told(lambda: plain.downgrade(document, 200)), told(lambda: compiled.downgrade(document, 200))  # noqa: B023
        else:
            one, other = told(lambda: plain.upgrade(document, role)), told(lambda: compiled.upgrade(document, role))  # noqa: B023
        if shown(one) != shown(other):
            operations = [link.operation.describe() for link in links]
            raise AssertionError(f"{role}: {document!r}\ninterpreted {one!r}\ncompiled {other!r}\n{operations}")
    return len(made)


def main(wanted: int, start: int) -> None:
    """Go on until there were so many documents."""
    count, number, began = 0, start, time.monotonic()
    while count < wanted:
        number += 1
        taken = 0

        @seed(number)
        @settings(
            max_examples=20,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data(), histories())
        def round_of(data: st.DataObject, links: list[Link]) -> None:
            nonlocal taken
            role = data.draw(st.sampled_from([None, *ROLES]))
            shape = HOME.responses["200"] if role is None else links[-1].older.request if links else HOME.request
            assert shape is not None
            samples = [data.draw(documents(shape)) for _ in range(DRAWN)]
            taken += compare(links, samples, role, random.Random(number))  # noqa: B023, S311 - no secret

        round_of()
        count += taken
        sys.stdout.write(f"{count} documents of {number - start} rounds equal, {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
