"""Puts the suite among what pytest collects: its items are below the file of the app's module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.testing.subject import SUBJECT, Subject


class Collecting:
    """The hooks by which pytest finds the suite; there only where a gateway is named.

    Args:
        config: pytest's configuration.
        name: the app, `MODULE:APP`.

    Raises:
        pytest.UsageError: there is no such module.
    """

    def __init__(self, config: pytest.Config, name: str) -> None:
        subject = config.stash[SUBJECT] = Subject(name, config.rootpath)
        self._file = subject.file()
        if config.getoption("--gateway-record"):
            config.args[:] = [str(self._file)]
            return
        # Who names files or tests gets those; who names none gets the suite with all others.
        if config.args_source is not pytest.Config.ArgsSource.ARGS:
            config.args.append(str(self._file))

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> Any:
        """The suite in place of the tests that pytest would look for in the app's module."""
        return self._suite(parent, module_path) if module_path == self._file else None

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> Any:
        """The suite, where the app's module isn't among the arguments, nor named as tests are."""
        if file_path != self._file or parent.session.isinitpath(file_path) or _is_test(parent.config, file_path):
            return None
        return self._suite(parent, file_path)

    def _suite(self, parent: pytest.Collector, path: Path) -> Any:
        from gateway.testing.suite import Suite

        return Suite.from_parent(parent, path=path)


def _is_test(config: pytest.Config, path: Path) -> bool:
    patterns: Iterator[str] = iter(config.getini("python_files"))
    return any(path.match(pattern) for pattern in patterns)
