"""What an application on boto3 does with SQS. Prints one line for each thing done and fails on the first that is not as on AWS."""

import boto3
import botocore.exceptions


def done(what):
    print("ok " + what, flush=True)


sqs = boto3.client("sqs")
resource = boto3.resource("sqs")

url = sqs.create_queue(QueueName="boto3", Attributes={"VisibilityTimeout": "30"}, tags={"made-by": "boto3"})["QueueUrl"]
assert sqs.get_queue_url(QueueName="boto3")["QueueUrl"] == url
assert url in sqs.list_queues(QueueNamePrefix="boto3")["QueueUrls"]
assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"made-by": "boto3"}
done("queue")

sent = sqs.send_message(
    QueueUrl=url,
    MessageBody="hello \u2603",
    MessageAttributes={
        "text": {"DataType": "String", "StringValue": "a"},
        "binary": {"DataType": "Binary", "BinaryValue": b"\x00\xff\x80"},
    },
)
message = sqs.receive_message(
    QueueUrl=url, WaitTimeSeconds=5, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"]
)["Messages"][0]
assert message["MessageId"] == sent["MessageId"]
assert message["Body"] == "hello \u2603"
assert message["MessageAttributes"]["binary"]["BinaryValue"] == b"\x00\xff\x80"
assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
assert message["Attributes"]["ApproximateReceiveCount"] == "1"
sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
message = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]
sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
assert "Messages" not in sqs.receive_message(QueueUrl=url)
done("message")

batch = sqs.send_message_batch(
    QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": "body %d" % n} for n in range(10)]
)
assert len(batch["Successful"]) == 10 and "Failed" not in batch
bodies = set()
for _ in range(10):
    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2).get("Messages", [])
    bodies.update(message["Body"] for message in received)
    if received:
        sqs.delete_message_batch(
            QueueUrl=url,
            Entries=[{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(received)],
        )
    if len(bodies) == 10:
        break
assert bodies == {"body %d" % n for n in range(10)}, bodies
done("batch")

try:
    sqs.receive_message(QueueUrl=url + "-nowhere")
    raise AssertionError("received from a queue that is not there")
except sqs.exceptions.QueueDoesNotExist as refused:
    assert refused.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue", refused.response
    assert refused.response["Error"]["QueryErrorCode"] == "QueueDoesNotExist", refused.response
try:
    sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=11)
    raise AssertionError("received eleven")
except botocore.exceptions.ClientError as refused:
    assert refused.response["Error"]["Code"] == "InvalidParameterValue", refused.response
done("errors")

fifo = resource.create_queue(QueueName="boto3.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})
first = fifo.send_message(MessageBody="one", MessageGroupId="g")
assert fifo.send_message(MessageBody="one", MessageGroupId="g")["MessageId"] == first["MessageId"]
fifo.send_message(MessageBody="two", MessageGroupId="g")
received = []
for _ in range(10):
    for message in fifo.receive_messages(MaxNumberOfMessages=10, WaitTimeSeconds=1):
        received.append(message.body)
        message.delete()
    if len(received) == 2:
        break
assert received == ["one", "two"], received
done("fifo")

pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix="boto3", PaginationConfig={"PageSize": 1})
assert [len(page["QueueUrls"]) for page in pages if page.get("QueueUrls")] == [1, 1]
fifo.delete()
sqs.delete_queue(QueueUrl=url)
assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix="boto3")
done("paging")
