"""All that is asked of declarations, each in a file of its own kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gateway.check import (
    answers,
    components,
    errors,
    forms,
    lineages,
    loading,
    parameters,
    routes,
    said,
    targets,
    ties,
    writes,
)
from gateway.check.mistake import Mistake
from gateway.check.seen import Seen

Question = Callable[[Seen], Iterator[Mistake]]
FIRST: Sequence[Question] = (loading.changes, routes.named, lineages.derived)
"""What must be right before anything else can be asked."""
REST: Sequence[Question] = (
    loading.named_apart,
    targets.held,
    said.contradicted,
    writes.erased,
    writes.patched,
    writes.kept,
    parameters.known,
    ties.spoken_of,
    answers.answered,
    errors.answered,
    components.apart,
    forms.converted_files,
    forms.readable,
    loading.lives,
)
