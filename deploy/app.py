"""The shop as an ASGI app, for uvicorn and for Lambda alike."""

from gateway import Gateway, header, path, stage

app = Gateway("versions", "adapters", sources=[path(), header("API-Version"), stage(), stage(variable="apiVersion")])
