"""Control of Kinesis streams as any boto3 application does it; every step prints one line."""

import time

import boto3
from botocore.exceptions import ClientError

kinesis = boto3.client("kinesis")
NAME = "boto-control"


def code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("not refused")


def settle():
    while summary()["StreamStatus"] != "ACTIVE":
        time.sleep(0.05)


def summary():
    return kinesis.describe_stream_summary(StreamName=NAME)["StreamDescriptionSummary"]


kinesis.create_stream(StreamName=NAME, ShardCount=2)
kinesis.get_waiter("stream_exists").wait(StreamName=NAME)
arn = summary()["StreamARN"]
assert arn == "arn:aws:kinesis:us-east-1:000000000000:stream/" + NAME, arn
assert summary()["EncryptionType"] == "NONE"
print("ok create")

kinesis.merge_shards(
    StreamName=NAME, ShardToMerge="shardId-000000000000", AdjacentShardToMerge="shardId-000000000001"
)
settle()
kinesis.update_shard_count(StreamARN=arn, TargetShardCount=2, ScalingType="UNIFORM_SCALING")
settle()
open_shards = kinesis.list_shards(StreamName=NAME, ShardFilter={"Type": "AT_LATEST"})["Shards"]
assert [s["ShardId"] for s in open_shards] == ["shardId-000000000003", "shardId-000000000004"], open_shards
assert open_shards[0]["ParentShardId"] == "shardId-000000000002"
print("ok reshard")

consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="c")["Consumer"]
assert consumer["ConsumerARN"].startswith(arn + "/consumer/c:"), consumer
assert summary()["ConsumerCount"] == 1
print("ok consumers")

kinesis.add_tags_to_stream(StreamName=NAME, Tags={"a": "1", "b": "2"})
kinesis.tag_resource(ResourceARN=consumer["ConsumerARN"], Tags={"c": "3"})
assert kinesis.list_tags_for_stream(StreamName=NAME)["Tags"] == [
    {"Key": "a", "Value": "1"},
    {"Key": "b", "Value": "2"},
]
print("ok tags")

pages = kinesis.get_paginator("describe_stream").paginate(StreamName=NAME, PaginationConfig={"PageSize": 2})
assert len([s for page in pages for s in page["StreamDescription"]["Shards"]]) == 5
page = kinesis.list_shards(StreamName=NAME, MaxResults=3)
rest = kinesis.list_shards(NextToken=page["NextToken"])
assert len(page["Shards"]) == 3 and len(rest["Shards"]) == 2 and "NextToken" not in rest
assert NAME in [n for page in kinesis.get_paginator("list_streams").paginate() for n in page["StreamNames"]]
print("ok paging")

assert code(kinesis.create_stream, StreamName=NAME, ShardCount=1) == "ResourceInUseException"
assert code(kinesis.delete_stream, StreamName=NAME) == "ResourceInUseException"
assert code(kinesis.describe_stream, StreamName="nowhere") == "ResourceNotFoundException"
assert code(kinesis.increase_stream_retention_period, StreamName=NAME, RetentionPeriodHours=1) == (
    "InvalidArgumentException"
)
assert code(kinesis.start_stream_encryption, StreamName=NAME, EncryptionType="KMS", KeyId="k") == (
    "UnsupportedOperationException"
)
print("ok errors")

kinesis.delete_stream(StreamName=NAME, EnforceConsumerDeletion=True)
kinesis.get_waiter("stream_not_exists").wait(StreamName=NAME)
print("ok delete")
