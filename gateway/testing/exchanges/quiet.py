"""What runs pytest in place of its reporter while exchanges are recorded."""

from __future__ import annotations

import pytest


class Quiet:
    """A plugin that takes pytest's own words away, and keeps what went wrong."""

    def __init__(self) -> None:
        self.config: pytest.Config | None = None
        self.failures: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Take the reporter away before it says anything."""
        self.config = config
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            config.pluginmanager.unregister(reporter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what failed."""
        if report.failed:
            self.failures.append(f"{report.location[2]}: {report.longreprtext}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what can't be collected."""
        if report.failed:
            self.failures.append(report.longreprtext)
