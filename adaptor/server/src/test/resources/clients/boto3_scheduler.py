"""What an application on boto3 does with EventBridge Scheduler. Prints one line for each thing done and fails on the first that is not as on AWS."""

from datetime import datetime, timedelta, timezone

import boto3
from botocore.exceptions import ClientError

scheduler = boto3.client("scheduler")
sqs = boto3.client("sqs")

ACCOUNT = "000000000000"
ROLE = "arn:aws:iam::%s:role/scheduler" % ACCOUNT
OFF = {"Mode": "OFF"}


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


def at(moment):
    return "at(" + moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S") + ")"


url = sqs.create_queue(QueueName="boto3-scheduled")["QueueUrl"]
target = {"Arn": "arn:aws:sqs:us-east-1:%s:boto3-scheduled" % ACCOUNT, "RoleArn": ROLE, "Input": "tick"}

group = scheduler.create_schedule_group(Name="boto3-group", Tags=[{"Key": "team", "Value": "a"}])["ScheduleGroupArn"]
assert scheduler.get_schedule_group(Name="boto3-group")["State"] == "ACTIVE"
assert scheduler.list_tags_for_resource(ResourceArn=group)["Tags"] == [{"Key": "team", "Value": "a"}]
scheduler.untag_resource(ResourceArn=group, TagKeys=["team"])
assert scheduler.list_tags_for_resource(ResourceArn=group)["Tags"] == []
assert "boto3-group" in [g["Name"] for g in scheduler.list_schedule_groups(NamePrefix="boto3")["ScheduleGroups"]]
done("groups")

due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=2)
arn = scheduler.create_schedule(
    Name="once",
    GroupName="boto3-group",
    ScheduleExpression=at(due),
    FlexibleTimeWindow=OFF,
    ActionAfterCompletion="DELETE",
    Target=target,
)["ScheduleArn"]
assert arn == "arn:aws:scheduler:us-east-1:%s:schedule/boto3-group/once" % ACCOUNT, arn
message = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]
assert message["Body"] == "tick", message
assert datetime.now(timezone.utc) >= due
refused("ResourceNotFoundException", "Schedule once does not exist.", scheduler.get_schedule, Name="once", GroupName="boto3-group")
done("fired")

for i in range(7):
    scheduler.create_schedule(
        Name="page-%d" % i,
        GroupName="boto3-group",
        ScheduleExpression="cron(0 21 * * ? *)",
        ScheduleExpressionTimezone="Europe/Berlin",
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5},
        Target=target,
    )
pages = list(scheduler.get_paginator("list_schedules").paginate(GroupName="boto3-group", PaginationConfig={"PageSize": 3}))
assert [s["Name"] for page in pages for s in page["Schedules"]] == ["page-%d" % i for i in range(7)], pages
assert len(pages) == 3
done("pages")

scheduler.update_schedule(
    Name="page-0",
    GroupName="boto3-group",
    ScheduleExpression="rate(1 hour)",
    FlexibleTimeWindow=OFF,
    State="DISABLED",
    Target=target,
)
updated = scheduler.get_schedule(Name="page-0", GroupName="boto3-group")
assert (updated["ScheduleExpression"], updated["State"]) == ("rate(1 hour)", "DISABLED"), updated
assert updated["LastModificationDate"] >= updated["CreationDate"]
assert updated["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}, updated
done("updated")

wanted = dict(Name="no", FlexibleTimeWindow=OFF, Target=target)
refused("ValidationException", "cron", scheduler.create_schedule, ScheduleExpression="cron(nonsense)", **wanted)
refused("ConflictException", "page-1", scheduler.create_schedule, GroupName="boto3-group", ScheduleExpression="rate(1 day)", Name="page-1", FlexibleTimeWindow=OFF, Target=target)
refused("ResourceNotFoundException", "boto3-none", scheduler.create_schedule, GroupName="boto3-none", ScheduleExpression="rate(1 day)", **wanted)
done("errors")

scheduler.delete_schedule(Name="page-1", GroupName="boto3-group")
refused("ResourceNotFoundException", "Schedule page-1 does not exist.", scheduler.get_schedule, Name="page-1", GroupName="boto3-group")
scheduler.delete_schedule_group(Name="boto3-group")
done("deleted")
