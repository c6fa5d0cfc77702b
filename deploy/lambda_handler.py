"""The shop on AWS Lambda: set the function's handler to `deploy.lambda_handler.handler`."""

import os

from deploy.app import app
from gateway.aws import LambdaHandler

if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand") != "on-demand":
    # With a snapshot, provisioned concurrency or managed instances nobody waits for start-up, so it does all there is.
    app.warm()

handler = LambdaHandler(app)
