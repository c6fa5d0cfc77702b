"""Opens the next version: its entry in the timeline, and a module for what it will change."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gateway.app import Gateway
from gateway.errors import GatewayError
from gateway.scaffold.edits import Edit, Edits
from gateway.scaffold.source import CantEdit
from gateway.scaffold.timeline import find_timeline
from gateway.timeline.scheme import Labels, Numbers
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

MODULE = '''"""{name}: what is different from {head}."""

# Say each difference once, as a change: history reads forwards, so name things as they were just before it.
#
#     from gateway import Change, route, schema
#
#
#     class CustomersHaveAFullName(Change):
#         """A customer's `name` is now called `full_name`."""
#
#         operations = [schema("Customer", "CustomerCreate").renamed("name", to="full_name")]
#
# Change the handlers of the head in the same commit, then run `gateway check`. To release the version, drop
# preview=True from its entry in the timeline.
'''


class CantOpen(GatewayError):
    """No version of that name can follow; the message says which could."""


def next_version(gateway: Gateway, app: Any, name: str, now: datetime, root: Path) -> Edits:
    """What is to be written so that a version is open; nothing is done yet.

    Args:
        gateway: the gateway.
        app: what serves it, by which the timeline's source is found.
        name: the version's name.
        now: the present instant, timezone-aware.
        root: the folder from which the project is imported.

    Raises:
        CantOpen: the name doesn't fit the others, isn't newer than they are, or its module is there already.
        CantEdit: the source can't be edited without guessing; the message says what to write by hand.
    """
    timeline = gateway.timeline
    version = _parsed(timeline, name, now)
    package = gateway.history.package
    spec = find_spec(package) if package is not None else None
    if spec is None or not spec.submodule_search_locations:
        raise CantEdit(
            "The gateway has no package of changes. Make one, adapters/__init__.py, and name it: "
            'Gateway(..., adapters="adapters").'
        )
    module = timeline.scheme.module(version)
    path = Path(next(iter(spec.submodule_search_locations))).resolve() / f"{module}.py"
    if path.exists() or path.with_suffix("").exists():
        raise CantOpen(f"{path.name} is there already, and {name} isn't in the timeline. Move it away first.")
    try:
        source = find_timeline(timeline, app)
        made = source.appended(name)
    except CantEdit as error:
        raise CantEdit(f'{error} Write Version("{name}", preview=True) at the end of the timeline.') from error
    text = MODULE.format(name=name, head=timeline.head)
    written = [Edit(source.path, source.text.encode(), made.text.encode()), Edit(path, None, text.encode())]
    return Edits(written, root)


def _parsed(timeline: Timeline, name: str, now: datetime) -> ApiVersion:
    """The version of that name, where it can follow the newest."""
    head = timeline.head
    scheme = Labels([*(str(version) for version in timeline), name]) if _labelled(timeline) else timeline.scheme
    if timeline.get(name) is not None:
        raise CantOpen(f"{timeline.get(name)} is in the timeline already. The newest is {head}: name a newer one.")
    try:
        version = scheme.parse(name)
    except ValueError as error:
        raise CantOpen(f"{name!r} isn't like {head}: {error}.") from error
    if not _labelled(timeline) and version < head:
        raise CantOpen(f"{name} isn't newer than {head}, the newest version. Name a newer one.")
    if isinstance(scheme, Numbers) and {name[0] in "vV"} != {one.name[0] in "vV" for one in timeline}:
        written = f"v{name}" if head.name[0] in "vV" else name[1:]
        raise CantOpen(f"{name} isn't written as {head} is. Did you mean {written!r}?")
    if timeline.takes_days_between and not version.key > now.date():
        raise CantOpen(
            f"{name} is past, and days between two versions are served the earlier one (nearest_earlier=True): clients "
            "that ask for a later day would change version. Name a day to come."
        )
    modules = {timeline.scheme.module(one): one for one in timeline}
    if scheme.module(version) in modules:
        other = modules[scheme.module(version)]
        raise CantOpen(f"The modules of {name} and {other} would have one name. Choose another.")
    return version


def _labelled(timeline: Timeline) -> bool:
    return isinstance(timeline.scheme, Labels)
