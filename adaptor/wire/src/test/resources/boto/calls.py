"""Calls the server at argv[1] with boto3 and prints one line a call, for the test beside it to compare."""
import datetime
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
CONFIG = Config(retries={"max_attempts": 0}, inject_host_prefix=False)


def client(service):
    return boto3.client(service, endpoint_url=ENDPOINT, region_name="eu-west-1", aws_access_key_id="111122223333",
                        aws_secret_access_key="b", config=CONFIG)


def show(name, call):
    try:
        response = call()
        metadata = response.pop("ResponseMetadata")
        assert metadata["RequestId"], metadata
        print(name, metadata["HTTPStatusCode"], response)
    except ClientError as e:
        error = e.response["Error"]
        print(name, e.response["ResponseMetadata"]["HTTPStatusCode"], type(e).__name__, error["Code"], error["Message"])


sqs, kinesis, sns, cloudwatch = client("sqs"), client("kinesis"), client("sns"), client("cloudwatch")
functions, scheduler = client("lambda"), client("scheduler")

show("sqs", lambda: sqs.send_message(QueueUrl="q", MessageBody="<ü> &", MessageAttributes={
    "b": {"DataType": "Binary", "BinaryValue": b"\x00\x01"}}))
show("sqs", lambda: sqs.get_queue_url(QueueName="none"))
show("sqs", lambda: sqs.list_queues())
show("kinesis", lambda: kinesis.put_records(StreamName="s", Records=[{"Data": b"\x01\x02", "PartitionKey": "p"}]))
show("kinesis", lambda: kinesis.put_record(StreamName="s!", Data=b"", PartitionKey="p"))
show("sns", lambda: sns.publish(TopicArn="arn:aws:sns:eu-west-1:111122223333:t", Message="hé&=+ x", MessageAttributes={
    "a": {"DataType": "String", "StringValue": "v"}}))
show("cloudwatch", lambda: cloudwatch.put_metric_data(Namespace="n", MetricData=[{
    "MetricName": "m" * 20000, "Value": 1.5,
    "Timestamp": datetime.datetime(2024, 1, 1, 0, 0, 0, tzinfo=datetime.timezone.utc)}]))
show("cloudwatch", lambda: cloudwatch.get_dashboard(DashboardName="d"))


def invoke():
    response = functions.invoke(FunctionName="arn:aws:lambda:eu-west-1:111122223333:function:f", Qualifier="v1",
                                Payload=b'{"a":1}')
    response["Payload"] = response["Payload"].read()
    return response


show("lambda", invoke)
show("scheduler", lambda: scheduler.get_schedule(Name="a", GroupName="g 1"))
