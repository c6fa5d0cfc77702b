"""Whether older clients erase, when they write, what their version can't express."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.check.mistake import Mistake, in_change
from gateway.check.reach import reached
from gateway.check.seen import Seen, Way
from gateway.operations.operation import Form, Role, SchemaOperation
from gateway.operations.routes.document import DocumentOperation, RewriteRequest
from gateway.operations.routes.keep import EraseTheRest, KeepTheRest
from gateway.operations.routes.route import RoutePattern
from gateway.plan.endpoint import role_of
from gateway.plan.keep import reading
from gateway.plan.lineage import Link
from gateway.plan.patch import Patch
from gateway.plan.table import Entry
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved


def is_kept(links: Sequence[Link], link: Link) -> bool:
    """Whether it is said what becomes of the rest, in the version of a change or after it."""
    return any(
        isinstance(one.operation, KeepTheRest | EraseTheRest) and not one.version < link.version for one in links
    )


def erased(seen: Seen) -> Iterator[Mistake]:
    """What older clients would erase, of which nothing is said."""
    for way in seen.ways:
        role = _role(way)
        for link in way.links if role is not None else ():
            operation = link.operation
            if not isinstance(operation, SchemaOperation) or not operation.erases or is_kept(way.links, link):
                continue
            if _erases(operation, link, role):
                yield _would_erase(link, operation, role)


def _erases(operation: SchemaOperation, link: Link, role: Role | None) -> bool:
    if role is Role.PATCH_OPS:
        # What is patched is what success answers.
        found = [shape for status, shape in link.newer.responses.items() if status.startswith("2")]
        return operation.in_patches and any(_in_lists(operation, shape) for shape in found)
    taken = [side.newer for side in link.sides() if side.form is Form.REQUEST and side.older is not side.newer]
    if role is Role.MERGE:
        return any(_in_lists(operation, shape) for shape in taken)
    return role is Role.REPLACE and bool(taken)


def _in_lists(operation: SchemaOperation, shape: Shape) -> bool:
    """Whether an operation acts in lists, which are replaced as wholes also by who patches (RFC 7396)."""
    for name in operation.schemas:
        if not shape.has(name):
            continue
        if True in reached(shape, name):
            return True
        # What older clients can't write at all they don't replace either.
        fields = operation.newer_fields or () if operation.older_fields else ()
        properties = resolved(shape, shape.schemas[name]).get("properties", {})
        if any(_holds_list(shape, properties.get(field, {})) for field in fields):
            return True
    return False


def _holds_list(shape: Shape, schema: Schema) -> bool:
    plain = resolved(shape, schema)
    parts = [*plain.get("anyOf", ()), *plain.get("oneOf", ())]
    return plain.get("type") == "array" or any(_holds_list(shape, part) for part in parts)


def _would_erase(link: Link, operation: SchemaOperation, role: Role | None) -> Mistake:
    name = _name(link)
    fields = " and ".join(f"`{field}`" for field in operation.newer_fields or operation.schemas)
    keep = "" if role is Role.PATCH_OPS else f'route("{name}").keeps_the_rest(), or '
    erase = 'erases_the_rest("why")' if keep else f'route("{name}").erases_the_rest("why")'
    return in_change(
        link.version,
        link.change,
        f"`{name}` of an older client would erase what its version can't express of {fields}.",
        f"Add {keep}{erase} where nothing worth keeping goes.",
    )


def patched(seen: Seen) -> Iterator[Mistake]:
    """What the patches (RFC 6902) of older clients can't say any more."""
    for way in seen.ways:
        if way.entry is None or way.entry.endpoint.role is not Role.PATCH_OPS:
            continue
        links = [link for link in way.links if isinstance(link.operation, SchemaOperation | DocumentOperation)]
        patch = Patch(links, list(way.state.responses))
        for link in patch.links:
            if not isinstance(link.operation, SchemaOperation) or not link.operation.in_patches:
                yield in_change(
                    link.version,
                    link.change,
                    f"the JSON Patches that `{_name(link)}` takes can't say this.",
                    f"Narrow it with .on(...) to other routes, or keep the older handler of `{_name(link)}` in its "
                    "package.",
                )
        if patch.status is None and way.links:
            newest = way.links[0]
            said = f"`{newest.older.route.path}` takes JSON Patches, but no success shows what they patch."
            yield in_change(newest.version, newest.change, said, "Answer with the resource.")


def kept(seen: Seen) -> Iterator[Mistake]:
    """`keeps_the_rest()` where nothing can be kept."""
    for way in seen.ways:
        link = next((one for one in way.links if isinstance(one.operation, KeepTheRest)), None)
        if link is None or way.entry is None:
            continue
        problem = _not_kept(seen, way, way.entry, link)
        if problem is not None:
            yield in_change(link.version, link.change, f"`{_name(link)}` can't keep the rest: {problem[0]}", problem[1])


def _not_kept(seen: Seen, way: Way, entry: Entry, link: Link) -> tuple[str, str] | None:
    """Why nothing can be kept, and the fix; None where something can."""
    role = _role(way)
    if role not in (Role.REPLACE, Role.MERGE):
        return (
            "its bodies neither replace nor merge.",
            "Take it out; what a JSON Patch can't say is refused, and what is created has no rest.",
        )
    table = seen.atlas.table(entry.home)
    path = entry.route.path
    reads_it = RoutePattern(f"GET {path}")
    read = next((one for one in table.entries if reads_it.names(one.route) and one.endpoint.method == "GET"), None)
    if read is None:
        return (
            f"no GET reads what is at `{path}`.",
            f'Write a handler of GET {path} that answers what is written, or say erases_the_rest("why").',
        )
    for version in reversed(seen.timeline.versions):
        if not version < link.version:
            continue
        writing, reads = seen.atlas.plan(version, entry), seen.atlas.plan(version, read)
        if reading(writing.home, writing.client, reads.home, reads.client) is None:
            rewritten = any(isinstance(one, RewriteRequest) for one in writing.operations)
            why = ", as request(up=...) makes another one of what it takes" if rewritten else ""
            return (
                f"for clients of {version}, GET answers another form than it takes{why}.",
                'Let GET answer what is written, whole or as a member, in each version, or say erases_the_rest("why").',
            )
    return None


def _role(way: Way) -> Role | None:
    return None if way.entry is None else role_of(way.entry.endpoint, way.entry.endpoint.method or "", b"")


def _name(link: Link) -> str:
    return f"{link.older.route.method} {link.older.route.path}"
