"""What an application on boto3 does with DynamoDB. Prints one line for each thing done and fails on the first that is not as on AWS."""

import decimal
import threading
import time

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from botocore.exceptions import ClientError

D = decimal.Decimal
client = boto3.client("dynamodb")
dynamodb = boto3.resource("dynamodb")
WAIT = {"Delay": 1, "MaxAttempts": 30}


def done(what):
    print("ok " + what, flush=True)


def refused(code, message, call, **parameters):
    try:
        call(**parameters)
    except ClientError as e:
        error = e.response["Error"]
        assert (error["Code"], error["Message"]) == (code, message), error
        return e.response
    raise AssertionError("was not refused: " + message)


def invalid(message, call, **parameters):
    return refused("ValidationException", message, call, **parameters)


# Tables
created = client.create_table(
    TableName="boto3-orders",
    AttributeDefinitions=[
        {"AttributeName": "customer", "AttributeType": "S"},
        {"AttributeName": "number", "AttributeType": "N"},
        {"AttributeName": "day", "AttributeType": "S"},
        {"AttributeName": "total", "AttributeType": "N"},
    ],
    KeySchema=[
        {"AttributeName": "customer", "KeyType": "HASH"},
        {"AttributeName": "number", "KeyType": "RANGE"},
    ],
    LocalSecondaryIndexes=[
        {
            "IndexName": "by-total",
            "KeySchema": [
                {"AttributeName": "customer", "KeyType": "HASH"},
                {"AttributeName": "total", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    GlobalSecondaryIndexes=[
        {
            "IndexName": "by-day",
            "KeySchema": [
                {"AttributeName": "day", "KeyType": "HASH"},
                {"AttributeName": "number", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]},
        }
    ],
    BillingMode="PAY_PER_REQUEST",
    Tags=[{"Key": "made-by", "Value": "boto3"}],
)["TableDescription"]
assert created["TableStatus"] in ("CREATING", "ACTIVE"), created
client.get_waiter("table_exists").wait(TableName="boto3-orders", WaiterConfig=WAIT)
table = dynamodb.Table("boto3-orders")
assert table.table_arn.endswith(":table/boto3-orders"), table.table_arn
assert {i["IndexName"]: i["IndexStatus"] for i in table.global_secondary_indexes} == {"by-day": "ACTIVE"}
assert [i["IndexName"] for i in table.local_secondary_indexes] == ["by-total"]
assert client.list_tags_of_resource(ResourceArn=table.table_arn)["Tags"] == [{"Key": "made-by", "Value": "boto3"}]
assert "boto3-orders" in [n for p in client.get_paginator("list_tables").paginate() for n in p["TableNames"]]
refused(
    "ResourceInUseException",
    "Table already exists: boto3-orders",
    client.create_table,
    TableName="boto3-orders",
    AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}],
    BillingMode="PAY_PER_REQUEST",
)
done("table")

# Items
everything = {
    "customer": "ann \u2603",
    "number": D("1"),
    "string": "",
    "long": D("12345678901234567890123456789012345678"),
    "small": D("-1.5E-120"),
    "binary": b"\x00\xff\x80",
    "yes": True,
    "none": None,
    "list": ["a", D("2"), [True, None], {}],
    "map": {"inside": {"deep": [b"\x01"]}, "empty": []},
    "strings": {"x", "y"},
    "numbers": {D("1"), D("2.5")},
    "binaries": {b"\x01", b"\x02"},
}
table.put_item(Item=everything)
read = table.get_item(Key={"customer": "ann \u2603", "number": 1}, ConsistentRead=True)["Item"]
expected = dict(everything, binary=Binary(b"\x00\xff\x80"))
expected["map"] = {"inside": {"deep": [Binary(b"\x01")]}, "empty": []}
expected["binaries"] = {Binary(b"\x01"), Binary(b"\x02")}
assert read == expected, read
part = table.get_item(
    Key={"customer": "ann \u2603", "number": 1}, ProjectionExpression="#m.inside, #l[1]",
    ExpressionAttributeNames={"#m": "map", "#l": "list"},
)["Item"]
assert part == {"map": {"inside": {"deep": [Binary(b"\x01")]}}, "list": [D("2")]}, part
assert "Item" not in table.get_item(Key={"customer": "nobody", "number": 1})
done("types")

# Conditions
key = {"customer": "bob", "number": 1}
old = table.put_item(Item=dict(key, v=1), ConditionExpression=Attr("customer").not_exists(), ReturnValues="ALL_OLD")
assert "Attributes" not in old, old
answer = refused(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    table.put_item,
    Item=dict(key, v=2),
    ConditionExpression="attribute_not_exists(customer)",
    ReturnValuesOnConditionCheckFailure="ALL_OLD",
)
assert answer["Item"] == {"customer": {"S": "bob"}, "number": {"N": "1"}, "v": {"N": "1"}}, answer
new = table.update_item(
    Key=key,
    UpdateExpression="SET v = v + :one, tags = list_append(if_not_exists(tags, :none), :t) REMOVE gone ADD who :n",
    ConditionExpression=Attr("v").eq(1) & (Attr("customer").begins_with("bo") | Attr("x").exists()),
    ExpressionAttributeValues={":one": 1, ":none": [], ":t": ["a"], ":n": {"x"}},
    ReturnValues="UPDATED_NEW",
)["Attributes"]
assert new == {"v": D("2"), "tags": ["a"], "who": {"x"}}, new
assert table.update_item(
    Key=key, AttributeUpdates={"v": {"Action": "ADD", "Value": 5}}, Expected={"v": {"Value": 2}}, ReturnValues="ALL_NEW"
)["Attributes"]["v"] == 7
refused(
    "ConditionalCheckFailedException", "The conditional request failed",
    table.delete_item, Key=key, ConditionExpression=Attr("v").lt(7),
)
gone = table.delete_item(Key=key, ConditionExpression=Attr("v").between(7, 8), ReturnValues="ALL_OLD")
assert gone["Attributes"]["v"] == 7, gone
assert "Attributes" not in table.delete_item(Key=key, ReturnValues="ALL_OLD")
done("conditions")

# Batches, queries, scans
with table.batch_writer() as batch:
    for n in range(60):
        batch.put_item(Item={"customer": "carl", "number": n, "day": "d%d" % (n % 3), "total": -n, "note": "x" * 100, "rest": n})
query = table.query(KeyConditionExpression=Key("customer").eq("carl") & Key("number").between(10, 19))
assert [i["number"] for i in query["Items"]] == list(range(10, 20)), query
assert query["Count"] == query["ScannedCount"] == 10 and "LastEvaluatedKey" not in query
page = table.query(KeyConditionExpression=Key("customer").eq("carl"), Limit=25, ScanIndexForward=False)
assert page["LastEvaluatedKey"] == {"customer": "carl", "number": D("35")}, page["LastEvaluatedKey"]
page = table.query(
    KeyConditionExpression=Key("customer").eq("carl"), Limit=5, ScanIndexForward=False,
    ExclusiveStartKey=page["LastEvaluatedKey"], FilterExpression=Attr("rest").gt(32),
)
assert [i["number"] for i in page["Items"]] == [34, 33] and page["ScannedCount"] == 5, page
invalid(
    "The provided starting key does not match the range key predicate", table.query,
    KeyConditionExpression=Key("customer").eq("carl") & Key("number").gt(10), ExclusiveStartKey={"customer": "carl", "number": 10},
)
invalid(
    "The provided starting key is outside query boundaries based on provided conditions", table.query,
    KeyConditionExpression=Key("customer").eq("carl"), ExclusiveStartKey={"customer": "cora", "number": 10},
)
totals = table.query(IndexName="by-total", KeyConditionExpression=Key("customer").eq("carl") & Key("total").lte(-57), ConsistentRead=True)
assert [i["number"] for i in totals["Items"]] == [59, 58, 57], totals
days = [
    item
    for page in client.get_paginator("query").paginate(
        TableName="boto3-orders", IndexName="by-day", KeyConditionExpression="#d = :d",
        ExpressionAttributeNames={"#d": "day"}, ExpressionAttributeValues={":d": {"S": "d1"}},
        PaginationConfig={"PageSize": 7},
    )
    for item in page["Items"]
]
assert [int(i["number"]["N"]) for i in days] == list(range(1, 60, 3)), days
assert set(days[0]) == {"customer", "number", "day", "note"}, days[0]
scanned = []
for segment in range(3):
    start = {}
    while True:
        page = table.scan(Segment=segment, TotalSegments=3, Limit=9, **start)
        scanned += page["Items"]
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
assert len(scanned) == 61 and len({(i["customer"], i["number"]) for i in scanned}) == 61, len(scanned)
assert table.scan(Select="COUNT", FilterExpression=Attr("total").lt(-50))["Count"] == 9
got = dynamodb.batch_get_item(
    RequestItems={"boto3-orders": {"Keys": [{"customer": "carl", "number": n} for n in range(50, 100)], "ProjectionExpression": "rest"}}
)
assert sorted(i["rest"] for i in got["Responses"]["boto3-orders"]) == list(range(50, 60)) and got["UnprocessedKeys"] == {}, got
big = "x" * 100_000
for n in range(12):
    table.put_item(Item={"customer": "big", "number": n, "data": big})
page = table.query(KeyConditionExpression=Key("customer").eq("big"), ReturnConsumedCapacity="TOTAL")
assert page["Count"] == 11 and page["LastEvaluatedKey"]["number"] == 10, (page["Count"], page.get("LastEvaluatedKey"))
done("reading")

# A counter that many threads raise by compare and set
attempts = []


def raise_counter():
    mine = boto3.session.Session().resource("dynamodb").Table("boto3-orders")
    for _ in range(10):
        while True:
            now = mine.get_item(Key={"customer": "counter", "number": 0}, ConsistentRead=True).get("Item", {}).get("v")
            condition = Attr("v").not_exists() if now is None else Attr("v").eq(now)
            try:
                mine.put_item(Item={"customer": "counter", "number": 0, "v": (now or 0) + 1}, ConditionExpression=condition)
                attempts.append(1)
                break
            except mine.meta.client.exceptions.ConditionalCheckFailedException:
                pass


threads = [threading.Thread(target=raise_counter) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
assert len(attempts) == 40
assert table.get_item(Key={"customer": "counter", "number": 0}, ConsistentRead=True)["Item"]["v"] == 40
done("counter")

# Errors
k = {"customer": {"S": "e"}, "number": {"N": "1"}}
t = {"TableName": "boto3-orders"}
refused("ResourceNotFoundException", "Requested resource not found", client.get_item, TableName="nowhere", Key=k)
refused("ResourceNotFoundException", "Requested resource not found: Table: nowhere not found", client.describe_table, TableName="nowhere")
invalid("The provided key element does not match the schema", client.get_item, **t, Key={"customer": {"S": "e"}})
invalid("The provided key element does not match the schema", client.get_item, **t, Key={"customer": {"S": "e"}, "number": {"S": "1"}})
invalid("One or more parameter values were invalid: Missing the key number in the item", client.put_item, **t, Item={"customer": {"S": "e"}})
invalid("One or more parameter values were invalid: Type mismatch for key number expected: N actual: S",
        client.put_item, **t, Item={"customer": {"S": "e"}, "number": {"S": "1"}})
invalid("One or more parameter values were invalid: Type mismatch for Index Key day Expected: S Actual: N IndexName: by-day",
        client.put_item, **t, Item=dict(k, day={"N": "1"}))
invalid("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: customer",
        client.put_item, **t, Item={"customer": {"S": ""}, "number": {"N": "1"}})
invalid("One or more parameter values were invalid: An string set  may not be empty", client.put_item, **t, Item=dict(k, s={"SS": []}))
invalid("One or more parameter values were invalid: Input collection [a, a] contains duplicates.",
        client.put_item, **t, Item=dict(k, s={"SS": ["a", "a"]}))
invalid("The parameter cannot be converted to a numeric value: one", client.put_item, **t, Item=dict(k, n={"N": "one"}))
invalid("Attempting to store more than 38 significant digits in a Number", client.put_item, **t, Item=dict(k, n={"N": "1" * 39}))
invalid("Number overflow. Attempting to store a number with magnitude larger than supported range",
        client.put_item, **t, Item=dict(k, n={"N": "1E126"}))
invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range",
        client.put_item, **t, Item=dict(k, n={"N": "1E-131"}))
invalid("Item size has exceeded the maximum allowed size", client.put_item, **t, Item=dict(k, s={"S": "x" * 410_000}))
update = dict(t, Key=k)
invalid("One or more parameter values were invalid: Cannot update attribute number. This attribute is part of the key",
        client.update_item, **update, UpdateExpression="SET #n = :v", ExpressionAttributeNames={"#n": "number"},
        ExpressionAttributeValues={":v": {"N": "2"}})
invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "="', client.update_item, **update, UpdateExpression="SET a =")
invalid("Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: size",
        client.update_item, **update, UpdateExpression="SET size = :v", ExpressionAttributeValues={":v": {"N": "2"}})
invalid("Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :v",
        client.update_item, **update, UpdateExpression="SET a = :v")
invalid("Invalid UpdateExpression: An expression attribute name used in the document path is not defined; attribute name: #a",
        client.update_item, **update, UpdateExpression="SET #a = :v", ExpressionAttributeValues={":v": {"N": "2"}})
invalid("Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}",
        client.update_item, **update, UpdateExpression="REMOVE a SET b = :v", ExpressionAttributeValues={":v": {"N": "2"}, ":w": {"N": "2"}})
invalid("Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
        client.update_item, **update, UpdateExpression="SET a = :v, a.b = :v", ExpressionAttributeValues={":v": {"N": "2"}})
invalid("The provided expression refers to an attribute that does not exist in the item",
        client.update_item, **update, UpdateExpression="SET a = b")
invalid("The document path provided in the update expression is invalid for update",
        client.update_item, **update, UpdateExpression="SET a.b = :v", ExpressionAttributeValues={":v": {"N": "2"}})
client.put_item(**t, Item=dict(k, s={"S": "x"}))
invalid("An operand in the update expression has an incorrect data type",
        client.update_item, **update, UpdateExpression="ADD s :v", ExpressionAttributeValues={":v": {"N": "2"}})
invalid("Query condition missed key schema element: customer",
        client.query, **t, KeyConditionExpression="#n = :v", ExpressionAttributeNames={"#n": "number"}, ExpressionAttributeValues={":v": {"N": "2"}})
invalid("Query key condition not supported",
        client.query, **t, KeyConditionExpression="customer > :v", ExpressionAttributeValues={":v": {"S": "2"}})
invalid("The table does not have the specified index: nowhere",
        client.query, **t, IndexName="nowhere", KeyConditionExpression="customer = :v", ExpressionAttributeValues={":v": {"S": "2"}})
invalid("Consistent reads are not supported on global secondary indexes", client.scan, **t, IndexName="by-day", ConsistentRead=True)
invalid("Provided list of item keys contains duplicates", client.batch_get_item, RequestItems={"boto3-orders": {"Keys": [k, k]}})
invalid("Provided list of item keys contains duplicates",
        client.batch_write_item, RequestItems={"boto3-orders": [{"PutRequest": {"Item": k}}, {"DeleteRequest": {"Key": k}}]})
invalid("ReturnValues can only be ALL_OLD or NONE", client.put_item, **t, Item=k, ReturnValues="ALL_NEW")
refused("ResourceNotFoundException", "Requested resource not found: Table: nowhere not found", client.delete_table, TableName="nowhere")
done("errors")

# Transactions
client.transact_write_items(TransactItems=[
    {"Put": dict(t, Item={"customer": {"S": "tx"}, "number": {"N": "1"}, "n": {"N": "1"}})},
    {"Put": dict(t, Item={"customer": {"S": "ty"}, "number": {"N": "1"}, "n": {"N": "2"}})}])
reading = [{"Get": dict(t, Key={"customer": {"S": c}, "number": {"N": "1"}}, ProjectionExpression="n")} for c in ("tx", "ty", "tz")]
assert client.transact_get_items(TransactItems=reading)["Responses"] == [{"Item": {"n": {"N": "1"}}}, {"Item": {"n": {"N": "2"}}}, {}]
canceled = refused(
    "TransactionCanceledException",
    "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
    client.transact_write_items,
    TransactItems=[
        {"Delete": dict(t, Key={"customer": {"S": "tx"}, "number": {"N": "1"}})},
        {"ConditionCheck": dict(t, Key={"customer": {"S": "ty"}, "number": {"N": "1"}}, ConditionExpression="attribute_not_exists(n)")}])
assert canceled["CancellationReasons"] == [
    {"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}], canceled
done("transactions")

# Time to live, and the end
now = int(time.time())
client.update_time_to_live(TableName="boto3-orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"})
ttl = client.describe_time_to_live(TableName="boto3-orders")["TimeToLiveDescription"]
assert ttl["AttributeName"] == "ends" and ttl["TimeToLiveStatus"] in ("ENABLING", "ENABLED"), ttl
table.put_item(Item={"customer": "ttl", "number": 1, "ends": now - 5})
table.put_item(Item={"customer": "ttl", "number": 2, "ends": now + 3600})
for _ in range(200):
    left = [i["number"] for i in table.query(KeyConditionExpression=Key("customer").eq("ttl"), ConsistentRead=True)["Items"]]
    if left == [2]:
        break
    time.sleep(0.1)
assert left == [2], left
done("ttl")

table.delete()
client.get_waiter("table_not_exists").wait(TableName="boto3-orders", WaiterConfig=WAIT)
refused("ResourceNotFoundException", "Requested resource not found", client.get_item, TableName="boto3-orders", Key=k)
done("deleted")
