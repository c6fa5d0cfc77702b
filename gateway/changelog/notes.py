"""What a migration tells, as data: versions, in them endpoints and schemas, in these what is different."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Said(NamedTuple):
    """One change of a version.

    Args:
        name: what the change is called.
        says: its docstring, the sentence for client developers.
        breaking: whether clients that move to the version, themselves unchanged, may break by it.
    """

    name: str
    says: str
    breaking: bool


class Difference(NamedTuple):
    """One thing that is different, and what a client must do about it.

    Args:
        change: the change that it belongs to.
        says: what exactly is different, in the words of both versions.
        breaking: whether clients that move to the version, themselves unchanged, may break by it.
        older: the fields that it was said in before, each with its type, where the types are others now.
        newer: the fields that it is said in now.
        losses: what clients don't see, or what of theirs has no effect, until they move.
    """

    change: str
    says: str
    breaking: bool
    older: Mapping[str, str]
    newer: Mapping[str, str]
    losses: tuple[str, ...]


class Group(NamedTuple):
    """What is different at one place of the API.

    Args:
        kind: `endpoint`, `schema`, `errors` or `behaviour`.
        subjects: the endpoint, or the schemas that change together.
        endpoints: where it is met, as the version calls them; empty where that is the subject itself or everywhere.
        differences: what is different, in order.
    """

    kind: str
    subjects: tuple[str, ...]
    endpoints: tuple[str, ...]
    differences: tuple[Difference, ...]


class Accepted(NamedTuple):
    """A break that is so in all versions, on purpose.

    Args:
        change: the change that declares it.
        says: its docstring.
        reason: why older clients get it as well.
    """

    change: str
    says: str
    reason: str


class Days(NamedTuple):
    """Where a version stands in its life, and the days in it, as ISO dates in UTC."""

    status: str
    released: str | None
    deprecated: str | None
    sunset: str | None
    retired: str | None
    guide: str | None
    brownouts: tuple[tuple[str, str], ...]


class VersionNotes(NamedTuple):
    """What one version changed.

    Args:
        version: the version.
        days: its life.
        changes: its changes, in order.
        groups: what is different, by endpoint or schema.
        accepted: what is different in all versions.
    """

    version: str
    days: Days
    changes: tuple[Said, ...]
    groups: tuple[Group, ...]
    accepted: tuple[Accepted, ...]


class Migration(NamedTuple):
    """All that is different between two versions.

    Args:
        since: the older version; None where the whole history is told.
        to: the newer one.
        days: the older version's life; None without one.
        routes: the routes to which it is narrowed; empty for all.
        versions: what each version after the older one changed: oldest first, as one step builds on the other, or
            newest first where the whole history is told.
    """

    since: str | None
    to: str
    days: Days | None
    routes: tuple[str, ...]
    versions: tuple[VersionNotes, ...]
