"""A migration in Markdown (CommonMark), to be read as it is or rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.changelog.notes import Days, Difference, Group, Migration, VersionNotes

BREAKING = "**Breaking:**"


def markdown(migration: Migration) -> str:
    """The whole of it, ending with a newline."""
    return "\n".join(_lines(migration)) + "\n"


def _lines(migration: Migration) -> Iterator[str]:
    since, to = migration.since, migration.to
    yield f"# From {since} to {to}" if since is not None else "# Changelog"
    if migration.routes:
        yield from ("", f"Only what concerns {_listed(f'`{route}`' for route in migration.routes)}.")
    if since is not None and migration.days is not None:
        yield from ("", f"{since}: {_life(since, migration.days)}")
        yield from ("", _count(migration))
        if len(migration.versions) > 1:
            yield from ("", "Each version builds on the one before it: take them in this order.")
    for notes in migration.versions:
        oldest = since is None and notes is migration.versions[-1]
        yield from ("", *_version(notes, "The oldest version." if oldest else "Nothing that clients must know."))


def _count(migration: Migration) -> str:
    changes = [change for notes in migration.versions for change in notes.changes]
    breaking = sum(change.breaking for change in changes)
    many, versions = len(changes), len(migration.versions)
    words = f"{many} change{'' if many == 1 else 's'} in {versions} version{'' if versions == 1 else 's'}"
    which = "none breaks" if not breaking else f"{breaking} may break" if breaking < many else "all may break"
    return f"{words}; {which} a client that stays as it is."


def _version(notes: VersionNotes, nothing: str) -> Iterator[str]:
    life = _life(notes.version, notes.days)
    yield from (f"## {notes.version}", "", life[0].upper() + life[1:])
    if not notes.changes and not notes.accepted:
        yield from ("", nothing)
    if notes.changes:
        yield ""
        yield from (f"- {_marked(change.says, breaking=change.breaking)}" for change in notes.changes)
        yield from ("", "### What to do")
    for group in notes.groups:
        yield from ("", *_group(group))
    if notes.accepted:
        yield from ("", "### In all versions", "")
        yield from (f"- {BREAKING} {_inline(one.says)} Why: {_inline(one.reason)}" for one in notes.accepted)


def _group(group: Group) -> Iterator[str]:
    titles = {"errors": "Errors of ", "behaviour": "Behaviour"}
    subjects = ", ".join(_subject(subject) for subject in group.subjects)
    yield f"#### {titles.get(group.kind, '')}{subjects}"
    if group.endpoints:
        yield from ("", f"In {_listed(_subject(name) for name in group.endpoints)}.")
    yield ""
    for difference in group.differences:
        yield from _difference(difference)


def _difference(difference: Difference) -> Iterator[str]:
    yield f"- {_marked(difference.says, breaking=difference.breaking)}"
    if difference.older:
        yield f"  - Was {_fields(difference.older.items())}."
    if difference.newer:
        yield f"  - Is {_fields(difference.newer.items())}."
    for loss in difference.losses:
        yield f"  - Until you move: {_inline(loss)}"


def _fields(fields: Iterable[tuple[str, str]]) -> str:
    return _listed(_code(f"{name}: {words}") for name, words in fields)


def _code(text: str) -> str:
    """A text as code, whatever backticks it holds (CommonMark 0.31, 6.1)."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _subject(subject: str) -> str:
    """A name as code, with the words around it as words."""
    name, _, words = subject.partition(" and all")
    plain = " " in subject and "/" not in subject
    return subject if plain else _code(name) + (f" and all{words}" if words else "")


def _marked(text: str, *, breaking: bool) -> str:
    return f"{BREAKING} {_inline(text)}" if breaking else _inline(text)


def _inline(text: str) -> str:
    """A text that may have several lines as what stands in one item of a list."""
    return " ".join(text.split())


def _life(version: str, days: Days) -> str:
    """Where a version stands, in one line."""
    said = [f"released {days.released}"] if days.released not in (None, version) else []
    said += [
        {"deprecated": f"deprecated since {days.deprecated}", "retired": f"retired since {days.retired}"}.get(
            days.status, days.status
        )
    ]
    if days.status != "retired":
        said += [f"deprecated from {days.deprecated} on"] if days.deprecated and days.status == "active" else []
        said += [f"sunset {days.sunset}"] if days.sunset else []
        said += [f"refused from {days.retired} on"] if days.retired else []
        windows = [f"{start} to {end}" for start, end in days.brownouts]
        said += [f"switched off or slowed {_listed(windows)}"] if windows else []
    return ", ".join(said) + "." + (f" Guide: <{days.guide}>." if days.guide else "")


def _listed(parts: Iterable[str]) -> str:
    *rest, last = parts
    return f"{', '.join(rest)} and {last}" if rest else last
