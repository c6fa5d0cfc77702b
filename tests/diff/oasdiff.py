"""The names of oasdiff's rules that are those of rules here, as its source has them in 2026 (checker/rules.go)."""

from __future__ import annotations

import re

_BOUNDS = "max|min|max-length|min-length|max-items|min-items|max-properties|min-properties"
_ALL_BOUNDS = f"{_BOUNDS}|exclusive-max|exclusive-min|min-contains|max-contains|multiple-of"
_BOTH = r"(?:request|response)-(?:body|property)"
_FORMS = (
    # checker/bound_rules.go: 13 bounds, set and unset, of bodies, properties, parameters and headers.
    rf"(?:{_BOTH}|request-parameter|response-header)-(?:{_ALL_BOUNDS})-(?:set|unset)",
    # Increased and decreased, by hand.
    r"request-(?:body|property|parameter)-(?:exclusive-)?(?:max|min)-(?:increased|decreased)",
    r"request-(?:body|property|parameter)-(?:max-length|min-length|max-items|min-items)-(?:increased|decreased)",
    r"request-(?:body|property)-max-properties-(?:increased|decreased)",
    r"request-(?:body|property)-min-properties-increased",
    r"response-(?:body|property)-(?:max|exclusive-max|max-length|max-items|max-properties)-increased",
    r"response-(?:body|property)-(?:min|exclusive-min|min-length|min-items|min-properties)-decreased",
    rf"{_BOTH}-(?:min|max)-contains-(?:increased|decreased)",
    rf"{_BOTH}-(?:contains|property-names|content-schema|dependent-schema|if|then|else)-(?:added|removed)",
    rf"{_BOTH}-dependent-required-(?:added|removed|changed)",
    rf"{_BOTH}-pattern-property-(?:added|removed)",
    rf"{_BOTH}-content-(?:media-type|encoding)-changed",
    rf"{_BOTH}-(?:one-of|any-of)-(?:added|removed)",
    r"(?:request|response)-body-wrapped-in-one-of",
    rf"{_BOTH}-discriminator-(?:added|removed|property-name-changed|mapping-added|mapping-deleted)",
    rf"{_BOTH}-default-value-(?:added|removed|changed)",
    r"request-parameter-default-value-(?:added|removed|changed)",
    rf"{_BOTH}-const-(?:added|removed|changed)",
    rf"{_BOTH}-became-(?:not-)?nullable",
    r"request-parameter(?:-property)?-became-(?:not-)?nullable",
    r"response-header-became-(?:not-)?nullable",
    r"request-(?:body|property|parameter)-became-enum",
    r"request-(?:body|property)-became-not-enum",
    r"response-property-became-enum",
    r"request-(?:property|parameter|parameter-property)-enum-value-(?:added|removed)",
    r"request-body-enum-value-(?:added|removed)",
    r"response-property-enum-value-(?:added|removed)",
    rf"{_BOTH}-type-(?:changed|generalized)",
    r"response-(?:body|property|header)-type-(?:changed|generalized|specialized)",
    r"request-parameter-type-(?:changed|generalized)",
    r"request-parameter-property-type-(?:changed|generalized|specialized)",
    rf"(?:{_BOTH}|request-parameter|request-parameter-property)-list-of-types-(?:widened|narrowed)",
    r"request-(?:property|parameter)-pattern-(?:added|removed|changed|generalized)",
    r"response-property-pattern-(?:added|removed|changed)",
    r"request-(?:body|property)-unique-items-(?:set|unset)",
    r"response-(?:body|property)-unique-items-unset",
    rf"{_BOTH}-multiple-of-changed",
    r"request-(?:body|property)-multiple-of-generalized",
    r"response-(?:body|property)-multiple-of-specialized",
    r"(?:request|response)-property-(?:deprecated|reactivated)",
    r"request-parameter-(?:deprecated|reactivated)",
    r"new-(?:required|optional)-request-(?:property|parameter)",
    r"new-required-request-property-with-default",
    r"new-request-path-parameter",
    r"request-property-removed",
    r"request-property-became-(?:optional|required|required-with-default)",
    r"response-(?:required|optional)-property-(?:added|removed)",
    r"response-property-became-(?:optional|required)",
    r"(?:request|response)-(?:required|optional)-property-became-(?:not-)?(?:read|write)-only",
    r"endpoint-(?:added|deprecated|deprecated-with-sunset|reactivated)",
    r"api-(?:path-)?removed-(?:without-deprecation|with-deprecation|before-sunset)",
    r"sunset-deleted|api-sunset-date-changed-too-small",
    r"api-(?:operation-id|tag)-(?:added|removed)",
    r"webhook-(?:added|removed)",
    r"request-parameter-removed(?:-with-deprecation|-before-sunset)?",
    r"request-parameter-became-(?:required|optional|(?:not-)?allow-reserved)",
    r"request-parameter-(?:style|explode)-changed",
    r"request-body-(?:added-(?:required|optional)|removed|became-(?:required|optional))",
    r"request-body-media-type-(?:added|removed|schema-added|schema-removed)",
    r"response-media-type-(?:added|removed|name-generalized|name-specialized)",
    r"response-body-media-type-schema-(?:added|removed)",
    r"response-(?:success|non-success)-status-(?:added|removed)",
    r"(?:required|optional)-response-header-removed|response-header-(?:added|became-optional)",
    r"api-(?:global-)?security-(?:scope-)?(?:added|removed)",
    r"api-security-component-(?:oauth-scope-)?(?:added|removed)",
    r"api-security-component-(?:type|oauth-url|oauth-token-url)-changed",
)
_THEIRS = re.compile("|".join(f"(?:{form})" for form in _FORMS))


def is_theirs(name: str) -> bool:
    """Whether oasdiff has a rule of that name."""
    return _THEIRS.fullmatch(name) is not None
