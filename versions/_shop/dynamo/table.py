"""One table of DynamoDB, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from versions._shop.dynamo.items import Item

AT_ONCE = 16
"""How many calls are under way at the same time."""


class Table:
    """Calls of DynamoDB's API for one table, each in a thread.

    The client is botocore's, which the Lambda runtime has. To load it and make a client took 252 ms of processor time,
    with boto3 around it 296, with aiobotocore 544; and that would be 18 MB more of package, for a function that serves
    one request at a time.

    Args:
        name: the table's name.
        client: a client of botocore's or boto3's; made of the environment where it is left out.
    """

    def __init__(self, name: str, client: Any = None) -> None:
        self.name = name
        self._client = client if client is not None else _client()
        self._threads = ThreadPoolExecutor(AT_ONCE, "dynamodb")

    async def close(self) -> None:
        """Close the connections, once what is under way is done."""
        await asyncio.to_thread(self._threads.shutdown)
        self._client.close()

    async def get(self, key: str) -> Item | None:
        """The item as it is now, or None."""
        answer = await self._call(self._client.get_item, Key={"pk": {"S": key}}, ConsistentRead=True)
        found: Item | None = answer.get("Item")
        return found

    async def put(self, item: Item, condition: str) -> bool:
        """Write an item if a condition holds; False if it doesn't."""
        return await self._conditional(self._client.put_item, Item=item, ConditionExpression=condition)

    async def update(
        self, key: str, change: str, condition: str, names: Mapping[str, str], values: Mapping[str, Any]
    ) -> bool:
        """Change an item if a condition holds; False if it doesn't."""
        return await self._conditional(
            self._client.update_item,
            Key={"pk": {"S": key}},
            UpdateExpression=change,
            ConditionExpression=condition,
            ExpressionAttributeNames=dict(names),
            ExpressionAttributeValues=dict(values),
        )

    async def delete(self, key: str, condition: str, values: Mapping[str, Any] | None = None) -> bool:
        """Take an item away if a condition holds; False if it doesn't."""
        given = {"ExpressionAttributeValues": dict(values)} if values else {}
        return await self._conditional(
            self._client.delete_item, Key={"pk": {"S": key}}, ConditionExpression=condition, **given
        )

    async def query(
        self, index: str, condition: str, names: Mapping[str, str], values: Mapping[str, Any], **more: Any
    ) -> AsyncIterator[Item]:
        """The items of an index, page after page for as long as somebody reads on."""
        start: dict[str, Any] = {}
        while True:
            answer = await self._call(
                self._client.query,
                IndexName=index,
                KeyConditionExpression=condition,
                ExpressionAttributeNames=dict(names),
                ExpressionAttributeValues=dict(values),
                **more,
                **start,
            )
            for item in answer["Items"]:
                yield item
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    async def _conditional(self, call: Callable[..., Any], **arguments: Any) -> bool:
        from botocore.exceptions import ClientError

        try:
            await self._call(call, **arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    async def _call(self, call: Callable[..., Any], **arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(call, TableName=self.name, **arguments))


def _client() -> Any:
    import botocore.session
    from botocore.config import Config

    # A call ends well before the 29 seconds that API Gateway waits, tries included.
    retries = {"mode": "standard", "total_max_attempts": 4}
    config = Config(connect_timeout=1, read_timeout=3, retries=retries, max_pool_connections=AT_ONCE)
    return botocore.session.get_session().create_client("dynamodb", config=config)
