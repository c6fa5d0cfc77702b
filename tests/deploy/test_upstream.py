"""A function for one version whose environment names the deployment that serves the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.container import serving
from tests.deploy.front import HttpApi, Template
from tests.deploy.functions import function, invoke


@pytest.fixture(name="front")
def _front() -> HttpApi:
    return HttpApi(Template("function-per-version"))


def test_the_template_gives_each_version_a_function_and_the_rest_one(front: HttpApi) -> None:
    """A version in the path leads to its own function, anything else to the one that serves all."""
    for path, versions in (("/2023-10-16/order", "2023-10-16"), ("/2026-09-01", "2026-09-01"), ("/orders", None)):
        delivery = front.deliver("GET", path)
        assert delivery is not None
        assert front.template.environment(delivery.function).get("SHOP_VERSIONS") == versions
    own = [front.template.environment(name) for name in front.template.functions() if name != "Rest"]
    assert all(one["SHOP_UPSTREAM"].startswith("https://") for one in own)


def test_what_is_not_its_version_goes_to_the_deployment_behind_it(front: HttpApi, tmp_path: Path) -> None:
    """Whoever asks a version's function for another is answered by the upstream, over the network and as ever."""
    with serving({"SHOP_DATABASE": str(tmp_path / "upstream.db"), "SHOP_DEMO": "1"}) as upstream:
        environment = {
            "SHOP_VERSIONS": "2023-10-16",
            "SHOP_UPSTREAM": f"http://127.0.0.1:{upstream.port}",
            "SHOP_DATABASE": str(tmp_path / "own.db"),
        }
        with function(environment) as handler:

            def asked(path: str, **headers: str) -> tuple[int, str | None]:
                delivery = front.deliver("GET", path, {name.replace("_", "-"): one for name, one in headers.items()})
                assert delivery is not None
                answer = invoke(handler, delivery.event)
                return answer.status, answer.headers.get("api-version")

            assert asked("/2023-10-16/order/ord_1001") == (404, "2023-10-16")
            assert asked("/2025-11-15/orders/ord_1001") == (200, "2025-11-15")
            assert asked("/orders/ord_1001", API_Version="2026-09-01") == (200, "2026-09-01")


def test_without_an_upstream_the_rest_is_refused(front: HttpApi, tmp_path: Path) -> None:
    """A version that isn't served is never served as another."""
    delivery = front.deliver("GET", "/2025-11-15/orders")
    assert delivery is not None
    with function({"SHOP_VERSIONS": "2023-10-16", "SHOP_DATABASE": str(tmp_path / "shop.db")}) as handler:
        assert invoke(handler, delivery.event).status == 421
