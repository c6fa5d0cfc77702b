"""The versions in order, each with its life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from gateway.errors import ConfigurationError, nearest
from gateway.timeline.life import Lifecycle
from gateway.timeline.scheme import MAX_LENGTH, Dates, Numbers, Scheme, infer
from gateway.timeline.standing import Standing
from gateway.timeline.version import ApiVersion, Version


class Timeline:
    """The versions of an API, oldest first.

    Args:
        versions: each version, oldest first.
        default: what is served when nothing was asked: a version's name, `"latest"`, `"oldest"`, or None to refuse
            such a request.
        scheme: how versions are named; inferred from the names (dates, numbers, else labels) when left out.
        aliases: further names by which clients may ask, such as `{"stable": "2025-11-15"}`.
        nearest_earlier: with dates, serve a day between two versions the earlier one; a day to come is refused, and
            so is one before the first version. A version must not be released with a day that is past, or clients
            that ask for a later day would change version.

    Raises:
        ConfigurationError: no version, two that are equal, a wrong order, a default that isn't there, or a removed
            version after one that isn't.
    """

    def __init__(
        self,
        *versions: Version,
        default: str | None = None,
        scheme: Scheme | None = None,
        aliases: Mapping[str, str] | None = None,
        nearest_earlier: bool = False,
    ) -> None:
        if not versions:
            raise ConfigurationError("A timeline needs at least one version: Timeline(Version('2025-11-15')).")
        names = [version.name for version in versions]
        self.scheme = scheme or infer(names)
        self._declared: dict[ApiVersion, Version] = {}
        for version in versions:
            self._add(version)
        self.versions = tuple(self._declared)
        self._canonical = {version: version for version in self.versions}
        self._aliases: dict[str, ApiVersion] = {}
        self._aliases = {name: self._aliased(name, to) for name, to in (aliases or {}).items()}
        # Where versions are `v1`, `/1/pets` and `/404` are paths like any other.
        self._lettered = isinstance(self.scheme, Numbers) and all(name[0] in "vV" for name in names)
        self._named = {version.name: version for version in self.versions} | self._aliases
        self._standing: Standing | None = None
        self._nearest_earlier = nearest_earlier
        if nearest_earlier and not isinstance(self.scheme, Dates):
            raise ConfigurationError("nearest_earlier=True needs versions that are dates. Drop it.")
        self._default = default
        if default not in (None, "latest", "oldest") and self.get(str(default)) is None:
            raise ConfigurationError(
                f"default={default!r} is no version of the timeline. "
                f"{nearest(str(default), [*names, 'latest', 'oldest'])}"
            )
        previews = [version.preview for version in versions]
        if False in previews[previews.index(True) :] if True in previews else False:
            raise ConfigurationError(
                "A preview stands before a released version. Previews come last: move it, or release it."
            )

        removed = [version.removed for version in versions]
        if all(removed) or True in removed[removed.index(False) :]:
            raise ConfigurationError(
                "A version is removed, but no older one, or there is no other. Changes lead from each version to the "
                "next, so the oldest go first: drop removed=True."
            )

    def _add(self, version: Version) -> None:
        try:
            point = self.scheme.parse(version.name)
        except ValueError as error:
            raise ConfigurationError(f"Version {version.name!r} doesn't fit the scheme: {error}.") from error
        if point in self._declared:
            raise ConfigurationError(f"Version {version.name} is in the timeline twice. Drop one.")
        last = next(reversed(self._declared), None)
        if last is not None and point < last:
            raise ConfigurationError(
                f"Version {version.name} stands after {last}, which is newer. List the versions oldest first."
            )
        self._declared[point] = version

    def _aliased(self, name: str, to: str) -> ApiVersion:
        version = self.get(to)
        if version is None:
            raise ConfigurationError(f"The alias {name!r} stands for {to!r}. {nearest(to, map(str, self.versions))}")
        if self.scheme.looks_like_version(name) or not name.isascii() or not 0 < len(name) <= MAX_LENGTH:
            raise ConfigurationError(
                f"The alias {name!r} has the form of a version, or is no ASCII word of at most {MAX_LENGTH} "
                "characters. Use another."
            )
        return version

    def __iter__(self) -> Iterator[ApiVersion]:
        return iter(self.versions)

    def __len__(self) -> int:
        return len(self.versions)

    def __contains__(self, version: ApiVersion) -> bool:
        return version in self._declared

    def __getitem__(self, version: ApiVersion) -> Version:
        return self._declared[version]

    def parse(self, text: str) -> ApiVersion:
        """The version that `text` names; the timeline's own where it is known.

        Raises:
            ValueError: `text` is over 64 characters, not ASCII, or outside the scheme's grammar.
        """
        if len(text) > MAX_LENGTH or not text.isascii():
            raise ValueError(f"a version has at most {MAX_LENGTH} ASCII characters")
        if text in self._aliases:
            return self._aliases[text]
        parsed = self.scheme.parse(text)
        return self._canonical.get(parsed, parsed)

    def get(self, text: str) -> ApiVersion | None:
        """The version of the timeline that `text` names, or None."""
        try:
            parsed = self.parse(text)
        except ValueError:
            return None
        return parsed if parsed in self._declared else None

    def resembles(self, text: str) -> bool:
        """Whether a part of a path or host has the form of a version here, known or not, or is an alias."""
        if len(text) > MAX_LENGTH:
            return False
        if text in self._aliases:
            return True
        return self.scheme.looks_like_version(text) and not (self._lettered and text[0] not in "vV")

    def find(
        self, version: ApiVersion, now: datetime, hidden: frozenset[ApiVersion] = frozenset()
    ) -> ApiVersion | None:
        """The version that serves who asked for `version`: itself, or the nearest earlier where that is chosen.

        The `hidden` ones are as if they weren't there.
        """
        if version in self._declared and version not in hidden:
            return version
        if not self._nearest_earlier or version.key > now.date():
            return None
        return next((known for known in reversed(self.versions) if known < version and known not in hidden), None)

    @property
    def previews(self) -> frozenset[ApiVersion]:
        """The versions that aren't released yet."""
        return frozenset(version for version in self if self[version].preview)

    @property
    def takes_days_between(self) -> bool:
        """Whether a day between two versions is served the earlier one."""
        return self._nearest_earlier

    @property
    def head(self) -> ApiVersion:
        """The newest version, whose documents the newest handlers speak; may be a preview."""
        return self.versions[-1]

    @property
    def oldest(self) -> ApiVersion:
        """The oldest version, retired or not."""
        return self.versions[0]

    @property
    def kept(self) -> tuple[ApiVersion, ...]:
        """The versions whose documents are known: those that haven't been removed, oldest first."""
        return tuple(version for version in self.versions if not self[version].removed)

    def released(self, version: ApiVersion) -> datetime | None:
        """When a version was released, as it says or is named; None for previews, and where nothing says it."""
        declared = self[version]
        if declared.released is not None or declared.preview or not isinstance(self.scheme, Dates):
            return declared.released
        day: date = version.key
        return datetime(day.year, day.month, day.day, tzinfo=UTC)

    def latest(self, now: datetime | None = None) -> ApiVersion:
        """The newest active version at `now`; the newest that is served where none is active."""
        moment = now or datetime.now(UTC)
        for wanted in (Lifecycle.ACTIVE, Lifecycle.DEPRECATED, Lifecycle.PREVIEW):
            for version in reversed(self.versions):
                if self[version].lifecycle(moment) is wanted:
                    return version
        return self.head

    def default(self, now: datetime | None = None) -> ApiVersion | None:
        """The version served when nothing was asked, or None where asking is required."""
        if self._default is None:
            return None
        if self._default == "latest":
            return self.latest(now)
        if self._default == "oldest":
            return next(iter(self.supported(now)), self.head)
        return self.get(self._default)

    def supported(self, now: datetime | None = None) -> list[ApiVersion]:
        """The versions that aren't retired at `now`, oldest first."""
        moment = now or datetime.now(UTC)
        return [version for version in self if self[version].lifecycle(moment) is not Lifecycle.RETIRED]

    def standing(self, now: datetime) -> Standing:
        """Where all versions stand at `now` (timezone-aware); found out once for as long as it is so."""
        known = self._standing
        if known is None or not known.since <= now < known.until:
            known = self._standing = Standing(self, now)
        return known

    def named(self, text: str) -> ApiVersion | None:
        """The version whose very name or alias `text` is; None where it may be one all the same, written otherwise."""
        return self._named.get(text)

    def newer_than(self, version: ApiVersion) -> list[ApiVersion]:
        """The versions after `version`, oldest first."""
        return [other for other in self if other > version]
