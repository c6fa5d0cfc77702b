"""The shop on AWS Lambda: set the function's handler to `deploy.lambda_handler.handler`."""

from deploy.app import app
from gateway.aws import LambdaHandler

handler = LambdaHandler(app)
