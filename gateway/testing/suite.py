"""The tree of what is tried: `check`, `laws`, and below each version what is about its clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from gateway.errors import GatewayError
from gateway.testing.finding import Found
from gateway.testing.subject import Subject, subject_of

RECORDING = {"record": "gateway.testing.parts.recording:items"}
"""What is there in place of all else where exchanges are recorded."""
PARTS = {
    "check": "gateway.testing.parts.check:items",
    "laws": "gateway.testing.parts.laws:items",
    "exchanges": "gateway.testing.parts.exchanges:strays",
}
"""What is about all versions: a function that is given a collector and the subject, and yields items."""
PARTS_OF_A_VERSION = {
    "exchanges": "gateway.testing.parts.exchanges:items",
    "lifecycle": "gateway.testing.parts.lifecycle:items",
    "routes": "gateway.testing.parts.routes:items",
    "refusals": "gateway.testing.parts.refusals:items",
}
"""What is about one version's clients: the same, with the version's name as well."""


class Suite(pytest.File):
    """All that is tried of one gateway."""

    def collect(self) -> Iterator[pytest.Collector]:
        """The parts, and the versions."""
        subject = subject_of(self.config)
        recording = self.config.getoption("--gateway-record")
        for name, where in (RECORDING if recording else PARTS).items():
            yield Part.from_parent(self, name=name, where=where, arguments=(subject,))
        if recording:
            return
        for version in subject.gateway.timeline:
            yield OfVersion.from_parent(self, name=str(version))


class OfVersion(pytest.Collector):
    """All that is about one version's clients."""

    def collect(self) -> Iterator[pytest.Collector]:
        """The parts."""
        for name, where in PARTS_OF_A_VERSION.items():
            yield Part.from_parent(self, name=name, where=where, arguments=(subject_of(self.config), self.name))


class Part(pytest.Collector):
    """One kind of what is tried.

    Args:
        where: where the function is that yields its items.
        arguments: what that is given besides the collector.
    """

    def __init__(self, *, where: str, arguments: tuple[Any, ...], **about: Any) -> None:
        super().__init__(**about)
        self._where = where
        self._arguments = arguments

    def collect(self) -> Iterator[pytest.Item]:
        """The items. Of declarations that can't be read there is one, which is left out, as `check` tells of them."""
        module, _, name = self._where.partition(":")
        items: Callable[..., Iterator[pytest.Item]] = getattr(import_module(module), name)
        try:
            yield from list(items(self, *self._arguments))
        except GatewayError:
            yield item(self, "all", "all of it", _left_out)


class Item(pytest.Function):
    """One test of the suite: a function that may ask for fixtures, and raises Found.

    Args:
        said: what it is about, for the head of a failure.
    """

    def __init__(self, *, said: str, **about: Any) -> None:
        super().__init__(**about)
        self._said = said
        self.add_marker("versiongate")

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where it is, and what it is about."""
        return self.path, None, self._said

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was found, without the way there."""
        if not isinstance(excinfo.value, Found):
            return super().repr_failure(excinfo)
        told = excinfo.getrepr(style="value")
        if told.reprcrash is not None:
            told.reprcrash = replace(told.reprcrash, message=excinfo.value.short)
        return told


def item(parent: pytest.Collector, name: str, said: str, act: Callable[..., None]) -> Item:
    """A test of the suite.

    Args:
        parent: the collector it is in.
        name: what it is called there; the same in every run.
        said: what it is about, for the head of a failure.
        act: does it; its parameters are fixtures. Raises Found.
    """
    made: Item = Item.from_parent(parent, name=name, said=said, callobj=act)
    return made


def unless_mistaken(subject: Subject) -> None:
    """Leave a test out where declarations are wrong, which `check` tells of."""
    if subject.mistakes:
        _left_out()


def _left_out() -> None:
    pytest.skip("the declarations have mistakes, which `check` tells of")
