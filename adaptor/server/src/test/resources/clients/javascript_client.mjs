// What an application on the AWS SDK for JavaScript v3 does with SQS; fails on the first thing that is not as on AWS.
import assert from "node:assert/strict";
import {
    CreateQueueCommand,
    DeleteMessageBatchCommand,
    DeleteQueueCommand,
    QueueDoesNotExist,
    ReceiveMessageCommand,
    SQSClient,
    SendMessageBatchCommand,
    SendMessageCommand,
    paginateListQueues,
} from "@aws-sdk/client-sqs";

const done = (what) => console.log(`ok ${what}`);
const sqs = new SQSClient({});

const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "javascript" }));
const sent = await sqs.send(
    new SendMessageCommand({
        QueueUrl,
        MessageBody: "hello \u2603",
        MessageAttributes: { binary: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 128]) } },
    }),
);
const receive = (max) =>
    sqs.send(
        new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: max,
            WaitTimeSeconds: 2,
            MessageAttributeNames: ["All"],
            MessageSystemAttributeNames: ["All"],
        }),
    );
const [message] = (await receive(1)).Messages;
assert.equal(message.MessageId, sent.MessageId);
assert.equal(message.Body, "hello \u2603");
assert.deepEqual([...message.MessageAttributes.binary.BinaryValue], [0, 255, 128]);
assert.equal(message.Attributes.ApproximateReceiveCount, "1");
done("message");

const batch = await sqs.send(
    new SendMessageBatchCommand({
        QueueUrl,
        Entries: Array.from({ length: 9 }, (_, n) => ({ Id: `${n}`, MessageBody: `body ${n}` })),
    }),
);
assert.equal(batch.Successful.length, 9);
const handles = [message.ReceiptHandle];
for (let tries = 0; tries < 10 && handles.length < 10; tries++) {
    handles.push(...((await receive(10)).Messages ?? []).map((one) => one.ReceiptHandle));
}
const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: handles.map((ReceiptHandle, n) => ({ Id: `${n}`, ReceiptHandle })),
    }),
);
assert.equal(deleted.Successful.length, 10);
done("batch");

await assert.rejects(sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-nowhere`, MessageBody: "x" })), (refused) => {
    assert.ok(refused instanceof QueueDoesNotExist, refused);
    assert.equal(refused.$metadata.httpStatusCode, 400);
    return true;
});
done("errors");

const urls = [];
for await (const page of paginateListQueues({ client: sqs, pageSize: 1 }, { QueueNamePrefix: "javascript" })) {
    urls.push(...(page.QueueUrls ?? []));
}
assert.deepEqual(urls, [QueueUrl]);
await sqs.send(new DeleteQueueCommand({ QueueUrl }));
done("paging");
