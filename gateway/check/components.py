"""Whether frozen handlers and derived documents mean the same by the name of a schema, in each version."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.check.mistake import Mistake
from gateway.check.seen import Seen
from gateway.contract.components import Components, Different
from gateway.plan.state import State
from gateway.timeline.version import ApiVersion


def apart(seen: Seen) -> Iterator[Mistake]:
    """Schemas of one name in one version of which a frozen handler has another than what is derived for its others.

    The version's document can't give both that name. Each is told for the newest version that has it.
    """
    told: set[tuple[str, frozenset[str]]] = set()
    for version in reversed(seen.timeline.kept):
        if len({entry.home for entry in seen.atlas.table(version).entries}) == 1:
            continue
        for different in _components(seen, version).different():
            key = different.name, frozenset(different.holders)
            homes = {holder.partition("\n")[0] for holder in different.holders}
            if len(homes) == 1 or key in told:
                continue
            told.add(key)
            yield _mistake(seen, version, different)


def _mistake(seen: Seen, version: ApiVersion, different: Different) -> Mistake:
    held = [holder.split("\n") for holder in different.holders]
    frozen, other = sorted(held, key=lambda one: one[0] == str(seen.timeline.head))[:2]
    return Mistake(
        str(version),
        frozen[1],
        f"its `{different.name}` isn't what {other[1]} has in {version}: they differ at {different.place}.",
        "Let the frozen model say the same, or give it another name, as a document has each name once.",
    )


def _components(seen: Seen, version: ApiVersion) -> Components:
    """The schemas of all routes of a version, as it had them."""
    components = Components()
    ways = {id(way.entry.endpoint): way for way in seen.contract if way.entry is not None}
    for entry in seen.atlas.table(version).entries:
        way = ways.get(id(entry.endpoint))
        if way is None or way.mistakes:
            continue
        links = [link for link in way.links if version < link.version]
        state: State = links[-1].older if links else way.state
        for form, shape in state.shapes():
            components.schema(shape, form, f"{entry.home}\n{entry.endpoint.label}")
    return components
