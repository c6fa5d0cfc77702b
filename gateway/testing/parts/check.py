"""What `gateway check` finds: one test for the declarations of each version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from gateway.testing.finding import Finding, raise_found
from gateway.testing.suite import item

if TYPE_CHECKING:
    from gateway.testing.subject import Subject


def items(parent: pytest.Collector, subject: Subject) -> Iterator[pytest.Item]:
    """A test for each version, newest first, as mistakes are looked for."""
    for version in reversed(subject.gateway.timeline.versions):
        yield item(parent, str(version), f"the declarations of {version}", _checked(subject, str(version)))


def _checked(subject: Subject, version: str) -> Callable[[], None]:
    def checked() -> None:
        found = [mistake for mistake in subject.mistakes if mistake.version == version]
        raise_found([Finding(version, one.where, one.problem, fix=one.fix) for one in found])

    return checked
