"""Bodies by media type, of requests and of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gateway.diff.operations.sides import Sides
from gateway.diff.rules.direction import Direction
from gateway.diff.values import canonical
from gateway.diff.where import Where

Content = Mapping[str, tuple[Any, str]]
"""What is said of each media type, and where, by its name without what says nothing."""


def contents(holder: Any, pointer: str) -> dict[str, tuple[Any, str]]:
    """The media types of a body or answer.

    Args:
        holder: the body or answer.
        pointer: where it is.
    """
    held = holder.get("content") if isinstance(holder, Mapping) else None
    found = {}
    for name, said in held.items() if isinstance(held, Mapping) else ():
        escaped = str(name).replace("~", "~0").replace("/", "~1")
        found[plain(str(name))] = (said if isinstance(said, Mapping) else {}, f"{pointer}/content/{escaped}")
    return found


def plain(name: str) -> str:
    """A media type as it is compared: `application/json; charset=UTF-8` is `application/json` (RFC 8259, 8.1)."""
    kind, *parameters = [part.strip().lower() for part in name.split(";")]
    json = kind == "application/json" or kind.endswith("+json")
    kept = sorted(one for one in parameters if one and not (json and one.replace('"', "") == "charset=utf-8"))
    return "; ".join([kind, *kept])


class Contents:
    """Compares bodies by media type.

    Args:
        sides: the documents.
        direction: whether clients say or read them.
        where: the part of the operation.
        prefix: how the names of the rules about media types begin.
    """

    def __init__(self, sides: Sides, direction: Direction, where: Where, prefix: str) -> None:
        self._sides = sides
        self._direction = direction
        self._where = where
        self._prefix = prefix
        self._schema_prefix = f"{direction}-body-media-type"

    def compare(self, old: Content, new: Content, places: tuple[str, str]) -> None:
        """Compare what is said of each media type.

        Args:
            old: the older media types.
            new: the newer ones.
            places: where those are.
        """
        left, fresh = [one for one in old if one not in new], [one for one in new if one not in old]
        for name in sorted(old.keys() & new.keys()):
            self._compare_one(replace(self._where, media_type=name), old[name], new[name])
        for name in sorted(left):
            wider = next((one for one in sorted(fresh) if covers(one, name)), None)
            narrower = next((one for one in sorted(fresh) if covers(name, one)), None)
            other = wider or narrower
            if other is None:
                self._say("removed", old[name][1], places[1], before=name)
                continue
            fresh.remove(other)
            self._say("name-generalized" if wider else "name-specialized", old[name][1], new[other][1], name, other)
            self._compare_one(replace(self._where, media_type=other), old[name], new[other])
        for name in sorted(fresh):
            self._say("added", places[0], new[name][1], after=name)

    def _say(self, suffix: str, old: str, new: str, before: Any = None, after: Any = None) -> None:
        self._sides.say(f"{self._prefix}-{suffix}", self._where, old, new, before, after)

    def _compare_one(self, where: Where, old: tuple[Any, str], new: tuple[Any, str]) -> None:
        (before, old_place), (after, new_place) = old, new
        has, had = "schema" in after, "schema" in before
        if has != had:
            rule = f"{self._schema_prefix}-schema-{'added' if has else 'removed'}"
            self._sides.say(rule, where, old_place, new_place)
        elif has:
            one, other = (before["schema"], f"{old_place}/schema"), (after["schema"], f"{new_place}/schema")
            self._sides.compare_schemas(self._direction, "body", where, one, other)
        if canonical(before.get("encoding")) != canonical(after.get("encoding")):
            self._sides.say(f"{self._schema_prefix}-encoding-changed", where, old_place, new_place)


def covers(wide: str, narrow: str) -> bool:
    """Whether a media range holds a media type (RFC 9110, 12.5.1)."""
    wide, narrow = wide.partition(";")[0], narrow.partition(";")[0]
    kind, _, rest = wide.partition("/")
    return wide != narrow and rest == "*" and kind in ("*", narrow.partition("/")[0])
