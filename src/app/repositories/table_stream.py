"""A table's stream, read as Lambda would: shard by shard, from now on. For the local cloud, whose streams are small."""

from typing import Any

from app.blocking import RunBlocking
from app.repositories.aws import Clients


class TableStream:
    """Records in the order of their shards. Raises boto3's own errors: whoever reads a stream begins again."""

    def __init__(self, clients: Clients, run: RunBlocking, table: str) -> None:
        self._clients = clients
        self._run = run
        self._table = table
        self._arn = ""
        self._iterators: dict[str, str | None] = {}

    async def open(self) -> None:
        """Begin behind the newest record."""
        await self._run(self._open)

    async def next(self) -> list[dict[str, Any]]:
        """Return records that are new, as Lambda would be given them; none where there are none by now."""
        return await self._run(self._next)

    def _open(self) -> None:
        described = self._clients.dynamodb.describe_table(TableName=self._table)
        self._arn = described["Table"]["LatestStreamArn"]
        self._iterators = {}
        for shard in self._shards():
            self._iterators[shard] = self._iterator(shard, "LATEST")

    def _next(self) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = []
        for shard, iterator in self._iterators.items():
            if iterator is None:
                continue
            answer = self._clients.dynamodb_streams.get_records(ShardIterator=iterator)
            records += [{**record, "eventSource": "aws:dynamodb"} for record in answer["Records"]]
            self._iterators[shard] = answer.get("NextShardIterator")
        if not any(self._iterators.values()):  # all are closed, so others follow
            for shard in self._shards():
                if shard not in self._iterators:
                    self._iterators[shard] = self._iterator(shard, "TRIM_HORIZON")
        return records

    def _shards(self) -> list[str]:
        answer = self._clients.dynamodb_streams.describe_stream(StreamArn=self._arn)
        return [shard["ShardId"] for shard in answer["StreamDescription"]["Shards"]]

    def _iterator(self, shard: str, kind: Any) -> str:
        answer = self._clients.dynamodb_streams.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard, ShardIteratorType=kind
        )
        return answer["ShardIterator"]
