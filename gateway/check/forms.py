"""Whether forms can be translated as changes say."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from gateway.adapt.form_values import fields_of, is_file
from gateway.check.mistake import Mistake, in_change
from gateway.check.seen import Seen
from gateway.operations.operation import Form, SchemaOperation
from gateway.plan.lineage import Link
from gateway.plan.places import back
from gateway.shapes.bodies import FORM, MULTIPART

FORMS = (FORM, MULTIPART)


def converted_files(seen: Seen) -> Iterator[Mistake]:
    """Changes that would have to read a file."""
    for way in seen.ways:
        for link in way.links:
            for name in dict.fromkeys(_converted(link)):
                yield in_change(
                    link.version,
                    link.change,
                    f"`{name}` is a file, and what is in it passes as it is.",
                    "Rename it or wrap it into a list; what else is to be done to it, the handler does.",
                )


def _converted(link: Link) -> Iterator[str]:
    """The files that were something else before an operation, or became several fields."""
    if not isinstance(link.operation, SchemaOperation):
        return
    for side in link.sides():
        if side.form is not Form.REQUEST or side.kind not in FORMS or side.older is side.newer:
            continue
        narrowed = link._replace(older=link.older.seen_in(side.kind), newer=link.newer.seen_in(side.kind))
        older = fields_of(side.older)
        for name, schema in fields_of(side.newer).items():
            place = back([narrowed], (name,))
            held = older.get(str(place[0])) if place else None
            if held is not None and (is_file(side.newer, schema) is not is_file(side.older, held)):
                yield name


def readable(seen: Seen) -> Iterator[Mistake]:
    """Multipart forms of older clients where the library that reads them isn't installed."""
    if find_spec("python_multipart") is not None:
        return
    for way in seen.ways:
        for link in way.links:
            taken = [side for side in link.sides() if side.form is Form.REQUEST and side.kind in FORMS]
            if any(side.older is not side.newer for side in taken):
                yield in_change(
                    link.version,
                    link.change,
                    f"forms of `{link.newer.route.method} {link.newer.route.path}` are translated, but "
                    "python-multipart isn't installed.",
                    'Run: pip install "versiongate[forms]"',
                )
