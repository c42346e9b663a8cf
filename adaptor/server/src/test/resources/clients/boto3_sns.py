"""What an application on boto3 does with SNS. Prints one line for each thing done and fails on the first that is not as on AWS."""

import json

import boto3
from botocore.exceptions import ClientError

sns = boto3.client("sns")
sqs = boto3.client("sqs")


def done(what):
    print("ok " + what, flush=True)


def refused(code, message, call, **parameters):
    try:
        call(**parameters)
    except ClientError as e:
        error = e.response["Error"]
        assert (error["Code"], error["Message"]) == (code, message), error
        return
    raise AssertionError("was not refused: " + message)


def receive(url, count):
    found = []
    for _ in range(20):
        found += sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, MessageAttributeNames=["All"]
        ).get("Messages", [])
        if len(found) >= count:
            return found
    raise AssertionError("%d messages of %d" % (len(found), count))


topic = sns.create_topic(Name="boto3-events", Tags=[{"Key": "team", "Value": "a"}])["TopicArn"]
assert topic.endswith(":boto3-events")
assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "team", "Value": "a"}]
done("topic")

url = sqs.create_queue(QueueName="boto3-events")["QueueUrl"]
queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
subscription = sns.subscribe(
    TopicArn=topic,
    Protocol="sqs",
    Endpoint=queue,
    Attributes={"FilterPolicy": json.dumps({"kind": [{"prefix": "order"}]})},
    ReturnSubscriptionArn=True,
)["SubscriptionArn"]
attributes = sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
assert attributes["Endpoint"] == queue and attributes["PendingConfirmation"] == "false", attributes
done("subscription")

kind = {"DataType": "String", "StringValue": "order.made"}
other = {"DataType": "String", "StringValue": "invoice"}
blob = {"DataType": "Binary", "BinaryValue": b"\x00\xff"}
sns.publish(TopicArn=topic, Message="not for the queue", MessageAttributes={"kind": other})
sent = sns.publish(TopicArn=topic, Subject="s", Message="h\u00e9llo", MessageAttributes={"kind": kind, "blob": blob})
envelope = json.loads(receive(url, 1)[0]["Body"])
assert envelope["MessageId"] == sent["MessageId"], envelope
assert (envelope["Message"], envelope["Subject"]) == ("h\u00e9llo", "s"), envelope
assert envelope["MessageAttributes"]["blob"] == {"Type": "Binary", "Value": "AP8="}, envelope
done("publish")

sns.set_subscription_attributes(
    SubscriptionArn=subscription, AttributeName="RawMessageDelivery", AttributeValue="true"
)
batch = sns.publish_batch(
    TopicArn=topic,
    PublishBatchRequestEntries=[
        {"Id": str(i), "Message": "m%d" % i, "MessageAttributes": {"kind": kind}} for i in range(10)
    ],
)
assert len(batch["Successful"]) == 10 and not batch.get("Failed"), batch
assert sorted(m["Body"] for m in receive(url, 10)) == ["m%d" % i for i in range(10)]
done("batch")

refused("NotFound", "Topic does not exist", sns.publish, TopicArn=topic + "x", Message="m")
refused("InvalidParameter", "Invalid parameter: Empty message", sns.publish, TopicArn=topic, Message="")
refused("EmptyBatchRequest", "The batch request doesn't contain any entries.",
        sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=[])
refused("InvalidParameter", "Invalid parameter: SQS endpoint ARN",
        sns.subscribe, TopicArn=topic, Protocol="sqs", Endpoint="nowhere")
done("errors")

fifo = sns.create_topic(
    Name="boto3-orders.fifo", Attributes={"FifoTopic": "true", "ArchivePolicy": '{"MessageRetentionPeriod":"2"}'}
)["TopicArn"]
orders = sqs.create_queue(QueueName="boto3-orders.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=orders, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
line = sns.subscribe(
    TopicArn=fifo, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"}, ReturnSubscriptionArn=True
)["SubscriptionArn"]


def order(i):
    return sns.publish(TopicArn=fifo, Message="o%d" % i, MessageGroupId="g", MessageDeduplicationId="d%d" % i)


def ordered(count):
    bodies = []
    for _ in range(20):
        for m in sqs.receive_message(QueueUrl=orders, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", []):
            bodies.append(m["Body"])
            sqs.delete_message(QueueUrl=orders, ReceiptHandle=m["ReceiptHandle"])
        if len(bodies) >= count:
            return bodies
    raise AssertionError("%d messages of %d" % (len(bodies), count))


first = order(0)
assert [order(0)[k] for k in ("MessageId", "SequenceNumber")] == [first["MessageId"], first["SequenceNumber"]]
for i in range(1, 5):
    order(i)
assert ordered(5) == ["o%d" % i for i in range(5)]
refused("InvalidParameter", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
        sns.publish, TopicArn=fifo, Message="m")
refused("InvalidState", "Invalid state: Cannot delete a topic with an ArchivePolicy", sns.delete_topic, TopicArn=fifo)
done("fifo")

sns.set_subscription_attributes(
    SubscriptionArn=line,
    AttributeName="ReplayPolicy",
    AttributeValue=json.dumps({"PointType": "Timestamp", "StartingPoint": "2023-10-01T00:00:00.000Z"}),
)
assert ordered(5) == ["o%d" % i for i in range(5)]
assert "BeginningArchiveTime" in sns.get_topic_attributes(TopicArn=fifo)["Attributes"]
assert sns.get_subscription_attributes(SubscriptionArn=line)["Attributes"]["ReplayStatus"] in ("In progress", "Completed")
done("replay")

sns.unsubscribe(SubscriptionArn=subscription)
sns.delete_topic(TopicArn=topic)
refused("NotFound", "Topic does not exist", sns.get_topic_attributes, TopicArn=topic)
done("deleted")
