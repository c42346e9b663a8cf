"""What an application on boto3 does with EventBridge. Prints one line for each thing done and fails on the first that is not as on AWS."""

import json
import queue
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from botocore.exceptions import ClientError

events = boto3.client("events")
scheduler = boto3.client("scheduler")
sns = boto3.client("sns")
sqs = boto3.client("sqs")

ACCOUNT = "000000000000"


def done(what):
    print("ok " + what, flush=True)


def refused(code, message, call, **parameters):
    try:
        call(**parameters)
    except ClientError as e:
        error = e.response["Error"]
        assert error["Code"] == code and message in error["Message"], error
        return
    raise AssertionError("was not refused: " + message)


def receive(url, count):
    found = []
    for _ in range(40):
        found += sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
        if len(found) >= count:
            return [message["Body"] for message in found]
    raise AssertionError("%d messages of %d" % (len(found), count))


bus = events.create_event_bus(Name="boto3-bus", Description="one", Tags=[{"Key": "team", "Value": "a"}])["EventBusArn"]
updated = events.update_event_bus(Name="boto3-bus", Description="two")
assert (updated["Arn"], updated["Name"], updated["Description"]) == (bus, "boto3-bus", "two"), updated
described = events.describe_event_bus(Name="boto3-bus")
assert described["Description"] == "two" and "Policy" not in described, described
assert described["LastModifiedTime"] >= described["CreationTime"]
refused("ResourceNotFoundException", "boto3-none", events.update_event_bus, Name="boto3-none", Description="x")
refused("ValidationException", "KmsKeyIdentifier", events.update_event_bus, Name="boto3-bus", KmsKeyIdentifier="k")
done("bus")

events.put_permission(
    EventBusName="boto3-bus", StatementId="s1", Principal="111122223333", Action="events:PutEvents"
)
events.put_permission(
    EventBusName="boto3-bus",
    StatementId="s2",
    Principal="*",
    Action="events:PutEvents",
    Condition={"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1234567890"},
)
policy = json.loads(events.describe_event_bus(Name="boto3-bus")["Policy"])
assert [each["Sid"] for each in policy["Statement"]] == ["s1", "s2"], policy
assert policy["Statement"][0] == {
    "Sid": "s1",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "events:PutEvents",
    "Resource": bus,
}, policy
assert policy["Statement"][1]["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}
events.remove_permission(EventBusName="boto3-bus", StatementId="s1")
refused(
    "ResourceNotFoundException",
    "Statement with the provided id does not exist.",
    events.remove_permission,
    EventBusName="boto3-bus",
    StatementId="s1",
)
refused(
    "PolicyLengthExceededException",
    "10240",
    events.put_permission,
    EventBusName="boto3-bus",
    Policy=json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "x" * 10_240}]}),
)
refused("ValidationException", "policy", events.put_permission, EventBusName="boto3-bus", Policy="{}")
events.remove_permission(EventBusName="boto3-bus", RemoveAllPermissions=True)
assert "Policy" not in events.describe_event_bus(Name="boto3-bus")
done("policy")

rule = events.put_rule(
    Name="boto3-rule",
    EventBusName="boto3-bus",
    EventPattern=json.dumps({"source": ["boto3"]}),
    Tags=[{"Key": "k", "Value": "v"}],
)["RuleArn"]
assert rule.endswith(":rule/boto3-bus/boto3-rule"), rule
assert events.list_tags_for_resource(ResourceARN=bus)["Tags"] == [{"Key": "team", "Value": "a"}]
assert events.list_tags_for_resource(ResourceARN=rule)["Tags"] == [{"Key": "k", "Value": "v"}]
events.tag_resource(ResourceARN=rule, Tags=[{"Key": "k", "Value": "w"}, {"Key": "l", "Value": ""}])
events.untag_resource(ResourceARN=bus, TagKeys=["team", "none"])
assert events.list_tags_for_resource(ResourceARN=rule)["Tags"] == [{"Key": "k", "Value": "w"}, {"Key": "l", "Value": ""}]
assert events.list_tags_for_resource(ResourceARN=bus)["Tags"] == []
refused(
    "ValidationException",
    "50 tags",
    events.tag_resource,
    ResourceARN=rule,
    Tags=[{"Key": "t%d" % i, "Value": "v"} for i in range(49)],
)
refused("ValidationException", "System tags", events.tag_resource, ResourceARN=rule, Tags=[{"Key": "aws:x", "Value": "v"}])
refused("ResourceNotFoundException", "none", events.list_tags_for_resource, ResourceARN=rule + "-none")
done("tags")

every = events.put_rule(Name="boto3-tick", ScheduleExpression="rate(5 minutes)")["RuleArn"]
assert events.describe_rule(Name="boto3-tick")["ScheduleExpression"] == "rate(5 minutes)"
assert "EventPattern" not in events.describe_rule(Name="boto3-tick")
events.put_rule(
    Name="boto3-tick", ScheduleExpression="cron(0 21 * * ? *)", EventPattern=json.dumps({"source": ["boto3-tick"]})
)
refused("ValidationException", "ScheduleExpression", events.put_rule, Name="x", ScheduleExpression="rate(5 minute)")
refused("ValidationException", "ScheduleExpression", events.put_rule, Name="x", ScheduleExpression="at(2030-01-01T00:00:00)")
refused(
    "ValidationException",
    "default event bus",
    events.put_rule,
    Name="x",
    EventBusName="boto3-bus",
    ScheduleExpression="rate(5 minutes)",
)
done("schedules")

for i in range(5):
    events.put_rule(Name="boto3-page-%d" % i, EventPattern=json.dumps({"source": ["none"]}))
names = []
page = events.list_rules(NamePrefix="boto3-page", Limit=2)
while True:
    assert len(page["Rules"]) <= 2
    names += [each["Name"] for each in page["Rules"]]
    if "NextToken" not in page:
        break
    page = events.list_rules(NamePrefix="boto3-page", Limit=2, NextToken=page["NextToken"])
assert names == ["boto3-page-%d" % i for i in range(5)], names
done("pages")

topic = sns.create_topic(Name="boto3-of-events")["TopicArn"]
url = sqs.create_queue(QueueName="boto3-of-events")["QueueUrl"]
sns.subscribe(
    TopicArn=topic,
    Protocol="sqs",
    Endpoint="arn:aws:sqs:us-east-1:%s:boto3-of-events" % ACCOUNT,
    Attributes={"RawMessageDelivery": "true"},
)
assert events.put_targets(
    Rule="boto3-rule", EventBusName="boto3-bus", Targets=[{"Id": "t", "Arn": topic, "InputPath": "$.detail.n"}]
)["FailedEntryCount"] == 0
put = events.put_events(
    Entries=[{"EventBusName": bus, "Source": "boto3", "DetailType": "t", "Detail": json.dumps({"n": 7})}]
)
assert put["FailedEntryCount"] == 0
assert receive(url, 1) == ["7"]
refused(
    "ValidationException",
    "not available here",
    events.put_targets,
    Rule="boto3-rule",
    EventBusName="boto3-bus",
    Targets=[{"Id": "f", "Arn": "arn:aws:lambda:us-east-1:000000000000:function:f"}],
)
done("targets")

role = "arn:aws:iam::000000000000:role/r"
window = {"Mode": "OFF"}
soon = datetime.now(timezone.utc).strftime("at(%Y-%m-%dT%H:%M:%S)")
sqs.purge_queue(QueueUrl=url)
scheduler.create_schedule(
    Name="boto3-topic",
    ScheduleExpression=soon,
    FlexibleTimeWindow=window,
    Target={"Arn": topic, "RoleArn": role, "Input": "of a schedule"},
)
scheduler.create_schedule(
    Name="boto3-bus",
    ScheduleExpression=soon,
    FlexibleTimeWindow=window,
    Target={
        "Arn": bus,
        "RoleArn": role,
        "Input": json.dumps({"n": "by bus"}),
        "EventBridgeParameters": {"DetailType": "d", "Source": "boto3"},
    },
)
scheduler.create_schedule(
    Name="boto3-universal",
    ScheduleExpression=soon,
    FlexibleTimeWindow=window,
    Target={
        "Arn": "arn:aws:scheduler:::aws-sdk:eventbridge:putEvents",
        "RoleArn": role,
        "Input": json.dumps(
            {"Entries": [{"EventBusName": bus, "Source": "boto3", "DetailType": "d", "Detail": '{"n": "universal"}'}]}
        ),
    },
)
kept = scheduler.get_schedule(Name="boto3-bus")["Target"]
assert kept["EventBridgeParameters"] == {"DetailType": "d", "Source": "boto3"}, kept
assert sorted(receive(url, 3)) == ['"by bus"', '"universal"', "of a schedule"]
done("scheduler")

partner = boto3.client("events", aws_access_key_id="111111111111", aws_secret_access_key="test")
source = "aws.partner/boto3.example.com/shop/orders"
partner.create_partner_event_source(Name=source, Account=ACCOUNT)
refused("ResourceAlreadyExistsException", source, partner.create_partner_event_source, Name=source, Account=ACCOUNT)
refused("ResourceNotFoundException", source, events.describe_partner_event_source, Name=source)
listed = events.list_event_sources(NamePrefix="aws.partner/boto3")["EventSources"]
assert [(each["Name"], each["State"], each["CreatedBy"]) for each in listed] == [
    (source, "PENDING", "boto3.example.com")
], listed
assert listed[0]["ExpirationTime"] > listed[0]["CreationTime"]
events.create_event_bus(Name=source, EventSourceName=source)
events.put_rule(Name="boto3-partner", EventBusName=source, EventPattern=json.dumps({"account": [ACCOUNT]}))
events.put_targets(
    Rule="boto3-partner", EventBusName=source, Targets=[{"Id": "t", "Arn": topic, "InputPath": "$.detail.n"}]
)
put = partner.put_partner_events(
    Entries=[
        {"Source": source, "DetailType": "t", "Detail": json.dumps({"n": "of a partner"})},
        {"Source": source + "/none", "DetailType": "t", "Detail": "{}"},
    ]
)
assert put["FailedEntryCount"] == 1 and "EventId" in put["Entries"][0], put
assert put["Entries"][1]["ErrorCode"] == "NotAuthorizedForSourceException", put
assert receive(url, 1) == ['"of a partner"']
accounts = partner.list_partner_event_source_accounts(EventSourceName=source)["PartnerEventSourceAccounts"]
assert [(each["Account"], each["State"]) for each in accounts] == [(ACCOUNT, "ACTIVE")], accounts
events.deactivate_event_source(Name=source)
assert events.describe_event_source(Name=source)["State"] == "PENDING"
events.activate_event_source(Name=source)
partner.delete_partner_event_source(Name=source, Account=ACCOUNT)
assert events.describe_event_source(Name=source)["State"] == "DELETED"
refused("InvalidStateException", "state", events.activate_event_source, Name=source)
events.remove_targets(Rule="boto3-partner", EventBusName=source, Ids=["t"])
events.delete_rule(Name="boto3-partner", EventBusName=source)
events.delete_event_bus(Name=source)
refused("ResourceNotFoundException", source, events.describe_event_source, Name=source)
done("partner")

calls = queue.Queue()


class Endpoint(BaseHTTPRequestHandler):
    """Issues tokens and takes calls; the first token is refused."""

    issued = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/token":
            Endpoint.issued += 1
            answer = json.dumps({"access_token": "token-%d" % Endpoint.issued}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            return
        calls.put((self.headers["Authorization"], body))
        self.send_response(401 if self.headers["Authorization"] == "Bearer token-1" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d" % server.server_address[1]
connection = events.create_connection(
    Name="boto3-connection",
    AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
    AuthParameters={
        "OAuthParameters": {
            "ClientParameters": {"ClientID": "me", "ClientSecret": "a secret word"},
            "AuthorizationEndpoint": base + "/token",
            "HttpMethod": "POST",
        }
    },
)["ConnectionArn"]
for _ in range(600):
    described = events.describe_connection(Name="boto3-connection")
    if described["ConnectionState"] != "AUTHORIZING":
        break
    time.sleep(0.1)
assert described["ConnectionState"] == "AUTHORIZED", described
assert "a secret word" not in str(described), described
destination = events.create_api_destination(
    Name="boto3-destination", ConnectionArn=connection, InvocationEndpoint=base + "/called", HttpMethod="POST"
)
assert destination["ApiDestinationState"] == "ACTIVE", destination
events.put_rule(Name="boto3-api", EventBusName="boto3-bus", EventPattern=json.dumps({"source": ["boto3-api"]}))
events.put_targets(
    Rule="boto3-api",
    EventBusName="boto3-bus",
    Targets=[{"Id": "t", "Arn": destination["ApiDestinationArn"], "InputPath": "$.detail"}],
)
events.put_events(
    Entries=[{"EventBusName": "boto3-bus", "Source": "boto3-api", "DetailType": "t", "Detail": '{"n":1}'}]
)
assert calls.get(timeout=60) == ("Bearer token-1", '{"n":1}')
assert calls.get(timeout=60) == ("Bearer token-2", '{"n":1}')
events.remove_targets(Rule="boto3-api", EventBusName="boto3-bus", Ids=["t"])
events.delete_rule(Name="boto3-api", EventBusName="boto3-bus")
events.delete_api_destination(Name="boto3-destination")
events.deauthorize_connection(Name="boto3-connection")
assert events.describe_connection(Name="boto3-connection")["ConnectionState"] == "DEAUTHORIZED"
events.delete_connection(Name="boto3-connection")
refused("ResourceNotFoundException", "boto3-connection", events.describe_connection, Name="boto3-connection")
server.shutdown()
done("api destinations")

events.remove_targets(Rule="boto3-rule", EventBusName="boto3-bus", Ids=["t"])
events.delete_rule(Name="boto3-rule", EventBusName="boto3-bus")
events.delete_event_bus(Name="boto3-bus")
refused("ResourceNotFoundException", "boto3-bus", events.list_tags_for_resource, ResourceARN=bus)
events.delete_rule(Name="boto3-tick")
done("deleted")
