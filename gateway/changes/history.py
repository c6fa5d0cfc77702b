"""Finds the changes of each version, and imports a version's module only when it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING

from gateway.errors import ConfigurationError, DeclarationError, nearest
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

if TYPE_CHECKING:
    from gateway.changes.change import Change

    Changes = tuple[type[Change], ...]
    Adapters = str | Mapping[str, Sequence[type[Change]]]


class History:
    """What each version of a timeline changed.

    Args:
        timeline: the versions.
        adapters: the package that holds a module or package a version (`v2025_11_15`), or the changes by version.

    Raises:
        ConfigurationError: a module or key that belongs to no version, or changes for the oldest one.
    """

    def __init__(self, timeline: Timeline, adapters: Adapters | None) -> None:
        self._timeline = timeline
        self._lock = RLock()
        self._loaded: dict[ApiVersion, Changes] = {}
        self._modules: dict[ApiVersion, str] = {}
        self.package = adapters if isinstance(adapters, str) else None
        """The package that holds the modules; None where the changes are given by version."""
        if isinstance(adapters, str):
            self._index(adapters)
        elif adapters is not None:
            self._loaded = {self._known(name): tuple(changes) for name, changes in adapters.items()}
        self._refuse_unneeded()

    def _refuse_unneeded(self) -> None:
        """Refuse changes that lead to a version before which nothing is, or nothing is left."""
        first = self._timeline.kept[0]
        for version in (one for one in self._timeline if not first < one):
            if version in self._modules or self._loaded.get(version):
                removed = first > self._timeline.oldest
                why = f"and {first} is the oldest that isn't removed" if removed else "the oldest version"
                fix = "" if removed else ", or add the version they changed to the timeline"
                raise ConfigurationError(
                    f"There are changes for {version}, {why}, which has nothing before it. Remove them{fix}."
                )

    def _index(self, package: str) -> None:
        modules = {self._timeline.scheme.module(version): version for version in self._timeline}
        for name in submodules(package):
            if name.startswith("_"):
                continue
            if name not in modules:
                raise ConfigurationError(
                    f"{package}.{name} belongs to no version of the timeline. {nearest(name, modules)} "
                    "A module of helpers begins with an underscore."
                )
            self._modules[modules[name]] = f"{package}.{name}"

    @property
    def modules(self) -> Mapping[ApiVersion, str]:
        """The names of the modules that say what versions changed."""
        return dict(self._modules)

    def _known(self, name: str) -> ApiVersion:
        version = self._timeline.get(name)
        if version is None:
            known = [str(version) for version in self._timeline]
            raise ConfigurationError(f"adapters has changes for {name!r}, no version. {nearest(name, known)}")
        return version

    def changes(self, version: ApiVersion) -> Changes:
        """What `version` changed, in order. Imports its module on first use."""
        found = self._loaded.get(version)
        if found is None:
            with self._lock:
                name = self._modules.get(version)
                preview = self._timeline[version].preview
                found = self._loaded[version] = _declared(import_module(name), preview=preview) if name else ()
        return found


def submodules(package: str) -> list[str]:
    """The names of a package's modules, sorted; nothing but the package itself is imported.

    Raises:
        ConfigurationError: there is no such package.
    """
    from importlib.util import find_spec
    from pkgutil import iter_modules

    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.submodule_search_locations is None:
        raise ConfigurationError(
            f"There is no package {package!r}. Name one that can be imported from where the service starts."
        )
    return sorted(module.name for module in iter_modules(spec.submodule_search_locations))


def _declared(module: ModuleType, *, preview: bool) -> Changes:
    """The changes of a version's module, in order; of a package, those of its files."""
    if hasattr(module, "changes"):
        return tuple(module.changes)
    found = _own(module)
    if hasattr(module, "__path__"):
        files = [import_module(f"{module.__name__}.{name}") for name in submodules(module.__name__)]
        from gateway.changes.order import in_no_order  # which needs all of the vocabulary

        found += in_no_order(module.__name__, [(file.__name__, _own(file)) for file in files])
    if not found and not preview:  # which may have just been opened
        raise DeclarationError(
            module.__name__,
            "the module declares no change.",
            "Write a class that derives from Change, list imported ones in `changes = [...]`, or remove the module.",
        )
    return tuple(found)


def _own(module: ModuleType) -> list[type[Change]]:
    """The changes that a module defines, in the order of their definitions."""
    from gateway.changes.change import Change  # which the module has loaded, if it defines any

    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Change) and value.__module__ == module.__name__
    ]
