"""What goes when a version is retired: what no supported version needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from gateway.app import Gateway
from gateway.errors import GatewayError
from gateway.operations.behaviour import Behaviour
from gateway.scaffold.edits import Edit, Edits
from gateway.scaffold.references import Task, python_files, references
from gateway.scaffold.source import CantEdit
from gateway.scaffold.timeline import TimelineSource, find_timeline
from gateway.timeline.life import Lifecycle
from gateway.timeline.version import ApiVersion


class CantRetire(GatewayError):
    """A version that must still be served; the message says why."""


class Retirement(NamedTuple):
    """What is done to retire a version.

    Args:
        version: the version.
        since: the day from which it is refused.
        supported: the versions that stay.
        removed: the versions of which only the timeline's entry stays.
        edits: the files that change and go; none where something must be done by hand.
        by_hand: what must be done by hand first.
        folders: the packages that go as wholes.
    """

    version: str
    since: str
    supported: tuple[str, ...]
    removed: tuple[str, ...]
    edits: Edits
    by_hand: tuple[Task, ...]
    folders: tuple[Path, ...]


def retirement(gateway: Gateway, app: Any, version: ApiVersion, now: datetime, root: Path) -> Retirement:
    """What is to be done to retire a version; nothing is done yet.

    Args:
        gateway: the gateway, without mistakes in its declarations.
        app: what serves it, by which the timeline's source is found.
        version: the version.
        now: the present instant, timezone-aware.
        root: the folder from which the project is imported.

    Raises:
        CantRetire: it is the head or the latest, or clients were promised more time.
    """
    timeline = gateway.timeline
    _refuse_served(gateway, version, now)
    since = (timeline[version].retired or now).date().isoformat()
    supported = [one for one in timeline.supported(now) if one != version]
    oldest = supported[0]
    removed = [one for one in timeline if one < oldest]
    # Marks that are there already stay as they are, so that nothing is told of what was done long ago.
    unmarked = [one for one in removed if not timeline[one].removed]
    modules = [*_unneeded_adapters(gateway, oldest), *_unneeded_handlers(gateway, supported)]
    files = [file for module in modules for file in _files_of(module)]
    staying = [file for file in python_files(root) if file not in files]
    tasks = list(references(root, staying, modules, _gone_behaviours(gateway, oldest)))
    tasks += _given_by_hand(gateway, oldest, supported)
    edits = [Edit(file, file.read_bytes(), None) for file in files]
    try:
        source = find_timeline(timeline, app)
        edits = [*_marked(source, version, unmarked, since), *edits]
    except CantEdit as error:
        names = [str(one) for one in dict.fromkeys([*unmarked, version])]
        said = ", removed=True" if unmarked else ""
        tasks += [Task("the timeline", f'{error} Write Version("{name}", ..., retired="..."{said}).') for name in names]
    return Retirement(
        str(version),
        since,
        tuple(map(str, supported)),
        tuple(map(str, removed)),
        Edits([] if tasks else edits, root),
        tuple(dict.fromkeys(tasks)),
        tuple(folder for module in modules if (folder := _folder_of(module)) is not None),
    )


def _refuse_served(gateway: Gateway, version: ApiVersion, now: datetime) -> None:
    """Refuse what others lead to, and what clients were told is served for longer: the timeline's days are obeyed."""
    timeline, declared = gateway.timeline, gateway.timeline[version]
    if version in (timeline.head, timeline.latest(now)):
        which = "head" if version == timeline.head else "latest"
        raise CantRetire(f"{version} is the {which}, which all others lead to. Release a newer version first.")
    if timeline.default(now) == version:
        raise CantRetire(
            f"{version} is what is served when nothing was asked. Choose another default for the timeline first."
        )
    if declared.lifecycle(now) is Lifecycle.RETIRED:
        return
    fix = "Wait until then, or change it in the timeline."
    if declared.retired is not None:
        raise CantRetire(f"{version} is served until retired={declared.retired.date()}. {fix}")
    if declared.sunset is not None and declared.sunset > now:
        raise CantRetire(f"Clients of {version} were told sunset={declared.sunset.date()}. {fix}")
    if declared.deprecated is None or declared.deprecated > now:
        raise CantRetire(
            f"Clients of {version} weren't told that it goes. Say deprecated= and sunset= in the timeline first, and "
            "give them time; or say retired= with a day that is past."
        )


def _unneeded_adapters(gateway: Gateway, oldest: ApiVersion) -> Iterator[str]:
    """The modules of changes that lead to the oldest supported version, or to older ones."""
    yield from (module for version, module in sorted(gateway.history.modules.items()) if not oldest < version)


def _unneeded_handlers(gateway: Gateway, supported: Sequence[ApiVersion]) -> Iterator[str]:
    """The packages of handlers by which no supported version is served."""
    needed = {entry.home for version in supported for entry in gateway.atlas.table(version).entries}
    for version, module in sorted(gateway.packages.modules.items()):
        if version not in needed and version != gateway.timeline.head:
            yield module


def _given_by_hand(gateway: Gateway, oldest: ApiVersion, supported: Sequence[ApiVersion]) -> Iterator[Task]:
    """What was given to the gateway by itself, and not in packages."""
    timeline = gateway.timeline
    if gateway.history.package is None:
        for version in timeline:
            if not oldest < version and gateway.changes(version):
                yield Task(
                    "Gateway(adapters={...})", f"Drop the changes of {version}: no supported version needs them."
                )
    needed = {entry.home for version in supported for entry in gateway.atlas.table(version).entries}
    for version in timeline:
        packaged = version in gateway.packages.modules
        if version not in needed and not packaged and gateway.packages.endpoints(version):
            yield Task("Gateway(frozen={...})", f"Drop the handlers of {version}: no supported version needs them.")


def _gone_behaviours(gateway: Gateway, oldest: ApiVersion) -> set[str]:
    """The behaviours that no change declares any more."""
    declared: dict[bool, set[str]] = {True: set(), False: set()}
    for version in gateway.timeline:
        for change in gateway.changes(version):
            names = (one.name for one in change.operations if isinstance(one, Behaviour))
            declared[oldest < version].update(names)
    return declared[False] - declared[True]


def _marked(source: TimelineSource, version: ApiVersion, removed: Sequence[ApiVersion], since: str) -> Iterator[Edit]:
    made = source.marked(version.name, retired=since)
    for one in removed:
        made = made.marked(one.name, removed=True)
    if made.text != source.text:
        yield Edit(source.path, source.text.encode(), made.text.encode())


def _files_of(module: str) -> list[Path]:
    """The files of a module, or all of a package's but for bytecode."""
    folder = _folder_of(module)
    if folder is not None:
        return sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    spec = find_spec(module)
    return [Path(spec.origin).resolve()] if spec is not None and spec.origin is not None else []


def _folder_of(module: str) -> Path | None:
    spec = find_spec(module)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))).resolve() if places else None
