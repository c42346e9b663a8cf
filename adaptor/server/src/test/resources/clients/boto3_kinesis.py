"""Records of a Kinesis stream as any boto3 application handles them; every step prints one line."""

import threading
import time

import boto3
from botocore.exceptions import ClientError

kinesis = boto3.client("kinesis")
kinesis.create_stream(StreamName="boto", ShardCount=1)
kinesis.get_waiter("stream_exists").wait(StreamName="boto")
shard = kinesis.list_shards(StreamName="boto")["Shards"][0]["ShardId"]

first = kinesis.put_record(StreamName="boto", PartitionKey="k", Data=b"r0")
assert first["ShardId"] == shard, first
batch = kinesis.put_records(
    StreamName="boto",
    Records=[{"PartitionKey": "k", "Data": b"r%d" % i} for i in range(1, 100)],
)
assert batch["FailedRecordCount"] == 0, batch
assert int(batch["Records"][0]["SequenceNumber"]) > int(first["SequenceNumber"])
print("ok put")

iterator = kinesis.get_shard_iterator(
    StreamName="boto",
    ShardId=shard,
    ShardIteratorType="AFTER_SEQUENCE_NUMBER",
    StartingSequenceNumber=first["SequenceNumber"],
)["ShardIterator"]
got = kinesis.get_records(ShardIterator=iterator, Limit=10)
assert [r["Data"] for r in got["Records"]] == [b"r%d" % i for i in range(1, 11)], got
assert abs(got["Records"][0]["ApproximateArrivalTimestamp"].timestamp() - time.time()) < 600
assert kinesis.get_records(ShardIterator=got["NextShardIterator"])["MillisBehindLatest"] == 0
print("ok get")

arn = kinesis.describe_stream_summary(StreamName="boto")["StreamDescriptionSummary"]["StreamARN"]
consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="c")["Consumer"]["ConsumerARN"]
while kinesis.describe_stream_consumer(ConsumerARN=consumer)["ConsumerDescription"]["ConsumerStatus"] != "ACTIVE":
    time.sleep(0.1)
stream = kinesis.subscribe_to_shard(
    ConsumerARN=consumer, ShardId=shard, StartingPosition={"Type": "TRIM_HORIZON"}
)["EventStream"]
threading.Timer(
    0.5, lambda: kinesis.put_record(StreamName="boto", PartitionKey="k", Data=b"r100")
).start()
data = []
for event in stream:
    data += [r["Data"] for r in event["SubscribeToShardEvent"]["Records"]]
    if len(data) >= 101:
        break
stream.close()
assert data == [b"r%d" % i for i in range(101)], data
print("ok subscribe")

for call, code in [
    (lambda: kinesis.get_records(ShardIterator="garbage"), "InvalidArgumentException"),
    (lambda: kinesis.put_record(StreamName="nowhere", PartitionKey="k", Data=b"x"), "ResourceNotFoundException"),
    (lambda: kinesis.put_record(StreamName="boto", PartitionKey="k" * 257, Data=b"x"), "ValidationException"),
]:
    try:
        call()
        raise AssertionError("not refused: " + code)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
print("ok errors")
