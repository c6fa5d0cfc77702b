"""The shop as an ASGI app, for uvicorn and for Lambda alike.

What is deployed is set by the environment:

    SHOP_VERSIONS   the versions that this deployment serves, between commas; all where it isn't set
    SHOP_UPSTREAM   the URL of the deployment that serves the others; without it they are refused with 421
    SHOP_PREVIEWS   1 where versions that aren't released yet are served to who asks for them
"""

import os

from gateway import Gateway, header, path, stage
from gateway.asgi import ASGIApp

versions = os.environ.get("SHOP_VERSIONS")
upstream = os.environ.get("SHOP_UPSTREAM")
others: ASGIApp | None = None
if upstream:
    from gateway import Upstream  # which needs the extra `upstream`

    others = Upstream(upstream)

app = Gateway(
    "versions",
    "adapters",
    # A mapping's stage is named in the URL, so it asks; another stage's variable is what is served to who doesn't ask.
    sources=[
        path(),
        header("API-Version"),
        stage(),
        stage(variable="mappedVersion", asks=True),
        stage(variable="apiVersion"),
    ],
    serves=versions.split(",") if versions else None,
    elsewhere=others,
    previews=os.environ.get("SHOP_PREVIEWS") == "1",
)
