"""The gateway under test."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gateway.errors import GatewayError

if TYPE_CHECKING:
    from gateway.app import Gateway
    from gateway.check.mistake import Mistake
    from gateway.conform.promises import Promises
    from gateway.laws.run import Trial
    from gateway.timeline.version import ApiVersion

NAMED = "versiongate_app"
"""The option of pytest's configuration that names the app."""


class Subject:
    """The app that is tested, the gateway in it, and what is found out about them once for all tests.

    Args:
        name: `MODULE:APP`.
        root: the folder of pytest's configuration, from which the module is imported.
    """

    def __init__(self, name: str, root: Path) -> None:
        self.name = name
        self._promises: dict[str, Promises] = {}
        self._unknown: dict[str, set[str]] = {}
        if str(root) not in sys.path:
            sys.path.insert(0, str(root))

    def file(self) -> Path:
        """The file of the app's module, under which the suite's items are.

        Raises:
            pytest.UsageError: there is none.
        """
        module = self.name.partition(":")[0]
        try:
            spec = find_spec(module)
        except ModuleNotFoundError:
            spec = None
        if spec is None or spec.origin is None or ":" not in self.name:
            raise pytest.UsageError(
                f"{NAMED} = {self.name!r}: there is no such app. Write MODULE:APP, such as app:app, as it can be "
                "imported from the folder of pytest's configuration."
            )
        return Path(spec.origin)

    @cached_property
    def app(self) -> Any:
        """The app as it is named.

        Raises:
            pytest.UsageError: there is none, or its declarations are wrong.
        """
        from gateway.locate import locate

        try:
            return locate(self.name)
        except GatewayError as error:
            raise pytest.UsageError(f"{NAMED} = {self.name!r}: {error}") from error

    @cached_property
    def gateway(self) -> Gateway:
        """The gateway in the app.

        Raises:
            pytest.UsageError: there is none.
        """
        from gateway.locate import gateway_in

        try:
            return gateway_in(self.app)
        except GatewayError as error:
            raise pytest.UsageError(f"{NAMED} = {self.name!r}: {error}") from error

    @cached_property
    def mistakes(self) -> Sequence[Mistake]:
        """What is wrong in the declarations."""
        return self.gateway.check()

    @cached_property
    def changes(self) -> Mapping[str, Mapping[str, str]]:
        """By version, the names of its changes, by their places."""
        from gateway.check import place

        gateway = self.gateway
        return {
            str(version): {place(change): change.__name__ for change in gateway.changes(version)}
            for version in gateway.timeline
        }

    @cached_property
    def trials(self) -> Sequence[Trial]:
        """All laws of all changes and of all pairs of versions."""
        from gateway.laws.run import all_trials

        return all_trials(self.gateway)

    def known(self, version: str) -> ApiVersion:
        """A version by its name."""
        found = self.gateway.timeline.get(version)
        assert found is not None
        return found

    def promises(self, version: str) -> Promises:
        """The contract of a version."""
        if version not in self._promises:
            from gateway.conform.promises import Promises
            from gateway.contract import contract_of

            self._promises[version] = Promises(contract_of(self.gateway, version))
        return self._promises[version]

    def unknown_names(self, version: str) -> set[str]:
        """The names that newer versions have, and this one has not."""
        from gateway.testing.words import names_in, words_in

        if version not in self._unknown:
            newer = [str(one) for one in self.gateway.timeline if one > self.known(version)]
            theirs = set[str]().union(*(names_in(self.promises(one).document) for one in newer))
            self._unknown[version] = theirs - words_in(self.promises(version).document)
        return self._unknown[version]


SUBJECT = pytest.StashKey[Subject]()


def subject_of(config: pytest.Config) -> Subject:
    """The gateway under test.

    Raises:
        pytest.UsageError: none is named.
    """
    if SUBJECT not in config.stash:
        raise pytest.UsageError(
            f'No gateway is named. Write `{NAMED} = "MODULE:APP"` in pytest\'s configuration, or --gateway MODULE:APP.'
        )
    return config.stash[SUBJECT]
