"""Makes the tables of docs/diff.md from the rules: `python -m tests.diff.table`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from gateway.diff import RULES, Direction
from gateway.diff.rules import of_members, of_operations
from gateway.diff.rules.family import NOUNS, Family, named
from gateway.diff.rules.of_schemas import families
from gateway.diff.rules.rule import Rule
from tests.diff.oasdiff import is_theirs

PAGE = Path(__file__).parents[2] / "docs" / "diff.md"
BEGIN, END = "<!-- the rules: python -m tests.diff.table -->", "<!-- end of the rules -->"


def page() -> str:
    """The page with the tables that the rules make."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([before + BEGIN, "", *_tables(), "", END + after])


def _tables() -> Iterator[str]:
    yield "### Operations"
    yield ""
    yield from _of_rules(of_operations.rules())
    yield ""
    yield "### Properties"
    yield ""
    yield from _of_rules(
        rule for rule in of_members.rules() if "-parameter-" not in rule.id and "-header-" not in rule.id
    )
    yield ""
    yield "Properties of objects in parameters and headers have rules of their own:"
    yield "`request-parameter-property-removed`, `response-required-header-property-removed` and so on."
    yield ""
    yield "### Values"
    yield ""
    yield "Each is a rule for each of these, by whose name its own begins:"
    for direction, nouns in NOUNS.items():
        yield f"- {'requests' if direction is Direction.REQUEST else 'answers'}: " + ", ".join(
            f"`{direction}-{noun}`" for noun in nouns
        )
    yield ""
    yield "| the name ends in | values | in requests | in answers | mirrored by | oasdiff |"
    yield "|---|---|---|---|---|---|"
    for family in families():
        yield _of_family(family)
    yield ""
    yield "Where the severity isn't what the law makes it:"
    yield ""
    yield from _reasons()


def _of_rules(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| rule | what is allowed | severity | mirrored by | oasdiff |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        mirrors = ", ".join(f"`{name}`" for name in sorted(rule.mirrors))
        star = "\\*" if rule.why else ""
        theirs = "yes" if is_theirs(rule.id) else "-"
        yield f"| `{rule.id}` | {rule.effect} | {rule.severity}{star} | {mirrors} | {theirs} |"


def _of_family(family: Family) -> str:
    severities = []
    for direction in (Direction.REQUEST, Direction.RESPONSE):
        rule = RULES[named(direction, "body", family.suffix)]
        severities.append(str(rule.severity) + ("\\*" if rule.why else ""))
    theirs = [
        f"{direction} {noun}"
        for direction, nouns in NOUNS.items()
        for noun in nouns
        if is_theirs(named(direction, noun, family.suffix))
    ]
    mirrors = ", ".join(f"`{name}`" for name in family.mirrors)
    cells = [f"`{family.suffix}`", family.effect, *severities, mirrors, ", ".join(theirs) or "-"]
    return f"| {' | '.join(cells)} |"


def _reasons() -> Iterator[str]:
    """Each reason once, with the rules that have it."""
    by_reason: dict[str, list[str]] = {}
    for rule in RULES.values():
        noun = rule.id.startswith(("request-body-", "response-body-"))
        plain = rule.id in {one.id for one in (*of_operations.rules(), *of_members.rules())}
        if rule.why and (noun or plain):
            by_reason.setdefault(rule.why, []).append(rule.id)
    for why, names in by_reason.items():
        yield f"- {', '.join(f'`{name}`' for name in names)}: {why}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
