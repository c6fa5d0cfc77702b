"""The document of each version is valid, the same each time, and says what the version says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from deploy.app import app as shop
from gateway import ConfigurationError, Gateway, Timeline, Version
from gateway.contract import contract_of
from tests.hotel.adapters import adapters
from tests.hotel.api import router

HOTEL = [f"v{number}" for number in range(1, 13)]


def hotel() -> Gateway:
    """The hotel with its twelve versions."""
    return Gateway(current=router, timeline=Timeline(*map(Version, HOTEL)), adapters=adapters())


def mistakes(document: dict[str, Any]) -> list[str]:
    """What is wrong with an OpenAPI document, with its place."""
    found = OpenAPIV31SpecValidator(document).iter_errors()
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


@pytest.mark.parametrize("version", list(map(str, shop.timeline)))
def test_the_shop_s_documents_are_valid(version: str) -> None:
    """As openapi-spec-validator sees them."""
    assert mistakes(contract_of(shop, version)) == []


@pytest.mark.parametrize("version", HOTEL)
def test_the_hotel_s_documents_are_valid(version: str) -> None:
    """As openapi-spec-validator sees them."""
    assert mistakes(contract_of(hotel(), version)) == []


def test_a_document_is_the_same_each_time() -> None:
    """To the byte, from two gateways."""
    assert json.dumps(contract_of(hotel(), "v1")) == json.dumps(contract_of(hotel(), "v1"))


def test_a_document_belongs_to_who_asked_for_it() -> None:
    """What is done to it is seen by nobody else."""
    gateway = hotel()
    contract_of(gateway, "v1").clear()
    assert contract_of(gateway, "v1")["info"]["version"] == "v1"


def test_there_is_no_document_of_no_version() -> None:
    """The error names one that there is."""
    with pytest.raises(ConfigurationError, match="There is no version"):
        contract_of(hotel(), "v13")
