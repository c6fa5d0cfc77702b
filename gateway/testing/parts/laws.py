"""The laws: one test for each change, and one for each route with all pairs of versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from gateway.testing.finding import Finding, raise_found
from gateway.testing.suite import item, unless_mistaken

if TYPE_CHECKING:
    from gateway.laws import Breach
    from gateway.laws.run import Trial
    from gateway.testing.subject import Subject


def items(parent: pytest.Collector, subject: Subject) -> Iterator[pytest.Item]:
    """The tests. What they try is made when the first of them is run."""
    for version, changes in subject.changes.items():
        for place, name in changes.items():
            said = f"the laws of {name} ({place})"
            yield item(parent, f"{version} {name}", said, _kept(parent, subject, version, place))
    for route in _routes(subject):
        yield item(parent, route, f"the laws of {route}, in all pairs of versions", _kept(parent, subject, None, route))


def _routes(subject: Subject) -> list[str]:
    """The handlers' routes, each as its newest version has it, as trials call them."""
    gateway, seen = subject.gateway, dict[int, str]()
    for version in reversed(gateway.timeline.versions):
        for entry in gateway.atlas.table(version).entries:
            seen.setdefault(id(entry.endpoint), f"{entry.route.method} {entry.route.path}")
    return list(dict.fromkeys(seen.values()))


def _kept(parent: pytest.Collector, subject: Subject, version: str | None, where: str) -> Callable[[], None]:
    """Tries what is about a change of a version, or about a route of any."""

    def kept() -> None:
        unless_mistaken(subject)
        from gateway.laws import breaches

        trials = [trial for trial in subject.trials if _is_about(trial, version, where)]
        examples = parent.config.getoption("--gateway-examples") or int(parent.config.getini("versiongate_examples"))
        found = breaches(subject.gateway, examples=examples, trials=trials)
        raise_found([_told(subject, breach) for breach in found])

    return kept


def _is_about(trial: Trial, version: str | None, where: str) -> bool:
    if version is None:
        return trial.where.partition(",")[0] == where
    return (trial.version, trial.where) == (version, where)


def _told(subject: Subject, breach: Breach) -> Finding:
    name = subject.changes[breach.version].get(breach.where)
    where = f"{name} ({breach.where})" if name else f"{breach.where}: {breach.subject}"
    said = f"{breach.law} {breach.said}"
    return Finding(
        breach.version, where, f"{breach.subject} {said}" if name else said, shown=breach.documents, fix=breach.fix
    )
