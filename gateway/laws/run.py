"""Tries all laws on all changes of a gateway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gateway.check import place
from gateway.laws.acting import Subject, at_root
from gateway.laws.breach import Breach, Broken, shown
from gateway.laws.law import Cases, Law, Witnessed, broken
from gateway.laws.operations import laws_of
from gateway.laws.parameters import laws_of_route
from gateway.laws.plans import Steps, pairs
from gateway.laws.putting import put_back, reader, writes
from gateway.laws.roles import roles_of
from gateway.operations.operation import Form, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.route import RouteOperation
from gateway.plan.endpoint import Endpoint
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.lineage import Link, State, lineage, seen_in, state_of
from gateway.plan.table import Entry
from gateway.timeline.version import ApiVersion

if TYPE_CHECKING:
    from gateway.app import Gateway


class Trial(NamedTuple):
    """Laws that are tried together.

    Args:
        version: the version that they are about.
        where: a file and line, or a route.
        subject: what they are about, in a sentence.
        laws: laws on the same documents, or one that a document must show or that has cases of its own.
        examples: on how many documents; None where that is said later.
    """

    version: str
    where: str
    subject: str
    laws: Sequence[Law] | Witnessed | Cases
    examples: int | None = None

    @property
    def says(self) -> list[str]:
        """Its laws, in sentences."""
        return [self.laws.says] if isinstance(self.laws, Witnessed | Cases) else [law.says for law in self.laws]


def breaches(
    gateway: Gateway,
    *,
    examples: int = 100,
    trials: Sequence[Trial] | None = None,
    told: Callable[[], None] | None = None,
) -> list[Breach]:
    """What breaks a law, in declarations of which `check()` has nothing to say; for a test to be empty.

    Args:
        gateway: the gateway.
        examples: how many documents each law is tried on.
        trials: what is tried; all laws when left out.
        told: called after each trial.
    """
    found: list[Breach] = []
    for trial in all_trials(gateway) if trials is None else trials:
        found += _breaches(trial, trial.examples or examples)
        if told is not None:
            told()
    return found


def all_trials(gateway: Gateway, part: tuple[int, int] = (1, 1), *, per_change: int | None = None) -> list[Trial]:
    """All laws of a gateway's changes and plans, or one part of many.

    Args:
        gateway: the gateway.
        part: which part, and of how many.
        per_change: how many documents the trials of one change share; plans are left out then.
    """
    number, parts = part
    if per_change is None:
        return [*_of_operations(gateway), *_of_routes(gateway), *_of_plans(gateway)][number - 1 :: parts]
    trials = [*_of_operations(gateway), *_of_routes(gateway)]
    share = Counter(trial.where for trial in trials if not isinstance(trial.laws, Witnessed | Cases))
    shared = [trial._replace(examples=-(-per_change // max(share[trial.where], 1))) for trial in trials]
    return shared[number - 1 :: parts]


def _breaches(trial: Trial, examples: int) -> Iterator[Breach]:
    laws = trial.laws
    if isinstance(laws, Witnessed | Cases):
        said = laws.broken(examples)
        if said is not None:
            yield _breach(trial, laws, said)
        return
    for law, said in broken(laws, examples):
        yield _breach(trial, law, said)


def _breach(trial: Trial, law: Law | Witnessed | Cases, said: Broken) -> Breach:
    documents = {name: shown(document) for name, document in said.documents.items()}
    return Breach(trial.version, trial.where, trial.subject, law.says, said.said, documents, law.fix)


def _of_operations(gateway: Gateway) -> Iterator[Trial]:
    for subject in subjects(gateway):
        about = str(subject.version), place(subject.change), subject.operation.describe()
        together: dict[int, list[Law]] = {}
        for law in laws_of(subject):
            if isinstance(law, Witnessed | Cases):
                yield Trial(*about, law)
            else:
                together.setdefault(id(law.documents), []).append(law)
        for laws in together.values():
            yield Trial(*about, laws)


def _of_routes(gateway: Gateway) -> Iterator[Trial]:
    """The trials of operations on parameters and headers."""
    atlas, versions = gateway.atlas, list(gateway.timeline.versions)
    for version, change, operation in atlas.past.steps(versions[0], versions[-1]):
        if not isinstance(operation, RouteOperation):
            continue
        older = versions[versions.index(version) - 1]
        acted = [entry for entry in atlas.table(older).entries if operation in entry.conversions]
        for law in laws_of_route(operation, acted):
            laws = law if isinstance(law, Witnessed) else [law]
            yield Trial(str(version), place(change), operation.describe(), laws)


def subjects(gateway: Gateway) -> Iterator[Subject]:
    """Each operation on documents, once for each schema and form on which it acts."""
    found: dict[tuple[int, str, Form], Subject] = {}
    for endpoint, links in _lineages(gateway):
        for link in links:
            for key, subject in _of_link(link):
                roles = roles_of(endpoint, links, link, key[1]) if subject.form is Form.REQUEST else frozenset()
                known = found.get(key)
                if known is None:
                    found[key] = subject._replace(roles=roles)
                else:
                    found[key] = known._replace(roles=known.roles | roles)
    yield from found.values()


def _lineages(gateway: Gateway) -> Iterator[tuple[Endpoint | None, list[Link]]]:
    atlas, timeline = gateway.atlas, gateway.timeline
    for entry in _entries(gateway):
        yield entry.endpoint, lineage(state_of(entry.endpoint), atlas.past.steps(timeline.oldest, entry.home))
    for state in atlas.past.messages():
        yield None, lineage(state, atlas.past.steps(timeline.oldest, timeline.head))


def _of_link(link: Link) -> Iterator[tuple[tuple[int, str, Form], Subject]]:
    operation = link.operation
    for side in link.sides():
        form, _, _, older, newer = side
        if older is newer:
            continue
        if isinstance(operation, DocumentOperation):
            which = f"{link.newer.route} {side.status} {side.kind}"
            yield (id(operation), which, form), Subject(link.version, link.change, operation, form, older, newer)
        if not isinstance(operation, SchemaOperation):
            continue
        for name in operation.schemas:
            if newer.has(name) and older.has(name):
                sides = at_root(older, name), at_root(newer, name)
                yield (id(operation), name, form), Subject(link.version, link.change, operation, form, *sides)


def _of_plans(gateway: Gateway) -> Iterator[Trial]:
    atlas, timeline = gateway.atlas, gateway.timeline
    for entry in _entries(gateway):
        state = state_of(entry.endpoint)
        links = lineage(state, atlas.past.steps(timeline.oldest, entry.home))
        older = [version for version in reversed(timeline.versions) if version < entry.home]
        name = f"{entry.route.method} {entry.route.path}"
        for version, upto in pairs(links, older):
            said = f"{version} with {entry.home}"
            for which, law in _of_bodies(upto, state):
                yield Trial(str(version), f"{name}, {which}" if which else name, said, [law])
        yield from _of_writes(gateway, entry, name, links, older)


def _of_bodies(links: Sequence[Link], state: State) -> Iterator[tuple[str, Law]]:
    """The laws of a plan for each kind of body, and which document each is about."""
    for kind, _ in state.bodies():
        steps = Steps(links, state) if not kind else Steps(*seen_in(kind, links, state))
        for status, law in steps.answers():
            yield f"{status} {kind}".rstrip(), law
        request = steps.request()
        if request is not None:
            yield kind, request


def _of_writes(
    gateway: Gateway, entry: Entry, name: str, links: Sequence[Link], older: Sequence[ApiVersion]
) -> Iterator[Trial]:
    atlas, read, role = gateway.atlas, reader(entry, gateway.atlas.table(entry.home)), writes(entry)
    if read is None or role is None:
        return
    written, answered = state_of(entry.endpoint), state_of(read.endpoint)
    reading = lineage(answered, atlas.past.steps(gateway.timeline.oldest, entry.home))
    order = list(gateway.timeline.versions)
    both = sorted([*links, *reading], key=lambda link: order.index(link.version), reverse=True)
    for version, _ in pairs(both, older):
        reads = InterpretedPlan([link for link in reading if version < link.version], answered)
        law = put_back(reads, InterpretedPlan([link for link in links if version < link.version], written), role)
        if law is not None:
            yield Trial(str(version), name, f"{version} with {entry.home}", [law])


def _entries(gateway: Gateway) -> Iterator[Entry]:
    """One route for each handler."""
    seen: set[int] = set()
    for version in reversed(gateway.timeline.versions):
        for entry in gateway.atlas.table(version).entries:
            if id(entry.endpoint) not in seen:
                seen.add(id(entry.endpoint))
                yield entry
